"""The formats of rosters and results."""

from __future__ import annotations

from pathlib import Path

from advisor.errors import Problem, UsageError

FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}
"""The format that an ending stands for."""


def format_of(file: str, option: str | None, what: str) -> str:
    """Give the format of a file: that of the option, else by its ending, CSV for standard input. Raises UsageError.

    ``what`` is the file's role in messages: roster or output.
    """
    if option:
        return option
    ending = Path(file).suffix.casefold()
    if file == "-":
        return "csv"
    if ending not in FORMATS:
        message = f"The {what} ends in none of .csv, .xlsx, .jsonl and .parquet; --{what}-format says it."
        raise UsageError(Problem(message, file=file))
    return FORMATS[ending]
