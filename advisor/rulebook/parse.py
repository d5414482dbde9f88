"""From an author's data to conditions and sources, with the words for every mistake."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic_core import PydanticCustomError

from advisor.dates import UNITS_A_DAY, UNITS_A_YEAR
from advisor.document import Place
from advisor.errors import listing, nearest
from advisor.problems import unknown
from advisor.rulebook.condition import (
    ALWAYS,
    NO_NOTE,
    OPERATORS,
    All,
    Any_,
    Comparison,
    Condition,
    Not,
    Note,
    comparisons,
)
from advisor.rulebook.draft import GROUPS, SENTENCES, FactShape, Names
from advisor.rulebook.part import BRACES, FILLED, SENTENCE, refusal

_NOTES = (*SENTENCES, "sources")
_DAYS_A_YEAR = UNITS_A_YEAR // UNITS_A_DAY
_A_YEAR = {"day": _DAYS_A_YEAR, "days": _DAYS_A_YEAR, "month": 12, "months": 12, "year": 1, "years": 1}
"""How many of each unit in which years may be written are a year."""


def parse_sources(data: Any, names: Names, place: Place = ()) -> tuple[tuple[str, str], ...]:
    """Read ``{source: section}``; a section may be a list. Raises a refusal, with the place inside the data."""
    if not isinstance(data, Mapping) or not data:
        said = "Say what this stands on: `sources:` with at least one `source-id: section`."
        raise refusal(said, place)
    refs: list[tuple[str, str]] = []
    for source, sections in data.items():
        if source not in names.sources:
            raise refusal(unknown("source", source, sorted(names.sources)), (*place, source))
        for section in sections if isinstance(sections, list) and sections else [sections]:
            if not isinstance(section, str) or not section.strip():
                raise refusal(f"Say which section of {source}, as text.", (*place, source))
            refs.append((source, section))
    return tuple(refs)


def parse_condition(data: Any, names: Names, place: Place = ()) -> Condition:
    """Read one condition; raises a refusal that says what is wrong, where inside the data, and what is allowed."""
    if not isinstance(data, Mapping):
        said = "A condition is `all:`, `any:`, `not:` or a fact with what is asked of it, such as `diploma: true`."
        raise refusal(said, place)
    subjects = [key for key in data if key not in _NOTES]
    for subject in subjects if len(subjects) > 1 else ():
        _known(subject, names, (*place, subject))
    if len(subjects) != 1:
        found = f"This has {len(subjects)}: {', '.join(subjects)}." if subjects else "This has none."
        said = f"A condition has one subject: all, any, not, a fact or an assumption. {found}"
        raise refusal(said, place)
    subject, note = subjects[0], _note(data, names, place)
    inner, here = data[subject], (*place, subject)
    condition: Condition
    if subject in ("all", "any"):
        if not isinstance(inner, list):
            raise refusal(f"`{subject}:` takes a list of conditions.", here)
        parts = tuple(parse_condition(part, names, (*here, n)) for n, part in enumerate(inner))
        condition = All(parts, note) if subject == "all" else Any_(parts, note)
    elif subject == "not":
        condition = Not(parse_condition(inner, names, here), note)
    elif subject in names.definitions:
        condition = _written_out(subject, inner, note, names, here)
    else:
        condition = _comparison(subject, inner, note, names, here)
    _check_sentences(note, condition, names, place)
    return condition


def _written_out(id: str, inner: Any, note: Note, names: Names, place: Place) -> Condition:
    """Write a definition out where it is used; what is said beside it there comes before its own sentences."""
    if not isinstance(inner, bool):
        raise refusal(f"{id} is a definition: write `{id}: true` or `{id}: false`.", place)
    defined = names.definitions[id]
    if defined.stratum > names.stratum:
        raise _decided_later(id, place)
    try:
        condition = parse_condition(defined.requires, names)
        sources = note.sources or condition.note.sources or parse_sources(defined.sources, names)
    except PydanticCustomError:
        return ALWAYS  # it is refused where it is defined
    own = condition.note
    held = note if inner else NO_NOTE
    said = Note(held.id or own.id or id, held.met or own.met, held.missing or own.missing, sources, id)
    condition = replace(condition, note=said)
    return condition if inner else Not(condition, note)


def _decided_later(subject: str, place: Place) -> PydanticCustomError:
    said = f"{subject} is decided later than this entry, so it cannot be asked here: that would be a circle."
    return refusal(said, place)


def _check_sentences(note: Note, condition: Condition, names: Names, place: Place) -> None:
    """Refuse sentences whose braces nothing would fill."""
    single = isinstance(condition, Comparison)
    numbers = any(names.facts[one.fact].type in ("years", "number") for one in comparisons(condition))
    for key, text in (("met", note.met), ("missing", note.missing)):
        used, said = re.findall(FILLED, text), "" if re.fullmatch(SENTENCE, text) else BRACES
        if used and not said and not single and (key == "met" or not numbers):
            said = f"This stands for no single comparison, so nothing fills {used[0]} here."
        elif "{gap}" in used and not said and not numbers:
            said = "{gap} is for facts of type years and number; nothing fills it here."
        if said:
            raise refusal(said, (*place, key))


def _known(subject: str, names: Names, place: Place) -> None:
    known = [*names.facts, *names.definitions, *names.broken, *GROUPS]
    if subject not in known:
        raise refusal(unknown("fact or assumption", subject, [*known, *_NOTES]), place)


def _note(data: Mapping[str, Any], names: Names, place: Place) -> Note:
    for key in SENTENCES:
        if not isinstance(data.get(key, ""), str):
            raise refusal(f"`{key}:` takes text.", (*place, key))
    sources = parse_sources(data["sources"], names, (*place, "sources")) if "sources" in data else ()
    return Note(**{key: data.get(key, "") for key in SENTENCES}, sources=sources)


def _comparison(subject: str, inner: Any, note: Note, names: Names, place: Place) -> Condition:
    _known(subject, names, place)
    if subject in names.broken:
        return ALWAYS
    shape = names.facts[subject]
    if shape.stratum > names.stratum:
        raise _decided_later(subject, place)
    if not isinstance(inner, Mapping):
        inner = {"is": inner}
    fitting = ["is"] if shape.type == "ordered" else []
    fitting += [row.name for row in OPERATORS.values() if shape.type in row.types]
    if len(inner) != 1:
        raise refusal(f"{subject} takes one operator of {listing(fitting)}.", place)
    ((name, operand),) = inner.items()
    if name == "is" and shape.type == "ordered":  # at least and at most: two comparisons
        rank, shown = _operand("at_least", operand, shape, place)
        return All(tuple(Comparison(subject, OPERATORS[one], rank, shown) for one in ("at_least", "at_most")), note)
    if name == "is" and "at_least" in fitting:
        said = f"{subject} is a fact of type {shape.type}; ask with {listing(fitting)}."
        raise refusal(said, place)
    place = (*place, name)
    if name not in OPERATORS:
        raise refusal(unknown("operator", name, fitting), place)
    if name not in fitting:
        said = f"{name} does not fit {subject}, a fact of type {shape.type}; use {listing(fitting)}."
        raise refusal(said, place)
    return Comparison(subject, OPERATORS[name], *_operand(name, operand, shape, place), note)


def _operand(operator: str, operand: Any, shape: FactShape, place: Place) -> tuple[Any, str]:
    """Check an operand against the fact; give what is compared and how it is written."""
    if OPERATORS[operator].takes_list:
        if not isinstance(operand, list) or not operand:
            raise refusal(f"{operator} takes a list, such as [one, other].", place)
        for number, one in enumerate(operand):
            _member(one, shape, (*place, number))
        return tuple(operand), ", ".join(operand)
    if shape.type == "flag":
        if not isinstance(operand, bool):
            raise refusal(f"{shape.id} is true or false.", place)
        return operand, str(operand).lower()
    if shape.type == "years" and isinstance(operand, str) and (years := _years(operand)) is not None:
        return years, operand
    if shape.type in ("years", "number"):
        if isinstance(operand, bool) or not isinstance(operand, int | float):
            units = ", of years or with a unit: 8 months, 90 days" if shape.type == "years" else ""
            raise refusal(f"{shape.id} is compared with a number{units}.", place)
        if not 0 <= operand <= 1_000_000 or round(operand, 4) != operand:
            raise refusal(f"{shape.id} takes 0 to 1,000,000 with at most four decimals.", place)
        return float(operand), f"{operand:g}"
    _member(operand, shape, place)
    if shape.type == "ordered":
        return float(shape.values.index(operand)), operand
    return operand, operand


def _years(written: str) -> float | None:
    """Read years written with their unit: cut off after four decimals as those of a person are; None: no years."""
    amount, _, unit = written.partition(" ")
    if not re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,2})?", amount) or unit not in _A_YEAR:
        return None
    return math.floor(float(amount) / _A_YEAR[unit] * 10_000 + 1e-6) / 10_000


def _member(operand: Any, shape: FactShape, place: Place) -> None:
    if operand not in shape.values:
        shown = operand if isinstance(operand, str) else "this value"
        said = f"{shape.id} is never {shown}.{nearest(str(operand), shape.values)} Allowed: {listing(shape.values)}."
        raise refusal(said, place)
