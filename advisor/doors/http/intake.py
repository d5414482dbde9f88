"""What a client sends, within its limits: no more than allowed, and no slower."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Message, Receive, Scope

from advisor.doors.http.problems import RequestError
from advisor.doors.http.settings import Settings

_MEGABYTE = 1_000_000
_SLOW = "The request did not arrive in time. Send it again, all at once."


class Intake:
    """Stands in the place of ASGI's ``receive`` and holds every request to the limits, whoever reads it."""

    def __init__(self, scope: Scope, receive: Receive, settings: Settings) -> None:
        self._receive, self._settings = receive, settings
        self._began, self._size, self._complete = time.monotonic(), 0, False
        headers = Headers(scope=scope)
        is_form = headers.get("content-type", "").startswith("multipart/form-data")
        self._most = settings.roster_bytes if is_form else settings.most_bytes
        declared = headers.get("content-length", "")
        self._declared = int(declared) if declared.isdecimal() else 0
        scope["advisor.intake"] = self

    async def __call__(self) -> Message:
        """Receive the next part. Raises RequestError when it is too much (413) or too slow (408)."""
        if self._complete:
            return await self._receive()  # waits for the client to go away
        if self._declared > self._most:
            raise self._too_large()
        seconds = self._settings.send_seconds * (1 + self._size // _MEGABYTE)
        message = await self._next(self._began + seconds - time.monotonic())
        if self._size > self._most:
            raise self._too_large()
        return message

    async def stream(self) -> AsyncIterator[bytes]:
        """Give the parts of a body without a limit on the whole; the reader keeps none, and calls ``go_on`` in time."""
        self.go_on()
        while not self._complete:
            message = await self._next(self._until - time.monotonic())
            if message["type"] == "http.disconnect":
                return
            yield message.get("body", b"")

    async def until_gone(self) -> None:
        """Wait until the client has gone away, or the answer is complete."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    def go_on(self) -> None:
        """Allow as much time again."""
        self._until = time.monotonic() + self._settings.send_seconds

    async def _next(self, seconds: float) -> Message:
        try:
            async with asyncio.timeout(seconds):
                message = await self._receive()
        except TimeoutError:
            raise RequestError(408, "too-slow", _SLOW) from None
        self._size += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        return message

    def _too_large(self) -> RequestError:
        return RequestError(413, "too-large", f"This is too large; {self._most:,} bytes are the most.")


def intake_of(request: Request) -> Intake:
    """Give the intake of a request."""
    intake: Intake = request.scope["advisor.intake"]
    return intake


async def body_of(request: Request) -> bytes:
    """Read a body whose text is data. Raises RequestError (415) for what can never be that: a form, or compressed."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise RequestError(415, "media-type", "Send the JSON or YAML itself as the body, not a form with a file.")
    if request.headers.get("content-encoding", "identity").strip().casefold() not in ("", "identity"):
        raise RequestError(415, "media-type", "Send the body as it is, not compressed.")
    return await request.body()
