"""``advisor plan``: the way to a goal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from advisor.doors.options import person_options, placed, read_profile, show


@click.command(short_help="The way to a goal, in time and cost.")
@person_options
@click.option(
    "--to",
    metavar="GOAL",
    help="A title, level or certification; default: the goal in the profile, else the next level.",
)
def plan(
    file: str,
    to: str | None,
    rules: Path | None,
    choices: Path | None,
    as_of: date | None,
    form: str,
    output: Path | None,
) -> None:
    """Lay out the way to a title, a level or a certification: soonest, cheapest and between.

    GOAL is title:ID, level:ID, certification:ID, or a name alone. FILE is a profile; - is standard input.
    """
    from advisor.planning.plan import plan as made
    from advisor.profile import profile_from
    from advisor.render.plan import render_plan
    from advisor.rulebook.load import load_rulebook

    rulebook, document = load_rulebook(rules, choices), read_profile(file)
    with placed(document):
        found = made(profile_from(document), to, rulebook, as_of=as_of)
    show(found, render_plan, rulebook, form, output)
