"""The students of a OneRoster export (1.1 or 1.2): who they are, from ``users.csv`` and the files beside it.

What is read is an id, a name and the year of birth. A role is never a job, the state of birth is no state of residence,
and enrollments do not say that a course was passed; they only say who is a student where nothing else does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from advisor.errors import InputError, Problem, listing
from advisor.roster.blocks import Block
from advisor.roster.delimited import detect_dialect
from advisor.roster.headings import Headings, match_headings
from advisor.roster.reading import CHUNK_ROWS, Chunk, Roster

_SIGNS = frozenset(("sourcedId", "givenName", "familyName", "username"))
_NAME = "givenName familyName"
_READ = ("givenName", "familyName", "role", "status")
"""What is read and is no column."""
_ROLES = (("roles.csv", "userSourcedId"), ("enrollments.csv", "userSourcedId"))
"""Files that say who is a student, where users.csv does not, the surer one first."""


@dataclass(frozen=True, slots=True)
class OneRoster(Roster):
    """An opened export: a table of the students and the numbers of their rows in ``users.csv``."""

    table: pa.Table = None
    numbers: Sequence[int] = ()
    beside: tuple[Path, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        """Give all files that are read."""
        return (self.path, *self.beside)

    def chunks(self) -> Iterator[Chunk]:
        """Give the students."""
        for start in range(0, self.table.num_rows, CHUNK_ROWS):
            rows = self.table.slice(start, CHUNK_ROWS)
            cells = {place: rows.column(place).combine_chunks() for place in range(rows.num_columns)}
            yield self._chunk(Block(np.array(self.numbers[start : start + CHUNK_ROWS], np.int64), cells))


def is_oneroster(headings: Sequence[str]) -> bool:
    """Say whether a file is ``users.csv`` of OneRoster, by its headings."""
    return set(headings) >= _SIGNS


def open_oneroster(path: Path, name: str, mapping: Mapping[str, str], alone: bool = True) -> OneRoster:
    """Open an export by its ``users.csv``; a mapping may name another id, such as ``id: identifier``.

    Where it is not ``alone``, the part of the mapping whose headings it has is its own.

    Raises UsageError when the mapping names what is not there, InputError when it is not said who is a student or a
    file cannot be read.
    """
    users = _table(path, name, "sourcedId", "givenName", "familyName")
    mapping = {column: one for column, one in mapping.items() if alone or one in users.column_names}
    own = match_headings(users.column_names, mapping, name, alone=False).by_column if mapping else {}
    chosen = {column: own[column] for column in mapping}
    beside, ids = [], users.column("sourcedId")
    if "role" in users.column_names:
        is_student = pc.equal(users.column("role"), "student")
    else:
        file, column = next(
            ((path.with_name(file), column) for file, column in _ROLES if path.with_name(file).is_file()), (None, "")
        )
        if file is None:
            message = "It is not said who is a student. Put roles.csv of the export beside this file."
            raise InputError(Problem(message, name))
        beside.append(file)
        roles = _table(file, file.name, column, "role")
        students = roles.filter(pc.and_(pc.equal(roles.column("role"), "student"), _kept(roles)))
        is_student = pc.is_in(ids, students.column(column).combine_chunks())
    kept = _kept(users)
    names = pc.binary_join_element_wise(users.column("givenName"), users.column("familyName"), " ")
    table = users.append_column(_NAME, names)
    columns = {"id": "sourcedId", "name": _NAME}
    demographics = path.with_name("demographics.csv")
    if demographics.is_file():
        beside.append(demographics)
        born = _table(demographics, demographics.name, "sourcedId", "birthDate")
        place = pc.index_in(ids, born.column("sourcedId").combine_chunks())
        table = table.append_column("birthDate", born.column("birthDate").combine_chunks().take(place.combine_chunks()))
        columns["birth_year"] = "birthDate"
    columns |= chosen
    good = np.asarray(pc.and_(kept, is_student), bool)
    rows = np.flatnonzero(good)
    other = int((~np.asarray(is_student, bool) & np.asarray(kept, bool)).sum())
    deleted = len(good) - int(np.asarray(kept, bool).sum())
    files = "".join(f", with {file.name}" for file in beside)
    described = (
        f"OneRoster: {len(rows):,} students{files}; left out: {other:,} with another role, "
        f"{deleted:,} to be deleted. Classes, the place of birth and what else is there is not used"
    )
    every = tuple(table.column_names)
    headings = Headings(every, {column: every.index(one) for column, one in columns.items()})
    read = (*columns.values(), *_READ)
    unused = [one for one in users.column_names if one not in read]
    return OneRoster(
        "csv",
        described,
        headings,
        path,
        name,
        rows=len(rows),
        remarks=(f"Not used: {listing(unused, len(unused))}.",) if unused else (),
        table=table.take(pa.array(rows)),
        numbers=(rows + 2).tolist(),
        beside=tuple(beside),
    )


def _kept(table: pa.Table) -> pa.ChunkedArray:
    """Say which rows are not to be deleted."""
    if "status" not in table.column_names:
        return pa.chunked_array([pa.array([True] * table.num_rows, pa.bool_())])
    return pc.not_equal(table.column("status"), "tobedeleted")


def _table(path: Path, name: str, *needed: str) -> pa.Table:
    """Read a file as text, with some columns that it must have."""
    try:
        headings = detect_dialect(path, name).headings
        convert = arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(headings, pa.string()), strings_can_be_null=False, null_values=[]
        )
        table = arrow_csv.read_csv(path, convert_options=convert)
    except (pa.ArrowInvalid, UnicodeError):
        raise InputError(Problem("This file of the export cannot be read as CSV in UTF-8.", name)) from None
    if missing := [column for column in needed if column not in table.column_names]:
        raise InputError(Problem(f"This file of the export has no column {listing(missing)}.", name, 1))
    return table
