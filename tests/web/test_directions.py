"""Directions on pages: all to browse, three as the answer to "I don't know", and three beside the advice."""

from __future__ import annotations

import html
import json
from typing import Any

import httpx
import pytest

from advisor.rulebook.model import Direction
from tests.people import rulebook
from tests.web.inside import ask, words

DECLINED = {"question": "goal.track", "action": "decline"}


def opened(path: str) -> str:
    answer = ask("GET", path)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def posted(profile: dict[str, Any], path: str = "/questions", **data: str) -> httpx.Response:
    return ask("POST", path, data={"state": json.dumps({"profile": profile}), **data})


def heading(text: str) -> str:
    return words(html.unescape(text.partition("<h1")[2].partition(">")[2].partition("</h1>")[0])).strip()


@pytest.mark.parametrize("direction", rulebook().directions, ids=lambda one: one.id)
def test_each_direction_can_be_read_and_begun_with(direction: Direction) -> None:
    """Who is not sure would choose between names; or the choice would be lost at the first question."""
    page = opened("/directions")
    text = words(page)
    assert all(one in text for one in (direction.day, direction.pay, direction.first_step, direction.suits_who))
    assert f'href="/questions?track={direction.id}"' in page
    begun = opened(f"/questions?track={direction.id}")
    name = rulebook().label("tracks", direction.id)
    assert f"Understood: {name}." in words(begun)
    assert heading(begun) != heading(opened("/questions"))
    assert f'"goal":{{"track":"{direction.id}"}}' in begun


@pytest.mark.parametrize("query", ["track=", "track=nothing", "track=%00", "track=" + "a" * 2000])
def test_a_direction_that_there_is_not_begins_as_ever(query: str) -> None:
    """An old bookmark would end in an error."""
    assert heading(opened(f"/questions?{query}")) == heading(opened("/questions"))


def test_the_first_page_and_the_first_question_lead_there() -> None:
    """The page would be found by nobody."""
    assert 'href="/directions"' in opened("/")
    assert 'href="/directions"' in opened("/questions")


def test_a_rulebook_without_directions_offers_none() -> None:
    """A link would lead to an empty page, or not knowing would end in an error."""
    assert "describes no directions" in words(opened("/directions?rulebook=pharmacy-technician"))
    assert "/directions" not in opened("/questions?rulebook=pharmacy-technician")
    unsure = posted({}, rulebook="pharmacy-technician", **DECLINED)
    assert unsure.status_code == 200
    assert 'id="unsure"' not in unsure.text


def test_not_knowing_the_goal_shows_three_that_fit_what_was_said() -> None:
    """Who does not know would be left alone with it."""
    unsure = posted({"interests": ["investigative"], "skills": ["SQL"]}, **DECLINED)
    text = html.unescape(unsure.text)
    first = next(one for one in rulebook().directions if one.id == "data")
    assert first.day in text
    assert f"First step: {first.first_step}" in text
    assert text.count('value="choose:') == 3
    assert "Which certifications" in heading(text)  # and the questions go on
    assert 'id="unsure"' not in posted({}, question="certifications", action="decline").text


def test_one_of_the_three_is_chosen_now() -> None:
    """The button would do nothing, or take other answers away."""
    said = {"goal": {"setting": "hospital"}, "skills": ["SQL"]}
    chosen = html.unescape(posted(said, action="choose:data", passed="goal.track").text)
    assert '"goal":{"setting":"hospital","track":"data"},"skills":["SQL"]' in chosen
    assert "Understood: health data and systems" in words(chosen)
    assert "choose:" not in chosen
    assert heading(posted({}, action="choose:nothing").text) == heading(opened("/questions"))


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ({}, "Not sure yet? Three directions to look at"),
        ({"interests": ["conventional"]}, "Not sure yet? Three directions that fit what you said"),
        ({"goal": {"track": "coding"}}, ""),
    ],
)
def test_the_advice_shows_three_to_who_is_not_sure(profile: dict[str, Any], said: str) -> None:
    """Someone without a goal would read of exams alone."""
    page = html.unescape(posted(profile, "/advice").text)
    assert page.count('value="choose:') == (3 if said else 0)
    assert said in words(page)
    assert not said or rulebook().directions[0].pay in page
