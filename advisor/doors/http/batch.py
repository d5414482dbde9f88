"""Many people in one request: JSON Lines in and out, streamed, each line answered in its place.

However long the batch is, no more of it is held in memory than a few lines; a line is answered when it has come.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from advisor.advice.advise import advise
from advisor.document import Document
from advisor.doors.http.ahead import Ahead
from advisor.doors.http.api import somebody
from advisor.doors.http.asked import OfDay, asked
from advisor.doors.http.intake import intake_of
from advisor.doors.http.journal import journal, told
from advisor.doors.http.problems import RequestError, fault_problem, problem_of
from advisor.doors.http.reading import read
from advisor.doors.http.served import PRIVATE, Served
from advisor.doors.http.shelf import Shelf
from advisor.doors.http.work import Workroom
from advisor.errors import AdvisorError
from advisor.profile import profile_from
from advisor.rulebook.book import Rulebook

MEDIA_TYPE = "application/jsonl"
_AT_ONCE = 8
"""Lines answered in one piece of work."""


async def batch(request: Request) -> Response:
    """Serve a batch."""
    state, query = request.app.state, asked(request, OfDay)
    answering = Answering(state.shelf.take(query.rulebook), query)
    ahead = Ahead(intake_of(request), state.settings.ahead_bytes)
    return _Streamed(ahead, Lines(ahead, state.settings.most_bytes), answering, state.workroom)


Line = tuple[int, bytes | RequestError]
"""The number of a line, from 1, and its bytes, or why it could not be taken."""


class Lines:
    """The lines of a body, as many as have arrived; blank ones are counted and left out."""

    def __init__(self, ahead: Ahead, most: int) -> None:
        self._ahead, self._most = ahead, most
        self._rest, self.number, self._skipping = bytearray(), 0, False

    async def groups(self) -> AsyncIterator[list[Line]]:
        """Give the lines in small groups; never more than one line, unfinished, is kept meanwhile."""
        async for part in self._ahead.parts():
            for lines in _grouped(self._taken(part)):
                yield lines
        if self._rest or self._skipping:
            for lines in _grouped(self._ended()):
                yield lines

    def _taken(self, part: bytes) -> Iterator[Line]:
        self._rest += part
        *whole, rest = self._rest.split(b"\n")
        self._rest = rest
        for line in whole:
            yield from self._ended(line)
        if len(self._rest) > self._most:
            self._skipping = True
        if self._skipping:
            self._rest.clear()  # the line's end is still to come

    def _ended(self, line: bytearray | None = None) -> Iterator[Line]:
        line = self._rest if line is None else line
        self.number += 1
        if self._skipping or len(line) > self._most:
            self._skipping = False
            words = f"This line is too long; {self._most:,} bytes are the most."
            yield self.number, RequestError(413, "too-large", words)
        elif line.strip():
            yield self.number, bytes(line)


def _grouped(lines: Iterator[Line]) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        group.append(line)
        if len(group) == _AT_ONCE:
            yield group
            group = []
    if group:
        yield group


class Answering:
    """Answers lines; what goes wrong with one is told in its place."""

    def __init__(self, rulebook: Rulebook, query: OfDay) -> None:
        self._rulebook, self._query = rulebook, OfDay(as_of=query.as_of or date.today())  # one day for all lines

    def __call__(self, lines: list[Line]) -> bytes:
        return b"".join([self._answer(number, line) for number, line in lines])

    def _answer(self, number: int, line: bytes | RequestError) -> bytes:
        answer: Any
        try:
            if isinstance(line, RequestError):
                raise line
            answer = read(line, self._rulebook, self._query, _advice)
        except AdvisorError as error:
            answer = problem_of(error, line=number)
        except Exception as error:  # the other lines go on
            journal().error("fault", route="/v1/advice/batch", **told(error))
            answer = fault_problem(line=number)
        return orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE)


def _advice(sent: Document, rulebook: Rulebook, query: OfDay) -> Any:
    return advise(profile_from(sent), rulebook, as_of=query.as_of)


class _Streamed(Response):
    """Answers and writes in turn, no faster than the client reads, so that memory stays as it is."""

    media_type = MEDIA_TYPE

    def __init__(self, ahead: Ahead, lines: Lines, answering: Answering, workroom: Workroom) -> None:
        super().__init__(headers=PRIVATE)
        del self.headers["content-length"]
        self._ahead, self._lines, self._answering, self._workroom = ahead, lines, answering, workroom

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the lines one after the other."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        filling = asyncio.create_task(self._ahead.fill())
        try:
            last = await self._answered(send)
        finally:
            filling.cancel()
            with suppress(asyncio.CancelledError):
                await filling
            self._ahead.close()
        await send({"type": "http.response.body", "body": last, "more_body": False})

    async def _answered(self, send: Send) -> bytes:
        line = 1
        try:
            async for group in self._lines.groups():
                if self._ahead.is_gone:
                    raise ClientDisconnect
                line = group[0][0]
                content = await self._workroom.run(self._answering, group)
                await send({"type": "http.response.body", "body": content, "more_body": True})
                line = self._lines.number + 1
        except RequestError as error:  # too slow, or too much to do: from this line on nothing is answered
            return orjson.dumps(problem_of(error, line=line), option=orjson.OPT_APPEND_NEWLINE)
        return b""


def _example(shelf: Shelf) -> tuple[str, str]:
    lines = [orjson.dumps(somebody(shelf.take(None))), b'{"education": 5}']
    answers = Answering(shelf.take(None), OfDay())(list(enumerate(lines, 1)))
    return b"\n".join(lines).decode(), answers.decode()


SAYS = "Give the advice for each line's profile, in order; a line that cannot be read is answered with a problem."
SERVED = (
    Served(
        "POST", "/v1/advice/batch", SAYS, batch, OfDay, "ProfileLines", "AdviceLines", _example, MEDIA_TYPE,
        (400, 408, 429, 500, 503),
    ),
)  # fmt: skip
