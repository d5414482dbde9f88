"""Reads the rows of a CSV file as columns, without what its index leaves out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from advisor.errors import InputError, Problem
from advisor.roster.blocks import Block, Broken, Numbers
from advisor.roster.delimited import Dialect
from advisor.roster.delimited_rows import RowIndex
from advisor.roster.encodings import is_wide, mark_length, open_text
from advisor.roster.totals import is_total, total_at

_BLOCK = 1 << 22
"""Bytes read at once: the reader of pyarrow reads up to 32 blocks ahead, so they are small."""
_ENCODED = pa.dictionary(pa.int32(), pa.string())


def read_blocks(
    path: Path, name: str, dialect: Dialect, index: RowIndex, places: Sequence[int], plain: Collection[int]
) -> Iterator[Block]:
    """Read the cells below the headings at some ``places``; the ``plain`` ones are not encoded.

    Raises InputError when the file cannot be read to its end.
    """
    bad, refused, done = list(index.broken), list[int](), 0

    def refuse(row: Any) -> str:
        refused.append(row.number)
        number = int(index.numbers(np.array([row.number]))[0])
        reason = f"This row has {row.actual_columns} cells, and the headings are {row.expected_columns}."
        first = (row.text or "").split(dialect.delimiter, 1)[0].strip(' "')
        bad.append(total_at(number) if is_total(first) else Broken(number, "", "columns", reason))
        return "skip"

    if index.rows > len(index.broken):
        read = arrow_csv.ReadOptions(
            block_size=_BLOCK,
            encoding=dialect.byte_encoding,
            use_threads=False,
            column_names=[f"c{n}" for n in range(len(dialect.headings))],
        )
        parse = arrow_csv.ParseOptions(
            delimiter=dialect.delimiter, newlines_in_values=index.multi_line, invalid_row_handler=refuse
        )
        types = {f"c{place}": pa.string() if place in plain else _ENCODED for place in places}
        convert = arrow_csv.ConvertOptions(
            column_types=types, include_columns=list(types), strings_can_be_null=False, null_values=[""]
        )
        try:
            with _source(path, name, dialect, index.gaps) as source:
                for batch in arrow_csv.open_csv(source, read, parse, convert):
                    read_places = _places(done, batch.num_rows, refused)
                    done = int(read_places[-1]) if len(read_places) else done
                    numbers = index.numbers(read_places)
                    last = int(numbers[-1]) if len(numbers) else 0
                    now = tuple(one for one in bad if one.row <= last)
                    bad[:] = [one for one in bad if one.row > last]
                    refused[:] = [one for one in refused if one > done]
                    yield Block(numbers, {place: batch.column(f"c{place}") for place in places}, now)
        except (pa.ArrowInvalid, UnicodeError):
            raise InputError(Problem("The file cannot be read as CSV from some row on.", name)) from None
    if bad:
        bad.sort()
        yield Block(np.zeros(0, np.int64), {place: pa.array([], pa.string()) for place in places}, tuple(bad))


def _places(done: int, count: int, refused: Sequence[int]) -> Numbers:
    """Give the places of the next rows after ``done``, without those that were refused."""
    without = np.array([one for one in refused if one > done], np.int64)
    places = np.arange(done + 1, done + 1 + count + len(without), dtype=np.int64)
    return places[~np.isin(places, without)][:count]


@contextmanager
def _source(path: Path, name: str, dialect: Dialect, gaps: Numbers) -> Iterator[pa.NativeFile]:
    """Open a file behind its headings, without its gaps; pyarrow reads it by itself where nothing is to be done."""
    if not len(gaps) and not is_wide(dialect.encoding):
        with pa.OSFile(str(path)) as plain:
            plain.seek(dialect.start + mark_length(dialect.encoding))
            yield plain
        return
    with open_text(path, dialect.encoding, name) as file:
        file.read(dialect.start)
        yield pa.PythonFile(_Without(file, dialect.start, gaps), "r")


class _Without:
    """A file to read from a place on, without its gaps."""

    closed = False

    def __init__(self, file: BinaryIO, place: int, gaps: Numbers) -> None:
        self._file, self._place, self._gaps = file, place, gaps

    def read(self, size: int) -> bytes:
        """Read some bytes; none at the end alone."""
        while block := self._file.read(size):
            begin, self._place = self._place, self._place + len(block)
            first = np.searchsorted(self._gaps[:, 1], begin, "right")
            gaps = self._gaps[first : np.searchsorted(self._gaps[:, 0], self._place)]
            if not len(gaps):
                return block
            steps = np.zeros(len(block) + 1, np.int8)
            steps[np.maximum(gaps[:, 0] - begin, 0)] += 1
            steps[np.minimum(gaps[:, 1] - begin, len(block))] -= 1
            kept = np.frombuffer(block, np.uint8)[np.cumsum(steps[:-1], dtype=np.int8) == 0]
            if len(kept):
                return bytes(kept)
        return b""

    def close(self) -> None:
        """Leave the file open: who opened it closes it."""
