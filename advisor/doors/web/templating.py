"""What all pages share: the templates, the static files, the security headers, and the page for errors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from advisor.errors import AdvisorError

_HERE = Path(__file__).resolve().parent
STATIC = _HERE / "static"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers would not tell us that a form is from our page
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",  # nothing of what a person told us stays on a shared computer
}
_environment = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def label(column: str) -> str:
    """Write the name of a column of a roster for people; in templates, a filter."""
    return "ID" if column == "id" else column.replace("_", " ")


_environment.filters["label"] = label


def page(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """Render a template with a context, all of which is escaped, as a response."""
    return HTMLResponse(rendered(template, path=request.url.path, **context), status, HEADERS)


def rendered(template: str, **context: Any) -> str:
    """Render a template with a context, all of which is escaped."""
    return _environment.get_template(template).render(**context)


def download(content: bytes, name: str, media_type: str) -> Response:
    """Answer with a file to save."""
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, 200, headers, media_type)


def error_page(request: Request, error: AdvisorError) -> Response:
    """Answer with an error as a page."""
    return page(request, "error.html", error.http_status, problems=[problem.message for problem in error.problems])
