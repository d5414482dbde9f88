"""The application: the API and the pages over one shelf of rulebooks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from advisor.doors.http import api
from advisor.doors.http.problems import on_advisor_error, on_fault
from advisor.doors.http.settings import Settings
from advisor.doors.http.shelf import Shelf
from advisor.doors.http.work import Workroom
from advisor.doors.web import pages
from advisor.errors import AdvisorError


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the application; ``settings`` default to what the server left in the environment.

    Raises RulebookError when a rulebook cannot be used.
    """
    settings = settings or Settings.imported()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.workroom.close()

    app = FastAPI(
        title="Career-path advisor", version=version("career-path-advisor"), lifespan=lifespan,
        docs_url=None, redoc_url=None,
    )  # fmt: skip
    app.state.settings = settings
    app.state.shelf = Shelf(settings)
    app.state.workroom = Workroom(settings)
    app.add_exception_handler(AdvisorError, on_advisor_error)
    app.add_exception_handler(Exception, on_fault)
    app.include_router(api.router)
    pages.add_pages(app)
    return app
