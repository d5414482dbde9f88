"""Facts read for many persons at once are those that the readers read from each."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.facts import read_facts
from advisor.profile import load_profile, profile_from
from advisor.recognize import recognize
from advisor.roster import schools
from advisor.roster.coded import Column, Given, Sheet
from advisor.roster.facts import FactReader
from advisor.roster.histories import Histories
from advisor.roster.made import made_profiles
from advisor.roster.people import Recognizer
from advisor.roster.schools import Schools
from advisor.roster.whole import PARTS
from advisor.rulebook.book import Rulebook
from tests.people import DAY, Plain, profiles, steady
from tests.people import rulebook as bundled


@cache
def rulebook() -> Rulebook:
    return bundled().as_of(DAY)


@cache
def columns() -> tuple[Histories, Schools, dict[str, Given], dict[str, Column]]:
    """What remembers from one group of people to the next, as in a long roster."""
    histories, schooling = Histories(rulebook(), DAY), Schools(Recognizer(rulebook(), DAY))
    sheet = Sheet()
    cells = {name: Given(sheet) for name in (*PARTS, *histories.facts, *schooling.facts)}
    return histories, schooling, cells, dict(FactReader(rulebook(), DAY).read_whole(cells))


def expect_the_same(people: list[Plain]) -> None:
    persons = [recognize(profile_from(one), rulebook(), DAY) for one in people]
    histories, schooling, cells, facts = columns()
    cells["held"].sheet.turn(len(persons))
    for part, read in PARTS.items():
        cells[part].fill(cells[part].coded(map(read, persons)))
    for some in (histories, schooling):
        for fact, codes in some.read(persons, lambda fact, values: cells[fact].coded(values)):
            cells[fact].fill(codes)
    for number, (person, profile) in enumerate(zip(persons, people, strict=True)):
        found: dict[str, Any] = {id: column.values[column.codes[number]] for id, column in facts.items()}
        known = {id: value for id, value in found.items() if value is not None}
        assert known == read_facts(person, rulebook()), profile


@steady
@given(st.lists(profiles(), max_size=6))
def test_facts_of_several_people(people: list[Plain]) -> None:
    """A school or a job would count for somebody else, or count otherwise than on its own."""
    expect_the_same(people)


def test_facts_of_made_people() -> None:
    """What is remembered of one person would be taken for another who only looks alike."""
    lines = list(made_profiles(rulebook(), 1500, seed=3))
    expect_the_same([load_profile(line).model_dump(exclude_none=True) for line in lines])


def test_what_is_forgotten_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory would grow with the roster, or a school would get the facts of another once it is forgotten."""
    monkeypatch.setattr(schools, "_MOST", 20)
    lines = list(made_profiles(rulebook(), 300, seed=4))
    people = [load_profile(line).model_dump(exclude_none=True) for line in lines]
    reader = columns()[1]
    for start in range(0, len(people), 30):
        expect_the_same(people[start : start + 30])
        assert len(reader._numbers) < 200


def test_nobody_at_all() -> None:
    """A roster whose lines are all refused would break off."""
    expect_the_same([])


def test_a_school_that_forbids_outweighs_one_that_fits() -> None:
    """Who says both "none" and a degree would count as having the diploma, as nobody else does."""
    said, shown, nothing = [{"level": "none"}, {"level": "associate"}], {"certifications": ["RHIT"]}, list[Plain]()
    educations: tuple[Plain, ...] = ({}, {"education": said}, {"education": said[1:]}, {"education": nothing})
    helds: tuple[Plain, ...] = ({}, shown, {"certifications": nothing})
    expect_the_same([{**education, **held} for education in educations for held in helds])
