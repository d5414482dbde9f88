"""Cells as people write them, understood or refused, and never guessed at."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.roster.amounts import Unreadable, read_day, read_years
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
    assert read_years(text) == years


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
    ],
)
def test_days(text: str, day: str) -> None:
    """A date written in another form would be refused or misread."""
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("03/04/2021", "ambiguous-date"),
        ("2021-02-30", "not-a-date"),
        ("1/1/21", "not-a-date"),
        ("soon", "not-a-date"),
        ("44330", "not-a-date"),
    ],
)
def test_days_that_cannot_be_read(text: str, code: str) -> None:
    """The third of April would become the fourth of March."""
    with pytest.raises(Unreadable) as problem:
        read_day(text)
    assert problem.value.code == code
    assert text not in problem.value.reason


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("RHIT®, CCS", ["RHIT®", "CCS"]),
        ("RHIT CPC", ["RHIT", "CPC"]),
        ("RHIT/CPC-A", ["RHIT", "CPC-A"]),
        ("CCS-P | CTR", ["CCS-P", "CTR"]),
        ("RHIT and CPC", ["RHIT", "CPC"]),
        ("RHIT\nCPC", ["RHIT", "CPC"]),
        ("Registered Health Information Technician (RHIT)", ["Registered Health Information Technician (RHIT)"]),
        ("none", []),
    ],
)
def test_lists_of_credentials(text: str, names: list[str]) -> None:
    """Two credentials would be taken for one that nobody knows."""
    found: Any = tidier().understand("certifications", text)
    assert [one[0] for one in found.value] == names
    assert found.unknown == 0


def test_marks_of_credentials() -> None:
    """A lapsed credential would count as held."""
    text = "RHIT 2022-03-01..2026-03-31; CCS (lapsed); CPC (in progress); Lpc"
    found: Any = tidier().understand("certifications", text)
    assert found.value == (
        ("RHIT", "active", "2022-03-01", "2026-03-31"),
        ("CCS", "lapsed", "", ""),
        ("CPC", "in-progress", "", ""),
        ("Lpc", "active", "", ""),
    )
    assert found.unknown == 1


@pytest.mark.parametrize(
    ("text", "level", "more"),
    [
        ("AAS", "associate", False),
        ("A.S.", "associate", False),
        ("Associate of Applied Science", "associate", False),
        ("BS-HIM", "bachelor", True),
        ("Bachelor of Science", "bachelor", False),
    ],
)
def test_degrees(text: str, level: str, more: bool) -> None:
    """A degree would not count."""
    found: Any = tidier().understand("education_level", text)
    assert (found.value[0], bool(found.value[1])) == (level, more)


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
