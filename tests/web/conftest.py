"""A running site and a real browser for the tests of the pages.

Chromium is Debian's (``apt-get install chromium``), or the one that ADVISOR_CHROMIUM names. Without it these tests are
skipped and say so; with ADVISOR_BROWSER=required, as in CI, they fail.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize, sync_playwright

from tests.http.serving import serving
from tests.web.looking import DESK, Open

ROOT = Path(__file__).resolve().parent.parent.parent
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a browser in one worker: they share it and one server."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("browser"))


def _is_error(message: ConsoleMessage) -> bool:
    """Whether something is wrong with a page; that a form was refused with 422 is told to the person on the page."""
    return message.type == "error" and "responded with a status of 422" not in message.text


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running ``advisor serve``."""
    with serving(tmp_path_factory.mktemp("site")) as server:
        yield server.address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    path = os.environ.get("ADVISOR_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        message = "no Chromium here; to run the tests of the pages: apt-get install chromium"
        pytest.fail(message) if os.environ.get("ADVISOR_BROWSER") == "required" else pytest.skip(message)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Open]:
    """Open a page of the site in a fresh profile: ``visit("/", scripts=False, size=PHONE, dark=True)``.

    At the end, no page has asked another origin for anything, or written an error to the console.
    """
    contexts: list[BrowserContext] = []
    foreign: list[str] = []
    errors: list[str] = []

    def seen(request: Request) -> None:
        if not request.url.startswith((site, "data:", "blob:")):
            foreign.append(request.url)

    def opened(path: str = "/", *, scripts: bool = True, size: ViewportSize = DESK, dark: bool = False) -> Page:
        context = browser.new_context(
            java_script_enabled=scripts,
            viewport=size,
            color_scheme="dark" if dark else "light",
            base_url=site,
            reduced_motion="reduce",  # no waiting for smooth scrolling
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", seen)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if _is_error(message) else None)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert foreign == []
    assert errors == []
