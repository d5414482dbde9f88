"""``advisor schema``: the JSON Schema of what goes in and what comes out."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.doors.options import rulebook_options, write


@click.command(short_help="JSON Schema of a profile or of advice.")
@click.argument("what", type=click.Choice(["profile", "advice"]))
@rulebook_options
def schema(what: str, rules: Path | None, choices: Path | None) -> None:
    """Write the JSON Schema of a profile or of advice."""
    from advisor.rulebook.load import load_rulebook
    from advisor.schema import advice_schema, profile_schema, schema_text

    made = profile_schema(load_rulebook(rules, choices)) if what == "profile" else advice_schema()
    write(schema_text(made), None)
