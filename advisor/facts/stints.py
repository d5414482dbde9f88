"""The jobs of many people in arrays, and facts about work as columns: the same sums as those of one person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np

from advisor.facts.columns import Amounts, Column
from advisor.facts.distinct import Codes, Flags, distinct
from advisor.facts.matching import matches
from advisor.facts.plan import PlannedFact
from advisor.facts.readers import OfWork
from advisor.facts.work import SHORTEST, counted_since, counts_hours, years_between, years_of
from advisor.person import FULL, Person, Span, Stint

ANY = -1
"""In place of a length, an end or a sum that may be anything."""
SpanTable = np.ndarray[Any, np.dtype[np.int64]]
"""A row for each job: the begin, end and length (ANY: not known) and the weight of a span."""


def tables_of(stints: Sequence[Stint]) -> tuple[SpanTable, SpanTable]:
    """Put the least and the most of stints into arrays, a row for each; one array when their times are known."""
    least = _table_of([stint.least for stint in stints])
    known = all(stint.least is stint.most for stint in stints)
    return least, least if known else _table_of([stint.most for stint in stints])


def _table_of(spans: Sequence[Span]) -> SpanTable:
    parts = [ANY if part is None else part for span in spans for part in span]
    return np.array(parts, np.int64).reshape(-1, 4)


class _Spans:
    """One reading of the times of many owners' jobs, with all begins and ends in the order of owner and time."""

    def __init__(self, owner: Codes, table: SpanTable, works: Flags) -> None:
        self.owner, self._works = owner, works
        self.begin, self.end, self._length, self._weight = table.T
        self.dated = self.begin != ANY
        self.counts = works & (~self.dated | (self.begin < self.end))
        some = np.flatnonzero(self.dated & self.counts)
        at = np.concatenate((self.begin[some], self.end[some]))
        order = np.lexsort((at, np.concatenate((owner[some], owner[some]))))
        self._at = at[order]
        self._job = np.concatenate((some, some))[order]
        self._sign = np.repeat((1, -1), len(some))[order]

    def time(self, owners: int, some: Flags, since: int | None, by_hours: bool, surely: bool) -> Codes:
        """Add up ``advisor.person.time_worked`` of ``some`` jobs for every owner; ANY: it may be of any length."""
        weight = np.where(some & self._works, self._weight if by_hours else FULL, 0)
        at = self._at if since is None else np.maximum(self._at, since)
        at_work = np.cumsum(self._sign * weight[self._job])  # nobody is at work between one owner and the next
        parts = np.minimum(at_work[:-1], FULL) * np.diff(at)
        total = _sums(self.owner[self._job[:-1]], parts, owners)
        undated = ~self.dated & (weight > 0)
        if since is None or not surely:
            said = undated & (self._length != ANY)
            total += _sums(self.owner[said], self._length[said] * weight[said], owners)
        if not surely:
            total[self.owner[undated & (self._length == ANY)]] = ANY
        return total


def _sums(owner: Codes, numbers: Codes, owners: int) -> Codes:
    """Add up whole numbers by owner: far fewer digits than a float holds exactly."""
    return np.bincount(owner, numbers, owners).astype(np.int64)


class StintItems:
    """The jobs of many owners in arrays, in the order of the owners.

    ``kinds`` are the different jobs, as far as filters look at them. ``owner`` and ``kind`` have a number for each job,
    ``least`` and ``most`` a row with its span, and ``works`` says whether it is work for pay. ``life`` is the time in
    which each owner could work (ANY: not known), ``said`` whether they spoke of work.
    """

    def __init__(
        self,
        kinds: Sequence[Stint],
        owner: Codes,
        kind: Codes,
        least: SpanTable,
        most: SpanTable,
        works: Flags,
        life: Codes,
        said: Flags,
    ) -> None:
        self.kinds, self.owner, self.kind = kinds, owner, kind
        self._least = _Spans(owner, least, works)
        self._most = self._least if least is most else _Spans(owner, most, works)
        self._life, self._unsaid = np.where(life == ANY, ANY, life * FULL), ~said

    @classmethod
    def of(cls, persons: Sequence[Person]) -> StintItems:
        """Put the jobs of persons into arrays, each person an owner."""
        kinds: dict[tuple[Any, ...], Stint] = {}
        numbers: dict[tuple[Any, ...], int] = {}
        owners, stints, kind_of = [], list[Stint](), []
        for owner, person in enumerate(persons):
            for stint in person.stints or ():
                looked_at = (stint.area, stint.setting, stint.supervision, stint.privacy_management)
                kinds.setdefault(looked_at, stint)
                kind_of.append(numbers.setdefault(looked_at, len(numbers)))
                owners.append(owner)
                stints.append(stint)
        life = [ANY if person.working_life is None else person.working_life for person in persons]
        return cls(
            list(kinds.values()),
            np.array(owners, np.int64),
            np.array(kind_of, np.int64),
            *tables_of(stints),
            np.array([stint.works for stint in stints], bool),
            np.array(life, np.int64),
            np.array([person.stints is not None for person in persons], bool),
        )

    def time(self, some: Flags, surely: bool, since: int | None, by_hours: bool) -> Codes:
        """Give the least or the most time of ``some`` jobs by owner, in ten-thousandths of a year of full-time work."""
        spans = self._least if surely else self._most
        total = spans.time(len(self._life), some, since, by_hours, surely)
        unbounded = total == ANY
        total = np.where(self._life == ANY, total, np.minimum(total, self._life)) // SHORTEST
        if not surely:
            total[unbounded | self._unsaid] = ANY
        return total

    def ends(self, surely: Flags, maybe: Flags) -> tuple[Codes, Codes]:
        """Give where the last job that surely counts ended, and where the last that may; ANY: not known."""
        counts, dated = self._most.counts, self._most.dated
        sure, latest = self._last(surely & counts, self._least), self._last(maybe & counts, self._most)
        latest[self.owner[maybe & counts & ~dated]] = ANY
        return sure, latest

    def _last(self, some: Flags, spans: _Spans) -> Codes:
        last = np.full(len(self._life), ANY, np.int64)
        np.maximum.at(last, self.owner[some], spans.end[some])
        return last


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
