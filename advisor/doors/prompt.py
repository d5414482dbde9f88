"""Reading a person's lines: with editing on a terminal, plainly from a pipe or for a screen reader."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TextIO

ReadLine = Callable[[str, Sequence[str], str], str]
"""Reads a line after a prompt, with words to complete, and a text that stands there to be edited."""


def reader(out: TextIO) -> ReadLine:
    """Read lines with editing and completion on a terminal; from a pipe, or for a screen reader, plainly.

    The plain way has nothing to edit. Raises EOFError where there are no more lines.
    """
    if sys.stdin.isatty() and out.isatty() and os.environ.get("TERM", "dumb") != "dumb":
        from prompt_toolkit import PromptSession
        from prompt_toolkit.completion import WordCompleter
        from prompt_toolkit.output import create_output

        session: PromptSession[str] = PromptSession(
            output=create_output(out), complete_while_typing=False, reserve_space_for_menu=0, enable_suspend=True
        )
        return lambda prompt, ids, text: session.prompt(
            prompt, completer=WordCompleter(list(ids), ignore_case=True), default=text
        )

    def plain(prompt: str, _: Sequence[str], __: str) -> str:
        out.write(prompt)
        out.flush()
        raw = sys.stdin.buffer.readline(100_000)
        if not raw:
            raise EOFError
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        if not sys.stdin.isatty():  # the transcript shows what was answered
            out.write("".join(c for c in line[:200] if c.isprintable()) + "\n")
        return line

    return plain
