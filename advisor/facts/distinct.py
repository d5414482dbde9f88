"""Rows that are alike: combinations of codes numbered, so that each different one is looked at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

Codes = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
_DENSE = 1 << 22
"""Numbers below this are counted in a table; larger ones are sorted."""
_BITS = 62


class Distinct(NamedTuple):
    """For each row the number of its combination, and for each combination the first row that has it."""

    codes: Codes
    first: Codes

    @property
    def size(self) -> int:
        """How many different combinations there are."""
        return len(self.first)


def distinct(*columns: Codes) -> Distinct:
    """Number the combinations of columns of whole numbers, none below zero."""
    key, most = columns[0], _most(columns[0])
    for column in columns[1:]:
        width = _most(column)
        if most * width > _DENSE:  # close the gaps between numbers, so that few are possible
            (key, most), (column, width) = _closed(key, most), _closed(column, width)
        key, most = key * width + column, most * width
    return _numbered(key, most)


def _closed(key: Codes, most: int) -> tuple[Codes, int]:
    codes, first = _numbered(key, most)
    return codes, len(first)


def distinct_rows(flags: Sequence[Flags], rows: int) -> Distinct:
    """Number the combinations of columns of flags."""
    words = [np.zeros(rows, np.int64)]
    for n, column in enumerate(flags):
        if n and n % _BITS == 0:
            words.append(np.zeros(rows, np.int64))
        words[-1] |= column.astype(np.int64) << (n % _BITS)
    return distinct(*words)


def _most(column: Codes) -> int:
    return int(column.max()) + 1 if len(column) else 1


def _numbered(key: Codes, most: int) -> Distinct:
    if most > _DENSE:
        _, first, codes = np.unique(key, return_index=True, return_inverse=True)
        return Distinct(codes.astype(np.int64), first)
    first = np.full(most, -1, np.int64)
    first[key[::-1]] = np.arange(len(key) - 1, -1, -1)
    present = np.flatnonzero(first >= 0)
    place = np.zeros(most, np.int64)
    place[present] = np.arange(len(present))
    return Distinct(place[key], first[present])
