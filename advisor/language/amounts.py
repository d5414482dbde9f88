"""Amounts of time and hours of work as people say them: ``two and a half years``, ``18 mo``, ``0.5 FTE``, ``PRN``."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from advisor.language.lexicon import finder, meaning_by_phrase, phrases
from advisor.language.marked import AMOUNT, HOURS, Marked

_YEARS_OF = {"year": 1.0, "month": 1 / 12, "week": 7 / 365, "day": 1 / 365, "decade": 10.0}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_DIGITS = r"(?<![0-9.,/#$])(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{0,4}[.,][0-9]+|[0-9]{1,5})"
FULL_TIME = 40.0
"""Hours a week of full-time work."""
_WEEKS = 52
_MOST_WEEKLY = 80.0
"""Hours beyond which hours without ``a week`` are hours in all."""
_WORKDAYS = 5


class Amount(NamedTuple):
    """An amount of years: the least and the most; ``vague``: it names no number. ``exact`` words were a number."""

    least: float
    most: float
    vague: bool = False


class Hours(NamedTuple):
    """Hours of work: a week, or in all. ``part_time``: that they are fewer than full time, and not how many."""

    weekly: float | None = None
    total: float | None = None
    part_time: bool = False


@cache
def number_pattern() -> str:
    """Give a pattern for a number in digits or words, with a fraction."""
    words = phrases("numbers")
    half = phrases("amounts", "and a half")
    fraction = rf"(?:\s*[½¼¾]|\s+[1-3]/[2-4](?!\w)|\s*{half})?"
    return rf"(?:(?:{_DIGITS}|{words}(?:[\s-]+{words})?){fraction}|[½¼¾]|(?<![\w/])1/2(?![\w/]))"


def number_of(text: str) -> float:
    """Read a number that ``number_pattern`` found."""
    rest, value = text.strip(), 0.0
    if match := re.search(r"([1-3])/([2-4])\Z", rest):
        rest, value = rest[: match.start()].strip(), int(match[1]) / int(match[2])
    elif rest[-1:] in _FRACTIONS:
        rest, value = rest[:-1].strip(), _FRACTIONS[rest[-1]]
    elif match := re.search(phrases("amounts", "and a half") + r"\Z", rest):
        rest, value = rest[: match.start()].strip(), 0.5
    if rest and rest[0] in "0123456789.,":
        thousands = re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+", rest)
        return value + float(rest.replace(",", "" if thousands else "."))
    known = meaning_by_phrase("numbers")
    plain = " ".join(re.split(r"[\s-]+", rest))
    if plain in known:
        return value + float(known[plain])
    return value + sum(float(known[word]) for word in plain.split())


@cache
def _amount_pattern() -> re.Pattern[str]:
    n, unit = number_pattern(), phrases("units")
    a_unit = rf"(?:{unit}|[ym](?!\w))"
    before = rf"(?:{phrases('amounts', 'more', 'less', 'nearly', 'about', 'between')}\s*)?"
    to = rf"\s*(?:-|{phrases('ranges', 'to')}|{phrases('amounts', 'or')})\s*"
    half = phrases("amounts", "and a half")
    joined = rf"\s*(?:,|{phrases('amounts', 'and')})?\s*"
    dot = r"(?:\.(?=\s*[,;)]|\s*\Z|\w))?"
    more = rf"(?P<after>\s*\+|\s*{phrases('amounts', 'more after')})?"
    return re.compile(
        rf"(?P<before>{before})(?P<low>{n})(?P<plus>\s*\+)?(?:{to}(?P<high>{n}))?[\s-]*(?P<unit>{a_unit}){dot}"
        rf"(?P<half>\s*{half})?(?:{joined}(?P<low2>{n})[\s-]*(?P<unit2>{a_unit}){dot})?{more}"
        rf"(?!\s*{phrases('amounts', 'of age')})"
    )


def _unit_of(text: str) -> str:
    plain = text.strip().rstrip(".")
    return {"y": "year", "m": "month"}.get(plain) or meaning_by_phrase("units")[plain]


def _kind_of(text: str) -> str:
    """Say which words stand before an amount: more, less, nearly, about, between; nothing when there are none."""
    return next(
        (kind for kind in ("more", "less", "nearly", "between", "about") if finder("amounts", kind).search(text)), ""
    )


def _is_a_rate(folded: str, match: re.Match[str]) -> bool:
    """Say whether ``a week`` stands behind other words, as in ``three shifts a week``, and is no time by itself."""
    article = (
        meaning_by_phrase("numbers").get(match["low"]) == "1" and len(match["low"]) < 3 and not match["low"].isdecimal()
    )
    return (
        article
        and not match["before"].strip()
        and bool(re.search(r"\w\s*\Z", folded[: match.start()]))
        and (finder("amounts", "before a").search(folded[: match.start()].rstrip()[-12:]) is None)
    )


def mark_amounts(text: Marked) -> None:
    """Mark amounts of time in a text, and vague ones such as ``a few years``."""
    for match in _amount_pattern().finditer(text.folded):
        if _is_a_rate(text.folded, match):
            continue
        unit = _unit_of(match["unit"])
        low = number_of(match["low"])
        high = number_of(match["high"]) if match["high"] else low
        value = [n * _YEARS_OF[unit] for n in sorted((low, high))]
        extra = 0.5 * _YEARS_OF[unit] if match["half"] else 0.0
        if match["low2"]:
            extra += number_of(match["low2"]) * _YEARS_OF[_unit_of(match["unit2"])]
        least, most = (round(one + extra, 4) for one in value)
        kind = _kind_of(match["before"])
        if kind == "less":
            least = 0.0
        elif kind == "nearly":
            least = max(0.0, round(least - 0.5 * _YEARS_OF[unit], 4))
        text.mark(match.start(), match.end(), AMOUNT, Amount(least, most))
    for match in re.finditer(rf"{phrases('units')}\s*{phrases('amounts', 'and a half')}", text.folded):
        long = round(1.5 * _YEARS_OF[_unit_of(match[0].split()[0])], 4)
        text.mark(match.start(), match.end(), AMOUNT, Amount(long, long))
    for match in finder("amounts", "vague").finditer(text.folded):
        text.mark(match.start(), match.end(), AMOUNT, Amount(0.0, 0.0, vague=True))


@cache
def _hour_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    n = number_pattern()
    to = rf"(?:\s*(?:-|{phrases('ranges', 'to')})\s*{n})?"
    hours = rf"(?P<n>{n})\s*\+?{to}[\s-]*{phrases('hours', 'hours')}\.?"
    a = {key: rf"\s*{phrases('hours', key)}" for key in ("a week", "a day", "a month")}
    return (
        ("fte", re.compile(rf"(?P<n>{_DIGITS})\s*{phrases('hours', 'fte')}")),
        ("percent", re.compile(rf"(?P<n>{_DIGITS})\s*(?:%|percent)\s*{phrases('hours', 'fte', 'share')}")),
        ("day", re.compile(hours + a["a day"])),
        ("week", re.compile(hours + a["a week"])),
        ("month", re.compile(hours + a["a month"])),
        ("days", re.compile(rf"(?P<n>{n})\s*{phrases('units', 'day')}{a['a week']}")),
        ("total", re.compile(rf"{hours}\s*{phrases('hours', 'in all')}")),
        ("bare", re.compile(hours)),
        ("half", finder("hours", "half time")),
        ("part", finder("hours", "part time")),
        ("full", finder("hours", "full time")),
    )


def mark_hours(text: Marked) -> None:
    """Mark hours of work in a text."""
    for kind, pattern in _hour_patterns():
        for match in pattern.finditer(text.folded):
            n = number_of(match["n"]) if "n" in pattern.groupindex else 0.0
            value = _hours(kind, n)
            if value is not None:
                text.mark(match.start(), match.end(), HOURS, value)


def _hours(kind: str, n: float) -> Hours | None:
    if kind in ("fte", "percent"):
        share = n / 100 if kind == "percent" or n > 2 else n
        return Hours(weekly=round(share * FULL_TIME, 2)) if 0 < share <= 1 else None
    if kind == "days":
        return Hours(part_time=True) if n < _WORKDAYS else Hours()
    if kind in ("half", "full", "part"):
        return Hours(FULL_TIME / 2) if kind == "half" else Hours(FULL_TIME) if kind == "full" else Hours(part_time=True)
    if kind == "total" or (kind == "bare" and n > _MOST_WEEKLY):
        return Hours(total=n)
    weekly = {"day": n * _WORKDAYS, "month": n * 12 / _WEEKS}.get(kind, n)
    return Hours(weekly=round(weekly, 2)) if weekly <= 168 else None


def hours_in(text: Marked) -> Hours:
    """Take all hours out of a text, and give them as one: a number before words, the least of several."""
    found = [value for _, _, value in text.marks(HOURS)]
    for start, end, _ in list(text.marks(HOURS)):
        text.take(start, end)
    weekly = min([one.weekly for one in found if one.weekly is not None], default=None)
    total = next((one.total for one in found if one.total is not None), None)
    part_time = any(one.part_time for one in found)
    if part_time and weekly == FULL_TIME:
        weekly = None
    return Hours(weekly, total, part_time)
