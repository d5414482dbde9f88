"""The checker of explanations accepts the true ones, and refuses every change of one leaf.

``python -m tests.reasoning.test_check`` makes every change, not some, and prints the counts.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import InputError, check_explanation, load_profile
from advisor.engine.stratum import Rules
from advisor.files import profiles_folder
from advisor.planning import minimal_changes
from advisor.reasoning import explain as explaining
from advisor.reasoning import tree
from advisor.reasoning.explain import explain
from advisor.rulebook.load import load_rulebook
from tests.mutations import Mutation, mutations
from tests.people import DAY, rulebook, steady
from tests.strategies import random_profile

PEOPLE = sorted(profiles_folder().glob("*.yaml"))
BOOK = rulebook()
SUBJECTS = [
    None,
    "level",
    *(f"level:{level.id}" for level in BOOK.levels),
    *(f"title:{title.id}" for title in BOOK.titles),
    *(f"certification:{credential.id}" for credential in BOOK.credentials),
]
CASES: list[tuple[str, str | None, str]] = [
    ("kevin-ortiz", None, "entry"),
    ("helen-yazzie", None, "mid"),
    ("maria-lopez", "level", "mid"),
    ("thomas-adeyemi", "level", "senior"),
    ("maria-lopez", "level:entry", "reached"),
    ("kevin-ortiz", "level:senior", "not-reached"),
    ("maria-lopez", "title:medical-coder", "open"),
    ("kevin-ortiz", "title:medical-coder", "not-open"),
    ("tanya-petrova", "title:cancer-registrar", "not-open"),
    ("maria-lopez", "certification:rhit", "held"),
    ("kevin-ortiz", "certification:rhit", "not-yet"),
    ("helen-yazzie", "certification:ccs", "ready"),
    ("sam-jordan", "certification:chps", "check"),
    ("ananya-iyer", "certification:ccs", "prepare"),
    ("kevin-ortiz", "certification:chp", "retired"),
]
"""People and subjects of every kind, with the conclusion."""
MOST = 150
"""Changes made of one explanation in a usual run."""


def told(profile: Any, subject: str | None) -> dict[str, Any]:
    """The explanation as a reader of its JSON gets it."""
    plain: dict[str, Any] = json.loads(explain(profile, subject, BOOK, as_of=DAY).to_json())
    return plain


def still_true(change: Mutation, explanation: dict[str, Any]) -> bool:
    """Whether a change leaves a true explanation: a way fewer is no untruth, nor a level without the ranking."""
    if change.kind not in ("dropped", "emptied"):
        return False
    part, *inside = change.place
    return explanation["ranking"] == [] if part == "ranking" else part == "ways" and len(inside) < 2


def accepted(profile: Any, subject: str | None, most: int) -> Iterator[tuple[Mutation, bool]]:
    """Make ``most`` of the changes of an explanation, evenly, and say of each whether the checker accepts it."""
    true = told(profile, subject)
    assert check_explanation(true, profile, BOOK) == ()
    every = list(mutations(true))
    chosen = random.Random(len(every)).sample(every, min(most, len(every)))
    for change in chosen:
        change.make()
        if not still_true(change, true):
            yield change, check_explanation(true, profile, BOOK) == ()
        change.undo()


@pytest.mark.long
@pytest.mark.parametrize("number", range(len(PEOPLE)), ids=[path.stem for path in PEOPLE])
def test_what_is_true_is_accepted(number: int) -> None:
    """A true explanation is refused, or one is given that does not follow from the rules."""
    profile = load_profile(PEOPLE[number])
    for subject in random.Random(number).sample(SUBJECTS, 6):
        assert check_explanation(told(profile, subject), profile, BOOK) == ()


@pytest.mark.long
@given(seed=st.integers(0, 100_000), subject=st.sampled_from(SUBJECTS))
@steady
def test_explanations_of_anybody_are_true(seed: int, subject: str | None) -> None:
    """For some people the reasoning shown is not the one that decided."""
    profile = random_profile(random.Random(seed), BOOK)
    assert check_explanation(told(profile, subject), profile, BOOK) == ()


@pytest.mark.long
@pytest.mark.parametrize(("person", "subject", "conclusion"), CASES)
def test_every_change_of_one_leaf_is_refused(person: str, subject: str | None, conclusion: str) -> None:
    """A wrong text, value, rule, source, month or place passes for true."""
    profile = load_profile(profiles_folder() / f"{person}.yaml")
    assert told(profile, subject)["conclusion"] == conclusion
    tried = list(accepted(profile, subject, MOST))
    assert len(tried) > 50
    assert [(change.place, change.kind) for change, passed in tried if passed] == []


def test_what_no_explanation_looks_like_is_refused_in_words() -> None:
    """Data from elsewhere ends in a traceback."""
    profile = load_profile(profiles_folder() / "kevin-ortiz.yaml")
    true = told(profile, "title:medical-coder")
    shapes: list[Any] = [None, 1, "x", [], {}, {"as_of": "2026-11-24"}, [true], {"as_of": 5, "subject": []}]
    days: list[Any] = ["9999-12-31", "0001-01-01", "2026-W48-2", "soon", None, {}]
    subjects: list[Any] = [None, [], {}, "title:", "title", "level:", "certification:x"]
    ways: list[Any] = [None, {}, "x", [1], [[1]], [[{}]], [[[]]], [[]], [{"id": []}], [[]] * 9]
    for key, values in (("as_of", days), ("subject", subjects), ("ways", ways)):
        shapes += [{**true, key: value} for value in values]
    shapes += [{**true, "ways": [[{"id": "x", "months": True}]]}, {**true, "trees": [None]}, {**true, "trees": {}}]
    for shape in shapes:
        found = check_explanation(shape, profile, BOOK)
        assert found
        assert all(": " in problem or problem == "It is not an explanation." for problem in found)


def test_a_profile_that_is_not_valid_is_an_error_of_the_caller() -> None:
    """Nothing can be checked, and the explanation gets the blame."""
    with pytest.raises(InputError):
        check_explanation({}, {"zorb": 1}, BOOK)


def test_neither_the_engine_nor_what_explained_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checker repeats the mistakes of what it checks."""
    profile = load_profile(profiles_folder() / "kevin-ortiz.yaml")
    explanations = [told(profile, subject) for subject in (None, "title:medical-coder", "certification:rhit")]

    def asked(*_: Any, **__: Any) -> None:
        raise AssertionError("it was asked")

    for where, name in (
        (Rules, "fired"),
        (explaining, "explain"),
        (explaining, "smallest_ways"),
        (minimal_changes, "smallest_ways"),
        (minimal_changes, "is_enough"),
        (tree, "node"),
    ):
        monkeypatch.setattr(where, name, asked)
    assert [check_explanation(one, profile, BOOK) for one in explanations] == [()] * 3


