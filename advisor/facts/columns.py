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

from advisor.facts.distinct import Codes, Flags, distinct
from advisor.facts.matching import matches
from advisor.facts.plan import PlannedFact
from advisor.facts.readers import OfSchools, OfWork, has_education
from advisor.facts.work import SHORTEST, counted_since, counts_hours, years_between, years_of
from advisor.person import FULL, Person, School, Stint
from advisor.rulebook.condition import Comparison, FactValue

Numbers = np.ndarray[Any, np.dtype[np.float64]]
ANY = -1
"""In place of a length, an end or a sum that may be anything."""


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


# -- work -------------------------------------------------------------------------------------


class StintItems:
    """The jobs of many owners in arrays, in the order of the owners.

    ``kinds`` are the different jobs, as far as filters look at them. ``rows`` has a column for each of owner, kind,
    begin, end, length and weight (ANY: not known); ``life`` is the time in which each owner could work, ``said``
    whether they spoke of work.
    """

    def __init__(self, kinds: Sequence[Stint], rows: Codes, life: Codes, said: Flags) -> None:
        self.kinds = kinds
        self.owner, self.kind, self._begin, self._end, self._length, self._weight = rows.T
        self._life, self._unsaid = np.where(life == ANY, ANY, life * FULL), ~said
        self._dated = self._begin != ANY
        self._counts = (self._weight > 0) & (~self._dated | (self._begin < self._end))
        some = np.flatnonzero(self._dated & self._counts)
        at = np.concatenate((self._begin[some], self._end[some]))
        order = np.lexsort((at, np.concatenate((self.owner[some], self.owner[some]))))
        self._at = at[order]
        self._job = np.concatenate((some, some))[order]
        self._sign = np.repeat((1, -1), len(some))[order]

    @classmethod
    def of(cls, persons: Sequence[Person]) -> StintItems:
        """Put the jobs of persons into arrays, each person an owner."""
        kinds: dict[tuple[Any, ...], Stint] = {}
        numbers: dict[tuple[Any, ...], int] = {}
        rows = []
        for owner, person in enumerate(persons):
            for stint in person.stints or ():
                looked_at = (stint.area, stint.setting, stint.supervision, stint.privacy_management)
                kinds.setdefault(looked_at, stint)
                kind = numbers.setdefault(looked_at, len(numbers))
                dated = stint.begin is not None and stint.end is not None
                times = (stint.begin, stint.end) if dated else (ANY, ANY)
                rows.append((owner, kind, *times, ANY if stint.length is None else stint.length, stint.weight))
        life = [ANY if person.working_life is None else person.working_life for person in persons]
        said = [person.stints is not None for person in persons]
        table = np.array(rows, np.int64).reshape(-1, 6)
        return cls(list(kinds.values()), table, np.array(life, np.int64), np.array(said, bool))

    def time(self, kind: Flags, surely: bool, since: int | None, by_hours: bool) -> Codes:
        """Add up ``advisor.person.time_worked`` for every owner, in ten-thousandths of a year of full-time work."""
        weight = (self._weight if by_hours else np.where(self._weight > 0, FULL, 0)) * kind
        at = self._at if since is None else np.maximum(self._at, since)
        at_work = np.cumsum(self._sign * weight[self._job])  # nobody is at work between one owner and the next
        spans = np.minimum(at_work[:-1], FULL) * np.diff(at)
        total = self._sums(self.owner[self._job[:-1]], spans)
        undated = ~self._dated & (weight > 0)
        if since is None or not surely:
            some = undated & (self._length != ANY)
            total += self._sums(self.owner[some], self._length[some] * weight[some])
        total = np.where(self._life == ANY, total, np.minimum(total, self._life)) // SHORTEST
        if not surely:
            total[self.owner[undated & (self._length == ANY)]] = ANY
            total[self._unsaid] = ANY
        return total

    def ends(self, surely: Flags, maybe: Flags) -> tuple[Codes, Codes]:
        """Give where the last job that surely counts ended, and where the last that may; ANY: not known."""
        sure, latest = self._last(surely & self._counts), self._last(maybe & self._counts)
        latest[self.owner[maybe & self._counts & ~self._dated]] = ANY
        return sure, latest

    def _last(self, some: Flags) -> Codes:
        last = np.full(len(self._life), ANY, np.int64)
        np.maximum.at(last, self.owner[some], self._end[some])
        return last

    def _sums(self, owner: Codes, numbers: Codes) -> Codes:
        """Add up whole numbers by owner: far fewer digits than a float holds exactly."""
        return np.bincount(owner, numbers, len(self._life)).astype(np.int64)


def work_columns(items: StintItems, facts: Sequence[PlannedFact], day: date) -> Iterator[tuple[str, Column]]:
    """Read facts about work: the sums and ends are found in arrays, and what they mean is said by the readers."""
    for id, reader, query in facts:
        assert isinstance(reader, OfWork)
        answers = [matches(stint, day, query) for stint in items.kinds]
        match = np.array([(one is True, one is not False) for one in answers], bool).reshape(-1, 2)[items.kind]
        surely, maybe = match[:, 0], match[:, 1]
        if reader.is_time:
            since, by_hours = counted_since(day, query), counts_hours(query)
            first, second = items.time(surely, True, since, by_hours), items.time(maybe, False, since, by_hours)
            unit = SHORTEST
        else:
            (first, second), unit = items.ends(surely, maybe), 1
        if reader.value is years_of:
            highest = np.where(second == ANY, np.inf, second)
            yield id, Amounts(*years_between(first, highest, query, np.minimum))
            continue
        found = distinct(first - ANY, second - ANY)
        values = []
        for one, other in zip(first[found.first].tolist(), second[found.first].tolist(), strict=True):
            least, most = (None if n == ANY else n * unit for n in (one, other))
            value = reader.value(least, most, day, query)
            values.append((-np.inf, np.inf) if value is None else value)
        low, high = np.array(values, np.float64).reshape(-1, 2).T
        yield id, Amounts(low[found.codes], high[found.codes])
