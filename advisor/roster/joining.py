"""Rows of one person brought together: of a roster, and of more files about the same people, joined by an id.

The files are read once into columns of codes. The people are numbered in the order in which the roster names them, the
rows sorted by person, and cut into pieces between one person and the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from advisor.errors import InputError, Problem, UsageError, listing, nearest
from advisor.facts.distinct import Codes
from advisor.roster.headings import plain
from advisor.roster.reading import CHUNK_ROWS, Broken, Chunk, Roster
from advisor.roster.tidying import NOTHING

PERSON = "person"
"""The column of what tells people apart, where that is not the column ``id``."""
MOST_ROWS = 6_000_000
"""Rows that are brought together at most: they are all in memory."""
MOST_ROWS_OF_ONE = 1_000
"""Rows that one person has at most; what more rows have in common is no person's id."""
TOO_MANY = f"More than {MOST_ROWS_OF_ONE:,} rows have the id of this row, so they are not those of one person."
_ENCODED = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True, slots=True)
class Grouped:
    """Rows of people: those of a person lie together, and ``owner`` numbers the person of each, from 0.

    The chunk numbers its rows by their place in it; ``numbers`` are those in their files, and ``file`` says in which of
    ``files`` each is. ``broken`` are rows that could not be read, which belong to nobody here.
    """

    chunk: Chunk
    owner: Codes
    numbers: Codes
    file: Codes
    files: Sequence[str]
    broken: Sequence[Broken] = ()

    def in_files(self, rejects: Sequence[Broken]) -> list[Broken]:
        """Give rejects of the chunk and those broken before, with their numbers in their files, in this order."""
        found = [(self.files.index(one.file), one) for one in self.broken]
        for one in rejects:
            place = int(self.file[one.row])
            found.append((place, one._replace(row=int(self.numbers[one.row]), file=self.files[place])))
        found.sort(key=lambda one: (one[0], one[1].row))
        return [one if len(self.files) > 1 else one._replace(file="") for _, one in found]


class Joined:
    """The rows of some opened files, joined by what tells people apart; ``strays`` counts rows of nobody, by file.

    ``pieces`` reads all files when the first piece is asked for. A row whose person the first file does not name is a
    stray, and left out; in the first file, a row without an id is a person of its own.
    """

    def __init__(self, rosters: Sequence[Roster], by: str) -> None:
        self.rosters = [keyed(roster, by) for roster in rosters]
        self.by = by
        self.strays: dict[str, int] = {}

    def pieces(self) -> Iterator[Grouped]:
        """Give the people in pieces of about CHUNK_ROWS rows.

        Raises InputError when a file cannot be read to its end, or when there are too many rows.
        """
        blocks = list(self._blocks())
        broken = [one._replace(file=self.rosters[n].name) for n, block in blocks for one in block.broken]
        rows = np.concatenate([block.rows for _, block in blocks] or [np.zeros(0, np.int64)])
        file = np.repeat([n for n, _ in blocks], [len(block.rows) for _, block in blocks]).astype(np.int64)
        counts = [len(block.rows) for _, block in blocks]
        cells = {name: _column([block.cells.get(name) for _, block in blocks], counts) for name in self._columns()}
        kept = {name: _column([block.kept.get(name) for _, block in blocks], counts) for name in self.rosters[0].kept}
        labels = [block.label for _, block in blocks]
        label = _column(labels, counts) if any(one is not None for one in labels) else None
        blocks.clear()
        owner = numbered(cells[PERSON if PERSON in cells else "id"])
        known = int(owner[file == 0].max(initial=-1)) + 1
        self._count_strays(file[owner >= known])
        order = np.argsort(owner, kind="stable")[: int((owner < known).sum())]
        owner, start = owner[order], 0
        cells.pop(PERSON, None)
        files = [roster.name for roster in self.rosters]
        many = np.bincount(owner)[owner] > MOST_ROWS_OF_ONE if len(owner) else np.zeros(0, bool)
        for row in order[many].tolist():
            broken.append(Broken(int(rows[row]), "id", "too-many-rows", TOO_MANY, files[file[row]]))
        order, owner = order[~many], owner[~many]
        while start < len(order) or broken:
            end = border(owner, start, CHUNK_ROWS)
            at = order[start:end]
            chunk = Chunk(
                np.arange(len(at)),
                {name: _taken(one, at) for name, one in cells.items()},
                label=None if label is None else _taken(label, at),
                kept={name: _taken(one, at) for name, one in kept.items()},
            )
            people = np.unique(owner[start:end], return_inverse=True)[1].astype(np.int64)
            yield Grouped(chunk, people, rows[at], file[at], files, broken)
            start, broken = end, []

    def _blocks(self) -> Iterator[tuple[int, Chunk]]:
        total = 0
        for number, roster in enumerate(self.rosters):
            for chunk in roster.chunks():
                total += len(chunk.rows)
                if total > MOST_ROWS:
                    raise InputError(Problem(too_many_rows(), roster.name))
                yield number, chunk

    def _columns(self) -> list[str]:
        found = [column for roster in self.rosters if roster.headings for column in roster.headings.columns]
        return list(dict.fromkeys(found))

    def _count_strays(self, files: Codes) -> None:
        counts = np.bincount(files, minlength=len(self.rosters)).tolist()
        self.strays = {roster.name: count for roster, count in zip(self.rosters, counts, strict=True) if count}


