"""A roster read in chunks of columns: CSV, Excel, JSON Lines or Parquet, by the file's ending.

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
from advisor.roster.delimited import Dialect, look_at
from advisor.roster.headings import Headings, match_headings

_ROWS, _LINES, _BLOCK = 131_072, 16_384, 1 << 22
"""Rows, lines of JSON or bytes of CSV worked on at once: what `--resume` begins again.

The CSV reader holds up to 32 blocks that it has read ahead.
"""
_HIDDEN = {"id", "name"}


class Broken(NamedTuple):
    """A row that cannot be read: its number, the column, a stable code and a reason without the person's data."""

    row: int
    column: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows: their numbers, the cells by column (dictionary-encoded, but for id and name), what was not a row."""

    rows: np.ndarray[Any, np.dtype[np.int64]]
    cells: Mapping[str, pa.Array]
    broken: tuple[Broken, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of JSON Lines, and the number of the first."""

    first: int
    lines: Sequence[bytes]


Piece = Chunk | Lines


@dataclass(frozen=True, slots=True)
class Roster:
    """An opened roster: how it was understood, and its chunks, read when they are asked for."""

    format: str
    described: str
    headings: Headings | None
    path: Path
    name: str
    dialect: Dialect | None = None
    sheet: Sequence[Sequence[Any]] = field(default=(), repr=False)

    def chunks(self) -> Iterator[Chunk]:
        """Read the roster. Raises InputError when the file breaks off or is not of its form."""
        batches = {"csv": self._csv, "xlsx": self._xlsx, "parquet": self._parquet}[self.format]()
        return _ahead(batches)

    def pieces(self) -> Iterator[Piece]:
        """Read the roster in pieces to work on; a piece always holds the same rows. Raises InputError."""
        return self._lines() if self.format == "jsonl" else self.chunks()

    def _lines(self) -> Iterator[Lines]:
        with self.path.open("rb", _BLOCK) as file:  # who reads waits for others at every block
            first = 1
            while lines := list(islice(file, _LINES)):
                yield Lines(first, lines)
                first += len(lines)

    def about_rows(self) -> int:
        """Say how many rows there are, about: lines of a text, a few more than rows when cells hold line breaks."""
        if self.format == "xlsx":
            return len(self.sheet) - 1
        if self.format == "parquet":
            return int(parquet.read_metadata(self.path).num_rows)
        with self.path.open("rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b""))

    def _named(self, columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
        assert self.headings is not None
        return {
            column: _encoded(columns[heading], column not in _HIDDEN)
            for column, heading in self.headings.by_column.items()
        }

    def _csv(self) -> Iterator[Chunk]:
        assert self.dialect is not None
        assert self.headings is not None
        bad: list[Broken] = []

        def refuse(row: Any) -> str:
            reason = f"This row has {row.actual_columns} cells, and the headings are {row.expected_columns}."
            bad.append(Broken(row.number, "", "columns", reason))
            return "skip"

        wanted = dict.fromkeys(self.headings.by_column.values())
        names = {h: f"c{n}" for n, h in enumerate(self.dialect.headings)}
        hidden = {self.headings.by_column.get(column) for column in _HIDDEN}
        types = {names[h]: pa.string() if h in hidden else pa.dictionary(pa.int32(), pa.string()) for h in wanted}
        try:
            reader = arrow_csv.open_csv(
                self.path,
                read_options=arrow_csv.ReadOptions(
                    block_size=_BLOCK, encoding=self.dialect.encoding.removesuffix("-sig"), use_threads=False,
                    column_names=[f"c{n}" for n in range(len(self.dialect.headings))], skip_rows_after_names=1,
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=self.dialect.delimiter, newlines_in_values=True, invalid_row_handler=refuse
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=types, include_columns=list(types), strings_can_be_null=False, null_values=[""],
                    check_utf8=True,
                ),
            )  # fmt: skip
        except pa.ArrowInvalid as problem:
            if "Empty CSV" in str(problem):
                return
            raise InputError(self._cut()) from None
        done = 1
        while True:
            try:
                batch = reader.read_next_batch()
            except StopIteration:
                break
            except (pa.ArrowInvalid, UnicodeError):
                raise InputError(self._cut()) from None
            skipped = {one.row for one in bad}
            numbers = _numbers(done, batch.num_rows, skipped)
            done = int(numbers[-1]) if len(numbers) else done
            columns = {heading: batch.column(names[heading]) for heading in wanted}
            now = tuple(one for one in bad if one.row <= done)
            bad = [one for one in bad if one.row > done]
            yield Chunk(numbers, self._named(columns), now)
        if bad:
            empty = {heading: pa.array([], pa.string()) for heading in wanted}
            yield Chunk(np.zeros(0, np.int64), self._named(empty), tuple(bad))

    def _cut(self) -> Problem:
        return Problem("The file cannot be read as CSV from some row on; is a quotation mark not closed?", self.name)

    def _xlsx(self) -> Iterator[Chunk]:
        assert self.headings is not None
        titles = [_shown(cell) for cell in self.sheet[0]]
        for start in range(1, len(self.sheet), _ROWS):
            rows = self.sheet[start : start + _ROWS]
            kept = [n for n, row in enumerate(rows) if any(cell not in ("", None) for cell in row)]
            columns = {
                heading: pa.array([_shown(rows[n][at]) if at < len(rows[n]) else "" for n in kept], pa.string())
                for at, heading in enumerate(titles)
                if heading in self.headings.by_column.values()
            }
            yield Chunk(np.array(kept, np.int64) + start + 1, self._named(columns))

    def _parquet(self) -> Iterator[Chunk]:
        assert self.headings is not None
        wanted, done = list(dict.fromkeys(self.headings.by_column.values())), 1
        batches = parquet.ParquetFile(self.path).iter_batches(_ROWS, columns=wanted)
        while True:
            try:
                batch = next(batches, None)
            except (pa.ArrowInvalid, OSError):
                raise InputError(Problem("The Parquet file is damaged from some row on.", self.name)) from None
            if batch is None:
                return
            columns = {name: _as_text(batch.column(batch.schema.get_field_index(name))) for name in wanted}
            numbers = np.arange(done + 1, done + 1 + batch.num_rows, dtype=np.int64)
            done += batch.num_rows
            yield Chunk(numbers, self._named(columns))


def open_roster(path: Path, name: str, format: str, mapping: Mapping[str, str]) -> Roster:
    """Open a roster and find its columns. Raises InputError when it is not of its form."""
    if format == "jsonl":
        return Roster(format, "JSON Lines, a whole profile a line", None, path, name)
    if format == "csv":
        dialect = look_at(path, name)
        return Roster(format, str(dialect), match_headings(dialect.headings, mapping, name), path, name, dialect)
    if format == "xlsx":
        from python_calamine import CalamineError, CalamineWorkbook

        try:
            book = CalamineWorkbook.from_path(str(path))
            sheet = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        except (CalamineError, OSError, ValueError, IndexError):
            raise InputError(Problem("This is not an Excel workbook (.xlsx) that can be read.", name)) from None
        if not sheet:
            raise InputError(Problem("There is nothing in this sheet; a roster has headings and a row a person.", name))
        titles = [_shown(cell) for cell in sheet[0]]
        described = f"Excel, the sheet {book.sheet_names[0]}"
        return Roster(format, described, match_headings(titles, mapping, name), path, name, sheet=sheet)
    try:
        schema = parquet.read_schema(path)
    except (pa.ArrowInvalid, OSError):
        raise InputError(Problem("This is not a Parquet file that can be read.", name)) from None
    return Roster(format, "Parquet", match_headings(schema.names, mapping, name), path, name)


def _numbers(done: int, count: int, skipped: set[int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Number the next rows, leaving out the numbers of rows that were refused."""
    missing = np.array(sorted(one for one in skipped if one > done), np.int64)
    numbers = np.arange(done + 1, done + 1 + count + len(missing), dtype=np.int64)
    return numbers[~np.isin(numbers, missing)][:count]


def _ahead(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """Read the next chunk while the one before is worked on."""
    with ThreadPoolExecutor(1) as reader:
        waiting = reader.submit(next, chunks, None)
        while (chunk := waiting.result()) is not None:
            waiting = reader.submit(next, chunks, None)
            yield chunk


def _encoded(array: pa.Array, encode: bool) -> pa.Array:
    if pa.types.is_dictionary(array.type):
        return array if encode else array.dictionary_decode()
    return pc.dictionary_encode(array) if encode else array


def _as_text(array: pa.Array) -> pa.Array:
    """Write any column as text, lists with semicolons."""
    if pa.types.is_string(array.type):
        return array
    if pa.types.is_dictionary(array.type):
        return _as_text(array.dictionary_decode())
    return pa.array([None if one is None else _shown(one) for one in array.to_pylist()], pa.string())


def _shown(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, list):
        return "; ".join(map(_shown, cell))
    return cell.isoformat(" ")[:19] if hasattr(cell, "hour") else "" if cell is None else str(cell)
