"""What a client has sent ahead of its answers: most send all before they read anything.

A little of it is held in memory, the rest in a file without a name, which is gone with the request.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile

from advisor.doors.http.intake import Intake
from advisor.doors.http.problems import RequestError

_HELD = 65_536


class Ahead:
    """Reads a body up to ``most`` bytes ahead of whoever takes its parts."""

    def __init__(self, intake: Intake, most: int) -> None:
        self._intake, self._most = intake, most
        self._file = SpooledTemporaryFile[bytes](max_size=_HELD)  # closed by ``close``
        self._written = self._taken = 0
        self._changed = asyncio.Event()
        self._has_ended = False
        self._error: RequestError | None = None
        self.is_gone = False
        """Whether the client has gone away: nobody reads the answers any more."""

    async def fill(self) -> None:
        """Read until the client goes away; what goes wrong is raised to the one who takes the parts, in its place."""
        try:
            async for part in self._intake.stream():
                self._file.seek(self._written)
                self._file.write(part)
                self._written += len(part)
                self._changed.set()
                while self._written - self._taken >= self._most:
                    await self._next_change()
                    self._intake.go_on()
                if b"\n" in part:
                    self._intake.go_on()  # a line must come to its end in time
        except RequestError as error:
            self._error = error
        self._has_ended = True
        self._changed.set()
        await self._intake.until_gone()
        self.is_gone = True

    async def parts(self) -> AsyncIterator[bytes]:
        """Give what was sent, in order. Raises RequestError where something went wrong."""
        while True:
            while self._taken == self._written and not self._has_ended:
                await self._next_change()
            if self._taken == self._written:
                break
            self._file.seek(self._taken)
            part = self._file.read(_HELD)
            self._taken += len(part)
            if self._taken == self._written:
                self._taken = self._written = 0
                self._file.truncate(0)
            self._changed.set()
            yield part
        if self._error:
            raise self._error

    async def _next_change(self) -> None:
        """Wait for the other side; only one of the two ever waits."""
        self._changed.clear()
        await self._changed.wait()

    def close(self) -> None:
        """Let go of what was sent."""
        self._file.close()
