"""Ways side by side: the same as the plans by themselves, and what is open and held at their ends."""

from __future__ import annotations

import json
from typing import Any

import pytest

from advisor import UsageError, load_profile
from advisor.files import profiles_folder
from advisor.planning.comparison import Comparison, compare
from advisor.planning.plan import plan
from advisor.render.comparison import render_comparison
from tests.people import DAY, rulebook
from tests.planning.test_plan import reaches

BOOK = rulebook()
GRADUATE: dict[str, Any] = {"education": "high-school", "experience": [], "certifications": []}
PEOPLE = sorted(profiles_folder().glob("*.yaml"))


def compared(*goals: str, profile: Any = GRADUATE) -> Comparison:
    return compare(profile, goals, BOOK, as_of=DAY)


def test_each_way_is_that_of_its_plan() -> None:
    """The comparison shows other months or another price than the plan."""
    for path in PEOPLE[::4]:
        profile = load_profile(path)
        for way in compared("certification:rhit", "level:senior", profile=profile).ways:
            alone = plan(profile, f"{way.goal.kind}:{way.goal.id}", BOOK, as_of=DAY)
            assert (way.offers, way.text, way.status) == (alone.offers, alone.text, alone.status)


def test_a_way_opens_its_goal_and_earns_what_it_passes() -> None:
    """What a way is for is not among what it opens."""
    found = compared("certification:rhit", "title:medical-coder", "level:mid")
    rhit, coder, mid = found.ways
    assert "certification:rhit" in {one.id for one in rhit.earns}
    assert "title:medical-coder" in {one.id for one in coder.opens}
    assert "level:mid" in {one.id for one in mid.opens}
    for way in found.ways:
        alone = plan(GRADUATE, f"{way.goal.kind}:{way.goal.id}", BOOK, as_of=DAY)
        assert reaches(alone, GRADUATE)
        assert not {one.id for one in way.earns} & {one.id for one in way.opens}
        assert len(way.offers[0].steps) >= len(way.earns)


def test_a_way_closes_what_it_makes_needless_and_what_it_lets_pass() -> None:
    """Somebody learns afterwards that the door that was open is shut."""
    profile = {**GRADUATE, "certifications": [{"name": "CCS", "status": "lapsed", "lapsed": "2026-10-01"}]}
    back, degree = compared("certification:ccs", "certification:rhit", profile=profile).ways
    assert "deadline" not in {one.why for one in back.closes}
    gone = next(one for one in degree.closes if one.why == "deadline")
    assert gone.id == "certification:ccs"
    assert "2026" in gone.text or "2027" in gone.text
    cpc, cca = compared("certification:cpc", "certification:cca").ways
    assert "certification:cca" in {one.id for one in cpc.closes if one.why == "needless"}
    assert "certification:cpc" not in {one.id for one in cca.closes}


def test_what_is_reached_has_no_way() -> None:
    """Somebody is sent where they are."""
    reached, other = compared("level:entry", "level:mid").ways
    assert (reached.status, reached.offers, reached.opens, reached.closes) == ("reached", (), (), ())
    assert other.offers
    assert "reached this already" in render_comparison(compared("level:entry", "level:mid"), BOOK)


@pytest.mark.parametrize(
    ("goals", "words"),
    [
        ((), "Name 2 to 4 goals"),
        (("rhit",), "Name 2 to 4 goals"),
        (("rhit", "cpc", "cca", "ccs", "coc"), "Name 2 to 4 goals"),
        (("rhit", "certification:rhit"), "named twice"),
        (("rhit", "medical-codr"), "Did you mean medical-coder?"),
    ],
)
def test_goals_that_cannot_be_compared_are_said(goals: tuple[str, ...], words: str) -> None:
    """A slip of the finger ends in a riddle."""
    with pytest.raises(UsageError) as caught:
        compared(*goals)
    assert words in str(caught.value)


@pytest.mark.parametrize("width", [60, 80, 100])
def test_text_fits_side_by_side(width: int) -> None:
    """Lines run over the edge, or a way is not named."""
    for path in PEOPLE[::6]:
        found = compared("level:senior", "certification:rhit", "cpc", profile=load_profile(path))
        text = render_comparison(found, BOOK, width=width)
        assert max(map(len, text.splitlines())) <= width
        assert all(word in text for word in ("RHIT", "CPC", "Takes", "Costs"))


def test_the_same_question_gives_the_same_bytes() -> None:
    """A comparison cannot be replayed."""
    one, other = (compared("cpc", "rhit").to_json() for _ in range(2))
    assert one == other
    assert [way["goal"]["id"] for way in json.loads(one)["ways"]] == ["cpc", "rhit"]
