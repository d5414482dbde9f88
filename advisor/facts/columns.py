"""Facts of many people as columns, by the same readers that read one person's, and comparisons of them.

A column is of one of four forms: bounds of numbers, flags that surely hold or surely do not, codes of values, or
names that surely or possibly are among others. What is unknown is unbounded, neither flag, the code of None.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

import numpy as np

from advisor.facts.distinct import Codes, Flags
from advisor.facts.plan import PlannedFact
from advisor.facts.readers import OfSchools, has_education
from advisor.person import School
from advisor.rulebook.condition import Comparison, FactValue

Numbers = np.ndarray[Any, np.dtype[np.float64]]


class Amounts(NamedTuple):
    """Bounds of numbers."""

    low: Numbers
    high: Numbers

    def take(self, rows: Codes) -> Amounts:
        """Give the column of these rows."""
        return Amounts(self.low[rows], self.high[rows])

    def value(self, row: int) -> FactValue | None:
        """Give the value of a row; None when it is unknown."""
        low = float(self.low[row])
        return None if low == -np.inf else (low, float(self.high[row]))

    def to_list(self) -> list[FactValue | None]:
        """Give the value of every row; None where it is unknown."""
        pairs = zip(self.low.tolist(), self.high.tolist(), strict=True)
        return [None if low == -np.inf else (low, high) for low, high in pairs]

    def truth(self, comparison: Comparison) -> tuple[Any, Any]:
        """Say of every row whether a comparison surely holds, and whether it surely fails."""
        return comparison.operator.truth(self, comparison.operand)


class Marks(NamedTuple):
    """Flags that surely hold, and flags that surely do not."""

    yes: Flags
    no: Flags

    def take(self, rows: Codes) -> Marks:
        """Give the column of these rows."""
        return Marks(self.yes[rows], self.no[rows])

    def value(self, row: int) -> FactValue | None:
        """Give the value of a row; None when it is unknown."""
        return True if self.yes[row] else False if self.no[row] else None

    def to_list(self) -> list[FactValue | None]:
        """Give the value of every row; None where it is unknown."""
        return [True if yes else False if no else None for yes, no in zip(self.yes, self.no, strict=True)]

    def truth(self, comparison: Comparison) -> tuple[Any, Any]:
        """Say of every row whether a comparison surely holds, and whether it surely fails."""
        return (self.yes, self.no) if comparison.operand else (self.no, self.yes)


class Coded(NamedTuple):
    """Codes of values (None: unknown)."""

    codes: Codes
    values: Sequence[Any]

    def take(self, rows: Codes) -> Coded:
        """Give the column of these rows."""
        return Coded(self.codes[rows], self.values)

    def value(self, row: int) -> Any:
        """Give the value of a row; None when it is unknown."""
        return self.values[self.codes[row]]

    def to_list(self) -> list[FactValue | None]:
        """Give the value of every row; None where it is unknown."""
        return [self.values[code] for code in self.codes.tolist()]

    def truth(self, comparison: Comparison) -> tuple[Any, Any]:
        """Say of every row whether a comparison surely holds, and whether it surely fails."""
        truth, operand = comparison.operator.truth, comparison.operand
        table = [(False, False) if one is None else truth(one, operand) for one in self.values]
        holds, fails = np.array(table, bool).reshape(-1, 2).T
        return holds[self.codes], fails[self.codes]


class Members(NamedTuple):
    """For each name whether it surely is among others, and whether it surely is not; a name left out is not."""

    names: Mapping[str, tuple[Flags, Flags]]

    def take(self, rows: Codes) -> Members:
        """Give the column of these rows."""
        return Members({name: (yes[rows], no[rows]) for name, (yes, no) in self.names.items()})

    def value(self, row: int) -> FactValue:
        """Give the names of a row: those that surely are among them, and all that may be."""
        surely = frozenset([name for name, (yes, _) in self.names.items() if yes[row]])
        return surely, frozenset([name for name, (_, no) in self.names.items() if not no[row]])

    def to_list(self) -> list[FactValue | None]:
        """Give the names of every row."""
        rows = max([len(yes) for yes, _ in self.names.values()], default=0)
        return [self.value(row) for row in range(rows)]

    def truth(self, comparison: Comparison) -> tuple[Any, Any]:
        """Say of every row whether a comparison surely holds, and whether it surely fails."""
        operand = comparison.operand
        names = operand if isinstance(operand, tuple) else (operand,)
        known = [self.names.get(name, (False, True)) for name in names]
        return reduce(or_, [yes for yes, _ in known], False), reduce(and_, [no for _, no in known], True)


Column = Amounts | Marks | Coded | Members


def every(truth: tuple[Any, Any], rows: int) -> tuple[Flags, Flags]:
    """Write truths that are alike for all rows as arrays."""
    holds, fails = truth
    return np.broadcast_to(holds, rows), np.broadcast_to(fails, rows)


# -- schooling --------------------------------------------------------------------------------


class SchoolItems(NamedTuple):
    """The different schools of many owners: for each owner how many, and the places of them all in their order."""

    schools: Sequence[School]
    counts: Codes
    places: Codes
    said: Flags
    """Whether an owner spoke of schools at all."""

    def take(self, owners: Codes) -> SchoolItems:
        """Give the schools of these owners."""
        counts = self.counts[owners]
        starts = (np.cumsum(self.counts) - self.counts)[owners]
        within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        return SchoolItems(self.schools, counts, self.places[np.repeat(starts, counts) + within], self.said[owners])


def schooling_columns(
    items: SchoolItems, facts: Sequence[PlannedFact], shown: Mapping[str, Marks], day: date
) -> Iterator[tuple[str, Column]]:
    """Read facts about schooling; ``shown`` says for each whether a credential of the owner shows it."""
    starts = np.concatenate(([0], np.cumsum(items.counts + 1)))[:-1]
    places = np.zeros(int(items.counts.sum()) + len(items.counts), np.int64)
    is_school = np.ones(len(places), bool)
    is_school[starts] = False  # each owner begins with no school, which is worth nothing
    places[is_school] = items.places + 1
    for id, reader, query in facts:
        assert isinstance(reader, OfSchools)
        worth = [(0.0, 0.0), *(reader.worth(school, day, query) for school in items.schools)]
        table = np.array(worth, np.float64)[places]
        folded = np.maximum.reduceat(table, starts, axis=0) if len(starts) else table
        low, high = folded[:, 0], folded[:, 1]
        if reader.is_flag:
            yes, no = has_education(low, high, items.said, shown[id])
            yield id, Marks(yes, no)
        else:
            least, most = reader.unsaid
            yield id, Amounts(np.where(items.said, low, least), np.where(items.said, high, most))
