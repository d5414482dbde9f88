"""The advice as a page: what it says, what unfolds, what moves, how it prints, and that everybody can use it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from advisor.advice.advise import advise
from advisor.advice.prepared import bundled
from advisor.profile import load_profile
from tests.web.looking import DESK, PHONE, Open, overflows, violations
from tests.web.walking import resume, see_advice

FOLDER = Path(__file__).resolve().parents[2] / "profiles"


def person(name: str) -> dict[str, Any]:
    return load_profile(FOLDER / f"{name}.yaml").model_dump(mode="json", exclude_unset=True)


def advice_of(page: Page, folder: Path, name: str) -> None:
    """Open the advice of one of the invented people."""
    resume(page, folder, person(name))
    see_advice(page)


def unfold(page: Page) -> None:
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


@pytest.mark.parametrize(
    ("name", "size", "dark"),
    [("ava-thompson", PHONE, True), ("kevin-ortiz", DESK, False)],
    ids=["student, phone, dark", "career changer, desk, light"],
)
def test_everybody_can_use_the_advice(visit: Open, tmp_path: Path, name: str, size: ViewportSize, dark: bool) -> None:
    """A part of the advice could not be read by a screen reader, or runs out of a phone's screen."""
    page = visit("/", size=size, dark=dark)
    advice_of(page, tmp_path, name)
    page.wait_for_selector("#plan .fold", state="attached")
    page.wait_for_selector("#why .whole", state="attached")
    assert page.title() == "Your advice", "a part that is loaded later has a title of its own"
    unfold(page)
    assert violations(page) == []
    assert not overflows(page)


@pytest.mark.parametrize(("size", "dark"), [(PHONE, False), (DESK, True)], ids=["phone, light", "desk, dark"])
def test_everybody_can_use_the_pages_behind_the_advice(
    visit: Open, tmp_path: Path, size: ViewportSize, dark: bool
) -> None:
    """The pages that stand in for scripts would be looked at by nobody."""
    page = visit("/", size=size, dark=dark)
    advice_of(page, tmp_path, "kevin-ortiz")
    page.wait_for_selector("#why .whole", state="attached")
    assert violations(page) == []
    for path in ("plan", "why", "what-if", "compare"):
        page.evaluate(f"document.getElementById('carry').action = '/advice/{path}'")
        with page.expect_navigation():
            page.evaluate("document.getElementById('carry').submit()")
        unfold(page)
        assert violations(page) == [], path
        assert not overflows(page), path
        page.get_by_role("button", name="Back to my advice").click()
        page.wait_for_selector("section.level")


@pytest.mark.parametrize("name", ["sandra-kim", "chris-miller", "grace-nguyen"])
def test_no_advice_runs_out_of_a_phone(visit: Open, tmp_path: Path, name: str) -> None:
    page = visit("/", size=PHONE)
    advice_of(page, tmp_path, name)
    page.wait_for_selector("#plan .fold", state="attached")
    page.wait_for_selector("#why .whole", state="attached")
    unfold(page)
    assert not overflows(page)


def test_the_page_says_what_the_advice_says(visit: Open, tmp_path: Path) -> None:
    """The page would leave out a title, a certification, a step or a reason that the command line gives."""
    page = visit("/")
    advice_of(page, tmp_path, "kevin-ortiz")
    advice = advise(person("kevin-ortiz"), bundled(), as_of=date.today())
    unfold(page)
    text = " ".join(page.locator("main").inner_text().split())
    names = [advice.level.name, *(one.name for one in advice.titles), *(one.name for one in advice.near_titles)]
    names += [one.action for one in advice.steps] + [one.question for one in advice.questions]
    names += [one.acronym for one in advice.certifications if one.status != "retired"]
    names += [reason.text for reason in advice.level.because]
    names += [reason.text for near in advice.near_titles for reason in near.missing]
    assert [name for name in names if " ".join(name.split()) not in text] == []


def test_every_number_of_a_source_leads_to_it(visit: Open, tmp_path: Path) -> None:
    """A reader could not look a sentence up."""
    page = visit("/")
    advice_of(page, tmp_path, "maria-lopez")
    page.wait_for_selector("#why .whole", state="attached")
    page.wait_for_selector("#plan .fold", state="attached")
    lost = page.evaluate(
        "[...document.querySelectorAll('a.cite')].filter(one => !document.getElementById(one.hash.slice(1))).length"
    )
    assert page.locator("a.cite").count() > 10
    assert lost == 0


