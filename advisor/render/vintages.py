"""Guidance of a rulebook as it was published: figures of one year and one source stand together, and with no others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from advisor.render.asked import Asked, asked
from advisor.render.handbook import dates
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import SourceRefs
from advisor.rulebook.model import Figure, Guidance


class Number(NamedTuple):
    """One figure: what it is of, the number with its unit, and where it holds."""

    what: str
    value: str
    area: str


class Vintage(NamedTuple):
    """The figures of one year."""

    year: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of guidance; ``asks`` says to whom it is shown with their advice (None: kept for reference)."""

    id: str
    topic: str
    title: str
    address: str
    text: str
    items: tuple[str, ...]
    vintages: tuple[Vintage, ...]
    dates: str
    in_force: bool
    asks: Asked | None
    sources: SourceRefs

    @property
    def years(self) -> str:
        """Name the years of its figures."""
        return ", ".join(vintage.year for vintage in self.vintages)


@lru_cache(maxsize=16)
def guidance(rulebook: Rulebook, day: date) -> dict[str, tuple[Piece, ...]]:
    """Give all guidance by topic: pay and outlook first, the newest first within those."""
    topics: dict[str, list[Piece]] = {"pay": [], "outlook": []}
    for one in rulebook.guidance:
        topics.setdefault(one.topic, []).append(_piece(one, rulebook, day))
    for topic in ("pay", "outlook"):
        topics[topic].sort(key=_newest, reverse=True)
    return {topic: tuple(pieces) for topic, pieces in topics.items() if pieces}


def _piece(one: Guidance, rulebook: Rulebook, day: date) -> Piece:
    when = asked(one.when, rulebook) if one.when is not None else None
    return Piece(
        one.id, one.topic, one.title, one.address, one.text, one.items, tuple(_vintages(one.figures)), dates(one),
        one.in_force(day), when, one.sources,
    )  # fmt: skip


def _vintages(figures: Iterable[Figure]) -> Iterable[Vintage]:
    years: dict[str, list[Number]] = {}
    for figure in figures:
        number = Number(figure.what, in_words(figure.value, figure.unit), figure.area)
        years.setdefault(figure.year or "not stated", []).append(number)
    return (Vintage(year, tuple(numbers)) for year, numbers in years.items())


def _newest(piece: Piece) -> str:
    stated = [vintage.year for vintage in piece.vintages if vintage.year[:1].isdigit()]
    return max(stated, default="")


def in_words(value: float | str, unit: str) -> str:
    """Write a number with its unit: ``$50,250 per year``, ``9 percent``."""
    if isinstance(value, str):
        return f"{value} {unit}".strip()
    if unit.startswith("USD"):
        amount = f"${value:,.0f}" if value == int(value) else f"${value:,.2f}"
        return amount + unit.removeprefix("USD")
    number = f"{value:,.0f}" if value == int(value) else f"{value:,g}"
    return f"{number} {unit}".strip()
