"""Detection of how a CSV file is written: its encoding, its delimiter, and the row of its headings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from advisor.errors import InputError, Problem
from advisor.roster.encodings import encoding_of, is_wide, open_text
from advisor.roster.heading_row import SEARCHED, find_heading_row
from advisor.roster.headings import recognized

_ENCODING_NAMES = {
    "utf-8-sig": "utf-8 with a byte-order mark",
    "cp1252": "windows-1252",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
}
_DELIMITER_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE, _LONGEST_SAMPLE = 1 << 16, 1 << 23
_ROWS_COMPARED = 30


class Dialect(NamedTuple):
    """How a file is written, its headings, their row, and where the row after them begins.

    ``row`` counts rows from 1. ``start`` is a place in the bytes of ``open_text``, and ``line`` the number of the line
    there.
    """

    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    row: int
    start: int
    line: int

    def __str__(self) -> str:
        encoding = _ENCODING_NAMES.get(self.encoding, self.encoding)
        return f"CSV separated by {_DELIMITER_NAMES[self.delimiter]}, {encoding}"

    @property
    def byte_encoding(self) -> str:
        """The encoding of the bytes of ``open_text``."""
        return "utf-8" if is_wide(self.encoding) or self.encoding == "utf-8-sig" else self.encoding


class Row(NamedTuple):
    """A row of a CSV file: its cells, where it ends, whether a quotation is open there, and whether one has a rest."""

    cells: list[bytes]
    end: int
    is_open: bool
    has_rest: bool


def detect_dialect(path: Path, name: str, mapped: Collection[str] = (), header_row: int | None = None) -> Dialect:
    """Detect how a CSV file is written, and which row has its headings.

    Raises InputError when there is nothing in it, UsageError when the row of headings that is wanted is empty.
    """
    encoding = encoding_of(path, name)
    with open_text(path, encoding, name) as file:
        sample = _sample(file, max(SEARCHED, header_row or 0))
    if not sample.strip():
        message = "There is nothing in this file; a roster has a line of headings and a row a person."
        raise InputError(Problem(message, name))
    letters = "utf-8" if is_wide(encoding) or encoding == "utf-8-sig" else encoding
    best = max(_DELIMITER_NAMES, key=lambda delimiter: _score(sample, delimiter, letters, mapped))
    rows = list(islice(rows_of(sample, best), max(SEARCHED, header_row or 0)))
    at = find_heading_row([_decoded(row.cells, letters) for row in rows], mapped, header_row, name)
    start, end = rows[at - 1].end if at else 0, rows[at].end
    line, height = len(lines_of(sample[:start])) + 1, len(lines_of(sample[start:end]))
    if rows[at].is_open or (rows[at].has_rest and height > 1):
        raise InputError(Problem("A quotation that is opened in the headings is not closed there.", name, line))
    if end == len(sample) >= _LONGEST_SAMPLE:
        raise InputError(Problem(f"The headings are longer than {_LONGEST_SAMPLE:,} bytes.", name, line))
    return Dialect(encoding, best, tuple(_decoded(rows[at].cells, letters)), at + 1, end, line + height)


def rows_of(text: bytes, delimiter: str, start: int = 0) -> Iterator[Row]:
    """Give the rows of a text in bytes, as any reader of CSV takes them; an empty line is a row without cells.

    A quotation is what begins with its mark at the beginning of a cell; within it, two marks are one. What follows the
    mark at its end, up to the next delimiter, belongs to the cell.
    """
    match = _cell(delimiter).match
    while start < len(text):
        cells, is_open, has_rest = list[bytes](), False, False
        while found := match(text, start):
            quoted, mark, rest, plain, end = found.groups()
            cells.append(plain if quoted is None else quoted.replace(b'""', b'"') + rest)
            is_open, has_rest = quoted is not None and not mark, has_rest or bool(rest)
            start = found.end()
            if end != delimiter.encode():
                break
        yield Row([] if cells == [b""] else cells, start, is_open, has_rest)


def lines_of(text: bytes) -> list[bytes]:
    """Split a text into its lines, each with its end."""
    return _LINE.findall(text)


_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


@cache
def _cell(delimiter: str) -> re.Pattern[bytes]:
    mark = re.escape(delimiter.encode())
    until = rb"[^\r\n" + mark + rb"]*+"
    end = rb"(" + mark + rb"|\r\n|\r|\n|\Z)"
    return re.compile(rb'(?:"((?:[^"]++|"")*+)("?)(' + until + rb")|(" + until + rb"))" + end)


def _sample(file: BinaryIO, rows: int) -> bytes:
    """Read the beginning of a file: so many lines at least, up to the end of the last one."""
    sample = b""
    while block := file.read(_SAMPLE):
        sample += block
        if len(sample) >= _LONGEST_SAMPLE or (sample.count(b"\n") > rows or sample.count(b"\r") > rows):
            end = max(sample.rfind(b"\n"), sample.rfind(b"\r", 0, -1)) + 1
            return sample[:end] if end else sample
    return sample


def _decoded(cells: list[bytes], encoding: str) -> list[str]:
    return [cell.decode(encoding, "replace") for cell in cells]


def _score(sample: bytes, delimiter: str, encoding: str, mapped: Collection[str]) -> tuple[int, float, int]:
    """Score a delimiter by the columns found in one row, the share of rows as wide as the first one, and its width."""
    rows = [row for row in islice(rows_of(sample, delimiter), SEARCHED) if row.cells]
    found = max((recognized(_decoded(row.cells, encoding), mapped) for row in rows), default=0)
    width = len(rows[0].cells) if rows else 0
    as_wide = sum(len(row.cells) == width for row in rows[:_ROWS_COMPARED]) / len(rows[:_ROWS_COMPARED] or [0])
    return (found, round(as_wide, 1), width) if width > 1 or found > 1 else (min(found, 1), 0.0, 0)
