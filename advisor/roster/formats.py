"""The formats of rosters and results."""

from __future__ import annotations

from pathlib import Path

from advisor.errors import Problem, UsageError

FORMATS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".jsonl": "jsonl", ".ndjson": "jsonl",
           ".parquet": "parquet"}  # fmt: skip


def format_of(file: str, option: str | None, what: str) -> str:
    """Give the format of a file by its ending. Raises UsageError."""
    if option:
        return option
    ending = Path(file).suffix.casefold()
    if file == "-":
        return "csv"
    if ending not in FORMATS:
        message = f"The {what} ends in none of .csv, .xlsx, .jsonl and .parquet; --{what}-format says it."
        raise UsageError(Problem(message, file=file))
    return FORMATS[ending]
