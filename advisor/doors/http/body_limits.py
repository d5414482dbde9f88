"""Limits on the bodies of requests: how large they may be, and how long they may take to arrive."""

from __future__ import annotations

import asyncio
import time
from math import inf

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Message, Receive, Scope

from advisor.doors.http.problems import RequestError
from advisor.doors.http.settings import Settings

_MEGABYTE = 1_000_000
ROSTERS = "/roster"
"""The path to which rosters are uploaded."""


class LimitedReceive:
    """ASGI's ``receive`` with limits, for whoever reads the body.

    It raises RequestError when the body is too large (413) or arrives too slowly (408): it must be complete within
    ``send_seconds``, and as much again for each megabyte received.
    """

    def __init__(self, scope: Scope, receive: Receive, settings: Settings) -> None:
        headers = Headers(scope=scope)
        is_form = headers.get("content-type", "").startswith("multipart/form-data")
        self._most: float = settings.most_bytes
        if is_form:  # with a file: a roster, or a person's answers beside a few fields
            self._most = settings.roster_bytes if scope["path"] == ROSTERS else 2 * settings.most_bytes
        declared = headers.get("content-length", "")
        self._declared = int(declared) if declared.isdecimal() else 0
        self._receive, self._seconds = receive, settings.send_seconds
        self._size, self._has_ended = 0, False
        self.restart_clock()

    async def __call__(self) -> Message:
        """Receive the next message; after the end of the body, or a refusal, without a limit."""
        if self._has_ended:
            return await self._receive()
        self._check_size(self._declared)
        seconds = self._seconds * (1 + (self._size - self._counted_from) // _MEGABYTE)
        try:
            async with asyncio.timeout(self._started + seconds - time.monotonic()):
                message = await self._receive()
        except TimeoutError:
            self._has_ended = True
            words = "The request did not arrive in time. Send it again, all at once."
            raise RequestError(408, "too-slow", words) from None
        self._has_ended = not message.get("more_body", False)
        self._size += len(message.get("body", b""))
        self._check_size(self._size)
        return message

    def restart_clock(self) -> None:
        """Allow the time for a body anew from here."""
        self._started, self._counted_from = time.monotonic(), self._size

    def allow_any_size(self) -> None:
        """Lift the limit on the size, for a reader that keeps no more than a part of the body."""
        self._most = inf

    def _check_size(self, size: int) -> None:
        if size > self._most:
            self._has_ended = True
            raise RequestError(413, "too-large", f"This is too large; {self._most:,} bytes are the most.")


async def read_body(request: Request) -> bytes:
    """Read a body that is JSON or YAML. Raises RequestError (415) for a form and for a compressed body."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise RequestError(415, "media-type", "Send the JSON or YAML itself as the body, not a form with a file.")
    if request.headers.get("content-encoding", "identity").strip().casefold() not in ("", "identity"):
        raise RequestError(415, "media-type", "Send the body as it is, not compressed.")
    return await request.body()
