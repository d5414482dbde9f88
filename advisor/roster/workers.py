"""Answers the chunks of a roster in this process, or in a pool of worker processes; the results come in order."""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache, partial
from threading import Thread
from typing import NamedTuple

from advisor.engine.program import Engine
from advisor.roster.arrow import without_pandas
from advisor.roster.batch import Batch
from advisor.roster.checkpoint import Checkpoint
from advisor.roster.merging import AnyPiece
from advisor.roster.reading import Broken
from advisor.roster.writing import as_lines
from advisor.rulebook.book import Rulebook

_ROWS_OF_ONE_PROCESS = 2_000_000


class Task(NamedTuple):
    """What is done with every chunk; ``rulebook`` is the one of the day."""

    rulebook: Rulebook
    day: date
    engine: Engine
    checkpoint: Checkpoint
    strict: bool


class Saved(NamedTuple):
    """A chunk that was answered: how many rows it has, and its first reject."""

    rows: int
    reject: Broken | None


class Worker:
    """Answers chunks and saves them to the checkpoint; with ``strict``, a chunk that has rejects is not saved."""

    def __init__(self, task: Task) -> None:
        self.task, self.batch = task, Batch(task.rulebook, task.day, task.engine)

    def answer(self, number: int, piece: AnyPiece) -> Saved:
        """Answer one chunk and save it under its number."""
        done = self.batch.answer(piece)
        if not (self.task.strict and done.rejects):
            rejects = as_lines(one.cells for one in done.rejects)
            self.task.checkpoint.save(number, done.rows, done.table, rejects, done.counts, done.kept)
        return Saved(done.counts.read, done.rejects[0] if done.rejects else None)


def default_processes(rows: int) -> int:
    """Give the number of processes for about so many rows: a second one costs more to start than it saves on few."""
    return 1 if rows < _ROWS_OF_ONE_PROCESS else min(2, os.cpu_count() or 1)


def answer_all(task: Task, pieces: Iterator[tuple[int, AnyPiece]], processes: int) -> Generator[Saved]:
    """Answer numbered chunks, in ``processes`` worker processes if more than one; yield the results in order.

    At most two chunks a process wait. When a worker process dies, the rest is answered in this process. Close the
    iterator to end the workers early.
    """
    if processes > 1:
        yield from _answer_in_pool(task, pieces, processes)
        return
    worker = Worker(task)
    for number, piece in pieces:
        yield worker.answer(number, piece)


def _answer_in_pool(task: Task, pieces: Iterator[tuple[int, AnyPiece]], processes: int) -> Iterator[Saved]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(processes, get_context("spawn"), _start_worker, (task,))
    worker_here = cache(partial(Worker, task))
    waiting: deque[tuple[int, AnyPiece, Future[Saved] | None]] = deque()

    def submit(number: int, piece: AnyPiece) -> None:
        future = None
        with suppress(BrokenExecutor), _interrupts_blocked():
            future = pool.submit(_answer, number, piece)
        waiting.append((number, piece, future))

    def next_result() -> Saved:
        number, piece, future = waiting.popleft()
        with suppress(BrokenExecutor):
            if future is not None:
                return future.result()
        return worker_here().answer(number, piece)

    try:
        for number, piece in pieces:
            submit(number, piece)
            if len(waiting) > 2 * processes:
                yield next_result()
        while waiting:
            yield next_result()
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Block SIGINT in this thread, and for good in the processes that are started meanwhile.

    Ctrl-C reaches them as well, at any moment of their start; this process then ends them.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_worker: Callable[[], Worker]
"""Gives the worker of this process, if it is a worker process."""


def _start_worker(task: Task) -> None:
    """Prepare a worker process, which ends with the process that started it, even when that is killed."""
    global _worker
    _worker = cache(partial(Worker, task))
    Thread(target=_end_with_parent, daemon=True).start()
    without_pandas()
    gc.disable()  # what the worker caches has no cycles, and is searched for them again and again


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _answer(number: int, piece: AnyPiece) -> Saved:
    return _worker().answer(number, piece)
