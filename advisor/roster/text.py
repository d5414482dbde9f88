"""Columns of any type written as text: what a cell of a spreadsheet or of a Parquet file says."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds


def as_text(array: pa.Array) -> pa.Array:
    """Write an array of any type as an array of ``pa.string()``, null where it is null.

    Whole numbers have no decimal point, dates are written as 2026-11-24, times of day lose what is below a second,
    bytes are UTF-8, and lists have semicolons. Raises pyarrow.ArrowInvalid, UnicodeError, ValueError or OverflowError
    when there is no such text: of maps and records, of lengths of time, and of bytes that are no text.
    """
    kind = array.type
    if isinstance(array, pa.ExtensionArray):
        return as_text(array.storage)
    if kinds.is_string(kind):
        return array
    if kinds.is_dictionary(kind):
        return as_text(array.dictionary).take(array.indices)
    if kinds.is_timestamp(kind):
        local = pc.local_timestamp(array) if kind.tz else array
        return pc.floor_temporal(local, unit="second").cast(pa.timestamp("s")).cast(pa.string())
    if kinds.is_large_string(kind) or kinds.is_string_view(kind) or kinds.is_integer(kind) or kinds.is_date(kind):
        return array.cast(pa.string())
    if not _has_text(kind):
        raise ValueError(f"{kind} has no text")
    if kinds.is_floating(kind):
        numbers = array.dictionary_encode()
        return _written(numbers.dictionary).take(numbers.indices)
    return _written(array)


def shown(cell: Any) -> str:
    """Write one cell as text. Raises UnicodeError for bytes that are no text."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, list):
        return "; ".join(map(shown, cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ")[:19]
    if isinstance(cell, time):
        return cell.isoformat("seconds")
    if isinstance(cell, bytes):
        return cell.decode()
    return "" if cell is None else f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _has_text(kind: pa.DataType) -> bool:
    """Say whether there is a text for each value of a type."""
    if kinds.is_list(kind) or kinds.is_large_list(kind) or kinds.is_fixed_size_list(kind):
        return not kinds.is_nested(kind.value_type) and _has_text(kind.value_type)
    return not (kinds.is_nested(kind) or kinds.is_duration(kind) or kinds.is_interval(kind))


def _written(array: pa.Array) -> pa.Array:
    return pa.array([None if cell is None else shown(cell) for cell in array.to_pylist()], pa.string())
