"""The first page: its ways on, its weight, and that everybody can use it."""

from __future__ import annotations

import pytest
from playwright.sync_api import ViewportSize

from tests.web.looking import DESK, PHONE, Open, overflows, violations


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_everybody_can_use_the_first_page(visit: Open, size: ViewportSize, dark: bool) -> None:
    page = visit("/", size=size, dark=dark)
    assert violations(page) == []
    assert not overflows(page)


@pytest.mark.parametrize("path", ["/", "/questions"])
def test_the_first_pages_are_light(visit: Open, path: str) -> None:
    """A page of megabytes keeps away those with a slow phone: all of it together is under 100 kB."""
    page = visit(path)
    sizes = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map(entry => entry.transferSize)"
    )
    assert 1_000 < sum(sizes) < 100_000
