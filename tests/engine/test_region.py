"""A region stands for everyone in it: what it says of one person is true of all of them."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from advisor.engine.reading import answer
from advisor.engine.region import Regions
from advisor.rulebook.condition import OPERATORS, Comparison, Condition
from tests.engine.test_engine_agrees import tried
from tests.strategies import facts, strata

LISTED = Comparison("names_a", OPERATORS["includes_any"], ("rhit", "cpc"))
LONG = Comparison("years_a", OPERATORS["at_least"], 2.0)


@tried(300)
@given(entries=strata(), people=st.lists(facts(), min_size=8, max_size=16))
def test_people_of_one_region_get_one_answer(entries: dict[str, Condition], people: list[dict[str, Any]]) -> None:
    """Two people on different sides of a threshold are taken for alike."""
    regions = Regions(entries.values())
    for condition in entries.values():
        mask = regions.scope(condition).mask
        answers: dict[int, set[bool | None]] = {}
        for values in people:
            answers.setdefault(regions.of(values) & mask, set()).add(answer(condition, values))
        assert all(len(given) == 1 for given in answers.values())


def test_a_region_tells_sure_from_unsure_and_from_unknown() -> None:
    """What is not known is taken for a no."""
    regions = Regions([LONG])
    ages = [{"years_a": (2.0, 9.0)}, {"years_a": (0.0, 1.9)}, {"years_a": (1.0, 3.0)}, {}]
    sure, short, unsure, unsaid = (regions.of(values) for values in ages)
    assert len({sure, short, unsure}) == 3
    assert unsure == unsaid


def test_people_who_hold_different_ones_of_a_list_are_not_alike() -> None:
    """A sentence that names what one person holds is said to another who holds something else."""
    regions = Regions([LISTED])
    mask = regions.scope(LISTED).mask
    held = [frozenset(names) for names in (("rhit",), ("cpc",), ("rhit", "cpc"), ("rhia",), ())]
    found = [regions.of({"names_a": (names, names)}) & mask for names in held]
    assert len(set(found[:3])) == 3
    assert found[3] == found[4]


def test_a_scope_lists_the_facts_whose_amounts_are_quoted() -> None:
    """Someone reads the years of another."""
    regions = Regions([LISTED, LONG])
    assert regions.scope(LISTED).quoted == ()
    assert regions.scope(LISTED, LONG).quoted == ("years_a",)


def test_regions_of_parts_add_up() -> None:
    """A conclusion that is drawn later moves a person to the wrong region."""
    regions = Regions([LISTED, LONG])
    years: dict[str, Any] = {"years_a": (5.0, 5.0)}
    names: dict[str, Any] = {"names_a": (frozenset({"cpc"}), None)}
    assert regions.of(years | names) == regions.of(years) | regions.of(names)
