"""Work for requests: in threads, so many at once and no longer than allowed, beside the loop that serves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import ParamSpec, TypeVar

from advisor.doors.http.problems import RequestError
from advisor.doors.http.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")


class Workroom:
    """Runs functions that take a while; what is begun is finished, also when nobody waits for it any more."""

    def __init__(self, settings: Settings) -> None:
        self._seconds, self._most = settings.work_seconds, settings.threads + settings.waiting
        self._threads = ThreadPoolExecutor(settings.threads, thread_name_prefix="advice")
        self._lock, self._taken = Lock(), 0
        self._turn = asyncio.Lock()

    @property
    def is_full(self) -> bool:
        """Say whether nothing more can be taken on at this moment."""
        return self._taken >= self._most

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function in a thread and give its answer.

        Raises RequestError (503) when too many wait already or when it takes too long, and what the function raises.
        What has not begun by then never will.
        """
        with self._lock:
            if self.is_full:
                raise RequestError(503, "busy", "Too many people are asking at this moment. Try again in a little.", 2)
            self._taken += 1
        future = self._threads.submit(function, *args, **kwargs)
        future.add_done_callback(self._done)  # called in the thread, or here when it never began
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._seconds)
        except TimeoutError:
            raise RequestError(503, "too-long", "This took too long and was given up. Try with less.", 5) from None

    async def in_turn(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run something short at once, one a round of the loop, so that between two of them everything else goes on.

        Otherwise all who asked at the same time would be served in one round, and new connections wait for it: uvloop
        takes one of those a round.
        """
        async with self._turn:
            await asyncio.sleep(0)
            return function(*args, **kwargs)

    def _done(self, _: Future[T]) -> None:
        with self._lock:
            self._taken -= 1

    def close(self) -> None:
        """Finish what has begun."""
        self._threads.shutdown(wait=True, cancel_futures=True)
