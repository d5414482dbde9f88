"""Dates and stretches of time as Americans write them: ``Jan 2020 - present``, ``6/1/19``, ``since fall 2021``.

A month stands before a day, as Americans write, unless it cannot. A date is as exact as it was said: ``YYYY``,
``YYYY-MM`` or ``YYYY-MM-DD``.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import NamedTuple

from advisor.dates import add_months, parse_partial
from advisor.language.amounts import Amount, number_of, number_pattern
from advisor.language.lexicon import finder, meaning_by_phrase, phrases
from advisor.language.marked import AMOUNT, DATE, RANGE, Marked, marked


class Said(NamedTuple):
    """A date as exact as it was said; ``month`` alone when no year was (``iso`` is then empty)."""

    iso: str
    month: int = 0


class Stretch(NamedTuple):
    """A stretch of time; an empty start or end was not said, and ``now`` says that it is still going on."""

    start: str = ""
    end: str = ""
    now: bool = False


_YEAR = r"(?:19|20)[0-9]{2}"
_SHORT = r"'?[0-9]{2}(?![0-9])"
_BEFORE = r"(?<![\w/#$])(?<![0-9][.,])"
_ISO = re.compile(
    rf"{_BEFORE}(?P<y>{_YEAR})[-/.](?P<m>0[1-9]|1[0-2]|[1-9](?![0-9]))(?:[-/.](?P<d>[0-9]{{1,2}}))?(?!\w)"
)
_COMPACT = re.compile(r"(?<![\w#.,/$-])(?P<y>(?:19|20)[0-9]{2})(?P<m>0[1-9]|1[0-2])(?P<d>[0-3][0-9])?(?!\w)")
_COMPACT_END = re.compile(r"(?<=-)(?P<y>(?:19|20)[0-9]{2})(?P<m>0[1-9]|1[0-2])(?P<d>[0-3][0-9])(?!\w)")
_SLASHED = re.compile(rf"{_BEFORE}(?P<a>[0-9]{{1,2}})([/.-])(?P<b>[0-9]{{1,2}})\2(?P<y>{_YEAR}|[0-9]{{2}})(?![\w/])")
_MONTH_YEAR = re.compile(rf"{_BEFORE}(?P<m>0?[1-9]|1[0-2])\s?[/.-]\s?(?P<y>{_YEAR})(?![\w/])")
_MONTH_SHORT = re.compile(rf"{_BEFORE}(?P<m>0?[1-9]|1[0-2])/(?P<y>[0-9]{{2}})(?![\w/])")
_YEARS = re.compile(rf"{_BEFORE}(?P<a>{_YEAR})\s*[-/]\s*'?(?P<b>[0-9]{{2}})(?![\w/-])")
_LONE_YEAR = re.compile(rf"{_BEFORE}(?P<y>{_YEAR})(?![\w/])|(?<!\w)'(?P<s>[0-9]{{2}})(?![\w/])")


@cache
def _named() -> tuple[re.Pattern[str], ...]:
    month, season = phrases("months"), phrases("seasons")
    of = rf"(?:\s*(?:,|{phrases('ranges', 'of')}))?\s*"
    year = rf"(?P<y>{_YEAR}|{_SHORT})(?!\w)"
    nth = r"(?:st|nd|rd|th)?"
    return (
        re.compile(rf"(?P<d>(?<!\w)[0-9]{{1,2}}){nth}{of}(?P<m>{month})\.?{of}{year}"),
        re.compile(rf"(?P<m>{month})\.?\s*(?P<d>[0-9]{{1,2}}){nth}{of}(?P<y>{_YEAR})(?!\w)"),
        re.compile(rf"(?P<m>{month})\.?{of}{year}"),
        re.compile(rf"(?P<s>{season}){of}(?:{phrases('ranges', 'term')})?{of}{year}"),
        re.compile(rf"(?<!\w)(?P<y>{_YEAR})\s*(?P<s>{season})"),
    )


def mark_dates(text: Marked, today: date, seasons: str = "seasons") -> None:
    """Mark the dates in a text, then the stretches of time between them. Amounts are marked before.

    ``seasons`` names the section that gives the month of a season: its first one, or with ``terms`` the one in which a
    term of school ends.
    """
    _mark_year_pairs(text, today)
    for pattern in (_ISO, _COMPACT, _COMPACT_END, _SLASHED, *_named(), _MONTH_YEAR, _MONTH_SHORT):
        for match in pattern.finditer(text.folded):
            iso = _iso_of(match.groupdict(), today, seasons)
            if iso:
                text.mark(match.start(), match.end(), DATE, Said(iso))
    for match in _LONE_YEAR.finditer(text.folded):
        year = match["y"] or str(_full_year(match["s"], today))
        text.mark(match.start(), match.end(), DATE, Said(year))
    _mark_relative(text, today)
    _mark_stretches(text)


def _full_year(text: str, today: date) -> int:
    """Give the year of two digits: at most ten years ahead."""
    digits = text.lstrip("'")
    if len(digits) == 4:
        return int(digits)
    year = today.year // 100 * 100 + int(digits)
    return year if year <= today.year + 10 else year - 100


def _iso_of(parts: dict[str, str | None], today: date, seasons: str) -> str:
    """Write the parts of a date as exact as they are; nothing when there is no such day."""
    if parts.get("a") and parts.get("b"):
        first, second = int(parts["a"] or 0), int(parts["b"] or 0)
        month, day = (second, first) if first > 12 else (first, second)
        parts = {"y": parts["y"], "m": str(month), "d": str(day)}
    iso = str(_full_year(parts["y"] or "", today))
    if season := parts.get("s"):
        iso += "-" + meaning_by_phrase(seasons)[season.strip()]
    elif month_said := parts.get("m"):
        plain = month_said.strip().rstrip(".")
        iso += f"-{int(plain if plain.isdecimal() else meaning_by_phrase('months')[plain]):02}"
    if day_said := parts.get("d"):
        iso += f"-{int(day_said):02}"
    try:
        parse_partial(iso)
    except ValueError:
        return ""
    return iso


def _mark_year_pairs(text: Marked, today: date) -> None:
    """Mark ``2019-21`` as a stretch of years; ``2019-11`` is a month."""
    for match in _YEARS.finditer(text.folded):
        first, last = int(match["a"]), int(match["a"][:2] + match["b"])
        if int(match["b"]) > 12 and first < last <= today.year + 10:
            text.mark(match.start(), match.end(), RANGE, Stretch(match["a"], str(last)))


@cache
def _relative() -> tuple[re.Pattern[str], re.Pattern[str]]:
    unit, amount = phrases("units", "year", "month", "week"), marked(AMOUNT)
    last_next = phrases("ranges", "last after", "next after")
    ago = re.compile(
        rf"(?:{phrases('ranges', 'ago before')}\s*(?P<b>{amount})|(?P<a>{amount})\s*{phrases('ranges', 'ago')})"
    )
    which = re.compile(
        rf"(?P<w>{phrases('ranges', 'last', 'this', 'next')})\s*(?P<u>{unit})|(?P<u2>{unit})\s*(?P<w2>{last_next})"
    )
    return ago, which


def _mark_relative(text: Marked, today: date) -> None:
    """Mark ``3 years ago``, ``last year``, ``next month``: as exact as the unit."""
    ago, which = _relative()
    for match in ago.finditer(text.folded):
        amount: Amount = text.value(match)
        months = round(amount.most * 12)
        if not amount.vague and months < 1200:
            day = add_months(today, -months)
            exact = "%Y" if amount.most >= 1 and months % 12 == 0 else "%Y-%m"
            text.mark(match.start(), match.end(), DATE, Said(day.strftime(exact)))
    for match in which.finditer(text.folded):
        word, unit = (
            (match["w"] or match["w2"]).strip(),
            meaning_by_phrase("units")[(match["u"] or match["u2"]).strip()],
        )
        step = (
            -1
            if finder("ranges", "last", "last after").search(word)
            else 1
            if finder("ranges", "next", "next after").search(word)
            else 0
        )
        day = add_months(today, step * (12 if unit == "year" else 1 if unit == "month" else 0))
        text.mark(match.start(), match.end(), DATE, Said(day.strftime("%Y" if unit == "year" else "%Y-%m")))


@cache
def _stretches() -> tuple[tuple[str, re.Pattern[str]], ...]:
    day, to, now = marked(DATE), phrases("ranges", "to"), phrases("ranges", "now")
    dash = rf"\s*(?:-+|\.\.+|>|{to}|,\s*{to})\s*"
    begin = rf"(?:{phrases('ranges', 'since')}\s*:?\s*(?:{phrases('ranges', 'in')}\s*)?)?"
    month = phrases("months")
    ended = rf"{phrases('ranges', 'until', 'ended')}\s*:?\s*(?:{phrases('ranges', 'in')}\s*)?"
    return (
        ("months", re.compile(rf"{begin}(?P<m>{month})\.?{dash}(?P<e>{day})")),
        ("both", re.compile(rf"{begin}(?P<s>{day}){dash}(?P<e>{day})")),
        (
            "both",
            re.compile(rf"{phrases('amounts', 'between')}\s*(?P<s>{day})\s*{phrases('amounts', 'and')}\s*(?P<e>{day})"),
        ),
        ("now", re.compile(rf"{begin}(?P<s>{day})(?:{dash}|\s*,?\s*){now}")),
        ("both", re.compile(rf"{begin}(?P<s>{day})\s*[,;-]*\s*(?:{phrases('amounts', 'and')}\s*)?{ended}(?P<e>{day})")),
        ("since", re.compile(rf"{phrases('ranges', 'since')}\s*:?\s*(?:{phrases('ranges', 'in')}\s*)?(?P<s>{day})")),
        ("since", re.compile(rf"(?P<s>{day})\s*(?:\+(?!\w)|{phrases('ranges', 'onward')}|-+\s*(?=[,;)]|\Z))")),
        ("until", re.compile(rf"{ended}(?P<e>{day})")),
    )


def _mark_stretches(text: Marked) -> None:
    for kind, pattern in _stretches():
        for match in pattern.finditer(text.folded):
            start: Said | None = text.value(match, "s") if "s" in pattern.groupindex else None
            end: Said | None = text.value(match, "e") if "e" in pattern.groupindex else None
            stretch: Stretch | None = Stretch(
                start.iso if start else "", end.iso if end else "", now=kind in ("now", "since")
            )
            if kind == "months" and end is not None:
                stretch = _same_year(match["m"], end)
            if stretch is not None:
                text.mark(match.start(), match.end(), RANGE, stretch)


def _same_year(month: str, end: Said) -> Stretch | None:
    """Give ``Oct - Mar 2020``: the month before takes the year of the end, or the year before it."""
    if len(end.iso) < 7:
        return None
    number = int(meaning_by_phrase("months")[month.strip().rstrip(".")])
    year = int(end.iso[:4]) - (number > int(end.iso[5:7]))
    return Stretch(f"{year}-{number:02}", end.iso)


def year_count(text: str) -> float | None:
    """Read a bare number, such as that of a column of years; None when it is not one."""
    plain = text.strip().rstrip("+").strip()
    return number_of(plain) if re.fullmatch(number_pattern(), plain) else None
