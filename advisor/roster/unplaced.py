"""The words of a roster that were not placed, for those who keep the vocabulary: without the people who wrote them."""

from __future__ import annotations

from collections import Counter
from datetime import date

from advisor.errors import InputError
from advisor.roster.amounts import Unreadable
from advisor.roster.headings import COLUMNS
from advisor.roster.profiles import read_line
from advisor.roster.reading import Broken, Chunk, Lines, Roster
from advisor.roster.tidying import Tidier
from advisor.rulebook.book import Rulebook

WORDED = tuple(column for column in COLUMNS if column not in ("id", "name", "birth_year", "state"))
"""The columns whose words the vocabulary, or the reader, may come to know."""
_LONGEST = 80
"""Characters beyond which a text is a remark, and no name of anything."""
_PLACED = ("unrecognized-", "unknown-")
_PLACES = {"education": "education_level", "experience": "experience_role"}


def unplaced_words(roster: Roster, rulebook: Rulebook, day: date) -> Counter[tuple[str, str]]:
    """Count the texts of a roster that are not understood, by column; nothing else of a row is looked at.

    Raises InputError when the roster cannot be read to its end.
    """
    found: Counter[tuple[str, str]] = Counter()
    tidier = Tidier(rulebook, day)
    for piece in roster.pieces():
        if isinstance(piece, Chunk):
            _count_cells(piece, tidier, found)
        elif isinstance(piece, Lines):
            for number, line in enumerate(filter(None, map(bytes.strip, piece.lines)), piece.first):
                _count_remarks(line, number, rulebook, day, found)
    return found


def _count_cells(chunk: Chunk, tidier: Tidier, found: Counter[tuple[str, str]]) -> None:
    for column in set(chunk.cells) & set(WORDED):
        for cell in chunk.cells[column].value_counts().to_pylist():
            text = cell["values"] or ""
            try:
                missed = tidier.understand(column, text).unknown > 0
            except Unreadable:
                missed = True
            if missed and len(text) <= _LONGEST and text.isprintable():
                found[column, " ".join(text.split())] += cell["counts"]


def _count_remarks(line: bytes, number: int, rulebook: Rulebook, day: date, found: Counter[tuple[str, str]]) -> None:
    try:
        read = read_line(line, number, rulebook, day)
    except InputError:
        return
    if isinstance(read, Broken):
        return
    for remark in read[1].remarks:
        if remark.id.startswith(_PLACED) and remark.said and len(remark.said) <= _LONGEST:
            part = remark.place.partition("[")[0]
            found[_PLACES.get(part, part), remark.said] += 1
