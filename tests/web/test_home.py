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


@pytest.mark.parametrize(("size", "dark"), [(PHONE, True), (DESK, False)], ids=["phone, dark", "desk, light"])
def test_everybody_can_use_the_page_that_says_what_went_wrong(visit: Open, size: ViewportSize, dark: bool) -> None:
    """Whoever has trouble already would be given more."""
    page = visit("/", size=size, dark=dark)
    with page.expect_navigation():
        page.evaluate(
            """() => {
              const form = Object.assign(document.createElement("form"), {method: "post", action: "/advice"});
              form.append(Object.assign(document.createElement("input"), {name: "state", value: "[1]"}));
              document.body.append(form);
              form.submit();
            }"""
        )
    assert page.title() == "This did not work"
    assert violations(page) == []
    assert not overflows(page)
    page.get_by_role("link", name="To the first page").click()
    page.wait_for_url("**/")
