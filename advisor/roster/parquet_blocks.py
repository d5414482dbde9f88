"""Reads the rows of a Parquet file as columns of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet

from advisor.errors import InputError, Problem
from advisor.roster.blocks import Block
from advisor.roster.text import as_text


def open_table(path: Path, name: str) -> tuple[list[str], int]:
    """Give the headings of a Parquet file and the number of its rows. Raises InputError when it is none."""
    try:
        data = parquet.read_metadata(path)
        return list(data.schema.to_arrow_schema().names), int(data.num_rows)
    except (pa.ArrowException, OSError, ValueError, TypeError):
        raise InputError(Problem("This is not a Parquet file that can be read.", name)) from None


def read_blocks(path: Path, name: str, headings: Sequence[str], places: Sequence[int], size: int) -> Iterator[Block]:
    """Read the cells of the columns at some ``places``, in blocks of a size.

    Raises InputError when the file is damaged, or a column cannot be written as text.
    """
    wanted, done = list(dict.fromkeys(headings[place] for place in places)), 1
    try:
        for batch in parquet.ParquetFile(path).iter_batches(size, columns=wanted):
            cells = {place: _cells(batch, headings, place, name) for place in places}
            yield Block(np.arange(done + 1, done + 1 + batch.num_rows, dtype=np.int64), cells)
            done += batch.num_rows
    except (pa.ArrowException, OSError):
        raise InputError(Problem("The Parquet file is damaged from some row on.", name)) from None


def _cells(batch: pa.RecordBatch, headings: Sequence[str], place: int, name: str) -> pa.Array:
    """Write the cells of a column as text; of several columns with its heading it is the one at its place."""
    heading = headings[place]
    turn = headings[:place].count(heading)
    column = batch.column(batch.schema.get_all_field_indices(heading)[turn])
    try:
        text = as_text(column)
        text.validate(full=True)
    except (pa.ArrowException, UnicodeError, ValueError, OverflowError, TypeError):
        message = f"The column {heading} of this Parquet file cannot be read as text; save it as text."
        raise InputError(Problem(message, name)) from None
    return text
