"""Explanations are true, and the checker accepts the true ones alone."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import UsageError, load_profile
from advisor.files import profiles_folder
from advisor.reasoning.check import check_explanation
from advisor.reasoning.explain import explain
from advisor.render.explanation import render_explanation
from advisor.rulebook.load import load_rulebook
from tests.people import DAY, advice_for, rulebook, steady
from tests.strategies import random_profile

PEOPLE = sorted(profiles_folder().glob("*.yaml"))
BOOK = rulebook()
SUBJECTS = [
    None,
    "level",
    *(f"title:{title.id}" for title in BOOK.titles),
    *(f"certification:{credential.id}" for credential in BOOK.credentials),
]


def told(profile: Any, subject: str | None) -> dict[str, Any]:
    """The explanation as a reader of its JSON gets it."""
    plain: dict[str, Any] = json.loads(explain(profile, subject, BOOK, as_of=DAY).to_json())
    return plain


@pytest.mark.long
@pytest.mark.parametrize("number", range(len(PEOPLE)), ids=[path.stem for path in PEOPLE])
def test_the_checker_accepts_what_is_true(number: int) -> None:
    """A true explanation is rejected, or one is given that does not follow from the rules."""
    profile = load_profile(PEOPLE[number])
    chance = random.Random(number)
    for subject in chance.sample(SUBJECTS, 8):
        assert check_explanation(told(profile, subject), profile, BOOK) == ()


@given(seed=st.integers(0, 10_000), subject=st.sampled_from(SUBJECTS))
@steady
def test_explanations_of_anybody_are_true(seed: int, subject: str | None) -> None:
    """For some people the reasoning shown is not the one that decided."""
    profile = random_profile(random.Random(seed), BOOK)
    assert check_explanation(told(profile, subject), profile, BOOK) == ()


CLAIMS = ("answer", "value", "asked", "operator", "fact", "condition", "kind", "rule", "conclusion", "entry")


def _claims(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of an explanation that states a value, a rule, a source or a conclusion."""
    found = []
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("ways", "ranking", "text", "name", "because", "missing", "profile"):
                continue
            if (key in CLAIMS or "sources" in way or "rulebook" in way) and not isinstance(inner, list | dict):
                found.append((*way, key))
            found += _claims(inner, (*way, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            found += _claims(inner, (*way, number))
    return found


def _changed(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value, None]
    if isinstance(value, int | float):
        return [value + 1, None]
    swaps = {"met": "not-met", "not-met": "met", "unknown": "met"}
    return [swaps.get(value, f"{value}x") if isinstance(value, str) else "x"]


@pytest.mark.parametrize(
    ("person", "subject"),
    [
        ("maria-lopez", "level"),
        ("kevin-ortiz", "title:medical-coder"),
        ("amina-hassan", "certification:rhit"),
        ("daniel-park", "certification:cpc"),
        ("tanya-petrova", "title:cancer-registrar"),
        ("sam-jordan", "certification:chps"),
    ],
)
def test_the_checker_rejects_every_change(person: str, subject: str) -> None:
    """An explanation with a wrong value, rule, source or conclusion passes for true."""
    profile = load_profile(profiles_folder() / f"{person}.yaml")
    true = told(profile, subject)
    assert check_explanation(true, profile, BOOK) == ()
    places = _claims(true)
    assert len(places) > 20
    missed = []
    for place in places:
        for other in _changed(_at(true, place)):
            wrong = deepcopy(true)
            _at(wrong, place[:-1])[place[-1]] = other
            if check_explanation(wrong, profile, BOOK) == ():
                missed.append((place, other))
    assert missed == []


def _at(value: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        value = value[key]
    return value


def test_the_checker_rejects_what_is_left_out_or_added() -> None:
    """Half of the reasons pass for all of them."""
    profile = load_profile(profiles_folder() / "maria-lopez.yaml")
    true = told(profile, "level")
    edits: list[Callable[[Any], Any]] = [
        lambda one: one["trees"].pop(),
        lambda one: one["trees"][1]["root"]["parts"].pop(),
        lambda one: one["trees"][0]["root"]["parts"].append(one["trees"][0]["root"]["parts"][0]),
        lambda one: one["trees"][0]["root"]["parts"][0]["sources"].pop(),
        lambda one: one.update(subject="title:medical-coder"),
        lambda one: one.update(as_of="2020-01-01"),
        lambda one: one["because"][0].update(rule="levels.yaml#entry"),
        lambda one: one.pop("trees"),
    ]
    for edit in edits:
        wrong = deepcopy(true)
        edit(wrong)
        assert check_explanation(wrong, profile, BOOK) != ()


def test_another_persons_explanation_is_rejected() -> None:
    """An explanation may be handed to the wrong student."""
    maria, kevin = (load_profile(profiles_folder() / f"{name}.yaml") for name in ("maria-lopez", "kevin-ortiz"))
    assert check_explanation(told(maria, "level"), kevin, BOOK) != ()


@pytest.mark.long
def test_the_conclusion_is_the_advice() -> None:
    """The explanation explains something else than the advice says."""
    for path in PEOPLE:
        profile = load_profile(path)
        advice = advice_for(profile.model_dump(exclude_unset=True))
        assert explain(profile, "level", BOOK, as_of=DAY).conclusion == advice.level.id
        for standing in advice.certifications[::5]:
            assert explain(profile, f"certification:{standing.id}", BOOK, as_of=DAY).conclusion == standing.status


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("titel:medical-coder", "Did you mean title?"),
        ("title:medical-codr", "Did you mean medical-coder?"),
        ("certification:rhti", "Did you mean rhit?"),
        ("salary", "A subject is level, title:ID or certification:ID."),
    ],
)
def test_an_unknown_subject_is_named_with_the_nearest(subject: str, words: str) -> None:
    """A slip of the finger ends in a riddle."""
    with pytest.raises(UsageError) as caught:
        explain({}, subject, BOOK, as_of=DAY)
    assert words in str(caught.value)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_text_fits_and_names_rule_and_sources(width: int) -> None:
    """Lines run over the edge, or the reader cannot look anything up."""
    for path in PEOPLE[::4]:
        text = render_explanation(explain(load_profile(path), None, BOOK, as_of=DAY), BOOK, width=width)
        assert max(map(len, text.splitlines())) <= width
        assert "Rule: levels.yaml#" in text
        assert "[1]" in text
        assert "not eligible" not in text.casefold()


def test_another_occupation_is_explained_by_the_same_code() -> None:
    """The explanation knows one occupation only."""
    from tests.test_loader import PHARMACY

    book = load_rulebook(PHARMACY)
    profile = {"education": "high-school", "experience": 1, "certifications": []}
    for subject in (None, *(f"title:{title.id}" for title in book.titles)):
        found = explain(profile, subject, book, as_of=date(2026, 11, 24))
        assert check_explanation(json.loads(found.to_json()), profile, book) == ()
