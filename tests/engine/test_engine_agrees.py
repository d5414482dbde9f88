"""The rules engine and the evaluator, its witness: they agree about anybody, and a difference is an error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from advisor.advice.prepared import Prepared
from advisor.engine.decide import decide
from advisor.engine.durable import Decider
from advisor.engine.program import ENGINES, Program
from advisor.engine.stratum import Rules, Stratum
from advisor.engine.three_valued import answer
from advisor.errors import EngineError
from advisor.files import profiles_folder
from advisor.profile import load_profile, profile_from
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Condition, Facts
from tests.people import rulebook as shipped
from tests.people import scaled
from tests.strategies import conditions, facts, kinds_of, oversize_conditions, profiles, rulebooks, strata

DAY = date(2026, 11, 24)
PEOPLE = sorted(profiles_folder().glob("*.yaml"))


def tried(most: int) -> settings:
    """The same cases on every machine, however slow it is; fewer of them in a quick run."""
    return settings(
        max_examples=scaled(most),
        derandomize=True,
        deadline=None,
        report_multiple_bugs=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )


def holding(entries: Mapping[str, Condition], known: Facts) -> set[str]:
    """The entries that surely hold, each condition answered by itself."""
    return {entry for entry, condition in entries.items() if answer(condition, known) is True}


def open_ones(entries: Mapping[str, Condition], known: Facts) -> set[str]:
    """The entries that cannot be known yet."""
    return {entry for entry, condition in entries.items() if answer(condition, known) is None}


def expect_decided_alike(program: Program, known: Facts) -> None:
    """Check the entries of every stratum one by one."""
    decision = decide(known, program)
    every = {**program.levels, **program.openings, **program.advice}
    held = {id for id, condition in program.levels.items() if answer(condition, known)}
    for part in (program.openings, program.advice):  # what these add to the facts is not asked by earlier ones
        held |= holding(part, decision.facts)
    assert decision.holding == held
    assert decision.unknown == open_ones({**program.levels, **program.openings}, decision.facts)
    assert all(decision.answer(condition) is answer(condition, decision.facts) for condition in every.values())
    reached = [level.id for level in program.rulebook.levels if f"level:{level.id}" in held]
    assert decision.level == reached[-1] == decision.could_be[0]
    assert replace(decide(known, program, witnessed=False), program=program) == decision


@tried(500)
@given(entries=strata(), people=st.lists(facts(), min_size=6, max_size=10))
def test_the_engine_fires_what_surely_holds(entries: dict[str, Condition], people: list[Facts]) -> None:
    """The engine misreads a condition or a fact, and a person is told of what is not theirs."""
    rules, stratum = Rules(entries), Stratum(entries, asks_engine=True)
    for known in (*people, *reversed(people)):
        assert rules.fired(known) == holding(entries, known)
        outcome = stratum.outcome(known)
        assert outcome.holds == holding(entries, known)
        assert set(outcome.unknown) == open_ones(entries, known)


@tried(60)
@given(
    large=st.lists(oversize_conditions(), min_size=1, max_size=3),
    small=st.lists(conditions(), max_size=4),
    people=st.lists(facts(), min_size=4, max_size=6),
)
def test_the_engine_fires_what_surely_holds_of_conditions_of_any_size(
    large: list[Condition], small: list[Condition], people: list[Facts]
) -> None:
    """A condition is divided in a way that changes its meaning, or reaches the rule of another."""
    entries = {f"entry:{number}": condition for number, condition in enumerate([*large, *small])}
    rules, stratum = Rules(entries), Stratum(entries, asks_engine=True)
    for known in people:
        assert rules.fired(known) == stratum.outcome(known).holds == holding(entries, known)


@tried(60)
@given(rulebook=st.deferred(lambda: rulebooks(shipped())), data=st.data())
def test_any_rulebook_is_decided_alike(rulebook: Rulebook, data: st.DataObject) -> None:
    """A conclusion of one stratum reaches the next one wrongly."""
    program = Program(rulebook)
    for known in data.draw(st.lists(facts(kinds_of(rulebook, 0)), min_size=4, max_size=6)):
        expect_decided_alike(program, known)


@pytest.mark.parametrize("path", PEOPLE, ids=lambda path: path.stem)
def test_each_example_is_advised_alike_with_and_without_the_engine(path: Any) -> None:
    """The shipped rulebook and the engine differ for one of the people in the documentation."""
    profile = load_profile(path)
    by_engine, plain = (Prepared.of(shipped(), DAY, engine).advise(profile, DAY) for engine in ENGINES)
    assert by_engine.decided_by == "durable_rules"
    assert plain.decided_by == "plain"
    assert replace(plain, decided_by="durable_rules").to_json() == by_engine.to_json()


@tried(400)
@given(data=st.deferred(lambda: profiles(shipped())), days=st.integers(-6000, 6000))
def test_anyone_is_decided_alike(data: dict[str, Any], days: int) -> None:
    """The shipped rulebook and the engine differ for some person on some day."""
    day = DAY + timedelta(days=days)
    prepared = Prepared.of(shipped(), day)
    expect_decided_alike(prepared.program, prepared.plan.read(prepared.recognize(profile_from(data), day)))


@tried(150)
@given(data=st.data())
def test_any_facts_are_decided_alike(data: st.DataObject) -> None:
    """Facts that no profile of ours has, but some person may, are decided differently."""
    expect_decided_alike(Prepared.of(shipped(), DAY).program, data.draw(facts(kinds_of(shipped(), 0))))


# -- the witness ------------------------------------------------------------------------------


@cache
def titles() -> dict[str, Condition]:
    return {f"title:{title.id}": title.requires for title in shipped().titles}


KNOWN = Prepared.of(shipped(), DAY).plan.read(
    Prepared.of(shipped(), DAY).recognize(profile_from({"education": "associate", "certifications": ["RHIT"]}), DAY)
)


@pytest.mark.parametrize("entry", sorted(holding(titles(), KNOWN)))
def test_an_engine_that_overlooks_an_entry_decides_nothing(entry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that does not fire passes for a requirement that is not met."""
    real = Decider.fired
    monkeypatch.setattr(Decider, "fired", lambda self, fact: real(self, fact) - {entry})
    with pytest.raises(EngineError, match=rf"differ about {entry}\. Nothing was decided\.$"):
        Stratum(titles(), asks_engine=True).outcome(KNOWN)


