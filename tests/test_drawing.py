"""What pages draw: bars of time and of pay, and the map, from the same data as the words beside them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from advisor.advice.advise import advise
from advisor.files import profiles_folder
from advisor.planning.plan import plan
from advisor.profile import load_profile
from advisor.render import pay, timeline
from advisor.render.career_map import career_map
from tests.people import DAY, advice_for, profiles, rulebook

PEOPLE = sorted(profiles_folder().glob("*.yaml"))
BOOK = rulebook().as_of(DAY)


@pytest.mark.parametrize("path", PEOPLE, ids=lambda path: path.stem)
def test_bars_of_time_keep_the_order_and_the_lengths_of_the_steps(path: Path) -> None:
    """A step would be drawn before the one that opens it, or run out of its line."""
    for offer in plan(load_profile(path), None, BOOK, as_of=DAY).offers:
        drawn = timeline.timeline(offer)
        if drawn is None:
            assert all(step.end_month == 0 for step in offer.steps)
            continue
        last = max(step.end_month for step in offer.steps)
        assert [bar.step for bar in drawn.bars] == list(offer.steps)
        for bar in drawn.bars:
            assert 0 <= bar.x < bar.x + bar.width <= timeline.WIDTH
            months = (bar.step.end_month - bar.step.start_month) * timeline.WIDTH / last
            assert bar.width == pytest.approx(months, abs=13)  # at least wide enough to be seen
        for one, other in pairwise(drawn.bars):
            if one.step.end_month <= other.step.start_month:
                assert one.x + one.width <= other.x + 13
        assert all(0 < mark.x < timeline.WIDTH for mark in drawn.marks)
        told = [0, *(mark.x for mark in drawn.marks if mark.words), timeline.WIDTH]
        assert all(other - one >= 65 for one, other in pairwise(told)), "words would run into each other on a phone"


@given(profiles())
def test_pay_is_drawn_as_it_is_said(profile: dict[str, Any]) -> None:
    """A bar would show another amount than the words beside it."""
    scale = pay.pay_scale(advice_for(profile), BOOK)
    assert scale is not None
    assert scale.marks[0] == (0, 0)
    assert scale.marks[-1] == (scale.top, pay.WIDTH)
    for row in scale.levels:
        dollars = scale.top / pay.WIDTH
        assert row.x * dollars == pytest.approx(row.low, abs=dollars)
        end = scale.top if row.open_ended else row.high
        assert (row.x + row.width) * dollars == pytest.approx(end, abs=2 * dollars)
        assert f"{row.low:,}" in row.words
        assert row.year
        assert f"({row.year})" in row.words
    for row in scale.amounts:
        assert row.width * scale.top / pay.WIDTH == pytest.approx(row.low, abs=scale.top / pay.WIDTH)
        assert row.sources
    assert sum(row.here for row in scale.levels) <= 1


@given(profiles())
def test_the_map_has_every_title_once_and_one_place_to_be(profile: dict[str, Any]) -> None:
    """A title would be open on the map and not in the advice, or be on no map at all."""
    advice = advice_for(profile)
    drawn = career_map(advice, BOOK, None)
    titles = [title for level in drawn for title in level.titles]
    assert sorted(title.id for title in titles) == sorted(title.id for title in BOOK.titles)
    assert {title.id for title in titles if title.open} == {title.id for title in advice.titles}
    assert [level.id for level in drawn if level.place == "here"] == [advice.level.id]
    for title in titles:
        assert title.reasons or title.open
    above = [level.missing for level in drawn if level.missing]
    assert above == ([advice.next_level.missing] if advice.next_level and advice.next_level.missing else [])


def test_the_goal_is_on_the_map() -> None:
    profile = load_profile(profiles_folder() / "kevin-ortiz.yaml")
    drawn = career_map(advise(profile, BOOK, as_of=DAY), BOOK, "health-information-manager")
    goals = [(level.id, title.id) for level in drawn for title in level.titles if title.goal]
    assert goals == [("senior", "health-information-manager")]
