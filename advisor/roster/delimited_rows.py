"""Where the rows of a CSV file are: a line each, but for line breaks in quotations, empty rows and broken quotations.

A file is looked through before anything is read of it, so that a quotation that is never closed takes nobody along.
Arrays tell where every mark is in its place; only rows in which one is not are looked at by themselves.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from advisor.errors import InputError, Problem
from advisor.roster.blocks import Broken, Numbers
from advisor.roster.delimited import Dialect, Row, rows_of
from advisor.roster.encodings import open_text

Flags = np.ndarray[Any, np.dtype[np.bool_]]
_BLOCK = 1 << 20
_LONGEST_LINE = 1 << 22
_LONGEST_ROW = 1 << 20
_MOST_BROKEN = 100
_LINE_FEED, _RETURN, _QUOTE = b'\n\r"'
_CLOSED = re.compile(rb'"(?:[^"]|"")*+"')


class RowIndex(NamedTuple):
    """What there is in a file after its headings.

    ``rows`` counts the rows that are not empty, with those that are ``broken``; ``multi_line`` says whether one has
    several lines. ``gaps`` are the begins and ends of what is left out, as places in the bytes of ``open_text``, and
    ``skipped`` the numbers of the rows there and of those above, in order.
    """

    rows: int
    multi_line: bool
    broken: tuple[Broken, ...]
    gaps: Numbers
    skipped: Numbers

    def numbers(self, places: Numbers) -> Numbers:
        """Give the numbers in the file of rows that are read, which are counted from 1."""
        return places + np.searchsorted(self.skipped - np.arange(len(self.skipped)), places, "right")


def index_rows(path: Path, dialect: Dialect, name: str) -> RowIndex:
    """Look through a CSV file. Raises InputError at a quotation mark behind which the rows cannot be told apart."""
    scan = _Scan(dialect, name)
    with open_text(path, dialect.encoding, name) as file:
        file.read(dialect.start)
        rest, is_last = b"", False
        while not is_last:
            block = file.read(_BLOCK)
            is_last = not block
            text = rest + block
            rest = text[scan.take(text, is_last) :]
    skipped = np.concatenate([np.arange(1, dialect.row + 1), np.array(sorted(scan.skipped), np.int64)])
    gaps = np.array(sorted(scan.gaps), np.int64).reshape(-1, 2)
    return RowIndex(scan.rows, scan.multi_line, tuple(scan.broken), gaps, skipped)


class _Lines(NamedTuple):
    """The lines of a text: begins and ends, its quotation marks, and how many of these are before each end."""

    text: bytes
    starts: Numbers
    ends: Numbers
    quotes: Numbers
    before: Numbers


class _Scan:
    """Goes through a file from text to text. Every text begins with a row."""

    def __init__(self, dialect: Dialect, name: str) -> None:
        self.delimiter, self.width, self.name = dialect.delimiter, len(dialect.headings), name
        self.mark = self.delimiter.encode()
        self.rows, self.multi_line = 0, False
        self.broken, self.gaps, self.skipped = list[Broken](), list[tuple[int, int]](), list[int]()
        self._offset, self._row, self._line = dialect.start, dialect.row + 1, dialect.line
        self._nothing = self.mark + b' "\t\r\n'
        self._spaced = any(cell.startswith(" ") for cell in dialect.headings[1:])
        self._begins = _table(self._nothing)
        self._beside_mark = _table(self.mark + b'"\r\n')

    def take(self, text: bytes, is_last: bool) -> int:
        """Take the rows that are complete; give where they end."""
        bytes_ = np.frombuffer(text, np.uint8)
        ends = _line_ends(text, bytes_, is_last)
        if not len(ends):
            if len(text) > _LONGEST_LINE:
                raise self._error(0, f"This line is longer than {_LONGEST_LINE:,} bytes.")
            return 0
        starts = np.concatenate([[0], ends[:-1]])
        begins_row, is_plain, closed = np.ones(len(ends), bool), np.ones(len(ends), bool), list[int]()
        count = len(ends)
        if b'"' in text:
            quotes = np.flatnonzero(bytes_ == _QUOTE)
            lines = _Lines(text, starts, ends, quotes, np.searchsorted(quotes, ends))
            count = self._quotations(lines, bytes_, begins_row, is_plain, closed, is_last)
        starts, ends, begins_row = starts[:count], ends[:count], begins_row[:count]
        after = bytes_[np.minimum(starts + 1, len(text) - 1)] if count else bytes_[:0]
        first = bytes_[starts]
        may_be_empty = self._begins[first] & ((first != _QUOTE) | (after == _QUOTE)) & begins_row & is_plain[:count]
        may_be_empty &= ends - starts <= 3 * self.width + 2
        empty = [n for n in np.flatnonzero(may_be_empty).tolist() if not text[starts[n] : ends[n]].strip(self._nothing)]
        numbers = np.cumsum(begins_row) + self._row - 1
        for n in (*empty, *closed):
            self.gaps.append((self._offset + int(starts[n]), self._offset + int(ends[n])))
            self.skipped.append(int(numbers[n]))
        reason = "A quotation mark is opened in this row and not closed."
        self.broken += [Broken(int(numbers[n]), "", "quotation", reason) for n in closed]
        if len(self.broken) > _MOST_BROKEN:
            reason = f"Quotation marks are not closed in more than {_MOST_BROKEN} rows; the first is this one."
            raise InputError(Problem(reason, self.name, self.broken[0].row))
        taken = int(begins_row.sum())
        end = int(ends[-1]) if count else 0
        self.rows += taken - len(empty)
        self._offset, self._row, self._line = self._offset + end, self._row + taken, self._line + count
        return end

    def _quotations(
        self,
        lines: _Lines,
        bytes_: np.ndarray[Any, np.dtype[np.uint8]],
        begins_row: Flags,
        is_plain: Flags,
        broken: list[int],
        is_last: bool,
    ) -> int:
        """Look at the lines in which a quotation mark is out of its place or a quotation goes on; give how many fit.

        Marks open and close in turn. One that opens is in its place behind a delimiter, one that closes before it; two
        side by side are one within a quotation. While all are, a line break behind an odd number of them is in a
        quotation.
        """
        last, quotes = len(lines.text) - 1, lines.quotes
        opens = self._beside_mark[bytes_[np.maximum(quotes - 1, 0)]] | (quotes == 0)
        closes = self._beside_mark[bytes_[np.minimum(quotes + 1, last)]] | (quotes == last)
        turn = np.arange(len(quotes)) & 1
        odd: dict[int, list[int]] = {}

        def to_look_at(parity: int) -> list[int]:
            if parity not in odd:
                wrong = np.where(turn == parity, ~opens, ~closes)
                found = np.searchsorted(lines.ends, quotes[wrong], "right")
                inside = np.flatnonzero((lines.before ^ parity) & 1)
                odd[parity] = np.union1d(found[found < len(lines.ends)], inside).tolist()
            return odd[parity]

        line, before = 0, 0
        while True:
            some = to_look_at(before & 1)
            at = bisect_left(some, line)
            if at == len(some):
                return len(lines.ends)
            line = some[at]
            row = next(rows_of(lines.text, self.delimiter, int(lines.starts[line])))
            is_cut = row.end > lines.ends[-1] or row.is_open
            if is_cut and not is_last and len(lines.text) - lines.starts[line] <= _LONGEST_ROW:
                return line
            until = self._last_line(lines, line, row)
            if until > line or row.is_open:
                if self._is_cell_of_lines(lines, line, until, row):
                    begins_row[line + 1 : until + 1] = False
                    is_plain[line] = False
                    self.multi_line = True
                else:
                    is_plain[line] = False
                    broken.append(line)
                    until = line
            line, before = until + 1, int(lines.before[until])

    def _last_line(self, lines: _Lines, line: int, row: Row) -> int:
        """Give the last line of a row; of one that does not end, the last to look at."""
        end = min(row.end, int(lines.starts[line]) + _LONGEST_ROW) if row.is_open else row.end
        return max(line, min(bisect_left(lines.ends, end), len(lines.ends) - 1))

    def _is_cell_of_lines(self, lines: _Lines, line: int, until: int, row: Row) -> bool:
        """Say whether a quotation of several lines is a cell, or whether it is broken and the lines are rows.

        Raises InputError when neither is sure.
        """
        is_sound = not row.is_open and not row.has_rest
        if is_sound and not (self.width > 1 and self._are_rows(lines, line, until)):
            return True
        if is_sound:
            reason = (
                f"A quotation that is opened in this line is closed in line {self._line + until}, and each of these "
                "lines looks like a row. Close it where it ends, or take the line breaks out."
            )
            raise self._error(line, reason)
        if self._are_rows(lines, line + 1, until):
            return False
        how = "not closed" if row.is_open else "closed within a cell"
        reason = f"A quotation that is opened in this line is {how}. Close it, or write a mark within it twice."
        raise self._error(line, reason)

    def _are_rows(self, lines: _Lines, first: int, last: int) -> bool:
        """Say whether each of some lines has as many cells as the headings, with no space before them."""
        for n in range(first, last + 1):
            text = lines.text[lines.starts[n] : lines.ends[n]]
            if not text.strip():
                continue
            if b'"' in text:
                text = _CLOSED.sub(b"", text)
            if text.count(self.mark) != self.width - 1 or (not self._spaced and self.mark + b" " in text):
                return False
        return True

    def _error(self, line: int, reason: str) -> InputError:
        return InputError(Problem(reason, self.name, self._line + line))


def _line_ends(text: bytes, bytes_: np.ndarray[Any, np.dtype[np.uint8]], is_last: bool) -> Numbers:
    """Give where the lines of a text end; the last one needs an end of line unless the text ``is_last``."""
    ends = np.flatnonzero(bytes_ == _LINE_FEED)
    if b"\r" in text:
        returns = np.flatnonzero(bytes_ == _RETURN)
        following = bytes_[np.minimum(returns + 1, len(text) - 1)]
        alone = returns[(following != _LINE_FEED) & (returns < len(text) - 1)]
        ends = np.sort(np.concatenate([ends, alone])) if len(alone) else ends
    ends = ends + 1
    if is_last and text and not (len(ends) and ends[-1] == len(text)):
        ends = np.append(ends, len(text))
    return ends


def _table(signs: bytes) -> Flags:
    table = np.zeros(256, bool)
    table[list(signs)] = True
    return table
