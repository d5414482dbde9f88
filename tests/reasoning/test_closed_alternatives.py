"""What an institution has closed by its choices is no longer named among what is missing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from advisor import Advisor
from advisor.reasoning.check import check_explanation
from advisor.render.condition_text import ConditionText, condition_text
from advisor.rulebook.condition import Condition, settled
from tests.people import DAY, rulebook

CLERK: dict[str, Any] = {
    "education": "high-school",
    "experience": [{"area": "health-information", "years": 3}],
    "certifications": [],
}
CLOSED = {"certification-for-certificate": "does-not-count"}


def missing(choices: dict[str, str], profile: dict[str, Any] = CLERK) -> list[str]:
    advice = Advisor(rulebook(), DAY, choices).advise(profile)
    assert advice.next_level is not None
    return [reason.text for reason in advice.next_level.missing]


def test_a_closed_alternative_is_not_named() -> None:
    """The student earns a certification that this institution does not count."""
    usual, strict = missing({}), missing(CLOSED)
    assert "certification" in " ".join(usual)
    assert "certificate or a degree" in " ".join(strict)
    assert "certification" not in " ".join(strict)


def test_an_opened_alternative_is_named_and_other_sentences_stay() -> None:
    """The sentence leaves out a way that this institution has opened; or every sentence becomes a list of parts."""
    assert any(
        "Five full-time years of records work" in text for text in missing({"experience-for-schooling": "suffices"})
    )
    assert missing({"part-time-work": "calendar"}) == missing({})


def test_the_explanation_says_the_same_and_is_true() -> None:
    """The reasoning names what is closed, or the checker cannot follow an institution's choices."""
    advisor = Advisor(rulebook(), DAY, CLOSED)
    found = json.loads(advisor.explain(CLERK, "level").to_json())
    assert "one active certification" not in json.dumps(found)
    assert check_explanation(found, CLERK, advisor.rulebook) == ()


def texts(one: ConditionText) -> list[str]:
    return [one.text, *(text for part in one.parts for text in texts(part))] if not one.closed else []


def test_the_handbook_says_no_more() -> None:
    """The page of the level names what the institution has closed."""
    book = rulebook().choose(CLOSED)
    said = texts(condition_text(book.level_by_id["mid"].requires, book))
    assert "certificate or a degree" in " ".join(said)
    assert "one active certification" not in " ".join(said)


@pytest.mark.parametrize("id", list(rulebook().assumptions))
def test_the_usual_choices_leave_every_sentence_as_it_was_written(id: str) -> None:
    """An author's sentence is dropped although nothing is closed."""
    book = rulebook()
    same = book.choose({id: book.assumptions[id].default})

    def notes(condition: Condition) -> list[str]:
        return [condition.note.missing, *(text for part in condition.parts for text in notes(part))]

    for level in book.levels:
        written = notes(settled(level.requires, book.choices))
        assert notes(settled(level.requires, same.choices, same.usual_choices)) == written
