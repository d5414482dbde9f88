"""The interview, one question a request; what was said so far is with the client, and nothing of it is kept here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from advisor.advice.advise import advise
from advisor.advice.model import Advice
from advisor.document import Document
from advisor.doors.http.api import asking
from advisor.doors.http.asked import OfDay, OfInterview
from advisor.doors.http.reading import Answered
from advisor.errors import InputError, Problem
from advisor.interview import Asked, Refusal, State, answer, next_question, start
from advisor.profile import profile_from
from advisor.rulebook.book import Rulebook

_OPTIONS = orjson.OPT_APPEND_NEWLINE


@dataclass(frozen=True, slots=True)
class Turn:
    """The next question, or the advice when no question could change it any more."""

    question: Asked | None
    advice: Advice | None


def turn(sent: Document, rulebook: Rulebook, query: OfInterview) -> bytes:
    """Give the next question that could still change the advice, why it is asked, and how many could remain.

    When none could, the advice is given.
    """
    day, profile = query.as_of or date.today(), profile_from(sent)
    state = State(profile.model_dump(mode="json", exclude_unset=True), tuple(query.declined))
    question = next_question(state, rulebook, day)
    return orjson.dumps(Turn(question, None if question else advise(profile, rulebook, as_of=day)), option=_OPTIONS)


def take(sent: Document, rulebook: Rulebook, query: OfDay) -> bytes:
    """Put an answer into the profile. One that cannot be taken is refused (422) with what would be right."""
    said = Answered.of(sent)
    state = State(start(said.profile).profile, tuple(said.declined))
    found = answer(state, said.id, said.text, rulebook, query.as_of or date.today())
    if isinstance(found, Refusal):
        raise InputError(Problem(found.sentence, path="text", place=("text",)))
    return orjson.dumps(found, option=_OPTIONS)


def _nobody(rulebook: Rulebook) -> Any:
    return {}


def _first_answer(rulebook: Rulebook) -> Any:
    question = next_question(start(), rulebook, date.today())
    assert question is not None, "of nobody there is something to ask"
    text = question.choices[0][0] if question.choices else question.examples[0]
    return {"profile": {}, "declined": [], "id": question.id, "text": text}


SERVED = (
    asking("/v1/interview", OfInterview, "Profile", "Turn", turn, _nobody),
    asking("/v1/interview/answer", OfDay, "Answered", "State", take, _first_answer),
)
