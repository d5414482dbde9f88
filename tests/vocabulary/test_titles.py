"""Titles as people write them: work of the field is recognized, and no other work counts as work of the field."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.people import rulebook, steady

FIELD = (
    "coding",
    "health-information",
    "registry",
    "documentation",
    "billing",
    "healthcare-admin",
    "privacy-security",
    "health-it",
)
_HERE = Path(__file__).parent
_TITLES = yaml.safe_load((_HERE / "titles.yaml").read_text("utf-8"))
_ASIDE = yaml.safe_load((_HERE / "titles_aside.yaml").read_text("utf-8"))
_UNRELATED = (*_TITLES["unrelated"], *_ASIDE["unrelated"])


def area(text: str) -> str | None:
    return rulebook().vocabularies["areas"].find(text)


@pytest.mark.parametrize(("title", "wanted"), _TITLES["related"].items())
def test_work_of_the_field(title: str, wanted: str) -> None:
    """Work of the field would not count."""
    assert area(title) == wanted


@pytest.mark.parametrize("title", _UNRELATED)
def test_other_work(title: str) -> None:
    """Unrelated work would count as work of the field."""
    assert area(title) not in FIELD


@given(
    st.sampled_from(_UNRELATED),
    st.sampled_from(
        ["{}, 5 years", "former {}", "{} (part time)", "Senior {}", "{} since 2019", "{} II", "worked as a {}"]
    ),
)
@steady
def test_other_work_stays_so_among_other_words(title: str, form: str) -> None:
    """A date or a rank would turn unrelated work into work of the field."""
    assert area(form.format(title)) not in FIELD


@given(
    st.sampled_from(sorted(_TITLES["related"])),
    st.sampled_from(["{}, 5 years", "former {}", "{} (part time)", "Senior {}", "{} since 2019", "worked as a {}"]),
)
@steady
def test_work_of_the_field_stays_so_among_other_words(title: str, form: str) -> None:
    """A date or a rank would hide work of the field."""
    assert area(form.format(title)) == _TITLES["related"][title]


@cache
def beside() -> tuple[str, ...]:
    (other,) = [term for term in rulebook().vocabularies["areas"].terms.values() if term.instead]
    return other.instead[0].beside


@given(
    st.sampled_from(["coder", "coding specialist", "billing clerk", "biller", "records clerk", "registration clerk"]),
    st.sampled_from(["{title} for a {word} company", "{word} {title}", "{title}, {word}"]),
    st.data(),
)
@steady
def test_a_phrase_beside_a_word_of_another_trade(title: str, form: str, data: st.DataObject) -> None:
    """The billing of an electric company would be medical billing."""
    text = form.format(title=title, word=data.draw(st.sampled_from(beside())))
    assert area(text) == "other"


@given(st.sampled_from(["hospital coder", "patient billing clerk", "medical coding specialist"]), st.data())
@steady
def test_a_word_of_health_care_keeps_it_in_the_field(title: str, data: st.DataObject) -> None:
    """A hospital coder whose hospital stands beside a mall would do other work."""
    word = data.draw(st.sampled_from([word for word in beside() if " " not in word]))
    assert area(f"{title}, {word}") in FIELD


def test_the_titles_kept_aside() -> None:
    """What was reached on titles that were not looked at while the vocabulary grew would be lost."""
    right = [title for title, wanted in _ASIDE["related"].items() if area(title) == wanted]
    wrong = [title for title, wanted in _ASIDE["related"].items() if area(title) not in (wanted, None)]
    assert len(right) >= 0.8 * len(_ASIDE["related"])
    assert len(wrong) <= 0.1 * len(_ASIDE["related"])
