"""What the service says of itself: its rulebooks, its schemas, its health and its figures."""

from __future__ import annotations

from typing import Annotated, Literal

import orjson
from fastapi import APIRouter, Query, Request, Response
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from advisor.doors.http import measures
from advisor.doors.http.asked import OfRulebook
from advisor.doors.http.document import openapi_document
from advisor.doors.http.problems import RequestError
from advisor.doors.http.shelf import listed
from advisor.schema import advice_schema, profile_schema, schema_text

router = APIRouter(tags=["about the service"])
_OPTIONS = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


@router.get("/v1/rulebook")
async def rulebooks(request: Request, asked: Annotated[OfRulebook, Query()]) -> Response:
    """List the rulebooks that can be asked, the usual one first; or the one that is named."""
    shelf = request.app.state.shelf
    books = shelf.rulebooks.values() if asked.rulebook is None else [shelf.take(asked.rulebook)]
    return _json(orjson.dumps({"rulebooks": [listed(book) for book in books]}, option=_OPTIONS))


@router.get("/v1/schema/{what}")
async def schema(request: Request, what: Literal["profile", "advice"], asked: Annotated[OfRulebook, Query()]) -> Response:
    """Give the JSON Schema of a profile, with the rulebook's words, or of advice."""
    book = request.app.state.shelf.take(asked.rulebook)
    return _json(schema_text(profile_schema(book) if what == "profile" else advice_schema()))


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response:
    """Give this service's OpenAPI document."""
    return _json(await request.app.state.workroom.run(openapi_document, request.app))


@router.get("/health")
async def health() -> Response:
    """Say that the process runs."""
    return _json(b'{"status": "ok"}\n')


@router.get("/ready")
async def ready(request: Request) -> Response:
    """Say whether the process takes requests: its rulebooks are ready, and there is room for more work."""
    state = request.app.state
    if not state.shelf.is_warm or state.workroom.is_full:
        raise RequestError(503, "not-ready", "Not ready for requests at this moment.", 2)
    return _json(b'{"status": "ready"}\n')


@router.get("/metrics")
def metrics() -> Response:
    """Give the figures for Prometheus."""
    return Response(measures.exposition(), 200, None, CONTENT_TYPE_LATEST)


def _json(content: bytes) -> Response:
    return Response(content, 200, None, "application/json")
