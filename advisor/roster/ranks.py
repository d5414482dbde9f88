"""Which credentials to pursue next, as columns: the order of ``advisor.advice.ranking``, without its words.

What a credential is ranked by is one number, the least comes first: it is put together for all people of a block and
all credentials at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from advisor.advice.ranking import cheapest, wider_than
from advisor.person import Held
from advisor.roster.answers import SHORTEST, listed
from advisor.roster.coded import Codes, Column
from advisor.roster.facts import active_in
from advisor.roster.gaps import Gap
from advisor.roster.tables import Answers
from advisor.rulebook.book import Rulebook

_STATUSES = {"ready": 0, "prepare": 1, "check": 2, "not-yet": 3, "held": 4, "retired": 5}
"""How people stand with a credential; with those before "not-yet" its exam is open to them."""
_NOT_YET = _STATUSES["not-yet"]
_CLOSING = {"closes": 0, "narrows": 1, "": 2}
_USEFUL = {True: 0, None: 1, False: 2}
_OUT = 1 << 62
"""What a credential is ranked by that is not worth pursuing."""
Matrix = np.ndarray[Any, np.dtype[Any]]


class _Rows:
    """A row of numbers, one for each credential, for each value of a column."""

    def __init__(self, column: Column, row: Callable[[Any], Sequence[int]], width: int) -> None:
        self._column, self._row = column, row
        self._table: Matrix = np.zeros((0, width), np.int32)
        column.readers += 1

    def read(self) -> Matrix:
        """Give the rows of the people of the block."""
        codes, values = self._column.read(), self._column.values
        if len(self._table) < len(values):
            more = [self._row(value) for value in values[len(self._table) :]]
            self._table = np.concatenate((self._table, np.array(more, np.int32).reshape(len(more), -1)))
        return self._table.take(codes, axis=0)


class Ranking(Column):
    """The first credentials of each person as text, with the first that is open to them (or None).

    ``statuses`` and ``useful`` are a column for each credential.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        statuses: Mapping[str, Column],
        gaps: Column,
        useful: Sequence[Column],
        third: Answers,
        held: Column,
        track: Column,
        setting: Column,
    ) -> None:
        super().__init__(held.sheet)
        self.rulebook, credentials = rulebook, rulebook.credentials
        self._ids, width = [one.id for one in credentials], len(credentials)
        self._bits, self._known = width.bit_length(), dict[int, int]()
        preferred = third.holding({f"preference:{one.id}": str(n) for n, one in enumerate(rulebook.preferences)})
        self._longest = max((len(one.order) for one in rulebook.preferences), default=1)
        self._statuses = [_Rows(statuses[one.id], lambda status: [_STATUSES[status]], 1) for one in credentials]
        self._useful = [_Rows(column, lambda useful: [_USEFUL[useful]], 1) for column in useful]
        self._gaps = _Rows(gaps, self._closing, width)
        self._preferred = _Rows(preferred, self._preference, width)
        self._held = _Rows(held, self._superseded, width)
        self._track = _Rows(track, self._off_track, width + 1)
        self._setting = _Rows(setting, self._off_setting, width)
        by_price = sorted(range(width), key=lambda n: (cheapest(credentials[n].cost), self._ids[n]))
        self._price = np.argsort(by_price)
        wider, places = wider_than(rulebook), {id: n for n, id in enumerate(self._ids)}
        self._wider = [(n, [places[other] for other in wider[id]]) for n, id in enumerate(self._ids) if wider[id]]
        self._widest_first = np.array(sorted(range(width), key=lambda n: (len(wider[self._ids[n]]), self._ids[n])), int)
        self._turn = np.argsort(self._widest_first)

    def _worked_out(self) -> Codes:
        keys, status = self._keys()
        keys.sort(axis=1)
        worth = keys[:, :SHORTEST] != _OUT
        ids = self._widest_first[keys[:, :SHORTEST] & (1 << self._bits) - 1] if self._ids else keys
        number = np.zeros(len(keys), np.int64)
        for place in range(worth.shape[1]):
            number = number * (len(self._ids) + 1) + np.where(worth[:, place], ids[:, place] + 1, 0)
        if self._ids:
            number = number << 1 | worth[:, 0] & (status[np.arange(len(keys)), ids[:, 0]] < _NOT_YET)
        present, places = np.unique(number, return_inverse=True)
        return np.fromiter(map(self._one, present.tolist()), np.int32, len(present))[places]

    def _keys(self) -> tuple[Matrix, Matrix]:
        """Give what each credential is ranked by, with its turn among the widest, and how the person stands with it."""
        rows, width = self.sheet.rows, len(self._ids)
        status, useful = np.empty((rows, width), np.int32), np.empty((rows, width), np.int32)
        for matrix, columns in ((status, self._statuses), (useful, self._useful)):
            for n, column in enumerate(columns):
                matrix[:, n] = column.read()[:, 0]
        gap, track = self._gaps.read(), self._track.read()
        off_track, aims = track[:, :-1], track[:, -1:]
        out = (status > _NOT_YET) | (self._held.read() == 1)
        out |= (useful > 0) & (gap > 0) & ((useful == _USEFUL[False]) | (aims == 1))
        key = (status == _NOT_YET).astype(np.int64)
        for part, most in ((gap, 3), (self._preferred.read(), (len(self.rulebook.preferences) + 1) * self._longest),
                           (off_track, 2), (self._setting.read(), 2), (np.minimum(status, _NOT_YET), 4),
                           (self._price, width)):  # fmt: skip
            key *= most
            key += part
        own = key.copy()
        for inner, wider in self._wider:  # behind those that contain it and are as ready
            for n in wider:
                before = ~out[:, n] & (status[:, n] < _NOT_YET) & (status[:, n] <= status[:, inner])
                np.maximum(key[:, inner], own[:, n], out=key[:, inner], where=before)
        key <<= self._bits
        key += self._turn
        key[out] = _OUT
        return key, status

    def _one(self, number: int) -> int:
        if number not in self._known:
            rest, first_is_open = divmod(number, 2)
            ids = [self._ids[n - 1] for n in _digits(rest, len(self._ids) + 1) if n]
            self._known[number] = self.code((listed(ids), ids[0] if first_is_open else None))
        return self._known[number]

    # -- a number for each credential, by a value ------------------------------------

    def _closing(self, gap: Gap) -> Sequence[int]:
        return [_CLOSING[one] for one in gap.closed_by]

    def _preference(self, preferred: tuple[str, ...]) -> Sequence[int]:
        """Say by which of the preferences that hold a credential is placed, and where in it."""
        most, found = len(self.rulebook.preferences), []
        orders = [(n, self.rulebook.preferences[n].order) for n in map(int, preferred)]
        for id in self._ids:
            number, order = next(((number, order) for number, order in orders if id in order), (most, (id,)))
            found.append(number * self._longest + order.index(id))
        return found

    def _superseded(self, held: tuple[Held, ...] | None) -> Sequence[int]:
        active = active_in(held, self.rulebook)
        return [not active.isdisjoint(one.superseded_by) for one in self.rulebook.credentials]

    def _off_track(self, track: str | None) -> Sequence[int]:
        """Say which credentials lie off a track, and at the end whether one is known."""
        fits = [one.fits.tracks for one in self.rulebook.credentials]
        return [*(bool(track and some) and track not in some for some in fits), bool(track)]

    def _off_setting(self, setting: str | None) -> Sequence[int]:
        fits = [one.fits.settings for one in self.rulebook.credentials]
        return [bool(setting and some) and setting not in some for some in fits]


def _digits(number: int, base: int) -> list[int]:
    found = []
    while number:
        number, digit = divmod(number, base)
        found.append(digit)
    return found[::-1]
