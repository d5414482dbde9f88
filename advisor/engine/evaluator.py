"""The generated evaluator: the truths of many conditions at once, for one person or for columns of people.

From the conditions one Python function is written: each different comparison gives two truths, "surely holds" and
"surely fails", and each different node of a condition two more, by the logic of ``advisor.engine.three_valued``. The
same function runs on the bools of one person and on numpy arrays of bools.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from advisor.engine.three_valued import Truth, joined
from advisor.rulebook.condition import EXACT, NAMES, Comparison, Condition, FactValue

Get = Callable[[str], FactValue | None]
"""Gives the value of a fact, or None when it is unknown."""
Truths = tuple[Sequence[Any], Sequence[Any]]
_UNKNOWN: Mapping[str, str] = {"low, high": "(float('-inf'), float('inf'))", "surely, possibly": "(frozenset(), None)"}


class _Name(str):
    """The name of a truth in the generated source; ``&`` and ``|`` write the expression."""

    def __and__(self, other: str) -> _Name:
        return _Name(f"{self} & {other}")

    def __or__(self, other: str) -> _Name:
        return _Name(f"{self} | {other}")


class Evaluator:
    """Evaluates conditions, each distinct part of them once.

    ``evaluate(get)`` evaluates for one person, from a function that gives the value of a fact or None;
    ``combine(compared)`` does for many, from the truths of the comparisons. Both give two sequences, what surely
    holds and what surely fails; ``place`` says where a condition, or a part of one, stands in them.
    """

    def __init__(self, conditions: Iterable[Condition]) -> None:
        self.comparisons: list[Comparison] = []
        """Each different comparison, in the order in which ``combine`` takes them."""
        self.place: dict[Condition, int] = {}
        self._places: dict[Any, int] = {}
        self._leaves: list[int] = []
        self._nodes: list[str] = []
        for condition in conditions:
            self._add(condition)
        self.size = len(self._places)
        """How many truths there are."""
        self.evaluate, self.combine = self._generated()

    def _add(self, condition: Condition) -> int:
        """Number a node, and write its expressions when no other has the same."""
        if isinstance(condition, Comparison):
            key: Any = (condition.fact, condition.operator.name, condition.operand, type(condition.operand))
            parts: list[int] = []
        else:
            parts = [self._add(part) for part in condition.parts]
            key = (type(condition), *parts)
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = len(self._places)
            if isinstance(condition, Comparison):
                self.comparisons.append(condition)
                self._leaves.append(place)
            else:
                given = [(_Name(f"t{part}"), _Name(f"f{part}")) for part in parts]
                holds, fails = joined(condition, given)
                self._nodes.append(f" t{place} = {holds}; f{place} = {fails}")
        self.place[condition] = place
        return place

    def _generated(self) -> tuple[Callable[[Get], Truths], Callable[[Sequence[Truth]], Truths]]:
        scope: dict[str, Any] = {}
        person = ["def evaluate(get):"]
        for fact in dict.fromkeys(one.fact for one in self.comparisons):
            some = [(n, one) for n, one in zip(self._leaves, self.comparisons, strict=True) if one.fact == fact]
            parts = _parts_of_value(some[0][1])
            person.append(f" {parts} = get({fact!r})" + (f" or {_UNKNOWN[parts]}" if parts in _UNKNOWN else ""))
            for n, one in some:
                scope[f"c{n}"] = one.operand
                holds, fails = (code.format(operand=f"c{n}") for code in (one.operator.holds, one.operator.fails))
                person.append(f" t{n} = {holds}; f{n} = {fails}")
        many = ["def combine(compared):"]
        many += [f" t{place}, f{place} = compared[{n}]" for n, place in enumerate(self._leaves)]
        truths = [f"({''.join(f'{which}{n}, ' for n in range(self.size))})" for which in "tf"]
        last = f" return {', '.join(truths)}"
        of_bools = [line.replace(" & ", " and ").replace(" | ", " or ") for line in self._nodes]  # the same, sooner
        exec("\n".join([*person, *of_bools, last, *many, *self._nodes, last]), scope)
        return scope["evaluate"], scope["combine"]


def _parts_of_value(comparison: Comparison) -> str:
    """Name the parts of a fact's value that a comparison looks at, as they are taken apart in the source."""
    types = comparison.operator.types
    return "value" if types & EXACT else "surely, possibly" if types == NAMES else "low, high"
