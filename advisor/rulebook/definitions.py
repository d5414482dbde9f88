"""Conditions with a name, before they are written out where they are used: when they are known, and circles refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

MOST_CONDITIONS = 2_000
"""The most conditions that a definition may come to, written out."""


class Defined(NamedTuple):
    """A definition as its author wrote it, and the stratum since which its facts are known."""

    requires: Any
    sources: Any
    stratum: int


class Definitions:
    """The definitions of a rulebook: those that can be written out, and why others cannot."""

    def __init__(self, items: list[Mapping[str, Any]], strata: Mapping[str, int], reserved: Mapping[str, str]) -> None:
        self._items = {item["id"]: item for item in items if item["id"] not in reserved}
        self.refused = {
            item["id"]: f"A definition cannot be called {item['id']}, which is {reserved[item['id']]}."
            for item in items
            if item["id"] in reserved
        }
        self._strata = strata
        self._sizes: dict[str, int] = {}
        for id in self._items:
            self._size(id, ())
        self.usable = {
            id: Defined(item.get("requires"), item.get("sources"), self._stratum(id))
            for id, item in self._items.items()
            if id not in self.refused
        }

    def _used(self, id: str) -> list[str]:
        return [key for key in _keys(self._items[id].get("requires")) if key in self._items]

    def _size(self, id: str, way: tuple[str, ...]) -> int:
        """Count the conditions of a definition, written out; a circle is refused and counts nothing."""
        if id in way:
            circle = " > ".join((*way[way.index(id) :], id))
            for one in way[way.index(id) :]:
                self.refused.setdefault(one, f"This would define itself: {circle}.")
            return 0
        if id not in self._sizes:
            keys = sum(1 for _ in _keys(self._items[id].get("requires")))
            size = keys + sum(self._size(one, (*way, id)) for one in self._used(id))
            self._sizes[id] = min(size, MOST_CONDITIONS + 1)
            if size > MOST_CONDITIONS:
                self.refused.setdefault(id, f"Written out, this comes to more than {MOST_CONDITIONS:,} conditions.")
        return self._sizes[id]

    def _stratum(self, id: str) -> int:
        asked = [self._strata.get(key, 0) for key in _keys(self._items[id].get("requires"))]
        return max([*asked, *(self._stratum(one) for one in self._used(id))], default=0)


def _keys(data: Any) -> Iterator[str]:
    """Give every key of a condition's data; of `sources` none."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key != "sources":
                yield key
                yield from _keys(value)
    elif isinstance(data, list):
        for one in data:
            yield from _keys(one)
