"""The answers in the hidden field of forms: the bytes of the command line, and nothing for a hostile form to break."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice.advise import advise
from advisor.advice.prepared import bundled
from advisor.doors.app import create_app
from advisor.doors.http.settings import Settings
from advisor.profile import load_profile
from tests.web.inside import PHARMACY, ask

PEOPLE = sorted((Path(__file__).resolve().parents[2] / "profiles").glob("*.yaml"))
READS = {"Accept": "text/html"}
ADVICE = ("/advice", "/advice/json", "/advice/plan", "/advice/why", "/advice/what-if")
PATHS = ("/questions", "/questions/file", *ADVICE)
SECRET = "Mary-Ann-Quux"


@pytest.fixture(scope="module")
def client(site: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site, headers=READS, timeout=60) as made:
        yield made


def state_field(profile: Any, declined: tuple[str, ...] = ()) -> str:
    return json.dumps({"profile": profile, "declined": declined})


@pytest.mark.parametrize("path", PEOPLE, ids=lambda path: path.stem)
def test_the_data_of_the_page_is_that_of_the_command_line(client: httpx.Client, path: Path) -> None:
    """An advisor who checks a page with the command line would find another answer."""
    profile = load_profile(path)
    sent = {"state": state_field(profile.model_dump(mode="json", exclude_unset=True))}
    assert client.post("/advice/json", data=sent).content == advise(profile, bundled(), as_of=date.today()).to_json()


@pytest.mark.parametrize("path", PEOPLE, ids=lambda path: path.stem)
def test_everybody_gets_every_page(client: httpx.Client, path: Path) -> None:
    """Somebody's advice would have a part that no template foresaw."""
    sent = {"state": state_field(load_profile(path).model_dump(mode="json", exclude_unset=True))}
    for address in ("/questions", *ADVICE):
        answer = client.post(address, data={**sent, "later": "3", "action": "go"})
        assert answer.status_code == 200, (address, answer.text[-300:])
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers.get("content-security-policy")


def deep(levels: int) -> str:
    return '{"profile": ' + "[" * levels + "]" * levels + "}"


HOSTILE = {
    "not JSON": "{" + SECRET,
    "a word": SECRET,
    "a list": json.dumps([SECRET]),
    "a profile that is a list": state_field([SECRET]),
    "a wrong type": state_field({"education": {"level": {SECRET: 1}}}),
    "an unknown key": state_field({"nickname": SECRET}),
    "a number that is none": '{"profile": {"college_credits": 1e999}}',
    "declined that is no list": json.dumps({"profile": {}, "declined": SECRET}),
    "deep": deep(200),
    "very deep": deep(100_000),
    "huge": state_field({"name": SECRET * 200_000}),
    "many": state_field({"experience": [{"role": SECRET, "years": 1}] * 300}),
    "half of a character": '{"profile": {"name": "\\ud800"}}',
}


@pytest.mark.parametrize("address", PATHS)
@pytest.mark.parametrize("state", HOSTILE.values(), ids=HOSTILE)
def test_what_no_page_of_ours_wrote_gets_a_friendly_page(client: httpx.Client, address: str, state: str) -> None:
    """A forged field would bring the server down, or be shown back."""
    answer = client.post(address, data={"state": state})
    assert 400 <= answer.status_code < 500
    assert "This did not work" in answer.text
    assert SECRET not in answer.text


def test_a_rulebook_that_is_not_there_gets_a_friendly_page(client: httpx.Client) -> None:
    answer = client.post("/advice", data={"rulebook": "astrology"})
    assert answer.status_code == 400
    assert "This did not work" in answer.text


_WISHES = (
    "answer",
    "decline",
    "none",
    "back",
    "go",
    "open",
    "another",
    "remove:0",
    "remove:99",
    "change:education",
    "x",
)
_QUESTIONS = (
    "goal.track",
    "certifications",
    "education",
    "experience",
    "state",
    "coursework",
    "college_credits",
    "education[0].field",
    "education[0].accreditation",
    "experience[0].setting",
    "education[7].field",
    "state[0].x",
    "education[x].field",
    "goal.setting",
    "constructor",
    "experience[0].area",
    "education[0].completed",
    "",
)
_FIELDS = (
    "answer",
    "answer-year",
    "answer-month",
    "track",
    "title",
    "entries",
    "role-0",
    "start-0-year",
    "years-0",
    "name-0",
    "level-0",
    "field-0",
    "status-0",
    "completed-0-year",
    "of-0",
    "hours_per_week-0",
    "paid-0",
    "passed",
    "country-0",
)
_TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.sampled_from(
        ["yes", "coding", "RHIT", "2019", "-1", "1e400", "<script>", "associate", "9" * 30, "education state"]
    ),
)


