"""The cohort summary: small counts stay hidden, and every form says the same."""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import orjson
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.doors.web.cohort import as_page
from advisor.roster.batch import Batch
from advisor.roster.counts import COUNTED, Counts
from advisor.roster.duplicate_ids import Duplicates
from advisor.roster.summary import Summary, as_data, as_text, hidden_when_small, summarize
from advisor.roster.table import answered
from advisor.rulebook.load import load_rulebook
from tests.people import DAY, rulebook, steady
from tests.synthetic import synthetic_roster

_CELLS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30), min_size=1)


_COUNTS = st.dictionaries(st.sampled_from(COUNTED), _CELLS).map(Counts)
_ROWS = 240


@steady
@given(_COUNTS, _COUNTS, _COUNTS)
def test_counts_add_up_in_any_order(one: Counts, two: Counts, three: Counts) -> None:
    """The summary would depend on which process counted what, and when it was done."""
    assert (one + two) + three == one + (two + three) == three + one + two
    assert one + Counts() == Counts() + one == one
    assert Counts(orjson.loads(orjson.dumps(one.as_data()))) == one


def test_what_is_not_counted_is_refused() -> None:
    """A misspelled count would be lost without a word."""
    with pytest.raises(ValueError, match="levels"):
        Counts({"levels": {"entry": 1}})
    assert Counts({"level": {"entry": 1}})["level"]["senior"] == 0


@cache
def people() -> tuple[pa.Table, Batch, Counts]:
    """A roster in which some rows cannot be read, what answers it, and the counts of the whole."""
    table = next(iter(synthetic_roster(rulebook(), _ROWS, seed=8, bad=0.1)))
    batch = Batch(rulebook().as_of(DAY), DAY, "plain")
    return table, batch, answered(batch, table).counts


@steady
@given(st.lists(st.integers(0, _ROWS), max_size=5), st.integers(1, 12))
def test_the_summary_of_parts_is_that_of_the_whole(cuts: list[int], min_cell: int) -> None:
    """A cohort answered on several machines would look other than on one."""
    table, batch, whole = people()
    places = sorted({0, *cuts, _ROWS})
    parts = [table.slice(at, end - at) for at, end in pairwise(places)]
    total = sum((answered(batch, part).counts for part in parts), Counts())
    assert total == whole
    assert total.answered + total.rejected == _ROWS
    assert total.rejected > 0
    written = [as_text(summarize(one, Duplicates(0, ()), rulebook(), "r", "d", min_cell)) for one in (total, whole)]
    assert written[0] == written[1]


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
    counts = Counts(
        {
            "rows": {"answered": 50},
            "level": {"entry": 30, "mid": 17, "senior": 3},
            "readiness": {"entry/ready": 30, "mid/ready": 10, "mid/none": 7, "senior/check": 3},
            "one-from": {"senior": 1},
            "ready": {"rhit": 37},
            "rejected": {"not-a-number\texperience_years": 4},
        }
    )
    return summarize(counts, Duplicates(1, (7,)), load_rulebook(), "<b>fall</b>.csv", "2026-11-24", min_cell)


def test_every_form_says_the_same() -> None:
    """The page would say something else than the data."""
    data, text, page = as_data(made()), as_text(made()), as_page(made())
    assert data["people"]["level"] == {"pre-entry": 0, "entry": 30, "mid": 17, "senior": 3}
    for form in (text, page):
        assert "37 people can sit the RHIT now." in form
        assert "1 person is one thing away from Senior level." in form
    assert "not-a-number, experience_years" in text
    assert "not a number, experience years" in page
    assert max(map(len, text.splitlines())) <= 80


class Tags(HTMLParser):
    """The tags of a page, and their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags, self.attributes = set[str](), set[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_the_page_stands_by_itself() -> None:
    """A page that was kept would be without its style, tell a server who reads it, or run what a roster says."""
    page = as_page(made())
    seen = Tags(page)
    assert {"style", "main", "table", "svg"} <= seen.tags
    assert not seen.tags & {"b", "script", "link", "img", "form", "a"}
    assert not seen.attributes & {"href", "src", "action", "style"}
    assert "http" not in page
    assert "url(" not in page
    assert "&lt;b&gt;fall&lt;/b&gt;.csv" in page
    assert "@media print" in page
    assert ".plot svg {" in page


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
    page = as_page(made(5))
    assert "Counts from 1 to 4 are hidden" in page
    assert "a hidden number answered" in " ".join(page.split())
