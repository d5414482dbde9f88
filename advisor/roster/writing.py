"""Results and rejects written: CSV, Excel, JSON Lines or Parquet, whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet

from advisor.errors import UsageError
from advisor.roster.answers import LISTS, RESULTS
from advisor.roster.parts import whole

_WORD = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema([("id", pa.string()), *((name, _WORD) for name in RESULTS)])
REJECTS = ("row", "column", "code", "reason")
MOST_ROWS = 1_048_575
"""What one sheet of Excel holds below its headings."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_whole(path: Path, format: str, tables: Iterable[pa.Table]) -> None:
    """Write results beside their place, then move them there: an older file is replaced only by a whole one."""
    with whole(path) as file:
        write_tables(file, format, tables)


def write_tables(file: BinaryIO, format: str, tables: Iterable[pa.Table]) -> None:
    """Write results to an open file."""
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
            writer.write_table(_harmless(table.cast(plain)))


def _harmless(table: pa.Table) -> pa.Table:
    """Put an apostrophe before an id that a spreadsheet would run as a formula."""
    ids = table.column("id").to_pylist()
    if not any(one is not None and one.startswith(_FORMULA) for one in ids):
        return table
    kept = ["'" + one if one is not None and one.startswith(_FORMULA) else one for one in ids]
    return table.set_column(0, "id", pa.array(kept, pa.string()))


def _jsonl(file: BinaryIO, tables: Iterable[pa.Table]) -> None:
    for table in tables:
        for batch in table.to_batches():
            for row in zip(*map(_values, batch.schema.names, batch.columns), strict=True):
                found = dict(zip(batch.schema.names, row, strict=True))
                file.write(orjson.dumps(found, option=orjson.OPT_APPEND_NEWLINE))


def _values(name: str, column: pa.Array) -> Iterator[Any]:
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

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"created": datetime.datetime(2000, 1, 1)})  # the same input gives the same bytes
    sheet = book.add_worksheet("Results")
    sheet.freeze_panes(1, 1)
    sheet.write_row(0, 0, SCHEMA.names)
    for number, row in enumerate(_rows(tables), 1):
        if number > MOST_ROWS:
            book.close()
            raise UsageError(f"A sheet of Excel holds {MOST_ROWS:,} rows; write .csv or .parquet instead.")
        sheet.write_row(number, 0, row)
    book.close()


def _rows(tables: Iterable[pa.Table]) -> Iterator[Sequence[Any]]:
    for table in tables:
        yield from zip(*(column.to_pylist() for column in table.columns), strict=True)
