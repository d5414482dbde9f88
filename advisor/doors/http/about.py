"""What the service says of itself: its rulebooks, its schemas, whether it runs, and its figures."""

from __future__ import annotations

from typing import Any

import orjson
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from advisor.doors.http import measures
from advisor.doors.http.asked import OfRulebook, asked
from advisor.doors.http.problems import RequestError
from advisor.doors.http.served import Served
from advisor.doors.http.shelf import Shelf, listed
from advisor.schema import advice_schema, profile_schema, schema_text

_OPTIONS = orjson.OPT_APPEND_NEWLINE


async def rulebooks(request: Request) -> Response:
    """List rulebooks."""
    query, shelf = asked(request, OfRulebook), request.app.state.shelf
    return as_json(_rulebooks(shelf, query.rulebook))


def _rulebooks(shelf: Shelf, id: str | None = None) -> bytes:
    books = shelf.rulebooks.values() if id is None else [shelf.take(id)]
    return orjson.dumps({"rulebooks": [listed(book) for book in books]}, option=_OPTIONS)


async def schema(request: Request) -> Response:
    """Give one of the schemas."""
    query, what = asked(request, OfRulebook), request.path_params["what"]
    book = request.app.state.shelf.take(query.rulebook)
    if what not in ("profile", "advice"):
        raise HTTPException(404)
    return as_json(schema_text(profile_schema(book) if what == "profile" else advice_schema()))


async def alive(_: Request) -> Response:
    """Say that the process runs."""
    return as_json(b'{"status": "ok"}\n')


async def ready(request: Request) -> Response:
    """Say whether there is room for requests."""
    state = request.app.state
    if not state.shelf.is_warm or state.workroom.is_full:
        raise RequestError(503, "not-ready", "Not ready for requests at this moment.", 2)
    return as_json(b'{"status": "ready"}\n')


async def metrics(_: Request) -> Response:
    """Give the figures."""
    return Response(await run_in_threadpool(measures.exposition), 200, None, CONTENT_TYPE_LATEST)


def as_json(content: bytes) -> Response:
    """Answer with JSON."""
    return Response(content, 200, None, "application/json")


def _listing(shelf: Shelf) -> tuple[Any, bytes]:
    return None, _rulebooks(shelf)


SERVED = (
    Served(
        "GET", "/v1/rulebook", "List the rulebooks that can be asked, the usual one first; or the one that is named.",
        rulebooks, OfRulebook, "", "Rulebooks", _listing, can_refuse=(400,),
    ),
    Served(
        "GET", "/v1/schema/{what}", "Give the JSON Schema of a profile, with the rulebook's words, or of advice.",
        schema, OfRulebook, "", "Schema", can_refuse=(400, 404),
    ),
    Served("GET", "/health", "Say that the process runs.", alive, gives="Status"),
    Served(
        "GET", "/ready", "Say whether the process takes requests: its rules are ready, and there is room.",
        ready, gives="Status", can_refuse=(503,),
    ),
    Served("GET", "/metrics", "Give the figures for Prometheus.", metrics, media_type="text/plain"),
)  # fmt: skip
