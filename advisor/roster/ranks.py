"""Which credentials to pursue next, as columns: the order of ``advisor.advice.ranking``, without its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from advisor.roster.answers import SHORTEST, listed
from advisor.roster.coded import Codes, Column, Sheet, constant, crossed, mapped
from advisor.roster.facts import active_in
from advisor.roster.gaps import Gap
from advisor.roster.tables import Answers
from advisor.rulebook.book import Rulebook
from advisor.rulebook.credential import Credential

_READINESS = {"ready": 0, "prepare": 1, "check": 2, "not-yet": 3}
OUT = 1 << 62
"""What a credential is ranked by that is not worth pursuing."""


class Ranks:
    """Ranks the credentials of one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        cheapest = [min([p.amount for p in c.cost], default=1e9) for c in rulebook.credentials]
        by_price = sorted(range(len(cheapest)), key=lambda n: (cheapest[n], rulebook.credentials[n].id))
        self._price = {n: place for place, n in enumerate(by_price)}
        self._longest = max((len(one.order) for one in rulebook.preferences), default=1)
        self._bits = len(cheapest).bit_length() + 1

    def following(
        self,
        statuses: Mapping[str, Column],
        gaps: Column,
        opened: Mapping[str, Column],
        third: Answers,
        held: Column,
        track: Column,
        setting: Column,
    ) -> Column:
        """Give the first credentials of each person as text, with the first that is open to them (or None)."""
        preferred = third.holding(
            {f"preference:{one.id}": str(n) for n, one in enumerate(self.rulebook.preferences)}
        )
        placed = {id for one in self.rulebook.preferences for id in one.order}
        last = constant(held.sheet, (len(self.rulebook.preferences), 0))
        active = mapped(held, lambda one: active_in(one, self.rulebook))
        keys = [
            crossed(
                [
                    statuses[credential.id],
                    mapped(gaps, partial(_closing, n)),
                    opened[f"useful:{credential.id}"],
                    mapped(active, partial(_superseded, credential)),
                    mapped(track, partial(_off_track, credential)),
                    mapped(setting, partial(_off_setting, credential)),
                    mapped(preferred, partial(self._order, credential)) if credential.id in placed else last,
                ],
                partial(self._key, n, credential),
            )
            for n, credential in enumerate(self.rulebook.credentials)
        ]
        return Ranking(held.sheet, self.rulebook, keys, self._bits)

    def _order(self, credential: Credential, preferred: tuple[str, ...]) -> tuple[int, int]:
        """Say by which of the preferences that hold a credential is placed, and where in it."""
        for number in map(int, preferred):
            order = self.rulebook.preferences[number].order
            if credential.id in order:
                return number, order.index(credential.id)
        return len(self.rulebook.preferences), 0

    def _key(self, n: int, credential: Credential, status: str, gap: str, useful: bool | None, superseded: bool,
             track: tuple[bool, bool], off_setting: bool, order: tuple[int, int]) -> tuple[int, int]:  # fmt: skip
        """Write what a credential is ranked by as one number, the least comes first; and how ready the person is."""
        if status in ("held", "retired") or superseded:
            return OUT, 9
        if not useful and gap != "closes" and (useful is False or track[0]):
            return OUT, 9
        count = len(self.rulebook.preferences)
        key = int(status == "not-yet")
        for part, most in (({"closes": 0, "narrows": 1}.get(gap, 2), 3), (order[0], count + 1),
                           (order[1], self._longest), (track[1], 2), (off_setting, 2), (_READINESS[status], 4),
                           (self._price[n], len(self._price))):  # fmt: skip
            key = key * most + int(part)
        return key << 2 * self._bits | n, _READINESS[status]


class Ranking(Column):
    """The credentials of each person sorted: the text of the first ones, and the first that is open (or None).

    A key is a credential's rank, room for those that it contains, and its number.
    """

    def __init__(self, sheet: Sheet, rulebook: Rulebook, keys: Sequence[Column], bits: int) -> None:
        super().__init__(sheet)
        self._keys, self._bits, self._known = keys, bits, dict[int, int]()
        for column in keys:
            column.readers += 1
        self._tables = [np.zeros((0, 2), np.int64) for _ in keys]
        self._ids = [one.id for one in rulebook.credentials]
        places = {id: n for n, id in enumerate(self._ids)}
        self._inner = [(n, places[id], number) for n, one in enumerate(rulebook.credentials)
                       for number, id in enumerate(reversed(one.counts_as), 1) if id in places]  # fmt: skip

    def _worked_out(self) -> Codes:
        keys = np.empty((self.sheet.rows, len(self._keys)), np.int64)
        ready = np.empty(keys.shape, np.int8)
        for n, column in enumerate(self._keys):
            codes = column.read()
            if len(self._tables[n]) < len(column.values):
                self._tables[n] = np.array(column.values, np.int64)
            keys[:, n], ready[:, n] = self._tables[n].take(codes, axis=0).T
        self._wider_first(keys, ready)
        keys.sort(axis=1)
        number = np.zeros(len(keys), np.int64)
        ids, base = keys & (1 << self._bits) - 1, len(self._ids) + 1
        for place in range(min(SHORTEST, keys.shape[1])):
            number = number * base + np.where(keys[:, place] != OUT, ids[:, place] + 1, 0)
        if keys.shape[1]:
            first = ids[:, 0]
            is_open = (keys[:, 0] != OUT) & (ready[np.arange(len(keys)), first * (keys[:, 0] != OUT)] < 3)
            number = number << 1 | is_open
        present, places = np.unique(number, return_inverse=True)
        return np.fromiter(map(self._one, present.tolist()), np.int32, len(present))[places]

    def _one(self, number: int) -> int:
        if number not in self._known:
            rest, first_is_open = divmod(number, 2)
            ids = [self._ids[n - 1] for n in _digits(rest, len(self._ids) + 1) if n]
            self._known[number] = self.code((listed(ids), ids[0] if first_is_open else None))
        return self._known[number]

    def _wider_first(self, keys: Any, ready: Any) -> None:
        """Move a credential behind one that contains it and is as ready."""
        for wider, inner, number in self._inner:
            moved = (keys[:, inner] < keys[:, wider]) & (keys[:, wider] != OUT)
            moved &= (ready[:, wider] < _READINESS["not-yet"]) & (ready[:, wider] <= ready[:, inner])
            keys[moved, inner] = ((keys[moved, wider] >> self._bits) + number << self._bits) + inner


def _closing(n: int, gap: Gap) -> str:
    return gap.closed_by[n]


def _superseded(credential: Credential, active: frozenset[str]) -> bool:
    return not active.isdisjoint(credential.superseded_by)


def _off_track(credential: Credential, track: str | None) -> tuple[bool, bool]:
    """Say whether a track is known, and whether the credential lies off it."""
    return bool(track), bool(track and credential.fits.tracks) and track not in credential.fits.tracks


def _off_setting(credential: Credential, setting: str | None) -> bool:
    return bool(setting and credential.fits.settings) and setting not in credential.fits.settings


def _digits(number: int, base: int) -> list[int]:
    found = []
    while number:
        number, digit = divmod(number, base)
        found.append(digit)
    return found[::-1]
