"""What people write about their work is read as a careful advisor reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.reading.work import read_work
from tests.people import rulebook, steady

DAY = date(2026, 11, 27)
SAID: list[tuple[str, Sequence[Any] | None]] = [
    ("coder 2 yrs, biller 3 yrs", [{"role": "coder", "years": 2.0}, {"role": "biller", "years": 3.0}]),
    (
        "staff nurse med surg 2015-2020, ICU 2020 to now",
        [{"role": "staff nurse med surg", "start": "2015", "end": "2020"}, {"role": "ICU", "start": "2020"}],
    ),
    (
        "two jobs: coder 2019-2021 and auditor 2021-now",
        [{"role": "coder", "start": "2019", "end": "2021"}, {"role": "auditor", "start": "2021"}],
    ),
    ("RN 8 years, then coder 2 years", [{"role": "RN", "years": 8.0}, {"role": "coder", "years": 2.0}]),
    ("medical coder since September 2025", [{"role": "medical coder", "start": "2025-09"}]),
    ("01/2020-03/2022 coder", [{"role": "coder", "start": "2020-01", "end": "2022-03"}]),
    ("CDI specialist since Jan 2024", [{"role": "CDI specialist", "start": "2024-01"}]),
    (
        "coder at St Mary's since march 2021 part time",
        [{"role": "coder at St Mary's", "start": "2021-03", "part_time": True}],
    ),
    ("0.5 FTE coder 4 years", [{"role": "coder", "years": 4.0, "hours_per_week": 20.0}]),
    (
        "Coder, 2019-2021, auditor, 2021-now",
        [{"role": "Coder", "start": "2019", "end": "2021"}, {"role": "auditor", "start": "2021"}],
    ),
    (
        "coder 2015-2018, 2020-2022",
        [{"role": "coder", "start": "2015", "end": "2018"}, {"role": "coder", "start": "2020", "end": "2022"}],
    ),
    ("coding supervisor 5 years", [{"role": "coding supervisor", "years": 5.0}]),
    ("case manager 5 years", [{"role": "case manager", "years": 5.0}]),
    ("10 years experience, 3 of them coding", [{"years": 7.0}, {"role": "coding", "years": 3.0}]),
    ("five years coding", [{"role": "coding", "years": 5.0}]),
    ("6 years", [{"years": 6.0}]),
    ("coder PRN 3 years", [{"role": "coder", "years": 3.0, "part_time": True}]),
    ("unpaid coder internship 6 months", [{"role": "coder", "years": 0.5, "paid": False}]),
    ("paid internship in coding, 1 year", [{"role": "coding", "years": 1.0}]),
    (
        "medical coder from 2019 to 2021 (2 years)",
        [{"role": "medical coder", "start": "2019", "end": "2021", "years": 2.0}],
    ),
    (
        "Medical coder, 2019-01 to 2023-06, 20 hours",
        [{"role": "Medical coder", "start": "2019-01", "end": "2023-06", "hours_per_week": 20.0}],
    ),
    ("coder/biller, 3 yrs", [{"role": "coder/biller", "years": 3.0}]),
    (
        "I worked as a medical records clerk for two years and then as a coder for 3 years",
        [{"role": "medical records clerk", "years": 2.0}, {"role": "coder", "years": 3.0}],
    ),
    ("nearly 4 years coding", [{"role": "coding", "years": 3.5, "years_at_most": 4.0}]),
    ("coder, several years", [{"role": "coder"}]),
    ("coder 2021", [{"role": "coder"}]),
    ("retail", [{"role": "retail"}]),
    ("cashier at Walmart since 2019", [{"role": "cashier at Walmart", "start": "2019"}]),
    ("HIM director 3 years", [{"role": "HIM director", "years": 3.0}]),
    ("area coding, 2 years", [{"area": "coding", "years": 2.0}]),
    ("volunteer at hospital records 1 year", [{"role": "hospital records", "years": 1.0, "paid": False}]),
    ("eighteen months as a coder", [{"role": "coder", "years": 1.5}]),
    (
        "lead coder 2018 - present; coder 2015 - 2018",
        [{"role": "lead coder", "start": "2018"}, {"role": "coder", "start": "2015", "end": "2018"}],
    ),
    ("idk", None),
    ("trabajo como codificadora 3 años", [{"role": "codificadora", "years": 3.0}]),
]


@pytest.mark.parametrize(("text", "expected"), SAID, ids=[text for text, _ in SAID])
def test_work_as_people_write_it(text: str, expected: Sequence[Any] | None) -> None:
    """Years would be counted that were not worked, or a job would be lost."""
    entries = read_work(text, rulebook(), DAY).entries
    assert (None if entries is None else list(entries)) == expected


@steady
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    """An answer would fail."""
    assert read_work(text, rulebook(), DAY) is not None
