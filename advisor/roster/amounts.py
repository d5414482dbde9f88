"""Numbers and days as people write them in a cell; what could mean two things is refused."""

from __future__ import annotations

import re

from advisor.dates import parse_partial
from advisor.language import words

_NUMBER = r"([0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)"
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?\Z")
_PLAIN = re.compile(_NUMBER + r"\s*\+?\Z")
_SPAN = re.compile(
    rf"(?:{_NUMBER}\s*\+?\s*(?:years?|yrs?|y)\.?)?\s*(?:,|and)?\s*(?:{_NUMBER}\s*\+?\s*(?:months?|mos?|m)\.?)?\Z"
)
_MONTHS = words("dates")["months"].split(", ")
_TERMS = words("terms")
"""The month in which a term of the academic year has ended (a winter term: begins)."""
_SLASHED = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\Z")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.]([0-9]{1,2})(?:[/.]([0-9]{1,2}))?\Z")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[/.-]([0-9]{4})\Z")
_WORDY = re.compile(r"(?:([0-9]{1,2})\s+)?([a-z]+)\.?,?\s*(?:([0-9]{1,2})(?:st|nd|rd|th)?,?\s+)?([0-9]{4})\Z")
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?\Z")
_TIME = re.compile(r"[ T]00:00(?::00(?:\.0+)?)?Z?\Z")


class Unreadable(ValueError):
    """A cell that cannot be read: a stable code, and a sentence that never repeats the cell."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


def read_number(text: str, most: float) -> float:
    """Read a number of at most four decimals; ``1,200`` is thousands and ``3,5`` a decimal comma."""
    plain = text.strip()
    if _THOUSANDS.match(plain):
        number = float(plain.replace(",", ""))
    elif match := _PLAIN.match(plain):
        number = float(match[1].replace(",", "."))
    else:
        raise Unreadable("not-a-number", "This is not a number.")
    return _within(number, most)


def read_years(text: str, most: float = 100) -> float:
    """Read years: ``3``, ``3.5 yrs``, ``18 months``, ``1 year 6 months``."""
    plain = text.strip().casefold()
    if _PLAIN.match(plain):
        return read_number(plain, most)
    match = _SPAN.match(plain)
    if not plain or not match or not (match[1] or match[2]):
        raise Unreadable("not-a-number", "Write years as 3, 3.5 or 18 months.")
    years, months = (float((part or "0").replace(",", ".")) for part in match.groups())
    ten_thousandths = -(-round(months * 10_000 * 100) // 1200)  # a whole month must not be lost to the last decimal
    return _within(years + ten_thousandths / 10_000, most)


def _within(number: float, most: float) -> float:
    if number > most:
        raise Unreadable("out-of-range", f"The number must be at most {most:,g}.")
    return round(number, 4)


def read_day(text: str) -> str:
    """Read a day, a month or a year, as ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; ``05/06/2024`` is refused."""
    plain = _TIME.sub("", text.strip())
    if _SERIAL.match(plain):
        raise Unreadable("not-a-date", "This is a number, as a spreadsheet counts days. Show the column as dates.")
    found = _reordered(plain.casefold()) or plain
    try:
        parse_partial(found)
    except ValueError as problem:
        raise Unreadable("not-a-date", str(problem)) from None
    return found


def _reordered(text: str) -> str:
    if match := _SLASHED.match(text):
        first, second, year = int(match[1]), int(match[2]), match[3]
        if first <= 12 and second <= 12 and first != second:
            reason = "The day and the month cannot be told apart. Write the date as 2024-05-31."
            raise Unreadable("ambiguous-date", reason)
        month, day = (second, first) if first > 12 else (first, second)
        return f"{year}-{month:02}-{day:02}"
    if match := _YEAR_FIRST.match(text):
        return "-".join([match[1], *(f"{int(part):02}" for part in match.groups()[1:] if part)])
    if match := _MONTH_YEAR.match(text):
        return f"{match[2]}-{int(match[1]):02}"
    if match := _WORDY.match(text):
        before, word, after, year = match.groups()
        if word in _TERMS and not (before or after):
            return f"{year}-{_TERMS[word]}"
        months = [n for n, name in enumerate(_MONTHS, 1) if len(word) >= 3 and name.startswith(word)]
        if len(months) == 1 and not (before and after):
            in_month = before or after
            return f"{year}-{months[0]:02}" + (f"-{int(in_month):02}" if in_month else "")
    return ""
