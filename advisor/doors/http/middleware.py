"""Middleware around the whole application: limits on the number of requests, request ids, the log and the metrics."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from secrets import token_hex

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.doors.http import metrics
from advisor.doors.http.body_limits import LimitedReceive
from advisor.doors.http.problems import InternalFault, RequestError, problem_response
from advisor.doors.http.request_log import describe_fault, request_log
from advisor.doors.http.settings import Settings
from advisor.doors.http.sites import Sites
from advisor.errors import AdvisorError

UNLIMITED = frozenset(("/health", "/ready", "/metrics"))
"""Paths that are served however many requests are under way."""
_NOSNIFF = (b"x-content-type-options", b"nosniff")
_GONE = 499
"""The status in the log when a client went away before its answer."""


class RequestMiddleware:
    """ASGI middleware. An exception that nothing else handles is answered and logged here, without its message."""

    def __init__(
        self, app: ASGIApp, settings: Settings, error_response: Callable[[Request, AdvisorError], Response]
    ) -> None:
        self._app, self._settings, self._error_response = app, settings, error_response
        self._sites = Sites(settings.names)
        self._under_way, self._by_client = 0, Counter[str]()
        self._log = request_log()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, started, status, size = token_hex(8), time.perf_counter(), 0, 0

        async def send_noted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                own = [one for one in message.get("headers", ()) if one[0] != _NOSNIFF[0]]
                message["headers"] = [*own, _NOSNIFF, (b"x-request-id", request_id.encode())]
            else:
                size += len(message.get("body", b""))
            await send(message)

        client = scope["client"][0] if scope.get("client") else ""
        refusal = self._sites.check(scope) or (None if scope["path"] in UNLIMITED else self._refusal(client))
        self._count(client, 1)
        try:
            if refusal:
                # of a request whose Host is wrong, a page could not say even its own address
                has_address = refusal.http_status != 400
                answer = self._error_response(Request(scope), refusal) if has_address else problem_response(refusal)
                await answer(scope, receive, send_noted)
            else:
                await self._app(scope, LimitedReceive(scope, receive, self._settings), send_noted)
        except ClientDisconnect:
            status = status or _GONE
        except Exception as error:  # a fault of ours: it is noted without anything of the person
            self._log.error("fault", request=request_id, route=_route(scope), **describe_fault(error))
            if not status:
                await self._error_response(Request(scope), InternalFault())(scope, receive, send_noted)
        finally:
            self._count(client, -1)
            seconds = time.perf_counter() - started
            method, route, status = scope["method"], _route(scope), status or _GONE
            metrics.observe(method, route, status, seconds)
            figures = {"status": status, "seconds": round(seconds, 6), "bytes": size}
            self._log.info("request", method=method, route=route, **figures, request=request_id)

    def _refusal(self, client: str) -> RequestError | None:
        if self._under_way >= self._settings.at_once:
            return RequestError(503, "busy", "Too many people are asking at this moment. Try again in a little.", 2)
        if self._by_client[client] >= self._settings.per_client:
            return RequestError(429, "too-many", "Too many requests from one address at the same time. Send fewer.", 1)
        return None

    def _count(self, client: str, change: int) -> None:
        metrics.UNDER_WAY.inc(change)
        self._under_way += change
        self._by_client[client] += change
        if not self._by_client[client]:
            del self._by_client[client]


def _route(scope: Scope) -> str:
    """Give the pattern of the route, since a path may hold anything."""
    return getattr(scope.get("route"), "path", "") or "(none)"
