"""A buffer for a streamed body, so that a client may send all of it before it reads any of the answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile

from advisor.doors.http.problems import RequestError

_PART_BYTES = 65_536


class BodyBuffer:
    """Takes a body from one task and gives it to another; at most ``capacity`` bytes wait between them.

    Up to 64 KiB wait in memory, more in a file without a name. (anyio's memory streams bound the number of parts and
    not their bytes, and have no file.)
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._file = SpooledTemporaryFile[bytes](max_size=_PART_BYTES)  # closed by ``close``
        self._written = self._read = 0
        self._has_ended = False
        self._error: RequestError | None = None
        self._changed = asyncio.Event()  # only one of the two tasks ever waits

    async def write(self, part: bytes) -> bool:
        """Add a part, and wait until there is room for another. Say whether that took waiting."""
        self._file.seek(self._written)
        self._file.write(part)
        self._written += len(part)
        self._changed.set()
        is_full = self._written - self._read >= self._capacity
        while self._written - self._read >= self._capacity:
            await self._next_change()
        return is_full

    def end(self, error: RequestError | None = None) -> None:
        """End the body; an error is raised to the reader after all parts."""
        self._has_ended, self._error = True, error
        self._changed.set()

    async def parts(self) -> AsyncIterator[bytes]:
        """Give the parts in order. Raises the error with which the body ended."""
        while True:
            while self._read == self._written and not self._has_ended:
                await self._next_change()
            if self._read == self._written:
                break
            self._file.seek(self._read)
            part = self._file.read(_PART_BYTES)
            self._read += len(part)
            if self._read == self._written:
                self._read = self._written = 0
                self._file.truncate(0)
            self._changed.set()
            yield part
        if self._error:
            raise self._error

    async def _next_change(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    def close(self) -> None:
        """Remove what was stored."""
        self._file.close()
