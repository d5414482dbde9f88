"""The handbook: every rule is in it with its documents, it can be searched, and everybody can read it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from playwright.sync_api import ViewportSize

from advisor.advice.advise import advise
from advisor.advice.model import Reason
from advisor.document import read_document
from advisor.doors.app import create_app
from advisor.doors.http.settings import Settings
from advisor.files import profiles_folder
from advisor.profile import profile_from
from advisor.render import finding
from advisor.render.condition_text import ConditionText, condition_text
from advisor.render.handbook import by_year, dates, documents, figure_in_words, guidance, in_force
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import All, Condition, Not
from tests.people import DAY, rulebook
from tests.web.inside import application, ask, words
from tests.web.looking import DESK, PHONE, Open, overflows, violations

PAGES = ("", "/levels", "/steps", "/activities", "/order", "/warnings", "/guidance", "/assumptions", "/sources")


def pharmacy() -> Rulebook:
    book: Rulebook = application().state.rulebooks.get("pharmacy-technician")
    return book


BOOKS = pytest.mark.parametrize("book", [rulebook(), pharmacy()], ids=lambda book: book.id)


def of_each(book: Rulebook) -> Iterator[str]:
    """The pages of each title and certification."""
    yield from (f"/titles/{one.id}" for one in book.titles)
    yield from (f"/certifications/{one.id}" for one in book.credentials)


def opened(path: str, book: Rulebook) -> str:
    answer = ask("GET", f"/handbook{path}", params={"rulebook": book.id})
    assert answer.status_code == 200, path
    return answer.text


@BOOKS
def test_every_rule_has_its_place_with_its_address_and_its_documents(book: Rulebook) -> None:
    """A rule that advice names could not be read anywhere."""
    text = html.unescape(" ".join(words(opened(path, book)) for path in (*PAGES, *of_each(book))))
    entries = (
        *book.levels,
        *book.titles,
        *book.credentials,
        *book.steps,
        *book.activities,
        *book.preferences,
        *book.warnings,
        *book.guidance,
        *book.assumptions.values(),
    )
    assert [entry.address for entry in entries if f"Rule {entry.address} " not in text] == []
    routes = [f"{one.address}/formal/{route.id}" for one in book.credentials for route in one.formal]
    assert [route for route in routes if f"Rule {route} " not in text] == []
    assert [source.id for source in book.sources.values() if f"Document {source.id} " not in text] == []


def test_a_page_names_the_documents_of_its_rule() -> None:
    """A rule would be there without the document that it stands on."""
    for one in rulebook().titles:
        text = html.unescape(words(opened(f"/titles/{one.id}", rulebook())))
        assert [section for _, section in one.sources if section not in text] == []


@BOOKS
def test_every_link_of_the_handbook_leads_somewhere(book: Rulebook) -> None:
    """A reader would be lost: each link answers, and the place on the page is there, in the same rulebook."""
    texts = {path: opened(path, book) for path in (*PAGES, *of_each(book))}
    seen: dict[str, str] = {}
    for text in texts.values():
        for link in sorted({html.unescape(link) for link in re.findall(r'href="(/handbook[^"]*)"', text)}):
            address, place = urldefrag(link)
            if address not in seen:
                answer = ask("GET", address)
                assert answer.status_code == 200, link
                assert address == "/handbook" or book.name in words(answer.text), link
                seen[address] = answer.text
            assert not place or f'id="{place}"' in seen[address], link


@BOOKS
def test_conditions_are_written_without_holes(book: Rulebook) -> None:
    """A place for a person's value would be shown empty or in braces."""
    conditions: list[Condition] = [level.requires for level in book.levels] + [title.requires for title in book.titles]
    conditions += [one.requires for one in book.activities] + [step.when for step in book.steps]
    conditions += [one.when for one in book.preferences] + [warning.when for warning in book.warnings]
    conditions += [route.requires for one in book.credentials for route in (*one.formal, *one.prepare)]
    for condition in conditions:
        for node in every(condition_text(condition, book)):
            assert node.text or node.how
            assert "{" not in node.text + node.exact


def every(node: ConditionText) -> Iterator[ConditionText]:
    yield node
    for part in node.parts:
        yield from every(part)


