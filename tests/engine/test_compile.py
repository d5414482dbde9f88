"""Conditions written out for the engine: what may be true at once, limits, and a definition that is plain data."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.engine import compile as compiler
from advisor.engine.compile import Ruleset, alternatives, compile_rules, engine_tree, is_part, scaled
from advisor.engine.durable import Decider
from advisor.engine.stratum import Rules, Stratum, _message_writer
from advisor.engine.three_valued import answer
from advisor.rulebook.condition import OPERATORS, All, Any_, Comparison, Condition, Facts, Not
from tests.strategies import conditions, numbers, operands, oversize_conditions


def at_least(fact: str, operand: float) -> Comparison:
    return Comparison(fact, OPERATORS["at_least"], operand)


def includes(fact: str, name: str) -> Comparison:
    return Comparison(fact, OPERATORS["includes"], name)


def fired(entries: Mapping[str, Condition], facts: Facts) -> set[str]:
    """Ask the engine about each ruleset."""
    return Rules(entries).fired(facts)


def true_at_once(ruleset: Ruleset) -> int:
    """How many alternatives of a ruleset's rules may be true for one person, counted in its definition."""

    def count(pattern: Mapping[str, object]) -> int:
        kinds: Mapping[str, Callable[[Iterable[int]], int]] = {"$and": math.prod, "$or": sum}
        for key, parts in pattern.items():
            if key in kinds and isinstance(parts, list):
                return int(kinds[key](count(part) for part in parts))
        return 1

    return sum(count(rule["all"][0]["m"]) for rule in ruleset.definition.values())


def test_an_entry_is_given_once_however_many_of_its_alternatives_are_true() -> None:
    """The engine fires a rule for each true alternative: what is left over would be told to the next person."""
    entries: dict[str, Condition] = {
        "a": Any_((at_least("years", 1), at_least("years", 2), includes("held", "cca"))),
        "b": includes("held", "ccs"),
    }
    rules = Rules(entries)
    both = frozenset({"cca", "ccs"})
    for _ in range(3):
        assert rules.fired({"years": (3.0, 3.0), "held": (both, both)}) == {"a", "b"}
        assert rules.fired({"years": (0.0, 0.0), "held": (frozenset(), frozenset())}) == set()
        assert rules.fired({"years": (1.5, 1.5)}) == {"a"}


def test_a_negated_choice_is_written_out() -> None:
    """`not any` or `not all` loses a part on the way to the engine."""
    neither = Not(Any_((at_least("years", 2), includes("held", "cca"))))
    not_both = Not(All((at_least("years", 2), includes("held", "cca"))))
    entries: dict[str, Condition] = {"neither": neither, "not both": not_both}
    none, known = (frozenset[str](), frozenset[str]()), (frozenset({"cca"}), frozenset({"cca"}))
    assert fired(entries, {"years": (1.0, 1.0), "held": none}) == {"neither", "not both"}
    assert fired(entries, {"years": (1.0, 1.0), "held": known}) == {"not both"}
    assert fired(entries, {"years": (2.0, 2.0), "held": known}) == set()
    assert fired(entries, {"years": (1.0, 3.0)}) == set()


@pytest.mark.parametrize("count", [57, 300])
def test_many_entries_true_at_once_are_split_and_all_fire(count: int) -> None:
    """The engine fails when more than sixty rules of one ruleset are true."""
    entries: dict[str, Condition] = {f"e{n}": at_least("years", n / 100) for n in range(count)}
    rulesets = compile_rules(entries.items())
    assert len(rulesets) > 1
    assert all(len(ruleset.rules) <= compiler.MOST_RULES for ruleset in rulesets)
    assert fired(entries, {"years": (9.0, 9.0)}) == set(entries)
    assert fired(entries, {"years": (0.1, 0.1)}) == {f"e{n}" for n in range(11)}


def test_many_comparisons_and_attributes_are_split() -> None:
    """The engine hangs on too many comparisons, and refuses a fact of too many attributes."""
    wide: dict[str, Condition] = {
        f"e{n}": All(tuple(includes(f"held{n % 7}", f"c{n}-{m}") for m in range(30))) for n in range(40)
    }
    rulesets = compile_rules(wide.items())
    assert len(rulesets) > 1
    assert all(len(ruleset.features) <= compiler.MOST_FEATURES for ruleset in rulesets)
    every = frozenset(f"c{n}-{m}" for n in range(40) for m in range(30))
    assert fired(wide, {f"held{n}": (every, every) for n in range(7)}) == set(wide)
    assert fired(wide, {"held0": (every - {"c0-29"}, every)}) == {f"e{n}" for n in range(7, 40, 7)}


