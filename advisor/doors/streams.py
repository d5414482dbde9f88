"""Standard output and standard error, whose reader may have gone, whose device may be full, or which may be closed."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import TYPE_CHECKING, TextIO

from advisor.errors import Problem, UsageError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_OUTPUT, _ERRORS = 1, 2


class ReaderGone(BaseException):
    """Nobody reads our output any more. Like KeyboardInterrupt it is not caught on the way to the outermost edge."""


class _Output(io.FileIO):
    """Standard output: a write that fails is told apart from that of any other file."""

    def write(self, data: ReadableBuffer, /) -> int:
        """Write some bytes. Raises ReaderGone, or UsageError when they cannot be written."""
        try:
            return super().write(data)
        except OSError as problem:
            silence_output()
            if problem.errno == errno.EPIPE:
                raise ReaderGone from None
            reason = os.strerror(problem.errno) if problem.errno else "the write failed"
            raise UsageError(Problem(f"This cannot be written: {reason}.", file="standard output")) from None


class _Errors(io.FileIO):
    """Standard error: a remark that cannot be written is lost, and changes nothing else."""

    def write(self, data: ReadableBuffer, /) -> int:
        """Write some bytes, if that can be done."""
        try:
            return super().write(data)
        except OSError:
            return memoryview(data).nbytes


def guard_streams() -> None:
    """Put these in the place of ``sys.stdout`` and ``sys.stderr``.

    The number of a stream that is closed is taken first, so that no file that is opened later gets it; writing to it
    fails, and there is nothing to read from it.
    """
    for number, how in ((0, os.O_RDONLY), (_OUTPUT, os.O_RDONLY), (_ERRORS, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, how)  # it gets the lowest number that is free, which is this one
    sys.stdin = sys.stdin or io.TextIOWrapper(io.BufferedReader(io.FileIO(0, "rb", closefd=False)), "utf-8")
    sys.stdout = _text(_Output(_OUTPUT, "wb", closefd=False), sys.stdout, "strict")
    sys.stderr = _text(_Errors(_ERRORS, "wb", closefd=False), sys.stderr, "backslashreplace")


def silence_output() -> None:
    """Let all that is still written to standard output go nowhere, such as what is left in a buffer at the end."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, _OUTPUT)
    os.close(null)


def _text(raw: io.FileIO, before: TextIO | None, errors: str) -> TextIO:
    encoding = before.encoding if before else "utf-8"
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, errors, line_buffering=raw.isatty() or raw.fileno() == 2)
