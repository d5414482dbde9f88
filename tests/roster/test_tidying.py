"""Cells as people write them, understood or refused, and never guessed at."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.reading.work import read_length
from advisor.roster.amounts import Unreadable, read_day
from advisor.roster.headings import COLUMNS, match_headings
from advisor.roster.tidying import Tidier
from advisor.rulebook.load import load_rulebook
from tests.people import DAY, steady


@cache
def tidier() -> Tidier:
    return Tidier(load_rulebook(), DAY)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("3", 3),
        ("3.5 yrs", 3.5),
        ("18 months", 1.5),
        ("1 year 6 months", 1.5),
        ("3,5", 3.5),
        ("5+", 5),
        ("7 mos", 0.5834),
        (".5", 0.5),
        ("1 yr., 6 mo.", 1.5),
    ],
)
def test_years(text: str, years: float) -> None:
    """Years would be lost, or months taken for years."""
    assert read_length(text) == {"years": years}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021", "2021"),
        ("2021-05", "2021-05"),
        ("5/31/2021", "2021-05-31"),
        ("31.05.2021", "2021-05-31"),
        ("05/05/2021", "2021-05-05"),
        ("May 2021", "2021-05"),
        ("15 May 2021", "2021-05-15"),
        ("May 15, 2021", "2021-05-15"),
        ("Sept 2021", "2021-09"),
        ("Fall 2021", "2021-12"),
        ("2021-05-31 00:00:00", "2021-05-31"),
        ("2021/5", "2021-05"),
        ("05/2021", "2021-05"),
        ("03/04/2021", "2021-03-04"),
        ("1/1/21", "2021-01-01"),
        ("graduated in May 2021", "2021-05"),
    ],
)
def test_days(text: str, day: str) -> None:
    """A date written in another form would be refused or misread."""
    assert read_day(text, DAY) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2021-02-30", "not-a-date"),
        ("from May to June 2021", "not-a-date"),
        ("soon", "not-a-date"),
        ("44330", "not-a-date"),
    ],
)
def test_days_that_cannot_be_read(text: str, code: str) -> None:
    """A cell that is no day would be one."""
    with pytest.raises(Unreadable) as problem:
        read_day(text, DAY)
    assert problem.value.code == code
    assert text not in problem.value.reason


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("RHIT®, CCS", ["RHIT", "CCS"]),
        ("RHIT CPC", ["RHIT", "CPC"]),
        ("RHIT/CPC-A", ["RHIT", "CPC-A"]),
        ("CCS-P | CTR", ["CCS-P", "CTR"]),
        ("RHIT and CPC", ["RHIT", "CPC"]),
        ("RHIT\nCPC", ["RHIT", "CPC"]),
        ("Registered Health Information Technician (RHIT)", ["Registered Health Information Technician"]),
        ("none", []),
    ],
)
def test_lists_of_credentials(text: str, names: list[str]) -> None:
    """Two credentials would be taken for one that nobody knows."""
    found: Any = tidier().understand("certifications", text)
    assert [dict(one)["name"] for one in found.value] == names
    assert found.unknown == 0


def test_marks_of_credentials() -> None:
    """A lapsed credential would count as held."""
    text = "RHIT 2022-03-01..2026-03-31; CCS (lapsed); CPC (in progress); Lpc"
    found: Any = tidier().understand("certifications", text)
    assert [dict(one) for one in found.value] == [
        {"name": "RHIT", "earned": "2022-03-01", "expires": "2026-03-31"},
        {"name": "CCS", "status": "lapsed"},
        {"name": "CPC", "status": "in-progress"},
        {"name": "Lpc"},
    ]
    assert found.unknown == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("AAS", {"level": "associate"}),
        ("A.S.", {"level": "associate"}),
        ("Associate of Applied Science", {"level": "associate"}),
        ("BS-HIM", {"level": "bachelor", "field": "HIM"}),
        ("Bachelor of Science", {"level": "bachelor"}),
        ("AAS in progress", {"level": "associate", "status": "in-progress"}),
        ("AAS (expected 2027)", {"level": "associate", "status": "in-progress", "completed": "2027"}),
        ("AAS, did not complete", {"level": "associate", "status": "withdrawn"}),
    ],
)
def test_degrees(text: str, said: dict[str, str]) -> None:
    """A degree would not count, or one that is not finished would."""
    found: Any = tidier().understand("education_level", text)
    assert [dict(one) for one in found.value] == [said]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("part-time coder, 20 hrs/week", {"role": "coder", "hours_per_week": 20.0}),
        ("Coder (PRN)", {"role": "Coder", "part_time": True}),
        ("volunteer records clerk", {"role": "records clerk", "paid": False}),
        ("Medical coder", {"role": "Medical coder"}),
    ],
)
def test_roles(text: str, said: dict[str, Any]) -> None:
    """Part time or unpaid work would count in full."""
    found: Any = tidier().understand("experience_role", text)
    assert dict(found.value) == said


def test_lengths_with_hours() -> None:
    """Two years of part time would be two years."""
    found: Any = tidier().understand("experience_years", "2 years part time")
    assert dict(found.value) == {"years": 2.0, "part_time": True}


@steady
@given(st.sampled_from(sorted(COLUMNS)), st.text(max_size=40))
def test_any_text_is_understood_or_refused_without_being_repeated(column: str, text: str) -> None:
    """A strange cell would end the run, or appear in a message."""
    for cell in (text, f"{text}Qzx9", f"Qzx9 {text}"):
        reason = ""
        try:
            tidier().understand(column, cell)
        except Unreadable as problem:
            reason = problem.reason
        assert "Qzx9" not in reason  # what a cell says may also be a word of the sentence


def test_headings_in_any_writing() -> None:
    """A heading in capitals or with underscores would not be found."""
    found = match_headings(["STUDENT_ID", "highest degree", "Years-of-Experience", "Certs", "Fax"], {}, "r.csv")
    assert found.by_column == {
        "id": "STUDENT_ID",
        "education_level": "highest degree",
        "experience_years": "Years-of-Experience",
        "certifications": "Certs",
    }
    assert found.unused == ("Fax",)
