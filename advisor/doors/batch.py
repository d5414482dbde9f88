"""``advisor batch``: a roster in, a row of results for each person out."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from advisor.doors.options import day_option, engine_option, quiet_option, rulebook_options
from advisor.doors.progress import progress
from advisor.errors import PARTLY, Problem, UsageError

if TYPE_CHECKING:
    from advisor.engine.program import Engine
    from advisor.roster.checkpoint import Checkpoint
    from advisor.roster.grouping import Grouping
    from advisor.roster.reading import Roster
    from advisor.roster.run import Outcome
    from advisor.roster.summary import Summary

_FORMATS = click.Choice(["csv", "xlsx", "jsonl", "parquet"])
_FILE = click.Path(path_type=Path, dir_okay=False)
_SUMMARY_FORMS = (".txt", ".json", ".html")


@click.command()
@click.argument("roster")
@click.option("--output", "-o", default="-", show_default=True, help="Results; the ending says the format.")
@click.option("--map", "mapping", type=_FILE, help="Which heading stands for which column: `column: heading`.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook; default: the first with headings of a roster.")
@click.option(
    "--header-row",
    type=click.IntRange(1),
    metavar="N",
    help="The row of the headings, when titles stand above it; default: the one in which most columns are found.",
)
@click.option(
    "--keep",
    multiple=True,
    metavar="COLUMN,...",
    help="Carry columns of the roster through to the results, by their headings; `all` is every one.",
)
@click.option(
    "--one-person-by", "by", metavar="HEADING", help="Rows with the same id, or other column, are one person."
)
@click.option("--with", "others", type=_FILE, multiple=True, help="One more file about the same people, joined by id.")
@click.option("--each-row", is_flag=True, help="Every row is a person, also where ids come again.")
@click.option("--show-mapping", is_flag=True, help="Say how the roster is understood, and stop.")
@click.option("--rejects", type=_FILE, help="Rows that cannot be read, and why; default: beside the results.")
@click.option("--strict", is_flag=True, help="Stop at the first row that cannot be read.")
@click.option("--resume", is_flag=True, help="Go on with a run that was interrupted.")
@click.option("--summary", type=_FILE, help="Write the cohort summary: .txt, .json or .html.")
@click.option(
    "--min-cell",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Hide counts smaller than this in the summary.",
)
@click.option("--jobs", type=click.IntRange(1), help="Processes at work; default: 1, or 2 from 2,000,000 rows on.")
@click.option("--roster-format", type=_FORMATS, help="The roster's format, when its ending does not say it.")
@click.option("--output-format", type=_FORMATS, help="The results' format, when the ending does not say it.")
@rulebook_options
@day_option
@engine_option
@quiet_option
def batch(
    roster: str,
    output: str,
    mapping: Path | None,
    sheet: str | None,
    header_row: int | None,
    keep: tuple[str, ...],
    by: str | None,
    others: tuple[Path, ...],
    each_row: bool,
    show_mapping: bool,
    rejects: Path | None,
    strict: bool,
    resume: bool,
    summary: Path | None,
    min_cell: int,
    jobs: int | None,
    roster_format: str | None,
    output_format: str | None,
    rules: Path | None,
    choices: Path | None,
    as_of: date,
    engine: Engine,
    quiet: bool,
) -> None:
    """Evaluate every row of a roster: CSV, Excel, JSON Lines or Parquet; - is standard input, and a pipe is a file.

    Rows that cannot be read go to the rejects file, the others come through in their order, each with the number of
    its row. What is said of the file, such as columns that are not used, goes to standard error.

    \b
      advisor batch roster.csv -o results.csv --keep all
      advisor batch roster.xlsx -o results.xlsx --sheet Students --summary cohort.html
      advisor batch roster.csv --show-mapping
    """
    if summary and summary.suffix.casefold() not in _SUMMARY_FORMS:
        raise UsageError(Problem("The summary ends in none of .txt, .json and .html.", file=str(summary)))
    from advisor.doors.batch_files import check_written, joined_files, rejects_beside, roster_on_disk
    from advisor.roster.arrow import without_pandas
    from advisor.roster.checkpoint import Checkpoint
    from advisor.roster.formats import format_of
    from advisor.roster.grouping import Grouping, open_together
    from advisor.roster.kept import kept_columns
    from advisor.roster.writing import results_schema

    results = Path(output) if output != "-" else None
    rejects = rejects_beside(results, rejects)
    written = {"results": results, "rejects": rejects, "summary": summary}
    check_written(written, (Path(roster) if roster != "-" else None, mapping, choices, *others))
    without_pandas()
    write_as = format_of(output, output_format, "output")
    with TemporaryDirectory() as folder:
        path, name, read_as = roster_on_disk(roster, Path(folder), roster_format)
        if results and not results.parent.is_dir():
            raise UsageError(Problem("There is no such folder.", file=str(results.parent)))
        checkpoint = Checkpoint(results.with_name(f".{results.name}.parts") if results else Path(folder, "parts"))
        files = [(path, name, read_as), *joined_files(others)]
        opened, *joined = open_together(files, _mapping(mapping), header_row=header_row, sheet=sheet)
        opened = replace(opened, kept=kept_columns(keep, opened.headings, results_schema().names))
        grouping = Grouping(by or "", tuple(joined), each_row)
        if show_mapping:
            for one in (opened, *joined):
                described, *remarks = _said_of(one, one is opened)
                for line in (described, *(one.headings.lines() if one.headings else ()), *remarks):
                    click.echo(line)
            return
        from advisor.roster.run import run_roster
        from advisor.roster.workers import default_processes
        from advisor.rulebook.load import load_rulebook

        rulebook = load_rulebook(rules, choices).as_of(as_of)
        say: Callable[[str], None] = (lambda line: None) if quiet else _say
        for one in (opened, *joined):
            for line in _said_of(one, one is opened):
                say(line)
        resumed_rows = 0

        def on_resume(parts: int, rows: int) -> None:
            nonlocal resumed_rows
            resumed_rows = rows
            say(f"going on after part {parts}, which is done.")

        gc.disable()  # what a roster's answers cache has no cycles, and would be searched for them again and again
        try:
            with progress(lambda: opened.about_rows() - resumed_rows, not quiet) as on_rows:
                outcome = run_roster(
                    opened,
                    rulebook,
                    as_of,
                    engine,
                    checkpoint,
                    results or sys.stdout.buffer,
                    write_as,
                    grouping=grouping,
                    strict=strict,
                    resume=resume,
                    processes=jobs or default_processes(opened.about_rows()),
                    min_cell=min_cell,
                    on_rows=on_rows,
                    on_resume=on_resume,
                )
            _write_rest(outcome, checkpoint, grouping, name, results, rejects, summary, say)
        except OSError as problem:
            reason = os.strerror(problem.errno) if problem.errno else str(problem)
            kept_words = " What is done is kept; --resume goes on." if results else ""
            message = f"The results cannot be written: {reason}.{kept_words}"
            raise UsageError(Problem(message, file=output if results else "standard output")) from None
        finally:
            gc.enable()
        checkpoint.remove()
    sys.exit(PARTLY if outcome.refused else 0)


def _write_rest(
    outcome: Outcome,
    checkpoint: Checkpoint,
    grouping: Grouping,
    name: str,
    results: Path | None,
    rejects: Path | None,
    summary: Path | None,
    say: Callable[[str], None],
) -> None:
    """Write the rejects and the summary, and say what came of the run."""
    from advisor.roster.checkpoint import atomic_file
    from advisor.roster.run import rejects_of
    from advisor.roster.summary import rows_in_file

    if rejects:
        with atomic_file(rejects) as file:
            file.writelines(rejects_of(checkpoint, grouping, name))
    if summary:
        with atomic_file(summary) as file:
            file.write(_summary(outcome.summary, summary.suffix.casefold()))
    answered, refused = outcome.counts.answered, outcome.refused
    where = f"; see {rejects}" if rejects and refused else ""
    rows = rows_in_file(outcome.summary.read, outcome.summary.files)
    if outcome.people is None:
        say(f"{rows}: {answered:,} answered, {refused:,} rejected{where}.")
    else:
        people = "1 person" if outcome.people == 1 else f"{outcome.people:,} people"
        say(f"{rows}: {people} answered, {refused:,} {'row' if refused == 1 else 'rows'} rejected{where}.")
    for remark in outcome.remarks:
        say(remark)
    if outcome.duplicates.total:
        say(outcome.duplicates.message())
    if not rejects:
        first = next(filter(None, checkpoint.rejects()), b"")
        for line in first.decode().splitlines()[:10]:
            say(f"row {line}")


def _summary(summary: Summary, ending: str) -> bytes:
    if ending == ".html":
        from advisor.doors.web.cohort import as_page

        return as_page(summary).encode()
    from advisor.roster.run import summary_as

    return summary_as(summary, ending.removeprefix("."))


def _said_of(roster: Roster, alone: bool) -> tuple[str, ...]:
    """Say how a file is understood: in front of a joined one is its name."""
    lines = (roster.described, *roster.remarks)
    return lines if alone else tuple(f"{roster.name}: {line}" for line in lines)


def _say(line: str) -> None:
    click.echo(f"advisor: {line}", err=True)


def _mapping(file: Path | None) -> dict[str, str]:
    if file is None:
        return {}
    from advisor.document import read_document
    from advisor.roster.headings import read_mapping

    return read_mapping(read_document(file).data, str(file))
