"""A question as a part of a form: what a page shows, how it is filled with what was said, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from advisor.doors.web.entry_forms import Group, Typed, date_of, groups_of, shown, typed_date, typed_entries
from advisor.interview import Asked
from advisor.interview.answers import LISTS
from advisor.interview.entries import Unreadable
from advisor.rulebook.book import Rulebook

_SHORT = 14
"""Choices shown at once; of more, one is picked from a list."""
_EMPTY = {
    "radios": "Choose one, or say that you don't know.",
    "select": "Choose one from the list, or say that you don't know.",
    "checks": "Choose at least one, or say that it is none of these.",
    "goal": "Choose a direction or a job title, or say that you don't know.",
    "number": "Write a number, or say that you don't know.",
    "date": "Write the year, or say that you don't know.",
    "text": "Write something, or say that you don't know.",
    "entries": "Fill in one, or say that there is none.",
}
_YES_NO = (("yes", "Yes"), ("no", "No"))


def control_of(asked: Asked) -> str:
    """Name the control of a question: radios, checks, select, text, number, date, goal or entries."""
    if asked.kind == "yes-no":
        return "radios"
    if asked.kind == "choice":
        return "radios" if len(asked.choices) <= _SHORT else "select"
    return "checks" if asked.kind == "words" else asked.kind


def options_of(asked: Asked) -> tuple[tuple[str, str], ...]:
    """Give the choices of radios, checks and selects; a choice of nothing is a button of its own."""
    if asked.kind == "yes-no":
        return _YES_NO
    return tuple(one for one in asked.choices if asked.kind != "words" or one[0] != "none")


def suggestions(asked: Asked, rulebook: Rulebook) -> tuple[tuple[str, str], ...]:
    """Give words that may be meant, for a field of free text, each with a line about it or nothing."""
    if asked.id == "certifications":
        return tuple((one.acronym, one.name) for one in rulebook.credentials if one.status != "retired")
    if asked.id == "education" or asked.id.endswith(".field"):
        return tuple((term.name, "") for term in rulebook.vocabularies["fields"].terms.values())
    return tuple((title.name, "") for title in rulebook.titles) if asked.id == "experience" else ()


def typed_from(asked: Asked, value: Any) -> dict[str, list[str]]:
    """Fill a form with the answer that was given before."""
    if asked.id in LISTS:
        return typed_entries(asked.id, value or ())
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return {key: [str(value[key])] for key in ("track", "title") if value.get(key)}
    if asked.kind == "date":
        return typed_date("answer", str(value))
    if isinstance(value, bool):
        return {"answer": ["yes" if value else "no"]}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return {"answer": [str(one) for one in value]}
    return {"answer": [shown(value)]}


def given_by(asked: Asked, typed: Typed) -> str:
    """Give the answer of a form as the interview takes it. Raises Unreadable when there is none."""
    control = control_of(asked)
    if control == "goal":
        parts = [text for name in ("track", "title") for text in typed.get(name, ()) if text.strip()]
        text = "; ".join(parts)
    elif control == "date":
        text = date_of(typed, "answer")
    else:
        text = ", ".join(one for one in typed.get("answer", ()) if one.strip())
    if not text.strip():
        raise Unreadable(_EMPTY[control])
    return text


def groups_given(asked: Asked, typed: Typed, before: Sequence[Any]) -> list[Group]:
    """Give the groups of a form of entries. Raises Unreadable when none is filled."""
    groups = groups_of(asked.id, typed, before)
    if not groups:
        raise Unreadable(_EMPTY["entries"])
    return groups
