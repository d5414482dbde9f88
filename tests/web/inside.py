"""Asking the application itself, without a server or a browser."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from advisor.doors.app import create_app
from advisor.doors.http.settings import Settings
from tests.asynchronous import finished

PHARMACY = Path(__file__).resolve().parent.parent / "rulebooks" / "pharmacy-technician"


@cache
def application() -> FastAPI:
    """The application over both rulebooks; the installed one is the usual one."""
    rules = Path(__file__).resolve().parent.parent.parent / "rules" / "health-information"
    return create_app(Settings(rules=(rules, PHARMACY)))


def ask(
    method: str, path: str, app: FastAPI | None = None, client: str = "127.0.0.1", **request: Any
) -> httpx.Response:
    """Ask for a page as the browser of a client does."""
    headers = {"Accept": "text/html", **request.pop("headers", {})}

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app=app or application(), client=(client, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
            return await browser.request(method, path, headers=headers, **request)

    return finished(asked())


def words(html: str) -> str:
    """The text of a page, without its markup and with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))
