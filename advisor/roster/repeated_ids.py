"""Ids that come again in a roster, found before it is answered: which rows are the same, and which differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import orjson
import pyarrow as pa

from advisor.errors import Problem, UsageError
from advisor.facts.distinct import Codes
from advisor.roster.headings import Headings
from advisor.roster.joining import told
from advisor.roster.merging import id_of
from advisor.roster.reading import Lines, Piece, Roster
from advisor.roster.totals import total_rows

_SHOWN = 8


class DifferentRows(UsageError):
    """Ids come again with other values, and nothing was said about it; ``sentence`` says where."""

    def __init__(self, sentence: str, name: str) -> None:
        message = (
            f"{sentence} Are they one person? --one-person-by id says that rows with the same id are one person, "
            "--each-row that every row is one. Nothing was written."
        )
        super().__init__(Problem(message, name))
        self.sentence = sentence


Hashes = np.ndarray[Any, np.dtype[np.int64]]


class RepeatedIds(NamedTuple):
    """Rows whose id an earlier row has: those that are the same as the first one, and the first that differ from it."""

    same: Codes
    differing: tuple[int, ...] = ()

    @property
    def sentence(self) -> str:
        """Say which rows have the id of another row and other values; empty when none has."""
        if not self.differing:
            return ""
        rows = ", ".join(map(str, self.differing[:_SHOWN])) + (" ..." if len(self.differing) > _SHOWN else "")
        some = f"Row {rows} has" if len(self.differing) == 1 else f"Rows {rows} have"
        return f"{some} the id of a row before and other values."

    def remark(self) -> str:
        """Say how many rows are the same as a row before; empty when none is."""
        count = len(self.same)
        if not count:
            return ""
        rows = ", ".join(map(str, self.same[:_SHOWN].tolist())) + (" ..." if count > _SHOWN else "")
        subject = "1 row is" if count == 1 else f"{count:,} rows are"
        return f"{subject} the same as a row before, and counted once: row {rows} of the roster."


def find_repeated_ids(roster: Roster) -> RepeatedIds:
    """Read a roster and find the ids that come again; the search ends when enough rows are found to differ.

    Ids are compared by Python's 64-bit hash, at 8 bytes of memory a row; only rows whose id comes again are looked at.
    Two rows are the same when all cells that are read are, or all values of a profile.
    """
    hashes = np.concatenate([np.zeros(0, np.int64), *_hashes(roster)])
    hashes.sort()
    again = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
    if not len(again):
        return RepeatedIds(np.zeros(0, np.int64))
    first: dict[object, object] = {}
    same, differing = list[int](), list[int]()
    for row, id, values in _rows_among(roster, again):
        before = first.setdefault(id, values)
        if before is values:
            continue
        if before == values:
            same.append(row)
        else:
            differing.append(row)
            if len(differing) > _SHOWN:
                break
    return RepeatedIds(np.array(same, np.int64), tuple(differing))


def without(piece: Piece, rows: Codes) -> Piece:
    """Give a piece of a roster without some rows."""
    if not len(rows):
        return piece
    if isinstance(piece, Lines):
        lines = [*piece.lines]
        for row in rows[(rows >= piece.first) & (rows < piece.first + len(lines))].tolist():
            lines[row - piece.first] = b""
        return replace(piece, lines=lines)
    return piece.take(np.flatnonzero(~np.isin(piece.rows, rows)))


def _hashes(roster: Roster) -> Iterator[Hashes]:
    """Give the hashes of all ids, some at a time."""
    if roster.headings is None:
        yield from (_hashed(piece)[0] for piece in roster.pieces())
    elif "id" in roster.headings.places:
        ids = replace(roster, headings=Headings(roster.headings.every, {"id": roster.headings.places["id"]}), kept={})
        yield from (_hashed(piece)[0] for piece in ids.pieces())


def _hashed(piece: Piece) -> tuple[Hashes, Codes]:
    """Give the hashes of the ids in a piece, and the places of their rows in it; rows without an id are left out.

    So are rows of totals, which are no person.
    """
    if isinstance(piece, Lines):
        ids, nobody = told(pa.array(map(id_of, piece.lines), pa.string())), np.zeros(len(piece.lines), bool)
    else:
        ids = told(piece.cells["id"])
        nobody = total_rows({"id": piece.cells["id"]}, None, len(ids))
    some = np.asarray(ids.is_valid()) & ~nobody
    ids, places = ids.filter(pa.array(some)), np.flatnonzero(some)
    return np.fromiter(map(hash, ids.to_pylist()), np.int64, len(places)), places


def _rows_among(roster: Roster, hashes: Hashes) -> Iterator[tuple[int, object, object]]:
    """Give the number, the id and the values of each row whose id has one of some hashes."""
    for piece in roster.pieces():
        found, places = _hashed(piece)
        places = places[np.isin(found, hashes)]
        if isinstance(piece, Lines):
            for line, row in ((piece.lines[n], piece.first + n) for n in places.tolist()):
                id = id_of(line)
                yield row, id, orjson.dumps({**orjson.loads(line), "id": id}, option=orjson.OPT_SORT_KEYS)
            continue
        columns = [one.take(pa.array(places)).to_pylist() for one in piece.cells.values()]
        ids = columns[list(piece.cells).index("id")]
        for row, id, *values in zip(piece.rows[places].tolist(), ids, *columns, strict=True):
            yield row, id.strip(), values
