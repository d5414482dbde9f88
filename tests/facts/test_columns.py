"""Facts and truths of many people in columns are those of each person alone."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.advice.prepared import Prepared
from advisor.facts.distinct import distinct, distinct_rows
from advisor.profile import profile_from
from advisor.recognize import recognize
from advisor.roster.kinds import KindFinder
from advisor.roster.people import Recognizer
from advisor.rulebook.load import load_rulebook
from tests.people import DAY, profiles, rulebook, steady
from tests.strategies import random_profile

RULEBOOKS = Path(__file__).parents[1] / "rulebooks"


def expect_the_same_facts(people: list[dict[str, object]], prepared: Prepared) -> None:
    """Hold each fact's column against what the same reader reads from each person."""
    persons = [recognize(profile_from(one), prepared.rulebook, DAY) for one in people]
    rows = Recognizer(prepared.rulebook, DAY, prepared.plan).people_of(persons)
    columns = KindFinder(prepared, DAY).facts(rows).take(np.arange(len(persons)))
    alone = [prepared.plan.read(person) for person in persons]
    assert columns.keys() == prepared.plan.facts.keys()
    for id, column in columns.items():
        known = [None if value == (float("-inf"), float("inf")) else value for value in column.to_list()]
        assert known == [facts.get(id) for facts in alone], id


@steady
@given(st.lists(profiles(), min_size=1, max_size=6))
def test_facts_of_any_people(people: list[dict[str, object]]) -> None:
    """The folds of working time in Python and in arrays would differ, or a fact hang on who stands beside whom."""
    expect_the_same_facts(people, Prepared.of(rulebook(), DAY, "plain"))


@pytest.mark.parametrize("folder", ["minimal", "pharmacy-technician"])
def test_facts_of_another_rulebook(folder: str) -> None:
    """A reader that the first rulebook hardly uses would be read otherwise in columns."""
    book, chance = load_rulebook(RULEBOOKS / folder), random.Random(4)
    expect_the_same_facts([random_profile(chance, book) for _ in range(150)], Prepared.of(book, DAY, "plain"))


numbers = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2**40), st.booleans()), max_size=40)


@steady
@given(numbers)
def test_distinct_numbers_each_combination_once(rows: list[tuple[int, int, bool]]) -> None:
    """Two different people would be taken for one, or answers be given to the wrong row."""
    table = np.array(rows, np.int64).reshape(-1, 3)
    found = distinct(*table.T)
    assert [rows[n] for n in found.first[found.codes]] == rows
    assert len(found.first) == len(set(rows))
    assert [rows.index(rows[n]) for n in found.first] == found.first.tolist()


@steady
@given(st.integers(1, 150), st.integers(0, 30), st.randoms(use_true_random=False))
def test_distinct_rows_of_any_number_of_flags(width: int, count: int, chance: random.Random) -> None:
    """With more flags than bits in a word some would be lost."""
    rows = [tuple(chance.random() < 0.5 for _ in range(width)) for _ in range(count)]
    rows += rows[: count // 2]
    flags = list(np.array(rows, bool).reshape(-1, width).T)
    found = distinct_rows(flags, len(rows))
    assert [rows[n] for n in found.first[found.codes]] == rows
    assert len(found.first) == len(set(rows))
