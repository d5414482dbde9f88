"""The HTTP service: a profile in, the bytes of the command line out."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request, Response

from advisor.advice.advise import advise
from advisor.document import parse_document
from advisor.profile import profile_from

router = APIRouter()


@router.post("/v1/advice")
async def advice(request: Request, rulebook: str | None = None, as_of: date | None = None) -> Response:
    """Give the advice for a profile."""
    state = request.app.state
    book, body = state.shelf.take(rulebook), await request.body()

    def made() -> bytes:
        return advise(profile_from(parse_document(body, "body")), book, as_of=as_of).to_json()

    return Response(await state.workroom.run(made), media_type="application/json")


@router.get("/health")
async def alive() -> dict[str, str]:
    """Say that the process runs."""
    return {"status": "ok"}
