"""Forms of schools, jobs and certifications: one group of fields for each entry of the profile's list.

A group of which only the first text is filled is read as the free text that it is, so that
``Medical coder, 2019 to 2023`` in one line is as good as the fields apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from advisor.interview import fields
from advisor.interview.fields import DETAILS, Field
from advisor.interview.unreadable import Unreadable
from advisor.reading.reading import Plain

Typed = Mapping[str, Sequence[str]]
"""The values of the fields of a form, by their names."""

MOST = 50
"""Groups of one form."""
PARTS = {name: tuple(field for field in parts if field.control) for name, parts in fields.PARTS.items()}
"""The fields of one group, by the list of its entry."""
_USUAL = {"status": ("completed", "active"), "country": ("US",)}
"""The values of fields that nobody has touched."""
_TEXTS = ("field", "role", "name")
_NAMED = ("level", "status", "role")
"""Where one of these is changed, it is another school or job: the old one's details do not hold for it."""


def typed_entries(name: str, entries: Sequence[Plain]) -> dict[str, list[str]]:
    """Fill a form with the entries of a profile, a group for each."""
    typed = {"entries": [str(max(1, len(entries)))]}
    for n, entry in enumerate(entries):
        typed[f"of-{n}"] = [str(n)]
        for field in PARTS[name]:
            value = entry.get(field.key)
            if value is None:
                continue
            if field.control in ("date", "day"):
                typed |= typed_date(f"{field.key}-{n}", str(value))
            elif field.control != "no" or value is False:
                typed[f"{field.key}-{n}"] = [shown(value)]
    return typed


def shown(value: object) -> str:
    """Write a value for a field; a whole number without its point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def typed_date(name: str, value: str) -> dict[str, list[str]]:
    """Fill the three fields of a date."""
    parts = dict(zip(("year", "month", "day"), value.split("-"), strict=False))
    return {f"{name}-{part}": [text] for part, text in parts.items()}


def count_of(typed: Typed) -> int:
    """Give the number of groups of a form."""
    text = _text(typed, "entries")
    return max(1, min(MOST, int(text))) if text.isdecimal() and len(text) < 4 else 1


def without(typed: Typed, removed: int) -> dict[str, Sequence[str]]:
    """Give a form without one of its groups."""
    remaining: dict[str, Sequence[str]] = {"entries": [str(max(1, count_of(typed) - 1))]}
    for name, values in typed.items():
        if match := re.fullmatch(r"([a-z_]+)-([0-9]{1,3})(-[a-z]+)?", name):
            n = int(match[2])
            if n != removed:
                remaining[f"{match[1]}-{n - (n > removed)}{match[3] or ''}"] = values
    return remaining


class FieldProblem(NamedTuple):
    """What is wrong in a group: a sentence, the key of its field ("": the group), and names that may be meant."""

    sentence: str
    key: str = ""
    names: tuple[str, ...] = ()


class Group(NamedTuple):
    """A filled group: its number in the form, and its entry or its only text; ``problem``: why it cannot be read."""

    place: int
    given: str | Plain
    problem: str = ""


def groups_of(name: str, typed: Typed, before: Sequence[Plain]) -> list[Group]:
    """Read the groups that are filled; ``before`` are the entries that the form began with."""
    groups = []
    for n in range(count_of(typed)):
        try:
            entry = _entry(PARTS[name], typed, n)
        except Unreadable as problem:
            groups.append(Group(n, {}, str(problem)))
            continue
        old = _old_entry(_text(typed, f"of-{n}"), before)
        entry = {**_not_in_form(name, entry, old), **entry}
        filled = [key for key, value in entry.items() if value not in _USUAL.get(key, ())]
        if not filled:
            continue
        free_text = len(filled) == 1 and filled[0] in _TEXTS and entry[filled[0]] != old.get(filled[0])
        groups.append(Group(n, str(entry[filled[0]]) if free_text else entry))
    return groups


def _old_entry(number: str, before: Sequence[Plain]) -> Plain:
    """Give the entry that a group began with; nothing for a new one."""
    return before[int(number)] if number.isdecimal() and len(number) < 4 and int(number) < len(before) else {}


def _not_in_form(name: str, entry: Plain, old: Plain) -> Plain:
    """Give the parts of the old entry for which the form has no field and that still hold."""
    shown = {field.key for field in PARTS[name]}
    usual = {"status": "completed"}
    same = all(entry.get(key, usual.get(key)) == old.get(key, usual.get(key)) for key in _NAMED if key in shown)
    range_of_years = "years_at_most" if entry.get("years") != old.get("years") else ""  # it is of the old years
    return {
        key: value
        for key, value in old.items()
        if key not in shown and key != range_of_years and (same or key not in DETAILS[name])
    }


def _entry(group: Sequence[Field], typed: Typed, n: int) -> Plain:
    """Read one group; what is empty is left out."""
    entry: Plain = {}
    for field in group:
        value: str | float | bool | None = _text(typed, f"{field.key}-{n}")
        if field.control in ("date", "day"):
            value = date_of(typed, f"{field.key}-{n}")
        elif field.control == "number":
            value = _number(_text(typed, f"{field.key}-{n}"))
        elif field.control == "no":
            value = False if value else None
        if value not in ("", None):
            entry[field.key] = value
    return entry


def date_of(typed: Typed, name: str) -> str:
    """Read a date of three fields, of which the day and the month may be left out."""
    year, month, day = (_text(typed, f"{name}-{part}") for part in ("year", "month", "day"))
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


def _text(typed: Typed, name: str) -> str:
    return (typed.get(name) or ("",))[0].strip()
