"""Conditions written out for the engine: routes, limits, and a definition that is plain data."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.engine import compile as compiler
from advisor.engine.compile import Firing, compile_stratum, count_alternatives, message, scaled
from advisor.engine.durable import Decider
from advisor.errors import RulebookError
from advisor.rulebook.condition import OPERATORS, All, Any_, Comparison, Condition, Not, Note
from tests.strategies import conditions, numbers, operands


def at_least(fact: str, operand: float, route: str = "") -> Comparison:
    return Comparison(fact, OPERATORS["at_least"], operand, note=Note(route))


def includes(fact: str, name: str, route: str = "") -> Comparison:
    return Comparison(fact, OPERATORS["includes"], name, note=Note(route))


def fired(entries: dict[str, Condition], values: Mapping[str, object]) -> set[Firing]:
    """Ask the engine about each ruleset."""
    return {firing for ruleset in compile_stratum(entries.items()) for firing in Decider(ruleset).fired(values)}


def test_each_alternative_fires_with_its_route() -> None:
    """A person is told the wrong reason, or only one of several ways by which they qualify."""
    way = Any_((at_least("years", 2, "work"), All((at_least("years", 1), includes("held", "cca")), Note("both"))))
    entries: dict[str, Condition] = {"a": way, "b": includes("held", "ccs", "other")}
    assert fired(entries, {"years": (3.0, 3.0), "held": (frozenset({"cca"}), None)}) == {
        Firing("a", ("work",)),
        Firing("a", ("both",)),
    }
    assert fired(entries, {"years": (1.5, 1.5), "held": (frozenset({"cca", "ccs"}), None)}) == {
        Firing("a", ("both",)),
        Firing("b", ("other",)),
    }


def test_a_route_inside_a_route_is_said_from_the_outside_in() -> None:
    """Choices within an alternative cannot be told apart."""
    inner = Any_((at_least("years", 2, "long"), includes("held", "cca", "known")), Note("prepared"))
    entries: dict[str, Condition] = {"a": All((at_least("years", 1, "begun"), inner), Note("way"))}
    assert fired(entries, {"years": (2.0, 2.0), "held": (frozenset(), frozenset())}) == {
        Firing("a", ("way", "begun", "prepared", "long"))
    }


def test_a_negated_choice_is_written_out() -> None:
    """`not any` or `not all` loses a part on the way to the engine."""
    neither = Not(Any_((at_least("years", 2), includes("held", "cca"))))
    not_both = Not(All((at_least("years", 2), includes("held", "cca"))))
    entries: dict[str, Condition] = {"neither": neither, "not both": not_both}
    none, known = (frozenset[str](), frozenset[str]()), (frozenset({"cca"}), frozenset({"cca"}))
    assert {f.entry for f in fired(entries, {"years": (1.0, 1.0), "held": none})} == {"neither", "not both"}
    assert {f.entry for f in fired(entries, {"years": (1.0, 1.0), "held": known})} == {"not both"}
    assert fired(entries, {"years": (2.0, 2.0), "held": known}) == set()
    assert fired(entries, {"years": (1.0, 3.0)}) == set()


@pytest.mark.parametrize("count", [57, 300])
def test_many_entries_true_at_once_are_split_and_all_fire(count: int) -> None:
    """The engine fails when more than sixty rules of one ruleset are true."""
    entries: dict[str, Condition] = {f"e{n}": at_least("years", n / 100) for n in range(count)}
    rulesets = compile_stratum(entries.items())
    assert len(rulesets) > 1
    assert all(len(ruleset.firings) <= compiler.MOST_RULES for ruleset in rulesets)
    assert {firing.entry for firing in fired(entries, {"years": (9.0, 9.0)})} == set(entries)
    assert {firing.entry for firing in fired(entries, {"years": (0.1, 0.1)})} == {f"e{n}" for n in range(11)}


def test_many_comparisons_and_attributes_are_split() -> None:
    """The engine hangs on too many comparisons, and refuses a fact of too many attributes."""
    wide: dict[str, Condition] = {
        f"e{n}": All(tuple(includes(f"held{n % 7}", f"c{n}-{m}") for m in range(30))) for n in range(40)
    }
    rulesets = compile_stratum(wide.items())
    assert len(rulesets) > 1
    for ruleset in rulesets:
        assert len(set(ruleset.atoms)) <= compiler.MOST_ATOMS
        assert len(ruleset.attributes) <= compiler.MOST_FEATURES
    every = frozenset(f"c{n}-{m}" for n in range(40) for m in range(30))
    holds_all = {f"held{n}": (every, every) for n in range(7)}
    assert {firing.entry for firing in fired(wide, holds_all)} == set(wide)
    assert fired(wide, {"held0": (every - {"c0-29"}, every)}) == {Firing(f"e{n}") for n in range(7, 40, 7)}


def test_too_many_alternatives_are_refused_by_name() -> None:
    """A condition with millions of combinations takes the memory of the machine."""
    pairs = tuple(Any_((at_least(f"a{n}", 1), at_least(f"b{n}", 1))) for n in range(40))
    with pytest.raises(RulebookError, match=r"^title:x: its alternatives make more than 2,000 combinations"):
        compile_stratum([("title:x", All(pairs))])
    with pytest.raises(RulebookError, match=r"^title:x: its alternatives"):
        compile_stratum([("title:x", Not(Any_(tuple(Not(pair) for pair in pairs))))])


def test_combinations_that_never_hold_are_not_written_out() -> None:
    """A part that never holds hides millions of combinations from the count, and compiling does not end."""
    pairs = tuple(Any_((at_least(f"a{n}", 1), at_least(f"b{n}", 1))) for n in range(60))
    assert compile_stratum([("title:x", All((All(pairs), Any_(()))))]) == ()


@pytest.mark.parametrize("names", [201, 300])
def test_one_alternative_wider_than_a_fact_is_refused_by_name(names: int) -> None:
    """The engine refuses the fact of every person, and nobody is advised."""
    wide = All(tuple(includes("held", f"c{n}") for n in range(names)))
    with pytest.raises(RulebookError, match=r"^title:x: one alternative makes more than 200 comparisons"):
        compile_stratum([("title:x", wide)])


def test_the_widest_alternative_allowed_is_decided() -> None:
    """The limit is above what the engine bears."""
    wide = All(tuple(includes("held", f"c{n}") for n in range(compiler.MOST_FEATURES)))
    every = frozenset(f"c{n}" for n in range(compiler.MOST_FEATURES))
    assert fired({"e": wide}, {"held": (every, every)}) == {Firing("e")}
    assert fired({"e": wide}, {"held": (every - {"c7"}, every)}) == set()


@settings(max_examples=200, derandomize=True, deadline=None)
@given(condition=conditions())
def test_compiling_is_repeatable_and_gives_plain_data(condition: Condition) -> None:
    """The same rulebook gives different rules, or the engine is told a decimal and reads it by locale."""
    first, second = compile_stratum([("e", condition)]), compile_stratum([("e", condition)])
    assert first == second
    assert sum(len(ruleset.firings) for ruleset in first) == count_alternatives(condition)
    for ruleset in first:
        text = json.dumps(ruleset.definition)
        assert json.loads(text) == ruleset.definition
        assert all(isinstance(number, int) for number in _numbers(ruleset.definition))


def _numbers(data: object) -> list[object]:
    if isinstance(data, dict):
        return [number for value in data.values() for number in _numbers(value)]
    if isinstance(data, list):
        return [number for value in data for number in _numbers(value)]
    return [] if isinstance(data, str) else [data]


@settings(max_examples=2000, derandomize=True, deadline=None)
@given(number=numbers(), operand=operands())
def test_a_number_stays_on_its_side_of_every_threshold(number: float, operand: float) -> None:
    """59.99999 credits count as 60 for the engine and not for the explanation."""
    assert (scaled(number) >= scaled(operand)) is (number >= operand)
    assert (scaled(number) > scaled(operand)) is (number > operand)
    assert abs(scaled(number)) < 2**53


@settings(max_examples=500, derandomize=True, deadline=None)
@given(operand=operands(), sign=st.sampled_from(("at_least", "above", "at_most", "below")))
def test_the_engine_is_exact_at_a_threshold(operand: float, sign: str) -> None:
    """Someone just below a threshold is let through, or someone on it is not."""
    comparison = Comparison("years", OPERATORS[sign], operand)
    (ruleset,) = compile_stratum([("e", comparison)])
    decider = _DECIDERS.setdefault((sign, operand), Decider(ruleset))
    for value in (operand, math.nextafter(operand, math.inf), math.nextafter(operand, -math.inf)):
        assert bool(decider.fired({"years": (value, value)})) is comparison.operator.meaning((value, value), operand)


_DECIDERS: dict[tuple[str, float], Decider] = {}


def test_what_is_unknown_is_left_out_of_the_fact() -> None:
    """An unknown answer is told to the engine as a zero, which is a "no"."""
    entry = All((at_least("years", 2), Not(at_least("hours", 9)), includes("held", "cca"), includes("held", "ccs")))
    (ruleset,) = compile_stratum([("e", entry)])
    assert message(ruleset, {}) == {"person": 1}
    told = message(ruleset, {"hours": (3.0, math.inf), "held": (frozenset({"cca"}), frozenset({"cca", "ccs"}))})
    assert told == {"person": 1, "f2": 1}
