"""``advisor batch``: a roster in, a row of results for each person out."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from advisor.doors.options import day_option, engine_option, not_over, quiet_option, rulebook_options
from advisor.doors.progress import progress
from advisor.errors import PARTLY, InputError, Problem, UsageError

if TYPE_CHECKING:
    from advisor.roster.parts import Parts
    from advisor.roster.run import Outcome

_FORMATS = click.Choice(["csv", "xlsx", "jsonl", "parquet"])
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("roster")
@click.option("--output", "-o", default="-", show_default=True, help="Results; the ending says the format.")
@click.option("--map", "mapping", type=_FILE, help="Which heading stands for which column: `column: heading`.")
@click.option("--show-mapping", is_flag=True, help="Say how the roster is understood, and stop.")
@click.option("--rejects", type=_FILE, help="Rows that cannot be read, and why; default: beside the results.")
@click.option("--strict", is_flag=True, help="Stop at the first row that cannot be read.")
@click.option("--resume", is_flag=True, help="Go on with a run that was interrupted.")
@click.option("--summary", type=_FILE, help="Write the cohort summary: .txt, .json or .html.")
@click.option("--min-cell", type=click.IntRange(1), default=1, show_default=True,
              help="Hide counts smaller than this in the summary.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1), help="Processes at work; default: 2 for a large roster, else 1.")
@click.option("--roster-format", type=_FORMATS, help="The roster's format, when its ending does not say it.")
@click.option("--output-format", type=_FORMATS, help="The results' format, when the ending does not say it.")
@rulebook_options
@day_option
@engine_option
@quiet_option
@click.pass_obj
def batch(quiet: bool, roster: str, output: str, mapping: Path | None, show_mapping: bool, rejects: Path | None,
          strict: bool, resume: bool, summary: Path | None, min_cell: int, jobs: int | None,
          roster_format: str | None, output_format: str | None, rules: Path | None, choices: Path | None,
          as_of: date | None, engine: Any, hushed: bool) -> None:  # fmt: skip
    """Evaluate every row of a roster: CSV, Excel, JSON Lines or Parquet; - is standard input.

    Rows that cannot be read go to the rejects file, the others come through in their order.
    """
    if summary and summary.suffix.casefold() not in (".txt", ".json", ".html"):
        raise UsageError(Problem("The summary ends in none of .txt, .json and .html.", file=str(summary)))
    for place in (Path(output) if output != "-" else None, rejects, summary):
        if place and place.exists() and not place.is_file():
            raise UsageError(Problem("This is not a file that can be replaced; - is standard output.", file=str(place)))
        not_over(place, Path(roster), mapping, choices)
    from advisor.roster.formats import format_of
    from advisor.roster.helpers import helpers, usual_helpers

    read_as, write_as = format_of(roster, roster_format, "roster"), format_of(output, output_format, "output")
    with ExitStack() as stack:
        path, name = stack.enter_context(_on_disk(roster))
        parts = stack.enter_context(_kept(output))
        count = 0 if show_mapping else jobs - 1 if jobs else usual_helpers(path.stat().st_size)
        others = stack.enter_context(helpers(count))
        from advisor.roster.arrow import without_pandas
        from advisor.roster.reading import open_roster

        without_pandas()
        opened = open_roster(path, name, read_as, _mapping(mapping))
        if show_mapping:
            click.echo(opened.described)
            for line in opened.headings.lines() if opened.headings else ():
                click.echo(line)
            return
        from advisor.roster.run import run_roster
        from advisor.rulebook.load import load_rulebook

        day = as_of or date.today()
        rulebook = load_rulebook(rules, choices).as_of(day)
        say: Callable[[str], None] = (lambda line: None) if quiet or hushed else _say
        say(opened.described)
        results = Path(output) if output != "-" else None
        before: list[int] = []

        def resumed(done: int, rows: int) -> None:
            before.append(rows)
            say(f"going on after part {done}, which is done.")

        gc.disable()  # what a roster remembers has no circles, and would be looked through again and again
        try:
            with progress(lambda: opened.about_rows() - sum(before), not (quiet or hushed)) as told:
                outcome = run_roster(
                    opened, rulebook, day, engine, parts, results or sys.stdout.buffer, write_as, strict=strict,
                    resume=resume, min_cell=min_cell, told=told,
                    resumed=resumed, helpers=others,
                )  # fmt: skip
            _keep(outcome, parts, results, rejects, summary, say)
        except OSError as problem:
            reason = os.strerror(problem.errno) if problem.errno else str(problem)
            message = f"The results cannot be written: {reason}. What is done is kept; --resume goes on."
            raise UsageError(Problem(message, file=output)) from None
        finally:
            gc.enable()
        parts.end()
    sys.exit(PARTLY if outcome.refused else 0)


def _keep(outcome: Outcome, parts: Parts, results: Path | None, rejects: Path | None, summary: Path | None,
          say: Callable[[str], None]) -> None:  # fmt: skip
    """Write the rejects and the summary, and say what came of it."""
    from advisor.roster.parts import replaced, whole
    from advisor.roster.run import rejects_of, summary_as

    rejects = rejects or (results and results.with_suffix(".rejects.csv"))
    if rejects:
        with whole(rejects) as file:
            file.writelines(rejects_of(parts))
    if summary:
        replaced(summary, summary_as(outcome.summary, summary.suffix.casefold().removeprefix(".")))
    read, refused = outcome.summary.read, outcome.refused
    where = f"; see {rejects}" if rejects and refused else ""
    say(f"{read:,} rows: {read - refused:,} answered, {refused:,} rejected{where}.")
    if outcome.again.times:
        say(outcome.again.remark())
    if not rejects:
        first = next((lines for lines in parts.rejects() if lines), b"")
        for line in first.decode().splitlines()[:10]:
            say(f"row {line}")


def _say(line: str) -> None:
    click.echo(f"advisor: {line}", err=True)


@contextmanager
def _on_disk(roster: str) -> Iterator[tuple[Path, str]]:
    """Give a roster as a file: standard input is read to one first."""
    if roster != "-":
        if not Path(roster).is_file():
            raise InputError(Problem("There is no such file.", file=roster))
        yield Path(roster), roster
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "roster"
        with path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield path, "standard input"


@contextmanager
def _kept(output: str) -> Iterator[Parts]:
    """Give the place of the work in hand: beside the results, so that a run can be gone on with."""
    from advisor.roster.parts import Parts

    if output != "-":
        place = Path(output)
        if not place.parent.is_dir():
            raise UsageError(Problem("There is no such folder.", file=str(place.parent)))
        yield Parts(place.with_name(f".{place.name}.parts"))
        return
    with TemporaryDirectory() as folder:
        yield Parts(Path(folder) / "parts")


def _mapping(file: Path | None) -> dict[str, str]:
    if file is None:
        return {}
    from advisor.document import read_document
    from advisor.roster.headings import read_mapping

    return read_mapping(read_document(file).data, str(file))
