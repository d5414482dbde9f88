"""Detection of how a CSV file is written: its encoding, its delimiter and its headings."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from advisor.errors import InputError, Problem

_BYTE_ORDER_MARKS = {
    BOM_UTF8: "utf-8-sig",
    BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark is the beginning of this one
    BOM_UTF32_BE: "utf-32",
    BOM_UTF16_LE: "utf-16",
    BOM_UTF16_BE: "utf-16",
}
_ENCODING_NAMES = {"utf-8-sig": "utf-8 with a byte-order mark", "cp1252": "windows-1252"}
_DELIMITER_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE = 1 << 16
_BLOCK = 1 << 22


class Dialect(NamedTuple):
    """How a file is written, and its headings."""

    encoding: str
    delimiter: str
    headings: tuple[str, ...]

    def __str__(self) -> str:
        encoding = _ENCODING_NAMES.get(self.encoding, self.encoding)
        return f"CSV separated by {_DELIMITER_NAMES[self.delimiter]}, {encoding}"


def detect_dialect(path: Path, name: str) -> Dialect:
    """Detect how a CSV file is written. Raises InputError when there is nothing in it."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        sample = file.read(_SAMPLE)
    if not sample.strip():
        message = "There is nothing in this file; a roster has a line of headings and a row a person."
        raise InputError(Problem(message, name))
    best = max(_DELIMITER_NAMES, key=lambda delimiter: _score(sample, delimiter))
    headings = next((row for row in _rows(sample, best) if any(row)), [])
    return Dialect(encoding, best, tuple(headings))


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    marked = (encoding for mark, encoding in _BYTE_ORDER_MARKS.items() if start.startswith(mark))
    readable = (encoding for encoding in ("utf-8", "cp1252") if _is_readable(path, encoding))
    return next(marked, "") or next(readable, "latin-1")


def _is_readable(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while file.read(_BLOCK):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _score(sample: str, delimiter: str) -> tuple[float, int]:
    """Score a delimiter by the share of rows that are as wide as the first one, then by how wide that is."""
    try:
        rows = [row for row in islice(_rows(sample, delimiter), 30) if row]
    except csv.Error:
        return 0.0, 0
    if not rows or len(rows[0]) < 2:
        return 0.0, 0
    as_wide = sum(len(row) == len(rows[0]) for row in rows) / len(rows)
    return round(as_wide, 1), len(rows[0])


def _rows(sample: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
