"""The facts and decisions of a person in later months, with undertakings done: read and decided as for anybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

from advisor.advice.prepared import Prepared
from advisor.dates import FIRST_YEAR, LAST_YEAR, add_months
from advisor.engine.decide import Decision
from advisor.engine.three_valued import compared
from advisor.errors import UsageError
from advisor.person import Person
from advisor.planning.repertoire import undertakings
from advisor.planning.undertaking import Done, Undertaking, after
from advisor.profile import Profile
from advisor.rulebook.condition import Bounds, Comparison, Condition, Facts

HORIZON = 240
"""Months that are looked ahead: twenty years."""
_YEAR = 12
_TINY = 1e-6


class Projection:
    """A person, the months from ``start`` on, and what each undertaking makes of the facts. Worked out on demand, once.

    ``start`` is the first day of a month, so that months are whole. Raises UsageError for a day too near the last
    year that dates may have.
    """

    def __init__(self, profile: Profile, prepared: Prepared, day: date) -> None:
        ahead = HORIZON // _YEAR
        last = LAST_YEAR - ahead - 1
        if not FIRST_YEAR <= day.year <= last:
            raise UsageError(f"Ways are looked for {ahead} years ahead: choose a day from {FIRST_YEAR} to {last}.")
        profile = prepared.written(profile, day)
        self.profile, self.prepared, self.rulebook = profile, prepared, prepared.rulebook
        self.today = day
        self.start = day if day.day == 1 else add_months(day.replace(day=1), 1)
        self.person: Person = prepared.recognize(profile, self.start)
        facts = prepared.plan.read(self.person)
        self.options: Mapping[str, Undertaking] = undertakings(profile, self.person, facts, prepared.program)
        self.places = {id: number for number, id in enumerate(self.options)}
        """Where each undertaking stands among all."""
        self._at_rest: dict[int, Facts] = {}
        self._with: dict[tuple[str, int], Facts] = {}
        self._until: dict[object, int | None] = {}
        self._helping: dict[object, Mapping[str, float]] = {}

    def day(self, month: int) -> date:
        """Give the day on which a month of the plan begins."""
        return add_months(self.start, month)

    def later(self, done: Iterable[Done], month: int) -> Person:
        """Give the person with undertakings done, as of a month."""
        return self.prepared.recognize(after(self.profile, self.start, done), self.day(month))

    def facts(self, done: Iterable[Done] = (), month: int = 0) -> Facts:
        """Read the facts of the person with undertakings done, as of a month."""
        return self.prepared.plan.read(self.later(done, month))

    def decide(self, done: Iterable[Done], month: int, witnessed: bool = False) -> Decision:
        """Decide for the person with undertakings done, as of a month; with the engine when ``witnessed``.

        The trials of a search are decided by the evaluator alone, and what is offered by the engine.
        """
        return self.prepared.decide(self.later(done, month), witnessed)

    def at_rest(self, month: int) -> Facts:
        """Give the facts of a month in which nothing has been done since the start."""
        if month not in self._at_rest:
            self._at_rest[month] = self.facts((), month)
        return self._at_rest[month]

    def done(self, option: Undertaking, start: int = 0, end: int | None = None) -> Done:
        """Write an undertaking down as done from month to month."""
        return Done(option, self.day(start), self.day(start if end is None else end))

    def level_condition(self, rank: int) -> Condition:
        """Give what the level of a rank requires."""
        return self.prepared.program.levels[f"level:{self.rulebook.levels[rank].id}"]

    def is_level(self, comparison: Comparison) -> bool:
        """Whether a comparison asks for a level: that is a conclusion, with requirements of its own."""
        return self.rulebook.facts[comparison.fact].read.get("concluded") == "level"

    def holds_until(self, comparison: Comparison) -> int | None:
        """Give the last month until which a comparison holds by itself; None when it does not hold at the start."""
        key = key_of(comparison)
        if key not in self._until:
            holding = (month for month in range(HORIZON) if not compared(comparison, self.at_rest(month + 1)))
            until = HORIZON if compared(comparison, self.at_rest(HORIZON)) else None
            self._until[key] = (until or next(holding)) if compared(comparison, self.at_rest(0)) else None
        return self._until[key]

    def helping(self, comparison: Comparison) -> Mapping[str, float]:
        """Give the undertakings that help to make a comparison true, by id, in their order.

        For work it is how much of the number one month of it adds; for what makes it true by itself, 0.0.
        """
        key = key_of(comparison)
        if key not in self._helping:
            found = {}
            for id, option in self.options.items():
                gain = self._gain(option, comparison)
                if gain or self._settles(option, comparison):
                    found[id] = gain
            self._helping[key] = found
        return self._helping[key]

    def _settles(self, option: Undertaking, comparison: Comparison) -> bool:
        """Whether a program, course or exam makes a comparison true by itself; or work one that asks for work now."""
        if option.kind == "work":
            if comparison.operator.name not in ("at_most", "below"):
                return False
            worked, rested = self._facts_with(option, 0, _YEAR), self.at_rest(_YEAR)
            return compared(comparison, worked) is True and compared(comparison, rested) is not True
        until = self.holds_until(comparison)
        month = 0 if until is None else until + 1  # what holds already is not made true, until it ends
        if month > HORIZON:
            return False
        return compared(comparison, self._facts_with(option, month, month)) is True

    def _facts_with(self, option: Undertaking, start: int, end: int) -> Facts:
        """Give the facts of the month in which an undertaking ends, with nothing else done."""
        if (option.id, end) not in self._with:
            self._with[option.id, end] = self.facts([self.done(option, start, end)], end)
        return self._with[option.id, end]

    def _gain(self, option: Undertaking, comparison: Comparison) -> float:
        """Give how much of a number one month of work adds; zero when it adds nothing."""
        if option.kind != "work" or comparison.operator.name not in ("at_least", "above"):
            return 0.0
        if self.rulebook.facts[comparison.fact].type not in ("years", "number"):
            return 0.0
        worked, rested = (
            _least(facts, comparison) for facts in (self._facts_with(option, 0, _YEAR), self.at_rest(_YEAR))
        )
        if worked is None or rested is None or worked - rested < _TINY:
            return 0.0
        return (worked - rested) / _YEAR

    def lacking(self, comparison: Comparison) -> float:
        """Give how much of a number is missing at the start; what is true but fades does not count."""
        have = min([_least(self.at_rest(month), comparison) or 0.0 for month in (0, _YEAR)])
        return max(0.0, float(comparison.operand) - have) + (_TINY if comparison.operator.name == "above" else 0.0)


def key_of(comparison: Comparison) -> tuple[object, ...]:
    """Give the same for comparisons that ask the same."""
    return comparison.fact, comparison.operator.name, comparison.operand


def _least(facts: Facts, comparison: Comparison) -> float | None:
    """Give how much there surely is of the number that a comparison looks at; None: it is not known at all."""
    value = facts.get(comparison.fact)
    return None if value is None else cast(Bounds, value)[0]
