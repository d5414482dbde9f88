"""The formats of rosters and results."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
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


def content_format(path: Path) -> str:
    """Give the format that the first bytes of a file show: that of what has no name, such as a pipe."""
    with path.open("rb") as file:
        start = file.read(64)
    if start.startswith(b"PK\x03\x04"):
        return "xlsx"
    if start.startswith(b"PAR1"):
        return "parquet"
    signs = start.replace(b"\0", b"").removeprefix(BOM_UTF8).lstrip(BOM_UTF16_LE + BOM_UTF16_BE)
    return "jsonl" if signs.lstrip().startswith(b"{") else "csv"


def format_of(file: str, option: str | None, what: str) -> str:
    """Give the format of a file: that of the option, else by its ending, CSV for standard output. Raises UsageError.

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
