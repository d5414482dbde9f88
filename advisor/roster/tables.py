"""Entries decided over columns: each by a small table over its own comparisons, which the engine fills.

Entries that ask about the same facts share a table. Its key is where each fact's value lies among what they compare it
with; the engine is asked once for each key met, with the first values that had it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Mapping
from functools import partial
from operator import itemgetter
from typing import Any

from advisor.engine.stratum import Engine, Stratum
from advisor.roster.coded import Column, Sheet, constant, crossed, mapped
from advisor.rulebook.condition import NUMERIC, Condition, comparisons, facts_of

Conclusion = Callable[[str, tuple[str, ...]], Column | None]
"""Gives the column of a conclusion of an earlier stratum, for the names asked about (None: not a conclusion)."""


class Tables:
    """The tables of one stratum."""

    def __init__(self, entries: Mapping[str, Condition], engine: Engine, together: bool = False) -> None:
        groups: dict[frozenset[str], dict[str, Condition]] = {}
        for entry, condition in entries.items():
            own = frozenset() if together else frozenset(facts_of(condition))
            groups.setdefault(own, {})[entry] = condition
        self._groups = [_Table(group, engine) for group in groups.values()]

    def answers(self, facts: Mapping[str, Column], concluded: Conclusion, sheet: Sheet) -> dict[str, Column]:
        """Give for each entry a column of True, False or None (cannot be known)."""
        found: dict[str, Column] = {}
        for group in self._groups:
            outcome = group.outcome(facts, concluded, sheet)
            for place, entry in enumerate(group.entries):
                found[entry] = mapped(outcome, itemgetter(place))
        return found


class _Table:
    def __init__(self, entries: Mapping[str, Condition], engine: Engine) -> None:
        self.entries = tuple(entries)
        self._stratum = Stratum(entries, engine)
        marks: dict[str, set[Any]] = {}
        self._numeric: dict[str, bool] = {}
        for condition in entries.values():
            for one in comparisons(condition):
                operands = one.operand if isinstance(one.operand, tuple) else (one.operand,)
                marks.setdefault(one.fact, set()).update(operands)
                self._numeric[one.fact] = one.operator.types <= NUMERIC
        self._marks = {fact: tuple(sorted(found, key=str if not self._numeric[fact] else None)) for fact, found in
                       marks.items()}  # fmt: skip
        self._first: dict[str, dict[Hashable, Any]] = {fact: {} for fact in marks}

    def outcome(self, facts: Mapping[str, Column], concluded: Conclusion, sheet: Sheet) -> Column:
        columns = []
        for fact, marks in self._marks.items():
            column = concluded(fact, tuple(map(str, marks))) or facts.get(fact) or constant(sheet, None)
            columns.append(mapped(column, partial(self._region, fact)))
        return crossed(columns, self._decided) if columns else constant(sheet, self._decided())

    def _region(self, fact: str, value: Any) -> Hashable:
        """Say where a value lies among what the entries compare it with."""
        if value is None:
            return None
        marks, region = self._marks[fact], value
        if self._numeric[fact]:
            region = tuple(_gap(number, marks) for number in value)
        elif isinstance(value, tuple):
            surely, possibly = value
            region = tuple((name in surely, possibly is None or name in possibly) for name in marks)
        self._first[fact].setdefault(region, value)
        return region  # type: ignore[no-any-return]

    def _decided(self, *regions: Hashable) -> tuple[bool | None, ...]:
        values = {
            fact: self._first[fact][region]
            for fact, region in zip(self._marks, regions, strict=True)
            if region is not None
        }
        outcome = self._stratum.outcome(values)
        return tuple(
            True if entry in outcome.routes else None if entry in outcome.unknown else False for entry in self.entries
        )


def _gap(number: float, marks: tuple[float, ...]) -> int:
    place = bisect_left(marks, number)
    return 2 * place + (place < len(marks) and marks[place] == number)
