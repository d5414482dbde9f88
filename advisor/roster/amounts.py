"""Numbers and days as people write them in a cell; what cannot be one is refused."""

from __future__ import annotations

import re
from datetime import date

from advisor.dates import parse_partial
from advisor.language.dates import mark_dates
from advisor.language.lexicon import finder, fold
from advisor.language.marked import DATE, RANGE, Marked

_NUMBER = r"([0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)"
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?\Z")
_PLAIN = re.compile(_NUMBER + r"\s*\+?\Z")
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
    return within(number, most)


def within(number: float, most: float) -> float:
    """Give a number of at most four decimals. Raises Unreadable when it is more than it can be."""
    if number > most:
        raise Unreadable("out-of-range", f"The number must be at most {most:,g}.")
    return round(number, 4)


def read_day(text: str, today: date) -> str:
    """Read a day, a month or a year, as ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; a month stands before a day."""
    plain = _TIME.sub("", text.strip())
    if _SERIAL.match(plain):
        raise Unreadable("not-a-date", "This is a number, as a spreadsheet counts days. Show the column as dates.")
    try:
        parse_partial(plain)
        return plain
    except ValueError as problem:
        said = Marked(plain)
        mark_dates(said, today, "terms")
        days: list[str] = [day.iso for _, _, day in said.marks(DATE)] + [one.end for _, _, one in said.marks(RANGE)]
        rest = finder("study", "completed", "in-progress").left_out_of(fold(said.words()))
        rest = finder("ranges", "in", "ended").left_out_of(rest)
        if len(days) == 1 and days[0] and not re.search(r"\w", rest):
            return days[0]
        raise Unreadable("not-a-date", str(problem)) from None
