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
SCHEMA = pa.schema([("id", pa.string()), *((name, _WORD) for name in RESULTS)])
REJECTS = ("row", "column", "code", "reason")
MOST_ROWS = 1_048_575
"""How many rows a sheet of Excel holds below its headings."""
_FORMULA = r"^[=+\-@\t\r]"
"""What a spreadsheet takes for a formula."""


def write_file(path: Path, format: str, tables: Iterable[pa.Table]) -> None:
    """Write results to a file, which is replaced when they are complete, and not before."""
    with atomic_file(path) as file:
        write_tables(file, format, tables)


def write_tables(file: BinaryIO, format: str, tables: Iterable[pa.Table]) -> None:
    """Write results to an open file as ``csv``, ``jsonl``, ``parquet`` or ``xlsx``."""
    {"csv": _csv, "jsonl": _jsonl, "parquet": _parquet, "xlsx": _xlsx}[format](file, tables)


def as_lines(rejects: Iterable[tuple[object, ...]]) -> bytes:
    """Write rejects as lines of CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rejects)
    return out.getvalue().encode()


def _csv(file: BinaryIO, tables: Iterable[pa.Table]) -> None:
    plain = pa.schema([(name, pa.string()) for name in SCHEMA.names])
    with arrow_csv.CSVWriter(file, plain, write_options=arrow_csv.WriteOptions(quoting_style="needed")) as writer:
        for table in tables:
            writer.write_table(_without_formulas(table.cast(plain)))


def _without_formulas(table: pa.Table) -> pa.Table:
    """Put an apostrophe before an id that a spreadsheet would run as a formula."""
    ids = table.column("id")
    is_formula = pc.fill_null(pc.match_substring_regex(ids, _FORMULA), False)
    escaped = pc.if_else(is_formula, pc.binary_join_element_wise("'", ids, ""), ids)
    return table.set_column(0, "id", escaped)


def _jsonl(file: BinaryIO, tables: Iterable[pa.Table]) -> None:
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


def _parquet(file: BinaryIO, tables: Iterable[pa.Table]) -> None:
    with parquet.ParquetWriter(file, SCHEMA) as writer:
        for table in tables:
            writer.write_table(table)


def _xlsx(file: BinaryIO, tables: Iterable[pa.Table]) -> None:
    import datetime

    import xlsxwriter

    as_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, {"constant_memory": True, **as_text})
    book.set_properties({"created": datetime.datetime(2000, 1, 1)})  # the same input gives the same bytes
    sheet = book.add_worksheet("Results")
    sheet.freeze_panes(1, 1)
    sheet.write_row(0, 0, SCHEMA.names)
    rows = (row for table in tables for row in zip(*(column.to_pylist() for column in table.columns), strict=True))
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            book.close()
            raise UsageError(f"A sheet of Excel holds {MOST_ROWS:,} rows; write .csv or .parquet instead.")
        sheet.write_row(number, 0, row)
    book.close()
