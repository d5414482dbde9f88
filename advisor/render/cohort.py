"""A cohort's summary as plots: each count with the length of its bar, ready to draw on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from advisor.roster.summary import Summary, Table, figure


class Bar(NamedTuple):
    """One count: its name, the number in words ("hidden" when it is too small to show), and 0 to 100 of the longest."""

    name: str
    number: str
    length: float


class Plot(NamedTuple):
    """One table of the summary."""

    id: str
    title: str
    bars: tuple[Bar, ...]


def plots(summary: Summary) -> tuple[tuple[Plot, ...], tuple[Plot, ...]]:
    """Give the plots about the people, and those about the data; tables with nothing in them are left out."""
    return _plots(summary.people), _plots(summary.data, as_words)


def as_words(id: str) -> str:
    """Write the id of a column or of a remark about data as words."""
    return id.replace("_", " ").replace("-", " ")


def _plots(tables: Iterable[Table], write: Callable[[str], str] = str) -> tuple[Plot, ...]:
    return tuple(Plot(table.id, table.title, bars) for table in tables if (bars := _bars(table, write)))


def _bars(table: Table, write: Callable[[str], str]) -> tuple[Bar, ...]:
    lines = [line for line in table.lines if line.count != 0]
    most = max((line.count or 0 for line in lines), default=0)
    return tuple(
        Bar(write(line.name), figure(line.count, 0), round(100 * (line.count or 0) / most, 1) if most else 0.0)
        for line in lines
    )
