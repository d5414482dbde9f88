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

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, NamedTuple, TypeVar

Answer = bool | None
FactType = Literal["years", "number", "flag", "choice", "ordered", "names"]
Bounds = tuple[float, float]
NamesValue = tuple[frozenset[str], frozenset[str] | None]
FactValue = Bounds | NamesValue | bool | str
Facts = Mapping[str, FactValue]
"""The facts known of a person, by name."""
Operand = float | str | bool | tuple[str, ...]
SourceRefs = tuple[tuple[str, str], ...]
"""(a source's id, the section in it), ..."""
T = TypeVar("T")
Joined = Callable[[Sequence[T]], T]

NUMERIC: frozenset[str] = frozenset({"years", "number", "ordered"})
EXACT: frozenset[str] = frozenset({"flag", "choice"})
NAMES: frozenset[str] = frozenset({"names"})


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


_PARTS_OF_VALUE = {"low": "value[0]", "high": "value[1]", "surely": "value[0]", "possibly": "value[1]"}
_TAKE_LISTS = ("one_of", "includes_any")
_ENGINE_ASKS = {"one_of": ("within == 1", "within == 0"), "includes": ("has == 1", "has == 0")}
_ENGINE_ASKS["includes_any"] = ("any >= 1", "any_most < 1")
"""What the engine compares for an operator whose own expressions it cannot evaluate."""


class Operator:
    """A row of the table: an operator's meaning as two expressions, and the engine's comparisons for the same.

    ``holds`` and ``fails`` say when a comparison surely holds and surely fails, as Python expressions over
    ``{operand}`` and the parts of the fact's value: ``low`` and ``high``, ``surely`` and ``possibly``, or ``value``.
    The generated evaluator is written from them (those of numbers also run on arrays).
    """

    def __init__(self, name: str, types: frozenset[str], words: str, holds: str, fails: str) -> None:
        self.name, self.types, self.words, self.takes_list = name, types, words, name in _TAKE_LISTS
        self._atoms = _ENGINE_ASKS.get(name, (holds, fails))
        part = "" if types is NUMERIC else "possibly is not None and " if types is NAMES else "value is not None and "
        self.holds, self.fails = holds, part + fails
        yes, no = (
            re.sub("[a-z]+", lambda word: _PARTS_OF_VALUE.get(word[0], word[0]), code).format(operand="operand")
            for code in (self.holds, self.fails)
        )
        self.meaning: Callable[[FactValue, Any], Answer]
        self.meaning = eval(f"lambda value, operand: True if {yes} else False if {no} else None")
        self.truth: Callable[[Any, Any], tuple[Any, Any]] = eval(f"lambda value, operand: ({yes}, {no})")
        """The same as two truths, surely holds and surely fails; of numbers also for arrays of bounds."""

    def atoms(self, fact: str, operand: Any) -> tuple[Atom, Atom]:
        """Give the engine's comparisons: that the operator surely holds of a fact, and that it surely fails."""
        holds, fails = (_atom(fact, operand, *code.split()) for code in self._atoms)
        return holds, fails

    def __reduce__(self) -> tuple[Callable[[str], Operator], tuple[str]]:
        """In another process an operator is the row of the table there."""
        return _row, (self.name,)


def _row(name: str) -> Operator:
    return OPERATORS[name]


def _atom(fact: str, operand: Any, aspect: Any, sign: Any, limit: str) -> Atom:
    """Compare an aspect with the operand, or with a constant when the aspect itself is about the operand."""
    if limit != "{operand}":
        return Atom(Feature(fact, aspect, operand), sign, int(limit))
    return Atom(Feature(fact, aspect), sign, int(operand) if isinstance(operand, bool) else operand)


_ROWS = (
    ("is", EXACT, "is", "value == {operand}", "value != {operand}"),
    ("one_of", frozenset({"choice"}), "is one of", "value in {operand}", "value not in {operand}"),
    ("at_least", NUMERIC, "is at least", "low >= {operand}", "high < {operand}"),
    ("above", NUMERIC, "is above", "low > {operand}", "high <= {operand}"),
    ("at_most", NUMERIC, "is at most", "high <= {operand}", "low > {operand}"),
    ("below", NUMERIC, "is below", "high < {operand}", "low >= {operand}"),
    ("includes", NAMES, "includes", "{operand} in surely", "{operand} not in possibly"),
    ("includes_any", NAMES, "includes any of", "not surely.isdisjoint({operand})", "possibly.isdisjoint({operand})"),
)
OPERATORS: dict[str, Operator] = {row[0]: Operator(*row) for row in _ROWS}


@dataclass(frozen=True, slots=True)
class Note:
    """What an author may add to a condition: a route's name, sentences, and where it stands."""

    id: str = ""
    met: str = ""
    missing: str = ""
    sources: SourceRefs = ()
    definition: str = ""
    """The definition that this is written out from, by its id."""


