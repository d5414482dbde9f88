"""The application: the API and the pages over one shelf of rulebooks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from advisor.doors.http import about, api, batch, document, interview
from advisor.doors.http.gate import Gate
from advisor.doors.http.journal import keep_journal
from advisor.doors.http.problems import on_advisor_error, on_http_error
from advisor.doors.http.protocol import Protocol
from advisor.doors.http.settings import Settings
from advisor.doors.http.shelf import Shelf
from advisor.doors.http.work import Workroom
from advisor.doors.web import pages
from advisor.errors import AdvisorError

SERVED = (*api.SERVED, *batch.SERVED, *interview.SERVED, *about.SERVED)
"""All that the service can be asked. The routes are Starlette's own: FastAPI's cost 40 µs a request and would know none
of these schemas, since a body is YAML or JSON and a profile's words are a rulebook's."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the application. Raises RulebookError when a rulebook cannot be used."""
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.shelf.warm()
        yield
        app.state.workroom.close()

    app = FastAPI(
        title="Career-path advisor", version=version("career-path-advisor"), lifespan=lifespan,
        docs_url=None, redoc_url=None, openapi_url=None,
    )  # fmt: skip
    app.state.settings = settings
    app.state.shelf = Shelf(settings)
    app.state.workroom = Workroom(settings)
    app.add_exception_handler(AdvisorError, on_advisor_error)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_middleware(Gate, settings=settings)
    app.router.routes += [one.route for one in SERVED]
    app.router.routes.append(document.route(SERVED))
    pages.add_pages(app)
    return app


def served() -> FastAPI:
    """Make the application of a process of ``advisor serve``, by what the command left in the environment."""
    Protocol.settings = settings = Settings.imported()
    keep_journal("warning" if settings.quiet else "info")
    return create_app(settings)
