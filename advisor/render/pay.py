"""Pay as bars on one scale: the guide range of each level and the amounts that documents give, each with its year."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.advice.explain import explainer_of
from advisor.advice.model import Advice, SourceRef
from advisor.rulebook.book import Rulebook

WIDTH = 1000
"""The length of the scale; places and lengths are parts of it."""
_STEP = 20_000
_UNIT = "USD per year"


@dataclass(frozen=True, slots=True)
class PayRow:
    """A range (``high`` is more than ``low``) or one amount, in US dollars a year, in words and as a bar."""

    name: str
    low: int
    high: int
    open_ended: bool
    year: str
    sources: tuple[SourceRef, ...]
    here: bool
    x: int
    width: int

    @property
    def words(self) -> str:
        """Write the amount with its year."""
        amount = f"${self.low:,}" if self.low == self.high else f"${self.low:,} to ${self.high:,}"
        year = f"({self.year})" if self.year[:1].isdigit() else "(year not stated)"
        return f"{amount}{' and more' if self.open_ended else ''} {year}"


@dataclass(frozen=True, slots=True)
class PayScale:
    """Rows on one scale from nothing to ``top``; ``marks`` are amounts with their places."""

    top: int
    marks: tuple[tuple[int, int], ...]
    levels: tuple[PayRow, ...]
    amounts: tuple[PayRow, ...]


def pay_scale(advice: Advice, rulebook: Rulebook) -> PayScale | None:
    """Put what is known of pay on one scale; None when nothing is."""
    refs = explainer_of(rulebook).refs
    ranges = [
        (level.name, level.salary.low, level.salary.high, level.salary.open_ended, level.salary.year,
         refs(level.salary.sources), level.id == advice.level.id)
        for level in rulebook.levels if level.salary
    ]  # fmt: skip
    amounts = [
        (_named(figure.what, figure.area), round(figure.value), round(figure.value), False, figure.year, one.sources,
         False)
        for one in advice.guidance if one.topic == "pay"
        for figure in one.figures if figure.unit == _UNIT and isinstance(figure.value, float | int)
    ]  # fmt: skip
    seen = {one.id for one in advice.titles} | {one.id for one in advice.near_titles}
    amounts += [
        (f"{title.name}, median", title.pay.median, title.pay.median, False, title.pay.year, refs(title.pay.sources),
         False)
        for title in rulebook.titles if title.pay and title.id in seen
    ]  # fmt: skip
    highest = max((row[2] for row in (*ranges, *amounts)), default=0)
    if not highest:
        return None
    top = -(-highest // _STEP) * _STEP
    marks = tuple((amount, amount * WIDTH // top) for amount in range(0, top + 1, _STEP))
    return PayScale(top, marks, *(tuple(_row(*row, top) for row in rows) for rows in (ranges, amounts)))


def _named(what: str, area: str) -> str:
    words = f"{what}, {area}" if area else what
    return words[0].upper() + words[1:]


def _row(
    name: str, low: int, high: int, open_ended: bool, year: str, sources: tuple[SourceRef, ...], here: bool, top: int
) -> PayRow:
    x = low * WIDTH // top
    width = (WIDTH if open_ended else high * WIDTH // top) - x
    return PayRow(name, low, high, open_ended, year, sources, here, x if low != high else 0, width or x)
