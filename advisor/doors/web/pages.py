"""The routers of all pages."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.staticfiles import StaticFiles

from advisor.doors.http.settings import Settings
from advisor.doors.http.shares import Shares
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
    limits: Settings = app.state.settings
    app.state.job_store = JobStore(limits=limits)
    total, each, at_once = limits.rosters, limits.rosters_per_client, limits.rosters_at_once
    app.state.receiving = Shares(total, each, total, each, roster.RECEIVE_SECONDS)
    app.state.inspecting = Shares(at_once, max(1, at_once - 1), total, each, roster.INSPECT_SECONDS)
    for module in (questions, advice, directions, handbook, roster):
        app.include_router(module.router)
    app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
