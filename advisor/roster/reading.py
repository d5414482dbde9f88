"""Reads a roster in chunks of columns (CSV, Excel, Parquet) or of lines (JSON Lines).

Rows are numbered as a spreadsheet numbers them: the headings are row 1. Lines of JSON are numbered from 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet

from advisor.errors import InputError, Problem
from advisor.roster.delimited import Dialect, detect_dialect
from advisor.roster.headings import Headings, match_headings
from advisor.roster.text import as_text, shown

CHUNK_ROWS, LINES, _BLOCK = 196_608, 16_384, 1 << 22
"""Rows, or lines of JSON, of a chunk: what is answered at once and is a part of a checkpoint; and bytes read at once.

The CSV reader of pyarrow reads up to 32 blocks ahead, so its blocks are small, and several make a chunk.
"""
_PLAIN = {"id", "name"}


class Broken(NamedTuple):
    """A row that cannot be read: its number, the column, a stable code and a reason without the person's data.

    ``file`` says of which file it is, when several are joined.
    """

    row: int
    column: str
    code: str
    reason: str
    file: str = ""

    @property
    def cells(self) -> tuple[object, ...]:
        """Give the cells of a row of rejects; the file only when there are several."""
        return self if self.file else self[:4]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows: their numbers, their cells by column, and what could not be read as a row.

    Cells are text, dictionary-encoded except in the columns ``id`` and ``name``.
    """

    rows: np.ndarray[Any, np.dtype[np.int64]]
    cells: Mapping[str, pa.Array]
    broken: tuple[Broken, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of JSON Lines; ``first`` is the number of the first one."""

    first: int
    lines: Sequence[bytes]


Piece = Chunk | Lines


@dataclass(frozen=True, slots=True)
class Roster:
    """An opened roster: how its file is understood. Its chunks are read lazily."""

    format: str
    described: str
    headings: Headings | None
    path: Path
    name: str
    dialect: Dialect | None = None
    sheet: Sequence[Sequence[object]] = field(default=(), repr=False)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Give the files that are read."""
        return (self.path,)

    def chunks(self) -> Iterator[Chunk]:
        """Read a roster with headings. Raises InputError when its file is cut off or not of its format."""
        blocks = {"csv": self._csv, "xlsx": self._xlsx, "parquet": self._parquet}[self.format]()
        return _read_ahead(_together(blocks))

    def pieces(self) -> Iterator[Piece]:
        """Read the roster; the same file always gives the same pieces. Raises InputError as ``chunks``."""
        return self._lines() if self.format == "jsonl" else self.chunks()

    def _lines(self) -> Iterator[Lines]:
        with self.path.open("rb", _BLOCK) as file:
            first = 1
            while lines := list(islice(file, LINES)):
                yield Lines(first, lines)
                first += len(lines)

    def about_rows(self) -> int:
        """Estimate the number of rows: of a text, from the lines in its first 4 MB."""
        if self.format == "xlsx":
            return len(self.sheet) - 1
        if self.format == "parquet":
            return int(parquet.read_metadata(self.path).num_rows)
        with self.path.open("rb") as file:
            sample = file.read(_BLOCK)
        return sample.count(b"\n") * self.path.stat().st_size // max(len(sample), 1)

    def _named(self, columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
        assert self.headings is not None
        by_column = self.headings.by_column.items()
        return {column: _encoded(columns[heading], column not in _PLAIN) for column, heading in by_column}

    def _csv(self) -> Iterator[Chunk]:
        assert self.dialect is not None
        assert self.headings is not None
        bad: list[Broken] = []

        def refuse(row: Any) -> str:
            reason = f"This row has {row.actual_columns} cells, and the headings are {row.expected_columns}."
            bad.append(Broken(row.number, "", "columns", reason))
            return "skip"

        wanted = dict.fromkeys(self.headings.by_column.values())
        names = {heading: f"c{n}" for n, heading in enumerate(self.dialect.headings)}
        plain = {self.headings.by_column.get(column) for column in _PLAIN}
        encoded = pa.dictionary(pa.int32(), pa.string())
        types = {names[heading]: pa.string() if heading in plain else encoded for heading in wanted}
        read = arrow_csv.ReadOptions(
            block_size=_BLOCK,
            encoding=self.dialect.encoding.removesuffix("-sig"),
            use_threads=False,
            column_names=[f"c{n}" for n in range(len(self.dialect.headings))],
            skip_rows_after_names=1,
        )
        parse = arrow_csv.ParseOptions(
            delimiter=self.dialect.delimiter, newlines_in_values=True, invalid_row_handler=refuse
        )
        convert = arrow_csv.ConvertOptions(
            column_types=types, include_columns=list(types), strings_can_be_null=False, null_values=[""]
        )
        done = 1
        try:
            for batch in arrow_csv.open_csv(self.path, read, parse, convert):
                numbers = _numbers(done, batch.num_rows, {one.row for one in bad})
                done = int(numbers[-1]) if len(numbers) else done
                columns = {heading: batch.column(names[heading]) for heading in wanted}
                now = tuple(one for one in bad if one.row <= done)
                bad = [one for one in bad if one.row > done]
                yield Chunk(numbers, self._named(columns), now)
        except (pa.ArrowInvalid, UnicodeError) as problem:
            if "Empty CSV" in str(problem):
                return
            message = "The file cannot be read as CSV from some row on; is a quotation mark not closed?"
            raise InputError(Problem(message, self.name)) from None
        if bad:
            empty = {heading: pa.array([], pa.string()) for heading in wanted}
            yield Chunk(np.zeros(0, np.int64), self._named(empty), tuple(bad))

    def _xlsx(self) -> Iterator[Chunk]:
        assert self.headings is not None
        titles = [shown(cell) for cell in self.sheet[0]]
        for start in range(1, len(self.sheet), CHUNK_ROWS):
            rows = self.sheet[start : start + CHUNK_ROWS]
            kept = [n for n, row in enumerate(rows) if any(cell not in ("", None) for cell in row)]
            columns = {
                heading: pa.array([shown(rows[n][at]) if at < len(rows[n]) else "" for n in kept], pa.string())
                for at, heading in enumerate(titles)
                if heading in self.headings.by_column.values()
            }
            yield Chunk(np.array(kept, np.int64) + start + 1, self._named(columns))

    def _parquet(self) -> Iterator[Chunk]:
        assert self.headings is not None
        wanted, done = list(dict.fromkeys(self.headings.by_column.values())), 1
        try:
            for batch in parquet.ParquetFile(self.path).iter_batches(CHUNK_ROWS, columns=wanted):
                try:
                    columns = {name: as_text(batch.column(batch.schema.get_field_index(name))) for name in wanted}
                except (ValueError, OverflowError):
                    message = "A column of this Parquet file cannot be read as text; save it as text."
                    raise InputError(Problem(message, self.name)) from None
                yield Chunk(_numbers(done, batch.num_rows, set()), self._named(columns))
                done += batch.num_rows
        except (pa.ArrowInvalid, OSError):
            raise InputError(Problem("The Parquet file is damaged from some row on.", self.name)) from None


def open_roster(path: Path, name: str, format: str, mapping: Mapping[str, str], alone: bool = True) -> Roster:
    """Open a roster of a format and find its columns. Raises InputError when it is not of that format.

    A file that is not ``alone`` is joined to others, and may say nothing but who the people are.
    """
    if format == "jsonl":
        return Roster(format, "JSON Lines, a whole profile a line", None, path, name)
    if format == "csv":
        dialect = detect_dialect(path, name)
        return Roster(
            format, str(dialect), match_headings(dialect.headings, mapping, name, alone=alone), path, name, dialect
        )
    if format == "xlsx":
        from python_calamine import CalamineError, CalamineWorkbook

        try:
            book = CalamineWorkbook.from_path(str(path))
            sheet = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        except (CalamineError, OSError, ValueError, IndexError):
            raise InputError(Problem("This is not an Excel workbook (.xlsx) that can be read.", name)) from None
        if not sheet:
            raise InputError(Problem("There is nothing in this sheet; a roster has headings and a row a person.", name))
        headings = match_headings([shown(cell) for cell in sheet[0]], mapping, name, alone=alone)
        return Roster(format, f"Excel, the sheet {book.sheet_names[0]}", headings, path, name, sheet=sheet)
    try:
        schema = parquet.read_schema(path)
    except (pa.ArrowInvalid, OSError):
        raise InputError(Problem("This is not a Parquet file that can be read.", name)) from None
    return Roster(format, "Parquet", match_headings(schema.names, mapping, name, alone=alone), path, name)


def _numbers(done: int, count: int, skipped: set[int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Give the numbers of the next rows after row ``done``, without those of rows that were skipped."""
    missing = np.array([one for one in skipped if one > done], np.int64)
    numbers = np.arange(done + 1, done + 1 + count + len(missing), dtype=np.int64)
    return numbers[~np.isin(numbers, missing)][:count]


def _together(blocks: Iterator[Chunk]) -> Iterator[Chunk]:
    """Join blocks until they have the rows of a chunk: the more people are answered at once, the more are alike."""
    some: list[Chunk] = []
    for block in blocks:
        some.append(block)
        if sum(len(one.rows) for one in some) >= CHUNK_ROWS:
            yield _joined(some)
            some = []
    if some:
        yield _joined(some)


def _joined(blocks: Sequence[Chunk]) -> Chunk:
    if len(blocks) == 1:
        return blocks[0]
    cells = {}
    for column in blocks[0].cells:
        arrays = pa.chunked_array([block.cells[column] for block in blocks])
        cells[column] = pa.concat_arrays(arrays.unify_dictionaries().chunks)
    broken = tuple(one for block in blocks for one in block.broken)
    return Chunk(np.concatenate([block.rows for block in blocks]), cells, broken)


def _read_ahead(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """Read the next chunk in a thread while the caller works on this one."""
    with ThreadPoolExecutor(1) as reader:
        waiting = reader.submit(next, chunks, None)
        while (chunk := waiting.result()) is not None:
            waiting = reader.submit(next, chunks, None)
            yield chunk


def _encoded(array: pa.Array, encode: bool) -> pa.Array:
    if pa.types.is_dictionary(array.type):
        return array if encode else array.dictionary_decode()
    return pc.dictionary_encode(array) if encode else array
