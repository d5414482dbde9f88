"""The smallest sets of changes: each is enough, none can spare a part, and no smaller one was overlooked."""

from __future__ import annotations

import random
from bisect import bisect_left
from functools import partial
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Profile
from advisor.advice.prepared import Prepared
from advisor.planning.goal import aim_of
from advisor.planning.minimal_changes import Change, is_enough, size_of, smallest_ways
from advisor.planning.projection import HORIZON, Projection
from advisor.planning.undertaking import after
from advisor.profile import profile_from
from advisor.rulebook.condition import ALWAYS
from advisor.rulebook.load import load_rulebook
from tests.people import DAY, rulebook, steady
from tests.strategies import random_profile
from tests.test_loader import PHARMACY

PREPARED = Prepared.of(rulebook(), DAY)
BOOK = PREPARED.rulebook
SMALL = Prepared.of(load_rulebook(PHARMACY), DAY)
GOALS = [f"title:{title.id}" for title in BOOK.titles] + [f"level:{level.id}" for level in BOOK.levels]


def opens(prepared: Prepared, profile: Profile, goal: str, changes: tuple[tuple[str, int], ...]) -> bool:
    """Whether the advice itself, for the person changed, says that the goal is open: work first, then the rest."""
    projection, book = Projection(profile, prepared, DAY), prepared.rulebook
    month, done = 0, []
    for id, months in changes:
        if months:
            done.append(projection.done(projection.options[id], month, min(HORIZON, month + months)))
            month = min(HORIZON, month + months)
    done += [projection.done(projection.options[id], month) for id, months in changes if not months]
    advice = prepared.advise(after(profile, projection.start, done), projection.day(month))
    kind, _, id = goal.partition(":")
    if kind == "level":
        return book.level_rank[advice.level.id] >= book.level_rank[id]
    if kind == "title":
        return id in {title.id for title in advice.titles}
    return any(one.id == id and one.status == "held" and not one.missing for one in advice.certifications)


def written(way: tuple[Change, ...]) -> tuple[tuple[str, int], ...]:
    return tuple((change.option.id, change.months) for change in way)


@pytest.mark.long
@given(seed=st.integers(0, 100_000), goal=st.sampled_from(GOALS))
@settings(steady, max_examples=60)
def test_each_way_is_enough_and_none_can_spare_a_part(seed: int, goal: str) -> None:
    """A person does all that they were told, and the door stays shut; or half of it was for nothing."""
    profile = profile_from(random_profile(random.Random(seed), BOOK))
    for way in map(
        written, smallest_ways(Projection(profile, PREPARED, DAY), aim_of(goal, PREPARED.program).condition, most=3)
    ):
        assert opens(PREPARED, profile, goal, way)
        for size in range(len(way)):
            for part in combinations(way, size):
                assert not opens(PREPARED, profile, goal, part) or not _possible(profile, part)
        for number, (id, months) in enumerate(way):
            if months > 1:
                less = (*way[:number], (id, months - 1), *way[number + 1 :])
                assert not opens(PREPARED, profile, goal, less) or not _possible(profile, less)


def _possible(profile: Profile, way: tuple[tuple[str, int], ...], prepared: Prepared = PREPARED) -> bool:
    """Whether each change is open by the others, in some order."""
    return is_enough(Projection(profile, prepared, DAY), ALWAYS, dict(way))


PEOPLE: list[dict[str, object]] = [
    {"education": "none", "experience": [], "certifications": []},
    {"education": "high-school", "experience": [], "certifications": []},
    {"education": "high-school", "experience": [{"area": "dispensing", "years": 1.5}], "certifications": []},
    {"education": "associate", "experience": [{"area": "counter", "years": 1}], "certifications": ["CPhT"]},
]


@pytest.mark.parametrize("number", range(len(PEOPLE)))
@pytest.mark.parametrize(
    "goal", [f"title:{one.id}" for one in SMALL.rulebook.titles] + ["level:technician", "level:lead"]
)
def test_no_cheaper_way_was_overlooked(number: int, goal: str) -> None:
    """A person pays more than they need to: every set of up to three changes, one of them work, is tried."""
    profile = profile_from(PEOPLE[number])
    projection = Projection(profile, SMALL, DAY)
    ways = [written(way) for way in smallest_ways(projection, aim_of(goal, SMALL.program).condition)]
    if opens(SMALL, profile, goal, ()):
        assert ways == [()]
        return
    if not ways:  # it asks for a degree, and no program of this rulebook gives one
        assert goal == "title:pharmacy-operations-manager"
        assert number < 3
        return
    least = size_of(dict(ways[0]), projection, frozenset())
    jobs = {id for id, one in projection.options.items() if one.kind == "work"}
    for size in range(4):
        for ids in combinations(projection.options, size):
            months = bisect_left(range(1, 62), True, key=partial(_is_enough_after, profile, goal, ids, jobs)) + 1
            way = {id: months if id in jobs else 0 for id in ids}
            if len(jobs.intersection(ids)) < 2 and months < 62 and _possible(profile, tuple(way.items()), SMALL):
                assert size_of(way, projection, frozenset()) >= least, way


def _is_enough_after(profile: Profile, goal: str, ids: tuple[str, ...], jobs: set[str], months: int) -> bool:
    """Whether changes are enough with so many months of the job among them."""
    return opens(SMALL, profile, goal, tuple((id, months if id in jobs else 0) for id in ids))


def test_nobody_is_told_what_cannot_be_done() -> None:
    """Changes are programs, courses, work and exams; nothing else is ever proposed."""
    kinds = {option.kind for option in Projection(profile_from({}), PREPARED, DAY).options.values()}
    assert kinds == {"program", "course", "work", "exam", "lift"}
