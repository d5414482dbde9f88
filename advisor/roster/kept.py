"""Columns of the roster's own that are carried through to the results."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from advisor.errors import Problem, UsageError, listing, nearest
from advisor.roster.headings import Headings, plain

ALL = "all"
_CLASH = "roster"


def kept_columns(asked: Sequence[str], headings: Headings | None, taken: Sequence[str]) -> dict[str, int]:
    """Give the columns to carry through: their names among the results, and the places of their headings.

    ``asked`` are headings, several in one text with commas between them, names of columns of a roster, or ``all``. A
    name that one of the results has, ``taken``, gets ``roster`` before it, and one that another column has a number
    behind it. Raises UsageError when there is no such heading.
    """
    if not asked:
        return {}
    if headings is None:
        message = "A roster of JSON Lines has no columns to keep; join the results by id or row."
        raise UsageError(Problem(message, path="--keep"))
    if any(one.strip() == ALL for one in asked):
        places = list(range(len(headings.every)))
    else:
        places = list(dict.fromkeys(place for one in asked for place in _places(one, headings)))
    names: dict[str, int] = {}
    results = {name.casefold() for name in taken}
    used = set(results)
    for place in places:
        name = wanted = headings.every[place].strip() or f"column {place + 1}"
        if name.casefold() in results:
            name = wanted = f"{_CLASH} {name}"
        turn = 2
        while name.casefold() in used:
            name, turn = f"{wanted} {turn}", turn + 1
        used.add(name.casefold())
        names[name] = place
    return names


def _places(asked: str, headings: Headings) -> list[int]:
    """Give the places of the headings in one text: the whole of it is one, or each between commas."""
    if (whole := _place(asked, headings)) is not None:
        return [whole]
    found = []
    for one in next(csv.reader([asked], skipinitialspace=True), []):
        if (place := _place(one, headings)) is None:
            known = [heading for heading in headings.every if heading]
            message = f"No heading is called {one}.{nearest(one, known)} The headings are {listing(known)}."
            raise UsageError(Problem(message, path="--keep"))
        found.append(place)
    return found


def _place(asked: str, headings: Headings) -> int | None:
    every = headings.every
    if asked in every:
        return every.index(asked)
    if asked in headings.places:
        return headings.places[asked]
    alike = [place for place, heading in enumerate(every) if plain(heading) and plain(heading) == plain(asked)]
    return alike[0] if alike else None
