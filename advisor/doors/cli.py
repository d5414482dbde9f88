"""The command line: parse, call one function, translate errors into exit codes.

Data goes to standard output, everything else to standard error. Modules that a command needs are imported by the
command, so that ``--help`` is quick.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.errors import AdvisorError, InputError, Problem, UsageError

if TYPE_CHECKING:
    from advisor.advice.model import Advice
    from advisor.rulebook.book import Rulebook

PARTLY = 1
"""Exit code when some input was rejected, and the rest was done."""
INTERNAL = 70
"""Exit code of a fault in the program."""


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day, or say how to write one."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail("write a day such as 2026-11-24.", param, ctx)


def rulebook_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of every command that reads rules."""
    folder = click.Path(path_type=Path, file_okay=False)
    command = click.option(
        "--choices",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Your institution's readings, one file.",
    )(command)
    return click.option("--rules", type=folder, help="Another rulebook's folder.")(command)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="career-path-advisor", prog_name="advisor")
@click.option("--quiet", is_flag=True, help="Write no remarks to standard error.")
@click.pass_context
def cli(context: click.Context, quiet: bool) -> None:
    """Career-path advice from declarative rules: level, titles, certifications, steps.

    Every sentence of it stands on a rule and a document.
    """
    context.obj = quiet


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@rulebook_options
@click.option("--as-of", type=Day(), metavar="DAY", help="Evaluate as of this day (YYYY-MM-DD); default: today.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
@click.option(
    "--engine", type=click.Choice(["durable_rules", "plain"]), default="durable_rules", show_default=True,
    help="What decides: the rules engine, or the plain reading of the rules.",
)  # fmt: skip
@click.option("--quiet", "hushed", is_flag=True, help="Write no remarks to standard error.")
@click.pass_obj
def evaluate(
    quiet: bool,
    files: tuple[str, ...],
    rules: Path | None,
    choices: Path | None,
    as_of: date | None,
    form: str,
    output: Path | None,
    engine: Any,
    hushed: bool,
) -> None:
    """Read profiles (YAML or JSON) and say level, titles, certifications and steps.

    FILE is a profile; - is standard input. JSON of one profile is an object, of several a list.
    """
    from advisor.rulebook.load import load_rulebook

    rulebook = load_rulebook(rules, choices)
    day = as_of or date.today()
    found: list[Advice] = []
    rejected: list[Problem] = []
    for file in files:
        try:
            found.append(_evaluated(file, rulebook, day, engine))
        except InputError as error:
            rejected += error.problems
    if not found:
        raise InputError(*rejected)
    _write(_rendered(found, len(files) == 1, form, rulebook, output), output)
    if rejected:
        if not (quiet or hushed):
            _complain(InputError(*rejected))
        sys.exit(PARTLY)


def _evaluated(file: str, rulebook: Rulebook, day: date, engine: Any) -> Advice:
    from advisor.advice.advise import advise
    from advisor.document import parse_document, read_document
    from advisor.profile import profile_from

    document = (
        parse_document(sys.stdin.buffer.read(), "standard input")
        if file == "-"
        else read_document(Path(file), name=file)
    )
    try:
        return advise(profile_from(document), rulebook, as_of=day, engine=engine)
    except InputError as error:
        raise InputError(
            *(
                Problem(p.message, document.name, p.line or document.line(p.place), p.path, p.place)
                for p in error.problems
            )
        ) from None


def _rendered(found: list[Advice], single: bool, form: str, rulebook: Rulebook, output: Path | None) -> bytes:
    if form == "json":
        import orjson

        options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        return found[0].to_json() if single else orjson.dumps(found, option=options)
    import shutil

    from advisor.render.text import render_text

    terminal = output is None and sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if terminal else 80
    color = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    rule = "\n" + "=" * min(width, 80) + "\n\n"
    return rule.join(render_text(advice, rulebook, width=width, color=color) for advice in found).encode()


@cli.command()
@click.argument("what", type=click.Choice(["profile", "advice"]))
@rulebook_options
def schema(what: str, rules: Path | None, choices: Path | None) -> None:
    """Write the JSON Schema of a profile or of advice."""
    import json

    from advisor.rulebook.load import load_rulebook
    from advisor.schema import advice_schema, profile_schema

    made = profile_schema(load_rulebook(rules, choices)) if what == "profile" else advice_schema()
    _write((json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode(), None)


def _write(content: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as problem:
        raise UsageError(Problem(f"The file cannot be written: {problem.strerror}.", file=str(output))) from None


def _complain(error: AdvisorError) -> None:
    for problem in error.problems:
        click.echo(f"advisor: {problem}", err=True)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what can go wrong into a sentence and an exit code; nobody sees a traceback."""
    try:
        yield
    except AdvisorError as error:
        _complain(error)
        sys.exit(error.exit_status)
    except click.exceptions.Abort:
        click.echo("advisor: stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except (RuntimeError, ValueError, TypeError, LookupError, AttributeError, OSError) as error:
        if os.environ.get("ADVISOR_DEBUG"):
            raise
        click.echo(
            f"advisor: an internal fault ({type(error).__name__}); nothing about the person is in this message. "
            "Set ADVISOR_DEBUG=1 to see where.",
            err=True,
        )
        sys.exit(INTERNAL)


def main() -> None:
    """Run the command line."""
    gc.set_threshold(100_000)  # one short run: looking for garbage in a rulebook costs more than it frees
    try:
        with _translated():
            sys.exit(cli.main(standalone_mode=False) or 0)
    finally:
        gc.freeze()  # nor at the end, when the interpreter would go through all of it