def test_the_plan_and_the_reasoning_come_by_themselves(visit: Open, tmp_path: Path) -> None:
    page = visit("/")
    advice_of(page, tmp_path, "kevin-ortiz")
    page.wait_for_selector("#plan .fold", state="attached")
    page.wait_for_selector("#why .whole", state="attached")
    page.get_by_role("heading", name="The way, step by step: months and money").click()
    page.get_by_role("heading", name="Why: each rule behind your level").click()
    expect(page.get_by_role("heading", name="The way to Health Information Manager")).to_be_visible()
    assert page.locator("#plan .line svg .run").count() >= 2
    expect(page.locator("#why .tree li").first).to_be_visible()
    page.get_by_text("Another goal, or limits").click()
    page.get_by_label("The way to", exact=True).select_option(label="Mid level")
    page.get_by_role("button", name="Work out the way").click()
    expect(page.get_by_role("heading", name="The way to Mid level")).to_be_visible()
    page.get_by_text("Another goal, or limits").click()
    page.get_by_label("Dollars in all").fill("many")
    page.get_by_role("button", name="Work out the way").click()
    expect(page.locator("#plan .error")).to_contain_text("as numbers")
    expect(page.get_by_label("Dollars in all")).to_have_value("many")


def test_without_scripts_each_part_has_a_page(visit: Open, tmp_path: Path) -> None:
    """Those whose browser runs no scripts would have neither plan nor reasoning nor what-if."""
    page = visit("/", scripts=False)
    advice_of(page, tmp_path, "kevin-ortiz")
    page.get_by_role("heading", name="The way, step by step: months and money").click()
    page.get_by_role("button", name="Work out the way").click()
    expect(page.locator(".line svg .run").first).to_be_visible()
    page.get_by_role("button", name="Back to my advice").click()
    page.get_by_role("heading", name="Why: each rule behind your level").click()
    page.get_by_role("button", name="Unfold the reasoning").click()
    expect(page.locator(".tree li").first).to_be_visible()
    page.get_by_role("button", name="Back to my advice").click()
    page.get_by_role("heading", name="What if something changes?").click()
    page.get_by_label("A certification that you would earn").select_option("cca")
    page.get_by_role("button", name="Show what moves").click()
    expect(page.locator("table.sides")).to_contain_text("You hold it")


def test_what_moves_stands_before_and_after(visit: Open, tmp_path: Path) -> None:
    page = visit("/", size=PHONE)
    advice_of(page, tmp_path, "kevin-ortiz")
    page.wait_for_selector("#why .whole", state="attached")
    page.get_by_role("heading", name="What if something changes?").click()
    show = page.get_by_role("button", name="Show what moves")
    show.click()
    expect(page.locator("#moved")).to_contain_text("Choose at least one change")
    page.get_by_label("A certification that you would earn").select_option("cca")
    page.get_by_label("Years, full time").fill("2")
    show.click()
    expect(page.locator("#moved")).to_contain_text("Choose the kind of work")
    page.get_by_label("Kind of work").select_option("coding")
    show.click()
    level = page.locator("table.sides tr", has_text="Level").first
    expect(level).to_contain_text("Entry level")
    expect(level).to_contain_text("Mid level")
    assert violations(page) == []
    assert not overflows(page)


def test_the_map_says_where_one_is_and_what_is_missing(visit: Open, tmp_path: Path) -> None:
    page = visit("/")
    advice_of(page, tmp_path, "kevin-ortiz")
    here = page.locator(".map .here")
    assert here.count() == 1
    expect(here).to_contain_text("Entry level")
    page.get_by_role("heading", name="Where you are, and where it can lead").click()
    title = page.locator(".map details", has_text="Medical Records Technician").first
    title.locator("summary").click()
    expect(title).to_contain_text("Reach Mid level first")
    assert page.locator(".map summary", has_text="your goal").count() == 1


def test_files_hold_the_advice_and_the_answers(visit: Open, tmp_path: Path) -> None:
    page = visit("/")
    advice_of(page, tmp_path, "maria-lopez")
    for button, name in (("Data (JSON)", "advice.json"), ("My answers", "my-answers.json")):
        with page.expect_download() as arriving:
            page.get_by_role("button", name=button).click()
        assert arriving.value.suggested_filename == name
        arriving.value.save_as(tmp_path / name)
    expected = advise(person("maria-lopez"), bundled(), as_of=date.today()).to_json()
    assert (tmp_path / "advice.json").read_bytes() == expected
    assert json.loads((tmp_path / "my-answers.json").read_text("utf-8"))["profile"] == person("maria-lopez")


def test_what_is_printed_is_the_short_report(visit: Open, tmp_path: Path) -> None:
    """A printed page would hide the steps that were folded, run over many sheets, or show buttons."""
    page = visit("/")
    advice_of(page, tmp_path, "kevin-ortiz")
    page.wait_for_selector("#why .whole", state="attached")
    page.emulate_media(media="print")

    def is_printed(what: str) -> bool:
        seen = "one => one.checkVisibility({contentVisibilityAuto: true}) && one.getClientRects().length > 0"
        return bool(page.locator(what).first.evaluate(seen))

    assert is_printed("section.next")
    assert is_printed("details:has(#moves) li")
    assert is_printed("details:has(#certifications) li")
    assert not is_printed(".map .title")
    assert not is_printed(".act")
    assert not page.get_by_role("button", name="Change an answer").is_visible()
    printed = page.pdf()
    assert len(printed) > 20_000
    assert printed.count(b"/Type /Page\n") <= 4
