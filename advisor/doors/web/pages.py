"""All pages: each journey has a module with a router of its own."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.staticfiles import StaticFiles

from advisor.doors.web import advice, handbook, paper, questions, roster
from advisor.doors.web.site import STATIC, page
from advisor.doors.web.uploads import Uploads

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(request: Request) -> Response:
    """Welcome a person, and show the ways on."""
    return page(request, "home.html", rulebook=request.app.state.shelf.take(None))


def add_pages(app: FastAPI) -> None:
    """Add the pages and the files that they need."""
    app.state.uploads = Uploads()
    for journey in (router, questions.router, advice.router, paper.router, handbook.router, roster.router):
        app.include_router(journey)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
