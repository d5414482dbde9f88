"""A roster from file to results: what every door calls.

``open_roster`` says how a file is understood, before anything runs; ``run_roster`` answers it and writes the results;
``rejects_of`` gives the rows that were refused, ``summary_as`` the cohort as text or JSON.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import orjson

from advisor.engine.program import Engine
from advisor.errors import InputError, Problem
from advisor.roster.checkpoint import Checkpoint, fingerprint
from advisor.roster.counts import Counts
from advisor.roster.duplicate_ids import Duplicates, find_duplicates
from advisor.roster.grouping import AS_THEY_ARE, Grouping, Rows
from advisor.roster.reading import CHUNK_ROWS, Roster
from advisor.roster.summary import Summary, as_data, as_text, rows_in_file, summarize
from advisor.roster.workers import Task, answer_all
from advisor.roster.writing import REJECTS, as_lines, results_schema, write_file, write_tables
from advisor.rulebook.book import Rulebook


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run gives besides the results: the cohort's summary, its counts, duplicate ids, and remarks.

    ``people`` is how many were answered, where several rows can be one person; else each row that was answered is one.
    """

    summary: Summary
    counts: Counts
    duplicates: Duplicates
    remarks: tuple[str, ...] = ()
    people: int | None = None

    @property
    def refused(self) -> int:
        """How many rows were rejected."""
        return self.counts.rejected


def run_roster(
    roster: Roster,
    rulebook: Rulebook,
    day: date,
    engine: Engine,
    checkpoint: Checkpoint,
    results: Path | BinaryIO,
    format: str,
    *,
    grouping: Grouping = AS_THEY_ARE,
    strict: bool = False,
    resume: bool = False,
    processes: int = 1,
    min_cell: int = 1,
    on_rows: Callable[[int], None] = lambda rows: None,
    on_resume: Callable[[int, int], object] = lambda parts, rows: None,
) -> Outcome:
    """Answer a roster with the ``rulebook`` of a day, and write its results in a format.

    ``results`` is a path, which is replaced at the end and not before, or an open file. ``checkpoint`` takes the
    finished parts; the caller removes it when all is written. With ``resume``, parts of an earlier run of the same
    roster are kept, and ``on_resume`` is called once with the number of parts and of rows. ``on_rows`` is called with
    the number of rows of each further part. The results are the same bytes for any number of ``processes``.

    ``grouping`` says which rows are one person. Raises DifferentRows, before anything is written, when ids come again
    with other values and it does not say so; InputError when the roster cannot be read to its end, and at the first
    reject when ``strict``; OSError when nothing more can be written.
    """
    rows = Rows(roster, grouping)
    schema = results_schema(roster.kept)
    columns = repr((roster.headings and tuple(roster.headings.places.items()), tuple(roster.kept.items())))
    how = (roster.format, roster.described, *roster.remarks, columns, ",".join(schema.names))
    settings = (day.isoformat(), engine, *how, str(CHUNK_ROWS), *grouping.settings)
    run = fingerprint((*roster.paths, *grouping.paths), rulebook.digest, *settings)
    finished = checkpoint.begin(run, resume)
    if finished:
        on_resume(finished, sum(one.read for one in islice(checkpoint.counts(), finished)))
    task = Task(rulebook, day, engine, checkpoint, strict)
    with closing(answer_all(task, islice(enumerate(rows.pieces()), finished, None), processes)) as parts:
        for part in parts:
            if strict and (bad := part.reject):
                raise InputError(Problem(bad.reason, bad.file or roster.name, bad.row, bad.column))
            on_rows(part.rows)
    counts = sum(checkpoint.counts(), Counts({"rows": {"left-out": rows.left_out}}))
    if rows.expected is not None and counts.read != rows.expected:
        there = rows_in_file(rows.expected, 1 + len(grouping.others))
        message = f"Counted first: {there}; read then: {counts.read:,}. Was it written to meanwhile?"
        raise InputError(Problem(message, roster.name))
    with ThreadPoolExecutor(1) as thread:
        finding = thread.submit(find_duplicates, checkpoint, counts.answered) if grouping.each_row else None
        if isinstance(results, Path):
            write_file(results, format, checkpoint.tables(), schema)
        else:
            write_tables(results, format, checkpoint.tables(), schema)
            results.flush()
        duplicates = finding.result() if finding else Duplicates(0, ())
    name = Path(roster.name).name
    files = 1 + len(grouping.others)
    summary = summarize(counts, duplicates, rulebook, name, day.isoformat(), min_cell, files)
    return Outcome(summary, counts, duplicates, rows.remarks(), counts.answered if grouping.by else None)


def rejects_of(checkpoint: Checkpoint, grouping: Grouping = AS_THEY_ARE, name: str = "") -> Iterator[bytes]:
    """Give the rejects of a run as a CSV file, some lines at a time, in the order of the roster's rows.

    Where the grouping joins more files to the roster, which has this ``name``, there is one more column: the file.
    """
    files = grouping.files(name)
    yield as_lines([(*REJECTS, "file") if files else REJECTS])
    if not grouping.by:
        yield from checkpoint.rejects()
        return
    lines = [line for part in checkpoint.rejects() for line in csv.reader(part.decode().splitlines())]
    lines.sort(key=lambda line: (files.index(line[4]) if files else 0, int(line[0])))
    yield as_lines(map(tuple, lines))


def summary_as(summary: Summary, form: str) -> bytes:
    """Write a cohort summary as ``txt`` or ``json``."""
    if form == "json":
        return orjson.dumps(as_data(summary), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return as_text(summary).encode()
