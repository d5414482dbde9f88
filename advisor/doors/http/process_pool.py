"""A pool of processes for plans, explanations and comparisons, which can be ended when their time is up.

A thread cannot be ended, and the search of a plan would hold it; so this work has processes of its own. They are
started when they are first needed, and run at a lower priority than the pages.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Concatenate, ParamSpec, TypeVar

from advisor.doors.http.problems import RequestError
from advisor.doors.http.request_log import DistantFault, describe_fault
from advisor.doors.http.rulebooks import Rulebooks
from advisor.doors.http.settings import Settings
from advisor.doors.http.shares import Shares
from advisor.doors.orphans import on_end_of_parent
from advisor.errors import AdvisorError
from advisor.rulebook.book import Rulebook

P = ParamSpec("P")
T = TypeVar("T")
_START_SECONDS = 60.0
_SPAWN = get_context("spawn")


class ProcessPool:
    """Runs functions of a rulebook in processes; each client has a share of them and all but one at most."""

    def __init__(self, settings: Settings, rulebooks: Rulebooks) -> None:
        count, self._seconds = settings.processes, settings.work_seconds
        waiting, each_waiting = settings.waiting, settings.per_client_waiting
        self._shares = Shares(count, max(1, count - 1), waiting, each_waiting, self._seconds)
        self._memory, self._rulebooks = settings.process_bytes, rulebooks
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="processes")
        self._idle: list[_WorkProcess] = []
        self._busy: set[_WorkProcess] = set()

    @property
    def is_stuck(self) -> bool:
        """Say whether work waits and none was begun or ended for long."""
        return self._shares.is_stuck

    async def run(
        self, client: str, function: Callable[Concatenate[Rulebook, P], T], id: str, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a function of a module with the rulebook ``id`` and give its result.

        Raises RequestError when there is no place in time (429, 503), or the work takes longer than ``work_seconds``
        (503; its process is ended); DistantFault for an exception that was not foreseen; and AdvisorError as the
        function does.
        """
        async with self._shares.place(client):
            process = self._idle.pop() if self._idle else _WorkProcess()
            self._busy.add(process)
            try:
                task = (function, id, args, kwargs)
                loop = asyncio.get_running_loop()
                is_done, outcome = await loop.run_in_executor(self._threads, self._work, process, task)
            except BaseException:  # it may still be at work, whoever waited for it
                process.end()
                raise
            finally:
                self._busy.discard(process)
            self._idle.append(process)
        if is_done:
            result: T = outcome
            return result
        raise outcome

    def _work(self, process: _WorkProcess, task: object) -> tuple[bool, Any]:
        process.start(self._rulebooks.by_id, self._memory)
        return process.work(task, self._seconds)

    def close(self) -> None:
        """End all processes; by then the server has answered what it had begun, or cut it off."""
        for process in (*self._idle, *self._busy):
            process.end()
        self._threads.shutdown(wait=True, cancel_futures=True)


class _WorkProcess:
    """One process, and the connection to it."""

    def __init__(self) -> None:
        self._connection: Connection | None = None
        self._process: Any = None

    def start(self, rulebooks: Mapping[str, Rulebook], memory: int) -> None:
        """Start the process, unless it runs. Raises DistantFault when it does not come up."""
        if self._process is not None:
            return
        self._connection, other = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(other, rulebooks, memory), daemon=True)
        self._process.start()
        other.close()
        if not self._connection.poll(_START_SECONDS):
            raise DistantFault({"fault": "ProcessNotStarted", "place": ""})
        self._received()

    def work(self, task: object, seconds: float) -> tuple[bool, Any]:
        """Let the process do a task; give whether it was done, and its result or its error."""
        assert self._connection is not None
        with suppress(OSError):  # that it is gone is seen below
            self._connection.send(task)
        if not self._connection.poll(seconds):
            raise RequestError(503, "too-long", "This took too long and was given up. Try with less.", 5)
        is_done, outcome = self._received()
        return is_done, outcome

    def _received(self) -> Any:
        assert self._connection is not None
        try:
            return self._connection.recv()
        except (EOFError, OSError):
            raise DistantFault({"fault": "ProcessEnded", "place": ""}) from None

    def end(self) -> None:
        """Kill the process. A thread that waits for it sees the end of the connection."""
        if self._process is not None and self._process.pid is not None:
            self._process.kill()


def _serve(connection: Connection, rulebooks: Mapping[str, Rulebook], memory: int) -> None:
    """Do tasks as they come, in a process of its own, until the other end is closed."""
    on_end_of_parent(lambda: os._exit(1))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of Ctrl-C the server is told, which then ends this process
    with suppress(OSError):
        os.nice(10)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    try:
        connection.send(None)
        while True:
            function, id, args, kwargs = connection.recv()
            connection.send(_outcome(function, rulebooks[id], args, kwargs))
    except BaseException:  # the server is gone, or a library broke; a traceback could hold a person's words
        os._exit(1)


def _outcome(function: Callable[..., Any], rulebook: Rulebook, args: Any, kwargs: Any) -> tuple[bool, Any]:
    try:
        return True, function(rulebook, *args, **kwargs)
    except AdvisorError as error:
        return False, error.with_traceback(None)
    except Exception as error:  # its message may hold a person's words
        return False, DistantFault(describe_fault(error))
