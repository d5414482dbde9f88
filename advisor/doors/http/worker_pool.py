"""A pool of threads for the work of requests, with a bound on what waits and on how long anybody waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from advisor.doors.http.problems import RequestError
from advisor.doors.http.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")


class WorkerPool:
    """Runs functions in threads. A function that has begun runs to its end, also when its request is gone.

    It is a ThreadPoolExecutor since anyio's CapacityLimiter gives a place back when a request gives up, although the
    thread still works: slow requests that are given up would make more threads than are allowed.
    """

    def __init__(self, settings: Settings) -> None:
        self._seconds, self._capacity = settings.work_seconds, settings.threads + settings.waiting
        self._threads = settings.threads
        self._executor = ThreadPoolExecutor(settings.threads, thread_name_prefix="advice")
        self.futures: set[Future[Any]] = set()
        """What waits or runs. Each future leaves the set from its thread, which a set of CPython allows."""
        self._given_up = set[Future[Any]]()
        """What still runs, although nobody waits for it any more."""
        self._turn = asyncio.Lock()

    @property
    def is_full(self) -> bool:
        """Say whether more work would be refused at this moment."""
        return len(self.futures) >= self._capacity

    @property
    def is_stuck(self) -> bool:
        """Say whether every thread is taken by work that was given up."""
        return sum(not future.done() for future in self._given_up) >= self._threads

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function in a thread and give its result.

        Raises RequestError (503) when the pool is full or the result takes too long, and what the function raises.
        A function that has not begun when its request gives up or is canceled never begins.
        """
        if self.is_full:
            raise RequestError(503, "busy", "Too many people are asking at this moment. Try again in a little.", 2)
        future = self._executor.submit(function, *args, **kwargs)
        self.futures.add(future)
        future.add_done_callback(self.futures.discard)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._seconds)
        except TimeoutError:
            self._given_up = {one for one in (*self._given_up, future) if not one.done()}
            raise RequestError(503, "too-long", "This took too long and was given up. Try with less.", 5) from None

    async def run_here(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a short function in the event loop, at most one in each of its rounds.

        Several in one round would delay new connections, of which uvloop accepts one a round.
        """
        async with self._turn:
            await asyncio.sleep(0)
            return function(*args, **kwargs)

    def close(self) -> None:
        """Wait for what has begun; what waits never begins."""
        self._executor.shutdown(wait=True, cancel_futures=True)
