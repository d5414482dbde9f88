"""Entries decided over columns: each by a small table over its own comparisons, which the engine fills.

Entries that ask about the same facts share a table. Its key is where each fact's value lies among what they compare it
with; the engine is asked once for each key met, with the first values that had it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

from advisor.engine.stratum import Engine, Stratum
from advisor.roster.coded import Column, Mapped, Sheet, constant, crossed, end_to_end, mapped
from advisor.rulebook.condition import NUMERIC, Condition, comparisons, facts_of

Conclusion = Callable[[str, tuple[str, ...]], Column | None]
"""Gives the column of a conclusion of an earlier stratum, for the names asked about (None: not a conclusion)."""


class Answers(Mapping[str, Column]):
    """The answers of a stratum: for each entry a column of True, False or None (cannot be known)."""

    def __init__(self, outcomes: Sequence[tuple[tuple[str, ...], Column]], sheet: Sheet) -> None:
        self._outcomes, self._sheet = outcomes, sheet
        self._columns = {
            entry: mapped(outcome, itemgetter(place))
            for entries, outcome in outcomes
            for place, entry in enumerate(entries)
        }

    def __getitem__(self, entry: str) -> Column:
        return self._columns[entry]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def holding(self, names: Mapping[str, str]) -> Column:
        """Give, for each entry of ``names`` that holds, its name, as a column of tuples in that order."""
        order = {name: place for place, name in enumerate(names.values())}
        held = []
        for entries, outcome in self._outcomes:
            some = [(place, names[entry]) for place, entry in enumerate(entries) if entry in names]
            if some:
                held.append(mapped(outcome, partial(_held, some)))
        found = end_to_end(held, self._sheet)
        return mapped(found, lambda names: tuple(sorted(names, key=order.__getitem__)))


class Tables:
    """The tables of one stratum."""

    def __init__(self, entries: Mapping[str, Condition], engine: Engine) -> None:
        groups: dict[frozenset[str], dict[str, Condition]] = {}
        for entry, condition in entries.items():
            groups.setdefault(frozenset(facts_of(condition)), {})[entry] = condition
        self._groups = [_Table(group, engine) for group in groups.values()]

    def answers(self, facts: Mapping[str, Column], concluded: Conclusion, sheet: Sheet) -> Answers:
        """Decide every entry."""
        return Answers([(group.entries, group.outcome(facts, concluded, sheet)) for group in self._groups], sheet)


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
        self._marks = {
            fact: tuple(sorted(marks[fact], key=None if self._numeric[fact] else str)) for fact in sorted(marks)
        }

    def outcome(self, facts: Mapping[str, Column], concluded: Conclusion, sheet: Sheet) -> Column:
        columns, first = [], []
        for fact, marks in self._marks.items():
            column = concluded(fact, tuple(map(str, marks))) or facts.get(fact) or constant(sheet, None)
            regions = sheet.once((column, marks), partial(_Regions, column, marks, self._numeric[fact]))
            columns.append(regions)
            first.append(regions.first)
        return crossed(columns, partial(self._decided, first)) if columns else constant(sheet, self._decided([]))

    def _decided(self, first: Sequence[Mapping[Hashable, Any]], *regions: Hashable) -> tuple[bool | None, ...]:
        known = zip(self._marks, first, regions, strict=True)
        outcome = self._stratum.outcome({fact: one[region] for fact, one, region in known if region is not None})
        return tuple(
            True if entry in outcome.routes else None if entry in outcome.unknown else False for entry in self.entries
        )


class _Regions(Mapped):
    """Where a fact's value lies among what entries compare it with (None: unknown), and the first value that did."""

    def __init__(self, column: Column, marks: tuple[Any, ...], numeric: bool) -> None:
        super().__init__(column, self._region)
        self._marks, self._numeric = marks, numeric
        self.first: dict[Hashable, Any] = {}

    def _region(self, value: Any) -> Hashable:
        if value is None:
            return None
        marks, region = self._marks, value
        if self._numeric:
            low, high = value
            least = _gap(low, marks)
            region = (least, least if high == low else _gap(high, marks))
        elif isinstance(value, tuple):
            surely, possibly = value
            region = tuple((name in surely, possibly is None or name in possibly) for name in marks)
        self.first.setdefault(region, value)
        return region  # type: ignore[no-any-return]


def _held(some: Sequence[tuple[int, str]], answers: tuple[bool | None, ...]) -> tuple[str, ...]:
    return tuple(name for place, name in some if answers[place])


def _gap(number: float, marks: tuple[float, ...]) -> int:
    place = bisect_left(marks, number)
    return 2 * place + (place < len(marks) and marks[place] == number)
