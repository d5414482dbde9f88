"""Which rows of a roster are one person: each by itself, or those with the same id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import Problem, UsageError
from advisor.roster.delimited import detect_dialect
from advisor.roster.headings import match_headings
from advisor.roster.joining import Joined
from advisor.roster.merging import AnyPiece, grouped_lines
from advisor.roster.oneroster import is_oneroster, open_oneroster
from advisor.roster.reading import Roster, open_roster
from advisor.roster.repeated_ids import DifferentRows, find_repeated_ids, without


@dataclass(frozen=True, slots=True)
class Grouping:
    """Which rows of a roster are one person.

    ``by`` is what a person's rows have in common: ``id``, or the heading of another column; ``others`` are more files
    with rows about the same people. Without ``by``, ids must not come again with other values, unless ``each_row`` is a
    person.
    """

    by: str = ""
    others: tuple[Roster, ...] = ()
    each_row: bool = False

    def __post_init__(self) -> None:
        """Raise UsageError when the choices contradict each other."""
        if self.each_row and (self.by or self.others):
            raise UsageError("Say --each-row, or --one-person-by and --with: a row cannot be both.")
        if self.others and not self.by:
            object.__setattr__(self, "by", "id")
        for roster in self.others:
            if roster.headings is None:
                message = "Files are joined by their columns; this one has none. Put all profiles into one file."
                raise UsageError(Problem(message, roster.name, path="--with"))

    @property
    def settings(self) -> tuple[str, ...]:
        """Say what tells a run with this grouping from others."""
        others = [(one.described, *one.remarks, one.headings and repr(one.headings.places)) for one in self.others]
        return (self.by, str(self.each_row), repr(others))

    @property
    def paths(self) -> tuple[Path, ...]:
        """Give the files besides the roster."""
        return tuple(path for roster in self.others for path in roster.paths)

    def files(self, roster: str) -> tuple[str, ...]:
        """Give the names of the files that are joined, the roster first; empty when there is nothing to join."""
        return (roster, *(one.name for one in self.others)) if self.others else ()


def open_together(
    files: Sequence[tuple[Path, str, str]],
    mapping: Mapping[str, str],
    *,
    header_row: int | None = None,
    sheet: str | None = None,
) -> tuple[Roster, ...]:
    """Open a roster and the files joined to it, each given by path, name and format, and find their columns.

    A part of the mapping holds for every file that has its heading; ``header_row`` and ``sheet`` are the roster's. A
    roster that is ``users.csv`` of OneRoster is its students. Raises UsageError when the mapping names what no file
    has, InputError when a file is not of its format.
    """
    (path, name, format), *others = files
    alone = not others
    if format == "csv" and not sheet and header_row in (None, 1) and is_oneroster(detect_dialect(path, name).headings):
        roster: Roster = open_oneroster(path, name, mapping, alone)
    else:
        roster = open_roster(path, name, format, mapping, header_row=header_row, sheet=sheet, alone=alone)
    rosters = (roster, *(open_roster(*file, mapping, alone=False) for file in others))
    found = {heading for one in rosters if one.headings for heading in one.headings.every}
    if others and (unused := {column: heading for column, heading in mapping.items() if heading not in found}):
        match_headings(sorted(found), unused)  # says what is wrong
    return rosters


AS_THEY_ARE = Grouping()
"""A row is a person, and ids must not come again with other values."""


class Rows:
    """The rows of a roster in pieces, and what there is to tell of them when all are read."""

    def __init__(self, roster: Roster, grouping: Grouping) -> None:
        """Look at the ids. Raises DifferentRows when they come again and nothing was said about it."""
        self._roster, self._others, self._by = roster, grouping.others, grouping.by
        self._joined = self._repeated = None
        if grouping.by:
            if roster.headings is None and grouping.others:
                message = "Files are joined by their columns; this one has none. Put all profiles into one file."
                raise UsageError(Problem(message, roster.name, path="--with"))
            self._joined = Joined((roster, *grouping.others), grouping.by) if roster.headings else None
        elif not grouping.each_row:
            self._repeated = find_repeated_ids(roster)
            if sentence := self._repeated.sentence:
                raise DifferentRows(sentence, roster.name)

    def pieces(self) -> Iterator[AnyPiece]:
        """Give the pieces; the same files always give the same ones. Raises InputError when they cannot be read."""
        if self._joined:
            yield from self._joined.pieces()
        elif self._by:
            yield from grouped_lines(self._roster, self._by)
        else:
            for piece in self._roster.pieces():
                yield without(piece, self._repeated.same) if self._repeated else piece

    @property
    def expected(self) -> int | None:
        """How many rows there are to read in all files; None where that is not known before."""
        counts = [one.rows for one in (self._roster, *self._others)]
        return None if None in counts else sum(count for count in counts if count is not None)

    @property
    def left_out(self) -> int:
        """How many rows are the same as one before or of nobody; when all are read."""
        return len(self._repeated.same if self._repeated else ()) + sum(
            self._joined.strays.values() if self._joined else ()
        )

    def remarks(self) -> tuple[str, ...]:
        """Say which rows were left out."""
        found = [self._repeated.remark()] if self._repeated else []
        for file, count in self._joined.strays.items() if self._joined else ():
            rows = "1 row has" if count == 1 else f"{count:,} rows have"
            found.append(f"{Path(file).name}: {rows} an id that the roster does not have, or none; not answered.")
        return tuple(filter(None, found))
