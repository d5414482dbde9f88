"""From an author's data to conditions and sources, with the words for every mistake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from advisor.document import Place
from advisor.errors import listing, nearest
from advisor.rulebook.condition import (
    NUMERIC,
    OPERATORS,
    All,
    Any_,
    Comparison,
    Condition,
    Not,
    Note,
    Operator,
    SourceRefs,
)

_NOTES = ("id", "met", "missing", "sources")
_GROUPS = ("all", "any", "not")
_MOST_DEPTH = 20


class ConditionProblem(ValueError):
    """A mistake in a condition: the sentence, and its place inside the condition."""

    def __init__(self, message: str, place: Place = ()) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True, slots=True)
class FactShape:
    """What a condition needs to know of a fact: its type and the names its values come from."""

    type: str
    of: str = ""
    stratum: int = 0


@dataclass(slots=True)
class Names:
    """Every name that conditions and entries may use."""

    sources: frozenset[str] = frozenset()
    facts: dict[str, FactShape] = field(default_factory=dict)
    assumptions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    domains: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stratum: int = 0
    """The stratum of the entries being read: their conditions may use conclusions of earlier ones only."""


def parse_sources(data: Any, names: Names) -> SourceRefs:
    """Read ``{source: section}``; a section may be a list."""
    if not isinstance(data, Mapping) or not data:
        raise ConditionProblem("Say what this stands on: `sources:` with at least one `source-id: section`.")
    refs: list[tuple[str, str]] = []
    for source, sections in data.items():
        if source not in names.sources:
            raise ConditionProblem(f"There is no source {source}.{nearest(str(source), names.sources)}", (source,))
        for section in sections if isinstance(sections, list) else [sections]:
            if not isinstance(section, str) or not section.strip():
                raise ConditionProblem(f"Say which section of {source}, as text.", (source,))
            refs.append((source, section))
    return tuple(refs)


def parse_condition(data: Any, names: Names, place: Place = ()) -> Condition:
    """Read one condition; raises ConditionProblem with what is wrong and what is allowed."""
    if len(place) > 2 * _MOST_DEPTH:
        raise ConditionProblem(f"This condition is nested more than {_MOST_DEPTH} deep.", place)
    if not isinstance(data, Mapping):
        raise ConditionProblem(
            "A condition is `all:`, `any:`, `not:` or a fact with what is asked of it, such as `diploma: true`.", place
        )
    note = _note(data, names, place)
    subjects = [key for key in data if key not in _NOTES]
    if len(subjects) != 1:
        found = f"This has {len(subjects)}: {', '.join(map(str, subjects))}." if subjects else "This has none."
        raise ConditionProblem(f"A condition has one subject: all, any, not, a fact or an assumption. {found}", place)
    subject = subjects[0]
    inner, here = data[subject], (*place, subject)
    if subject in ("all", "any"):
        if not isinstance(inner, list):
            raise ConditionProblem(f"`{subject}:` takes a list of conditions.", here)
        parts = tuple(parse_condition(part, names, (*here, n)) for n, part in enumerate(inner))
        return All(parts, note) if subject == "all" else Any_(parts, note)
    if subject == "not":
        return Not(parse_condition(inner, names, here), note)
    return _comparison(subject, inner, note, names, here)


def _note(data: Mapping[str, Any], names: Names, place: Place) -> Note:
    words = {}
    for key in ("id", "met", "missing"):
        value = data.get(key, "")
        if not isinstance(value, str):
            raise ConditionProblem(f"`{key}:` takes text.", (*place, key))
        words[key] = value
    refs: SourceRefs = ()
    if "sources" in data:
        try:
            refs = parse_sources(data["sources"], names)
        except ConditionProblem as problem:
            raise ConditionProblem(str(problem), (*place, "sources", *problem.place)) from None
    return Note(words["id"], words["met"], words["missing"], refs)


def _comparison(subject: str, inner: Any, note: Note, names: Names, place: Place) -> Condition:
    if subject in names.assumptions:
        shape = FactShape("choice", subject)
    elif subject in names.facts:
        shape = names.facts[subject]
    else:
        known = [*names.facts, *names.assumptions, *_GROUPS]
        raise ConditionProblem(f"There is no fact or assumption {subject}.{nearest(str(subject), known)}", place)
    if shape.stratum > names.stratum:
        raise ConditionProblem(
            f"{subject} is decided later than this entry, so it cannot be asked here: that would be a circle.", place
        )
    if not isinstance(inner, Mapping):
        inner = {"is": inner}
    if len(inner) != 1:
        raise ConditionProblem(f"{subject} takes one operator.", place)
    ((name, operand),) = inner.items()
    fitting = [row.name for row in OPERATORS.values() if shape.type in row.types]
    if name == "is" and shape.type == "ordered":  # at least and at most: two comparisons
        rank, shown = _operand(OPERATORS["at_least"], operand, subject, shape, names, place)
        return All(tuple(Comparison(subject, OPERATORS[one], rank, shown) for one in ("at_least", "at_most")), note)
    if name == "is" and shape.type in NUMERIC:
        raise ConditionProblem(f"{subject} is a {shape.type} fact; ask with {listing(fitting)}.", place)
    if name not in OPERATORS:
        raise ConditionProblem(f"There is no operator {name}.{nearest(str(name), fitting)} Here: {listing(fitting)}.", place)
    operator = OPERATORS[name]
    if shape.type not in operator.types:
        raise ConditionProblem(f"{name} does not fit {subject}, a {shape.type} fact; use {listing(fitting)}.", place)
    value, shown = _operand(operator, operand, subject, shape, names, (*place, name))
    return Comparison(subject, operator, value, shown, note)


def _operand(
    operator: Operator, operand: Any, subject: str, shape: FactShape, names: Names, place: Place
) -> tuple[Any, str]:
    """Check an operand against the fact; give what is compared and how it is written."""
    if operator.takes_list:
        if not isinstance(operand, list) or not operand:
            raise ConditionProblem(f"{operator.name} takes a list of names.", place)
        for one in operand:
            _member(one, subject, shape, names, place)
        return tuple(operand), ", ".join(operand)
    if shape.type == "flag":
        if not isinstance(operand, bool):
            raise ConditionProblem(f"{subject} is either true or false.", place)
        return operand, str(operand).lower()
    if shape.type in ("years", "number"):
        if isinstance(operand, bool) or not isinstance(operand, int | float):
            raise ConditionProblem(f"{subject} is compared with a number.", place)
        if not 0 <= operand <= 1_000_000 or round(operand, 4) != operand:
            raise ConditionProblem(f"{subject} takes 0 to 1,000,000 with at most four decimals.", place)
        return float(operand), f"{operand:g}"
    _member(operand, subject, shape, names, place)
    if shape.type == "ordered":
        return float(names.domains[shape.of].index(operand)), operand
    return operand, operand


def _member(operand: Any, subject: str, shape: FactShape, names: Names, place: Place) -> None:
    allowed = names.assumptions.get(subject) or names.domains[shape.of]
    if operand not in allowed:
        shown = operand if isinstance(operand, str) else "this value"
        raise ConditionProblem(
            f"{subject} is never {shown}.{nearest(str(operand), allowed)} Allowed: {listing(allowed)}.", place
        )