def test_a_condition_reads_as_it_is() -> None:
    """The list would say something else than the rule: who asks how many, and exactly how much."""
    senior = condition_text(rulebook().level_by_id["senior"].requires, rulebook())
    assert senior.how == "All of these"
    assert len(senior.parts) == 5
    experience = senior.parts[3]
    assert (experience.text, experience.parts) == ("At least 5 years of work that counts toward senior level.", ())
    supervision = senior.parts[4]
    assert [part.closed for part in supervision.parts] == [False, True]  # mentoring does not count as read here
    mentoring = supervision.parts[1].parts[0]
    assert mentoring.reading == "mentoring-as-supervision"


def test_a_reading_chosen_otherwise_opens_its_way(tmp_path: Path) -> None:
    """An institution would see the usual readings instead of its own."""
    book = rulebook().choose({"mentoring-as-supervision": "counts"})
    choices = tmp_path / "choices.yaml"
    choices.write_text("mentoring-as-supervision: counts\n", "utf-8")
    senior = condition_text(book.level_by_id["senior"].requires, book)
    assert [part.closed for part in senior.parts[4].parts] == [False, False]
    told = words(ask("GET", "/handbook/assumptions", create_app(Settings(choices=choices))).text)
    reading = book.assumptions["mentoring-as-supervision"]
    _, _, told = told.partition(html.escape(reading.question))
    told, _, _ = told.partition(f"Rule {reading.address}")
    labels = re.findall("Read here as|It could be read as|Usual reading", told)
    assert labels == ["Read here as", "It could be read as", "Usual reading"]


def test_the_opposite_and_nothing_are_said() -> None:
    """The parts of a `not` would read as asked for."""
    nothing = All(())
    assert condition_text(nothing, rulebook()).text == "Nothing is asked."
    assert condition_text(Not(rulebook().level_by_id["entry"].requires), rulebook()).how == "The opposite of this"


def test_every_document_knows_what_stands_on_it() -> None:
    """The page of documents would leave out rules that advice cites."""
    book = rulebook()
    standing = {(one.source.id, use.address.split("/history")[0]) for one in documents(book) for use in one.uses}
    entries = {(source, entry_of(address)) for source, address in standing}
    for path in sorted(profiles_folder().glob("*.yaml")):
        advice = advise(profile_from(read_document(path)), book, as_of=DAY)
        reasons: list[Reason] = [*advice.level.because, *(advice.next_level.missing if advice.next_level else ())]
        for title in advice.titles:
            reasons += title.because
        for step in advice.steps:
            reasons += step.because
        cited = {(ref.id, entry_of(reason.rule)) for reason in reasons for ref in reason.sources}
        assert cited
        assert cited <= entries, path.name


def entry_of(address: str) -> str:
    """The address of an entry, from that of a part of it: ``credentials/x.yaml#x/formal/y``."""
    file, _, place = address.partition("#")
    return f"{file}#{place.partition('/')[0]}"


def test_figures_of_other_years_stand_apart() -> None:
    """Pay of one year would be read as pay of another."""
    told = [by_year(piece.figures) for pieces in guidance(rulebook()).values() for piece in pieces]
    assert all(figure.year in (year, "") for years in told for year, figures in years.items() for figure in figures)
    figures = sum(len(one.figures) for one in rulebook().guidance)
    assert sum(len(figures) for years in told for figures in years.values()) == figures
    newest = [
        max((year for year in by_year(piece.figures) if year[0].isdigit()), default="")
        for piece in guidance(rulebook())["pay"]
    ]
    assert newest == sorted(newest, reverse=True)
    tables = re.findall(r"<caption>([^<]+)</caption>", opened("/guidance", rulebook()))
    assert tables
    assert [caption for caption in tables if not re.match(r"[0-9]{4}|Year not stated", caption)] == []


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (50250.0, "USD per year", "$50,250 per year"),
        (24.16, "USD per hour", "$24.16 per hour"),
        (9.0, "percent", "9 percent"),
        (21.2, "USD per hour", "$21.20 per hour"),
        (0.5, "", "0.5"),
        ("about 3 years", "", "about 3 years"),
    ],
)
def test_a_figure_is_written_with_its_unit(value: float | str, unit: str, said: str) -> None:
    assert figure_in_words(value, unit) == said


