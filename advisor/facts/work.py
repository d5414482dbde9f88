"""Time worked by one person, and when their work last ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from advisor.dates import UNITS_A_YEAR, position
from advisor.facts.matching import Query
from advisor.person import FULL, FULL_TIME, Person, Span, Stint, time_worked
from advisor.rulebook.condition import Bounds
from advisor.rulebook.filters import CALENDAR

INFINITE = float("inf")
HOURS_A_YEAR = FULL_TIME * 52
SHORTEST = UNITS_A_YEAR * FULL // 10_000
"""The full-time work of a ten-thousandth of a year, a whole number of units."""


def work_time(person: Person, maybe: Sequence[Stint], surely: Sequence[Stint], query: Query) -> tuple[int, int | None]:
    """Give the least and the most time (None: of any length) that a person worked in jobs of a kind, in units.

    Part time counts by its hours, and overlapping jobs at most as full time.
    """
    if person.stints is None:
        return 0, None
    if not maybe:
        return 0, 0
    since = counted_since(person.day, query)
    least, most = [stint.least for stint in surely], [stint.most for stint in maybe]
    exact = len(maybe) == len(surely) and all(stint.least is stint.most and stint.most.begin for stint in maybe)
    if not counts_hours(query):
        least, most = _by_calendar(surely, least), _by_calendar(maybe, most)
    low = time_worked(least, since) or 0
    high = low if exact else time_worked(most, since, surely=False)
    if person.working_life is not None:
        low = min(low, person.working_life * FULL)
        high = high if high is None else min(high, person.working_life * FULL)
    return low, high


def _by_calendar(stints: Sequence[Stint], spans: Sequence[Span]) -> list[Span]:
    """Give the spans of stints as full-time work, whatever its hours."""
    return [span._replace(weight=FULL) for stint, span in zip(stints, spans, strict=True) if stint.works]


def counted_since(day: date, query: Query) -> int | None:
    """Give the position from which on work counts, when a filter asks for the last years alone."""
    years = query.filter.within_last_years
    return None if years is None else position(day) - years * UNITS_A_YEAR


def counts_hours(query: Query) -> bool:
    """Say whether part-time work counts by its hours, and not as calendar time."""
    by = query.filter.hours_by
    return by is None or query.rulebook.choices.get(by) != CALENDAR


def years_of(least: int | None, most: int | None, _: date, query: Query) -> Bounds:
    """Give years of full-time work, cut off (never rounded up) after four decimals, for bounds in units."""
    return years_between((least or 0) // SHORTEST, INFINITE if most is None else most // SHORTEST, query, min)


def years_between(least: Any, most: Any, query: Query, smaller: Callable[[Any, Any], Any]) -> tuple[Any, Any]:
    """Give bounds of years from ten-thousandths of a year, at most as many as are asked about.

    With ``smaller`` for arrays the bounds may be arrays.
    """
    limit = query.filter.within_last_years
    return least / 10_000, most / 10_000 if limit is None else smaller(most / 10_000, float(limit))


def hours_of(least: int | None, most: int | None, day: date, query: Query) -> Bounds:
    """Give hours of work: 2,080 a full-time year (40 hours in each of 52 weeks)."""
    low, high = years_of(least, most, day, query)
    return (round(low * HOURS_A_YEAR, 1), high if high == INFINITE else round(high * HOURS_A_YEAR, 1))


def years_since(surely: int | None, latest: int | None, day: date, _: Query) -> Bounds | None:
    """Give years since work ended: 0 for a current job; unknown when none that surely counts has dates.

    A job without dates, or one that may fit (``latest`` is None, or later), could be the last one.
    """
    if surely is None:
        return None
    return (0.0 if latest is None else _years_before(latest, day), _years_before(surely, day))


def _years_before(end: int, day: date) -> float:
    return (position(day) - end) * 10_000 // UNITS_A_YEAR / 10_000
