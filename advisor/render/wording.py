"""Words that all forms of advice share: the status of a certification, days, months, money, values."""

from __future__ import annotations

from datetime import date

from advisor.advice.model import PersonRef, SalaryRange
from advisor.advice.sentences import day_in_words as day_in_words
from advisor.advice.sentences import months_in_words as months_in_words
from advisor.advice.sentences import range_in_words as range_in_words
from advisor.language import words
from advisor.planning.model import Money, Offer, PlanStep
from advisor.rulebook.credential import Price

STATUS = words("certification status")
"""The status of a certification in words."""
WAYS = words("ways to a certification")
"""Headings of the ways to a certification, by the kind of their entries."""
LAST_WORD = words("closing")["advice"]


def called(person: PersonRef) -> str:
    """Give the name of a person, or what stands for it."""
    return person.name or person.id or "you"


def month_in_words(day: str) -> str:
    """Write the month of a day, such as Nov 2026."""
    return f"{date.fromisoformat(day):%b %Y}"


def money_in_words(cost: Money) -> str:
    """Write a cost with its year, or say that it is not known."""
    if not cost.known and not cost.high:
        return "price not known"
    amount = range_in_words(cost.low, cost.high)
    year = f" ({cost.year})" if cost.year else ""
    return f"{amount}{year}" if cost.known else f"{amount} and a price that is not known"


def in_days(days: int) -> str:
    """Write how far off a day is: today, in 1 day, in 65 days."""
    said = words("advice page")
    return said["today"] if days == 0 else said["in a day"] if days == 1 else said["in days"].format(days)


def total_in_words(offer: Offer) -> str:
    """Write what an offer costs in all, and what has no known price."""
    known = range_in_words(offer.cost.low, offer.cost.high)
    names = " and ".join(dict.fromkeys(offer.unpriced))
    if not names:
        return known
    return f"{known}, and what {names} costs" if offer.cost.high else f"what {names} costs"


def pay_in_words(pay: SalaryRange) -> str:
    """Write a guide range of pay with its year, or with what stands for it where its document has none."""
    return f"{range_in_words(pay.low, pay.high, pay.open_ended)} a year" + (f" ({pay.year})" if pay.year else "")


def price_in_words(price: Price) -> str:
    """Write one price of an exam: for whom, and as of when."""
    parts = (
        f"${price.amount:,.0f}",
        f"for {price.for_}" if price.for_ else "",
        f"({price.year})" if price.year else "",
    )
    return " ".join(filter(None, parts))


def step_in_words(step: PlanStep) -> str:
    """Write when a step of a plan is, how long it takes, its study a week, and its cost."""
    until = f" to {month_in_words(step.end)}" if step.end != step.start else ""
    low, high = step.months
    length = f"{low} to {high} months" if low != high else months_in_words(high)
    parts = [f"{month_in_words(step.start)}{until}" + (f" ({length})" if high else "")]
    parts += [f"{step.hours_per_week} hours a week"] if step.hours_per_week else []
    is_priced = step.cost.high or not (step.cost.known or step.kind == "reinstate")  # whose note says its fee
    parts += [money_in_words(step.cost)] if is_priced else []
    return f"{'; '.join(parts)}."


def offer_in_words(labels: tuple[str, ...]) -> str:
    """Name an offer of a plan by its labels, such as soonest."""
    *first, last = labels
    return f"the {', '.join(first)} and {last} way" if first else f"the {last} way"
