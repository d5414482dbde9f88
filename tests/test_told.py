"""What is said to one person is said to another only when it is as true of them."""

from __future__ import annotations

import math
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.advice import told
from advisor.advice.explain import explainer_of
from advisor.advice.told import Told
from advisor.engine.decide import decide
from advisor.engine.program import program_of, regions_of
from advisor.rulebook.condition import NUMERIC, Condition
from tests.people import Plain, facts_of, job, rulebook, steady, working
from tests.strategies import facts, kinds_of


@cache
def conditions() -> tuple[Condition, ...]:
    program = program_of(rulebook())
    return (*program.levels.values(), *program.openings.values())


@steady
@given(values=facts(kinds_of(rulebook(), 1)), more=st.sampled_from((0.0, 0.5, 3.0, 40.0, math.inf)))
def test_of_an_amount_within_bounds_only_the_lower_bound_is_told_and_measured(values: Plain, more: float) -> None:
    """A person reads what was said to someone of whom as much is sure, and it does not fit."""
    numeric = {fact.id for fact in rulebook().facts.values() if fact.type in NUMERIC and fact.type != "ordered"}
    other = {id: (one[0], max(one[0], one[0] + more)) if id in numeric else one for id, one in values.items()}
    regions, explainer = regions_of(rulebook()), explainer_of(rulebook())
    here, there = regions.of(values), regions.of(other)
    for condition in conditions():
        mask = regions.scope(condition).mask
        if here & mask == there & mask:
            first, second = (
                (
                    explainer.distance(condition, some),
                    explainer.because(condition, some, "", ()),
                    explainer.missing(condition, some, "", ()),
                )
                for some in (values, other)
            )
            assert first == second


def test_people_who_differ_in_an_amount_that_is_quoted_are_told_apart() -> None:
    """Someone reads the years of another."""
    condition = program_of(rulebook()).levels["level:senior"]
    subject = Told(regions_of(rulebook()).scope(condition))
    for years in (2.5, 3.5, 2.5):
        decision = decide(facts_of(working(job(years=years))), rulebook())
        assert subject.once(None, decision, float, years) == years


def test_what_is_remembered_may_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full memory stops the advice, or mixes it up."""
    monkeypatch.setattr(told, "MOST_REMEMBERED", 2)
    subject = Told()
    decision = decide(facts_of(working(job(years=1))), rulebook())
    assert [subject.once(n, decision, int, n) for n in (1, 2, 3, 1, 2, 3)] == [1, 2, 3, 1, 2, 3]
