"""What is known only at the end of a roster: the ids that appear more than once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from advisor.roster.parts import Parts

Hashes = np.ndarray[Any, np.dtype[np.uint64]]


_SHOWN = 8
_AT_ONCE = 1 << 22
"""Ids that are compared at once."""


class Again(NamedTuple):
    """How many rows have an id that another row before them has, and the first such rows."""

    times: int
    rows: tuple[int, ...]

    def remark(self, with_rows: bool = True) -> str:
        """Say so in a sentence."""
        said = "1 row has" if self.times == 1 else f"{self.times:,} rows have"
        where = ", ".join(map(str, self.rows)) + (" ..." if self.times > len(self.rows) else "")
        return f"{said} an id that a row before has{f': row {where} of the roster' if with_rows else ''}."


def duplicates(parts: Parts, people: int) -> Again:
    """Find the ids that appear again among the results, by hashes of 64 bits; so many people make so many turns."""
    turns = people // _AT_ONCE + 1
    count, found = 0, list[int]()
    for turn in range(turns):
        seen = np.sort(np.concatenate([np.zeros(0, np.uint64), *(one for one, _ in _hashes(parts, turn, turns))]))
        again = np.unique(seen[1:][seen[1:] == seen[:-1]])
        if not len(again):
            continue
        before = np.zeros(0, np.uint64)
        for hashes, rows in _hashes(parts, turn, turns):
            at = np.flatnonzero(np.isin(hashes, again))
            _, first = np.unique(hashes[at], return_index=True)
            later = np.ones(len(at), bool)
            later[first] = np.isin(hashes[at][first], before)
            before = np.union1d(before, hashes[at])
            count += int(later.sum())
            found = sorted([*found, *rows[at][later][:_SHOWN].tolist()])[:_SHOWN]
    return Again(count, tuple(found))


def _hashes(parts: Parts, turn: int, turns: int) -> Iterator[tuple[Hashes, Any]]:
    """Give the hashes of one turn, with their rows; a person without an id has none."""
    for table in parts.ids():
        hashes = _hashed(table.column("id").combine_chunks())
        mine = (hashes != 0) & (hashes % np.uint64(turns) == turn)
        yield hashes[mine], table.column("row").to_numpy()[mine]


def _hashed(ids: pa.StringArray) -> Hashes:
    """Hash texts (0: none): each byte times a number of its place, and the sum mixed up."""
    _, ends, text = ids.buffers()
    if not len(ids) or text is None:
        return np.zeros(len(ids), np.uint64)
    at = np.frombuffer(ends, np.int32)[ids.offset : ids.offset + len(ids) + 1].astype(np.int64)
    lengths = np.diff(at)
    bytes_ = np.frombuffer(text, np.uint8)[at[0] : at[-1]].astype(np.uint64)
    place = np.arange(len(bytes_)) - np.repeat(at[:-1] - at[0], lengths)
    with np.errstate(over="ignore"):
        summed = np.concatenate([np.zeros(1, np.uint64), np.cumsum((bytes_ + 1) * _mixed(place.astype(np.uint64)))])
        found = _mixed(summed[at[1:] - at[0]] - summed[at[:-1] - at[0]])
    return np.where(lengths > 0, np.maximum(found, 1), 0)


def _mixed(numbers: Hashes) -> Hashes:
    """Spread numbers over all 64 bits (the finish of splitmix64)."""
    numbers = numbers + np.uint64(0x9E3779B97F4A7C15)
    numbers = (numbers ^ numbers >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ numbers >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return numbers ^ numbers >> np.uint64(31)
