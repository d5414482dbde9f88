"""Amounts of time and hours of work as people say them: ``two and a half years``, ``18 mo``, ``0.5 FTE``, ``PRN``."""

from __future__ import annotations

import re
from functools import cache
from math import ceil
from typing import NamedTuple

from advisor.language.lexicon import finder, meaning_by_phrase, phrases
from advisor.language.marked import AMOUNT, HOURS, Marked
from advisor.language.numbers import Number, numbers_in

_YEARS_OF = {"year": 1.0, "month": 1 / 12, "week": 7 / 365, "day": 1 / 365, "decade": 10.0}
FULL_TIME = 40.0
"""Hours a week of full-time work."""
_WEEKS = 52
_MOST_WEEKLY = 80.0
"""Hours beyond which hours without ``a week`` are hours in all."""
_WORKDAYS = 5


class Amount(NamedTuple):
    """An amount of years: the least and the most; ``vague``: it names no number."""

    least: float
    most: float
    vague: bool = False


class Hours(NamedTuple):
    """Hours of work: a week, or in all. ``part_time``: that they are fewer than full time, and not how many."""

    weekly: float | None = None
    total: float | None = None
    part_time: bool = False


_WORDED = {"half time": Hours(FULL_TIME / 2), "part time": Hours(part_time=True), "full time": Hours(FULL_TIME)}


# -- amounts of time ------------------------------------------------------------------------


@cache
def _unit() -> re.Pattern[str]:
    """Give a pattern for a unit of time behind its number."""
    return re.compile(rf"\s*\+?[\s-]*(?P<unit>{phrases('units')}|[ym](?!\w))(?:\.(?=\s*[,;)]|\s*\Z|\w))?")


@cache
def _to() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:-|{phrases('ranges', 'to')}|{phrases('amounts', 'or', 'and')})\s*")


def mark_amounts(text: Marked) -> None:
    """Mark amounts of time in a text, and vague ones such as ``a few years``."""
    for hit in finder("amounts", "vague").hits(text.folded):
        text.mark(hit.begin, hit.stop, AMOUNT, Amount(0.0, 0.0, vague=True))
    for hit in finder("amounts", "and a half").hits(text.folded):
        before = finder("units").hits(text.folded[: hit.begin])
        if before and not text.folded[before[-1].stop : hit.begin].strip():
            _mark_halved(text, before[-1].begin, hit.stop, before[-1].meaning)
    numbers = numbers_in(text.folded)
    done = 0
    for n, number in enumerate(numbers):
        if number.start >= done:
            done = _mark_amount(text, number, numbers[n + 1 :])


def _mark_halved(text: Marked, begin: int, end: int, unit: str) -> None:
    """Mark ``a year and a half``, with or without its number."""
    numbers = [one for one in numbers_in(text.folded[:begin]) if not text.folded[one.end : begin].strip(" -")]
    number = numbers[-1] if numbers else Number(begin, begin, 1.0)
    least, most, start = _bounded(text.folded, number.start, number.value, number.value, _YEARS_OF[unit])
    half = 0.5 * _YEARS_OF[unit]
    text.mark(start, end, AMOUNT, Amount(_exact(least + half), _exact(most + half)))


def _mark_amount(text: Marked, number: Number, later: list[Number]) -> int:
    """Mark the amount that begins with a number, if one does; give the place up to which the text is done."""
    folded, low, high = text.folded, number.value, number.value
    unit = _unit().match(folded, number.end)
    if unit is None and later and _to().fullmatch(folded, number.end, later[0].start):
        low, high = sorted((number.value, later[0].value))
        unit = _unit().match(folded, later[0].end)
    if unit is None or (number.article and _is_a_rate(folded, number.start)):
        return 0
    of = _YEARS_OF[_unit_of(unit["unit"])]
    least, most, start = _bounded(folded, number.start, low, high, of)
    end = unit.end()
    for other in later:  # "1 year and 6 months"
        between = folded[end : other.start]
        more = _unit().match(folded, other.end)
        joined = not between.strip(" ,") or finder("amounts", "and").is_all_of(between)
        if other.start >= end and joined and more and _YEARS_OF[_unit_of(more["unit"])] < of:
            extra = other.value * _YEARS_OF[_unit_of(more["unit"])]
            least, most, end = least + extra, most + extra, more.end()
        if other.start >= end:
            break
    after = finder("amounts", "more after", "of age").first(folded[end : end + 24])
    if after is not None and not folded[end : end + after.begin].strip():
        if after.meaning == "of age":
            return end
        end += after.stop
    text.mark(start, end, AMOUNT, Amount(_exact(least), _exact(most)))
    return end


