"""The cohort summary: small counts stay hidden, and every form says the same."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from advisor.roster.batch import COUNTED
from advisor.roster.finish import Again
from advisor.roster.page import as_page
from advisor.roster.summary import Summary, as_data, as_text, hidden_when_small, summarize
from advisor.rulebook.load import load_rulebook
from tests.people import steady

_CELLS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30), min_size=1)


@steady
@given(_CELLS, st.integers(1, 12))
def test_a_hidden_count_cannot_be_worked_out(cells: dict[str, int], least: int) -> None:
    """A published table would tell of one student by what is left over."""
    shown = hidden_when_small(cells, least, whole=True)
    hidden = [cells[one] for one, count in shown.items() if count is None]
    assert all(count is None or count == 0 or count >= least for count in shown.values())
    if any(0 < count < least for count in cells.values()):
        assert len(hidden) == len(cells) or (len(hidden) >= 2 and sum(hidden) >= least)
    else:
        assert not hidden


def made(min_cell: int = 1) -> Summary:
    counts: dict[str, Counter[str]] = {name: Counter() for name in COUNTED}
    counts["rows"]["answered"] = 50
    counts["level"].update({"entry": 30, "mid": 17, "senior": 3})
    counts["readiness"].update({"entry/ready": 30, "mid/ready": 10, "mid/none": 7, "senior/check": 3})
    counts["one-from"].update({"senior": 1})
    counts["ready"].update({"rhit": 37})
    counts["rejected"].update({"not-a-number\texperience_years": 4})
    return summarize(counts, 4, Again(1, (7,)), load_rulebook(), "<b>fall</b>.csv", "2026-11-24", min_cell)


def test_every_form_says_the_same() -> None:
    """The page would say something else than the data."""
    data, text, page = as_data(made()), as_text(made()), as_page(made())
    assert data["people"]["level"] == {"pre-entry": 0, "entry": 30, "mid": 17, "senior": 3}
    for form in (text, page):
        assert "37 people can sit the RHIT now." in form
        assert "1 person is one thing away from Senior level." in form
        assert "not-a-number, experience_years" in form
    assert max(map(len, text.splitlines())) <= 80
    assert "<b>fall" not in page
    assert "<script" not in page
    assert "http" not in page
    HTMLParser().feed(page)


def test_small_counts_are_hidden_everywhere() -> None:
    """A count of three would tell who."""
    data = as_data(made(5))
    assert data["people"]["level"] == {"pre-entry": None, "entry": 30, "mid": None, "senior": None} or (
        data["people"]["level"]["senior"] is None and data["people"]["level"]["mid"] is None
    )
    assert data["people"]["readiness"]["entry/ready"] == 30
    assert data["people"]["readiness"]["mid/ready"] is None  # with the rest it would give the hidden level away
    assert data["people"]["readiness"]["senior/check"] is None
    assert data["remarks"] == []
    assert data["rows"]["rejected"] is None
    assert data["rows"]["answered"] is None
    assert "hidden" in as_text(made(5))