NO_NOTE = Note()


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """One fact against one value. Conditions are equal only to themselves: what is worked out can be kept by them."""

    fact: str
    operator: Operator
    operand: Any
    shown: str = ""
    note: Note = NO_NOTE

    parts: ClassVar[tuple[Condition, ...]] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact that it asks about."""
        return (self.fact,)

    def __str__(self) -> str:
        return f"{self.fact} {self.operator.words} {self.shown or self.operand}"


@dataclass(frozen=True, slots=True, eq=False)
class _Several:
    parts: tuple[Condition, ...]
    note: Note = NO_NOTE
    facts: tuple[str, ...] = field(init=False, repr=False)
    """The names of the facts that it asks about, each once."""
    words: ClassVar[tuple[str, str]]

    def __post_init__(self) -> None:
        facts = dict.fromkeys([fact for part in self.parts for fact in part.facts])
        object.__setattr__(self, "facts", tuple(facts))

    def __str__(self) -> str:
        joint, empty = self.words
        return f"({joint.join(map(str, self.parts))})" if self.parts else empty


class All(_Several):
    """Every part."""

    __slots__ = ()
    words = (" and ", "always")


class Any_(_Several):
    """At least one part."""

    __slots__ = ()
    words = (" or ", "never")


@dataclass(frozen=True, slots=True, eq=False)
class Not:
    """The opposite."""

    part: Condition
    note: Note = NO_NOTE

    @property
    def parts(self) -> tuple[Condition, ...]:
        """The one part."""
        return (self.part,)

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts that it asks about."""
        return self.part.facts

    def __str__(self) -> str:
        return f"not {self.part}"


Condition = Comparison | All | Any_ | Not


ALWAYS = All(())
NEVER = Any_(())


def fold(
    condition: Condition, leaf: Callable[[Comparison], T], all_: Joined[T], any_: Joined[T], not_: Callable[[T], T]
) -> T:
    """Reduce a condition from its comparisons upward: one function for each kind of node, given its parts' results."""
    if isinstance(condition, Comparison):
        return leaf(condition)
    if isinstance(condition, Not):
        return not_(fold(condition.part, leaf, all_, any_, not_))
    parts = [fold(part, leaf, all_, any_, not_) for part in condition.parts]
    return all_(parts) if isinstance(condition, All) else any_(parts)


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Give every comparison in a condition, from left to right."""
    if isinstance(condition, Comparison):
        yield condition
    for part in condition.parts:
        yield from comparisons(part)


def all_parts(condition: Condition) -> Iterator[Condition]:
    """Give a condition and every condition in it, from left to right."""
    yield condition
    for part in condition.parts:
        yield from all_parts(part)


def is_growing(condition: Condition) -> bool:
    """Say whether more can never undo a condition: it has no ``not``, ``below`` or ``at_most``."""
    return fold(condition, lambda one: one.operator.name not in ("below", "at_most"), all, all, lambda _: False)


def settled(condition: Condition, choices: Mapping[str, str], usual: Mapping[str, str] | None = None) -> Condition:
    """Write a condition out for an institution's choices: comparisons of assumptions give way to their answer.

    With the ``usual`` choices, a group that the institution's make another loses the sentences that were written about
    it as a whole: what is said of it follows from the parts that are left, and names nothing that is closed.
    """
    if isinstance(condition, Comparison):
        if condition.fact not in choices:
            return condition
        return ALWAYS if condition.operator.meaning(choices[condition.fact], condition.operand) else NEVER
    note = condition.note
    if usual is not None and is_remade(condition, choices, usual):
        note = Note(note.id, sources=note.sources, definition=note.definition)
    if isinstance(condition, Not):
        inner = settled(condition.part, choices, usual)
        return NEVER if inner is ALWAYS else ALWAYS if inner is NEVER else Not(inner, note)
    kind, deciding, empty = (All, NEVER, ALWAYS) if isinstance(condition, All) else (Any_, ALWAYS, NEVER)
    parts = [settled(part, choices, usual) for part in condition.parts]
    if any(part is deciding for part in parts):
        return deciding
    left = tuple(part for part in parts if part is not empty)
    if len(left) == 1 and note == NO_NOTE:
        return left[0]
    return kind(left, note) if left else empty


def is_remade(condition: Condition, choices: Mapping[str, str], usual: Mapping[str, str]) -> bool:
    """Say whether choices make another condition of one than the usual choices do."""
    changed = [id for id, choice in choices.items() if choice != usual.get(id) and id in condition.facts]
    return bool(changed) and str(settled(condition, choices)) != str(settled(condition, usual))
