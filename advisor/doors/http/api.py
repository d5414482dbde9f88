"""The service about one person: a profile in, the bytes of the command line out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import orjson
from starlette.requests import Request
from starlette.responses import Response

from advisor.advice.advise import advise
from advisor.changing import what_if as compared
from advisor.document import Document, read_document
from advisor.doors.http.asked import OfDay, OfGoal, OfRulebook, OfSubject, asked
from advisor.doors.http.intake import body_of
from advisor.doors.http.reading import Changes, read
from advisor.doors.http.served import PRIVATE, Served
from advisor.doors.http.shelf import Shelf
from advisor.errors import InputError
from advisor.files import profiles_folder
from advisor.planning.plan import plan as planned
from advisor.profile import profile_from
from advisor.reasoning.explain import explain as explained
from advisor.recognize import recognize
from advisor.rulebook.book import Rulebook

Query = TypeVar("Query", bound=OfRulebook)
REFUSALS = (400, 408, 413, 415, 422, 429, 500, 503)
"""What every route with a body can answer besides 200."""


def asking(
    path: str, query: type[Query], takes: str, gives: str, work: Callable[[Document, Rulebook, Query], bytes],
    example: Callable[[Rulebook], Any], *, quick: bool = False,
) -> Served:  # fmt: skip
    """Serve what ``work`` makes of a body, a rulebook and a query: in a thread, unless it is ``quick`` and small."""

    async def endpoint(request: Request) -> Response:
        state, wanted = request.app.state, asked(request, query)
        rulebook, body = state.shelf.take(wanted.rulebook), await body_of(request)
        if quick and len(body) <= state.settings.small_bytes:
            content = await state.workroom.in_turn(read, body, rulebook, wanted, work)
        else:
            content = await state.workroom.run(read, body, rulebook, wanted, work)
        return Response(content, 200, PRIVATE, "application/json")

    def run(shelf: Shelf) -> tuple[Any, bytes]:
        rulebook = shelf.take(None)
        sent = example(rulebook)
        return sent, read(orjson.dumps(sent), rulebook, query(), work)

    says = work.__doc__ or ""
    return Served("POST", path, says, endpoint, query, takes, gives, run, can_refuse=REFUSALS)


def somebody(rulebook: Rulebook) -> Any:
    """Give an invented person whose words the rulebook knows, for the examples; when it knows nobody's, nobody."""
    for path in sorted(profiles_folder().glob("*.yaml")):
        data = read_document(path).data
        try:
            recognize(profile_from(data), rulebook, date.today())
        except InputError:
            continue
        return data
    return {}


def advice(sent: Document, rulebook: Rulebook, query: OfDay) -> bytes:
    """Give the advice for a profile."""
    return advise(profile_from(sent), rulebook, as_of=query.as_of).to_json()


def explain(sent: Document, rulebook: Rulebook, query: OfSubject) -> bytes:
    """Say why, and why not, down to each condition and its source."""
    return explained(profile_from(sent), query.subject, rulebook, as_of=query.as_of).to_json()


def plan(sent: Document, rulebook: Rulebook, query: OfGoal) -> bytes:
    """Lay out the way to a title, a level or a certification: soonest, cheapest and between."""
    return planned(profile_from(sent), query.to, rulebook, as_of=query.as_of).to_json()


def what_if(sent: Document, rulebook: Rulebook, query: OfDay) -> bytes:
    """Change a person, or wait until a later day, and say what moves."""
    wanted = Changes.of(sent)
    return compared(wanted.profile, wanted.changes, rulebook, as_of=query.as_of, on=wanted.on).to_json()


def _changes(rulebook: Rulebook) -> Any:
    return {"profile": somebody(rulebook), "with": [f"certification={rulebook.credentials[0].acronym}", "experience+1"]}


SERVED = (
    asking("/v1/advice", OfDay, "Profile", "Advice", advice, somebody, quick=True),
    asking("/v1/explain", OfSubject, "Profile", "Explanation", explain, somebody),
    asking("/v1/plan", OfGoal, "Profile", "Plan", plan, somebody),
    asking("/v1/what-if", OfDay, "Changes", "WhatIf", what_if, _changes),
)
