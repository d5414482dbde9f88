"""From an author's data to conditions and sources, with the words for every mistake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.document import Place
from advisor.errors import listing, nearest
from advisor.problems import unknown
from advisor.rulebook.condition import (
    ALWAYS,
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
    comparisons,
)
from advisor.rulebook.names import FactShape, Names
from advisor.rulebook.scalars import braces_problem, braces_used

_NOTES = ("id", "met", "missing", "sources")
_GROUPS = ("all", "any", "not")
RESERVED = (*_GROUPS, *_NOTES)
"""What a condition's keys mean already: no fact may be called so."""


class ConditionProblem(ValueError):
    """A mistake in a condition: the sentence, and its place inside the condition."""

    def __init__(self, message: str, place: Place = ()) -> None:
        super().__init__(message)
        self.place = place


def parse_sources(data: Any, names: Names) -> SourceRefs:
    """Read ``{source: section}``; a section may be a list."""
    if not isinstance(data, Mapping) or not data:
        raise ConditionProblem("Say what this stands on: `sources:` with at least one `source-id: section`.")
    refs: list[tuple[str, str]] = []
    for source, sections in data.items():
        if source not in names.sources:
            raise ConditionProblem(unknown("source", source, sorted(names.sources)), (source,))
        for section in sections if isinstance(sections, list) and sections else [sections]:
            if not isinstance(section, str) or not section.strip():
                raise ConditionProblem(f"Say which section of {source}, as text.", (source,))
            refs.append((source, section))
    return tuple(refs)


def parse_condition(data: Any, names: Names, place: Place = ()) -> Condition:
    """Read one condition; raises ConditionProblem with what is wrong and what is allowed."""
    if not isinstance(data, Mapping):
        raise ConditionProblem(
            "A condition is `all:`, `any:`, `not:` or a fact with what is asked of it, such as `diploma: true`.",
            place,
        )
    subjects = [key for key in data if key not in _NOTES]
    for subject in subjects if len(subjects) > 1 else ():
        _known(subject, names, (*place, subject))
    if len(subjects) != 1:
        found = f"This has {len(subjects)}: {', '.join(subjects)}." if subjects else "This has none."
        raise ConditionProblem(f"A condition has one subject: all, any, not, a fact or an assumption. {found}", place)
    subject = subjects[0]
    note = _note(data, names, place)
    condition = _subject(subject, data[subject], note, names, (*place, subject))
    _check_sentences(note, condition, names, place)
    return condition


def _subject(subject: str, inner: Any, note: Note, names: Names, here: Place) -> Condition:
    if subject in ("all", "any"):
        if not isinstance(inner, list):
            raise ConditionProblem(f"`{subject}:` takes a list of conditions.", here)
        parts = tuple(parse_condition(part, names, (*here, n)) for n, part in enumerate(inner))
        return All(parts, note) if subject == "all" else Any_(parts, note)
    if subject == "not":
        return Not(parse_condition(inner, names, here), note)
    return _comparison(subject, inner, note, names, here)


def _check_sentences(note: Note, condition: Condition, names: Names, place: Place) -> None:
    """Refuse sentences whose braces nothing would fill."""
    single = isinstance(condition, Comparison)
    asked = [names.facts.get(one.fact) for one in comparisons(condition)]
    numbers = any(shape is not None and shape.type in ("years", "number") for shape in asked)
    for key, text in (("met", note.met), ("missing", note.missing)):
        if problem := braces_problem(text):
            raise ConditionProblem(problem, (*place, key))
        used = braces_used(text)
        if used and not single and (key == "met" or not numbers):
            message = f"This stands for no single comparison, so nothing fills {used[0]} here."
            raise ConditionProblem(message, (*place, key))
        if "{gap}" in used and not numbers:
            message = "{gap} is for facts of type years and number; nothing fills it here."
            raise ConditionProblem(message, (*place, key))


def _known(subject: str, names: Names, place: Place) -> None:
    known = [*names.facts, *names.assumptions, *names.broken, *_GROUPS]
    if subject not in known:
        raise ConditionProblem(unknown("fact or assumption", subject, [*known, *_NOTES]), place)


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
    _known(subject, names, place)
    if subject in names.broken:
        return ALWAYS
    shape = FactShape("choice", subject) if subject in names.assumptions else names.facts[subject]
    if shape.stratum > names.stratum:
        raise ConditionProblem(
            f"{subject} is decided later than this entry, so it cannot be asked here: that would be a circle.",
            place,
        )
    if not isinstance(inner, Mapping):
        inner = {"is": inner}
    fitting = [row.name for row in OPERATORS.values() if shape.type in row.types]
    fitting = ["is", *fitting] if shape.type == "ordered" else fitting
    if len(inner) != 1:
        raise ConditionProblem(f"{subject} takes one operator of {listing(fitting)}.", place)
    ((name, operand),) = inner.items()
    if name == "is" and shape.type == "ordered":  # at least and at most: two comparisons
        rank, shown = _operand(OPERATORS["at_least"], operand, subject, shape, names, place)
        return All(tuple(Comparison(subject, OPERATORS[one], rank, shown) for one in ("at_least", "at_most")), note)
    if name == "is" and shape.type in NUMERIC:
        raise ConditionProblem(f"{subject} is a fact of type {shape.type}; ask with {listing(fitting)}.", place)
    if name not in OPERATORS:
        raise ConditionProblem(unknown("operator", name, fitting), (*place, name))
    operator = OPERATORS[name]
    if shape.type not in operator.types:
        raise ConditionProblem(
            f"{name} does not fit {subject}, a fact of type {shape.type}; use {listing(fitting)}.",
            (*place, name),
        )
    value, shown = _operand(operator, operand, subject, shape, names, (*place, name))
    return Comparison(subject, operator, value, shown, note)


def _operand(
    operator: Operator, operand: Any, subject: str, shape: FactShape, names: Names, place: Place
) -> tuple[Any, str]:
    """Check an operand against the fact; give what is compared and how it is written."""
    if operator.takes_list:
        if not isinstance(operand, list) or not operand:
            raise ConditionProblem(f"{operator.name} takes a list, such as [one, other].", place)
        for number, one in enumerate(operand):
            _member(one, subject, shape, names, (*place, number))
        return tuple(operand), ", ".join(operand)
    if shape.type == "flag":
        if not isinstance(operand, bool):
            raise ConditionProblem(f"{subject} is true or false.", place)
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
