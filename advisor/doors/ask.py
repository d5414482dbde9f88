"""``advisor ask``: the interview in a terminal or a plain pipe, then the advice."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.doors.options import (
    day_option,
    engine_option,
    form_option,
    output_option,
    read_profile,
    rulebook_options,
    screen,
    write,
)
from advisor.errors import UsageError

if TYPE_CHECKING:
    from advisor.engine.program import Engine
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
    as_of: date,
    form: str,
    output: Path | None,
    engine: Engine,
) -> None:
    """Ask only what can still change the advice, one question at a time, then give the advice.

    FILE is a profile to begin with: what it says is not asked again. At any question: ? says why it is asked; back,
    skip, summary and quit do what they say. Each answer is kept until the end, so that --resume can go on.
    """
    from advisor.advice.advise import advise
    from advisor.document import located
    from advisor.doors.conversation import Conversation
    from advisor.doors.saved_interview import SavedInterview
    from advisor.interview import start
    from advisor.profile import profile_from
    from advisor.rulebook.load import load_rulebook

    if file == "-":
        raise UsageError("Standard input is for your answers here; name a file for the profile.")
    if file and resume:
        raise UsageError("Give either a FILE to begin with or --resume, not both.")
    rulebook = load_rulebook(rules, choices)
    saved = SavedInterview.newest() if resume else SavedInterview.new()
    click.get_current_context().call_on_close(saved.leave)
    state = saved.read() if resume else start()
    if file:
        document = read_profile(file)
        with located(document):
            state = start(profile_from(document).model_dump(mode="json", exclude_unset=True))
    aside = form == "json" and output is None
    refused = False

    def keep(state: State) -> None:
        nonlocal refused
        try:
            saved.write(state)
        except OSError as problem:
            if not refused:
                reason = os.strerror(problem.errno) if problem.errno else "the write failed"
                talk.say(f"Your answers cannot be kept: {reason}. The interview goes on; use --save to have them.")
            refused = True

    talk = Conversation(rulebook, as_of, keep, engine, aside=aside)
    if not resume and saved.has_others():
        talk.say("Answers of an earlier interview are kept. To go on with them, leave and use advisor ask --resume.")
    finished, status = False, 0
    try:
        finished = talk.hold(state)
    except (KeyboardInterrupt, EOFError):
        talk.say("")
        status = 130
    if save:
        write(_profile(talk.state, save), save)
    if not finished:
        kept_words = " Your answers so far are kept; advisor ask --resume goes on." if saved.is_saved else ""
        talk.say(f"Stopped.{kept_words}")
        sys.exit(status)
    advice = advise(talk.state.profile, rulebook, as_of=as_of, engine=engine)
    if form == "json":
        write(advice.to_json(), output)
    else:
        from advisor.render.text import render_text

        width, color = screen(output)
        talk.say("")
        write(render_text(advice, rulebook, width=width, color=color).encode(), output)
    try:
        saved.leave(remove=True)
    except OSError:
        talk.say(f"Your answers are still in {saved.path}; remove this file.")


def _profile(state: State, path: Path) -> bytes:
    """Write a profile as its file's ending says: JSON, or YAML."""
    if path.suffix.casefold() == ".json":
        import orjson

        return orjson.dumps(state.profile, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    import yaml

    text: str = yaml.safe_dump(dict(state.profile), sort_keys=False, allow_unicode=True)
    return text.encode()
