"""uvicorn's HTTP protocol with the limits that uvicorn lacks.

uvicorn sets no limit on the time and size of a request's headers, on the body that still arrives after the answer, and
on the time that a client takes to read an answer. tests/http/test_limits.py has a test for each.
"""

from __future__ import annotations

import asyncio
from asyncio import TimerHandle
from collections.abc import Callable
from fcntl import ioctl
from functools import partial
from math import inf
from sys import byteorder
from termios import TIOCOUTQ
from typing import Any

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from advisor.doors.http.problems import RequestError, problem_response
from advisor.doors.http.settings import Settings

MOST_HEADER_BYTES = 65_536
_LINGER_SECONDS = 2.0
"""How long a refused client may still send: closing at once would reset the connection, and the answer be lost."""


class Protocol(HttpToolsProtocol):
    """One connection. Its timers are ``headers``, ``rest`` (of a body after its answer) and ``reader``."""

    settings = Settings()
    """Those in the environment when a process of ``advisor serve`` loads this module."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._timers: dict[str, TimerHandle] = {}
        self._in_headers, self._header_bytes = True, 0
        self._refusal: RequestError | None = None
        self._answering: RequestResponseCycle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's
        """Start the time for the first headers."""
        super().connection_made(transport)
        self._start("headers", self.settings.header_seconds, self._headers_too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all timers."""
        for name in list(self._timers):
            self._stop(name)
        if self._answering:  # uvicorn tells only the newest of several pipelined requests
            self._answering.disconnected = True
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse data and count the bytes of headers; after a refusal, data is read and dropped."""
        if self._refusal:
            return
        was_in_headers = self._in_headers
        super().data_received(data)
        if self._in_headers and not self._refusal:
            self._header_bytes += len(data) if was_in_headers else 1
            if self._header_bytes > MOST_HEADER_BYTES:
                self._refuse(RequestError(431, "too-large", f"Headers may have {MOST_HEADER_BYTES:,} bytes at most."))

    def on_message_begin(self) -> None:
        """Start the time for the headers of a request."""
        super().on_message_begin()
        self._in_headers = True
        if "headers" not in self._timers:
            self._start("headers", self.settings.header_seconds, self._headers_too_slow)

    def on_headers_complete(self) -> None:
        """Stop the time for headers; LimitedReceive limits the body."""
        self._in_headers, self._header_bytes = False, 0
        self._stop("headers")
        super().on_headers_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def on_message_complete(self) -> None:
        """Stop the time for the rest of a body."""
        self._stop("rest")
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Send a refusal that waited for this answer, or start the time for the rest of the body."""
        super().on_response_complete()
        if self.transport.is_closing() or not self.cycle.response_complete:
            return  # another request is waiting
        if self._refusal:
            self._write_refusal(self._refusal)
        elif self.cycle.more_body:
            self._start("rest", self.settings.header_seconds, self.transport.abort)

    def pause_writing(self) -> None:
        """Start to watch a client that does not read."""
        super().pause_writing()
        self._watch_reader()

    def resume_writing(self) -> None:
        """Stop watching a client that reads again."""
        super().resume_writing()
        self._stop("reader")

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection, but not before the client has read its last answer."""
        if not self._unread_bytes() or self.transport.is_closing():
            super().timeout_keep_alive_handler()
            return
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)
        if "reader" not in self._timers:
            self._watch_reader()

    def _watch_reader(self, unread_before: float = inf) -> None:
        """Abort the connection when the client has read nothing for ``read_seconds``."""
        unread = self._unread_bytes()
        if unread >= unread_before:
            self.transport.abort()
        elif unread:
            self._start("reader", self.settings.read_seconds, partial(self._watch_reader, unread))

    def _unread_bytes(self) -> int:
        """Count the bytes that the client has not acknowledged, in our buffer and in the socket's."""
        queued, file = bytearray(4), self.transport.get_extra_info("socket").fileno()
        if file >= 0:  # the socket is closed otherwise
            ioctl(file, TIOCOUTQ, queued)
        return self.transport.get_write_buffer_size() + int.from_bytes(queued, byteorder)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP."""
        self._refuse(RequestError(400, "http", "This is not a request that HTTP knows."))

    def _headers_too_slow(self) -> None:
        if self._header_bytes:
            self._refuse(RequestError(408, "too-slow", "The request did not arrive in time. Send it again."))
        else:
            self.transport.close()

    def _refuse(self, error: RequestError) -> None:
        """Refuse what has arrived, after the answers to the complete requests before it."""
        self._refusal = error
        if self._answering is None or self._answering.response_complete:
            self._write_refusal(error)
        elif self.cycle.more_body:  # the request that is being read is at fault
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            if self.cycle.response_started or self.pipeline:
                self.transport.abort()
            else:
                self._write_refusal(error)

    def _write_refusal(self, error: RequestError) -> None:
        response = problem_response(error)
        headers = b"".join(b"%s: %s\r\n" % header for header in response.raw_headers)
        head = STATUS_LINE[error.http_status] + headers + b"connection: close\r\n\r\n"
        self.transport.write(head + bytes(response.body))
        self.transport.write_eof()
        self._start("rest", _LINGER_SECONDS, self.transport.abort)

    def _start(self, name: str, seconds: float, action: Callable[[], object]) -> None:
        self._stop(name)
        self._timers[name] = self.loop.call_later(seconds, action)

    def _stop(self, name: str) -> None:
        if timer := self._timers.pop(name, None):
            timer.cancel()
