"""Errors as problem documents (RFC 9457), with the codes of the command line."""

from __future__ import annotations

from http import HTTPStatus
from typing import NotRequired  # pydantic reads those of typing from Python 3.12 on alone

import orjson
from starlette.exceptions import HTTPException
from starlette.responses import Response
from typing_extensions import TypedDict

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
_BY_STATUS = {
    404: ("not-found", "There is nothing at this address."),
    405: ("method", "This address is not called in this way."),
}


class RequestError(AdvisorError):
    """A request that is refused whatever it asks for: it is too large, too slow, or one too many."""

    def __init__(self, status: int, code: str, message: str, retry_after: int = 0) -> None:
        super().__init__(message)
        self.http_status, self.code, self.retry_after = status, code, retry_after

    @classmethod
    def of(cls, error: HTTPException) -> RequestError:
        """Translate an error of the framework, such as an unknown address or method."""
        words = _BY_STATUS.get(error.status_code, ("http", HTTPStatus(error.status_code).phrase))
        return cls(error.status_code, *words)


class InternalFault(AdvisorError):
    """An exception that was not foreseen; its own message may hold a person's data and is not repeated."""

    code = "internal"

    def __init__(self) -> None:
        super().__init__("Something went wrong here. Nothing about the person is in this message.")


class ErrorEntry(TypedDict):
    """One mistake, and its place in the body."""

    detail: str
    line: NotRequired[int]
    path: NotRequired[str]


class ProblemDocument(TypedDict):
    """What went wrong (RFC 9457), with the code of the command line; in a batch also the line."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[ErrorEntry]
    line: NotRequired[int]


def problem_of(error: AdvisorError, line: int = 0) -> ProblemDocument:
    """Write an error as a problem document; with ``line``, all of it is about that line of a batch."""
    sentences = [problem.message for problem in error.problems]
    document = ProblemDocument(
        type="about:blank",
        title=_TITLES.get(error.code, sentences[0]),
        status=error.http_status,
        detail=" ".join(sentences[:3]),
        code=error.code,
        errors=[_entry(problem, with_line=not line) for problem in error.problems[:MOST_ERRORS]],
    )
    return {**document, "line": line} if line else document


def _entry(problem: Problem, with_line: bool) -> ErrorEntry:
    entry = ErrorEntry(detail=problem.message)
    if with_line and problem.line:
        entry["line"] = problem.line
    if problem.path:
        entry["path"] = problem.path
    return entry


def problem_response(error: AdvisorError) -> Response:
    """Answer with an error as a problem document."""
    retry_after = error.retry_after if isinstance(error, RequestError) else 0
    headers = {"Retry-After": str(retry_after)} if retry_after else None
    return Response(orjson.dumps(problem_of(error)), error.http_status, headers, MEDIA_TYPE)
