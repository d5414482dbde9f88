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
from advisor.language.lexicon import Hit, finder, meaning_by_phrase, phrases
from advisor.language.marked import AMOUNT, DATE, RANGE, Marked


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
_LONE_YEAR = re.compile(rf"{_BEFORE}(?P<y>{_YEAR})(?![\w/]|-[0-9]{{1,2}}(?![0-9]))|(?<!\w)'(?P<s>[0-9]{{2}})(?![\w/])")


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
    if any(char.isdecimal() for char in text.folded):
        _mark_written(text, today, seasons)
    _mark_ago(text, today)
    _mark_relative(text, today)
    _mark_stretches(text)


def _mark_written(text: Marked, today: date, seasons: str) -> None:
    """Mark the dates that are written in figures and names of months."""
    _mark_year_pairs(text, today)
    named = _named() if finder("months").is_in(text.folded) or finder("seasons").is_in(text.folded) else ()
    for pattern in (_ISO, _COMPACT, _COMPACT_END, _SLASHED, *named, _MONTH_YEAR, _MONTH_SHORT):
        for match in pattern.finditer(text.folded):
            if iso := _iso_of(match.groupdict(), today, seasons):
                text.mark(match.start(), match.end(), DATE, Said(iso))
    for match in _LONE_YEAR.finditer(text.folded):
        year = match["y"] or str(_full_year(match["s"], today))
        text.mark(match.start(), match.end(), DATE, Said(year))


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


def _mark_ago(text: Marked, today: date) -> None:
    """Mark ``3 years ago``: as exact as the unit."""
    for start, end, amount in list(text.marks(AMOUNT)):
        behind = _adjacent_after(text.folded, end, "ago")
        before = _adjacent_before(text.folded, start, "ago before")
        months = round(amount.most * 12)
        if (behind or before) and not amount.vague and months < 1200:
            day = add_months(today, -months)
            exact = "%Y" if amount.most >= 1 and months % 12 == 0 else "%Y-%m"
            begin, stop = before.begin if before else start, end + behind.stop if behind else end
            text.mark(begin, stop, DATE, Said(day.strftime(exact)))


def _mark_relative(text: Marked, today: date) -> None:
    """Mark ``last year`` and ``next month``."""
    for hit in finder("units", "year", "month").hits(text.folded):
        before = _adjacent_before(text.folded, hit.begin, "last", "this", "next")
        after = _adjacent_after(text.folded, hit.stop, "last after", "next after")
        if before is None and after is None:
            continue
        word = (before or after or hit).meaning.partition(" ")[0]
        step = {"last": -1, "next": 1}.get(word, 0) * (12 if hit.meaning == "year" else 1)
        begin, stop = before.begin if before else hit.begin, hit.stop + (after.stop if after and not before else 0)
        exact = "%Y" if hit.meaning == "year" else "%Y-%m"
        text.mark(begin, stop, DATE, Said(add_months(today, step).strftime(exact)))


def day_alone(text: str, today: date) -> str | None:
    """Read a text that is one date and nothing else; None when it is not."""
    said = Marked(text)
    mark_dates(said, today)
    days = [(start, end, day.iso) for start, end, day in said.marks(DATE)]
    return days[0][2] if len(days) == 1 and not (text[: days[0][0]] + text[days[0][1] :]).strip(" .,") else None


# -- stretches of time ----------------------------------------------------------------------


def _adjacent_before(folded: str, start: int, *meanings: str) -> Hit | None:
    """Give the phrase of the ranges that stands right before a place; ``in`` and marks may stand between."""
    hits = finder("ranges", *meanings, "in").hits(folded[:start])
    while hits and not folded[hits[-1].stop : start].strip(" :,("):
        hit = hits.pop()
        if hit.meaning != "in":
            return hit
        start = hit.begin
    return None


def _adjacent_after(folded: str, end: int, *meanings: str) -> Hit | None:
    """Give the phrase of the ranges that stands right behind a place, with its place counted from there."""
    hit = finder("ranges", *meanings).first(folded[end : end + 40])
    return hit if hit and not folded[end : end + hit.begin].strip(" ,") else None


def _mark_stretches(text: Marked) -> None:
    dates = list(text.marks(DATE))
    done = 0
    for n, (start, end, said) in enumerate(dates):
        if start < done:
            continue
        since = _adjacent_before(text.folded, start, "since")
        until = _adjacent_before(text.folded, start, "until", "ended")
        following = dates[n + 1] if n + 1 < len(dates) else None
        begin = since.begin if since else start
        if following and _joins(text.folded, end, following[0], start):
            done = following[1]
            text.mark(begin, done, RANGE, Stretch(said.iso, following[2].iso))
        elif (stop := _goes_on(text.folded, end)) is not None:
            done = stop
            text.mark(begin, stop, RANGE, Stretch(said.iso, "", now=True))
        elif month := _month_before(text.folded, start):
            stretch = _same_year(month.meaning, said)
            if stretch is not None:
                text.mark(month.begin, end, RANGE, stretch)
        elif since is not None and (until is None or since.begin >= until.begin):
            text.mark(begin, end, RANGE, Stretch(said.iso, "", now=True))
        elif until is not None:
            text.mark(until.begin, end, RANGE, Stretch("", said.iso))


def _joins(folded: str, end: int, start: int, first: int) -> bool:
    """Say whether the words between two dates make them the ends of one stretch."""
    between = folded[end:start]
    hits = finder("ranges", "to", "ended", "until", "in").hits(between)
    words = finder("ranges", "to", "ended", "until", "in").left_out_of(between)
    plain = finder("amounts", "and").left_out_of(words)
    if re.search(r"[^\s,;:.>-]", plain):
        return False
    if any(hit.meaning != "in" for hit in hits) or re.search(r"-|\.\.|>", plain):
        return True
    opened = finder("amounts", "between").hits(folded[:first])
    return words != plain and bool(opened) and not folded[opened[-1].stop : first].strip()


def _goes_on(folded: str, end: int) -> int | None:
    """Say whether what begins with a date goes on: give where the words that say so end."""
    rest = folded[end:]
    if match := re.match(r"\s*(?:\+(?!\w)|-+\s*(?=[,;)]|\Z))", rest):
        return end + match.end()
    at = 0
    for hit in finder("ranges", "now", "onward", "to").hits(rest):
        if rest[at : hit.begin].strip(" -.,>"):
            return None
        at = hit.stop
        if hit.meaning != "to":
            return end + at
    return None


def _month_before(folded: str, start: int) -> Hit | None:
    """Give the month without a year that is the beginning of a stretch, as in ``Oct - Mar 2020``."""
    hits = finder("months").hits(folded[:start])
    if not hits:
        return None
    between = folded[hits[-1].stop : start]
    is_dash = bool(re.fullmatch(r"\.?\s*-+\s*", between))
    return hits[-1] if is_dash or finder("ranges", "to").is_all_of(between) else None


def _same_year(month: str, end: Said) -> Stretch | None:
    """Give the stretch from a month to a date: the month takes the year of the end, or the year before it."""
    if len(end.iso) < 7:
        return None
    year = int(end.iso[:4]) - (int(month) > int(end.iso[5:7]))
    return Stretch(f"{year}-{int(month):02}", end.iso)
