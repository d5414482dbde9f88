"""Partial dates and exact time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.dates import UNITS_A_MONTH, UNITS_A_YEAR, add_months, parse_partial, position
from tests.people import steady

ANY_DAY = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024", date(2024, 1, 1)),
        ("2024-05", date(2024, 5, 1)),
        ("2024-05-31", date(2024, 5, 31)),
        ("2024-02-29", date(2024, 2, 29)),
        ("1900", date(1900, 1, 1)),
        ("2200-12-31", date(2200, 12, 31)),
    ],
)
def test_what_is_left_out_of_a_date_is_its_beginning(text: str, day: date) -> None:
    """A month read as its end, or a year as its middle, would move every threshold."""
    assert parse_partial(text) == day


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Write a date as 2024"),
        ("24", "Write a date as 2024"),
        ("2024-5", "Write a date as 2024"),
        ("2024-05-1", "Write a date as 2024"),
        ("2024/05/31", "Write a date as 2024"),
        ("05-31-2024", "Write a date as 2024"),
        ("2024-05-31\n", "Write a date as 2024"),
        ("2024-05-31T10:00", "Write a date as 2024"),
        ("２０２４", "Write a date as 2024"),
        ("1899", "between 1900 and 2200"),
        ("2201-01-01", "between 1900 and 2200"),
        ("2024-00", "between 01 and 12"),
        ("2024-13-01", "between 01 and 12"),
        ("2024-05-00", "no such day"),
        ("2024-04-31", "no such day"),
        ("2023-02-29", "no such day"),
        ("1900-02-29", "no such day"),
    ],
)
def test_what_is_no_date_is_refused_with_what_would_be_right(text: str, says: str) -> None:
    """A day that does not exist would pass, or end in a traceback."""
    with pytest.raises(ValueError, match=says):
        parse_partial(text)


@given(ANY_DAY)
@steady
def test_a_day_is_read_back_as_it_is_written(day: date) -> None:
    """A day would be understood as another day."""
    assert parse_partial(day.isoformat()) == day


@given(ANY_DAY)
@steady
def test_every_later_day_lies_later(day: date) -> None:
    """Time could stand still or run backward at the end of a month."""
    assert position(day + timedelta(days=1)) > position(day)


@given(ANY_DAY.filter(lambda day: day.day <= 28), st.integers(0, 600))
@steady
def test_whole_months_are_whole_whatever_leap_days_lie_between(day: date, months: int) -> None:
    """Two years from the 15th to the 15th would be 1.9986 or 2.0014 years."""
    assert position(add_months(day, months)) - position(day) == months * UNITS_A_MONTH


@given(st.integers(0, 1_000_000))
@steady
def test_years_written_with_four_decimals_are_whole_units(written: int) -> None:
    """4.99 years would be a little more or a little less, and the difference could reach a threshold."""
    assert written * UNITS_A_YEAR % 10_000 == 0
    assert UNITS_A_YEAR == 12 * UNITS_A_MONTH


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2024, 1, 15), -1, date(2023, 12, 15)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
    ],
)
def test_a_month_later_is_at_most_the_last_day_of_the_month(day: date, months: int, then: date) -> None:
    """A period that begins on the 31st would end in a traceback or a month late."""
    assert add_months(day, months) == then
