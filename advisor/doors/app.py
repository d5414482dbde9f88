"""The application: the HTTP service and the web pages over the same rulebooks."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from urllib.parse import quote

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Mount

from advisor.doors.http import about, api, batch, interview
from advisor.doors.http.middleware import RequestMiddleware
from advisor.doors.http.openapi import document_route
from advisor.doors.http.problems import RequestError, problem_response
from advisor.doors.http.process_pool import ProcessPool
from advisor.doors.http.request_log import configure_logging
from advisor.doors.http.rulebooks import Rulebooks
from advisor.doors.http.settings import Settings
from advisor.doors.http.worker_pool import WorkerPool
from advisor.doors.orphans import on_end_of_parent
from advisor.doors.web.pages import add_pages
from advisor.doors.web.templating import error_page
from advisor.errors import AdvisorError

ENDPOINTS = (*api.ENDPOINTS, *batch.ENDPOINTS, *interview.ENDPOINTS, *about.ENDPOINTS)
"""All routes of the service."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the application. Raises RulebookError when a rulebook cannot be used."""
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.rulebooks.prepare()
        yield
        app.state.process_pool.close()
        app.state.worker_pool.close()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.settings = settings
    app.state.rulebooks = Rulebooks(settings.rules, settings.choices)
    app.state.worker_pool = WorkerPool(settings)
    app.state.process_pool = ProcessPool(settings, app.state.rulebooks)
    app.add_exception_handler(AdvisorError, _on_error)
    app.add_exception_handler(HTTPException, _on_error)
    app.add_middleware(RequestMiddleware, settings=settings, error_response=error_response)
    app.router.routes += [*(endpoint.route for endpoint in ENDPOINTS), document_route(ENDPOINTS)]
    add_pages(app)
    return app


def create_worker_app() -> FastAPI:
    """Make the application of a process of ``advisor serve``, with the settings in its environment.

    One of several processes stops when the first one, which started them, is gone.
    """
    settings = Settings()
    on_end_of_parent(partial(_stop, settings.stop_seconds))
    configure_logging("warning" if settings.quiet else "info")
    return create_app(settings)


def _stop(seconds: float) -> None:
    """Stop as after SIGTERM, which finishes what has begun; end after some seconds in any case."""
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(seconds + 5)
    os._exit(1)


def error_response(request: Request, error: AdvisorError) -> Response:
    """Answer with an error: to a browser as a page, to a program as a problem document."""
    is_browser = "text/html" in request.headers.get("accept", "")
    return error_page(request, error) if is_browser else problem_response(error)


async def _on_error(request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException):
        if error.status_code == 404 and (path := _without_slash(request)):
            return RedirectResponse(path, 307)
        response = error_response(request, RequestError.of(error))
        response.headers.update(error.headers or {})
        return response
    assert isinstance(error, AdvisorError)
    return error_response(request, error)


def _without_slash(request: Request) -> str:
    """Give the path of a page that was asked for with a slash behind it; nothing when there is no such page.

    The framework would make an address of it with the name in ``Host``, which may be anybody's.
    """
    path = request.scope["path"].removesuffix("/")
    if path == request.scope["path"] or not path or path.startswith("//"):
        return ""
    scope = {**request.scope, "path": path}
    routes = (route for route in request.app.router.routes if not isinstance(route, Mount))
    return quote(path) if any(route.matches(scope)[0] is Match.FULL for route in routes) else ""
