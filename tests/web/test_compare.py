"""Two ways side by side as a page."""

from __future__ import annotations

import html
import json

from advisor.planning.comparison import compare
from tests.people import DAY, rulebook
from tests.web.inside import ask, words

CLERK = {"education": "high-school", "experience": [], "certifications": [], "coursework": []}


def compared(**goals: str) -> str:
    answer = ask("POST", "/advice/compare", data={"state": json.dumps({"profile": CLERK}), **goals})
    assert answer.status_code == 200
    return words(html.unescape(answer.text))


def test_the_page_says_what_the_comparison_says() -> None:
    """Somebody chooses by the page and finds another price on the command line."""
    goals = ("certification:cca", "certification:rhit")
    text = compared(to=goals[0], other=goals[1])
    for way in compare(CLERK, goals, rulebook(), as_of=DAY).ways:
        assert way.goal.name in text
        assert all(step.action in text for step in way.offers[0].steps)
        assert all(subject.name in text for subject in (*way.earns, *way.opens))


def test_the_same_goal_twice_is_said_and_can_be_mended() -> None:
    """A fault would lose the answers."""
    text = compared(to="level:mid", other="level:mid")
    assert "Compare other ways" in text
    assert "Back to my advice" in text
    assert "What to do" not in text
