"""uvicorn's HTTP protocol with the limits that it lacks: on headers, on what follows an answer, and on slow readers.

uvicorn waits for ever for the end of a request's headers, keeps as many of them as come, reads what follows an answer
for as long as it is sent, and keeps an answer for ever for a client that does not read it.
"""

from __future__ import annotations

import asyncio
from asyncio import TimerHandle
from fcntl import ioctl
from functools import partial
from math import inf
from sys import byteorder
from termios import TIOCOUTQ
from typing import Any

import orjson
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from advisor.doors.http.problems import MEDIA_TYPE, RequestError, problem_of
from advisor.doors.http.settings import Settings

MOST_HEADER_BYTES = 65_536
_LINGER_SECONDS = 2.0
"""A connection that is closed while its client still sends would be reset, and the answer lost."""


class Protocol(HttpToolsProtocol):
    """One connection."""

    settings = Settings()
    """What ``advisor serve`` was told; each process sets it before it serves."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._timers: dict[str, TimerHandle] = {}
        self._is_heading, self._header_bytes = True, 0
        self._refusal: RequestError | None = None
        self._answering: RequestResponseCycle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._start("headers", self.settings.header_seconds, self._too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what was waited for."""
        for name in list(self._timers):
            self._stop(name)
        if self._answering:  # uvicorn tells only the newest of several requests in a row
            self._answering.disconnected = True
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what has arrived."""
        if self._refusal:
            return  # it is read so that the client can finish, and see the answer
        was_heading = self._is_heading
        super().data_received(data)
        if self._is_heading and not self._refusal:
            self._header_bytes += len(data) if was_heading else 1
            if self._header_bytes > MOST_HEADER_BYTES:
                self._refuse(RequestError(431, "too-large", f"Headers may have {MOST_HEADER_BYTES:,} bytes at most."))

    def on_message_begin(self) -> None:
        """Begin a request: the time for its headers runs."""
        super().on_message_begin()
        self._is_heading = True
        if "headers" not in self._timers:
            self._start("headers", self.settings.header_seconds, self._too_slow)

    def on_headers_complete(self) -> None:
        """Headers are there; the application minds the body."""
        self._is_heading, self._header_bytes = False, 0
        self._stop("headers")
        super().on_headers_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def on_message_complete(self) -> None:
        """The request has arrived as a whole."""
        self._stop("rest")
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """An answer has gone out. What the client still sends is read for a while, so that it can see the answer."""
        super().on_response_complete()
        if self.transport.is_closing() or not self.cycle.response_complete:
            return  # another request is waiting
        if self._refusal:
            self._write(self._refusal)
        elif self.cycle.more_body:
            self._start("rest", self.settings.header_seconds, self.transport.abort)

    def pause_writing(self) -> None:
        """Begin to wait for a client that does not read."""
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        """The client reads again."""
        super().resume_writing()
        self._stop("reader")

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that nobody uses, but not before its last answer has gone to the client."""
        if not self._unread() or self.transport.is_closing():
            super().timeout_keep_alive_handler()
            return
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)
        if "reader" not in self._timers:
            self._watch()

    def _watch(self, before: float = inf) -> None:
        """Go on as long as the client reads something now and then."""
        left = self._unread()
        if left >= before:
            self.transport.abort()
        elif left:
            self._start("reader", self.settings.read_seconds, partial(self._watch, left))

    def _unread(self) -> int:
        """Give the bytes that the client has not taken yet, those that wait in the system among them."""
        counted, file = bytearray(4), self.transport.get_extra_info("socket").fileno()
        if file >= 0:  # it is closed otherwise
            ioctl(file, TIOCOUTQ, counted)
        return self.transport.get_write_buffer_size() + int.from_bytes(counted, byteorder)

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP."""
        self._refuse(RequestError(400, "http", "This is not a request that HTTP knows."))

    def _too_slow(self) -> None:
        if self._header_bytes:
            self._refuse(RequestError(408, "too-slow", "The request did not arrive in time. Send it again."))
        else:
            self.transport.close()

    def _refuse(self, error: RequestError) -> None:
        """Refuse what has come, after the answers to whole requests before it."""
        self._refusal = error
        if self._answering is None or self._answering.response_complete:
            self._write(error)
        elif self.cycle.more_body:  # the request that is being read is the one at fault
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            self.transport.abort() if self.cycle.response_started or self.pipeline else self._write(error)

    def _write(self, error: RequestError) -> None:
        content = orjson.dumps(problem_of(error))
        head = f"content-type: {MEDIA_TYPE}\r\ncontent-length: {len(content)}\r\nconnection: close\r\n\r\n"
        self.transport.write(STATUS_LINE[error.http_status] + head.encode() + content)
        self.transport.write_eof()
        self._start("rest", _LINGER_SECONDS, self.transport.abort)

    def _start(self, name: str, seconds: float, action: Any) -> None:
        self._stop(name)
        self._timers[name] = self.loop.call_later(seconds, action)

    def _stop(self, name: str) -> None:
        if timer := self._timers.pop(name, None):
            timer.cancel()
