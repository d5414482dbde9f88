"""Schools, jobs and certifications as fields of a form, one group a thing; what a group says goes into the profile.

A group of which only the first text is filled is read as the free text that it is, so that
``Medical coder, 2019 to 2023`` in one line is as good as the fields apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from advisor.interview.answers import DETAILS
from advisor.interview.entries import Plain, Unreadable

Typed = Mapping[str, Sequence[str]]
"""What stands in the fields of a form, by their names."""

MOST = 50
"""Groups of one form."""


class Part(NamedTuple):
    """One field of a group: its key in the profile; ``text``, ``choice``, ``date``, ``day``, ``number`` or ``no``."""

    key: str
    kind: str


PARTS: Mapping[str, tuple[Part, ...]] = {
    "education": (
        Part("level", "choice"), Part("field", "text"), Part("status", "choice"), Part("completed", "date"),
        Part("country", "text"),
    ),
    "experience": (
        Part("role", "text"), Part("start", "date"), Part("end", "date"), Part("years", "number"),
        Part("hours_per_week", "number"), Part("paid", "no"),
    ),
    "certifications": (
        Part("name", "text"), Part("status", "choice"), Part("earned", "day"), Part("expires", "day"),
    ),
}  # fmt: skip
_USUAL = {"status": ("completed", "active"), "country": ("US",)}
"""What a field says when nobody has touched it."""
_TEXTS = ("field", "role", "name")
_NAMED = ("level", "status", "role")
"""Where one of these is changed, it is another school or job, of which the details that were said may not hold."""


def typed_entries(name: str, entries: Sequence[Plain]) -> dict[str, list[str]]:
    """Fill a form with what was said before, one group an entry."""
    typed = {"entries": [str(max(1, len(entries)))]}
    for n, entry in enumerate(entries):
        typed[f"of-{n}"] = [str(n)]
        for key, kind in PARTS[name]:
            value = entry.get(key)
            if value is None:
                continue
            if kind in ("date", "day"):
                typed |= typed_date(f"{key}-{n}", str(value))
            elif kind != "no" or value is False:
                typed[f"{key}-{n}"] = [shown(value)]
    return typed


def shown(value: Any) -> str:
    """Write a value for a field; a whole number without its point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def typed_date(name: str, value: str) -> dict[str, list[str]]:
    """Fill the three fields of a date."""
    parts = dict(zip(("year", "month", "day"), value.split("-"), strict=False))
    return {f"{name}-{part}": [text] for part, text in parts.items()}


def count_of(typed: Typed) -> int:
    """Give the number of groups of a form."""
    text = _one(typed, "entries")
    return max(1, min(MOST, int(text))) if text.isdecimal() and len(text) < 4 else 1


def without(typed: Typed, gone: int) -> dict[str, Sequence[str]]:
    """Give a form without one of its groups."""
    kept: dict[str, Sequence[str]] = {"entries": [str(max(1, count_of(typed) - 1))]}
    for name, values in typed.items():
        if match := re.fullmatch(r"([a-z_]+)-([0-9]{1,3})(-[a-z]+)?", name):
            n = int(match[2])
            if n != gone:
                kept[f"{match[1]}-{n - (n > gone)}{match[3] or ''}"] = values
    return kept


class Group(NamedTuple):
    """What one filled group says, and its place in the form; a string is free text, ``problem`` what cannot be read."""

    place: int
    given: str | Plain
    problem: str = ""


def groups_of(name: str, typed: Typed, before: Sequence[Plain]) -> list[Group]:
    """Read the groups that are filled; ``before`` are the entries that the form began with."""
    found = []
    for n in range(count_of(typed)):
        try:
            said = _said(name, typed, n)
        except Unreadable as problem:
            found.append(Group(n, {}, str(problem)))
            continue
        old = _old(_one(typed, f"of-{n}"), before)
        entry = {**_kept(name, said, old), **said}
        alone = [key for key, value in entry.items() if value not in _USUAL.get(key, ())]
        if not alone:
            continue
        given: str | Plain = entry
        if len(alone) == 1 and alone[0] in _TEXTS and entry[alone[0]] != old.get(alone[0]):
            given = str(entry[alone[0]])
        found.append(Group(n, given))
    return found


def _old(of: str, before: Sequence[Plain]) -> Plain:
    """Give the entry that a group began with; nothing for a new one."""
    return before[int(of)] if of.isdecimal() and len(of) < 4 and int(of) < len(before) else {}


def _kept(name: str, said: Plain, old: Plain) -> Plain:
    """Give what the form does not ask for of the entry that a group began with."""
    asked = {key for key, _ in PARTS[name]}
    usual = {"status": "completed"}
    same = all(said.get(key, usual.get(key)) == old.get(key, usual.get(key)) for key in _NAMED if key in asked)
    details = DETAILS.get(name, ())
    return {key: value for key, value in old.items() if key not in asked and (same or key not in details)}


def _said(name: str, typed: Typed, n: int) -> Plain:
    """Read one group; what is empty is left out."""
    said: Plain = {}
    for key, kind in PARTS[name]:
        text = _one(typed, f"{key}-{n}")
        if kind in ("date", "day"):
            value: Any = date_of(typed, f"{key}-{n}")
        elif kind == "number":
            value = _number(text)
        elif kind == "no":
            value = False if text else None
        else:
            value = text
        if value not in ("", None):
            said[key] = value
    return said


def date_of(typed: Typed, name: str) -> str:
    """Read a date of three fields, of which the day and the month may be left out."""
    year, month, day = (_one(typed, f"{name}-{part}") for part in ("year", "month", "day"))
    if not year and not month:
        return ""
    if not re.fullmatch(r"[0-9]{4}", year):
        raise Unreadable("Please write the year with four digits, such as 2021.")
    if not all(re.fullmatch(r"[0-9]{0,2}", part) for part in (month, day)):
        raise Unreadable("Please write the month and the day as numbers.")
    return "-".join(part.zfill(2) for part in (year, month, day if month else "") if part)


def _number(text: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        raise Unreadable("Please write a number, such as 2 or 2.5.") from None


def _one(typed: Typed, name: str) -> str:
    values = typed.get(name) or ("",)
    return values[0].strip()
