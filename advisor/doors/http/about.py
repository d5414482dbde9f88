"""The routes about the service itself: its rulebooks, its schemas, its health and its metrics."""

from __future__ import annotations

from typing import Any

import orjson
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from advisor.doors.http import metrics
from advisor.doors.http.endpoint import Endpoint
from advisor.doors.http.problems import RequestError
from advisor.doors.http.query import RulebookQuery, parse_query
from advisor.doors.http.rulebooks import RulebookList, Rulebooks, RulebookSummary
from advisor.schema import advice_schema, profile_schema, schema_text


async def _rulebooks(request: Request) -> Response:
    query = parse_query(request, RulebookQuery)
    return _json(_listing(request.app.state.rulebooks, query.rulebook))


def _listing(rulebooks: Rulebooks, id: str | None = None) -> bytes:
    books = rulebooks.by_id.values() if id is None else [rulebooks.get(id)]
    listing = RulebookList(tuple(RulebookSummary.of(book) for book in books))
    return orjson.dumps(listing, option=orjson.OPT_APPEND_NEWLINE)


async def _schema(request: Request) -> Response:
    query, what = parse_query(request, RulebookQuery), request.path_params["what"]
    rulebook = request.app.state.rulebooks.get(query.rulebook)
    if what not in ("profile", "advice"):
        raise HTTPException(404)
    return _json(schema_text(profile_schema(rulebook) if what == "profile" else advice_schema()))


async def _alive(_: Request) -> Response:
    return _json(b'{"status": "ok"}\n')


async def _ready(request: Request) -> Response:
    state = request.app.state
    pool = state.worker_pool
    if not state.rulebooks.are_ready or pool.is_full or pool.is_stuck or state.process_pool.is_stuck:
        raise RequestError(503, "not-ready", "Not ready for requests at this moment.", 2)
    return _json(b'{"status": "ready"}\n')


async def _metrics(_: Request) -> Response:
    return Response(await run_in_threadpool(metrics.exposition), 200, None, CONTENT_TYPE_LATEST)


def _json(content: bytes) -> Response:
    return Response(content, 200, None, "application/json")


def _example(rulebooks: Rulebooks) -> tuple[Any, bytes]:
    return None, _listing(rulebooks)


_LIST = "List the rulebooks that can be asked, the usual one first; or the one that is named."
_SCHEMAS = "Give the JSON Schema of a profile, with the rulebook's words, or of advice."
_READY = "Say whether the process takes requests: its rules are ready, there is room, and work moves."
ENDPOINTS = (
    Endpoint("GET", "/v1/rulebook", _LIST, _rulebooks, RulebookQuery, "", "RulebookList", _example, refusals=(400,)),
    Endpoint("GET", "/v1/schema/{what}", _SCHEMAS, _schema, RulebookQuery, "", "Schema", refusals=(400, 404)),
    Endpoint("GET", "/health", "Say that the process runs.", _alive, gives="Status"),
    Endpoint("GET", "/ready", _READY, _ready, gives="Status", refusals=(503,)),
    Endpoint("GET", "/metrics", "Give the figures for Prometheus.", _metrics, media_type="text/plain"),
)
