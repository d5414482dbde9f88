"""The pool of threads for the work of requests: how much it takes on, for how long, and that it counts right."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from threading import Event

import pytest

from advisor.doors.http.problems import RequestError
from advisor.doors.http.settings import Settings
from advisor.doors.http.worker_pool import WorkerPool
from advisor.errors import InputError
from tests.asynchronous import finished

SMALL = Settings(threads=1, waiting=1, work_seconds=0.3)


def status_of(outcome: object) -> int:
    """The status that a refused piece of work would be answered with."""
    assert isinstance(outcome, RequestError)
    return outcome.http_status


async def emptied(pool: WorkerPool) -> None:
    """Wait until nothing is left to do."""
    for _ in range(200):
        if not pool.futures:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("something is counted that is not being done")


def test_what_does_not_fit_is_refused_and_what_takes_too_long_is_given_up() -> None:
    """A flood would pile up work without end, or a slow piece would keep its client for ever."""

    async def run() -> None:
        pool, go = WorkerPool(SMALL), Event()
        begun = [asyncio.ensure_future(pool.run(go.wait)) for _ in range(2)]  # one works, one waits
        await asyncio.sleep(0.05)
        assert pool.is_full
        with pytest.raises(RequestError) as refused:
            await pool.run(int)
        assert (refused.value.http_status, refused.value.retry_after > 0) == (503, True)
        outcomes = await asyncio.gather(*begun, return_exceptions=True)
        assert [status_of(one) for one in outcomes] == [503, 503]
        assert len(pool.futures) == 1  # the one that waited never begins, the other is still at it
        assert [pool.is_stuck] == [True]
        go.set()
        await emptied(pool)
        assert [pool.is_stuck] == [False]
        assert await pool.run(lambda: 7) == 7
        pool.close()

    finished(run())


def test_what_nobody_waits_for_any_more_never_begins() -> None:
    """Clients that gave up would still keep the threads busy."""

    async def run() -> None:
        pool, go, done = WorkerPool(Settings(threads=1, waiting=5)), Event(), list[int]()
        first = asyncio.ensure_future(pool.run(go.wait))
        second = asyncio.ensure_future(pool.run(done.append, 1))
        await asyncio.sleep(0.05)
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
        go.set()
        await first
        await emptied(pool)
        pool.close()
        assert done == []

    finished(run())


def test_what_is_begun_is_finished_when_the_pool_closes() -> None:
    """Stopping a server would cut work off in its middle."""

    async def run() -> None:
        pool, begun, done = WorkerPool(Settings(threads=1)), Event(), list[int]()

        def work() -> None:
            begun.set()
            Event().wait(0.2)
            done.append(1)

        task = asyncio.ensure_future(pool.run(work))
        await asyncio.to_thread(begun.wait)
        pool.close()
        assert done == [1]
        await task

    finished(run())


def test_an_error_reaches_the_one_who_asked() -> None:
    """A mistake in a profile would become an internal fault."""

    async def run() -> None:
        def work() -> None:
            raise InputError("wrong")

        pool = WorkerPool(SMALL)
        with pytest.raises(InputError):
            await pool.run(work)
        await emptied(pool)
        pool.close()

    finished(run())


def test_many_at_a_time_leave_nothing_counted() -> None:
    """A count changed by several threads at once drifts, and in the end the server refuses everybody."""

    async def run() -> None:
        pool = WorkerPool(Settings(threads=8, waiting=5_000))
        assert sum(await asyncio.gather(*(pool.run(int, 1) for _ in range(3_000)))) == 3_000
        await emptied(pool)
        pool.close()

    finished(run())


def test_short_work_lets_others_in_between() -> None:
    """All who ask at the same time would be served at once, and everybody else would wait until the last of them."""

    async def run() -> None:
        pool, seen = WorkerPool(SMALL), list[str]()

        async def beat() -> None:
            for _ in range(50):
                seen.append("beat")
                await asyncio.sleep(0)

        await asyncio.gather(*(pool.run_here(seen.append, "work") for _ in range(10)), beat())
        places = [n for n, one in enumerate(seen) if one == "work"]
        assert len(places) == 10
        assert all(later - earlier > 1 for earlier, later in pairwise(places))
        pool.close()

    finished(run())
