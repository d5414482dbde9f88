"""The brief view of advice: the same answers as the advice itself, in less than 2 kB."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from hypothesis import given

from advisor.advice.advise import advise
from advisor.advice.brief import BriefAdvice, brief
from advisor.advice.prepared import Prepared
from advisor.files import profiles_folder
from advisor.profile import Profile, load_profile, profile_from
from tests.people import DAY, profiles, rulebook, steady

PEOPLE = sorted(profiles_folder().glob("*.yaml"))


@pytest.mark.parametrize("person", PEOPLE, ids=lambda path: path.stem)
def test_it_is_short(person: Path) -> None:
    """A telephone would wait for what it does not show."""
    assert len(brief_of(load_profile(person)).to_json()) < 2_000
    expect_what_the_advice_says(load_profile(person))


@steady
@given(profiles())
def test_it_says_what_the_advice_says(said: dict[str, object]) -> None:
    """The brief view is worked out without the rest, and would show something else than the advice."""
    expect_what_the_advice_says(profile_from(said))


def brief_of(profile: Profile) -> BriefAdvice:
    return brief(profile, Prepared.of(rulebook(), DAY), DAY)


def expect_what_the_advice_says(profile: Profile) -> None:
    advice = advise(profile, rulebook(), as_of=DAY)
    content = brief_of(profile).to_json()
    found, full = orjson.loads(content), advice.to_dict()
    assert list(found) == ["profile", "as_of", "rulebook", "level", "next_level", "next_certifications", "titles"]
    for name in ("profile", "as_of", "rulebook"):
        assert found[name] == full[name]
    assert found["level"] == {key: full["level"][key] for key in ("id", "name", "could_be")}
    above = full["next_level"]
    missing = [reason["text"] for reason in above["missing"]] if above else []
    assert found["next_level"] == (above and {"id": above["id"], "name": above["name"], "missing": missing})
    first = full["next_certifications"][:3]
    for one, whole in zip(found["next_certifications"], first, strict=True):
        cost = one.pop("cost")
        assert whole["cost"].startswith(cost)  # the total, without what it holds
        assert bool(cost) == bool(whole["cost"])
        assert one == {key: whole[key] for key in ("id", "name", "status", "why")}
    assert found["titles"] == [title["id"] for title in full["titles"]]
