"""The columns of a roster, and how they are found among the headings of a file.

Headings are matched without regard to case, spaces and punctuation, by name or by what student systems call them; a
mapping (``column: heading``) settles the rest.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from advisor.errors import InputError, Problem, UsageError, listing, nearest
from advisor.language import words

COLUMNS = {column: tuple(headings.split(", ")) for column, headings in words("roster columns").items()}
"""Each column of a roster, and the headings that student systems give it, the surest first."""
UNDER_WAY = "education_status"
_MARKS = re.compile(r"[^0-9a-z]+")
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of a file in their order, and the place among them of each column that was found.

    ``again`` are columns with the place of a heading that would be the same column and is not used. ``under_way`` are
    places of headings that name a program under way: where they say something, its status is in progress.
    """

    every: tuple[str, ...]
    places: Mapping[str, int]
    again: tuple[tuple[str, int], ...] = ()
    under_way: tuple[int, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that cells are read or made for."""
        return tuple(dict.fromkeys((*self.places, *((UNDER_WAY,) if self.under_way else ()))))

    @property
    def by_column(self) -> dict[str, str]:
        """The heading of each column."""
        return {column: self.every[place] for column, place in self.places.items()}

    @property
    def unused(self) -> tuple[str, ...]:
        """The headings that are not used."""
        used = set(self.places.values())
        return tuple(heading for place, heading in enumerate(self.every) if place not in used)

    def lines(self) -> Iterator[str]:
        """Write the mapping, one line a column."""
        for column, heading in self._found():
            yield f"{column:<20} {'(not in this file)' if heading is None else '<- ' + heading}"
        if unused := [heading for heading in self.unused if heading]:
            yield f"{'not used':<20} {listing(unused, 8)}"

    def _found(self) -> Iterator[tuple[str, str | None]]:
        named = self.by_column
        return ((column, named.get(column)) for column in COLUMNS)

    def remarks(self) -> Iterator[str]:
        """Say in sentences what is not used, what would be the same column, and that there is no id."""
        for column, place in self.again:
            taken, other = self.every[self.places[column]], self.every[place]
            if taken == other:
                yield f"Several columns have the heading {taken}: the first is read as {column}."
            else:
                yield f"The column {column} is read from {taken}; {other} could be the same and is not used."
        if self.under_way:
            named = listing(self.every[place] for place in self.under_way)
            yield f"A program in {named} is one under way: it counts as in progress."
        said = {self.every[place] for _, place in self.again}
        if unused := [heading for heading in dict.fromkeys(self.unused) if heading and heading not in said]:
            yield f"Not used: {listing(unused, _MOST_NAMED)}."
        if "id" not in self.places:
            yield "There is no column for an id: a result is joined to its person by the number of the row."


class NoColumns(InputError):
    """No column was found among the ``headings`` of a file."""

    def __init__(self, headings: Sequence[str], problem: Problem, remarks: Sequence[str] = ()) -> None:
        super().__init__(problem)
        self.headings, self.remarks = tuple(headings), tuple(remarks)


def match_headings(
    found: Sequence[str],
    mapping: Mapping[str, str],
    file: str = "",
    option: str = "--map",
    row: int = 1,
    alone: bool = True,
) -> Headings:
    """Find the columns among a file's headings, which are in a ``row``; an error names the ``option`` of the mapping.

    A file that is not ``alone`` may say nothing but who the people are, or a single thing of them.
    Raises UsageError when the mapping names what is not there, NoColumns when no column is found.
    """
    places: dict[str, int] = {}
    for column, heading in mapping.items():
        if column not in COLUMNS:
            message = f"There is no column {column}.{nearest(column, COLUMNS)} The columns are {listing(COLUMNS, 30)}."
            raise UsageError(Problem(message, path=option))
        if heading not in found:
            message = f"No heading is called {heading}.{nearest(heading, found)} The headings are {listing(found)}."
            raise UsageError(Problem(message, path=f"{option}: {column}"))
        places[column] = found.index(heading)
    taken, again = set(places.values()), list[tuple[str, int]]()
    candidates = _candidates(found)
    for column, some in candidates.items():
        for place in some:
            if place not in taken and column not in places:
                places[column] = place
                taken.add(place)
    for column, some in candidates.items():
        again += [(column, place) for place in sorted(some) if place not in taken]
    for column, heading in mapping.items():
        again += [(column, place) for place, one in enumerate(found) if one == heading and place not in taken]
    if not set(places) - ({"id", "name"} if alone else set()):
        message = (
            f"No column of a roster was found among the headings. The columns are {listing(COLUMNS, 30)}; "
            f"{option} says which heading stands for which."
        )
        raise NoColumns(found, Problem(message, file, row if file else 0))
    return Headings(
        tuple(found),
        {column: places[column] for column in COLUMNS if column in places},
        tuple(dict.fromkeys(again)),
        under_way(found, places),
    )


def under_way(found: Sequence[str], places: Mapping[str, int]) -> tuple[int, ...]:
    """Give the places whose headings name a program under way, when no column has its status."""
    known = _known_headings().under_way
    names = ("education_level", "education_field")
    some = [places[column] for column in names if column in places and plain(found[places[column]]) in known]
    return () if UNDER_WAY in places else tuple(some)


def recognized(cells: Sequence[str], mapped: Collection[str] = ()) -> int:
    """Count the different columns of a roster that are found among cells; headings that are ``mapped`` are columns."""
    columns = {column for column, some in _candidates(cells).items() if some}
    return len(columns) + len(set(mapped) & set(cells))


def read_mapping(data: object, file: str) -> dict[str, str]:
    """Read a mapping file's data: ``column: heading``."""
    if not isinstance(data, Mapping) or not all(isinstance(k, str) and isinstance(v, str) for k, v in data.items()):
        raise UsageError(Problem("A mapping is lines of `column: heading`, such as `certifications: Creds`.", file))
    return dict(data)


def plain(heading: str) -> str:
    """Write a heading without case, spaces and punctuation; ``#`` is a number."""
    return _MARKS.sub("", heading.casefold().replace("#", "number"))


@dataclass(frozen=True, slots=True)
class _Known:
    """The headings that are known, in plain writing: their column and how sure it is (0: surest)."""

    column_of: Mapping[str, tuple[str, int]]
    beside: Mapping[str, Collection[tuple[str, str]]]
    """Headings that are a column beside another column: pairs of both."""
    not_beside: Mapping[str, Collection[str]]
    """Headings beside which others are no column of a roster."""
    under_way: Collection[str]


@cache
def _known_headings() -> _Known:
    column_of: dict[str, tuple[str, int]] = {}
    for column, headings in COLUMNS.items():
        for rank, heading in enumerate((column, *headings)):
            column_of.setdefault(plain(heading), (column, rank))
    for column in COLUMNS:
        column_of[plain(column)] = (column, 0)
    beside: dict[str, list[tuple[str, str]]] = {}
    for both, headings_of in words("roster columns beside others").items():
        column, _, other = both.partition(" beside ")
        for heading in headings_of.split(", "):
            beside.setdefault(plain(heading), []).append((column, other))
    other_meaning = words("roster headings with another meaning").items()
    not_beside = {plain(one): {plain(heading) for heading in some.split(", ")} for one, some in other_meaning}
    under_way = {plain(one) for one in words("roster headings of programs")["under way"].split(", ")}
    return _Known(column_of, beside, not_beside, under_way)


def _candidates(found: Sequence[str]) -> dict[str, list[int]]:
    """Give for each column the places of the headings that stand for it, the surest first, then in their order."""
    known = _known_headings()
    names = [plain(one) for one in found]
    other_meaning = {name for one in set(names) & set(known.not_beside) for name in known.not_beside[one]}
    some: dict[str, list[tuple[int, int]]] = {column: [] for column in COLUMNS}
    for place, name in enumerate(names):
        if name in known.column_of and name not in other_meaning:
            column, rank = known.column_of[name]
            some[column].append((rank, place))
    for place, name in enumerate(names):
        for column, other in known.beside.get(name, ()):
            if some[other] and not some[column]:
                some[column].append((0, place))
    return {column: [place for _, place in sorted(pairs)] for column, pairs in some.items()}
