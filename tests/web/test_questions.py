"""The questionnaire: every kind of question, with a mouse, by keyboard, without scripts; nothing in an address."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.web.looking import DESK, PHONE, Open, overflows, violations
from tests.web.walking import CODER, NOT_KNOWN, answer, fill, heading, press, resume, said_to, see_advice, tab_to, walk

HOSTILE = "\"><script>window.broken = 1</script><img src=x onerror=window.broken=1> O'Brien & {{7*7}}"
SCHOOL = {"education": [{"level": "associate"}], "certifications": [], "experience": [], "goal": {"track": "records"}}


@pytest.mark.parametrize(("size", "dark"), [(PHONE, True), (DESK, False)], ids=["phone, dark", "desk, light"])
def test_everybody_can_use_every_question(visit: Open, tmp_path: Path, size: ViewportSize, dark: bool) -> None:
    """A question of one kind could not be read by a screen reader, or runs out of a phone's screen."""
    page = visit("/questions", size=size, dark=dark)
    said, kinds = dict(CODER), set()
    for _ in range(30):
        question = heading(page)
        assert not overflows(page), question
        if question == "That is all we need":
            assert violations(page) == []
            break
        assert page.evaluate("document.activeElement.matches('h1, body')")
        kinds |= set(
            page.locator("form.ask :is(input, select):visible").evaluate_all("all => all.map(one => one.type)")
        )
        press(page, "Continue")  # nothing was written
        assert page.locator("#error").is_visible(), question
        assert violations(page) == [], question
        answer(page, said_to(question, said))
    assert kinds >= {"radio", "select-one", "text", "checkbox"}


def test_every_other_kind_of_question_can_be_answered(visit: Open, tmp_path: Path) -> None:
    """Numbers, dates, yes and no: kinds that the walk of a coder does not meet."""
    page = visit("/")
    resume(page, tmp_path, SCHOOL)
    said = {
        "What did you study": {"What did you study?": "Health Information Technology"},
        "accredit": {"CAHIIM": ""},
        "supervised practice": {"Yes": ""},
        "When did you finish": {"Month": "05", "Year": "2024"},
        "college credits": {"college credits": "45"},
        "Which courses": {"Medical terminology": ""},
    }
    asked = walk(page, said)
    assert {words for words in said if any(words in question for question in asked)} >= {
        "What did you study",
        "accredit",
    }
    assert page.locator(".said").inner_text().count("I don't know") < len(asked)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_coder_comes_to_the_advice(visit: Open, scripts: bool) -> None:
    """The journey would only work for those whose browser runs scripts, or only for those whose does not."""
    page = visit("/", scripts=scripts)
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.get_by_role("link", name="Start the questions").click()
    asked = walk(page, CODER)
    assert 4 < len(asked) < 15
    see_advice(page)
    assert page.locator("section.level h2").inner_text().startswith("Your level")
    assert "CPC" in str(page.locator("main").text_content())
    for address in addresses:  # what a person says is never in an address
        assert "?" not in address
        assert "CPC" not in address
        assert "coder" not in address.casefold()


