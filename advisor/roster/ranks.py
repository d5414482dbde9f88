"""Which credentials to pursue next, as columns: the order of ``advisor.advice.ranking``, without its words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from advisor.roster.answers import SHORTEST, listed
from advisor.roster.coded import Coded, Codes, constant, crossed, mapped, numbered
from advisor.roster.facts import active_in
from advisor.roster.gaps import Gap
from advisor.rulebook.book import Rulebook
from advisor.rulebook.credential import Credential

_READINESS = {"ready": 0, "prepare": 1, "check": 2, "not-yet": 3}
_OUT = 1 << 62
_SLICE = 8_192


class Ranks:
    """Ranks the credentials of one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        cheapest = [min([p.amount for p in c.cost], default=1e9) for c in rulebook.credentials]
        by_price = sorted(range(len(cheapest)), key=lambda n: (cheapest[n], rulebook.credentials[n].id))
        self._price = {n: place for place, n in enumerate(by_price)}
        places = {one.id: n for n, one in enumerate(rulebook.credentials)}
        self._inner = {n: [places[id] for id in one.counts_as if id in places]
                       for n, one in enumerate(rulebook.credentials)}  # fmt: skip
        every = rulebook.preferences
        self._orders = {
            credential.id: [(n, one.order.index(credential.id)) for n, one in enumerate(every)
                            if credential.id in one.order]
            for credential in rulebook.credentials
        }  # fmt: skip
        self._longest = max((len(one.order) for one in every), default=1)
        self._known: dict[bytes, list[int]] = {}

    def best(
        self,
        statuses: Mapping[str, Coded],
        gaps: Coded,
        answers: Mapping[str, Coded],
        held: Coded,
        track: Coded,
        setting: Coded,
    ) -> tuple[Coded, Coded]:
        """Give the first credentials of each person as text, and the first that is open to them (or None)."""
        credentials = self.rulebook.credentials
        rows = len(held.codes)
        if not credentials or not rows:
            return constant("", rows), constant(None, rows)
        active = mapped(held, lambda one: active_in(one, self.rulebook))
        columns: list[tuple[Any, Codes, Any, Codes]] = []
        for n, credential in enumerate(credentials):
            every = self.rulebook.preferences
            preferences = [answers[f"preference:{every[at].id}"] for at, _ in self._orders[credential.id]]
            status = statuses[credential.id]
            column = crossed(
                [
                    status,
                    mapped(gaps, partial(_closing, n)),
                    answers[f"useful:{credential.id}"],
                    mapped(active, partial(_superseded, credential)),
                    mapped(track, partial(_off_track, credential)),
                    mapped(setting, partial(_off_setting, credential)),
                    *preferences,
                ],
                partial(self._key, n, credential),
            )
            readiness = np.array([_READINESS.get(one, 9) for one in status.values], np.int8)
            columns.append((np.array(column.values, np.int64), column.codes, readiness, status.codes))
        parts = [self._sorted(columns, slice(start, start + _SLICE)) for start in range(0, rows, _SLICE)]
        number, first = (np.concatenate([part[at] for part in parts]) for at in (0, 1))
        base, ids = len(credentials) + 1, [one.id for one in credentials]
        text = numbered(number, lambda one: listed(ids[n - 1] for n in _digits(one, base) if n))
        return text, numbered(first, lambda n: None if n < 0 else ids[n])

    def _sorted(self, columns: list[tuple[Any, Codes, Any, Codes]], rows: slice) -> tuple[Codes, Codes]:
        """Sort a few thousand people's credentials: the first as digits of a number, and the first that is open."""
        keys = np.stack([values[codes[rows]] for values, codes, _, _ in columns], axis=1)
        ready = np.stack([values[codes[rows]] for _, _, values, codes in columns], axis=1)
        order = np.argsort(keys, axis=1, kind="stable")
        self._wider_first(order, keys, ready)
        shown = order[:, :SHORTEST]
        kept = np.take_along_axis(keys, shown, 1) != _OUT
        base, number = len(columns) + 1, np.zeros(len(keys), np.int64)
        for place in range(shown.shape[1]):
            number = number * base + np.where(kept[:, place], shown[:, place] + 1, 0)
        first = order[:, 0]
        is_open = kept[:, 0] & (ready[np.arange(len(keys)), first] < _READINESS["not-yet"])
        return number, np.where(is_open, first, -1)

    def _key(self, n: int, credential: Credential, status: str, gap: str, useful: Any, superseded: bool,
             track: tuple[bool, bool], off_setting: bool, *preferred: Any) -> int:  # fmt: skip
        """Write what a credential is ranked by as one number; the least comes first."""
        if status in ("held", "retired") or superseded:
            return _OUT
        if not useful and gap != "closes" and (useful is False or track[0]):
            return _OUT
        orders, count = self._orders[credential.id], len(self.rulebook.preferences)
        order = next((place for place, held in zip(orders, preferred, strict=True) if held), (count, 0))
        key = int(status == "not-yet")
        for part, most in (({"closes": 0, "narrows": 1}.get(gap, 2), 3), (order[0], count + 1),
                           (order[1], self._longest), (track[1], 2), (off_setting, 2), (_READINESS[status], 4),
                           (self._price[n], len(self._price))):  # fmt: skip
            key = key * most + int(part)
        return key

    def _wider_first(self, order: Codes, keys: Codes, ready: Any) -> None:
        """Move a credential behind one that contains it and is as ready."""
        places = np.argsort(order, axis=1)
        touched = np.zeros(len(order), bool)
        for wider, inner in ((w, i) for w, some in self._inner.items() for i in some):
            both = (keys[:, wider] != _OUT) & (keys[:, inner] != _OUT)
            touched |= both & (places[:, inner] < places[:, wider]) & (ready[:, wider] < 3)
        for row in np.flatnonzero(touched).tolist():
            key = order[row].tobytes() + ready[row].tobytes() + (keys[row] != _OUT).tobytes()
            if key not in self._known:
                if len(self._known) > 500_000:
                    self._known.clear()
                self._known[key] = self._moved(order[row].tolist(), keys[row], ready[row])
            order[row] = self._known[key]

    def _moved(self, order: list[int], keys: Any, ready: Any) -> list[int]:
        kept = [n for n in order if keys[n] != _OUT]
        for wider in list(kept):
            for inner in self._inner[wider]:
                if (
                    inner in kept
                    and kept.index(inner) < kept.index(wider)
                    and ready[wider] < 3
                    and ready[wider] <= ready[inner]
                ):
                    kept.remove(inner)
                    kept.insert(kept.index(wider) + 1, inner)
        return [*kept, *(n for n in order if keys[n] == _OUT)]


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
