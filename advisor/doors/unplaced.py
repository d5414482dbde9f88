"""``advisor unplaced``: the words of a roster that were not understood, most frequent first."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from advisor.doors.options import day_option, output_option, rulebook_options, write


@click.command()
@click.argument("roster")
@rulebook_options
@day_option
@output_option
def unplaced(roster: str, rules: Path | None, choices: Path | None, as_of: date, output: Path | None) -> None:
    """List the words of a roster that were not understood: column, how often, and the words, as CSV.

    For those who keep a rulebook's vocabulary. Nothing else of the people is written: no id, no row, no other column.
    """
    from advisor.doors.batch_files import roster_on_disk
    from advisor.roster.arrow import without_pandas
    from advisor.roster.reading import open_roster
    from advisor.roster.unplaced import unplaced_words
    from advisor.roster.writing import as_lines
    from advisor.rulebook.load import load_rulebook

    without_pandas()
    rulebook = load_rulebook(rules, choices).as_of(as_of)
    with TemporaryDirectory() as folder:
        path, name, form = roster_on_disk(roster, Path(folder), None)
        found = unplaced_words(open_roster(path, name, form, {}), rulebook, as_of)
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    lines = [("column", "times", "words"), *((column, str(times), text) for (column, text), times in ordered)]
    write(as_lines(lines), output)
