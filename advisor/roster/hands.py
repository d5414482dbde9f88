"""Several processes at work on one roster, each with what it remembers; the answers come in the roster's order."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from queue import SimpleQueue
from typing import IO

from advisor.engine.stratum import Engine
from advisor.roster.batch import Batch, Done
from advisor.roster.reading import Piece
from advisor.rulebook.book import Rulebook

_BEGIN = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from advisor.roster.hands import serve; serve()"
)
Hand = Callable[[Piece], Done]


def usual_jobs(bytes_: int) -> int:
    """Give the number of processes for a roster of so many bytes: a second one is slow to start."""
    return min(2, len(os.sched_getaffinity(0))) if bytes_ > 1 << 24 else 1


@contextmanager
def hands(rulebook: Rulebook, day: date, engine: Engine, jobs: int) -> Iterator[Sequence[Hand]]:
    """Give what answers pieces of a roster: this process, and ``jobs - 1`` others while the context lasts."""
    with ExitStack() as stack:
        others = [stack.enter_context(_other()) for _ in range(jobs - 1)]
        yield Batch(rulebook, day, engine).answer, *(_hand(other, rulebook, day, engine) for other in others)


def in_order(pieces: Iterator[Piece], some: Sequence[Hand]) -> Iterator[Done]:
    """Let hands take pieces from one pile; give the answers in order."""
    free: SimpleQueue[Hand] = SimpleQueue()
    for hand in some:
        free.put(hand)

    def answer(piece: Piece) -> Done:
        hand = free.get()
        try:
            return hand(piece)
        finally:
            free.put(hand)

    waiting: deque[Future[Done]] = deque()
    with ThreadPoolExecutor(len(some)) as pool:
        try:
            for piece in pieces:
                waiting.append(pool.submit(answer, piece))
                if len(waiting) > 2 * len(some):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()


@contextmanager
def _other() -> Iterator[subprocess.Popen[bytes]]:
    """Start another process; it ends when it is no longer spoken to."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", _BEGIN], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as other:
        try:
            yield other
        finally:
            other.kill()
            with suppress(BrokenPipeError):
                other.stdin.close()  # type: ignore[union-attr]


def _hand(other: subprocess.Popen[bytes], rulebook: Rulebook, day: date, engine: Engine) -> Hand:
    """Let another process answer; when it is gone, this one does, and says why if it cannot either."""
    told = [pickle.dumps(sys.path) + pickle.dumps((rulebook, day, engine))]
    instead: list[Batch] = []

    def answer(piece: Piece) -> Done:
        try:
            _send(other.stdin, *told, pickle.dumps(piece, protocol=5))
            told.clear()
            done: Done = pickle.load(other.stdout)  # type: ignore[arg-type]
        except (OSError, EOFError, pickle.UnpicklingError):
            if not instead:
                instead.append(Batch(rulebook, day, engine))
            return instead[0].answer(piece)
        return done

    return answer


def _send(file: IO[bytes] | None, *messages: bytes) -> None:
    assert file is not None
    file.writelines(messages)
    file.flush()


def serve() -> None:
    """Be another process: answer what is sent on standard input until nothing more is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this one ends it
    batch = Batch(*pickle.load(sys.stdin.buffer))
    try:
        while True:
            _send(sys.stdout.buffer, pickle.dumps(batch.answer(pickle.load(sys.stdin.buffer)), protocol=5))
    except (EOFError, BrokenPipeError):
        os._exit(0)
