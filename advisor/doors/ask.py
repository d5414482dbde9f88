"""``advisor ask``: the interview in a terminal or a plain pipe, then the advice."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.doors.options import (
    day_option,
    engine_option,
    form_option,
    output_option,
    placed,
    read_profile,
    rulebook_options,
    screen,
    write,
)
from advisor.errors import UsageError

if TYPE_CHECKING:
    from advisor.interview import State


@click.command()
@click.argument("file", required=False)
@click.option("--resume", is_flag=True, help="Go on with the answers kept from an interview that was cut off.")
@click.option("--save", type=click.Path(path_type=Path, dir_okay=False), help="Write the profile to this file, too.")
@rulebook_options
@day_option
@form_option
@output_option
@engine_option
def ask(
    file: str | None,
    resume: bool,
    save: Path | None,
    rules: Path | None,
    choices: Path | None,
    as_of: date | None,
    form: str,
    output: Path | None,
    engine: Any,
) -> None:
    """Ask only what can still change the advice, one question at a time, then give the advice.

    FILE is a profile to begin with: what it says is not asked again. At any question: ? says why it is asked; back,
    skip, summary and quit do what they say. Each answer is kept until the end, so that --resume can go on.
    """
    from advisor.advice.advise import advise
    from advisor.doors.conversation import Conversation
    from advisor.doors.kept import Kept
    from advisor.interview import start
    from advisor.profile import profile_from
    from advisor.rulebook.load import load_rulebook

    if file == "-":
        raise UsageError("Standard input is for your answers here; name a file for the profile.")
    if file and resume:
        raise UsageError("Give either a FILE to begin with or --resume, not both.")
    rulebook = load_rulebook(rules, choices)
    day = as_of or date.today()
    kept = Kept.newest() if resume else Kept.new()
    state = kept.state() if resume else start()
    if file:
        document = read_profile(file)
        with placed(document):
            state = start(profile_from(document).model_dump(mode="json", exclude_unset=True))
    aside = form == "json" and output is None
    talk = Conversation(rulebook, day, kept.write, engine, aside=aside)
    if not resume and Kept.any_other(kept):
        talk.say("Answers of an earlier interview are kept. To go on with them, leave and use advisor ask --resume.")
    status = 0
    try:
        state, finished = talk.hold(state)
    except (KeyboardInterrupt, EOFError):
        talk.say("")
        finished, status = False, 130
        state = talk.state
    if save:
        write(_profile(state, save), save)
    if not finished:
        kept_words = " Your answers so far are kept; advisor ask --resume goes on." if kept.path.exists() else ""
        talk.say(f"Stopped.{kept_words}")
        sys.exit(status)
    advice = advise(state.profile, rulebook, as_of=day, engine=engine)
    if form == "json":
        write(advice.to_json(), output)
    else:
        from advisor.render.text import render_text

        width, color = screen(output)
        talk.say("")
        write(render_text(advice, rulebook, width=width, color=color).encode(), output)
    kept.remove()


def _profile(state: State, path: Path) -> bytes:
    """Write a profile as its file's ending says: JSON, or YAML."""
    if path.suffix.casefold() == ".json":
        import orjson

        return orjson.dumps(state.profile, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    import yaml

    text: str = yaml.safe_dump(dict(state.profile), sort_keys=False, allow_unicode=True)
    return text.encode()
