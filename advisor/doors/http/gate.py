"""The gate that every request goes through: limits on how many, a number for each, a line in the log, the figures.

A fault that nobody foresaw ends here: it is answered, logged without its words, and disturbs no other request.
"""

from __future__ import annotations

import time
from secrets import token_hex

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.doors.http import measures
from advisor.doors.http.intake import Intake
from advisor.doors.http.journal import journal, told
from advisor.doors.http.problems import RequestError, fault_response, problem_response
from advisor.doors.http.settings import Settings

ALWAYS = frozenset(("/health", "/ready", "/metrics"))
"""Answered however much there is to do."""
_GONE = 499
"""The status in the log when a client went away before its answer."""


class Gate:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings
        self._under_way = 0
        self._by_client: dict[str, int] = {}
        self._journal = journal()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        client = scope["client"][0] if scope.get("client") else ""
        answer = _Answer(send)
        began = time.perf_counter()
        refused = None if scope["path"] in ALWAYS else self._refused(client)
        self._enter(client)
        try:
            if refused:
                await problem_response(refused)(scope, receive, answer.send)
            else:
                await self._app(scope, Intake(scope, receive, self._settings), answer.send)
        except ClientDisconnect:
            answer.status = answer.status or _GONE
        except Exception as error:
            self._journal.error("fault", request=answer.number, route=_route(scope), **told(error))
            if not answer.status:
                await fault_response(Request(scope))(scope, receive, answer.send)
        finally:
            scope.pop("advisor.intake", None)  # which leads back to the scope
            self._leave(client)
            seconds = time.perf_counter() - began
            route, status = _route(scope), answer.status or _GONE
            measures.ended(scope["method"], route, status, seconds)
            self._journal.info(
                "request", method=scope["method"], route=route, status=status, seconds=round(seconds, 6),
                bytes=answer.size, request=answer.number,
            )  # fmt: skip

    def _refused(self, client: str) -> RequestError | None:
        if self._under_way >= self._settings.at_once:
            return RequestError(503, "busy", "Too many people are asking at this moment. Try again in a little.", 2)
        if self._by_client.get(client, 0) >= self._settings.per_client:
            return RequestError(429, "too-many", "Too many requests from one address at the same time. Send fewer.", 1)
        return None

    def _enter(self, client: str) -> None:
        measures.began()
        self._under_way += 1
        self._by_client[client] = self._by_client.get(client, 0) + 1

    def _leave(self, client: str) -> None:
        self._under_way -= 1
        if self._by_client[client] > 1:
            self._by_client[client] -= 1
        else:
            del self._by_client[client]


class _Answer:
    """What is sent back: it gets the request's number, and its status and size are noted."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.number = token_hex(8)
        self.status = self.size = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), (b"x-request-id", self.number.encode())]
        else:
            self.size += len(message.get("body", b""))
        await self._send(message)


def _route(scope: Scope) -> str:
    """Give the pattern of the route, since an address may hold anything."""
    route = scope.get("route")
    return getattr(route, "path", "") or "(none)"
