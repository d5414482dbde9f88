"""Sheets of Excel in which cells lie far apart, written again without the empty rows and columns between them.

A library that reads a sheet makes room for the whole rectangle around its cells: one stray cell in the last corner of a
sheet would ask for hundreds of gigabytes.
"""

from __future__ import annotations

import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree

from advisor.errors import InputError, Problem

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MOST_CELLS = 250_000_000
"""Cells of the rectangle of a sheet that is read: Excel files of that size are better saved as CSV."""
_SPARSE, _SMALL = 4, 200_000
"""A rectangle is sparse when it has so many times more places than cells, unless it is small."""
_CELL_BYTES = 40
"""What the library takes for a place of the rectangle, and a little more; without memory it aborts the process."""
_BLOCK, _LARGEST_PART = 1 << 20, 1 << 24
_CELL = re.compile(rb'<(?:\w+:)?c\b[^<>]*?\sr="([A-Z]{1,3})([0-9]{1,7})"')
_ADDRESS = re.compile(rb'(<(?:\w+:)?(?:c|row)\b[^<>]*?\sr=")([A-Z]{0,3})([0-9]{1,7})(")')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Compact(NamedTuple):
    """A workbook with one sheet written again, and the index in the sheet of each row that is left."""

    book: CalamineWorkbook
    rows: list[int]


def compacted(path: Path, sheet: str, name: str) -> Compact | None:
    """Write a sheet again when it is sparse; None when it is not, or cannot be found in the file."""
    with zipfile.ZipFile(path) as book:
        part = _part_of(book, sheet)
        if part is None:
            return None
        columns, rows, cells = set[bytes](), set[bytes](), 0
        for text in _blocks(book, part):
            found = _CELL.findall(text)
            cells += len(found)
            columns.update([column for column, _ in found])
            rows.update([row for _, row in found])
        if not cells:
            return None
        ordered_columns, ordered_rows = sorted(map(_place, columns)), sorted(map(int, rows))
        places = (ordered_columns[-1] - ordered_columns[0] + 1) * (ordered_rows[-1] - ordered_rows[0] + 1)
        left = len(ordered_columns) * len(ordered_rows)
        sparse = places > max(_SMALL, _SPARSE * cells)
        if sparse and min(places, left) > MOST_CELLS:
            raise InputError(Problem("The cells of this sheet lie too far apart. Save the roster as CSV.", name))
        if places > _SMALL and min(places, left) * _CELL_BYTES > _free_memory():
            raise InputError(Problem("This sheet takes more memory than there is. Save the roster as CSV.", name))
        if not sparse:
            return None
        if left * 2 > places:
            return None
        return _written_again(book, part, ordered_columns, ordered_rows)


def _free_memory() -> int:
    """Give the bytes that this process may still take: by its limit, and as far as the system has them."""
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    try:
        held = int(Path("/proc/self/statm").read_bytes().split()[0]) * resource.getpagesize()
        found = re.search(rb"MemAvailable:\s+([0-9]+)", Path("/proc/meminfo").read_bytes())
    except OSError:  # a system that does not tell
        held, found = 0, None
    left = sys.maxsize if limit == resource.RLIM_INFINITY else limit - held
    return min(left, int(found[1]) * 1024) if found else left


def _written_again(book: zipfile.ZipFile, part: str, columns: list[int], rows: list[int]) -> Compact:
    """Write the workbook with other addresses in a part."""
    from python_calamine import CalamineWorkbook

    letters = {_letters(place): _letters(n) for n, place in enumerate(columns)}
    numbers = {b"%d" % row: b"%d" % n for n, row in enumerate(rows, 1)}

    def address(found: re.Match[bytes]) -> bytes:
        begin, column, row, end = found.groups()
        return begin + letters.get(column, b"") + numbers.get(row, b"1048576") + end

    with TemporaryFile() as file:
        with zipfile.ZipFile(file, "w") as made:
            for one in book.infolist():
                with made.open(one.filename, "w", force_zip64=True) as to:
                    for text in _blocks(book, one.filename):
                        to.write(_ADDRESS.sub(address, text) if one.filename == part else text)
        file.seek(0)
        return Compact(CalamineWorkbook.from_filelike(file), [row - 1 for row in rows])


def _blocks(book: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Read a part in blocks, each of which ends before the beginning of a tag."""
    with book.open(part) as file:
        rest = b""
        while block := file.read(_BLOCK):
            text = rest + block
            end = max(text.rfind(b"<"), 0) if len(text) < 2 * _LARGEST_PART else len(text)
            yield text[:end]
            rest = text[end:]
        yield rest


def _part_of(book: zipfile.ZipFile, sheet: str) -> str | None:
    """Give the part of a workbook that holds a sheet."""
    every, relations = _tree(book, "xl/workbook.xml"), _tree(book, "xl/_rels/workbook.xml.rels")
    if every is None or relations is None:
        return None
    ids = [one.get(_RELATION) for one in every.iter() if one.tag.endswith("}sheet") and one.get("name") == sheet]
    targets = [one.get("Target", "") for one in relations.iter() if ids and one.get("Id") == ids[0]]
    parts = [target.removeprefix("/") if target.startswith("/") else f"xl/{target}" for target in targets]
    return next((part for part in parts if part in book.namelist()), None)


def _tree(book: zipfile.ZipFile, part: str) -> ElementTree.Element | None:
    if part not in book.namelist():
        return None
    with book.open(part) as file:
        return ElementTree.fromstring(file.read(_LARGEST_PART))


def _place(letters: bytes) -> int:
    """Give the index of a column: A is 0."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


def _letters(place: int) -> bytes:
    """Give the letters of the column at an index."""
    letters = b""
    place += 1
    while place:
        place, digit = divmod(place - 1, 26)
        letters = bytes([65 + digit]) + letters
    return letters
