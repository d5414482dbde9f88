"""The service about one person: a profile in, the bytes of the command line out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from advisor.advice.advise import advise
from advisor.changing import what_if as compared
from advisor.doors.http.asked import OfDay, OfGoal, OfRulebook, OfSubject
from advisor.doors.http.intake import body_of
from advisor.doors.http.reading import Changes, read
from advisor.doors.web.site import NOT_KEPT
from advisor.document import Document
from advisor.planning.plan import plan as planned
from advisor.profile import profile_from
from advisor.reasoning.explain import explain as explained
from advisor.rulebook.book import Rulebook

router = APIRouter(tags=["one person"])


async def answered(
    request: Request, asked: OfRulebook, work: Callable[[Document, Rulebook], bytes], *, quick: bool = False
) -> Response:
    """Read a request's document and answer with what ``work`` makes of it, in a thread unless it is ``quick``."""
    rulebook, body = request.app.state.shelf.take(asked.rulebook), await body_of(request)
    if quick and len(body) <= request.app.state.settings.small_bytes:
        content = read(body, rulebook, work)
    else:
        content = await request.app.state.workroom.run(read, body, rulebook, work)
    return Response(content, 200, NOT_KEPT, "application/json")


@router.post("/v1/advice")
async def advice(request: Request, asked: Annotated[OfDay, Query()]) -> Response:
    """Give the advice for a profile."""
    return await answered(
        request, asked, lambda sent, book: advise(profile_from(sent), book, as_of=asked.as_of).to_json(), quick=True
    )


@router.post("/v1/explain")
async def explain(request: Request, asked: Annotated[OfSubject, Query()]) -> Response:
    """Say why, and why not, down to each condition and its source."""
    return await answered(
        request, asked,
        lambda sent, book: explained(profile_from(sent), asked.subject, book, as_of=asked.as_of).to_json(),
    )  # fmt: skip


@router.post("/v1/plan")
async def plan(request: Request, asked: Annotated[OfGoal, Query()]) -> Response:
    """Lay out the way to a title, a level or a certification: soonest, cheapest and between."""
    return await answered(
        request, asked, lambda sent, book: planned(profile_from(sent), asked.to, book, as_of=asked.as_of).to_json()
    )


@router.post("/v1/what-if")
async def what_if(request: Request, asked: Annotated[OfDay, Query()]) -> Response:
    """Change a person, or wait until a later day, and say what moves."""

    def work(sent: Document, book: Rulebook) -> bytes:
        wanted = Changes.of(sent)
        return compared(wanted.profile, wanted.changes, book, as_of=asked.as_of, on=wanted.on).to_json()

    return await answered(request, asked, work)
