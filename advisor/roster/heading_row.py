"""Which row of a file has the headings: titles, the day of a report and empty rows may stand above it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from advisor.errors import Problem, UsageError
from advisor.roster.headings import recognized

SEARCHED = 40
"""Rows at the beginning of a file among which the headings are looked for."""


def find_heading_row(
    rows: Sequence[Sequence[str]], mapped: Collection[str] = (), wanted: int | None = None, file: str = ""
) -> int:
    """Give the index of the row with the headings among the first rows of a file; an empty row is an empty list.

    ``wanted`` is the number of the row when it is known, from 1. ``mapped`` are headings of a mapping. Otherwise it is
    the row in which most columns of a roster are found, if there are at least two, else the first that is not empty.
    Raises UsageError when the row that is wanted is empty or not there.
    """
    if wanted is not None:
        if wanted > len(rows) or not any(cell.strip() for cell in rows[wanted - 1]):
            raise UsageError(Problem(f"There is nothing in row {wanted}.", file=file, path="--header-row"))
        return wanted - 1
    first = next((n for n, row in enumerate(rows) if any(cell.strip() for cell in row)), 0)
    found = [recognized(row, mapped) for row in rows[:SEARCHED]]
    best = max(range(len(found)), key=lambda n: found[n], default=0)
    return best if found and found[best] > max(1, found[first]) else first


def said_of(index: int) -> tuple[str, ...]:
    """Say that the headings, at this index, are not in the first row; nothing when they are."""
    if not index:
        return ()
    above = {1: "row 1", 2: "rows 1 and 2"}.get(index, f"rows 1 to {index}")
    return (f"The headings are in row {index + 1}; what stands in {above} is not read.",)
