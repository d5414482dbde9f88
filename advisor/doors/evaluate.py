"""``advisor evaluate``: profiles in, advice out."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.doors.options import (
    as_shown,
    complain,
    day_option,
    engine_option,
    output_option,
    quiet_option,
    read_profile,
    rulebook_options,
    screen,
    write,
)
from advisor.errors import PARTLY, InputError, Problem, UsageError

if TYPE_CHECKING:
    from advisor.advice.model import Advice
    from advisor.engine.program import Engine
    from advisor.rulebook.book import Rulebook


@click.command(short_help="Profiles in, advice out.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@rulebook_options
@day_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "pdf"]),
    default="text",
    show_default=True,
    help="Text to read, data, or a document of one person to print.",
)
@click.option("--full", is_flag=True, help="All of it: every step, title, remark, and the sections of the sources.")
@output_option
@engine_option
@quiet_option
def evaluate(
    files: tuple[str, ...],
    rules: Path | None,
    choices: Path | None,
    as_of: date,
    form: str,
    full: bool,
    output: Path | None,
    engine: Engine,
    quiet: bool,
) -> None:
    """Read profiles (YAML or JSON) and say the level, the next step, what is missing, and more.

    FILE is a profile; - is standard input. JSON of one profile is an object, of several a list.
    """
    from advisor.advice.advise import advise
    from advisor.document import located
    from advisor.profile import profile_from
    from advisor.rulebook.load import load_rulebook

    if form == "pdf" and len(files) > 1:
        raise UsageError("A PDF is of one person: name one file.")
    if form == "pdf" and output is None and sys.stdout.isatty():
        raise UsageError("A PDF is not for a screen: add `--output FILE`.")
    rulebook = load_rulebook(rules, choices)
    found: list[Advice] = []
    rejected: list[Problem] = []
    for file in files:
        try:
            document = read_profile(file)
            with located(document):
                found.append(advise(profile_from(document), rulebook, as_of=as_of, engine=engine))
        except InputError as error:
            rejected += error.problems
    if not found:
        raise InputError(*rejected)
    write(_rendered(found, len(files) == 1, form, rulebook, output, full), output)
    if rejected:
        if not quiet:
            complain(tuple(rejected))
        sys.exit(PARTLY)


def _rendered(
    found: list[Advice], single: bool, form: str, rulebook: Rulebook, output: Path | None, full: bool
) -> bytes:
    if form == "json":
        import orjson

        return as_shown(found[0].to_json() if single else orjson.dumps(found, option=orjson.OPT_APPEND_NEWLINE), output)
    if form == "pdf":
        from advisor.render.pdf import render_pdf

        return render_pdf(found[0], rulebook, full=full)
    from advisor.render.text import render_text

    width, color = screen(output)
    rule = "\n" + "=" * min(width, 80) + "\n\n"
    return rule.join(render_text(advice, rulebook, width=width, color=color, full=full) for advice in found).encode()
