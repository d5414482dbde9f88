"""What people write about their schooling is read as a careful advisor reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.reading.schooling import read_schooling
from tests.people import rulebook, steady

DAY = date(2026, 11, 27)
SAID: list[tuple[str, Sequence[Any] | None]] = [
    ("AAS in progress", [{"level": "associate", "status": "in-progress"}]),
    ("AAS (expected 2027)", [{"level": "associate", "completed": "2027", "status": "in-progress"}]),
    ("AAS, did not complete", [{"level": "associate", "status": "withdrawn"}]),
    ("enrolled in HIT associate program", [{"level": "associate", "field": "HIT", "status": "in-progress"}]),
    (
        "AAS HIT expected May 2027",
        [{"level": "associate", "completed": "2027-05", "field": "HIT", "status": "in-progress"}],
    ),
    ("failed out of the HIT program", [{"field": "HIT", "status": "withdrawn"}]),
    ("AAS in HIT, 2018, still paying it off", [{"level": "associate", "completed": "2018", "field": "HIT"}]),
    ("AAS HIT, 12 credits left", [{"level": "associate", "field": "HIT", "status": "in-progress"}]),
    ("60 credits at a community college", [{"level": "high-school"}]),
    ("some college", [{"level": "high-school"}]),
    ("30 credits", [{"level": "high-school"}]),
    ("BS HIM, all but the capstone", [{"level": "bachelor", "field": "HIM", "status": "in-progress"}]),
    ("working on my associates in HIT", [{"level": "associate", "field": "HIT", "status": "in-progress"}]),
    ("getting my associates in HIT", [{"level": "associate", "field": "HIT", "status": "in-progress"}]),
    (
        "currently in an AAS HIT program, graduating May 2027",
        [{"level": "associate", "completed": "2027-05", "field": "HIT", "status": "in-progress"}],
    ),
    ("I'm in high school", [{"level": "high-school", "status": "in-progress"}]),
    ("no degree", None),
    ("BSN 2015", [{"level": "bachelor", "completed": "2015", "field": "BSN"}]),
    ("MHA, Indiana University 2019", [{"level": "master", "completed": "2019", "field": "MHA"}]),
    ("AAS HIT from Lebanon Valley College", [{"level": "associate", "field": "HIT"}]),
    (
        "completed AAS, pursuing BS HIM",
        [{"level": "associate"}, {"level": "bachelor", "field": "HIM", "status": "in-progress"}],
    ),
    (
        "associates in HIT and working on bachelors",
        [{"level": "associate", "field": "HIT"}, {"level": "bachelor", "status": "in-progress"}],
    ),
    ("AAS HIT dropped out", [{"level": "associate", "field": "HIT", "status": "withdrawn"}]),
    ("MBA", [{"level": "master", "field": "MBA"}]),
    ("High School", [{"level": "high-school"}]),
    ("GED 2010", [{"level": "high-school", "completed": "2010"}]),
    (
        "AAS Health Information Technology, Ferris State, 2019, CAHIIM accredited",
        [
            {
                "level": "associate",
                "accreditation": ["CAHIIM"],
                "completed": "2019",
                "field": "Health Information Technology",
            }
        ],
    ),
    ("80-hour coding course", [{"training_hours": 80.0, "field": "coding"}]),
    (
        "Medical Billing and Coding Certificate, Penn Foster 2021",
        [{"level": "certificate", "completed": "2021", "field": "Medical Billing and Coding"}],
    ),
    ("attended Ferris State", None),
    ("two years of college", None),
    ("bachelor's in HIM, University of Jordan", [{"level": "bachelor", "field": "HIM"}]),
    ("BS in Nursing, India", [{"level": "bachelor", "country": "IN", "field": "Nursing"}]),
    (
        "master of health administration in progress",
        [{"level": "master", "field": "master of health administration", "status": "in-progress"}],
    ),
    ("AAS HIT 2019-2021", [{"level": "associate", "completed": "2021", "field": "HIT"}]),
    ("BS HIM since 2024", [{"level": "bachelor", "field": "HIM", "status": "in-progress"}]),
    ("got my AAS in HIT in 2020 and working as a coder", [{"level": "associate", "completed": "2020", "field": "HIT"}]),
    ("one semester left of my AAS in HIT", [{"level": "associate", "field": "HIT", "status": "in-progress"}]),
    ("I want to get my RHIT degree", None),
    ("associate's, health information technology", [{"level": "associate", "field": "health information technology"}]),
    ("51.0707 associate", [{"level": "associate", "field": "health-information"}]),
    ("diploma", [{"level": "high-school"}]),
    (
        "Associate degree (AAS) in Health Information Technology",
        [{"level": "associate", "field": "Health Information Technology"}],
    ),
    ("bachelors almost done", [{"level": "bachelor", "status": "in-progress"}]),
    ("AS in HIT", [{"level": "associate", "field": "HIT"}]),
    ("a.a.s. hit", [{"level": "associate", "field": "hit"}]),
    ("asociado en HIT sin terminar", [{"level": "associate", "field": "HIT", "status": "withdrawn"}]),
    ("licenciatura en enfermería, México", [{"level": "bachelor", "field": "enfermería", "country": "MX"}]),
    ("AAS in HIT but never got the diploma", [{"level": "associate", "field": "HIT", "status": "withdrawn"}]),
]


@pytest.mark.parametrize(("text", "expected"), SAID, ids=[text for text, _ in SAID])
def test_schooling_as_people_write_it(text: str, expected: Sequence[Any] | None) -> None:
    """A degree that is not finished would count, or one that is would be lost."""
    entries = read_schooling(text, rulebook(), DAY).entries
    assert (None if entries is None else list(entries)) == expected


@steady
@given(
    st.sampled_from(["AAS in HIT", "BS HIM", "certificate in medical coding"]),
    st.text("bdfghjklmpqvwxz", min_size=5, max_size=9),
)
def test_words_that_are_not_understood_never_make_a_program_finished(program: str, words: str) -> None:
    """Something said of a program that we cannot read may be that it is not finished."""
    (entry,) = read_schooling(f"{program}, {words} {words[::-1]}", rulebook(), DAY).entries or ()
    assert entry.get("status") == "unknown"


@steady
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    """An answer would fail."""
    assert read_schooling(text, rulebook(), DAY) is not None