@pytest.mark.parametrize("entry", sorted(titles().keys() - holding(titles(), KNOWN))[:5])
def test_an_engine_that_fires_too_much_decides_nothing(entry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person is told of a title that is not open to them."""
    real = Decider.fired
    monkeypatch.setattr(Decider, "fired", lambda self, fact: real(self, fact) | {entry})
    with pytest.raises(EngineError, match=rf"differ about {entry}\. Nothing was decided\.$"):
        Stratum(titles(), asks_engine=True).outcome(KNOWN)
    assert entry not in Stratum(titles(), asks_engine=False).outcome(KNOWN).holds


@pytest.mark.parametrize("level", [level.id for level in shipped().levels])
def test_an_evaluator_that_is_wrong_is_found_out(level: str) -> None:
    """What is told of a person, and to a roster, rests on the evaluator: it is wrong for all of them, silently."""
    program = Program(shipped().as_of(DAY))
    evaluator, entry = program.strata[0].evaluator, f"level:{level}"
    place, right = evaluator.place[program.levels[entry]], evaluator.evaluate

    def wrong(get: Any) -> tuple[Sequence[bool], Sequence[bool]]:
        surely, surely_not = map(list, right(get))
        surely[place] = not surely[place]
        return surely, surely_not

    evaluator.evaluate = wrong
    same = {name for name, condition in program.levels.items() if evaluator.place[condition] == place}
    with pytest.raises(EngineError, match=rf"differ about ({'|'.join(sorted(same))})\. Nothing was decided\.$"):
        decide(KNOWN, program)


def test_the_engine_is_asked_for_every_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """That durable_rules decides would be said of a decision that was only remembered."""
    asked: list[Set[str]] = []
    real = Decider.fired

    def counted(self: Decider, fact: Mapping[str, float | str]) -> set[str]:
        asked.append(fact.keys())
        return real(self, fact)

    monkeypatch.setattr(Decider, "fired", counted)
    program = Prepared.of(shipped(), DAY).program
    decide(KNOWN, program)
    first = len(asked)
    decide(KNOWN, program)
    assert len(asked) == 2 * first
    assert first >= len(program.strata)
    decide(KNOWN, program, witnessed=False)
    assert len(asked) == 2 * first
