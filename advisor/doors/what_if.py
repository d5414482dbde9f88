"""``advisor what-if``: the same person, changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from advisor.doors.options import Day, person_options, placed, read_profile, show


@click.command("what-if", short_help="The same person, changed: what moves.")
@person_options
@click.option("--with", "changes", multiple=True, metavar="CHANGE", help="One change; its forms are above.")
@click.option("--on", type=Day(), metavar="DAY", help="A later day: jobs go on, certifications may lapse.")
def what_if(
    file: str,
    changes: tuple[str, ...],
    on: date | None,
    rules: Path | None,
    choices: Path | None,
    as_of: date | None,
    form: str,
    output: Path | None,
) -> None:
    """Change a person and say what moves: level, titles, certifications, steps.

    CHANGE is certification=NAME, education=LEVEL:FIELD:ACCREDITOR, experience+YEARS:AREA, coursework=COURSE,
    credits=NUMBER, goal=TITLE, track=TRACK or setting=SETTING. FILE is a profile; - is standard input.
    """
    from advisor.changing import what_if as compared
    from advisor.profile import profile_from
    from advisor.render.what_if import render_what_if
    from advisor.rulebook.load import load_rulebook

    rulebook, document = load_rulebook(rules, choices), read_profile(file)
    with placed(document):
        found = compared(profile_from(document), changes, rulebook, as_of=as_of, on=on)
    show(found, render_what_if, rulebook, form, output)
