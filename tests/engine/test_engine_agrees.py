"""The rules engine against the plain reading, and both against what an answer must mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from advisor.advice.advise import advise
from advisor.engine.compile import compile_stratum
from advisor.engine.decide import decide
from advisor.engine.durable import Decider
from advisor.engine.program import program_of
from advisor.engine.reading import answer
from advisor.engine.stratum import Stratum
from advisor.facts import read_facts
from advisor.files import profiles_folder
from advisor.profile import load_profile, profile_from
from advisor.recognize import recognize
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Condition
from advisor.rulebook.load import load_rulebook
from tests.strategies import completion, conditions, facts, kinds_of, profiles, rulebooks, strata

DAY = date(2026, 11, 24)
PEOPLE = sorted(profiles_folder().glob("*.yaml"))


def tried(examples: int) -> settings:
    """The same cases on every machine, however slow it is."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        report_multiple_bugs=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )


@cache
def shipped() -> Rulebook:
    return load_rulebook()


def holding(entries: Mapping[str, Condition], values: Mapping[str, Any]) -> set[str]:
    """The entries that surely hold, by the plain reading."""
    return {entry for entry, condition in entries.items() if answer(condition, values) is True}


def open_ones(entries: Mapping[str, Condition], values: Mapping[str, Any]) -> set[str]:
    """The entries that cannot be known, by the plain reading."""
    return {entry for entry, condition in entries.items() if answer(condition, values) is None}


@tried(500)
@given(entries=strata(), people=st.lists(facts(), min_size=6, max_size=10))
def test_the_engine_fires_what_the_plain_reading_holds(
    entries: dict[str, Condition], people: list[dict[str, Any]]
) -> None:
    """The engine misreads a condition or a fact, and a person is told of what is not theirs."""
    rulesets = compile_stratum(entries.items())
    deciders = [Decider(ruleset) for ruleset in rulesets]
    for values in people:
        fired = [firing for decider in deciders for firing in decider.fired(values)]
        compared = [firing for ruleset in rulesets for firing in ruleset.read(values)]
        assert {firing.entry for firing in fired} == holding(entries, values)
        assert sorted(map(repr, fired)) == sorted(map(repr, compared))


@tried(150)
@given(entries=strata(), people=st.lists(facts(), min_size=6, max_size=12))
def test_a_remembered_answer_is_the_one_the_engine_would_give(
    entries: dict[str, Condition], people: list[dict[str, Any]]
) -> None:
    """Two people on different sides of a threshold share a remembered answer."""
    stratum = Stratum(entries, "durable_rules")
    for values in (*people, *reversed(people)):
        outcome = stratum.outcome(values)
        assert set(outcome.routes) == holding(entries, values)
        assert set(outcome.unknown) == open_ones(entries, values)


def test_a_remembered_answer_may_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory grows without end, or what is forgotten is answered wrongly afterwards."""
    monkeypatch.setattr("advisor.engine.stratum.MOST_COMBINATIONS", 3)
    entries = {f"title:{title.id}": title.requires for title in shipped().titles}
    stratum = Stratum(entries, "durable_rules")
    people = [read_facts(recognize(load_profile(path), shipped(), DAY), shipped()) for path in PEOPLE]
    for values in (*people, *people):
        assert set(stratum.outcome(values).routes) == holding(entries, values)
        assert max(len(table.known) for table in stratum._tables) <= 3
        assert max(len(shelf.known) for shelf in stratum._shelves) <= 3


@tried(1000)
@given(condition=conditions(), data=st.data())
def test_an_answer_stays_whatever_the_unknown_turns_out_to_be(condition: Condition, data: st.DataObject) -> None:
    """Someone is told yes or no, answers one more question, and is told the opposite."""
    values = data.draw(facts())
    given_before = answer(condition, values)
    known = data.draw(completion(values))
    given_after = answer(condition, known)
    assert given_after is not None
    assert given_before in (None, given_after)


@tried(60)
@given(rulebook=st.deferred(lambda: rulebooks(shipped())), data=st.data())
def test_a_rulebook_is_decided_alike_by_the_engine_and_by_reading(rulebook: Rulebook, data: st.DataObject) -> None:
    """A conclusion of one stratum reaches the next one wrongly."""
    program = program_of(rulebook)
    for values in data.draw(st.lists(facts(kinds_of(rulebook, 0)), min_size=4, max_size=6)):
        decision = decide(values, rulebook)
        assert decision == replace(decide(values, rulebook, "plain"), engine="durable_rules")
        held = {id for id, condition in program.levels.items() if answer(condition, values)}
        for part in (
            program.openings,
            program.advice,
        ):  # what these add to the facts is not asked by earlier ones
            held |= holding(part, decision.values)
        assert set(decision.routes) == held
        reached = [level.id for level in rulebook.levels if f"level:{level.id}" in held]
        assert decision.level == reached[-1]
        assert set(decision.unknown) == open_ones({**program.levels, **program.openings}, decision.values)


@pytest.mark.parametrize("path", PEOPLE, ids=lambda path: path.stem)
def test_each_example_is_advised_alike_by_the_engine_and_by_reading(path: Any) -> None:
    """The shipped rulebook and the engine differ for one of the people in the documentation."""
    profile = load_profile(path)
    by_engine = advise(profile, shipped(), as_of=DAY)
    by_reading = advise(profile, shipped(), as_of=DAY, engine="plain")
    assert by_engine.decided_by == "durable_rules"
    assert by_reading.decided_by == "plain"
    assert replace(by_reading, decided_by="durable_rules").to_json() == by_engine.to_json()


@tried(400)
@given(data=st.deferred(lambda: profiles(shipped())), days=st.integers(-6000, 6000))
def test_anyone_is_decided_alike_by_the_engine_and_by_reading(data: dict[str, Any], days: int) -> None:
    """The shipped rulebook and the engine differ for some person on some day."""
    day = DAY + timedelta(days=days)
    rulebook = shipped().as_of(day)
    values = read_facts(recognize(profile_from(data), rulebook, day), rulebook)
    decision = decide(values, rulebook)
    assert decision == replace(decide(values, rulebook, "plain"), engine="durable_rules")
    program = program_of(rulebook)
    every = {**program.levels, **program.openings, **program.advice}
    assert set(decision.routes) == holding(every, decision.values)
    assert set(decision.unknown) == open_ones({**program.levels, **program.openings}, decision.values)


@tried(150)
@given(data=st.data())
def test_any_facts_are_decided_alike_by_the_engine_and_by_reading(data: st.DataObject) -> None:
    """Facts that no profile of ours has, but some person may, are decided differently."""
    values = data.draw(facts(kinds_of(shipped(), 0)))
    decision = decide(values, shipped())
    assert decision == replace(decide(values, shipped(), "plain"), engine="durable_rules")
    assert decision.could_be[0] == decision.level
