"""The interview in words for a person, the same at every door: what was said, what an answer could change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from advisor.interview.answers import DETAILS, LISTS, SUPERVISION
from advisor.interview.dialogue import Asked, State, answered
from advisor.rulebook.book import Rulebook

UNKNOWN = "I don't know"
_UNKNOWN = re.compile(
    r"(?:skip|(?:i )?(?:don'?t|do not) know|not sure(?: yet)?|unsure|no idea|(?:i'?d )?rather not(?: say)?)\.?\Z", re.I
)
_DOMAINS = {
    "level": "education-levels", "accreditation": "accreditors", "area": "areas", "setting": "settings",
    "track": "tracks", "title": "titles", "coursework": "courses", "interests": "interests", "state": "states",
}  # fmt: skip
_KINDS = {"level": "Levels", "title": "Titles", "certification": "Certifications"}
_MOST_NAMES, _MOST_RULES = 8, 3


class Said(NamedTuple):
    """A line of what was said so far: the question's id, what it is about, and the answer."""

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


def said_so_far(state: State, rulebook: Rulebook) -> tuple[Said, ...]:
    """Give what was said, and what was left open, in the order of the profile."""
    lines = []
    said = answered(state)
    for id, value in said.items():
        if id == "id" or id.endswith(_TOLD):
            continue
        if id in LISTS:  # details that have a line of their own are not said twice
            own = {name for name in DETAILS.get(id, ()) if f".{name}" not in _TOLD}
            value = [{key: part for key, part in one.items() if key not in own or _alone(one)} for one in value or ()]
        lines.append(Said(id, _of_one(label(id), said), in_words(value, rulebook, id.rpartition(".")[2])))
    return (*lines, *(Said(id, _of_one(label(id), said), UNKNOWN) for id in state.declined))


_TOLD = (".field", ".completed")
"""Details that the line of their entry tells."""


def _of_one(words: str, said: dict[str, Any]) -> str:
    """Leave out the number of the only entry of a list."""
    name = words.partition(" ")[0]
    return words.replace(f"{name} 1,", f"{name},") if len(said.get(name) or ()) == 1 else words


def _alone(entry: dict[str, Any]) -> bool:
    return not entry.keys() & {"role", "level", "field", "name"}


def label(id: str) -> str:
    """Write a question's id for a person: ``experience[0].setting`` is experience 1, setting."""
    if id == "goal.track":
        return "goal"
    words = re.sub(r"\[([0-9]+)\]\.", lambda match: f" {int(match[1]) + 1}, ", id).replace("goal.", "")
    return words.replace("_", " ")


def in_words(value: Any, rulebook: Rulebook, key: str = "") -> str:
    """Write an answer as a person would; ``key`` is its place in the profile, which says what its words mean."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return _entry(value, rulebook)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(in_words(one, rulebook, key) for one in value) or "none"
    if isinstance(value, int | float):
        return f"{value:g}"
    if key == "supervision":
        return SUPERVISION.get(str(value), str(value)).lower()
    return rulebook.label(_DOMAINS[key], str(value)) if key in _DOMAINS else str(value)


_FIRST = ("role", "field", "level", "name", "title", "track", "area")


def _entry(entry: dict[str, Any], rulebook: Rulebook) -> str:
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
    for key, unit in (("years", "years"), ("hours_per_week", "hours a week"), ("training_hours", "hours of class")):
        if key in rest:
            words.append(f"{rest.pop(key):g} {unit}")
    if rest.pop("paid", True) is False:
        words.append("unpaid")
    words += [f"{key.replace('_', ' ')} {in_words(part, rulebook, key)}" for key, part in rest.items()]
    return ", ".join(words)


def stakes_of(asked: Asked, rulebook: Rulebook) -> Stakes | None:
    """Give what the answer to a question could change; None when it could change no rule as things stand."""
    if not asked.why:
        return None
    kinds = []
    for kind, heading in _KINDS.items():
        names = list(dict.fromkeys(why.name for why in asked.why if why.subject.startswith(f"{kind}:")))
        if names:
            kinds.append((heading, tuple(names[:_MOST_NAMES]), max(0, len(names) - _MOST_NAMES)))
    rules = tuple(
        (why.rule, tuple(f"{rulebook.sources[ref.id].title}, {ref.section}" for ref in why.sources[:2]))
        for why in asked.why[:_MOST_RULES]
    )
    return Stakes(tuple(kinds), rules)