PAIRS = tuple(Any_((at_least(f"a{n}", 1), at_least(f"b{n}", 1))) for n in range(40))
EIGHTS = tuple(
    Any_(tuple(All(tuple(at_least(f"n{a}{b}{c}", 1) for c in range(8))) for b in range(8))) for a in range(8)
)
HUGE: dict[str, tuple[Condition, Facts, Facts]] = {
    "pairs": (
        All(PAIRS),
        {f"a{n}": (1.0, 1.0) for n in range(40)},
        {f"a{n}": (1.0, 1.0) for n in range(39)} | {"a39": (0.0, 0.0), "b39": (0.0, 0.0)},
    ),
    "not any of not pairs": (
        Not(Any_(tuple(Not(pair) for pair in PAIRS))),
        {f"b{n}": (1.0, 1.0) for n in range(40)},
        {f"b{n}": (1.0, 1.0) for n in range(1, 40)},
    ),
    "600 comparisons": (
        All(tuple(includes("held", f"c{n}") for n in range(600))),
        {"held": (frozenset(f"c{n}" for n in range(600)), None)},
        {"held": (frozenset(f"c{n}" for n in range(599)), None)},
    ),
    "any of 600 comparisons": (
        Any_(tuple(at_least("years", n / 10) for n in range(600))),
        {"years": (30.0, 30.0)},
        {},
    ),
    "many groups": (
        Any_(tuple(All((*PAIRS[n : n + 2], at_least("years", n))) for n in range(0, 40, 4))),
        {"a36": (1.0, 1.0), "b37": (1.0, 1.0), "years": (36.0, 36.0)},
        {"a36": (1.0, 1.0), "years": (36.0, 36.0)},
    ),
    "8 x 8 x 8": (
        All(EIGHTS),
        {f"n{a}{a}{c}": (2.0, 2.0) for a in range(8) for c in range(8)},
        {f"n{a}{a}{c}": (2.0, 2.0) for a in range(8) for c in range(8) if (a, c) != (7, 7)},
    ),
}


@pytest.mark.parametrize("name", HUGE)
def test_a_condition_beyond_the_limits_of_the_engine_is_divided_and_decided(name: str) -> None:
    """An author's condition is refused, takes the memory of the machine, or is decided wrongly."""
    condition, meets, lacks = HUGE[name]
    entries = {"before": at_least("years", 1), "title:x": condition, "after": at_least("years", 2)}
    rulesets = compile_rules(entries.items())
    assert any(is_part(feature) for ruleset in rulesets for feature in ruleset.features)
    assert all(true_at_once(ruleset) <= compiler.MOST_TRUE for ruleset in rulesets)
    assert answer(condition, meets) is True
    assert answer(condition, lacks) is not True
    rules = Rules(entries)
    for facts in (meets, lacks, {**meets, "years": (9.0, 9.0)}, {}):
        assert rules.fired(facts) == {entry for entry, one in entries.items() if answer(one, facts)}
        assert Stratum(entries, asks_engine=True).outcome(facts).holds == rules.fired(facts)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(condition=st.one_of(conditions(), oversize_conditions()))
def test_no_more_can_be_true_at_once_in_a_ruleset_than_the_engine_bears(condition: Condition) -> None:
    """The engine fails for a person for whom everything is true."""
    for ruleset in compile_rules([("e", condition)]):
        assert true_at_once(ruleset) <= compiler.MOST_TRUE
        assert len(ruleset.features) <= compiler.MOST_FEATURES
        assert len(ruleset.rules) <= compiler.MOST_RULES


def test_combinations_that_never_hold_are_decided() -> None:
    """A part that never holds is left out, and the rest is taken for the whole."""
    pairs = tuple(Any_((at_least(f"a{n}", 1), at_least(f"b{n}", 1))) for n in range(60))
    every = {f"a{n}": (1.0, 1.0) for n in range(60)}
    entries: dict[str, Condition] = {"never": All((All(pairs), Any_(()))), "always": Any_((All(()), *pairs))}
    assert fired(entries, every) == {"always"}
    assert fired(entries, {}) == {"always"}


def test_the_widest_condition_in_one_ruleset_is_decided() -> None:
    """The limit is above what the engine bears."""
    wide = All(tuple(includes("held", f"c{n}") for n in range(compiler.MOST_FEATURES)))
    every = frozenset(f"c{n}" for n in range(compiler.MOST_FEATURES))
    assert len(compile_rules([("e", wide)])) == 1
    assert fired({"e": wide}, {"held": (every, every)}) == {"e"}
    assert fired({"e": wide}, {"held": (every - {"c7"}, every)}) == set()


@settings(max_examples=200, derandomize=True, deadline=None)
@given(condition=conditions())
def test_compiling_is_repeatable_and_gives_plain_data(condition: Condition) -> None:
    """The same rulebook gives different rules, or the engine is told a decimal and reads it by locale."""
    first, second = compile_rules([("e", condition)]), compile_rules([("e", condition)])
    assert first == second
    if alternatives(engine_tree(condition)) <= compiler.MOST_TRUE:
        assert [name for ruleset in first for name in ruleset.rules.values()] in (["e"], [])
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
    rules = _STRATA.setdefault((sign, operand), Rules({"e": comparison}))
    for value in (operand, math.nextafter(operand, math.inf), math.nextafter(operand, -math.inf)):
        facts: Facts = {"years": (value, value)}
        assert bool(rules.fired(facts)) is comparison.operator.meaning((value, value), operand)


_STRATA: dict[tuple[str, float], Rules] = {}


def test_what_is_unknown_is_left_out_of_the_fact() -> None:
    """An unknown answer is told to the engine as a zero, which is a "no"."""
    entry = All((at_least("years", 2), Not(at_least("hours", 9)), includes("held", "cca"), includes("held", "ccs")))
    (ruleset,) = compile_rules([("e", entry)])
    message = _message_writer(ruleset)
    nothing: Facts = {}
    assert message(nothing.get) == {}
    facts: Facts = {"hours": (3.0, math.inf), "held": (frozenset({"cca"}), frozenset({"cca", "ccs"}))}
    assert message(facts.get) == {name: 1 for feature, name in ruleset.features.items() if feature.argument == "cca"}
    assert Decider(ruleset).fired(message(facts.get)) == set()
