"""Yes, no and unknown: held against trying out everything that the unknown could turn out to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from advisor.engine.decide import Supposition
from advisor.engine.evaluator import Evaluator
from advisor.engine.three_valued import answer, undecided
from advisor.rulebook.condition import ALWAYS, NEVER, OPERATORS, All, Any_, Comparison, Condition, Facts, FactValue, Not
from tests.engine.test_engine_agrees import tried
from tests.strategies import KINDS, Kind, completion, conditions, facts, strata

SMALL = {name: kind for name, kind in KINDS.items() if name in ("rank_a", "flag_a", "flag_b", "choice_a", "names_b")}
"""Facts that can take few values: all of them can be tried."""


def values_of(kind: Kind) -> list[FactValue]:
    """Every value that a fact of a kind may turn out to have."""
    if kind.type == "flag":
        return [True, False]
    if kind.type == "choice":
        return list(kind.names)
    if kind.type == "names":
        chosen = [
            frozenset(n for n, is_in in zip(kind.names, some, strict=True) if is_in)
            for some in product((True, False), repeat=len(kind.names))
        ]
        return [(names, names) for names in chosen]
    return [(float(rank), float(rank)) for rank in range(len(kind.names))]


def left_open(value: Any, outcome: Any, kind: Kind) -> bool:
    """Whether what is known of a fact leaves it open that it has a value."""
    if value is None:
        return True
    if kind.type == "names":
        surely, possibly = value
        return bool(surely <= outcome[0] and (possibly is None or outcome[0] <= possibly))
    return bool(value[0] <= outcome[0] <= value[1]) if isinstance(value, tuple) else value == outcome


def outcomes(known: Facts, names: tuple[str, ...]) -> Iterator[Facts]:
    """All that some facts may turn out to be."""
    open_values = [[v for v in values_of(SMALL[name]) if left_open(known.get(name), v, SMALL[name])] for name in names]
    for combination in product(*open_values):
        yield dict(zip(names, combination, strict=True))


_MEANING: Mapping[str, Any] = {
    "is": lambda value, operand: value == operand,
    "one_of": lambda value, operand: value in operand,
    "at_least": lambda value, operand: value[0] >= operand,
    "above": lambda value, operand: value[0] > operand,
    "at_most": lambda value, operand: value[0] <= operand,
    "below": lambda value, operand: value[0] < operand,
    "includes": lambda value, operand: operand in value[0],
    "includes_any": lambda value, operand: any(name in value[0] for name in operand),
}
"""What each operator means of a fact that is exactly known."""


def is_true(condition: Condition, exact: Facts) -> bool:
    """Whether a condition holds when everything is known: plain two-valued logic."""
    if isinstance(condition, Comparison):
        return bool(_MEANING[condition.operator.name](exact[condition.fact], condition.operand))
    if isinstance(condition, Not):
        return not is_true(condition.part, exact)
    return (all if isinstance(condition, All) else any)(is_true(part, exact) for part in condition.parts)


def asks_each_fact_once(condition: Condition) -> bool:
    if isinstance(condition, Comparison):
        return True
    asked = [fact for part in condition.parts for fact in part.facts]
    return len(asked) == len(set(asked)) and all(asks_each_fact_once(part) for part in condition.parts)


@tried(600)
@given(condition=conditions(SMALL, leaves=6), known=facts(SMALL))
def test_an_answer_is_what_everything_that_is_possible_comes_to(condition: Condition, known: Facts) -> None:
    """Someone is told yes or no although it depends on what they did not say, or unknown although it does not."""
    known = {"rank_a": (0.0, 3.0), **known}  # a rank is never unknown as a whole: it has a lowest and a highest
    possible = {is_true(condition, exact) for exact in outcomes(known, condition.facts)}
    given_now = answer(condition, known)
    if given_now is not None:
        assert possible == {given_now}
    elif asks_each_fact_once(condition):  # else one part may rule out another, which is not looked for
        assert possible == {True, False}


@tried(1000)
@given(condition=conditions(), data=st.data())
def test_an_answer_stays_whatever_the_unknown_turns_out_to_be(condition: Condition, data: st.DataObject) -> None:
    """Someone is told yes or no, answers one more question, and is told the opposite."""
    known = data.draw(facts())
    given_before = answer(condition, known)
    given_after = answer(condition, data.draw(completion(known)))
    assert given_after is not None
    assert given_before in (None, given_after)


@tried(300)
@given(condition=conditions(), known=facts(), later=st.data())
def test_what_is_undecided_hangs_on_the_facts_that_are_named(
    condition: Condition, known: dict[str, Any], later: st.DataObject
) -> None:
    """A question is asked that decides nothing, or the one that decides it is not asked."""
    named = set(undecided(condition, Supposition(known).answer))
    assert bool(named) is (answer(condition, known) is None)
    exact = later.draw(completion(dict(known)))
    assert answer(condition, {**known, **{fact: exact[fact] for fact in named}}) is not None


def test_of_no_parts_all_hold_and_none() -> None:
    """The floor level, which asks nothing, is not reached."""
    assert (answer(ALWAYS, {}), answer(NEVER, {}), answer(Not(ALWAYS), {})) == (True, False, False)


# -- the generated evaluator ----------------------------------------------------------------------


@tried(200)
@given(entries=strata(), people=st.lists(facts(), min_size=1, max_size=8))
def test_the_evaluator_answers_every_part_for_one_person_and_for_columns(
    entries: dict[str, Condition], people: list[Facts]
) -> None:
    """A roster is answered otherwise than each of its people, or either otherwise than its conditions say."""
    evaluator = Evaluator(entries.values())
    meant = [[answer(comparison, known) for known in people] for comparison in evaluator.comparisons]
    holds, fails = evaluator.combine(
        [(np.array([a is True for a in column]), np.array([a is False for a in column])) for column in meant]
    )
    assert len(holds) == len(fails) == evaluator.size
    for number, known in enumerate(people):
        surely, surely_not = evaluator.evaluate(known.get)
        for condition, place in evaluator.place.items():
            one = (bool(surely[place]), bool(surely_not[place]))
            column = tuple(bool(np.broadcast_to(truth[place], len(people))[number]) for truth in (holds, fails))
            expected = answer(condition, known)
            assert one == column == (expected is True, expected is False)


@tried(200)
@given(entries=strata())
def test_the_evaluator_works_out_each_distinct_comparison_once(entries: dict[str, Condition]) -> None:
    """A rulebook that asks the same in many places takes that much longer, or two that differ are taken for one."""

    def leaves(condition: Condition) -> Iterator[Comparison]:
        if isinstance(condition, Comparison):
            yield condition
        for part in condition.parts:
            yield from leaves(part)

    every = [one for condition in entries.values() for one in leaves(condition)]
    different = {(one.fact, one.operator.name, type(one.operand), one.operand) for one in every}
    assert len(Evaluator(entries.values()).comparisons) == len(different)


def test_groups_of_the_same_parts_are_one_and_of_another_kind_are_not() -> None:
    """ "All of these" answers for "any of these"."""
    flag, other = (Comparison(fact, OPERATORS["is"], True) for fact in ("flag_a", "flag_b"))
    every, again, some = All((flag, other)), All((flag, other)), Any_((flag, other))
    evaluator = Evaluator([every, again, some])
    assert evaluator.place[every] == evaluator.place[again] != evaluator.place[some]
