"""What an exam or a renewal costs in all: one total with what it holds, US dollars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from advisor.advice.sentences import range_in_words
from advisor.language import words
from advisor.rulebook.credential import Price


class Total(NamedTuple):
    """A total from the least to the most, and the same in words with what it holds and the years of its prices."""

    low: float
    high: float
    text: str


def total_of(prices: Sequence[Price]) -> Total | None:
    """Add up what must be paid: one of the main prices, and one of those on top of it. None: no price is known."""
    main = [one for one in prices if not one.on_top]
    if not main:
        return None
    said = words("prices")
    low = high = 0.0
    groups = []
    for some in (main, [one for one in prices if one.on_top]):
        if some:
            amounts = [one.amount for one in some]
            low, high = low + min(amounts), high + max(amounts)
            named = [f"${one.amount:,.0f} ({one.for_})" if one.for_ else f"${one.amount:,.0f}" for one in some]
            groups.append(said["or"].join(named))
    years = sorted({one.year for one in prices if one.year})
    marks = [said["to"].join(dict.fromkeys((years[0], years[-1])))] if years else []
    if any(one.confidence == "background" for one in prices):
        marks.append(said["unsure"])
    total = range_in_words(low, high) + (f" ({', '.join(marks)})" if marks else "")
    holds = len(prices) > 1 or prices[0].for_
    return Total(low, high, f"{total}: {said['and'].join(groups)}" if holds else total)
