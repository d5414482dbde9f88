"""Where a person lies among the comparisons of a rulebook: one number, alike for all whom they answer alike.

All that a condition says of a person depends on the answers of its comparisons, and a rulebook makes a few hundred
different ones. Each has two bits of one number: it surely holds, it surely fails; neither, when it cannot be known.
That number is the person's region, and the part of it that a condition sees is ``region & mask``: whatever was worked
out for one person of a region is right for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from advisor.rulebook.condition import OPERATORS, Answer, Comparison, Condition, comparisons

_MOST_REMEMBERED = 1024
"""Values remembered for one fact."""
_HOLDS, _FAILS = 1, 2


class Scope(NamedTuple):
    """What sentences about some conditions depend on: their part of the region, and the facts they quote."""

    mask: int
    quoted: tuple[str, ...]


EVERYONE = Scope(0, ())
"""The scope of what is said to everyone alike."""


class Regions:
    """Finds the region of a person among all comparisons of some conditions."""

    def __init__(self, conditions: Iterable[Condition]) -> None:
        self._places: dict[str, dict[tuple[str, Any], int]] = {}
        count = 0
        for condition in conditions:
            for fact, operator, operand in _divisions(condition):
                places = self._places.setdefault(fact, {})
                if (operator, operand) not in places:
                    places[operator, operand] = count
                    count += 2
        self._known: dict[str, dict[Any, int]] = {fact: {} for fact in self._places}
        self._meanings = {fact: _meanings(places) for fact, places in self._places.items()}

    def of(self, values: Mapping[str, Any]) -> int:
        """Give the region of some facts; those of other facts can be added to it with ``|``."""
        region = 0
        for fact, value in values.items():
            known = self._known.get(fact)
            if known is not None:
                answers = known.get(value)
                if answers is None:
                    answers = _answers(self._meanings[fact], value)
                    if len(known) >= _MOST_REMEMBERED:
                        known.clear()
                    known[value] = answers
                region |= answers
        return region

    def scope(self, *conditions: Condition) -> Scope:
        """Give what sentences about conditions depend on. The conditions must be among those known from the start."""
        mask = 0
        quoted = set()
        for condition in conditions:
            for fact, operator, operand in _divisions(condition):
                mask |= (_HOLDS | _FAILS) << self._places[fact][operator, operand]
                if operator != "includes" and not isinstance(operand, bool):
                    quoted.add(fact)
        return Scope(mask, tuple(sorted(quoted)))


def _divisions(condition: Condition) -> Iterator[tuple[str, str, Any]]:
    """Give each comparison of a condition; one of several names as one of each, since sentences list them."""
    for comparison in comparisons(condition):
        if "names" in comparison.operator.types:
            for name in _names(comparison):
                yield comparison.fact, "includes", name
        else:
            yield comparison.fact, comparison.operator.name, comparison.operand


def _names(comparison: Comparison) -> tuple[str, ...]:
    return comparison.operand if isinstance(comparison.operand, tuple) else (comparison.operand,)


_Meaning = tuple[Callable[[Any, Any], Answer], Any, int]
"""What an operator means, the operand, and the place of the answer."""


def _meanings(places: Mapping[tuple[str, Any], int]) -> tuple[_Meaning, ...]:
    return tuple((OPERATORS[operator].meaning, operand, place) for (operator, operand), place in places.items())


def _answers(meanings: tuple[_Meaning, ...], value: Any) -> int:
    """Write what each comparison of a fact answers for a value into its two bits."""
    answers = 0
    for meaning, operand, place in meanings:
        given = meaning(value, operand)
        if given is not None:
            answers |= (_HOLDS if given else _FAILS) << place
    return answers
