"""Opens a roster and reads it in chunks of columns (CSV, Excel, Parquet) or in pieces of lines (JSON Lines).

Rows are numbered as a spreadsheet numbers them: headings in the first row are row 1. Lines of JSON are numbered from 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from advisor.errors import Problem, UsageError
from advisor.roster import delimited_blocks, parquet_blocks, workbook
from advisor.roster.blocks import Block, Broken, Numbers
from advisor.roster.delimited import Dialect, detect_dialect
from advisor.roster.delimited_rows import RowIndex, index_rows
from advisor.roster.heading_row import said_of
from advisor.roster.headings import Headings, NoColumns, match_headings, under_way
from advisor.roster.json_lines import LINES, Lines, read_lines

__all__ = ["CHUNK_ROWS", "LINES", "Broken", "Chunk", "Lines", "Piece", "Roster", "open_roster"]

CHUNK_ROWS = 196_608
"""Rows of a chunk: what is answered at once and is a part of a checkpoint. Several blocks of a CSV file make one."""
_PLAIN = {"id", "name"}
_STATUS, _UNDER_WAY = "education_status", "in-progress"


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows: their numbers, their cells by column, and what could not be read as a row.

    Cells are text, dictionary-encoded except in the columns ``id`` and ``name``. ``label`` is the first column of the
    file when it is no column of a roster, and ``kept`` are the columns that are carried through, by their name there.
    """

    rows: Numbers
    cells: Mapping[str, pa.Array]
    broken: tuple[Broken, ...] = ()
    label: pa.Array | None = None
    kept: Mapping[str, pa.Array] = field(default_factory=dict)

    def take(self, places: Numbers) -> Chunk:
        """Give the chunk of some of its rows, with what could not be read."""
        at = pa.array(places)
        cells = {column: one.take(at) for column, one in self.cells.items()}
        label = None if self.label is None else self.label.take(at)
        return Chunk(self.rows[places], cells, self.broken, label, self.kept_at(places))

    def kept_at(self, places: Numbers) -> dict[str, pa.Array]:
        """Give the columns kept, of the rows at some places."""
        return {name: column.take(pa.array(places)) for name, column in self.kept.items()}


Piece = Chunk | Lines


