"""One row for each thing that the service can be asked: its route and its part of the OpenAPI document come from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Scope

from advisor.doors.http.asked import Asked
from advisor.doors.http.shelf import Shelf
from advisor.doors.web.site import NOT_KEPT

PRIVATE = {**NOT_KEPT, "X-Content-Type-Options": "nosniff"}
"""Headers of every answer that holds what a person told us."""
Endpoint = Callable[[Request], Awaitable[Response]]
Example = Callable[[Shelf], tuple[Any, bytes | str]]
"""Gives an example of a body (nothing for GET) and what the product answers to it."""


@dataclass(frozen=True, slots=True)
class Served:
    """``takes`` and ``gives`` name the schemas of the body and of the answer; ``says`` is the sentence about it."""

    method: str
    path: str
    says: str
    endpoint: Endpoint
    query: type[Asked] | None = None
    takes: str = ""
    gives: str = ""
    example: Example | None = None
    media_type: str = "application/json"
    can_refuse: tuple[int, ...] = ()

    @property
    def route(self) -> Route:
        """Give the route."""
        return _Told(self.path, self.endpoint, methods=[self.method])


class _Told(Route):
    """A route that tells which it is, for the log and the figures."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, child = super().matches(scope)
        return match, ({**child, "route": self} if child else child)
