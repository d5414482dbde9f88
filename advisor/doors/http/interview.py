"""The interview, one question a request; what was said so far is with the client, and nothing of it is kept here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request, Response

from advisor.advice.advise import advise
from advisor.advice.model import Advice
from advisor.doors.http.api import answered
from advisor.doors.http.asked import OfDay, OfInterview
from advisor.doors.http.reading import Answered
from advisor.document import Document
from advisor.errors import InputError, Problem
from advisor.interview import Asked, Refusal, State, answer, next_question, start
from advisor.profile import profile_from
from advisor.rulebook.book import Rulebook

router = APIRouter(prefix="/v1/interview", tags=["interview"])
_OPTIONS = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


@dataclass(frozen=True, slots=True)
class Turn:
    """The next question, or the advice when no question could change it any more."""

    question: Asked | None
    advice: Advice | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is said so far, for the next request."""

    profile: dict[str, object]
    declined: tuple[str, ...]


@router.post("")
async def turn(request: Request, asked: Annotated[OfInterview, Query()]) -> Response:
    """Give the next question that could still change the advice, why it is asked, and how many could remain."""
    day = asked.as_of or date.today()

    def work(sent: Document, book: Rulebook) -> bytes:
        profile = profile_from(sent)
        state = State(profile.model_dump(mode="json", exclude_unset=True), tuple(asked.declined))
        question = next_question(state, book, day)
        found = Turn(question, None if question else advise(profile, book, as_of=day))
        return orjson.dumps(found, option=_OPTIONS)

    return await answered(request, asked, work)


@router.post("/answer")
async def take(request: Request, asked: Annotated[OfDay, Query()]) -> Response:
    """Put an answer into the profile. An answer that cannot be taken is refused with what would be right."""
    day = asked.as_of or date.today()

    def work(sent: Document, book: Rulebook) -> bytes:
        said = Answered.of(sent)
        state = State(start(said.profile).profile, tuple(said.declined))
        found = answer(state, said.id, said.text, book, day)
        if isinstance(found, Refusal):
            raise InputError(Problem(found.sentence, path="text", place=("text",)))
        return orjson.dumps(Standing(dict(found.profile), found.declined), option=_OPTIONS)

    return await answered(request, asked, work)
