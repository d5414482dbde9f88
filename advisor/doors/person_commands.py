"""``advisor explain``, ``plan``, ``compare`` and ``what-if``: the commands that answer a question about one person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypedDict, Unpack

import click

from advisor.doors.options import Day, Found, person_options, read_profile, show


class Common(TypedDict):
    """The options that ``person_options`` adds to a command."""

    file: str
    rules: Path | None
    choices: Path | None
    as_of: date
    form: str
    output: Path | None


@click.command(short_help="Why, and why not.")
@person_options
@click.argument("subject", required=False)
def explain(subject: str | None, **common: Unpack[Common]) -> None:
    """Say why, and why not, down to each condition and its source.

    SUBJECT is level, level:ID, title:ID, certification:ID, or a name alone. Without it: why this level and not the
    next, and why these certifications come next in this order. FILE is a profile; - is standard input.
    """
    from advisor.reasoning.explain import explain as answer
    from advisor.render.explanation import render_explanation

    _run(answer, render_explanation, common, subject=subject)


@click.command(short_help="The way to a goal, in time and cost.")
@person_options
@click.option(
    "--to",
    metavar="GOAL",
    help="A title, level or certification; default: the goal in the profile, else the next level.",
)
def plan(to: str | None, **common: Unpack[Common]) -> None:
    """Lay out the way to a title, a level or a certification: the soonest, the cheapest, the surest.

    GOAL is title:ID, level:ID, certification:ID, or a name alone. FILE is a profile; - is standard input.
    """
    from advisor.planning.plan import plan as answer
    from advisor.render.plan import render_plan

    _run(answer, render_plan, common, to=to)


@click.command(short_help="Ways to several goals, side by side.")
@person_options
@click.option("--to", "goals", multiple=True, metavar="GOAL", help="A goal, named as for plan; give two to four.")
def compare(goals: tuple[str, ...], **common: Unpack[Common]) -> None:
    """Put the ways to several goals side by side: months, money, what each opens, what each closes.

    GOAL is title:ID, level:ID, certification:ID, or a name alone. FILE is a profile; - is standard input.
    """
    from advisor.planning.comparison import compare as answer
    from advisor.render.comparison import render_comparison

    _run(answer, render_comparison, common, to=goals)


@click.command("what-if", short_help="The same person, changed: what moves.")
@person_options
@click.option("--with", "changes", multiple=True, metavar="CHANGE", help="One change; its forms are above.")
@click.option(
    "--step", "steps", multiple=True, metavar="STEP", help="A step of the advice done: its number, or its id."
)
@click.option("--on", type=Day(), metavar="DAY", help="A later day: jobs go on, certifications may lapse.")
def what_if(changes: tuple[str, ...], steps: tuple[str, ...], on: date | None, **common: Unpack[Common]) -> None:
    """Change a person and say what moves: level, titles, certifications, steps.

    CHANGE is certification=NAME, education=LEVEL:FIELD:ACCREDITOR, experience+YEARS:AREA, coursework=COURSE,
    credits=NUMBER, goal=TITLE, track=TRACK or setting=SETTING. FILE is a profile; - is standard input.
    """
    from advisor.changing import what_if as answer
    from advisor.render.what_if import render_what_if

    _run(answer, render_what_if, common, changes=changes, steps=steps, on=on)


def _run(answer: Callable[..., Found], render: Callable[..., str], common: Common, **own: object) -> None:
    """Read the profile, call ``answer`` with it and the command's own options, and write the result."""
    from advisor.document import located
    from advisor.profile import profile_from
    from advisor.rulebook.load import load_rulebook

    rulebook, document = load_rulebook(common["rules"], common["choices"]), read_profile(common["file"])
    with located(document):
        found = answer(profile_from(document), rulebook=rulebook, as_of=common["as_of"], **own)
    show(found, render, rulebook, common["form"], common["output"])
