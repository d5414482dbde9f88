"""``POST /v1/advice/batch``: JSON Lines in and out, streamed. Each line is answered in its place.

However long the batch is, no more than a few lines of it are in memory.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any

import anyio
import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from advisor.advice.advise import advise
from advisor.advice.model import Advice
from advisor.document import Document
from advisor.doors.http.api import sample_profile
from advisor.doors.http.bodies import answer_body
from advisor.doors.http.body_buffer import BodyBuffer
from advisor.doors.http.body_limits import LimitedReceive
from advisor.doors.http.endpoint import PRIVATE, Endpoint
from advisor.doors.http.problems import InternalFault, RequestError, problem_of
from advisor.doors.http.query import DayQuery, parse_query
from advisor.doors.http.request_log import describe_fault, request_log
from advisor.doors.http.rulebooks import Rulebooks
from advisor.errors import AdvisorError
from advisor.profile import profile_from
from advisor.rulebook.book import Rulebook

PATH, MEDIA_TYPE = "/v1/advice/batch", "application/jsonl"
_GROUP = 8
"""Lines answered in one piece of work."""
Line = tuple[int, bytes | RequestError]
"""The number of a line, from 1, and its bytes or why it cannot be read."""


async def batch(request: Request) -> Response:
    """Serve a batch."""
    query = parse_query(request, DayQuery)
    return _BatchResponse(request, request.app.state.rulebooks.get(query.rulebook), query)


async def lines_of(buffer: BodyBuffer, most: int) -> AsyncIterator[list[Line]]:
    """Give the lines that are not blank in small groups, each as soon as it has arrived.

    Of a line longer than ``most`` bytes the rest is skipped. An error of the body takes the place of the line at which
    it ends.
    """
    number, rest = 1, b""
    try:
        async for part in buffer.parts():
            *complete, rest = (rest + part).split(b"\n")
            rest = rest[: most + 1]
            lines = [_line(n, line, most) for n, line in enumerate(complete, number) if line.strip()]
            number += len(complete)
            for start in range(0, len(lines), _GROUP):
                yield lines[start : start + _GROUP]
        if rest.strip():
            yield [_line(number, rest, most)]
    except RequestError as error:
        yield [(number, error)]


def _line(number: int, line: bytes, most: int) -> Line:
    if len(line) <= most:
        return number, line
    return number, RequestError(413, "too-large", f"This line is too long; {most:,} bytes are the most.")


def answer_lines(lines: Sequence[Line], rulebook: Rulebook, query: DayQuery) -> bytes:
    """Answer each line with its advice, or with a problem document that has its number."""
    return b"".join(_answer(number, line, rulebook, query) for number, line in lines)


def _answer(number: int, line: bytes | RequestError, rulebook: Rulebook, query: DayQuery) -> bytes:
    try:
        if isinstance(line, RequestError):
            raise line
        return _as_line(answer_body(line, rulebook, query, _advice))
    except AdvisorError as error:
        return _as_line(problem_of(error, line=number))
    except Exception as error:  # the other lines go on
        request_log().error("fault", route=PATH, **describe_fault(error))
        return _as_line(problem_of(InternalFault(), line=number))


def _advice(document: Document, rulebook: Rulebook, query: DayQuery) -> Advice:
    return advise(profile_from(document), rulebook, as_of=query.as_of)


def _as_line(answer: Any) -> bytes:
    return orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE)


class _BatchResponse(StreamingResponse):
    """Answers lines no faster than the client reads, while the body is received into a buffer."""

    media_type = MEDIA_TYPE

    def __init__(self, request: Request, rulebook: Rulebook, query: DayQuery) -> None:
        self._state = request.app.state
        self._buffer = BodyBuffer(self._state.settings.ahead_bytes)
        one_day = DayQuery(as_of=query.as_of or date.today())
        super().__init__(self._answers(rulebook, one_day), headers=PRIVATE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answers; stop when the client goes away."""
        assert isinstance(receive, LimitedReceive)
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._receive, receive, tasks.cancel_scope)
                await self.stream_response(send)
                tasks.cancel_scope.cancel()
        finally:
            self._buffer.close()

    async def _receive(self, receive: LimitedReceive, answers: anyio.CancelScope) -> None:
        """Receive the body into the buffer; cancel the answers when the client goes away."""
        receive.allow_any_size()
        receive.restart_clock()
        try:
            while (message := await receive())["type"] != "http.disconnect":
                part = message.get("body", b"")
                if await self._buffer.write(part) or b"\n" in part:
                    receive.restart_clock()  # each line has its own time
                if not message.get("more_body", False):
                    self._buffer.end()
        except RequestError as error:
            self._buffer.end(error)
            while (await receive())["type"] != "http.disconnect":
                pass
        answers.cancel()

    async def _answers(self, rulebook: Rulebook, query: DayQuery) -> AsyncIterator[bytes]:
        async for lines in lines_of(self._buffer, self._state.settings.most_bytes):
            try:
                yield await self._state.worker_pool.run(answer_lines, lines, rulebook, query)
            except RequestError as error:  # too much to do: from this line on nothing is answered
                yield _as_line(problem_of(error, line=lines[0][0]))
                return


def _example(rulebooks: Rulebooks) -> tuple[list[Any], list[Any]]:
    rulebook = rulebooks.get(None)
    sent = [sample_profile(rulebook), {"constraints": {"by": "2028-02-31"}}]  # a day that there is not
    answers = answer_lines(list(enumerate(map(orjson.dumps, sent), 1)), rulebook, DayQuery())
    return sent, [orjson.loads(line) for line in answers.splitlines()]


_SUMMARY = "Give the advice for each line's profile, in order; a line that cannot be read is answered with a problem."
_REFUSALS = (400, 408, 429, 500, 503)
ENDPOINTS = (
    Endpoint("POST", PATH, _SUMMARY, batch, DayQuery, "ProfileLines", "AdviceLines", _example, MEDIA_TYPE, _REFUSALS),
)
