"""The advice to print or to keep: the same words as a PDF."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from advisor.advice.advise import advise
from advisor.doors.web.carried import carried
from advisor.doors.web.site import download
from advisor.render.pdf import render_pdf

router = APIRouter(include_in_schema=False)


@router.post("/advice/pdf")
async def pdf(request: Request) -> Response:
    """Give the advice for the answers that the form carries."""
    async with request.form() as form:
        person = carried(request, form)

    def made() -> bytes:
        return render_pdf(advise(person.state.profile, person.rulebook, as_of=person.day), person.rulebook)

    return download(await request.app.state.workroom.run(made), "career-advice.pdf", "application/pdf")
