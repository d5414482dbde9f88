"""The interview, one question a request: the client keeps the answers and sends them each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from advisor.advice.advise import advise
from advisor.advice.model import Advice
from advisor.document import Document
from advisor.doors.http.api import person_endpoint
from advisor.doors.http.bodies import InterviewAnswer
from advisor.doors.http.query import DayQuery, InterviewQuery
from advisor.errors import InputError, Problem
from advisor.interview import Asked, Refusal, State, Unclear, answer, next_question, start
from advisor.profile import profile_from
from advisor.rulebook.book import Rulebook


@dataclass(frozen=True, slots=True)
class InterviewTurn:
    """The next question, or the advice when no question could change it any more."""

    question: Asked | None
    advice: Advice | None


@dataclass(frozen=True, slots=True)
class AnswerTurn:
    """The profile with an answer in it, what was understood of it, in words, and what was not.

    ``notes`` say how something was read. All of it may be sent back as it is with the next answer.
    """

    profile: Mapping[str, Any]
    declined: tuple[str, ...]
    understood: tuple[str, ...]
    unclear: tuple[Unclear, ...]
    notes: tuple[str, ...]


def _ask(document: Document, rulebook: Rulebook, query: InterviewQuery) -> bytes:
    """Give the next question that could still change the advice, and why it is asked; the advice when none could."""
    day, profile = query.as_of or date.today(), profile_from(document)
    state = State(profile.model_dump(mode="json", exclude_unset=True), tuple(query.declined))
    question = next_question(state, rulebook, day)
    turn = InterviewTurn(question, None if question else advise(profile, rulebook, as_of=day))
    return orjson.dumps(turn, option=orjson.OPT_APPEND_NEWLINE)


def _answer(document: Document, rulebook: Rulebook, query: DayQuery) -> bytes:
    """Put an answer into the profile, and say what was understood of it and what was not.

    One of which nothing can be taken is refused (422) with what would be right; "I don't know" declines the question.
    """
    body = InterviewAnswer.of(document)
    state = State(start(body.profile).profile, tuple(body.declined))
    made = answer(state, body.id, body.text, rulebook, query.as_of or date.today())
    if isinstance(made, Refusal):
        raise InputError(Problem(made.sentence, path="text", place=("text",)))
    turn = AnswerTurn(made.state.profile, made.state.declined, made.understood, made.unclear, made.notes)
    return orjson.dumps(turn, option=orjson.OPT_APPEND_NEWLINE)


def _sample_answer(rulebook: Rulebook) -> Any:
    question = next_question(start(), rulebook, date.today())
    assert question is not None, "of an empty profile there is something to ask"
    text = question.choices[0][0] if question.choices else question.examples[0]
    return {"profile": {}, "declined": [], "id": question.id, "text": text}


ENDPOINTS = (
    person_endpoint("/v1/interview", InterviewQuery, "Profile", "InterviewTurn", _ask, lambda _: {}),
    person_endpoint("/v1/interview/answer", DayQuery, "InterviewAnswer", "AnswerTurn", _answer, _sample_answer),
)
