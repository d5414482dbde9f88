"""The routes about one person: a profile in, the same bytes out as from the command line with ``--format json``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import orjson
from starlette.requests import Request
from starlette.responses import Response

from advisor.advice.advise import advise
from advisor.advice.brief import brief
from advisor.advice.prepared import Prepared
from advisor.changing import what_if
from advisor.document import Document, read_document
from advisor.doors.http.bodies import Changes, Goals, answer_body
from advisor.doors.http.body_limits import read_body
from advisor.doors.http.endpoint import PRIVATE, Endpoint
from advisor.doors.http.query import AdviceQuery, DayQuery, GoalQuery, RulebookQuery, SubjectQuery, parse_query
from advisor.doors.http.rulebooks import Rulebooks
from advisor.doors.http.shares import client_of
from advisor.errors import InputError
from advisor.files import profiles_folder
from advisor.planning.comparison import compare
from advisor.planning.plan import plan
from advisor.profile import profile_from
from advisor.reasoning.explain import explain
from advisor.recognize import recognize
from advisor.rulebook.book import Rulebook

Q = TypeVar("Q", bound=RulebookQuery)
REFUSALS = (400, 408, 413, 415, 422, 429, 500, 503)
"""What every route with a body can answer besides 200."""


def person_endpoint(
    path: str,
    query: type[Q],
    takes: str,
    gives: str,
    answer: Callable[[Document, Rulebook, Q], bytes],
    example: Callable[[Rulebook], Any],
    *,
    quick: bool = False,
    apart: bool = False,
) -> Endpoint:
    """Describe a POST route that answers a body, with a rulebook and a query, by JSON.

    ``answer`` runs in a thread of the worker pool, or in the event loop when it is ``quick`` and the body is small, or
    ``apart`` in a process that can be ended.
    """

    async def function(request: Request) -> Response:
        state, parameters = request.app.state, parse_query(request, query)
        rulebook, body = state.rulebooks.get(parameters.rulebook), await read_body(request)
        if apart:
            pool, client = state.process_pool, client_of(request)
            content = await pool.run(client, _answer_apart, rulebook.id, body, parameters, answer)
        else:
            is_short = quick and len(body) <= state.settings.small_bytes
            run = state.worker_pool.run_here if is_short else state.worker_pool.run
            content = await run(answer_body, body, rulebook, parameters, answer)
        return Response(content, 200, PRIVATE, "application/json")

    def worked_example(rulebooks: Rulebooks) -> tuple[Any, bytes]:
        rulebook = rulebooks.get(None)
        sent = example(rulebook)
        return sent, answer_body(orjson.dumps(sent), rulebook, query(), answer)

    summary = (answer.__doc__ or "").partition("\n")[0]
    return Endpoint("POST", path, summary, function, query, takes, gives, worked_example, refusals=REFUSALS)


def _answer_apart(rulebook: Rulebook, body: bytes, query: Q, answer: Callable[[Document, Rulebook, Q], bytes]) -> bytes:
    return answer_body(body, rulebook, query, answer)


def sample_profile(rulebook: Rulebook) -> Any:
    """Give an invented person for examples, whose words the rulebook knows; an empty profile when it knows nobody's."""
    for path in sorted(profiles_folder().glob("*.yaml")):
        data = read_document(path).data
        try:
            recognize(profile_from(data), rulebook, date.today())
        except InputError:
            continue
        return data
    return {}


def _advise(document: Document, rulebook: Rulebook, query: AdviceQuery) -> bytes:
    """Give the advice for a profile."""
    profile = profile_from(document)
    if query.view == "brief":
        day = query.as_of or date.today()
        return brief(profile, Prepared.of(rulebook, day), day).to_json()
    return advise(profile, rulebook, as_of=query.as_of).to_json()


def _explain(document: Document, rulebook: Rulebook, query: SubjectQuery) -> bytes:
    """Say why, and why not, down to each condition and its source."""
    return explain(profile_from(document), query.subject, rulebook, as_of=query.as_of).to_json()


def _plan(document: Document, rulebook: Rulebook, query: GoalQuery) -> bytes:
    """Lay out the way to a title, a level or a certification: the soonest, the cheapest, the surest."""
    return plan(profile_from(document), query.to, rulebook, as_of=query.as_of).to_json()


def _compare(document: Document, rulebook: Rulebook, query: DayQuery) -> bytes:
    """Put the ways to several goals side by side: months, money, what each opens, what each closes."""
    body = Goals.of(document)
    return compare(body.profile, body.to, rulebook, as_of=query.as_of).to_json()


def _what_if(document: Document, rulebook: Rulebook, query: DayQuery) -> bytes:
    """Change a person, or wait until a later day, and say what moves."""
    body = Changes.of(document)
    return what_if(body.profile, body.changes, rulebook, as_of=query.as_of, on=body.on, steps=body.steps).to_json()


def _sample_changes(rulebook: Rulebook) -> Any:
    changes = [f"certification={rulebook.credentials[0].acronym}", "experience+1"]
    return {"profile": sample_profile(rulebook), "with": changes}


def _sample_goals(rulebook: Rulebook) -> Any:
    goals = [f"certification:{one.id}" for one in rulebook.credentials if one.status == "active"]
    return {"profile": sample_profile(rulebook), "to": goals[:2]}


ENDPOINTS = (
    person_endpoint("/v1/advice", AdviceQuery, "Profile", "AdviceView", _advise, sample_profile, quick=True),
    person_endpoint("/v1/explain", SubjectQuery, "Profile", "Explanation", _explain, sample_profile, apart=True),
    person_endpoint("/v1/plan", GoalQuery, "Profile", "Plan", _plan, sample_profile, apart=True),
    person_endpoint("/v1/compare", DayQuery, "Goals", "Comparison", _compare, _sample_goals, apart=True),
    person_endpoint("/v1/what-if", DayQuery, "Changes", "WhatIf", _what_if, _sample_changes, apart=True),
)