def test_another_persons_explanation_is_refused() -> None:
    """An explanation is handed to the wrong student."""
    maria, kevin = (load_profile(profiles_folder() / f"{name}.yaml") for name in ("maria-lopez", "kevin-ortiz"))
    assert check_explanation(told(maria, "level"), kevin, BOOK) != ()


def test_another_day_or_other_rules_are_refused() -> None:
    """An old explanation passes under new rules."""
    maria = load_profile(profiles_folder() / "maria-lopez.yaml")
    true = told(maria, "level")
    assert check_explanation({**true, "as_of": "2020-01-01"}, maria, BOOK) != ()
    assert check_explanation(true, maria, BOOK.choose({"part-time-work": "calendar"})) != ()


def test_another_occupation_is_checked_by_the_same_code() -> None:
    """The checker knows one occupation only."""
    from tests.test_loader import PHARMACY

    book, day = load_rulebook(PHARMACY), date(2026, 11, 24)
    profile = {"education": "high-school", "experience": 1, "certifications": []}
    for subject in (None, *(f"title:{title.id}" for title in book.titles)):
        found = explain(profile, subject, book, as_of=day)
        assert check_explanation(json.loads(found.to_json()), profile, book) == ()


if __name__ == "__main__":
    for person, subject, _ in CASES:
        results = list(accepted(load_profile(profiles_folder() / f"{person}.yaml"), subject, 1_000_000))
        passed = [(change.place, change.kind) for change, passed in results if passed]
        print(f"{person} {subject}: {len(results)} changes, {len(passed)} accepted {passed}", flush=True)  # noqa: T201
