"""What a way may take: hours of study a week, money, months; and what an undertaking takes within them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from advisor.planning.undertaking import Undertaking

USUAL_HOURS = 40
"""Hours of study a week that a plan takes to be possible when nothing is said."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What must be kept: hours of study a week, US dollars, and the last month; None is no limit."""

    hours: int = USUAL_HOURS
    budget: int | None = None
    months: int | None = None


def duration(option: Undertaking, hours: int) -> int:
    """Give the months that an undertaking takes at so many hours of study a week."""
    if option.hours <= hours:
        return option.months[1]
    return math.ceil(option.months[1] * option.hours / max(hours, 1))


def price(option: Undertaking, dearest: int) -> int:
    """Give the price that ways are compared by: the highest.

    One that is not known counts as the dearest exam, so that it is never taken for free; what is paid for already, or
    is being paid, counts as nothing.
    """
    if option.cost is not None:
        return option.cost[1]
    return 0 if option.school is not None or option.kind == "reinstate" else dearest


def dearest_exam(options: Mapping[str, Undertaking]) -> int:
    """Give the price of the dearest exam of known price."""
    return max([option.cost[1] for option in options.values() if option.kind == "exam" and option.cost], default=0)
