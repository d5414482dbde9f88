"""The directions shown to people who are not sure yet: which three, in which order, and why."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from advisor.advice.directions import MOST, directions_of
from advisor.advice.model import DirectionAdvice
from advisor.advice.prepared import Prepared
from advisor.render.report import SHORT, report_of
from advisor.render.text import render_text
from advisor.rulebook.model import Direction
from tests.people import DAY, advice_for, person_of, profiles, rulebook, steady

NURSE = {"education": {"level": "bachelor", "field": "Nursing"}, "experience": [{"role": "RN", "years": 5}]}

MUCH_TO_SAY = {
    **{"education": "associate", "experience": [{"role": "RN", "years": 5}], "skills": ["HIPAA"]},
    "interests": ["social", "investigative"],
}
"""Someone whose report has more to say than fits."""


def shown(**profile: Any) -> tuple[DirectionAdvice, ...]:
    prepared = Prepared.of(rulebook(), DAY)
    person = person_of(profile)
    return directions_of(person, prepared.decide(person), prepared.explainer)


def ids(**profile: Any) -> list[str]:
    return [one.id for one in shown(**profile)]


def test_every_track_is_described() -> None:
    """A direction that people can name would never be shown to those who look for one."""
    assert {one.id for one in rulebook().directions} == set(rulebook().vocabularies["tracks"].terms)


@pytest.mark.parametrize("direction", rulebook().directions, ids=lambda one: one.id)
def test_a_direction_says_all_that_a_choice_needs(direction: Direction) -> None:
    """A person would choose without its pay, or its sentence would have no year."""
    assert direction.sources
    assert all(text.endswith(".") for text in (direction.pay, direction.day, direction.first_step))
    assert all(figure.year for figure in direction.figures)
    assert all((direction.suits.interests, direction.suits.skills, direction.suits.fields))


def test_who_says_nothing_sees_the_first_three_without_reasons() -> None:
    """Someone who knows nothing yet would see nothing."""
    found = shown()
    assert [one.id for one in found] == ["records", "coding", "billing"]
    assert [one.because for one in found] == [(), (), ()]


@pytest.mark.parametrize(
    ("first", "profile"),
    [
        ("coding", {"education": "high-school", "interests": ["investigative"]}),
        ("data", {"education": "high-school", "interests": ["investigative"], "skills": ["SQL"]}),
        ("documentation", NURSE),
        ("registry", {"education": {"level": "associate", "field": "Biology"}, "skills": ["cancer abstracting"]}),
        ("privacy", {"education": {"level": "bachelor", "field": "Criminal justice"}, "skills": ["HIPAA"]}),
        ("billing", {"experience": [{"role": "Medical biller", "years": 2}], "skills": ["claims"]}),
    ],
)
def test_what_people_bring_decides(first: str, profile: dict[str, Any]) -> None:
    """Interests, skills, schooling and work would not be asked for in vain."""
    assert ids(**profile)[0] == first


def test_the_reasons_name_what_was_found() -> None:
    """A direction would be proposed without a reason that the person can check."""
    (best, *_) = shown(**NURSE)
    texts = [reason.text for reason in best.because]
    assert texts == ["You have worked in clinical care.", "You studied or study nursing."]
    assert all(reason.rule == "directions.yaml#documentation" and reason.sources for reason in best.because)


@pytest.mark.parametrize(("years", "among"), [(0.9, False), (1.0, True), (1.1, True)])
def test_documentation_is_for_those_with_patients_or_codes_behind_them(years: float, among: bool) -> None:
    """A beginner would be led to work that nobody hires beginners for."""
    found = ids(education="high-school", experience=[{"area": "clinical", "years": years}], interests=["social"])
    assert ("documentation" in found) is among


def test_a_program_that_was_left_speaks_for_nothing() -> None:
    """Someone who gave a field up would be sent back to it."""
    left = {"level": "associate", "field": "Cancer registry", "status": "withdrawn"}
    assert "registry" not in ids(education=["high-school", left], experience=[])
    assert ids(education=["high-school", left | {"status": "in-progress"}], experience=[])[0] == "registry"


@given(profiles())
@steady
def test_three_at_most_and_the_same_each_time(profile: dict[str, Any]) -> None:
    """The choice would be long again, or differ from one day's look to the next."""
    found = shown(**profile)
    assert len(found) == MOST
    assert found == shown(**profile)
    assert len({one.id for one in found}) == MOST


def test_advice_carries_them_for_who_has_no_goal_yet() -> None:
    """Someone without a goal would find none, and someone with one would be asked to think again."""
    unsure = advice_for({"interests": ["investigative"], "skills": ["SQL"]})
    assert [one.id for one in unsure.directions] == ids(interests=["investigative"], skills=["SQL"])
    assert list(unsure.to_dict())[-1] == "directions"
    for goal in ({"track": "coding"}, {"title": "health-information-manager"}):
        assert advice_for({"goal": goal}).directions == ()
    assert advice_for({"experience": [{"area": "coding", "years": 1}]}).directions == ()


@pytest.mark.parametrize(
    ("heading", "profile"),
    [
        ("Not sure yet? Three directions to look at", {}),
        ("Not sure yet? Three directions that fit what you said", {"interests": ["conventional"]}),
        ("Not sure yet? Three directions that fit what you said", MUCH_TO_SAY),
        ("Not sure yet? Three directions to look at", {"skills": ["SQL"]}),  # which speaks for one alone
    ],
)
def test_the_report_shows_them(heading: str, profile: dict[str, Any]) -> None:
    """Who is not sure would read of exams alone; or that something fits of which nothing was said."""
    advice = advice_for(profile)
    (block,) = (one for one in report_of(advice, rulebook(), SHORT).blocks if one.kind == "directions")
    assert block.heading == heading
    assert [item.text for item in block.items] == [one.day for one in advice.directions]
    text = " ".join(render_text(advice, rulebook()).split())
    assert heading.upper() in text
    assert all(one.pay in text and f"First step: {one.first_step}" in text for one in advice.directions)
    assert not advice.directions[0].because or advice.directions[0].because[0].text in text
