"""Reads a sheet of an Excel workbook: which one, where its headings are, and its rows as columns of text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from advisor.errors import AdvisorError, InputError, Problem, UsageError, listing, nearest
from advisor.roster.blocks import Block, Broken
from advisor.roster.heading_row import SEARCHED, find_heading_row
from advisor.roster.headings import recognized
from advisor.roster.sparse_sheets import Compact, compacted
from advisor.roster.text import shown

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_EMPTY = ("", None)
_OUTSIDE = "This row has something beside the headings and nothing below them."


class Sheet(NamedTuple):
    """A sheet of a workbook: its headings and their index among the rows, and what there is to say of the workbook."""

    name: str
    headings: tuple[str, ...]
    at: int
    remarks: tuple[str, ...]
    cells: CalamineSheet
    compact: Compact | None

    @property
    def about_rows(self) -> int:
        """How many rows there are, at most."""
        return max(int(self.cells.total_height) - self.at, 0)

    def numbered(self) -> Iterator[tuple[int, list[Any]]]:
        """Give the rows that have cells, with their index in the sheet. Columns are those of the headings."""
        return _rows(self.cells, self.compact)


def open_sheet(
    path: Path, name: str, wanted: str | None = None, mapped: Collection[str] = (), header_row: int | None = None
) -> Sheet:
    """Open a sheet of a workbook: the one that is ``wanted``, or the first visible one with headings of a roster.

    Raises UsageError when there is no sheet of that name, InputError when the workbook cannot be read.
    """
    with _readable(name):
        from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

        book = CalamineWorkbook.from_path(str(path))
        every = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        visible = [one.name for one in every if one.visible == SheetVisibleEnum.Visible]
        hidden = [one.name for one in every if one.name not in visible]
        tried = [_named(wanted, [one.name for one in every], name)] if wanted is not None else visible
        sheets = (_sheet(path, book, one, mapped, header_row, name) for one in tried)
        opened, first = None, None
        for sheet in sheets:
            first = first or sheet
            if wanted is not None or recognized(sheet.headings, mapped):
                opened = sheet
                break
        opened = opened or first
    if opened is None:
        raise InputError(Problem("There is no visible sheet in this workbook; name a hidden one to read it.", name))
    if not opened.headings:
        message = "There is nothing in this sheet; a roster has headings and a row a person."
        raise InputError(Problem(message, name))
    remarks = []
    if others := [one for one in visible if one != opened.name]:
        remarks.append(f"The sheet {opened.name} is read; not read: {listing(others)}.")
    if others := [one for one in hidden if one != opened.name]:
        remarks.append(f"Hidden sheets are not read: {listing(others)}.")
    if opened.name in hidden:
        remarks.append(f"The sheet {opened.name} is a hidden one.")
    return opened._replace(remarks=tuple(remarks))


def read_blocks(sheet: Sheet, name: str, places: Sequence[int], size: int) -> Iterator[Block]:
    """Read the cells below the headings at some ``places``, in blocks of a size. Raises InputError."""
    headed = [place for place, heading in enumerate(sheet.headings) if heading]
    with _readable(name):
        below = ((n, row) for n, row in sheet.numbered() if n > sheet.at)
        while some := list(islice(below, size)):
            broken, kept = list[Broken](), list[tuple[int, list[Any]]]()
            for n, row in some:
                if any(row[place] not in _EMPTY for place in headed if place < len(row)):
                    kept.append((n, row))
                else:
                    broken.append(Broken(n + 1, "", "outside", _OUTSIDE))
            columns = {
                place: pa.array([shown(row[place]) if place < len(row) else "" for _, row in kept], pa.string())
                for place in places
            }
            yield Block(np.array([n + 1 for n, _ in kept], np.int64), columns, tuple(broken))


def _sheet(
    path: Path, book: CalamineWorkbook, name: str, mapped: Collection[str], header_row: int | None, file: str
) -> Sheet:
    """Read a sheet, and find its headings; none when the sheet is empty."""
    compact = compacted(path, name, file)
    cells = (compact.book if compact else book).get_sheet_by_name(name)
    top: list[list[str]] = []
    for n, row in _rows(cells, compact):
        if n >= max(SEARCHED, header_row or 0):
            break
        top += [[]] * (n - len(top)) + [[shown(cell) for cell in row]]
    if not top and header_row is None:
        return Sheet(name, (), 0, (), cells, compact)
    at = find_heading_row(top, mapped, header_row, file)
    headings = top[at] if top else []
    width = max((n for n, heading in enumerate(headings, 1) if heading), default=0)
    return Sheet(name, tuple(headings[:width]), at, (), cells, compact)


def _rows(cells: CalamineSheet, compact: Compact | None) -> Iterator[tuple[int, list[Any]]]:
    """Give the rows that are not empty, with their index in the sheet."""
    down, right = cells.start or (0, 0)
    before = [""] * right
    for n, row in enumerate(cells.iter_rows(), down):
        if any(cell not in _EMPTY for cell in row):
            yield compact.rows[n] if compact else n, before + row


def _named(wanted: str, sheets: Sequence[str], file: str) -> str:
    alike = [one for one in sheets if one.strip().casefold() == wanted.strip().casefold()]
    if wanted in sheets or len(alike) == 1:
        return wanted if wanted in sheets else alike[0]
    message = f"There is no sheet {wanted}.{nearest(wanted, sheets)} The sheets are {listing(sheets)}."
    raise UsageError(Problem(message, file, path="--sheet"))


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """Turn what a library may raise over any bytes into an InputError."""
    try:
        yield
    except AdvisorError:
        raise
    except BaseException as error:  # any bytes may be in the file, and a library may break on them in any way
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":  # of Rust
            raise
        raise InputError(Problem("This is not an Excel workbook (.xlsx) that can be read.", name)) from None
