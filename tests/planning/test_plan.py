"""Plans lead to their goal, step by step, within the limits or with the limit named."""

from __future__ import annotations

import json
import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import UsageError, load_profile
from advisor.advice.advise import advise
from advisor.advice.prepared import Prepared
from advisor.files import profiles_folder
from advisor.planning.model import Plan
from advisor.planning.plan import plan
from advisor.planning.projection import Projection
from advisor.planning.undertaking import Done, after
from advisor.profile import profile_from
from advisor.render.plan import render_plan
from advisor.rulebook.load import load_rulebook
from tests.people import DAY, rulebook, steady
from tests.strategies import random_profile
from tests.test_loader import PHARMACY

BOOK = rulebook()
GRADUATE: dict[str, Any] = {"education": "high-school", "experience": [], "certifications": []}
GOALS = [f"title:{title.id}" for title in BOOK.titles]
GOALS += [f"certification:{one.id}" for one in BOOK.credentials if one.status == "active"]
PEOPLE = sorted(profiles_folder().glob("*.yaml"))


def reaches(found: Plan, profile: dict[str, Any]) -> bool:
    """Whether the advice for the person who has done the plan says that the goal is open; by the advice alone."""
    said = profile_from(profile)
    projection = Projection(said, Prepared.of(BOOK, DAY), DAY)
    for offer in found.offers:
        done = [
            Done(
                projection.options[step.id],
                date.fromisoformat(step.start),
                date.fromisoformat(min(step.end, offer.reached)),
            )
            for step in sorted(offer.steps, key=lambda step: (step.end, step.start))
            if step.end <= offer.reached or step.kind == "work"
        ]
        advice = advise(after(said, projection.start, done), BOOK, as_of=date.fromisoformat(offer.reached))
        goal = found.goal
        if goal.kind == "title":
            there = goal.id in {title.id for title in advice.titles}
        elif goal.kind == "level":
            there = BOOK.level_rank[advice.level.id] >= BOOK.level_rank[goal.id]
        else:
            there = any(one.id == goal.id and one.status == "held" and not one.missing for one in advice.certifications)
        if not there:
            return False
    return True


@pytest.mark.long
@pytest.mark.parametrize("goal", GOALS)
def test_a_graduate_can_reach_every_title_and_certification(goal: str) -> None:
    """The rulebook names a goal to which it knows no way."""
    found = plan(GRADUATE, goal, BOOK, as_of=DAY)
    assert found.status in ("planned", "reached")
    assert (found.status == "planned") is bool(found.offers)
    assert reaches(found, GRADUATE)


@pytest.mark.long
@given(seed=st.integers(0, 100_000), goal=st.sampled_from(GOALS))
@settings(steady, max_examples=40)
def test_anybodys_plan_leads_to_its_goal(seed: int, goal: str) -> None:
    """Somebody follows a plan for years and arrives elsewhere."""
    profile = {**random_profile(random.Random(seed), BOOK), "constraints": None}
    found = plan(profile, goal, BOOK, as_of=DAY)
    assert found.status in ("planned", "reached", "no-way-found")
    assert reaches(found, profile)
    for offer in found.offers:
        months = [step.start_month for step in offer.steps]
        assert months == sorted(months)
        assert offer.cost.low <= offer.cost.high


def test_three_unlike_ways_each_the_best_by_its_labels() -> None:
    """Five ways differ by an acronym, or the soonest way is not the soonest."""
    for path in PEOPLE:
        free = load_profile(path).model_copy(update={"constraints": None})
        offers = plan(free, None, BOOK, as_of=DAY).offers
        labels = [label for offer in offers for label in offer.labels]
        assert sorted(labels) == (sorted(("soonest", "cheapest", "surest")) if offers else [])
        for offer in offers:
            if "soonest" in offer.labels:
                assert offer.months == min(one.months for one in offers)
            if "surest" in offer.labels:
                assert offer.unsure == min(one.unsure for one in offers)
            if "cheapest" in offer.labels and all(one.cost.known for one in offers):
                assert offer.cost.high == min(one.cost.high for one in offers)


def test_the_same_question_gives_the_same_bytes() -> None:
    """Advice cannot be replayed."""
    one, other = (plan(GRADUATE, "certification:cpma", BOOK, as_of=DAY).to_json() for _ in range(2))
    assert one == other


@pytest.mark.parametrize(
    ("limits", "status", "broken"),
    [
        ({"budget": 20299}, "planned", []),
        ({"budget": 20298}, "limits-exceeded", ["budget"]),
        ({"by": "2029-09-01"}, "planned", []),
        ({"by": "2029-08-31"}, "limits-exceeded", ["by"]),
        ({"by": "2020"}, "limits-exceeded", ["by"]),
        ({"hours_per_week": 30}, "planned", []),
        ({"hours_per_week": 0}, "limits-exceeded", ["hours_per_week"]),
        ({"budget": 0, "by": "2027"}, "limits-exceeded", ["budget", "by"]),
    ],
)
def test_limits_are_kept_or_named(limits: dict[str, Any], status: str, broken: list[str]) -> None:
    """A student learns too late that money or time does not suffice. The RHIT: $20,299 and 33 months at most."""
    found = plan({**GRADUATE, "constraints": limits}, "certification:rhit", BOOK, as_of=DAY)
    assert found.status == status
    assert [one.limit for one in found.broken_limits] == broken
    assert found.offers


