"""The interview in words, the same at every door: the answers so far, and what an answer could change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from advisor.interview.entry_wording import entry_in_words, in_words
from advisor.interview.fields import DETAILS, LISTS
from advisor.interview.model import Asked, State
from advisor.interview.state import answered
from advisor.interview.understanding import UNPLACED, remarks_on
from advisor.language import words
from advisor.rulebook.book import Rulebook

UNKNOWN = "I don't know"
_KINDS = {"level": "Levels", "title": "Titles", "certification": "Certifications"}
MOST_SHOWN = 14
"""Choices shown with a question; longer lists are shown on request."""
_MOST_NAMES, _MOST_RULES = 8, 3


class AnswerLine(NamedTuple):
    """An answer so far: the question's id, what it is about, and the answer in words."""

    id: str
    label: str
    words: str


class Stakes(NamedTuple):
    """What an answer could change: names by their kind, how many more there are, and rules with their documents."""

    kinds: tuple[tuple[str, tuple[str, ...], int], ...]
    rules: tuple[tuple[str, tuple[str, ...]], ...]


def said_so_far(state: State, rulebook: Rulebook, day: date, asked: Sequence[str] = ()) -> tuple[AnswerLine, ...]:
    """Give what was answered, and what was left open, in the order in which it was asked: ``asked`` has the ids.

    What does not count yet is marked so, in words.
    """
    marks = _marks(state, rulebook, day)
    lines = []
    answers = answered(state)
    for id, value in answers.items():
        if id == "id" or id.endswith(_IN_ENTRY_LINE):
            continue
        lines.append(AnswerLine(id, _of_one(label(id), answers), _told(id, value, rulebook, marks)))
    lines += [AnswerLine(id, _of_one(label(id), answers), UNKNOWN) for id in state.declined if id not in answers]
    places = {id: number for number, id in enumerate(asked)}
    last = len(places)
    return tuple(sorted(lines, key=lambda line: places.get(line.id, places.get(line.id.partition("[")[0], last))))


_IN_ENTRY_LINE = (".field", ".completed", ".status", ".start", ".end", ".years", ".hours_per_week")
"""Details that stand in the line of their entry."""


Marks = Mapping[tuple[str, str], str]
"""The words that mark what does not count yet, by its place in the profile (without its number) and its text."""


def _marks(state: State, rulebook: Rulebook, day: date) -> Marks:
    said, found = words("understanding"), {}
    for remark in remarks_on(state, rulebook, day):
        if remark.id.startswith(UNPLACED):
            mark = said["field not placed"] if remark.id == "unrecognized-field" else said["not placed"]
            found[re.sub(r"\[[0-9]+\]\Z", "", remark.place), remark.said] = mark
    return found


def _told(id: str, value: Any, rulebook: Rulebook, marks: Marks) -> str:
    """Write an answer in words; of a list's entries, without the details that have a line of their own."""
    if not isinstance(value, list) or not value:
        return in_words(value, rulebook, id.rpartition(".")[2])
    if id not in LISTS:
        parts = [(in_words(one, rulebook, id.rpartition(".")[2]), marks.get((id, str(one)), "")) for one in value]
        return "; ".join(f"{text} {mark}".strip() for text, mark in parts)
    own = {key for key in DETAILS[id] if f".{key}" not in _IN_ENTRY_LINE}
    lines = []
    for n, entry in enumerate(value):
        kept = {key: part for key, part in entry.items() if key not in own or _is_nameless(entry)}
        found = [marks[at] for at in ((f"{id}[{n}].{key}", str(part)) for key, part in kept.items()) if at in marks]
        lines.append(" ".join((entry_in_words(kept, rulebook, id), *found[:1])))
    return "; ".join(lines)


def _of_one(words: str, answers: dict[str, Any]) -> str:
    """Leave out the number of the only entry of a list."""
    name = words.partition(" ")[0]
    return words.replace(f"{name} 1,", f"{name},") if len(answers.get(name) or ()) == 1 else words


def _is_nameless(entry: Mapping[str, Any]) -> bool:
    return not entry.keys() & {"role", "level", "field", "name"}


def label(id: str) -> str:
    """Write a question's id for a person: ``experience[0].setting`` is experience 1, setting."""
    if id == "goal.track":
        return "goal"
    words = re.sub(r"\[([0-9]+)\]\.", lambda match: f" {int(match[1]) + 1}, ", id).replace("goal.", "")
    return words.replace("_", " ")


def stakes_of(question: Asked, rulebook: Rulebook) -> Stakes | None:
    """Give what the answer to a question could change; None when it could change no rule as things stand."""
    if not question.why:
        return None
    kinds = []
    for kind, heading in _KINDS.items():
        names = list(dict.fromkeys(why.name for why in question.why if why.subject.startswith(f"{kind}:")))
        if names:
            kinds.append((heading, tuple(names[:_MOST_NAMES]), max(0, len(names) - _MOST_NAMES)))
    rules = tuple(
        (why.rule, tuple(f"{rulebook.sources[ref.id].title}, {ref.section}" for ref in why.sources[:2]))
        for why in question.why[:_MOST_RULES]
    )
    return Stakes(tuple(kinds), rules)