@settings(deadline=None)
@given(
    st.sampled_from(_WISHES),
    st.sampled_from(_QUESTIONS),
    st.dictionaries(st.sampled_from(_FIELDS), _TEXTS),
    st.sampled_from([{}, {"education": [{"level": "associate"}], "experience": [{"role": "clerk", "years": 2}]}]),
)
def test_no_form_is_too_odd(
    client: httpx.Client, wish: str, question: str, fields: dict[str, str], profile: dict[str, Any]
) -> None:
    """A wish for a question that is not asked, or a field of another page, would be a fault of the server."""
    sent = {**fields, "action": wish, "question": question, "state": state_field(profile)}
    answer = client.post("/questions", data=sent)
    assert answer.status_code == 200
    assert "<h1" in answer.text


_CHANGES = ("certification", "level", "field", "accreditation", "years", "area", "leading", "course", "track", "later")


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(st.sampled_from((*_CHANGES, "to", "hours_per_week", "budget", "by")), _TEXTS, max_size=4))
def test_no_change_or_limit_is_too_odd(client: httpx.Client, fields: dict[str, str]) -> None:
    """A limit or a change that cannot be read would be a fault of the server, and not a sentence on the page."""
    for address in ("/advice/what-if", "/advice/plan"):
        assert client.post(address, data=fields).status_code == 200


def test_an_entry_of_a_number_too_long_to_read_is_not_removed(client: httpx.Client) -> None:
    """Python refuses to read a number of more than 4,300 digits, which would be a fault of the server."""
    form = {"question": "education", "action": f"remove:{'9' * 5_000}", "entries": "2"}
    answer = client.post("/questions", data=form)
    assert answer.status_code == 200
    assert 'name="entries" value="3"' in answer.text


def test_a_file_that_is_none_of_ours_gets_a_friendly_page(client: httpx.Client) -> None:
    """A person who picks a photo would see a fault."""
    for content in (
        b"",
        b"\x89PNG\r\n\x1a\n\x00\xff",
        b"- a list",
        b"name: " + b"x" * 2_000_000,
        f"nickname: {SECRET}".encode(),
    ):
        answer = client.post("/questions/resume", files={"file": ("me.json", content)})
        assert answer.status_code == (413 if len(content) > 1_000_000 else 422)
        assert "This did not work" in answer.text
        assert SECRET not in answer.text


@pytest.mark.parametrize(
    "content",
    [b"education: associate\n", b'{"education": "associate"}', state_field({"education": "associate"}).encode()],
)
def test_a_profile_and_our_own_file_go_on(client: httpx.Client, content: bytes) -> None:
    """Answers that were kept, or a profile as the command line takes it, would have to be given again."""
    answer = client.post("/questions/resume", files={"file": ("me", content)})
    assert answer.status_code == 200
    assert "Welcome back" in answer.text
    assert "associate&#39;s degree" in answer.text


def test_another_occupation_has_the_same_pages_in_its_own_words() -> None:
    """A page would need a rulebook of one occupation, or speak of it to another."""
    app = create_app(Settings(rules=(PHARMACY,)))
    profile = state_field({"education": "high-school", "experience": {"role": "pharm tech", "years": 2}})
    for address in ("/questions", *ADVICE):
        answer = ask("POST", address, app, data={"state": profile})
        assert answer.status_code == 200
        words = set(re.findall("[a-z]+", answer.text.casefold()))
        assert not words & {"coding", "coder", "rhit", "records", "hospital"}


@pytest.mark.parametrize(
    ("passed", "number"),
    [("", 1), ("certifications", 2), ("certifications education education[0].field education[1].field", 3)],
)
def test_questions_are_counted_as_the_answers_are(client: httpx.Client, passed: str, number: int) -> None:
    """Question 14 would come after ten answers."""
    page = client.post("/questions", data={"passed": passed, "state": state_field({})}).text
    assert f"Question {number}<" in page
