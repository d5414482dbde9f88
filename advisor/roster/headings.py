"""The columns of a roster, and how they are found among the headings of a file.

Headings are matched without regard to case, spaces and punctuation, by name or by what student systems call them; a
mapping (``column: heading``) settles the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from advisor.errors import InputError, Problem, UsageError, listing, nearest
from advisor.language import words

COLUMNS = {column: tuple(headings.split(", ")) for column, headings in words("roster columns").items()}
"""Each column of a roster, and the headings that student systems give it."""
_MARKS = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Headings:
    """The heading of each column that was found, and the headings that are not used."""

    by_column: Mapping[str, str]
    unused: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """Write the mapping, one line a column."""
        for column in COLUMNS:
            heading = self.by_column.get(column)
            yield f"{column:<20} {'<- ' + heading if heading is not None else '(not in this file)'}"
        if self.unused:
            yield f"{'not used':<20} {listing(self.unused, 8)}"


class NoColumns(InputError):
    """No column was found among the ``headings`` of a file."""

    def __init__(self, headings: Sequence[str], problem: Problem) -> None:
        super().__init__(problem)
        self.headings = tuple(headings)


def match_headings(
    found: Sequence[str], mapping: Mapping[str, str], file: str = "", option: str = "--map", alone: bool = True
) -> Headings:
    """Find the columns among a file's headings; an error names the ``option`` that gave the mapping.

    A file that is not ``alone`` may say nothing but who the people are, or a single thing of them.
    Raises UsageError when the mapping names what is not there, NoColumns when no column is found.
    """
    by_column: dict[str, str] = {}
    for column, heading in mapping.items():
        if column not in COLUMNS:
            message = f"There is no column {column}.{nearest(column, COLUMNS)} The columns are {listing(COLUMNS, 20)}."
            raise UsageError(Problem(message, path=option))
        if heading not in found:
            message = f"No heading is called {heading}.{nearest(heading, found)} The headings are {listing(found)}."
            raise UsageError(Problem(message, path=f"{option}: {column}"))
        by_column[column] = heading
    taken = set(by_column.values())
    for exact in (True, False):
        for column, synonyms in COLUMNS.items():
            names = {plain(column)} if exact else {plain(one) for one in synonyms}
            heading_found = next((one for one in found if one not in taken and plain(one) in names), None)
            if column not in by_column and heading_found is not None:
                by_column[column] = heading_found
                taken.add(heading_found)
    if not set(by_column) - ({"id", "name"} if alone else set()):
        message = (
            f"No column of a roster was found among the headings. The columns are {listing(COLUMNS, 20)}; "
            f"{option} says which heading stands for which."
        )
        raise NoColumns(found, Problem(message, file, 1 if file else 0))
    ordered = {column: by_column[column] for column in COLUMNS if column in by_column}
    return Headings(ordered, tuple(one for one in found if one not in taken))


def read_mapping(data: object, file: str) -> dict[str, str]:
    """Read a mapping file's data: ``column: heading``."""
    if not isinstance(data, Mapping) or not all(isinstance(k, str) and isinstance(v, str) for k, v in data.items()):
        raise UsageError(Problem("A mapping is lines of `column: heading`, such as `certifications: Creds`.", file))
    return dict(data)


def plain(heading: str) -> str:
    """Give what two headings that are written alike have in common: letters and digits without regard to case."""
    return _MARKS.sub("", heading.casefold())