def test_fewer_hours_take_longer() -> None:
    """A working student is given the pace of a full-time one."""
    fast, slow = (
        plan({**GRADUATE, "constraints": {"hours_per_week": hours}}, "certification:rhit", BOOK, as_of=DAY)
        for hours in (40, 15)
    )
    degree = next(step for step in slow.offers[0].steps if step.id == "health-information-associate")
    assert degree.hours_per_week == 15
    assert degree.end_month - degree.start_month == 60  # thirty months at thirty hours a week
    assert slow.offers[0].months > fast.offers[0].months


def test_limits_that_exclude_each_other_are_both_named() -> None:
    """Each can be kept alone: the cheap ways to the CPC are slow."""
    found = plan(
        {**GRADUATE, "constraints": {"budget": 4000, "by": "2028-01-01"}}, "certification:cpc", BOOK, as_of=DAY
    )
    assert [one.limit for one in found.broken_limits] == ["budget", "by"]
    assert "not both" in found.text


def test_a_lapsed_certification_can_be_made_active_again() -> None:
    """Someone within the deadline is sent to the exam."""
    profile = {**GRADUATE, "certifications": [{"name": "CCS", "status": "lapsed", "lapsed": "2026-10-01"}]}
    found = plan(profile, "certification:ccs", BOOK, as_of=DAY)
    assert [step.id for step in found.offers[0].steps] == ["reinstate-ccs"]
    late = {**GRADUATE, "certifications": [{"name": "CCS", "status": "lapsed", "lapsed": "2026-01-01"}]}
    assert "earn-ccs" in {step.id for step in plan(late, "certification:ccs", BOOK, as_of=DAY).offers[0].steps}


def test_a_student_finishes_the_program_they_are_in() -> None:
    """A plan begins a degree anew that is half done."""
    school = {
        "level": "associate",
        "field": "51.0707",
        "accreditation": "CAHIIM",
        "status": "in-progress",
        "completed": "2027-05",
    }
    found = plan({**GRADUATE, "education": ["high-school", school]}, "certification:rhit", BOOK, as_of=DAY)
    assert [step.id for step in found.offers[0].steps] == ["finish-education-2", "earn-rhit"]
    assert found.offers[0].steps[0].end == "2027-06-01"  # the month of May is over


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        ("medical-codr", "Did you mean medical-coder?"),
        ("certification:chp", "no longer awarded"),
        ("titel:medical-coder", "Did you mean title?"),
        ("level:snior", "Did you mean senior?"),
    ],
)
def test_an_unknown_goal_is_named_with_the_nearest(goal: str, words: str) -> None:
    """A slip of the finger ends in a riddle."""
    with pytest.raises(UsageError) as caught:
        plan(GRADUATE, goal, BOOK, as_of=DAY)
    assert words in str(caught.value)


@pytest.mark.parametrize("width", [60, 80, 100])
def test_text_has_a_timeline_that_fits(width: int) -> None:
    """Lines run over the edge, or the steps cannot be seen in time."""
    for goal in ("certification:rhit", "health-information-manager", "certification:cpc"):
        text = render_plan(plan(GRADUATE, goal, BOOK, as_of=DAY), BOOK, width=width)
        assert max(map(len, text.splitlines())) <= width
        assert "1 |===" in text
        assert "SOURCES" in text


def test_every_step_names_its_rule_and_sources() -> None:
    """A step stands on nothing."""
    data = json.loads(plan(GRADUATE, "health-information-manager", BOOK, as_of=DAY).to_json())
    for offer in data["offers"]:
        for step in offer["steps"]:
            assert step["because"], step["id"]
            assert all(reason["rule"] and reason["sources"] for reason in step["because"])


def test_another_occupation_is_planned_by_the_same_code() -> None:
    """The plan knows one occupation only."""
    found = plan(GRADUATE, "title:lead-pharmacy-technician", load_rulebook(PHARMACY), as_of=DAY)
    assert found.status == "planned"
    assert "lead-a-shift" in {step.id for step in found.offers[0].steps}


@pytest.mark.parametrize(("year", "fits"), [(1899, False), (1900, True), (2179, True), (2180, False), (9999, False)])
def test_a_day_too_far_away_is_refused_in_words(year: int, fits: bool) -> None:
    """Twenty years on, there is no calendar any more."""
    if fits:
        assert plan(GRADUATE, "level:mid", BOOK, as_of=date(year, 12, 31)).status == "planned"
        return
    with pytest.raises(UsageError, match=r"hoose a day from 1900 to (2179|2200)"):
        plan(GRADUATE, "level:mid", BOOK, as_of=date(year, 12, 31))


def test_someone_without_schooling_can_begin() -> None:
    """Who said once that they have no schooling is believed for ever, and no way leads on."""
    found = plan({**GRADUATE, "education": "none"}, "level:entry", BOOK, as_of=DAY)
    assert [step.id for step in found.offers[0].steps] == ["high-school-equivalency"]
