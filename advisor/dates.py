"""Days that may be partly known, and exact time between them.

A partial date means the whole of what was said: it has a first and a last day. A day is a thirty-first of its month,
and the last day of a shorter month reaches to the next one: so from the 15th through the 14th are whole months, and
two years are exactly 2.0, whatever leap days lie between. Time is counted in whole units, of which a ten-thousandth of
a year and a thirty-first of a month are both whole numbers.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""The years in which a day of a profile or a rulebook may lie."""
UNITS_A_DAY = 2_500
UNITS_A_MONTH = 31 * UNITS_A_DAY
UNITS_A_YEAR = 12 * UNITS_A_MONTH

_YEAR, _MONTH = len("YYYY"), len("YYYY-MM")
_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")


def parse_partial(text: str) -> date:
    """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``: give the first day of what was said.

    Raises ValueError with a sentence that says what would be right.
    """
    match = _PARTIAL.match(text)
    if not match:
        raise ValueError("Write a date as 2024, 2024-05 or 2024-05-31.")
    year, month, day = [int(part) if part else 1 for part in match.groups()]
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"The year must be between {FIRST_YEAR} and {LAST_YEAR}.")
    if not 1 <= month <= 12:
        raise ValueError("The month must be between 01 and 12.")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError("There is no such day in that month.") from None


def last_day(text: str) -> date:
    """Give the last day of what was said: of the year, of the month, or the day itself. Raises as ``parse_partial``."""
    first = parse_partial(text)
    month = first.month if len(text) > _YEAR else 12
    return first if len(text) > _MONTH else date(first.year, month, monthrange(first.year, month)[1])


def is_year_alone(text: str | None) -> bool:
    """Say whether a date that was read is a year without a month."""
    return text is not None and len(text) == _YEAR


def position(day: date) -> int:
    """Give a day's place on the line of time, in units."""
    months = day.year * 12 + day.month - 1
    return months * UNITS_A_MONTH + (day.day - 1) * UNITS_A_DAY


def position_after(day: date) -> int:
    """Give the place where a day ends, in units: what lasts through a day ends there."""
    return position(day + timedelta(days=1))


def add_months(day: date, months: int) -> date:
    """Give the day so many months later (or earlier), at most the last day of its month."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
