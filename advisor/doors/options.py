"""What commands have in common: their options, how they read a profile, and where they write."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from datetime import date
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from advisor.errors import Problem, UsageError

if TYPE_CHECKING:
    from advisor.document import Document
    from advisor.rulebook.book import Rulebook

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day, or say how to write one."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail("write a day such as 2026-11-24.", param, ctx)


def _together(*options: Decorator) -> Decorator:
    return lambda command: reduce(lambda made, option: option(made), reversed(options), command)


_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)
rulebook_options = _together(
    click.option("--rules", type=_FOLDER, help="Another rulebook's folder."),
    click.option("--choices", type=_FILE, help="Your institution's readings, one file."),
)
_AS_OF = "Evaluate as of this day (YYYY-MM-DD); default: today."
day_option = click.option("--as-of", type=Day(), default=date.today, metavar="DAY", help=_AS_OF)
form_option = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
output_option = click.option("--output", "-o", type=_FILE, help="Write to a file.")
_ENGINES = click.Choice(["durable_rules", "plain"])
_ENGINE = "What decides: the rules engine, or the plain reading of the rules."
engine_option = click.option("--engine", type=_ENGINES, default="durable_rules", show_default=True, help=_ENGINE)
quiet_option = click.option(
    "--quiet",
    is_flag=True,
    callback=lambda context, _, given: given or context.obj,  # also before the command: advisor --quiet batch
    help="Write no remarks to standard error.",
)
person_options = _together(
    click.argument("file", metavar="FILE"), rulebook_options, day_option, form_option, output_option
)
"""What the commands about one person have in common."""


def read_profile(file: str) -> Document:
    """Read the document of a profile; ``-`` is standard input.

    Raises InputError when it cannot be read, UsageError when the command is to write over it.
    """
    from advisor.document import MOST_BYTES, parse_document, read_document

    if file == "-":
        return parse_document(sys.stdin.buffer.read(MOST_BYTES + 1), "standard input")
    not_over(click.get_current_context().params["output"], Path(file))
    return read_document(Path(file), name=file)


def not_over(output: Path | None, *read: Path | None) -> None:
    """Raise UsageError when a file to write is one of those that are read."""
    if output is None or not output.exists():
        return
    if any(file and file.exists() and file.samefile(output) for file in read):
        raise UsageError(Problem("This file is read, and would be written over. Name another one.", file=str(output)))


def screen(output: Path | None) -> tuple[int, bool]:
    """Give the width to write text in, and whether in color: both of the terminal, or plain 80 columns elsewhere."""
    if output is not None or not sys.stdout.isatty():
        return 80, False
    return shutil.get_terminal_size().columns, not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Found(Protocol):
    """What can be written as data."""

    def to_json(self) -> bytes:
        """Give the JSON."""


def show(found: Found, render: Callable[..., str], rulebook: Rulebook, form: str, output: Path | None) -> None:
    """Write what was found about one person: as data, or as text by ``render(found, rulebook, width=, color=)``."""
    if form == "json":
        write(as_shown(found.to_json(), output), output)
        return
    width, color = screen(output)
    write(render(found, rulebook, width=width, color=color).encode(), output)


def as_shown(data: bytes, output: Path | None) -> bytes:
    """Indent JSON for a person who sees it in a terminal; for a file or a program it stays one line."""
    if output is not None or not sys.stdout.isatty():
        return data
    import orjson

    return orjson.dumps(orjson.loads(data), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def write(content: bytes, output: Path | None) -> None:
    """Write to a file, or to standard output.

    Raises UsageError when the file cannot be written.
    """
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as problem:
        raise UsageError(Problem(f"The file cannot be written: {problem.strerror}.", file=str(output))) from None


def complain(problems: tuple[Problem, ...]) -> None:
    """Write what was wrong to standard error, one line each."""
    for problem in problems:
        click.echo(f"advisor: {problem}", err=True)
