"""The condition tree: what an entry asks of a person.

A condition is ``all``, ``any``, ``not`` or a comparison of one fact with one value. It has three answers: yes,
no and unknown (``None``), since a fact may be unknown or known only within bounds. One row of ``OPERATORS`` is all
there is to an operator: for which facts, what it means, how it reads, and what the rules engine compares.

A fact's value, by its type:

======================  ==========================================================================
years, number, ordered  ``(low, high)``: surely at least, at most (ordered facts by rank)
flag, choice            the value; a fact that is unknown is left out
names                   ``(surely, possibly)``: the names surely among them, and all that may be (None: any name)
======================  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Answer = bool | None
FactType = Literal["years", "number", "flag", "choice", "ordered", "names"]
SourceRefs = tuple[tuple[str, str], ...]
"""(a source's id, the section in it), ..."""

NUMERIC: frozenset[str] = frozenset({"years", "number", "ordered"})


class Feature(NamedTuple):
    """One typed attribute of the engine's fact: an aspect of a fact that a comparison looks at."""

    fact: str
    aspect: Literal["low", "high", "value", "has", "any", "any_most", "within"]
    argument: Any = None


class Atom(NamedTuple):
    """One comparison as the engine makes it: ``feature sign operand``."""

    feature: Feature
    sign: Literal["==", "!=", ">=", ">", "<=", "<"]
    operand: float | str


@dataclass(frozen=True, slots=True)
class Operator:
    """A row of the table: an operator's meaning for the plain reading, and its two engine forms."""

    name: str
    types: frozenset[str]
    takes_list: bool
    words: str
    meaning: Callable[[Any, Any], Answer]
    holds: Callable[[str, Any], Atom]
    fails: Callable[[str, Any], Atom]

    def __reduce__(self) -> tuple[Callable[[str], Operator], tuple[str]]:
        """In another process an operator is the row of the table there."""
        return _row, (self.name,)


def _row(name: str) -> Operator:
    return OPERATORS[name]


def _at_least(value: tuple[float, float], operand: float) -> Answer:
    return True if value[0] >= operand else False if value[1] < operand else None


def _above(value: tuple[float, float], operand: float) -> Answer:
    return True if value[0] > operand else False if value[1] <= operand else None


def _negated(meaning: Callable[[Any, Any], Answer]) -> Callable[[Any, Any], Answer]:
    def negation(value: Any, operand: Any) -> Answer:
        answer = meaning(value, operand)
        return None if answer is None else not answer

    return negation


def _includes(value: tuple[frozenset[str], frozenset[str] | None], operand: str) -> Answer:
    if operand in value[0]:
        return True
    return None if value[1] is None or operand in value[1] else False


def _includes_any(value: tuple[frozenset[str], frozenset[str] | None], operand: tuple[str, ...]) -> Answer:
    if not value[0].isdisjoint(operand):
        return True
    return False if value[1] is not None and value[1].isdisjoint(operand) else None


def _low(sign: Literal[">=", ">"]) -> Callable[[str, Any], Atom]:
    return lambda fact, operand: Atom(Feature(fact, "low"), sign, operand)


def _high(sign: Literal["<=", "<"]) -> Callable[[str, Any], Atom]:
    return lambda fact, operand: Atom(Feature(fact, "high"), sign, operand)


OPERATORS: dict[str, Operator] = {
    row.name: row
    for row in (
        Operator(
            "is",
            frozenset({"flag", "choice"}),
            False,
            "is",
            lambda value, operand: value == operand,
            lambda fact, operand: Atom(
                Feature(fact, "value"), "==", operand if isinstance(operand, str) else int(operand)
            ),
            lambda fact, operand: Atom(
                Feature(fact, "value"), "!=", operand if isinstance(operand, str) else int(operand)
            ),
        ),
        Operator(
            "one_of",
            frozenset({"choice"}),
            True,
            "is one of",
            lambda value, operand: value in operand,
            lambda fact, operand: Atom(Feature(fact, "within", operand), "==", 1),
            lambda fact, operand: Atom(Feature(fact, "within", operand), "==", 0),
        ),
        Operator("at_least", NUMERIC, False, "is at least", _at_least, _low(">="), _high("<")),
        Operator("above", NUMERIC, False, "is above", _above, _low(">"), _high("<=")),
        Operator("at_most", NUMERIC, False, "is at most", _negated(_above), _high("<="), _low(">")),
        Operator("below", NUMERIC, False, "is below", _negated(_at_least), _high("<"), _low(">=")),
        Operator(
            "includes",
            frozenset({"names"}),
            False,
            "includes",
            _includes,
            lambda fact, operand: Atom(Feature(fact, "has", operand), "==", 1),
            lambda fact, operand: Atom(Feature(fact, "has", operand), "==", 0),
        ),
        Operator(
            "includes_any",
            frozenset({"names"}),
            True,
            "includes any of",
            _includes_any,
            lambda fact, operand: Atom(Feature(fact, "any", operand), ">=", 1),
            lambda fact, operand: Atom(Feature(fact, "any_most", operand), "<", 1),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Note:
    """What an author may add to a condition: a route's name, sentences, and where it stands."""

    id: str = ""
    met: str = ""
    missing: str = ""
    sources: SourceRefs = ()


NO_NOTE = Note()


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """One fact against one value. Each is itself alone, so that what is said of it can be remembered."""

    fact: str
    operator: Operator
    operand: Any
    shown: str = ""
    note: Note = NO_NOTE

    def __str__(self) -> str:
        return f"{self.fact} {self.operator.words} {self.shown or self.operand}"


@dataclass(frozen=True, slots=True, eq=False)
class All:
    """Every part."""

    parts: tuple[Condition, ...]
    note: Note = NO_NOTE

    def __str__(self) -> str:
        return "(" + " and ".join(str(part) for part in self.parts) + ")" if self.parts else "always"


@dataclass(frozen=True, slots=True, eq=False)
class Any_:
    """At least one part."""

    parts: tuple[Condition, ...]
    note: Note = NO_NOTE

    def __str__(self) -> str:
        return "(" + " or ".join(str(part) for part in self.parts) + ")" if self.parts else "never"


@dataclass(frozen=True, slots=True, eq=False)
class Not:
    """The opposite."""

    part: Condition
    note: Note = NO_NOTE

    def __str__(self) -> str:
        return f"not {self.part}"


Condition = Comparison | All | Any_ | Not
ALWAYS = All(())
NEVER = Any_(())


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Give every comparison in a condition, from left to right."""
    if isinstance(condition, Comparison):
        yield condition
    elif isinstance(condition, Not):
        yield from comparisons(condition.part)
    else:
        for part in condition.parts:
            yield from comparisons(part)


def is_growing(condition: Condition) -> bool:
    """Say whether more can never undo a condition: it has no ``not``, ``below`` or ``at_most``."""
    if isinstance(condition, Comparison):
        return condition.operator.name not in ("below", "at_most")
    return not isinstance(condition, Not) and all(is_growing(part) for part in condition.parts)


def settled(condition: Condition, choices: Mapping[str, str]) -> Condition:
    """Write a condition out for an institution's choices: comparisons of assumptions give way to their answer."""
    if isinstance(condition, Comparison):
        if condition.fact not in choices:
            return condition
        return ALWAYS if condition.operator.meaning(choices[condition.fact], condition.operand) else NEVER
    if isinstance(condition, Not):
        inner = settled(condition.part, choices)
        return NEVER if inner is ALWAYS else ALWAYS if inner is NEVER else Not(inner, condition.note)
    kind, deciding, empty = (All, NEVER, ALWAYS) if isinstance(condition, All) else (Any_, ALWAYS, NEVER)
    parts = [settled(part, choices) for part in condition.parts]
    if any(part is deciding for part in parts):
        return deciding
    left = tuple(part for part in parts if part is not empty)
    if len(left) == 1 and condition.note == NO_NOTE:
        return left[0]
    return kind(left, condition.note) if left else empty


def facts_of(condition: Condition) -> frozenset[str]:
    """Give the names of the facts that a condition asks about."""
    return frozenset(comparison.fact for comparison in comparisons(condition))


ASPECTS: Mapping[str, Callable[[Any, Any], float | str | None]] = {
    "low": lambda value, _: float(value[0]),
    "high": lambda value, _: float(value[1]) if value[1] < float("inf") else None,
    "value": lambda value, _: value if isinstance(value, str) else int(value),
    "within": lambda value, names: int(value in names),
    "has": lambda value, name: 1 if name in value[0] else None if value[1] is None or name in value[1] else 0,
    "any": lambda value, names: len(value[0].intersection(names)),
    "any_most": lambda value, names: None if value[1] is None else len(value[1].intersection(names)),
}
"""What each aspect of a fact's value is, or None when it is unknown; the second argument is the feature's."""


def feature_value(feature: Feature, values: Mapping[str, Any]) -> float | str | None:
    """Give what the engine is told for a feature, or None when it is unknown (and left out)."""
    value = values.get(feature.fact)
    return None if value is None else ASPECTS[feature.aspect](value, feature.argument)
