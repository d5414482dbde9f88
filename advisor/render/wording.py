"""Words that every way of showing advice shares: how a certification stands, days, months, money, values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from advisor.advice.model import SalaryRange
from advisor.planning.model import Money


class Standing(NamedTuple):
    """How a certification stands, in words, and the terminal's color for it."""

    words: str
    style: str


STATUS: Mapping[str, Standing] = {
    "held": Standing("you hold it", "green"),
    "ready": Standing("open to you now", "green"),
    "prepare": Standing("open to you; prepare first", "yellow"),
    "check": Standing("check first", "yellow"),
    "not-yet": Standing("not open yet", "cyan"),
    "retired": Standing("no longer awarded", "dim"),
}
ASKED = {
    "at_least": "at least ", "above": "more than ", "at_most": "at most ", "below": "less than ", "is": "",
    "one_of": "one of ", "includes": "", "includes_any": "one of ",
}  # fmt: skip
LAST_WORD = (
    "This is guidance from documents, not a decision by an employer or an issuer. Check with the issuer before you pay."
)


def day_in_words(day: str) -> str:
    """Write a day, such as November 24, 2026."""
    there = date.fromisoformat(day)
    return f"{there:%B} {there.day}, {there.year}"


def month_in_words(day: str) -> str:
    """Write the month of a day, such as Nov 2026."""
    return f"{date.fromisoformat(day):%b %Y}"


def months_in_words(months: int) -> str:
    """Write a number of months."""
    return f"{months} month{'s' if months != 1 else ''}"


def money_in_words(cost: Money) -> str:
    """Write a cost with its year, or say that it is not known."""
    if not cost.known and not cost.high:
        return "price not known"
    amount = f"${cost.high:,}" if cost.low == cost.high else f"${cost.low:,} to ${cost.high:,}"
    year = f" ({cost.year})" if cost.year else ""
    return f"{amount}{year}" if cost.known else f"{amount} and a price that is not known"


def pay_in_words(pay: SalaryRange) -> str:
    """Write a guide range of pay with its year."""
    return f"${pay.low:,} to ${pay.high:,}{' and more' if pay.open_ended else ''} a year ({pay.year})"


def offer_in_words(labels: tuple[str, ...]) -> str:
    """Name an offer of a plan by what it is best at."""
    return "a way between" if labels == ("between",) else f"the {' and '.join(labels)} way"


def value_in_words(value: Any) -> str:
    """Write the value of a fact, as an explanation gives it."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, dict):
        if "surely" in value:
            return f"{', '.join(value['surely']) or 'none'} so far as we know"
        high = "any" if value["high"] is None else value["high"]
        return "not known" if value["high"] is None and not value["low"] else f"{value['low']} to {high}"
    return f"{value:g}" if isinstance(value, int | float) else str(value)
