"""Writes results as CSV, Excel, JSON Lines or Parquet, and rejects as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet

from advisor.errors import UsageError
from advisor.roster.answers import LISTS, RESULTS
from advisor.roster.checkpoint import atomic_file

_WORD = pa.dictionary(pa.int32(), pa.string())
ANSWERS = pa.schema([("id", pa.string()), *((name, _WORD) for name in RESULTS)])
"""The columns that are decided."""
REJECTS = ("row", "column", "code", "reason")
MOST_ROWS = 1_048_575
"""How many rows a sheet of Excel holds below its headings."""
_MOST_COLUMNS, _MOST_LETTERS = 16_384, 32_767
"""Columns of a sheet of Excel, and letters of one of its cells."""
_FORMULA = r"^[=+\-@\t\r]"
"""What a spreadsheet takes for a formula."""
_NUMBER = r"^[+\-]?[0-9]+(?:[.,][0-9]+)*$"
"""What begins like a formula and is a number."""


def results_schema(kept: Iterable[str] = ()) -> pa.Schema:
    """Give the columns of results: what is decided, the row, and the roster's own columns that are carried through."""
    *first, last = ANSWERS
    return pa.schema([*first, ("row", pa.int64()), last, *((name, pa.string()) for name in kept)])


def write_file(path: Path, format: str, tables: Iterable[pa.Table], schema: pa.Schema) -> None:
    """Write results of a schema to a file, which is replaced when they are complete, and not before."""
    with atomic_file(path) as file:
        write_tables(file, format, tables, schema)


def write_tables(file: BinaryIO, format: str, tables: Iterable[pa.Table], schema: pa.Schema) -> None:
    """Write results of a schema to an open file as ``csv``, ``jsonl``, ``parquet`` or ``xlsx``.

    Raises UsageError when they do not fit in a sheet of Excel.
    """
    {"csv": _csv, "jsonl": _jsonl, "parquet": _parquet, "xlsx": _xlsx}[format](file, tables, schema)


def as_lines(rejects: Iterable[tuple[object, ...]]) -> bytes:
    """Write rejects as lines of CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rejects)
    return out.getvalue().encode()


def _csv(file: BinaryIO, tables: Iterable[pa.Table], schema: pa.Schema) -> None:
    plain = pa.schema([(one.name, pa.string() if one.type == _WORD else one.type) for one in schema])
    names = [_without_formulas(pa.array([name])).to_pylist()[0] for name in schema.names]
    written = pa.schema(list(zip(names, plain.types, strict=True)))
    people = [n for n, name in enumerate(schema.names) if name not in RESULTS and name != "row"]
    with arrow_csv.CSVWriter(file, written, write_options=arrow_csv.WriteOptions(quoting_style="needed")) as writer:
        for table in tables:
            text = table.cast(plain)
            for n in people:
                text = text.set_column(n, plain.field(n), _without_formulas(text.column(n), numbers=n > 0))
            writer.write_table(text.rename_columns(names))


def _without_formulas(cells: pa.Array, numbers: bool = False) -> pa.Array:
    """Put an apostrophe before what a spreadsheet would run as a formula; ``numbers`` stay as they are."""
    is_formula = pc.fill_null(pc.match_substring_regex(cells, _FORMULA), False)
    if numbers:
        is_number = pc.fill_null(pc.match_substring_regex(cells, _NUMBER), False)
        is_formula = pc.and_not(is_formula, is_number)
    return pc.if_else(is_formula, pc.binary_join_element_wise("'", cells, ""), cells)


def _jsonl(file: BinaryIO, tables: Iterable[pa.Table], schema: pa.Schema) -> None:
    for table in tables:
        for batch in table.to_batches():
            for row in zip(*map(_values, batch.schema.names, batch.columns), strict=True):
                record = dict(zip(batch.schema.names, row, strict=True))
                file.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))


def _values(name: str, column: pa.Array) -> Iterator[object]:
    """Give the cells of a column: text, or lists of ids."""
    if name not in RESULTS:
        return iter(column.to_pylist())
    words = column.dictionary.to_pylist()
    if name in LISTS:
        words = [word.split("; ") if word else [] for word in words]
    return map(words.__getitem__, column.indices.to_pylist())


def _parquet(file: BinaryIO, tables: Iterable[pa.Table], schema: pa.Schema) -> None:
    with parquet.ParquetWriter(file, schema) as writer:
        for table in tables:
            writer.write_table(table)


def _xlsx(file: BinaryIO, tables: Iterable[pa.Table], schema: pa.Schema) -> None:
    import datetime

    import xlsxwriter

    if len(schema) > _MOST_COLUMNS:
        raise UsageError(f"A sheet of Excel holds {_MOST_COLUMNS:,} columns; write .csv or .parquet instead.")
    as_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, {"constant_memory": True, **as_text})
    book.set_properties({"created": datetime.datetime(2000, 1, 1)})  # the same input gives the same bytes
    sheet = book.add_worksheet("Results")
    sheet.freeze_panes(1, 1)
    sheet.write_row(0, 0, schema.names)
    rows = (row for table in tables for row in zip(*(column.to_pylist() for column in table.columns), strict=True))
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            book.close()
            raise UsageError(f"A sheet of Excel holds {MOST_ROWS:,} rows; write .csv or .parquet instead.")
        if sheet.write_row(number, 0, row):
            book.close()
            raise UsageError(f"A cell of Excel holds {_MOST_LETTERS:,} letters; write .csv or .parquet instead.")
    book.close()
