"""Several processes at work on one roster, each with what it remembers."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from queue import SimpleQueue
from typing import NamedTuple

from advisor.engine.stratum import Engine
from advisor.roster.arrow import without_pandas
from advisor.roster.batch import Batch
from advisor.roster.helpers import Helper, send
from advisor.roster.parts import Parts
from advisor.roster.reading import Broken, Piece
from advisor.roster.writing import as_lines
from advisor.rulebook.book import Rulebook


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


def hands(task: Task, helpers: Sequence[Helper]) -> Sequence[Hand]:
    """Give what answers pieces of a roster: this process, and its helpers."""
    return Worker(task).keep, *(_hand(helper, task) for helper in helpers)


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


def _hand(helper: Helper, task: Task) -> Hand:
    """Let a helper answer; when it is gone, this process does, and says why if it cannot either."""
    told = [pickle.dumps(task)]
    instead: list[Worker] = []

    def keep(number: int, piece: Piece) -> Kept:
        try:
            send(helper, *told, pickle.dumps((number, piece), protocol=5))
            told.clear()
            kept: Kept = pickle.load(helper.stdout)  # type: ignore[arg-type]
        except (OSError, EOFError, pickle.UnpicklingError):
            if not instead:
                instead.append(Worker(task))
            return instead[0].keep(number, piece)
        return kept

    return keep


def serve() -> None:
    """Be a helper: answer what is sent on standard input until nothing more is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this one ends it
    without_pandas()
    gc.disable()  # what is remembered has no circles, and would be looked through again and again
    worker = Worker(pickle.load(sys.stdin.buffer))
    try:
        while True:
            sys.stdout.buffer.write(pickle.dumps(worker.keep(*pickle.load(sys.stdin.buffer))))
            sys.stdout.buffer.flush()
    except (EOFError, BrokenPipeError):
        os._exit(0)
