"""Columns of any type written as text: what a cell of a spreadsheet or of a Parquet file says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds


def as_text(array: pa.Array) -> pa.Array:
    """Write an array of any type as an array of ``pa.string()``, null where it is null.

    Whole numbers have no decimal point, dates are written as 2026-11-24, times of day lose what is below a second, and
    lists have semicolons. Raises pyarrow.ArrowInvalid, UnicodeError, ValueError or OverflowError when there is no such
    text.
    """
    kind = array.type
    if kinds.is_string(kind):
        return array
    if kinds.is_dictionary(kind):
        return as_text(array.dictionary).take(array.indices)
    if kinds.is_timestamp(kind):
        local = pc.local_timestamp(array) if kind.tz else array
        return pc.floor_temporal(local, unit="second").cast(pa.timestamp("s")).cast(pa.string())
    if kinds.is_large_string(kind) or kinds.is_string_view(kind) or kinds.is_integer(kind) or kinds.is_date(kind):
        return array.cast(pa.string())
    if kinds.is_floating(kind):
        numbers = array.dictionary_encode()
        return _written(numbers.dictionary).take(numbers.indices)
    return _written(array)


def shown(cell: Any) -> str:
    """Write one cell as text."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, list):
        return "; ".join(map(shown, cell))
    return cell.isoformat(" ")[:19] if isinstance(cell, datetime) else "" if cell is None else str(cell)


def _written(array: pa.Array) -> pa.Array:
    return pa.array([None if cell is None else shown(cell) for cell in array.to_pylist()], pa.string())
