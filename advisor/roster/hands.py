"""Several processes at work on one roster, each with what it remembers."""

from __future__ import annotations

import gc
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
from typing import IO, NamedTuple

from advisor.engine.stratum import Engine
from advisor.roster.batch import Batch
from advisor.roster.parts import Parts
from advisor.roster.reading import Broken, Piece
from advisor.roster.writing import as_lines
from advisor.rulebook.book import Rulebook

_BEGIN = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from advisor.roster.hands import serve; serve()"
)


class Task(NamedTuple):
    """What is to be done with every piece of a roster. ``rulebook`` is the one of the day."""

    rulebook: Rulebook
    day: date
    engine: Engine
    parts: Parts
    strict: bool


class Worker:
    """Answers pieces and keeps the parts, but for one with a bad row when ``strict``."""

    def __init__(self, task: Task) -> None:
        self.task, self.batch = task, Batch(task.rulebook, task.day, task.engine)

    def keep(self, number: int, piece: Piece) -> Kept:
        """Answer one piece, and keep it under its number."""
        done = self.batch.answer(piece)
        if not (self.task.strict and done.rejects):
            self.task.parts.keep(number, done.rows, done.table, as_lines(done.rejects), done.counts)
        return Kept(done.table.num_rows + len(done.rejects), done.rejects[0] if done.rejects else None)


class Kept(NamedTuple):
    """A part that was kept: how many rows it has, and its first reject."""

    rows: int
    reject: Broken | None


Hand = Callable[[int, Piece], Kept]


def usual_jobs(bytes_: int) -> int:
    """Give the number of processes for a roster of so many bytes: a second one is slow to start."""
    return min(2, os.cpu_count() or 1) if bytes_ > 1 << 24 else 1


@contextmanager
def hands(task: Task, jobs: int) -> Iterator[Sequence[Hand]]:
    """Give what answers pieces of a roster: this process, and ``jobs - 1`` others while the context lasts."""
    with ExitStack() as stack:
        others = [stack.enter_context(_other()) for _ in range(jobs - 1)]
        yield Worker(task).keep, *(_hand(other, task) for other in others)


def in_order(pieces: Iterator[tuple[int, Piece]], some: Sequence[Hand]) -> Iterator[Kept]:
    """Let hands take numbered pieces from one pile; give what came of them in order."""
    free: SimpleQueue[Hand] = SimpleQueue()
    for hand in some:
        free.put(hand)

    def keep(number: int, piece: Piece) -> Kept:
        hand = free.get()
        try:
            return hand(number, piece)
        finally:
            free.put(hand)

    waiting: deque[Future[Kept]] = deque()
    with ThreadPoolExecutor(len(some)) as pool:
        try:
            for number, piece in pieces:
                waiting.append(pool.submit(keep, number, piece))
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


def _hand(other: subprocess.Popen[bytes], task: Task) -> Hand:
    """Let another process answer; when it is gone, this one does, and says why if it cannot either."""
    told = [pickle.dumps(sys.path) + pickle.dumps(task)]
    instead: list[Worker] = []

    def keep(number: int, piece: Piece) -> Kept:
        try:
            _send(other.stdin, *told, pickle.dumps((number, piece), protocol=5))
            told.clear()
            kept: Kept = pickle.load(other.stdout)  # type: ignore[arg-type]
        except (OSError, EOFError, pickle.UnpicklingError):
            if not instead:
                instead.append(Worker(task))
            return instead[0].keep(number, piece)
        return kept

    return keep


def _send(file: IO[bytes] | None, *messages: bytes) -> None:
    assert file is not None
    file.writelines(messages)
    file.flush()


def serve() -> None:
    """Be another process: answer what is sent on standard input until nothing more is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this one ends it
    gc.disable()  # what is remembered has no circles, and would be looked through again and again
    worker = Worker(pickle.load(sys.stdin.buffer))
    try:
        while True:
            _send(sys.stdout.buffer, pickle.dumps(worker.keep(*pickle.load(sys.stdin.buffer))))
    except (EOFError, BrokenPipeError):
        os._exit(0)
