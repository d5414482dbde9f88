"""Other processes that share the work on a roster; they are slow to start, so whoever calls for them does so first."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress

Helper = subprocess.Popen[bytes]

_BEGIN = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from advisor.roster.hands import serve; serve()"
)
_LARGE = 1 << 24


def usual_helpers(bytes_: int) -> int:
    """Give the number of helpers for a roster of so many bytes."""
    return 1 if bytes_ > _LARGE and (os.cpu_count() or 1) > 1 else 0


@contextmanager
def helpers(count: int) -> Iterator[Sequence[Helper]]:
    """Start other processes, which wait for what there is to do; they end with the context."""
    with ExitStack() as stack:
        yield [stack.enter_context(_helper()) for _ in range(count)]


@contextmanager
def _helper() -> Iterator[Helper]:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", _BEGIN], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as helper:
        try:
            with suppress(OSError):  # one that is gone is noticed when it is sent something to do
                send(helper, pickle.dumps(sys.path))
            yield helper
        finally:
            helper.kill()
            with suppress(BrokenPipeError):
                helper.stdin.close()  # type: ignore[union-attr]


def send(helper: Helper, *messages: bytes) -> None:
    """Send messages to a helper. Raises OSError when it is gone."""
    assert helper.stdin is not None
    helper.stdin.writelines(messages)
    helper.stdin.flush()
