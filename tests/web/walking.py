"""Walking through the pages as a person does: with a mouse, or by keyboard alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

NOT_KNOWN = "I don't know, or I'd rather not say"
Fields = dict[str, str]
"""What to write or choose, by the label of its field."""

CODER: dict[str, Fields] = {
    "What would you like to do": {"Medical coding": ""},
    "Which certifications": {"Name or letters": "CPC-A"},
    "highest level of school": {"Which level?": "certificate", "What did you study?": "Medical coding", "Year": "2024"},
    "Which jobs have you had": {"Job title": "Medical coder", "Year": "2025"},
    "What kind of place": {"Physician's office": ""},
}
"""What somebody with a fresh certification says; to other questions, that they do not know."""


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def press(page: Page, name: str) -> None:
    """Press a button, and wait until the page says something else."""
    page.evaluate("document.querySelector('h1').dataset.before = '1'")
    page.get_by_role("button", name=name).last.click()  # the first is for the Enter key alone
    page.wait_for_selector("h1:not([data-before])")


def fill(page: Page, label: str, text: str) -> None:
    """Fill the first field of a label: text, a choice of a list, or a mark."""
    field: Locator = page.locator("form.ask").get_by_label(label).first
    kind = field.evaluate("field => field.type")
    if kind in ("radio", "checkbox"):
        field.check()
    elif kind == "select-one":
        field.select_option(text)
    else:
        field.fill(text)


def answer(page: Page, fields: Fields | None) -> None:
    """Answer the question that is shown; nothing says that it is not known."""
    if not fields:
        return press(page, NOT_KNOWN)
    for label, text in fields.items():
        fill(page, label, text)
    return press(page, "Continue")


def said_to(question: str, said: dict[str, Fields]) -> Fields | None:
    return next((fields for words, fields in said.items() if words in question), None)


def walk(page: Page, said: dict[str, Fields]) -> list[str]:
    """Answer all that is asked; give the questions, and stop where nothing more is asked."""
    asked: list[str] = []
    for _ in range(30):
        question = heading(page)
        if question == "That is all we need":
            return asked
        asked.append(question)
        answer(page, said_to(question, said))
    raise AssertionError(f"the questions do not end: {asked}")


def tab_to(page: Page, goal: Locator, most: int = 80) -> None:
    """Press Tab until a thing has the focus: a person without a mouse has no other way."""
    for _ in range(most):
        if goal.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the Tab key does not lead there")


def resume(page: Page, folder: Path, profile: dict[str, Any], declined: tuple[str, ...] = ()) -> None:
    """Go on with a file of answers, from the first page."""
    file = folder / "answers.json"
    file.write_text(json.dumps({"profile": profile, "declined": declined}), encoding="utf-8")
    page.goto("/")
    page.get_by_label("File of answers").set_input_files(file)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Welcome back")).to_be_visible()


def see_advice(page: Page) -> None:
    page.get_by_role("button", name="See my advice").click()
    page.wait_for_selector("section.level")
