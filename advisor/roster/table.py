"""Tables of people answered in memory: a pyarrow table in, a pyarrow table of as many rows out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from advisor.advice.prepared import bundled
from advisor.engine.program import Engine
from advisor.errors import InputError, Problem, UsageError
from advisor.roster.answers import RESULTS
from advisor.roster.batch import Batch
from advisor.roster.counts import Counts
from advisor.roster.headings import match_headings, read_mapping
from advisor.roster.reading import CHUNK_ROWS, Chunk
from advisor.roster.text import as_text
from advisor.rulebook.book import Rulebook

_REJECTED = pa.schema([(f"rejected_{name}", pa.string()) for name in ("column", "code", "reason")])
_DECIDED = ("id", *RESULTS)
ANSWER_SCHEMA = pa.schema([*((name, pa.string()) for name in _DECIDED[:-1]), *_REJECTED, (_DECIDED[-1], pa.string())])
"""The columns of ``answer_table``: the id, the results, and for a row that was rejected where, which and why; what came
to be added since stands last."""


class Answered(NamedTuple):
    """The answers to a table, with ANSWER_SCHEMA, and the counts for its cohort summary."""

    table: pa.Table
    counts: Counts


def answer_table(
    table: pa.Table | pa.RecordBatch,
    rulebook: Rulebook | None = None,
    as_of: date | None = None,
    columns: Mapping[str, str] | None = None,
    *,
    engine: Engine = "durable_rules",
) -> pa.Table:
    """Evaluate every row of a table and give a table of ANSWER_SCHEMA with as many rows, in the same order.

    The columns are those of a roster, found by their headings as ``advisor batch`` finds them; ``columns`` is a mapping
    ``{column: heading}`` for headings that it would not find. A column may have any type that can be written as text. A
    cell that is null or empty is unknown.

    ``id`` is the one given, or null. A row that cannot be read has null results, and ``rejected_column``,
    ``rejected_code`` and ``rejected_reason``, which are null in every other row; a reason never repeats a cell. A
    result with nothing in it is an empty text. A row's answer does not depend on the other rows: it is the one of
    ``advisor batch``, however a roster is split into tables.

    ``rulebook`` defaults to the one in the package, ``as_of`` to today; ``engine="plain"`` decides without
    durable_rules. No file is written, nothing is printed, and no setting of the process is changed. To answer many
    small tables, use ``Advisor.answer_table``.

    Raises UsageError when ``columns`` names what is not there, InputError when no column of a roster is found or one
    cannot be written as text, RulebookError when the rules are not valid, and EngineError when the rules engine cannot
    be used.
    """
    day = as_of or date.today()
    return answered(Batch(rulebook or bundled(), day, engine), table, columns).table


def answered(batch: Batch, table: pa.Table | pa.RecordBatch, columns: Mapping[str, str] | None = None) -> Answered:
    """Answer a table by a batch that is ready, as ``answer_table`` does, and count what a cohort summary needs."""
    if not isinstance(table, pa.Table | pa.RecordBatch):
        raise UsageError("A table of people is a pyarrow.Table or a pyarrow.RecordBatch.")
    mapping = read_mapping({} if columns is None else columns, "columns")
    places = match_headings(table.schema.names, mapping, option="columns").places
    blocks, counts = [ANSWER_SCHEMA.empty_table()], Counts()
    for start in range(0, table.num_rows, CHUNK_ROWS):
        rows = table.slice(start, CHUNK_ROWS)
        texts = {column: _text(rows.column(place), column) for column, place in places.items()}
        cells = {name: text if name in ("id", "name") else text.dictionary_encode() for name, text in texts.items()}
        done = batch.answered(Chunk(np.arange(rows.num_rows), cells))
        ids = texts.get("id", pa.nulls(rows.num_rows, pa.string()))
        answers = done.table.drop_columns("id").take(_places(done.rows, rows.num_rows))
        rejects = pa.table([[one[1 + n] for one in done.rejects] for n in range(3)], schema=_REJECTED)
        rejects = rejects.take(_places([one.row for one in done.rejects], rows.num_rows))
        block = pa.Table.from_arrays([ids, *answers.columns, *rejects.columns], names=[*_DECIDED, *_REJECTED.names])
        blocks.append(block.select(ANSWER_SCHEMA.names).cast(ANSWER_SCHEMA))
        counts += done.counts
    return Answered(pa.concat_tables(blocks), counts)


def _text(cells: pa.Array | pa.ChunkedArray, column: str) -> pa.Array:
    """Write cells of any type as one array of text. Raises InputError when there is no such text."""
    try:
        chunks = [as_text(chunk) for chunk in (cells.chunks if isinstance(cells, pa.ChunkedArray) else [cells])]
        text = pa.concat_arrays(chunks) if chunks else pa.array([], pa.string())
        text.validate(full=True)
    except (pa.ArrowException, UnicodeError, ValueError, OverflowError, TypeError):
        raise InputError(Problem("The cells of this column cannot be written as text.", path=column)) from None
    return text


def _places(rows: object, count: int) -> pa.Array:
    """For each of so many rows, give its place among ``rows``, or null."""
    places = np.full(count, -1)
    some = np.asarray(rows, np.int64)
    places[some] = np.arange(len(some))
    return pa.array(places, mask=places < 0)
