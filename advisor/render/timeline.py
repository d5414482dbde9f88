"""The steps of a plan as bars on a line of time, for pages and for text."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from advisor.dates import add_months
from advisor.planning.model import Offer, PlanStep
from advisor.render.wording import month_in_words

WIDTH = 1000
"""The length of a page's line; a bar's place and length are parts of it."""
_LEAST_WIDTH = 12
_MONTHS_WITH_QUARTERS = 18
_APART = 130
"""The room that a mark's words need, also on a phone."""


class Bar(NamedTuple):
    """One step: its number, from where, and how long."""

    number: int
    x: int
    width: int
    step: PlanStep


class Mark(NamedTuple):
    """A point on the line, with its words if there is room for them."""

    x: int
    words: str


class Timeline(NamedTuple):
    """The steps of an offer as bars; ``marks`` are years, or quarters of a short way."""

    begin: str
    end: str
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]


def bars(offer: Offer, width: int, least: int) -> tuple[Bar, ...]:
    """Place the steps of an offer on a line of a width, each at least so wide; none when the offer takes no time."""
    last = last_month(offer)
    placed = []
    for number, step in enumerate(offer.steps if last else (), 1):
        x = round(step.start_month * width / last)
        placed.append(Bar(number, x, max(least, round(step.end_month * width / last) - x), step))
    return tuple(placed)


def last_month(offer: Offer) -> int:
    """Give the number of months until the last step is done."""
    return max((step.end_month for step in offer.steps), default=0)


def end_of(offer: Offer) -> str:
    """Give the month in which the last step is done, in words."""
    return month_in_words(max(offer.steps, key=lambda step: step.end_month).end)


def begin_of(offer: Offer) -> date:
    """Give the day from which the months of an offer are counted."""
    first = offer.steps[0]
    return add_months(date.fromisoformat(first.start), -first.start_month)


def timeline(offer: Offer) -> Timeline | None:
    """Place the steps of an offer from the first month of the plan to its last; None when it takes no time."""
    placed = bars(offer, WIDTH, _LEAST_WIDTH)
    if not placed:
        return None
    inside = tuple(bar._replace(x=min(bar.x, WIDTH - bar.width)) for bar in placed)
    begin = begin_of(offer)
    words = month_in_words(begin.isoformat())
    return Timeline(words, end_of(offer), inside, tuple(_marks(begin, last_month(offer))))


def _marks(begin: date, last: int) -> list[Mark]:
    marks: list[Mark] = []
    words_at = -_APART // 2
    for month in range(1, last):
        year, place = divmod(begin.month - 1 + month, 12)
        if place == 0 or (last <= _MONTHS_WITH_QUARTERS and place % 3 == 0):
            x = round(month * WIDTH / last)
            has_room = x - words_at >= _APART and x <= WIDTH - _APART // 2
            words_at = x if has_room else words_at
            day = date(begin.year + year, place + 1, 1)
            marks.append(Mark(x, (f"{day:%Y}" if place == 0 else f"{day:%b}") if has_room else ""))
    return marks