def test_the_keyboard_is_enough(visit: Open) -> None:
    """Somebody without a mouse would be stopped at a control that takes clicks alone."""
    page = visit("/questions")
    tab_to(page, page.get_by_label("Health records"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Medical coding")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Which certifications")
    expect(page.locator("h1")).to_be_focused()  # reading goes on at the new question
    tab_to(page, page.get_by_label("Name or letters"))
    page.keyboard.type("CPC-A")
    page.keyboard.press("Enter")  # sends the answer, and takes nothing away
    expect(page.locator("h1")).to_contain_text("highest level of school")
    tab_to(page, page.get_by_role("button", name=NOT_KNOWN))
    page.keyboard.press("Space")
    expect(page.locator("h1")).to_contain_text("Which jobs")
    why = page.get_by_text("Why do you ask?")
    tab_to(page, why)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your answer could change:")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="See my advice now"))
    page.keyboard.press("Enter")
    page.wait_for_selector("section.level")
    tab_to(page, page.locator("summary:has(#if)"), 200)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("And if time passes"))
    page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_role("button", name="Show what moves"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What would move")).to_be_visible()


def test_what_was_typed_stays_when_it_cannot_be_taken(visit: Open) -> None:
    """A person would have to write everything again for one missing year."""
    page = visit("/questions")
    press(page, NOT_KNOWN)
    press(page, NOT_KNOWN)
    press(page, NOT_KNOWN)
    fill(page, "Job title", "Clerk")
    fill(page, "Hours a week", "20")
    press(page, "Continue")
    expect(page.locator("#error")).to_contain_text('"Clerk"')
    title = page.get_by_label("Job title")
    expect(title).to_have_value("Clerk")
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(title).to_be_focused()
    expect(page.get_by_label("Hours a week")).to_have_value("20")
    press(page, "Add another job")
    expect(page.get_by_label("Job title").nth(1)).to_be_focused()
    page.get_by_label("Job title").nth(1).fill("Nurse, 3 years")
    press(page, "Remove job 1")
    expect(page.get_by_label("Job title")).to_have_value("Nurse, 3 years")
    press(page, "Continue")
    page.get_by_text("Your answers so far").click()
    expect(page.locator(".said")).to_contain_text("Nurse (clinical care), 3 years")


def test_back_and_change_keep_the_other_answers(visit: Open) -> None:
    """Going back would cost the answers that came after, by our button or by the browser's."""
    page = visit("/questions")
    answer(page, {"Medical coding": ""})
    answer(page, {"Name or letters": "RHIT"})
    page.go_back()
    expect(page.locator("h1")).to_contain_text("Which certifications")
    expect(page.get_by_label("Name or letters")).to_have_value("RHIT")
    page.reload()
    expect(page.get_by_label("Name or letters")).to_have_value("RHIT")  # the answers are still there
    press(page, "Back")
    expect(page.get_by_label("Medical coding")).to_be_checked()
    press(page, "Keep my answer")
    expect(page.locator("h1")).not_to_contain_text("Which certifications")
    page.get_by_text("Your answers so far").click()
    expect(page.locator(".said")).to_contain_text("RHIT")
    press(page, "Change goal")
    answer(page, {"Or a job title": "cancer-registrar"})
    page.get_by_text("Your answers so far").click()
    expect(page.locator(".said")).to_contain_text("Cancer Registrar")


def test_not_knowing_anything_still_leads_to_advice(visit: Open) -> None:
    """A student who knows nothing yet would be asked without end, or told nothing."""
    page = visit("/questions", size=PHONE)
    asked = walk(page, {})
    assert len(asked) < 15
    see_advice(page)
    expect(page.get_by_role("heading", name="The question that tells us most")).to_be_visible()
    press(page, "Answer questions")
    assert heading(page) == asked[0]


def test_answers_are_taken_away_and_brought_back(visit: Open, tmp_path: Path) -> None:
    """A person who stops would begin anew."""
    page = visit("/questions")
    answer(page, {"Medical coding": ""})
    press(page, NOT_KNOWN)
    with page.expect_download() as arriving:
        page.get_by_role("button", name="Download my answers").click()
    file = tmp_path / arriving.value.suggested_filename
    arriving.value.save_as(file)
    assert json.loads(file.read_text("utf-8")) == {
        "profile": {"goal": {"track": "coding"}},
        "declined": ["certifications"],
    }
    page.goto("/")
    page.get_by_label("File of answers").set_input_files(file)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Welcome back")).to_be_visible()
    assert "Which certifications" not in heading(page)


@pytest.mark.parametrize(
    ("scripts", "size"), [(True, PHONE), (False, DESK)], ids=["scripts, phone", "no scripts, desk"]
)
def test_a_word_that_is_not_known_stays_on_the_question(visit: Open, scripts: bool, size: ViewportSize) -> None:
    """A certification that no rule knows would not count, without a word, or would cost the one beside it."""
    page = visit("/questions", scripts=scripts, size=size)
    page.get_by_role("button", name=NOT_KNOWN).last.click()
    expect(page.locator("h1")).to_contain_text("Which certifications")
    fill(page, "Name or letters", "RHIT; CPCX")
    page.get_by_role("button", name="Continue").last.click()
    first, second = page.get_by_label("Name or letters").nth(0), page.get_by_label("Name or letters").nth(1)
    expect(first).to_have_value("RHIT")
    expect(second).to_have_value("CPCX")
    expect(second).to_have_attribute("aria-invalid", "true")
    assert first.get_attribute("aria-invalid") is None
    assert "error" in (second.get_attribute("aria-describedby") or "").split()
    expect(page.locator("#error")).to_contain_text('could not place "CPCX"')
    expect(page.locator("#error")).to_contain_text("Did you mean CPC?")
    if scripts:
        expect(second).to_be_focused()
        assert violations(page) == []
        assert not overflows(page)
    page.get_by_role("button", name="Use CPC").click()
    said = page.get_by_role("status")
    expect(said).to_contain_text("Understood: RHIT, active; CPC, active.")
    assert page.title().startswith(("Which", "What"))
    page.get_by_role("button", name="Change this answer").click()
    expect(second).to_have_value("CPC")
    second.fill("XYZZY")
    page.get_by_role("button", name="Continue").last.click()
    expect(page.locator("#error")).to_contain_text("XYZZY")
    page.get_by_role("button", name="Continue").last.click()  # once more: it stays as it is
    expect(page.locator("h1")).not_to_contain_text("Which certifications")
    page.get_by_text("Your answers so far").click()
    expect(page.locator(".said")).to_contain_text("XYZZY, active (does not count yet)")


def test_what_was_understood_is_said_back_but_not_a_plain_choice(visit: Open) -> None:
    """A person would not see how "in progress" was read, or would read every choice twice."""
    page = visit("/questions")
    answer(page, {"Medical coding": ""})
    expect(page.get_by_role("status")).to_have_count(0)
    answer(page, {"Name or letters": "CTR, earned 2020"})
    expect(page.get_by_role("status").first).to_have_text("Understood: ODS, active, since 2020.")
    expect(page.get_by_role("status").nth(1)).to_contain_text("CTR is the former name of the ODS")
    press(page, "Change this answer")
    press(page, "Keep my answer")
    expect(page.locator("h1")).not_to_contain_text("Which certifications")


@pytest.mark.parametrize("text", ["idk", "No sé todavía", "rather not say"])
def test_not_knowing_in_a_field_is_not_knowing(visit: Open, text: str) -> None:
    """Somebody who writes it instead of pressing the button has a certification called "idk"."""
    page = visit("/questions")
    answer(page, {"Medical coding": ""})
    answer(page, {"Name or letters": text})
    expect(page.locator("h1")).not_to_contain_text("Which certifications")
    page.get_by_text("Your answers so far").click()
    expect(page.locator(".said")).to_contain_text("I don't know")


@pytest.mark.parametrize("how", ["busy", "cut off"])
def test_a_failing_server_costs_no_answer(browser: Browser, site: str, how: str) -> None:
    """A busy moment, or a tunnel, would empty the page and with it all that was said."""
    busy = "<main id='main'><h1>This did not work</h1><p>Too many people are asking.</p></main>"
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto("/questions")
    answer(page, {"Medical coding": ""})
    fill(page, "Name or letters", "RHIT")
    if how == "busy":
        page.route("**/questions", lambda route: route.fulfill(status=503, content_type="text/html", body=busy))
    else:
        page.route("**/questions", lambda route: route.abort())
    page.get_by_role("button", name="Continue").last.click()
    expect(page.get_by_role("alert")).to_contain_text("Too many people" if how == "busy" else "still here")
    expect(page.get_by_label("Name or letters")).to_have_value("RHIT")
    page.unroute("**/questions")
    press(page, "Continue")
    expect(page.locator("h1")).not_to_contain_text("Which certifications")
    page.get_by_text("Your answers so far").click()
    expect(page.locator(".said")).to_contain_text("medical coding")
    context.close()


def unbroken(page: Page) -> None:
    assert page.evaluate("window.broken === undefined && !document.querySelector('main img, main script')")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_markup_in_an_answer_is_only_text(visit: Open, tmp_path: Path, scripts: bool) -> None:
    """What a person pastes would run on their screen, or on their advisor's."""
    page = visit("/questions", scripts=scripts)
    page.on("dialog", lambda _: pytest.fail("a script ran"))
    profile: dict[str, Any] = {
        "name": HOSTILE,
        "education": [{"level": "associate", "field": HOSTILE}],
        "coursework": [HOSTILE],
        "experience": [{"role": HOSTILE, "years": 2}],
        "certifications": [{"name": HOSTILE}],
        "skills": [HOSTILE],
        "interests": [HOSTILE],
        "goal": {"track": "coding"},
    }
    resume(page, tmp_path, profile)
    see_advice(page)
    assert HOSTILE in page.locator("h1").inner_text()
    if scripts:
        page.wait_for_selector("#why .whole", state="attached")
        unbroken(page)
        page.get_by_role("heading", name="What if something changes?").click()
        page.get_by_label("Field of study").fill(HOSTILE)
        page.locator("#if-level").select_option("bachelor")
        page.get_by_role("button", name="Show what moves").click()
        expect(page.get_by_role("heading", name="What would move")).to_be_visible()
        unbroken(page)
    page.locator("summary:has(#answers)").click()
    fields = {"education": "What did you study?", "experience": "Job title", "certifications": "Name or letters"}
    for label, field in fields.items():
        press(page, f"Change {label}")
        expect(page.get_by_label(field)).to_have_value(HOSTILE)
        page.get_by_label(field).fill(HOSTILE * 12)  # too long: it comes back beside the error
        press(page, "Continue")
        expect(page.locator("#error")).to_be_visible()
        unbroken(page)
        press(page, "Keep my answer")
        page.locator("summary", has_text="Your answers so far").click()
