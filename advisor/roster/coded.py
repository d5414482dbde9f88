"""Columns of codes: a value for each row, kept as a number and the list of different values.

``crossed`` is the whole idea: a function of one person becomes a function of columns, called once for each
combination of values met.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Codes = np.ndarray[Any, np.dtype[np.int64]]
_DENSE = 1 << 21


@dataclass(frozen=True, slots=True)
class Coded:
    """A column: the code of each row, and the value of each code. Every value is met in some row."""

    codes: Codes
    values: Sequence[Any]


def constant(value: Any, rows: int) -> Coded:
    """Give a column of one value."""
    return Coded(np.zeros(rows, np.int64), [value] if rows else [])


def mapped(column: Coded, function: Callable[[Any], Hashable]) -> Coded:
    """Apply a function to the values of a column."""
    return _recoded(column.codes, [function(value) for value in column.values])


def crossed(columns: Sequence[Coded], function: Callable[..., Hashable]) -> Coded:
    """Apply a function of several values to columns, once for each combination met."""
    columns = list(columns)
    if len(columns) == 1:
        return mapped(columns[0], function)
    key, places = _combinations(columns)
    lists = [column.values for column in columns]
    rows = ([values[n] for values, n in zip(lists, row, strict=True)] for row in places.tolist())
    return _recoded(key, [function(*row) for row in rows])


def taken(column: Coded, rows: Codes) -> Coded:
    """Give a column of some of the rows."""
    present, codes = _compressed(column.codes[rows], len(column.values))
    return Coded(codes, [column.values[n] for n in present.tolist()])


def numbered(numbers: Codes, function: Callable[[int], Hashable]) -> Coded:
    """Make a column of a function of numbers, such as sets written as bits."""
    present, codes = np.unique(numbers, return_inverse=True)
    return _recoded(codes.astype(np.int64, copy=False), [function(n) for n in present.tolist()])


def _recoded(codes: Codes, values: Sequence[Hashable]) -> Coded:
    """Give equal values one code."""
    places: dict[Hashable, int] = {}
    at = np.array([places.setdefault(value, len(places)) for value in values], np.int64)
    if len(places) == len(values):
        return Coded(codes, list(places))
    return Coded(at[codes], list(places))


def _combinations(columns: list[Coded]) -> tuple[Codes, Codes]:
    """Number the combinations of codes met: the number of each row, and the codes of each combination."""
    rows = len(columns[0].codes) if columns else 0
    key = np.zeros(rows, np.int64)
    found = np.zeros((1 if rows else 0, len(columns)), np.int64)
    for place, column in enumerate(columns):
        size = len(column.values)
        if size > 1:
            present, key = _compressed(key * size + column.codes, len(found) * size)
            found = found[present // size]
            found[:, place] = present % size
    return key, found


def _compressed(key: Codes, size: int) -> tuple[Codes, Codes]:
    """Give the different numbers below ``size`` in an array, sorted, and the array written by their places."""
    if size > _DENSE:
        present, codes = np.unique(key, return_inverse=True)
        return present, codes.astype(np.int64, copy=False)
    seen = np.zeros(size, bool)
    seen[key] = True
    present = np.flatnonzero(seen)
    places = np.empty(size, np.int64)
    places[present] = np.arange(len(present))
    return present, places[key]
