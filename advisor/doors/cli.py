"""The command line: the table of its commands, and errors translated into exit codes.

Data goes to standard output, everything else to standard error. Each command has a module of its own, which imports
what it needs when it runs, so that ``--help`` is quick.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import click

from advisor.doors.options import complain
from advisor.doors.streams import ReaderGone, guard_streams
from advisor.errors import INTERNAL, AdvisorError, InputError

COMMANDS = ("evaluate", "ask", "batch", "unplaced", "explain", "plan", "compare", "what-if", "serve", "schema", "rules")
"""In the order of the help. ``what-if`` is the function ``what_if`` of its module."""
_SHARED = dict.fromkeys(("explain", "plan", "compare", "what_if"), "person_commands")
"""The module of a command when it does not have the command's name."""


class Commands(click.Group):
    """Commands that are loaded when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module(f"advisor.doors.{_SHARED.get(name, name)}"), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="career-path-advisor", prog_name="advisor")
@click.option("--quiet", is_flag=True, help="Write no remarks to standard error.")
@click.pass_context
def cli(context: click.Context, quiet: bool) -> None:
    """Career-path advice from declarative rules: level, titles, certifications, steps.

    Every sentence of it stands on a rule and a document.
    """
    context.obj = quiet


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what can go wrong into a sentence and an exit code; nobody sees a traceback."""
    try:
        yield
    except AdvisorError as error:
        complain(error.problems)
        sys.exit(error.exit_status)
    except click.exceptions.Abort:
        click.echo("advisor: stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ReaderGone:
        sys.exit(0)
    except MemoryError:
        click.echo("advisor: There is not enough memory for this. Split the input, or use a larger machine.", err=True)
        sys.exit(InputError.exit_status)
    except BaseException as error:
        panic = type(error).__name__ == "PanicException"  # of a library in Rust; it is no Exception
        if not (isinstance(error, Exception) or panic) or os.environ.get("ADVISOR_DEBUG"):
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
    guard_streams()
    if not os.environ.get("ADVISOR_DEBUG"):
        sys.unraisablehook = lambda _: None  # what cannot be cleaned up after an error is no news, and has a traceback
    try:
        with _translated():
            try:
                sys.exit(cli.main(standalone_mode=False) or 0)
            finally:
                sys.stdout.flush()
    finally:
        gc.freeze()  # nor at the end, when the interpreter would go through all of it