def test_what_is_past_or_not_sure_is_said() -> None:
    """A reader would pay for an exam that is no longer given, or rely on what nobody confirmed."""
    ods = words(opened("/certifications/ods", rulebook()))
    assert "Former names CTR (Certified Tumor Registrar)" in ods
    assert "No longer awarded" in words(opened("/certifications/chts", rulebook()))
    for one in rulebook().credentials:
        text = words(opened(f"/certifications/{one.id}", rulebook()))
        assert ("not confirmed by the issuer" in text) == (not one.confirmed), one.id
        assert "Confidence in these facts" in text
    unstated = next(title for title in rulebook().titles if not title.stated)
    assert "No document names this title" in words(opened(f"/titles/{unstated.id}", rulebook()))


def test_an_entry_that_is_over_is_shown_as_over() -> None:
    """The handbook of a day would tell the rules of another."""
    one = rulebook().titles[0].model_copy(update={"until": date(2020, 1, 1)})
    assert (dates(one.since, one.until), in_force(one, DAY)) == ("Until 2020-01-01", False)
    over = create_app(Settings())
    over.state.rulebooks.by_id = {rulebook().id: replace(rulebook(), titles=(one,))}
    assert "Until 2020-01-01. Not in force today" in words(ask("GET", f"/handbook/titles/{one.id}", over).text)


@pytest.mark.parametrize(
    ("asked_for", "found"),
    [
        ("ctr", "ods"),
        ("tumor registrar", "ods"),
        ("Certified Coding", "cca"),
        ("RHIT", "rhit"),
        ("records clerk", "medical-records-clerk"),
    ],
)
def test_rules_are_found_by_any_of_their_names(asked_for: str, found: str) -> None:
    assert found in [item.id for item in finding.found(rulebook(), asked_for, DAY)]


def test_every_entry_is_found_by_its_own_name() -> None:
    for item in finding.items(rulebook(), DAY):
        assert item in finding.found(rulebook(), item.name, DAY), item.name


@pytest.mark.parametrize("q", ["<script>alert(1)</script>", "\"'><img src=x>", "{{ 7*7 }}", "%00", "é" * 90, "  "])
def test_hostile_words_are_only_words(q: str) -> None:
    """What is looked for is shown back on the page."""
    answer = ask("GET", "/handbook", params={"q": q})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text
    assert ask("GET", "/handbook", params={"q": "zzzz"}).text.count("No entries have these words") == 1


def test_what_is_not_there_is_said_with_what_is_near() -> None:
    answer = ask("GET", "/handbook/titles/medical-codr")
    assert answer.status_code == 404
    assert "Did you mean medical-coder?" in answer.text
    assert ask("GET", "/handbook/certifications/%3Cscript%3E").status_code == 404
    assert ask("GET", "/handbook", params={"rulebook": "none-such"}).status_code == 400


def test_links_outside_tell_nobody_where_one_was() -> None:
    outside = re.findall(r'<a href="http[^>]*>', opened("/sources", rulebook()))
    assert len(outside) > 50
    assert [link for link in outside if 'rel="noreferrer noopener"' not in link] == []


ONE_OF_EACH = ("", "?q=coding", "/levels", "/titles/medical-coder", "/certifications/cpc", "/assumptions")
LONG = ("/order", "/guidance", "/sources")


@pytest.mark.parametrize(
    ("size", "dark", "looked_at"),
    [(PHONE, True, ONE_OF_EACH), (DESK, False, ONE_OF_EACH + LONG)],
    ids=["phone-dark", "desk-light"],
)
def test_everybody_can_read_it(visit: Open, size: ViewportSize, dark: bool, looked_at: tuple[str, ...]) -> None:
    page = visit("/handbook", size=size, dark=dark)
    for path in ONE_OF_EACH + LONG:
        page.goto(f"/handbook{path}")
        assert not overflows(page), path
        assert page.locator("h1").count() == 1
        page.evaluate(
            "document.querySelectorAll('article:nth-of-type(n+12)').forEach(one => one.remove())"
        )  # all alike
        if path in looked_at:
            assert violations(page) == [], path


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_by_keyboard_from_a_word_to_a_document(visit: Open, scripts: bool) -> None:
    """A reader without a mouse or without JavaScript could not find a rule and what it stands on."""
    page = visit("/handbook", scripts=scripts)
    page.locator("#q").focus()
    page.keyboard.type("tumor registrar")
    page.keyboard.press("Enter")
    page.wait_for_url("**/handbook?q=*")
    page.get_by_role("link", name="ODS", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/certifications/ods")
    assert page.get_by_role("heading", level=1).inner_text().startswith("ODS")
    page.locator(".cited a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sources#*")
    assert page.locator(":target").is_visible()