def _exact(years: float) -> float:
    """Give years to the last decimal that counts, such that a whole month is not lost to it."""
    return ceil(round(years * 10_000, 6)) / 10_000


def _bounded(folded: str, start: int, low: float, high: float, of: float) -> tuple[float, float, int]:
    """Give the bounds of an amount by the words before it, in years, and where those words begin."""
    hits = finder("amounts", "more", "less", "nearly", "about", "between").hits(folded[:start])
    least, most = low * of, high * of
    while hits and not folded[hits[-1].stop : start].strip():
        hit = hits.pop()
        start = hit.begin
        if hit.meaning == "less":
            least = 0.0
        elif hit.meaning == "nearly":
            least = max(0.0, least - 0.5 * of)
    return least, most, start


def _unit_of(text: str) -> str:
    return {"y": "year", "m": "month"}.get(text) or meaning_by_phrase("units")[text]


def _is_a_rate(folded: str, start: int) -> bool:
    """Say whether ``a week`` stands behind other words, as in ``three shifts a week``, and is no time by itself."""
    behind = folded[:start].rstrip()
    hits = finder("amounts", "before a", "more", "less", "nearly", "about").hits(behind)
    return bool(re.search(r"\w\Z", behind)) and not (hits and hits[-1].stop == len(behind))


# -- hours of work --------------------------------------------------------------------------


@cache
def _after_hours() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Give the patterns for what may stand behind a number of hours; the first that fits counts."""
    hours = rf"\s*\+?[\s-]*{phrases('hours', 'hours')}\.?"
    a = {key: rf"\s*/?\s*{phrases('hours', key)}" for key in ("a week", "a day", "a month")}
    return (
        ("fte", re.compile(rf"\s*{phrases('hours', 'fte')}")),
        ("percent", re.compile(rf"\s*(?:%|percent)\s*{phrases('hours', 'fte', 'share')}")),
        ("day", re.compile(hours + a["a day"])),
        ("week", re.compile(hours + a["a week"])),
        ("month", re.compile(hours + a["a month"])),
        ("days", re.compile(rf"\s*{phrases('units', 'day')}{a['a week']}")),
        ("total", re.compile(rf"{hours}\s*{phrases('hours', 'in all')}")),
        ("bare", re.compile(hours)),
    )


def mark_hours(text: Marked) -> None:
    """Mark hours of work in a text: of two numbers (``20 to 25 hours``) the least counts."""
    numbers = numbers_in(text.folded)
    for n, number in enumerate(numbers):
        low = number
        if n and _to().fullmatch(text.folded, numbers[n - 1].end, number.start):
            low = numbers[n - 1]
        for kind, pattern in _after_hours():
            if match := pattern.match(text.folded, number.end):
                if (hours := _hours(kind, min(low.value, number.value))) is not None:
                    text.mark(low.start, match.end(), HOURS, hours)
                break
    for hit in finder("hours", *_WORDED).hits(text.folded):
        text.mark(hit.begin, hit.stop, HOURS, _WORDED[hit.meaning])


def _hours(kind: str, n: float) -> Hours | None:
    if kind in ("fte", "percent"):
        share = n / 100 if kind == "percent" or n > 2 else n
        return Hours(weekly=round(share * FULL_TIME, 2)) if 0 < share <= 1 else None
    if kind == "days":
        return Hours(part_time=True) if n < _WORKDAYS else Hours()
    if kind == "total" or (kind == "bare" and n > _MOST_WEEKLY):
        return Hours(total=n)
    weekly = {"day": n * _WORKDAYS, "month": n * 12 / _WEEKS}.get(kind, n)
    return Hours(weekly=round(weekly, 2)) if weekly <= 168 else None


def hours_in(text: Marked) -> Hours:
    """Take all hours out of a text, and give them as one: a number before words, the least of several."""
    found = list(text.marks(HOURS))
    for start, end, _ in found:
        text.take(start, end)
    weekly = min([one.weekly for _, _, one in found if one.weekly is not None], default=None)
    total = next((one.total for _, _, one in found if one.total is not None), None)
    part_time = any(one.part_time for _, _, one in found)
    return Hours(None if part_time and weekly == FULL_TIME else weekly, total, part_time)
