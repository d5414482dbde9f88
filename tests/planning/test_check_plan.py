"""The checker of plans accepts the true ones, and refuses every change of one leaf.

``python -m tests.planning.test_check_plan 1000000`` makes every change for everyone, not some, and prints the counts.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import InputError, Profile, check_plan, load_profile
from advisor.engine.stratum import Rules
from advisor.files import profiles_folder, rules_folder
from advisor.planning import offers, plan, search, solver
from advisor.profile import profile_from
from advisor.rulebook.load import load_rulebook
from advisor.workshop.cases import read_cases
from tests.mutations import Mutation, mutations
from tests.people import DAY, rulebook, steady
from tests.strategies import random_profile

BOOK = rulebook()
PEOPLE = {path.stem: load_profile(path) for path in sorted(profiles_folder().glob("*.yaml"))}
GOALS = [None, "level:senior", "title:cancer-registrar", "certification:rhia", "certification:cpc"]
GRADUATE = {"education": [{"level": "high-school"}], "experience": [], "certifications": []}
SHORT_OF: dict[str, dict[str, Any]] = {
    "budget": {"budget": 10},
    "by": {"by": "2027-01-01"},
    "budget and by": {"budget": 10, "by": "2027-01-01"},
    "both": {"budget": 3500, "by": "2028-01-01"},
    "hours_per_week": {"hours_per_week": 0},
}
MOST = 50
"""Changes made of one plan in a usual run."""


def told(profile: Any, goal: str | None) -> dict[str, Any]:
    """The plan as a reader of its JSON gets it."""
    plain: dict[str, Any] = json.loads(plan.plan(profile, goal, BOOK, as_of=DAY, engine="plain").to_json())
    return plain


def accepted(profile: Any, goal: str | None, most: int) -> Iterator[tuple[Mutation, bool]]:
    """Make ``most`` of the changes of a plan, evenly, and say of each whether the checker accepts it."""
    true = told(profile, goal)
    assert check_plan(true, profile, BOOK) == ()
    every = list(mutations(true))
    for change in random.Random(len(every)).sample(every, min(most, len(every))):
        change.make()
        yield change, check_plan(true, profile, BOOK) == ()
        change.undo()


@pytest.mark.long
@pytest.mark.parametrize("person", PEOPLE)
def test_what_is_true_is_accepted(person: str) -> None:
    """A true plan is refused, or one is given that does not follow from the rules."""
    for goal in GOALS:
        assert check_plan(told(PEOPLE[person], goal), PEOPLE[person], BOOK) == ()


@pytest.mark.long
@given(seed=st.integers(0, 100_000), goal=st.sampled_from(GOALS))
@steady
def test_plans_of_anybody_are_true(seed: int, goal: str | None) -> None:
    """For some people a step is not open when it begins, or a sum, a date or a sentence does not follow."""
    profile = random_profile(random.Random(seed), BOOK)
    assert check_plan(told(profile, goal), profile, BOOK) == ()


@pytest.mark.long
@pytest.mark.parametrize("person", list(PEOPLE)[::3])
def test_every_change_of_one_leaf_is_refused(person: str) -> None:
    """A wrong price, date, rule, source, text or order of steps passes for true."""
    tried = [one for goal in GOALS[:2] for one in accepted(PEOPLE[person], goal, MOST)]
    assert len(tried) >= MOST
    assert [(change.place, change.kind) for change, passed in tried if passed] == []


@pytest.mark.parametrize("limit", SHORT_OF)
def test_limits_that_are_not_kept_cannot_be_changed(limit: str) -> None:
    """What a plan says of a limit, or of the least that it would take, can be made up."""
    profile = {**GRADUATE, "constraints": SHORT_OF[limit]}
    goal = "certification:rhia" if "hours_per_week" in limit else "certification:cpc"
    true = told(profile, goal)
    assert true["status"] == "limits-exceeded"
    tried = list(accepted(profile, goal, MOST))
    assert [(change.place, change.kind) for change, passed in tried if passed] == []
    del true["broken_limits"][0]
    assert check_plan(true, profile, BOOK) != ()
    assert check_plan({**true, "status": "planned", "broken_limits": []}, profile, BOOK) != ()


def test_what_no_plan_looks_like_is_refused_in_words() -> None:
    """Data from elsewhere ends in a traceback."""
    true = told(GRADUATE, "certification:cpc")
    shapes: list[Any] = [None, 1, "x", [], {}, {"goal": []}, [true], {"as_of": "2026-11-24", "goal": {}}]
    days: list[Any] = ["9999-12-31", "0001-01-01", "2026-W48-2", "soon", None, {}]
    goals: list[Any] = [None, [], {}, {"kind": "title", "id": "x"}, {"kind": "certification", "id": "chp"}]
    ways: list[Any] = [None, {}, "x", [1], [{}], [{"labels": ["x"], "months": 1, "proved": True, "steps": [{}]}]]
    wrong: list[dict[str, Any]] = [{"labels": [[]]}, {"labels": [None]}, {"steps": [1]}]
    ways += [[{**true["offers"][0], **one}] for one in wrong]
    broken: list[Any] = [None, {}, "x", [1], [{}], [{"limit": "hours_per_week"}]]
    for key, values in (("as_of", days), ("goal", goals), ("offers", ways), ("broken_limits", broken)):
        shapes += [{**true, key: value} for value in values]
    for shape in shapes:
        found = check_plan(shape, GRADUATE, BOOK)
        assert found
        assert all(": " in problem or problem == "It is not a plan." for problem in found)


def test_steps_that_cannot_be_made_are_named() -> None:
    """Whoever changes a plan in more than one place gets away with it."""
    true = told(GRADUATE, "certification:cpc")
    offer = true["offers"][0]
    exam = next(step for step in offer["steps"] if step["id"] == "earn-cpc")
    offer["steps"] = [exam]
    assert any("not open when it begins" in problem for problem in check_plan(true, GRADUATE, BOOK))
    offer["steps"] = []
    assert check_plan(true, GRADUATE, BOOK) != ()


def test_a_profile_that_is_not_valid_is_an_error_of_the_caller() -> None:
    """Nothing can be checked, and the plan gets the blame."""
    with pytest.raises(InputError):
        check_plan({"goal": {}}, {"zorb": 1}, BOOK)


def test_neither_the_engine_nor_what_planned_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checker repeats the mistakes of what it checks."""
    plans = [told(PEOPLE["kevin-ortiz"], goal) for goal in GOALS]

    def asked(*_: Any, **__: Any) -> None:
        raise AssertionError("it was asked")

    for where, name in (
        (Rules, "fired"),
        (plan, "plan"),
        (offers, "offer_of"),
        (search.Search, "best"),
        (solver.Solver, "best"),
    ):
        monkeypatch.setattr(where, name, asked)
    assert [check_plan(one, PEOPLE["kevin-ortiz"], BOOK) for one in plans] == [()] * len(GOALS)


