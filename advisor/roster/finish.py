"""What is known only at the end of a roster: the ids that appear more than once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from advisor.roster.parts import Parts

Hashes = np.ndarray[Any, np.dtype[np.uint64]]


def duplicate_rows(parts: Parts) -> list[str]:
    """Give the places in the results of the second and later rows of an id.

    Ids are told apart by a hash of 64 bits, eight bytes a row.
    """
    hashes = [_hashed(table.column("id").combine_chunks()) for table in parts.tables()]
    if not hashes:
        return []
    every = np.concatenate(hashes)
    order = np.argsort(every, kind="stable")
    again = np.flatnonzero((every[order][1:] == every[order][:-1]) & (every[order][1:] != 0))
    return [str(place + 1) for place in sorted(order[again + 1].tolist())]


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
