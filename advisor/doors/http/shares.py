"""Places for work that takes long, and who gets the next one: clients in turn, none of them all the places."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import Request

from advisor.doors.http.problems import RequestError


def client_of(request: Request) -> str:
    """Give the address from which a request comes; one of IPv6 without the half that its owner may choose."""
    host = request.client.host if request.client else ""
    return ":".join(host.split(":")[:4]) if ":" in host and not host.startswith("::") else host


class Shares:
    """``at_once`` places in all. One client holds at most ``each`` of them, and waits at most ``each_waiting`` times.

    Of those who wait, one client after another gets the next place. Whoever waits for ``seconds`` is refused. All of
    it happens in one event loop.
    """

    def __init__(self, at_once: int, each: int, waiting: int, each_waiting: int, seconds: float) -> None:
        self._at_once, self._each, self._seconds = at_once, each, seconds
        self._waiting, self._each_waiting = waiting, each_waiting
        self._working = Counter[str]()
        self._queues: dict[str, deque[asyncio.Future[None]]] = {}
        """Who waits, by client; the first client that may have another place is the next to get one."""
        self._moved = time.monotonic()

    @property
    def is_stuck(self) -> bool:
        """Say whether somebody waits, and for twice the longest wait no place was given or left."""
        return bool(self._queues) and time.monotonic() - self._moved > 2 * self._seconds

    @asynccontextmanager
    async def place(self, client: str) -> AsyncIterator[None]:
        """Wait for a place, and hold it. Raises RequestError: 429 when the client waits for too many, else 503."""
        if len(self._queues.get(client, ())) >= self._each_waiting:
            raise RequestError(429, "too-many", "Much of what you asked for is still to be done. Ask for less.", 5)
        if sum(map(len, self._queues.values())) >= self._waiting:
            raise RequestError(503, "busy", "Too many people are asking at this moment. Try again in a little.", 5)
        turn = asyncio.get_running_loop().create_future()
        if not self._queues:
            self._moved = time.monotonic()
        self._queues.setdefault(client, deque()).append(turn)
        self._give()
        try:
            await asyncio.wait_for(turn, self._seconds)
            yield
        except TimeoutError:
            if not turn.cancelled():
                raise
            message = "Too many people are asking at this moment. Try again in a little."
            raise RequestError(503, "busy", message, 5) from None
        finally:
            self._leave(client, turn)

    def _give(self) -> None:
        """Give the places that are free."""
        while self._working.total() < self._at_once:
            client = next((one for one in self._queues if self._working[one] < self._each), None)
            if client is None:
                return
            queue = self._queues.pop(client)
            turn = queue.popleft()
            if queue:
                self._queues[client] = queue  # behind the others
            self._working[client] += 1
            self._moved = time.monotonic()
            turn.set_result(None)

    def _leave(self, client: str, turn: asyncio.Future[None]) -> None:
        """Take back a place, or forget one who waited."""
        if turn.done() and not turn.cancelled():
            self._working[client] -= 1
            if not self._working[client]:
                del self._working[client]
            self._moved = time.monotonic()
        elif turn in (queue := self._queues.get(client, deque())):
            queue.remove(turn)
            if not queue:
                del self._queues[client]
        self._give()