def test_another_persons_plan_another_day_and_other_rules_are_refused() -> None:
    """A plan is handed to the wrong student, or is an old one."""
    maria, kevin = PEOPLE["maria-lopez"], PEOPLE["kevin-ortiz"]
    true = told(kevin, "certification:rhia")
    assert check_plan(true, maria, BOOK) != ()
    assert check_plan({**true, "as_of": "2026-01-15"}, kevin, BOOK) != ()
    assert check_plan(true, kevin, BOOK.choose({"part-time-work": "calendar"})) != ()


def test_another_occupation_is_checked_by_the_same_code() -> None:
    """The checker knows one occupation only."""
    from tests.test_loader import PHARMACY

    book, day = load_rulebook(PHARMACY), date(2026, 11, 24)
    profile = {"education": "high-school", "experience": 1, "certifications": []}
    for goal in (None, *(f"title:{title.id}" for title in book.titles)):
        found = json.loads(plan.plan(profile, goal, book, as_of=day).to_json())
        assert check_plan(found, profile, book) == ()


def everyone() -> Iterator[tuple[str, Profile]]:
    """The people of profiles/ and of the cases."""
    yield from PEOPLE.items()
    for placed in read_cases(rules_folder()):
        if placed.case.profile is not None:
            yield placed.case.name, profile_from(placed.case.profile)


if __name__ == "__main__":
    plans_seen, made, passed_in_all = 0, 0, 0
    for number, (name, profile) in enumerate(everyone()):
        for goal in GOALS if name in PEOPLE else [GOALS[number % len(GOALS)]]:
            results = list(accepted(profile, goal, int(sys.argv[1])))
            passed = [(change.place, change.kind) for change, one in results if one]
            plans_seen, made, passed_in_all = plans_seen + 1, made + len(results), passed_in_all + len(passed)
            if passed:
                print(f"{name} {goal}: {passed}", flush=True)  # noqa: T201
    print(f"{plans_seen} plans, {made} changes of one leaf, {passed_in_all} accepted")  # noqa: T201
