"""The routers of all pages."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.staticfiles import StaticFiles

from advisor.doors.web import advice, directions, handbook, questions, roster
from advisor.doors.web.job_store import JobStore
from advisor.doors.web.templating import STATIC, page

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(request: Request) -> Response:
    """Show the first page."""
    return page(request, "home.html", rulebook=request.app.state.rulebooks.get(None))


def add_pages(app: FastAPI) -> None:
    """Add the pages and their static files."""
    app.state.job_store = JobStore()
    for module in (questions, advice, directions, handbook, roster):
        app.include_router(module.router)
    app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
