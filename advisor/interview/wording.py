"""The interview in words, the same at every door: the answers so far, and what an answer could change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from advisor.interview.dialogue import Asked, State, answered
from advisor.interview.entries import Plain
from advisor.interview.fields import DETAILS, FIELDS, LISTS
from advisor.language import words
from advisor.rulebook.book import Rulebook

UNKNOWN = "I don't know"
_UNKNOWN = re.compile(
    r"(?:skip|(?:i )?(?:don'?t|do not) know|not sure(?: yet)?|unsure|no idea|(?:i'?d )?rather not(?: say)?)\.?\Z", re.I
)
_DOMAINS = {"title": "titles", **{field.key: field.domain for field in FIELDS.values() if field.domain}}
"""The domain of the rulebook that an answer's words come from, by the key of its field."""
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


def is_unknown(text: str) -> bool:
    """Say whether an answer says that the person does not know, or would rather not say."""
    return _UNKNOWN.match(text.strip()) is not None


def said_so_far(state: State, rulebook: Rulebook) -> tuple[AnswerLine, ...]:
    """Give what was answered, and what was left open, in the order of the profile."""
    lines = []
    answers = answered(state)
    for id, value in answers.items():
        if id == "id" or id.endswith(_IN_ENTRY_LINE):
            continue
        if id in LISTS:  # details that have a line of their own are left out
            own = {key for key in DETAILS[id] if f".{key}" not in _IN_ENTRY_LINE}
            value = [
                {key: part for key, part in entry.items() if key not in own or _is_nameless(entry)}
                for entry in value or ()
            ]
        lines.append(AnswerLine(id, _of_one(label(id), answers), in_words(value, rulebook, id.rpartition(".")[2])))
    declined = [id for id in state.declined if id not in answers]
    return (*lines, *(AnswerLine(id, _of_one(label(id), answers), UNKNOWN) for id in declined))


_IN_ENTRY_LINE = (".field", ".completed", ".status", ".start", ".end", ".years", ".hours_per_week")
"""Details that stand in the line of their entry."""


def _of_one(words: str, answers: dict[str, Any]) -> str:
    """Leave out the number of the only entry of a list."""
    name = words.partition(" ")[0]
    return words.replace(f"{name} 1,", f"{name},") if len(answers.get(name) or ()) == 1 else words


def _is_nameless(entry: Plain) -> bool:
    return not entry.keys() & {"role", "level", "field", "name"}


def label(id: str) -> str:
    """Write a question's id for a person: ``experience[0].setting`` is experience 1, setting."""
    if id == "goal.track":
        return "goal"
    words = re.sub(r"\[([0-9]+)\]\.", lambda match: f" {int(match[1]) + 1}, ", id).replace("goal.", "")
    return words.replace("_", " ")


def in_words(value: object, rulebook: Rulebook, key: str = "") -> str:
    """Write an answer in words; ``key`` is that of its field, from whose domain its words are."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return _entry(value, rulebook)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(in_words(part, rulebook, key) for part in value) or "none"
    if isinstance(value, int | float):
        return f"{value:g}"
    if key == "supervision":
        return words("supervision").get(str(value), str(value)).lower()
    return rulebook.label(_DOMAINS[key], str(value)) if key in _DOMAINS else str(value)


_FIRST = ("role", "field", "level", "name", "title", "track", "area")
"""The keys that name an entry, in the order in which they are written."""


def _entry(entry: Plain, rulebook: Rulebook) -> str:
    """Write a school, a job, a certification or a goal as a line."""
    rest = dict(entry)
    words = [in_words(rest.pop(key), rulebook, key) for key in _FIRST if key in rest]
    status, day = rest.pop("status", None), rest.pop("completed", None)
    if status in (None, "completed") and day:
        words.append(f"completed {day}")
    elif status:
        words.append(str(status).replace("-", " ") + (f", expected {day}" if day else ""))
    start, end = rest.pop("start", None), rest.pop("end", None)
    if start:
        words.append(f"{start} to {end}" if end else f"since {start}")
    if "years" in rest and "years_at_most" in rest:
        words.append(f"{rest.pop('years'):g} to {rest.pop('years_at_most'):g} years")
    for key, unit in (("years", "years"), ("hours_per_week", "hours a week"), ("training_hours", "hours of class")):
        if key in rest:
            words.append(f"{rest.pop(key):g} {unit}")
    if rest.pop("part_time", False):
        words.append("part time")
    if rest.pop("paid", True) is False:
        words.append("unpaid")
    words += [f"{key.replace('_', ' ')} {in_words(part, rulebook, key)}" for key, part in rest.items()]
    return ", ".join(words)


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
