"""Errors as problem documents (RFC 9457), with the codes of the command line."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from advisor.doors.web.site import error_page
from advisor.errors import AdvisorError, Problem

MEDIA_TYPE = "application/problem+json"
_TITLES = {
    "usage": "The call is not right.",
    "input": "What was sent cannot be read.",
    "rulebook": "The rules cannot be used.",
    "engine": "The rules engine cannot be used.",
    "internal": "An internal fault.",
}


class RequestError(AdvisorError):
    """A request that cannot be served, whatever it asks for: too large, too slow, too many."""

    def __init__(self, status: int, code: str, message: str, retry_after: int = 0) -> None:
        super().__init__(message)
        self.http_status, self.code, self.retry_after = status, code, retry_after


def problem_response(error: AdvisorError) -> Response:
    """Write an error as a problem document; ``errors`` has one entry for each mistake, with its place."""
    sentences = [problem.message for problem in error.problems]
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, RequestError) and error.retry_after else {}
    return _response(
        error.http_status, error.code, _TITLES.get(error.code, sentences[0]), " ".join(sentences[:3]),
        [_plain(problem) for problem in error.problems], headers,
    )  # fmt: skip


def _plain(problem: Problem) -> dict[str, Any]:
    places = {"line": problem.line or None, "path": problem.path or None}
    return {"detail": problem.message, **{key: value for key, value in places.items() if value}}


def _response(
    status: int, code: str, title: str, detail: str, errors: list[dict[str, Any]], headers: dict[str, str]
) -> Response:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code, "errors": errors}
    return Response(orjson.dumps(body), status, headers, MEDIA_TYPE)


async def on_advisor_error(request: Request, error: Exception) -> Response:
    """Answer a foreseen failure."""
    assert isinstance(error, AdvisorError)
    reading = "text/html" in request.headers.get("accept", "")  # a person with a browser, not a program
    return error_page(request, error) if reading else problem_response(error)


async def on_fault(request: Request, error: Exception) -> Response:
    """Answer what nobody foresaw, without a word about the person."""
    sentence = "Nothing about the person is in this message."
    return _response(500, "internal", _TITLES["internal"], sentence, [], {})
