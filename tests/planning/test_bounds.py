"""What holds of anybody's plan: limits that only ever cost, credentials that the advice names, an end to the search."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice.prepared import Prepared
from advisor.planning import solver
from advisor.planning.model import Offer, Plan
from advisor.planning.plan import plan
from advisor.planning.solver import Effort
from advisor.profile import profile_from
from tests.people import DAY, rulebook, steady
from tests.strategies import random_profile

PREPARED = Prepared.of(rulebook(), DAY)
BOOK = PREPARED.rulebook
GOALS = [None, *(f"title:{title.id}" for title in BOOK.titles), "certification:rhia", "certification:chps"]
BACHELOR = {
    "level": "bachelor",
    "field": "Health Information Management",
    "accreditation": "CAHIIM",
    "status": "in-progress",
    "completed": "2028-06",
}


def free(seed: int) -> dict[str, Any]:
    """Somebody without limits and without a goal of their own."""
    return {**random_profile(random.Random(seed), BOOK), "constraints": None, "goal": None}


def least(found: Plan) -> tuple[int, int] | None:
    """The fewest months of a plan and its least cost; None when it has an offer without a price, or none at all."""
    if not found.offers or not all(offer.cost.known for offer in found.offers):
        return None
    return min(offer.months for offer in found.offers), min(offer.cost.high for offer in found.offers)


def tighter(offer: Offer) -> list[dict[str, Any]]:
    """Limits that an offer just keeps, and such as it just misses."""
    day = date.fromisoformat(offer.reached)
    budgets = (offer.cost.high, max(0, offer.cost.high - 1))
    days = (day, max(day - timedelta(days=1), date(1900, 1, 1)))
    return [{"budget": one} for one in budgets] + [{"by": one.isoformat()} for one in days]


@pytest.mark.long
@given(seed=st.integers(0, 100_000), goal=st.sampled_from(GOALS))
@settings(steady, max_examples=40)
def test_a_tighter_limit_never_gives_a_sooner_or_cheaper_plan(seed: int, goal: str | None) -> None:
    """With a dollar less somebody is offered what they were not told of before."""
    profile = free(seed)
    found = plan(profile, goal, BOOK, as_of=DAY)
    before = least(found)
    for limits in [limits for offer in found.offers for limits in tighter(offer)]:
        limited = plan({**profile, "constraints": limits}, goal, BOOK, as_of=DAY)
        after = least(limited)
        assert limited.offers
        if before and after:
            assert after[0] >= before[0]
            assert after[1] >= before[1]


@pytest.mark.long
@given(seed=st.integers(0, 100_000))
@settings(steady, max_examples=60)
def test_the_first_credential_of_a_plan_is_one_that_the_advice_names_first(seed: int) -> None:
    """The plan sends a person to an exam, and the advice to another; and nobody says why."""
    profile = free(seed)
    found = plan(profile, None, BOOK, as_of=DAY)
    ranked = [one.id for one in PREPARED.advise(profile_from(profile), DAY).next_certifications[:3]]
    for offer in found.offers:
        ids = [step.id.partition("-")[2] for step in offer.steps if step.kind in ("exam", "reinstate")]
        if ids and BOOK.credential_by_id[ids[0]].id not in ranked:
            acronym, _ = BOOK.credential_by_id[ids[0]].called(DAY)
            assert any(acronym in note for note in found.notes)


@pytest.mark.parametrize("goal", GOALS[::4])
def test_who_studies_for_a_bachelors_degree_gets_a_plan(goal: str | None) -> None:
    """Who ends in eighteen months or more waits for a minute, and is told nothing."""
    found = plan({"education": ["high-school", BACHELOR], "certifications": []}, goal, BOOK, as_of=DAY)
    assert found.status in ("planned", "reached")
    assert all(offer.proved for offer in found.offers)


@pytest.mark.parametrize("seconds", [None, 0.0])
def test_a_search_that_is_cut_short_says_so(seconds: float | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that was given no time says that there is no way, or which limit is too tight."""
    if seconds is None:
        monkeypatch.setattr(Effort.__init__, "__defaults__", (0.0, *(Effort.__init__.__defaults__ or ())[1:]))
    else:
        monkeypatch.setattr(solver, "MOST_SECONDS", seconds)
    person = {"education": "high-school", "certifications": [], "constraints": {"budget": 10}}
    found = plan(person, "certification:rhia", BOOK, as_of=DAY)
    assert (found.status, found.offers, found.broken_limits) == ("no-way-found", (), ())
    assert "We stopped looking" in found.text
