"""Which rows of a roster are one person: each by itself, or those with the same id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import Problem, UsageError
from advisor.roster.delimited import detect_dialect
from advisor.roster.headings import NoColumns, match_headings
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
        columns = [repr(tuple(one.headings.by_column.items())) for one in self.others if one.headings]
        return (self.by, str(self.each_row), *columns)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Give the files besides the roster."""
        return tuple(path for roster in self.others for path in roster.paths)

    def files(self, roster: str) -> tuple[str, ...]:
        """Give the names of the files that are joined, the roster first; empty when there is nothing to join."""
        return (roster, *(one.name for one in self.others)) if self.others else ()


def open_together(files: Sequence[tuple[Path, str, str]], mapping: Mapping[str, str]) -> tuple[Roster, ...]:
    """Open a roster and the files joined to it, each given by path, name and format, and find their columns.

    A part of the mapping holds for every file that has its heading. Raises UsageError when it names what no file has,
    InputError when a file is not of its format. A roster that is ``users.csv`` of OneRoster is its students.
    """
    path, name, format = files[0]
    users = format == "csv" and is_oneroster(detect_dialect(path, name).headings)
    if len(files) == 1:
        return (open_oneroster(path, name, mapping) if users else open_roster(*files[0], mapping),)
    rosters, unused = list[Roster](), dict(mapping)
    for file in files:
        headings = _headings(file)
        own = {column: heading for column, heading in mapping.items() if heading in headings}
        unused = {column: heading for column, heading in unused.items() if column not in own}
        if users and not rosters:
            rosters.append(open_oneroster(path, name, own))
            continue
        rosters.append(open_roster(*file, own, alone=False))
    if unused:
        match_headings((), unused)  # says what is wrong
    return tuple(rosters)


def _headings(file: tuple[Path, str, str]) -> Sequence[str]:
    try:
        headings = open_roster(*file, {}).headings
    except NoColumns as problem:
        return problem.headings
    return (*headings.by_column.values(), *headings.unused) if headings else ()


AS_THEY_ARE = Grouping()
"""A row is a person, and ids must not come again with other values."""


class Rows:
    """The rows of a roster in pieces, and what there is to tell of them when all are read."""

    def __init__(self, roster: Roster, grouping: Grouping) -> None:
        """Look at the ids. Raises DifferentRows when they come again and nothing was said about it."""
        self._roster, self._by = roster, grouping.by
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

    def remarks(self) -> tuple[str, ...]:
        """Say which rows were left out."""
        found = [self._repeated.remark()] if self._repeated else []
        for file, count in self._joined.strays.items() if self._joined else ():
            rows = "1 row has" if count == 1 else f"{count:,} rows have"
            found.append(f"{Path(file).name}: {rows} an id that the roster does not have, or none; not answered.")
        return tuple(filter(None, found))
