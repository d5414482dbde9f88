"""The advice to print or to keep: the same words as a PDF."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from advisor.advice.advise import advise
from advisor.doors.web.carried import Carried, taken_up
from advisor.doors.web.site import download
from advisor.render.pdf import render_pdf

router = APIRouter(include_in_schema=False)


@router.post("/advice/pdf")
async def pdf(request: Request) -> Response:
    """Give the advice for the answers that the form carries."""
    content = await taken_up(request, lambda now, _: _written(now))
    return download(content, "career-advice.pdf", "application/pdf")


def _written(now: Carried) -> bytes:
    return render_pdf(advise(now.state.profile, now.rulebook, as_of=now.day), now.rulebook)
