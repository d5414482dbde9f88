"""Forms of schools, jobs and certifications: what they show and what they give back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as given_by_hypothesis

from advisor.advice.prepared import bundled
from advisor.doors.web.entry_forms import PARTS, groups_of, typed_entries, without
from advisor.interview import Answered, answer, start
from advisor.profile import load_profile
from tests import people
from tests.web.inside import ask

PEOPLE = sorted((Path(__file__).resolve().parents[2] / "profiles").glob("*.yaml"))
DAY = date(2026, 11, 24)


def given(name: str, typed: Any, before: Any = ()) -> list[Any]:
    return [group.given for group in groups_of(name, typed, before)]


def sent_back(name: str, entries: Any) -> list[Any]:
    return given(name, typed_entries(name, entries), entries)


@pytest.mark.parametrize("path", PEOPLE, ids=lambda path: path.stem)
def test_an_answer_that_is_looked_at_and_kept_changes_nothing(path: Path) -> None:
    """Somebody who looks at an answer and goes on would lose a date, a workplace or an accreditation."""
    state = start(load_profile(path).model_dump(mode="json", exclude_unset=True))
    for name in PARTS:
        entries = state.profile.get(name)
        if entries:
            made = answer(state, name, sent_back(name, entries), bundled(), DAY)
            assert isinstance(made, Answered)
            assert _plain(made.state.profile[name]) == _plain(entries)


@given_by_hypothesis(people.profiles())
def test_a_form_sent_back_as_it_came_says_the_same(profile: dict[str, Any]) -> None:
    """A field would be cut short, rounded or lost, for somebody who is in none of the examples."""
    state = start(profile)
    for name in PARTS:
        entries = state.profile.get(name) or []
        if all(_plain([one]) != [{}] for one in entries):
            assert _plain(sent_back(name, entries)) == _plain(entries)


def _plain(entries: Any) -> list[Any]:
    """What the entries say, with what is usual left out."""
    usual = [("status", "completed"), ("status", "active"), ("country", "US"), ("paid", True)]
    return [
        {key: value for key, value in one.items() if (key, value) not in usual and value is not None} for one in entries
    ]


def test_one_line_is_as_good_as_the_fields() -> None:
    """A person who writes all of it at once would be told to fill in more."""
    typed = {"role-0": ["Medical coder, 2019-01 to 2023-06"], "entries": ["1"]}
    made = answer(start(), "experience", given("experience", typed), bundled(), DAY)
    assert isinstance(made, Answered)
    assert made.state.profile["experience"] == [{"start": "2019-01", "end": "2023-06", "role": "Medical coder"}]


def test_fields_say_what_their_line_would() -> None:
    typed = {
        "role-0": ["Coder"],
        "start-0-year": ["2019"],
        "start-0-month": ["1"],
        "hours_per_week-0": ["20"],
        "paid-0": ["no"],
        "role-1": [" "],
        "entries": ["2"],
    }
    assert given("experience", typed) == [{"role": "Coder", "start": "2019-01", "hours_per_week": 20.0, "paid": False}]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"start-0-year": ["19"]}, "four digits"),
        ({"start-0-month": ["05"]}, "four digits"),
        ({"start-0-year": ["2019"], "start-0-month": ["May"]}, "as numbers"),
        ({"years-0": ["many"]}, "Please write a number"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_place(typed: dict[str, list[str]], sentence: str) -> None:
    """A wrong field would be dropped, or be said of another job."""
    groups = groups_of("experience", {"entries": ["2"], "role-1": ["Clerk"], "years-1": ["2"], **typed}, ())
    assert [group.place for group in groups] == [0, 1]
    assert sentence in groups[0].problem
    assert not groups[1].problem


def test_a_changed_school_does_not_keep_what_was_said_of_the_old_one() -> None:
    """A bachelor's degree would be accredited because the associate's degree before it was."""
    before = [{"level": "associate", "accreditation": ["CAHIIM"], "completed": "2021-06-15"}]
    typed = typed_entries("education", before)
    assert given("education", typed, before) == before
    assert given("education", {**typed, "level-0": ["bachelor"]}, before) == [
        {"level": "bachelor", "completed": "2021-06-15"}
    ]


def test_taking_one_away_moves_the_others_up() -> None:
    """The second of three jobs goes, and the third would go with it or lose its date."""
    typed = typed_entries("experience", [{"role": role, "start": f"20{n}"} for n, role in enumerate("abc", 10)])
    left = groups_of("experience", without(typed, 1), [])
    assert [group.given for group in left] == [{"role": "a", "start": "2010"}, {"role": "c", "start": "2012"}]


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("education", {"level": "associate", "status": "unknown"}),
        ("certifications", {"name": "RHIT", "status": "unknown"}),
    ],
)
def test_a_status_that_is_not_known_is_shown_as_such(name: str, entry: dict[str, Any]) -> None:
    """The first choice of the list, which is the best, would be sent back for it."""
    state = json.dumps({"profile": {name: [entry]}})
    page = ask("POST", "/questions", data={"state": state, "action": f"change:{name}"})
    assert page.status_code == 200
    assert '<option value="unknown" selected>I am not sure</option>' in page.text
    known = json.dumps({"profile": {name: [{**entry, "status": "in-progress"}]}})
    assert (
        "I am not sure</option>"
        not in ask("POST", "/questions", data={"state": known, "action": f"change:{name}"}).text
    )


def test_years_written_anew_are_no_range_any_more() -> None:
    """Who changes "2 to 3 years" to 5 would be refused for a number that the form does not show."""
    before = [{"role": "Coder", "years": 2.0, "years_at_most": 3.0}]
    typed = typed_entries("experience", before)
    assert given("experience", typed, before) == before
    assert given("experience", {**typed, "years-0": ["5"]}, before) == [{"role": "Coder", "years": 5.0}]
