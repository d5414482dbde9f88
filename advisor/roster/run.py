"""A roster from file to results: what every door calls.

``open_roster`` says how a file is understood, before anything runs; ``run_roster`` answers it and writes the results;
``rejects_of`` gives the rows that were refused, ``summary_as`` the cohort as text, data or a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import orjson

from advisor.engine.stratum import Engine
from advisor.errors import InputError, Problem
from advisor.roster.finish import Again, duplicates
from advisor.roster.hands import Task, hands, in_order
from advisor.roster.helpers import Helper
from advisor.roster.page import as_page
from advisor.roster.parts import Parts, fingerprint
from advisor.roster.reading import Roster
from advisor.roster.summary import Summary, as_data, as_text, summarize, summed
from advisor.roster.writing import REJECTS, as_lines, write_tables, write_whole
from advisor.rulebook.book import Rulebook

SUMMARIES = ("txt", "json", "html")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a roster besides the results: the cohort, and how many rows were refused or have an id again."""

    summary: Summary
    refused: int
    again: Again


def run_roster(
    roster: Roster,
    rulebook: Rulebook,
    day: date,
    engine: Engine,
    parts: Parts,
    results: Path | BinaryIO,
    format: str,
    *,
    strict: bool = False,
    resume: bool = False,
    helpers: Sequence[Helper] = (),
    min_cell: int = 1,
    told: Callable[[int], None] = lambda rows: None,
    resumed: Callable[[int, int], object] = lambda parts, rows: None,
) -> Outcome:
    """Answer a roster and write its results to a path (whole or not at all) or an open file, in a format.

    ``rulebook`` is the one of the day. ``parts`` keeps the work in hand: with ``resume``, what an earlier run of the
    same roster has left there is not done again, and ``resumed`` is told how many parts and rows that is. ``told`` is
    told of every few rows done now. ``helpers`` are other processes to share the work with. The parts are left: end
    them when what came of it is written as well. Raises InputError when the roster breaks off, and at the first bad
    row when ``strict``; OSError when there is no room.
    """
    understood = repr(roster.headings and tuple(roster.headings.by_column.items()))
    run = fingerprint(roster.path, rulebook.digest, day.isoformat(), engine, roster.format, understood)
    done = parts.begin(run, resume)
    if done:
        resumed(done, sum(map(_rows, islice(parts.counts(), done))))
    task = Task(rulebook, day, engine, parts, strict)
    pieces = enumerate(roster.pieces())
    for _ in islice(pieces, done):
        pass
    for kept in in_order(pieces, hands(task, helpers)):
        if strict and (bad := kept.reject):
            raise InputError(Problem(bad.reason, roster.name, bad.row, bad.column))
        told(kept.rows)
    total = summed(parts.counts())
    refused = total["rejected"].total()
    with ThreadPoolExecutor(1) as meanwhile:
        comparing = meanwhile.submit(duplicates, parts, total["rows"].total())
        if isinstance(results, Path):
            write_whole(results, format, parts.tables())
        else:
            write_tables(results, format, parts.tables())
            results.flush()
        again = comparing.result()
    whole = summarize(total, refused, again, rulebook, Path(roster.name).name,
                      day.isoformat(), min_cell)  # fmt: skip
    return Outcome(whole, refused, again)


def _rows(counts: Mapping[str, Mapping[str, int]]) -> int:
    return counts["rows"].get("answered", 0) + sum(counts["rejected"].values())


def rejects_of(parts: Parts) -> Iterator[bytes]:
    """Give the rows that were refused as a CSV file, some lines at a time."""
    yield as_lines([REJECTS])
    yield from parts.rejects()


def summary_as(summary: Summary, form: str) -> bytes:
    """Write a cohort summary: ``txt``, ``json`` or ``html``."""
    if form == "html":
        return as_page(summary).encode()
    if form == "json":
        return orjson.dumps(as_data(summary), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return as_text(summary).encode()
