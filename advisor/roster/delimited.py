"""CSV of any delimiter and encoding: found by looking, and said."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE, getincrementaldecoder
from pathlib import Path
from typing import NamedTuple

from advisor.errors import InputError, Problem

_MARKS = ((BOM_UTF8, "utf-8-sig"), (BOM_UTF32_LE, "utf-32"), (BOM_UTF32_BE, "utf-32"), (BOM_UTF16_LE, "utf-16"),
          (BOM_UTF16_BE, "utf-16"))  # fmt: skip
_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE = 1 << 16
_BLOCK = 1 << 22


class Dialect(NamedTuple):
    """How a file is written, and its headings."""

    encoding: str
    delimiter: str
    headings: tuple[str, ...]

    def __str__(self) -> str:
        marked = {"utf-8-sig": "utf-8 with a byte-order mark", "cp1252": "windows-1252"}
        return f"CSV separated by {_NAMES[self.delimiter]}, {marked.get(self.encoding, self.encoding)}"


def look_at(path: Path, name: str) -> Dialect:
    """Find out how a CSV file is written. Raises InputError when there is nothing in it."""
    encoding = _encoding(path)
    with path.open("rb") as file:
        sample = getincrementaldecoder(encoding)("replace").decode(file.read(_SAMPLE))
    if not sample.strip():
        message = "There is nothing in this file; a roster has a line of headings and a row a person."
        raise InputError(Problem(message, name))
    best = max(_NAMES, key=lambda delimiter: _agreement(sample, delimiter))
    headings = next((row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=best) if any(row)), [])
    return Dialect(encoding, best, tuple(headings))


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
        for mark, encoding in _MARKS:
            if start.startswith(mark):
                return encoding
        decoder, block = getincrementaldecoder("utf-8")(), start + file.read(_BLOCK)
        try:
            while block:
                decoder.decode(block)
                block = file.read(_BLOCK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252" if _decodes(path, "cp1252") else "latin-1"
    return "utf-8"


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding) as file:
            while file.read(_BLOCK):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _agreement(sample: str, delimiter: str) -> tuple[float, int]:
    """Say how well a delimiter explains a sample: rows as wide as the headings, and how wide those are."""
    try:
        rows = [row for row, _ in zip(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), range(30),
                                      strict=False)]  # fmt: skip
    except csv.Error:
        return 0.0, 0
    rows = [row for row in rows if row]
    if not rows or len(rows[0]) < 2:
        return 0.0, 0
    alike = sum(len(row) == len(rows[0]) for row in rows) / len(rows)
    return round(alike, 1), len(rows[0])