@dataclass(frozen=True, slots=True)
class Roster:
    """An opened roster: how its file is understood, in ``described`` and in ``remarks``. Its rows are read lazily.

    ``rows`` is the number of its rows where it is known before they are read; ``kept`` are columns to carry through.
    """

    format: str
    described: str
    headings: Headings | None
    path: Path
    name: str
    rows: int | None = None
    remarks: tuple[str, ...] = ()
    dialect: Dialect | None = None
    index: RowIndex | None = field(default=None, repr=False)
    sheet: workbook.Sheet | None = field(default=None, repr=False)
    kept: Mapping[str, int] = field(default_factory=dict)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Give the files that are read."""
        return (self.path,)

    def chunks(self) -> Iterator[Chunk]:
        """Read a roster with headings. Raises InputError when its file is cut off or not of its format."""
        assert self.headings is not None
        places = sorted({0, *self.headings.places.values(), *self.kept.values()})
        return _read_ahead(_together(map(self._chunk, self._blocks(places))))

    def pieces(self) -> Iterator[Piece]:
        """Read the roster; the same file always gives the same pieces. Raises InputError as ``chunks``."""
        return read_lines(self.path, self.name) if self.format == "jsonl" else self.chunks()

    def about_rows(self) -> int:
        """Give the number of rows, or an estimate: of lines of JSON, from those in the first 4 MB."""
        if self.rows is not None:
            return self.rows
        if self.sheet is not None:
            return self.sheet.about_rows
        with self.path.open("rb") as file:
            sample = file.read(1 << 22)
        return sample.count(b"\n") * self.path.stat().st_size // max(len(sample), 1)

    def _blocks(self, places: Sequence[int]) -> Iterator[Block]:
        if self.dialect and self.index:
            plain = {*self._plain(), *self.kept.values()}
            return delimited_blocks.read_blocks(self.path, self.name, self.dialect, self.index, places, plain)
        if self.sheet:
            return workbook.read_blocks(self.sheet, self.name, places, CHUNK_ROWS)
        assert self.headings is not None
        return parquet_blocks.read_blocks(self.path, self.name, self.headings.every, places, CHUNK_ROWS)

    def _plain(self) -> set[int]:
        assert self.headings is not None
        return {place for column, place in self.headings.places.items() if column in _PLAIN}

    def _chunk(self, block: Block) -> Chunk:
        """Name the cells of a block."""
        assert self.headings is not None
        places = self.headings.places
        cells = {column: _encoded(block.cells[place], column not in _PLAIN) for column, place in places.items()}
        if self.headings.under_way:
            cells[_STATUS] = _under_way([block.cells[place] for place in self.headings.under_way])
        label = None if 0 in places.values() else _encoded(block.cells[0], encode=True)
        kept = {name: _encoded(block.cells[place], encode=False) for name, place in self.kept.items()}
        return Chunk(block.rows, cells, block.broken, label, kept)


def open_roster(
    path: Path,
    name: str,
    format: str,
    mapping: Mapping[str, str],
    *,
    header_row: int | None = None,
    sheet: str | None = None,
    places: Mapping[str, int] | None = None,
    alone: bool = True,
) -> Roster:
    """Open a roster of a format and find its columns: those of the ``mapping``, and others by their headings.

    A file that is not ``alone`` is joined to others: it may say nothing but who the people are, and the part of the
    mapping whose headings it has is its own.

    ``places`` are the places of exactly the columns to read, when these are known; ``header_row`` is the row of the
    headings and ``sheet`` the sheet of a workbook, where they are not to be found out. Raises UsageError when one of
    these is not there, InputError when the file is not of its format.
    """
    mapped = set(mapping.values())
    if sheet is not None and format != "xlsx":
        raise UsageError(Problem("Only a workbook of Excel has sheets.", name, path="--sheet"))
    if header_row is not None and format not in ("csv", "xlsx"):
        raise UsageError(Problem("Only CSV and Excel have a row of headings.", name, path="--header-row"))

    def matched(found: Sequence[str], row: int = 1, remarks: Sequence[str] = ()) -> Headings:
        if places is not None:
            return Headings(tuple(found), places, (), under_way(found, places))
        own = mapping if alone else {column: heading for column, heading in mapping.items() if heading in found}
        try:
            return match_headings(found, own, name, row=row, alone=alone)
        except NoColumns as error:
            problem = error.problems[0]
            message = " ".join((problem.message, *remarks))
            raise NoColumns(error.headings, Problem(message, name, row), remarks) from None

    if format == "jsonl":
        return Roster(format, "JSON Lines, a whole profile a line", None, path, name)
    if format == "csv":
        dialect = detect_dialect(path, name, mapped, header_row)
        remarks = said_of(dialect.row - 1)
        headings = matched(dialect.headings, dialect.row, remarks)
        index = index_rows(path, dialect, name)
        found = (*remarks, *headings.remarks())
        return Roster(format, str(dialect), headings, path, name, index.rows, found, dialect, index)
    if format == "xlsx":
        opened = workbook.open_sheet(path, name, sheet, mapped, header_row)
        remarks = (*opened.remarks, *said_of(opened.at))
        headings = matched(opened.headings, opened.at + 1, remarks)
        found = (*remarks, *headings.remarks())
        return Roster(format, f"Excel, the sheet {opened.name}", headings, path, name, None, found, sheet=opened)
    names, rows = parquet_blocks.open_table(path, name)
    headings = matched(names)
    return Roster(format, "Parquet", headings, path, name, rows, tuple(headings.remarks()))


def _under_way(columns: Sequence[pa.Array]) -> pa.Array:
    """Give the status of programs under way: in progress where one of some columns says something."""
    some = [pc.greater(pc.fill_null(pc.binary_length(_encoded(column, encode=False)), 0), 0) for column in columns]
    said = some[0]
    for one in some[1:]:
        said = pc.or_(said, one)
    return pc.if_else(said, _UNDER_WAY, "").dictionary_encode()


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


def _joined(chunks: Sequence[Chunk]) -> Chunk:
    if len(chunks) == 1:
        return chunks[0]
    cells = {column: _one([chunk.cells[column] for chunk in chunks]) for column in chunks[0].cells}
    kept = {name: _one([chunk.kept[name] for chunk in chunks]) for name in chunks[0].kept}
    labels = [chunk.label for chunk in chunks if chunk.label is not None]
    broken = tuple(one for chunk in chunks for one in chunk.broken)
    numbers = np.concatenate([chunk.rows for chunk in chunks])
    return Chunk(numbers, cells, broken, _one(labels) if labels else None, kept)


def _one(arrays: Sequence[pa.Array]) -> pa.Array:
    return pa.concat_arrays(pa.chunked_array(arrays).unify_dictionaries().chunks)


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
