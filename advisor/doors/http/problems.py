"""Errors as problem documents (RFC 9457), with the codes of the command line."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from advisor.doors.web.site import error_page
from advisor.errors import AdvisorError, Problem

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 50
_TITLES = {
    "usage": "The call is not right.",
    "input": "What was sent cannot be read.",
    "rulebook": "The rules cannot be used.",
    "engine": "The rules engine cannot be used.",
    "internal": "An internal fault.",
}
FAULT = "Something went wrong here. Nothing about the person is in this message."
_STATUS_WORDS = {
    404: ("not-found", "There is nothing at this address."),
    405: ("method", "This address is not called in this way."),
}


class RequestError(AdvisorError):
    """A request that cannot be served, whatever it asks for: too large, too slow, too many."""

    def __init__(self, status: int, code: str, message: str, retry_after: int = 0) -> None:
        super().__init__(message)
        self.http_status, self.code, self.retry_after = status, code, retry_after


def problem_of(error: AdvisorError, **more: Any) -> dict[str, Any]:
    """Give an error as a problem document; ``errors`` has one entry for each mistake, with its place.

    ``more`` is added at the end; with a ``line``, the whole problem is of one line.
    """
    sentences = [problem.message for problem in error.problems]
    errors = [_plain(problem, "line" not in more) for problem in error.problems[:MOST_ERRORS]]
    title = _TITLES.get(error.code, sentences[0])
    return {"type": "about:blank", "title": title, "status": error.http_status, "detail": " ".join(sentences[:3]),
            "code": error.code, "errors": errors, **more}  # fmt: skip


def _plain(problem: Problem, has_lines: bool) -> dict[str, Any]:
    places = {"line": (has_lines and problem.line) or None, "path": problem.path or None}
    return {"detail": problem.message, **{key: value for key, value in places.items() if value}}


def fault_problem(**more: Any) -> dict[str, Any]:
    """Give the problem document of what nobody foresaw, without a word about the person."""
    return {"type": "about:blank", "title": _TITLES["internal"], "status": 500, "detail": FAULT, "code": "internal",
            "errors": [], **more}  # fmt: skip


def problem_response(error: AdvisorError) -> Response:
    """Write an error as a problem document."""
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, RequestError) and error.retry_after else {}
    return Response(orjson.dumps(problem_of(error)), error.http_status, headers, MEDIA_TYPE)


def fault_response(request: Request) -> Response:
    """Answer what nobody foresaw."""
    if _is_read_by_a_person(request):
        return error_page(request, AdvisorError(FAULT))
    return Response(orjson.dumps(fault_problem()), 500, None, MEDIA_TYPE)


def _is_read_by_a_person(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


async def on_advisor_error(request: Request, error: Exception) -> Response:
    """Answer a foreseen failure: to a person with a browser as a page, to a program as a problem document."""
    assert isinstance(error, AdvisorError)
    return error_page(request, error) if _is_read_by_a_person(request) else problem_response(error)


async def on_http_error(request: Request, error: Exception) -> Response:
    """Answer an address or a method that there is not."""
    assert isinstance(error, HTTPException)
    code, words = _STATUS_WORDS.get(error.status_code, ("http", HTTPStatus(error.status_code).phrase))
    response = await on_advisor_error(request, RequestError(error.status_code, code, words))
    response.headers.update(error.headers or {})
    return response
