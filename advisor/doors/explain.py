"""``advisor explain``: why, and why not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from advisor.doors.options import person_options, placed, read_profile, show


@click.command(short_help="Why, and why not.")
@person_options
@click.argument("subject", required=False)
def explain(
    file: str,
    subject: str | None,
    rules: Path | None,
    choices: Path | None,
    as_of: date | None,
    form: str,
    output: Path | None,
) -> None:
    """Say why, and why not, down to each condition and its source.

    SUBJECT is level, title:ID or certification:ID. Without it: why this level and not the next, and why these
    certifications come next in this order. FILE is a profile; - is standard input.
    """
    from advisor.profile import profile_from
    from advisor.reasoning.explain import explain as explanation
    from advisor.render.explanation import render_explanation
    from advisor.rulebook.load import load_rulebook

    rulebook, document = load_rulebook(rules, choices), read_profile(file)
    with placed(document):
        found = explanation(profile_from(document), subject, rulebook, as_of=as_of)
    show(found, render_explanation, rulebook, form, output)