def keyed(roster: Roster, by: str) -> Roster:
    """Let a roster read what tells people apart: ``id``, or the column of another heading.

    Raises UsageError when the file does not have it.
    """
    headings = roster.headings
    assert headings is not None
    if by == "id" and "id" in headings.places:
        return roster
    every = headings.every
    same = [place for place, one in enumerate(every) if one == by]
    same = same or [place for place, one in enumerate(every) if plain(one) == plain(by)]
    if not same:
        what = "No column of ids was found" if by == "id" else f"No heading is called {by}"
        message = f"{what}.{nearest(by, every)} The headings are {listing(every)}."
        raise UsageError(Problem(message, roster.name, path="--one-person-by"))
    return replace(roster, headings=replace(headings, places={**headings.places, PERSON: same[0]}))


def numbered(ids: pa.Array) -> Codes:
    """Number the people of some ids in the order in which they appear; where there is no id, it is another one."""
    encoded = told(ids).dictionary_encode()
    codes = np.asarray(encoded.indices.fill_null(-1), np.int64)
    alone = codes < 0
    codes = np.where(alone, len(encoded.dictionary) + np.cumsum(alone) - 1, codes)
    first = np.full(int(codes.max(initial=-1)) + 1, len(codes), np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    place = np.empty_like(first)
    place[np.argsort(first)] = np.arange(len(first))
    return place[codes]


def told(ids: pa.Array) -> pa.Array:
    """Give ids without the space around them; null where the text says that there is none."""
    if pa.types.is_dictionary(ids.type):
        ids = ids.dictionary_decode()
    ids = pc.utf8_trim_whitespace(ids)
    said = pc.invert(pc.is_in(pc.utf8_lower(ids), pa.array(sorted(NOTHING), pa.string())))
    return pc.if_else(pc.fill_null(said, False), ids, pa.scalar(None, pa.string()))


def border(owner: Codes, start: int, rows: int) -> int:
    """Give where a piece that begins at ``start`` ends: between two people, after about so many rows."""
    end = start + rows
    if end >= len(owner):
        return len(owner)
    last = int(np.searchsorted(owner, owner[end]))
    return last if last > start else int(np.searchsorted(owner, owner[end], "right"))


def too_many_rows(rows: str = "rows") -> str:
    """Say that there are too many rows."""
    return (
        f"These are more than {MOST_ROWS:,} {rows}, too many to bring together at once. Cut the files so that the "
        f"{rows} of a person stay in one piece, and answer one piece after the other."
    )


def _column(cells: Sequence[pa.Array | None], counts: Sequence[int]) -> pa.Array:
    """Join a column of all chunks, which have so many rows; where a file does not have it (None), it is empty."""
    has = next((one.type for one in cells if one is not None), _ENCODED)
    arrays = [_empty(count, has) if one is None else one for one, count in zip(cells, counts, strict=True)]
    together = pa.chunked_array(arrays, has)
    return pa.concat_arrays(together.unify_dictionaries().chunks) if arrays else _empty(0, has)


def _empty(rows: int, kind: pa.DataType) -> pa.Array:
    if not pa.types.is_dictionary(kind):
        return pa.nulls(rows, kind)
    return pa.DictionaryArray.from_arrays(pa.nulls(rows, kind.index_type), pa.array([], kind.value_type))


def _taken(cells: pa.Array, rows: np.ndarray[Any, Any]) -> pa.Array:
    """Take cells; the texts of a piece are encoded anew where all texts are many more than its rows."""
    some = cells.take(pa.array(rows))
    if pa.types.is_dictionary(some.type) and len(some.dictionary) > max(len(rows), 1024):
        return some.dictionary_decode().dictionary_encode()
    return some
