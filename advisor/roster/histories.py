"""The facts about work of many persons at once, added up in arrays: hardly two histories of jobs are alike.

What counts, and what the sums mean, is said by ``advisor.readers``; only the adding up is done here as well.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np

from advisor.facts import fact_plan
from advisor.matching import Asked, matches
from advisor.person import FULL, Person, Stint
from advisor.readers import SHORTEST, by_hours_of, hours_of, since_of, years_between, years_since
from advisor.roster.coded import Codes
from advisor.rulebook.book import Rulebook

WORK = ("years_worked", "hours_worked", "years_since_work")
"""The readers of facts about work."""
Numbers = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
_NO, _UNKNOWN, _YES = range(3)
_ANSWERS = {False: _NO, None: _UNKNOWN, True: _YES}
_ANY = -1
"""In place of a length, an end or a sum that may be anything."""
_WIDE = 1 << 32


class Histories:
    """Reads the facts about work. ``rulebook`` is the one of the day."""

    def __init__(self, rulebook: Rulebook, day: date) -> None:
        self.day = day
        self._plan = [
            (id, reader, asked)
            for id, _, asked in fact_plan(rulebook)
            if (reader := next(iter(rulebook.facts[id].read))) in WORK
        ]
        self.facts = tuple(id for id, _, _ in self._plan)
        self._kinds: dict[Hashable, int] = {}
        self._answers: list[list[int]] = []

    def read(
        self, persons: Sequence[Person], coded: Callable[[str, Sequence[Any]], Codes]
    ) -> Iterator[tuple[str, Codes]]:
        """Give each fact's codes, one for each person; ``coded`` gives those of a fact's values (None: unknown)."""
        jobs = self._jobs(persons)
        answers = np.array(self._answers, np.int8).reshape(len(self._answers), len(self._plan))
        for place, (id, reader, asked) in enumerate(self._plan):
            match = answers[jobs.kind, place]
            surely, maybe = match == _YES, match != _NO
            if reader == "years_since_work":
                pairs = jobs.ends(surely, maybe)
            else:
                since, by_hours = since_of(self.day, asked), by_hours_of(asked)
                pairs = jobs.time(surely, True, since, by_hours), jobs.time(maybe, False, since, by_hours)
            met, places = np.unique(pairs[0] * _WIDE + pairs[1] - _ANY, return_inverse=True)
            values = [self._value(reader, asked, pair // _WIDE, pair % _WIDE + _ANY) for pair in met.tolist()]
            yield id, coded(id, values)[places]

    def _value(self, reader: str, asked: Asked, first: int, second: int) -> Any:
        """Say what two sums, or two ends, mean."""
        other = None if second == _ANY else second
        if reader == "years_since_work":
            return None if first == _ANY else years_since(other, first, self.day)
        years = years_between(first * SHORTEST, other if other is None else other * SHORTEST, asked)
        return hours_of(years) if reader == "hours_worked" else years

    def _jobs(self, persons: Sequence[Person]) -> _Jobs:
        rows = []
        for owner, person in enumerate(persons):
            for stint in person.stints or ():
                begin, end, length = stint.begin, stint.end, stint.length
                dated = begin is not None and end is not None
                rows.append((owner, self._kind(stint, person), begin if dated else _ANY, end if dated else _ANY,
                             _ANY if length is None else length, stint.weight))  # fmt: skip
        life = [_ANY if person.working_life is None else person.working_life * FULL for person in persons]
        unsaid = [person.stints is None for person in persons]
        return _Jobs(np.array(rows, np.int64).reshape(-1, 6), np.array(life, np.int64), np.array(unsaid, bool))

    def _kind(self, stint: Stint, person: Person) -> int:
        """Number what filters look at of a job, and keep whether it matches each."""
        looked_at = (stint.area, stint.setting, stint.supervision, stint.privacy_management)
        kind = self._kinds.get(looked_at)
        if kind is None:
            kind = self._kinds[looked_at] = len(self._answers)
            self._answers.append([_ANSWERS[matches(stint, person, asked)] for _, _, asked in self._plan])
        return kind


class _Jobs:
    """The jobs of many persons: ``rows`` of owner, kind, begin, end, length and weight, by owner."""

    def __init__(self, rows: Numbers, life: Numbers, unsaid: Flags) -> None:
        self.owner, self.kind, self._begin, self._end, self._length, self._weight = rows.T
        self._life, self._unsaid = life, unsaid
        self._dated = self._begin != _ANY
        self._counts = (self._weight > 0) & (~self._dated | (self._begin < self._end))
        some = np.flatnonzero(self._dated & self._counts)
        at = np.concatenate((self._begin[some], self._end[some]))
        order = np.lexsort((at, np.concatenate((self.owner[some], self.owner[some]))))
        self._at = at[order]
        self._job = np.concatenate((some, some))[order]
        self._sign = np.repeat((1, -1), len(some))[order]

    def time(self, kind: Flags, surely: bool, since: int | None, by_hours: bool) -> Numbers:
        """Add up ``advisor.person.time_worked`` for every person, in ten-thousandths of a year of full-time work."""
        weight = (self._weight if by_hours else np.where(self._weight > 0, FULL, 0)) * kind
        at = self._at if since is None else np.maximum(self._at, since)
        at_work = np.cumsum(self._sign * weight[self._job])  # nobody is at work between one person and the next
        spans = np.minimum(at_work[:-1], FULL) * np.diff(at)
        total = self._sums(self.owner[self._job[:-1]], spans)
        undated = ~self._dated & (weight > 0)
        if since is None or not surely:
            some = undated & (self._length != _ANY)
            total += self._sums(self.owner[some], self._length[some] * weight[some])
        total = np.where(self._life == _ANY, total, np.minimum(total, self._life)) // SHORTEST
        if not surely:
            total[self.owner[undated & (self._length == _ANY)]] = _ANY
            total[self._unsaid] = _ANY
        return total

    def ends(self, surely: Flags, maybe: Flags) -> tuple[Numbers, Numbers]:
        """Give where the last job that surely counts ended, and where the last that may; ANY: not known."""
        sure, latest = self._last(surely & self._counts), self._last(maybe & self._counts)
        latest[self.owner[maybe & self._counts & ~self._dated]] = _ANY
        return sure, latest

    def _last(self, some: Flags) -> Numbers:
        last = np.full(len(self._life), _ANY, np.int64)
        np.maximum.at(last, self.owner[some], self._end[some])
        return last

    def _sums(self, owner: Numbers, numbers: Numbers) -> Numbers:
        """Add up whole numbers by owner: far fewer digits than a float holds exactly."""
        return np.bincount(owner, numbers, len(self._life)).astype(np.int64)
