"""What all pages have in common: templates, files served beside them, headers, and pages for errors."""

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
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
NOT_KEPT = {"Cache-Control": "no-store"}
"""For every answer that holds what a person told us: nothing of it stays on a shared computer."""

_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip


def page(request: Request, template: str, status: int = 200, **words: Any) -> Response:
    """Render a template; ``words`` are its values, all escaped."""
    content = _templates.get_template(template).render(path=request.url.path, **words)
    return HTMLResponse(content, status, {**HEADERS, **NOT_KEPT})


def download(content: bytes, name: str, media_type: str) -> Response:
    """Give a file to keep."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, 200, {**HEADERS, **NOT_KEPT, **disposition}, media_type)


def error_page(request: Request, error: AdvisorError) -> Response:
    """Say what went wrong, and where to go on."""
    return page(request, "error.html", error.http_status, problems=[problem.message for problem in error.problems])
