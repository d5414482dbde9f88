"""Pay as bars on one scale: the guide range of each level and the amounts that documents give, each with its year."""

from __future__ import annotations

from typing import NamedTuple

from advisor.advice.model import Advice, SourceRef
from advisor.render.wording import range_in_words
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import SourceRefs

WIDTH = 1000
"""The length of the scale; places and lengths are parts of it."""
_STEP = 20_000
_UNIT = "USD per year"


class PayRow(NamedTuple):
    """A range or one amount (``high`` is ``low``) in US dollars a year, and its bar; that of one amount begins at 0."""

    name: str
    low: int
    high: int
    year: str
    sources: tuple[SourceRef, ...]
    open_ended: bool = False
    here: bool = False
    x: int = 0
    width: int = 0

    @property
    def words(self) -> str:
        """Write the amount with its year."""
        year = f"({self.year})" if self.year else "(year not stated)"
        return f"{range_in_words(self.low, self.high, self.open_ended)} {year}"


class PayScale(NamedTuple):
    """Rows on one scale from nothing to ``top``; ``marks`` are amounts with their places."""

    top: int
    marks: tuple[tuple[int, int], ...]
    levels: tuple[PayRow, ...]
    amounts: tuple[PayRow, ...]


def pay_scale(advice: Advice, rulebook: Rulebook) -> PayScale | None:
    """Put what is known of pay on one scale; None when nothing is."""
    ranges = [
        PayRow(level.name, pay.low, pay.high, pay.year, _refs(pay.sources), pay.open_ended, level.id == advice.level.id)
        for level in rulebook.levels
        if (pay := level.salary)
    ]
    amounts = []
    for piece in advice.guidance:
        for figure in piece.figures:
            if piece.topic == "pay" and figure.unit == _UNIT and isinstance(figure.value, float | int):
                what, dollars = f"{figure.what}, {figure.area}" if figure.area else figure.what, round(figure.value)
                amounts.append(PayRow(what[0].upper() + what[1:], dollars, dollars, figure.year, piece.sources))
    near = {title.id for title in advice.titles} | {title.id for title in advice.near_titles}
    for title in rulebook.titles:
        if (median := title.pay) and title.id in near:
            name, dollars = f"{title.name}, median", median.median
            amounts.append(PayRow(name, dollars, dollars, median.year, _refs(median.sources)))
    highest = max((row.high for row in (*ranges, *amounts)), default=0)
    if not highest:
        return None
    top = -(-highest // _STEP) * _STEP
    marks = tuple((amount, amount * WIDTH // top) for amount in range(0, top + 1, _STEP))
    return PayScale(top, marks, *(tuple(_drawn(row, top) for row in rows) for rows in (ranges, amounts)))


def _refs(sources: SourceRefs) -> tuple[SourceRef, ...]:
    return tuple(SourceRef(id, section) for id, section in sources)


def _drawn(row: PayRow, top: int) -> PayRow:
    """Give a row with its bar; an open-ended range reaches the end of the scale."""
    x = row.low * WIDTH // top
    if row.low == row.high:
        return row._replace(width=x)
    return row._replace(x=x, width=(WIDTH if row.open_ended else row.high * WIDTH // top) - x)
