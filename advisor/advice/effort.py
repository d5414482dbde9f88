"""What it takes to meet what a condition asks: the cheapest of the rulebook's activities and exams that would do it.

The price is in US dollars: what is paid, and what the months are worth (``month_worth`` of the rulebook), by the
longest time and the highest price of each. What several parts of a condition need is counted once. What is missing is
told by the cheapest way, and plans are made of the same activities.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple, cast

from advisor.advice.additions import having_done, holding
from advisor.advice.prices import total_of
from advisor.engine.program import Program
from advisor.engine.three_valued import answer, compared
from advisor.facts.plan import FactPlan
from advisor.person import Person, School
from advisor.rulebook.condition import All, Any_, Bounds, Comparison, Condition, Facts, comparisons
from advisor.rulebook.credential import Credential
from advisor.rulebook.model import Activity
from advisor.words import EDUCATION_LEVELS

NEVER = float("inf")
"""The price of what a person cannot change."""
_YEAR = 12
_GRADUATE = School(EDUCATION_LEVELS.index("high-school"), None, None, "completed", None, None, "", None, None)
_DOUBT = 0.5
"""What is not known costs half of what it would if it were missing."""
_UNSURE = 5_000.0
"""What an exam costs besides whose rules the issuer has not confirmed: a sure way comes before it."""
_EACH = 1.0
"""What one thing more to do costs: of ways that are as dear, the one with fewer things is the cheaper."""

Bill = Mapping[str, float]
"""What is to be done, each with its price and that of what it requires. None stands for what cannot be done."""


class Option(NamedTuple):
    """One thing to do: its price, or that of a month of it, what it requires, and the facts of who has done only it."""

    id: str
    price: float
    requires: Condition
    facts: Facts
    is_work: bool


class Efforts:
    """The prices of one rulebook, worked out for anybody as far as they hang on no one."""

    def __init__(self, program: Program, plan: FactPlan) -> None:
        self.program, self.rulebook, self.plan = program, program.rulebook, plan
        self._helping: dict[tuple[object, ...], tuple[tuple[Option, float], ...]] = {}
        self._reach: dict[Condition, Condition] = {}

    def of(self, facts: Facts) -> Effort:
        """Give the prices for one person."""
        return Effort(self, facts)

    @cached_property
    def _options(self) -> tuple[Option, ...]:
        """All that can be done, on its own, by a person who has done nothing."""
        none = frozenset[str]()
        nobody = Person(date(2000, 1, 1), (), (), (), 0.0, none, none, none, None, None, None, None, ())
        self._nothing = self.plan.read(nobody)
        self._graduate = self.plan.read(nobody._replace(schools=(_GRADUATE,)))
        found = [self._activity(one, nobody) for one in self.rulebook.activities]
        for one in self.rulebook.credentials:
            if one.status == "active":
                found += self._exam(one, nobody)
        return tuple(found)

    def _activity(self, activity: Activity, nobody: Person) -> Option:
        months = _YEAR if activity.work else 0
        done = having_done(nobody, activity, self.rulebook, months)
        worth, price = self.rulebook.month_worth, activity.cost.high if activity.cost else 0.0
        price = worth if activity.work else price + worth * (activity.months.high if activity.months else 0.0)
        requires = self.program.activities[activity.id]
        return Option(activity.id, price, requires, self.plan.read(done), activity.work is not None)

    def _exam(self, credential: Credential, nobody: Person) -> Iterable[Option]:
        """Give the exam, after which it is held in its first form, and what turns that into the full one."""
        apprentice, total = credential.apprentice, total_of(credential.cost)
        months = credential.study_months.high if credential.study_months else 0.0
        price = self.rulebook.month_worth * months + (total.high if total else self._dearest)
        price += 0.0 if credential.confirmed else _UNSURE
        first = apprentice.id if apprentice else credential.id
        earned = self.plan.read(holding(nobody, first))
        yield Option(f"earn-{credential.id}", price, self.program.exams[credential.id], earned, False)
        if apprentice:
            full = self.plan.read(holding(nobody, credential.id))
            yield Option(f"lift-{credential.id}", 0.0, self.program.lifts[credential.id], full, False)

    @cached_property
    def _dearest(self) -> float:
        """The highest total of an exam: an unknown price is taken for no less."""
        totals = [total_of(one.cost) for one in self.rulebook.credentials]
        return max([one.high for one in totals if one], default=0.0)

    def helping(self, comparison: Comparison) -> tuple[tuple[Option, float], ...]:
        """Give what helps to make a comparison true, with how much of its number one unit of it adds (0: it does)."""
        key = (comparison.fact, comparison.operator.name, comparison.operand)
        if key not in self._helping:
            found = []
            for option in self._options:
                gain = self._gain(option, comparison)
                if gain or (not option.is_work and self._settles(option, comparison)):
                    found.append((option, gain))
            self._helping[key] = tuple(found)
        return self._helping[key]

    def _settles(self, option: Option, comparison: Comparison) -> bool:
        return compared(comparison, option.facts) is True and compared(comparison, self._nothing) is not True

    def _gain(self, option: Option, comparison: Comparison) -> float:
        is_amount = self.rulebook.facts[comparison.fact].type in ("years", "number")
        if not is_amount or comparison.operator.name not in ("at_least", "above"):
            return 0.0
        after, before = (facts.get(comparison.fact, (0.0, 0.0)) for facts in (option.facts, self._nothing))
        return max(0.0, cast(Bounds, after)[0] - cast(Bounds, before)[0]) / (_YEAR if option.is_work else 1)

    @cached_property
    def required(self) -> Mapping[str, float]:
        """What it costs a graduate of high school who has done nothing else that each option becomes possible.

        Worked out round by round: in a round what an option requires may rest on what was possible in the one before.
        """
        prices, before = {option.id: NEVER for option in self._options}, dict[str, float]()

        def so_far(option: Option) -> float:
            return before[option.id]

        while prices != before:
            before = dict(prices)
            for one in self._options:
                prices[one.id] = _total(bill_of(one.requires, self._graduate, self, so_far))
        return prices

    def reach(self, condition: Condition) -> Condition:
        """Give all that the price of meeting a condition hangs on, as one condition."""
        found = self._reach.get(condition)
        if found is None:
            parts: dict[Condition, None] = {condition: None}
            for one in list(parts):
                parts |= dict.fromkeys(level for comparison in comparisons(one) for level in self.levels(comparison))
            for comparison in [comparison for one in list(parts) for comparison in comparisons(one)]:
                parts |= dict.fromkeys(option.requires for option, _ in self.helping(comparison))
            found = self._reach[condition] = All(tuple(parts))
        return found

    def levels(self, comparison: Comparison) -> list[Condition]:
        """Give what the levels require that a comparison asks for; none where it asks for no level."""
        if self.rulebook.facts[comparison.fact].read.get("concluded") != "level":
            return []
        ids = [level.id for level in self.rulebook.levels[math.ceil(comparison.operand) :]]
        return [self.program.levels[f"level:{id}"] for id in ids]


class Effort:
    """The prices for one person, by their facts."""

    def __init__(self, efforts: Efforts, facts: Facts) -> None:
        self.efforts, self.facts = efforts, facts
        self._open: dict[str, bool] = {}

    def price(self, condition: Condition) -> float:
        """Give what it costs to meet a condition; nothing when it holds, NEVER when it cannot be met."""
        return _total(bill_of(condition, self.facts, self.efforts, self._required))

    def _required(self, option: Option) -> float:
        """Give what it costs that an option becomes possible: nothing, or what it costs a graduate of high school."""
        if option.id not in self._open:
            self._open[option.id] = answer(option.requires, self.facts) is True
        return 0.0 if self._open[option.id] else self.efforts.required[option.id]


def bill_of(condition: Condition, facts: Facts, efforts: Efforts, required: Callable[[Option], float]) -> Bill | None:
    """Give the cheapest bill for a condition: what is lacking itself, and what its options require."""
    if isinstance(condition, All):
        return _joined([bill_of(part, facts, efforts, required) for part in condition.parts])
    if isinstance(condition, Any_):
        return min([bill_of(part, facts, efforts, required) for part in condition.parts], key=_total, default=None)
    if not isinstance(condition, Comparison):
        given = answer(condition, facts)
        return {} if given else None if given is False else {"": efforts.rulebook.month_worth * _DOUBT}
    given = compared(condition, facts)
    if given:
        return {}
    levels = efforts.levels(condition)
    if levels:
        return min([bill_of(level, facts, efforts, required) for level in levels], key=_total)
    best, least = "", NEVER
    for option, gain in efforts.helping(condition):
        price = required(option) + _own(option, gain, condition, facts)
        if price < least:
            best, least = option.id, price
    if given is None:
        return {best: efforts.rulebook.month_worth if least == NEVER else least * _DOUBT}
    return None if least == NEVER else {best: least}


def _own(option: Option, gain: float, comparison: Comparison, facts: Facts) -> float:
    """Give the price of an option itself: as much of it as is lacking."""
    if not gain:
        return option.price + _EACH
    have = cast(Bounds, facts.get(comparison.fact, (0.0, 0.0)))[0]
    units = max(0.0, float(comparison.operand) - have) / gain
    return option.price * (math.ceil(round(units, 6)) if option.is_work else min(1.0, units)) + _EACH


def _total(bill: Bill | None) -> float:
    return NEVER if bill is None else sum(bill.values())


def _joined(bills: Iterable[Bill | None]) -> Bill | None:
    """Put bills together; what stands in several is done once, as much of it as the most asks for."""
    whole: dict[str, float] = {}
    for bill in bills:
        if bill is None:
            return None
        for id, price in bill.items():
            whole[id] = max(price, whole.get(id, 0.0))
    return whole
