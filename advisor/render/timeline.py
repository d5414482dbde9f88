"""A plan's way as bars on a line of time: pure geometry, the same for a page, for print and for a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from advisor.planning.model import Offer, PlanStep
from advisor.render.wording import month_in_words

WIDTH = 1000
"""The length of the line; a bar's place and length are parts of it."""
_LEAST = 12
_SHORT = 18
_APART = 130
"""The room that a mark's words need, also on a phone."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One step: its number, from where, and how long."""

    number: int
    x: int
    width: int
    step: PlanStep


@dataclass(frozen=True, slots=True)
class Mark:
    """A point on the line, with its words if there is room for them."""

    x: int
    words: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The steps of an offer as bars; ``marks`` are years, or quarters of a short way."""

    begin: str
    end: str
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]


def timeline(offer: Offer, as_of: str) -> Timeline | None:
    """Place the steps of an offer from the day of the plan to its last month; None when it takes no time."""
    last = max((step.end_month for step in offer.steps), default=0)
    if not last:
        return None
    bars = []
    for number, step in enumerate(offer.steps, 1):
        x = round(step.start_month * WIDTH / last)
        width = max(_LEAST, round(step.end_month * WIDTH / last) - x)
        bars.append(Bar(number, min(x, WIDTH - width), width, step))
    end = max(offer.steps, key=lambda step: step.end_month).end
    return Timeline(month_in_words(as_of), month_in_words(end), tuple(bars), tuple(_marks(as_of, last)))


def _marks(as_of: str, last: int) -> list[Mark]:
    there = date.fromisoformat(as_of)
    found: list[Mark] = []
    told = -_APART // 2
    for month in range(1, last):
        year, place = divmod(there.month - 1 + month, 12)
        if place == 0 or (last <= _SHORT and place % 3 == 0):
            x = round(month * WIDTH / last)
            has_room = x - told >= _APART and x <= WIDTH - _APART // 2
            told = x if has_room else told
            day = date(there.year + year, place + 1, 1)
            found.append(Mark(x, (f"{day:%Y}" if place == 0 else f"{day:%b}") if has_room else ""))
    return found
