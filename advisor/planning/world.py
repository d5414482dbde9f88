"""What would be true of a person: now, as time passes, and once something is done, by the readers themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from advisor.dates import FIRST_YEAR, LAST_YEAR, add_months
from advisor.engine.decide import decide
from advisor.engine.program import program_of
from advisor.engine.reading import answer
from advisor.errors import UsageError
from advisor.facts import read_facts
from advisor.person import Person
from advisor.planning.undertaking import Done, Undertaking, after, undertakings
from advisor.profile import Profile
from advisor.recognize import recognize
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Comparison, Condition

HORIZON = 240
"""Months that are looked ahead: twenty years."""
_YEAR = 12
_TINY = 1e-6


class World:
    """A person, the months from ``start`` on, and what each undertaking makes of the facts. Asked for, then kept.

    ``start`` is the first day of a month, so that months are whole.
    """

    def __init__(self, profile: Profile, rulebook: Rulebook, day: date) -> None:
        ahead = HORIZON // _YEAR
        last = LAST_YEAR - ahead - 1
        if not FIRST_YEAR <= day.year <= last:
            raise UsageError(f"Ways are looked for {ahead} years ahead: choose a day from {FIRST_YEAR} to {last}.")
        self.profile, self.rulebook = profile, rulebook
        self.today = day
        self.start = day if day.day == 1 else add_months(day.replace(day=1), 1)
        self.person: Person = recognize(profile, rulebook, self.start)
        self.options: Mapping[str, Undertaking] = undertakings(profile, self.person, rulebook)
        self._at_rest: dict[int, Mapping[str, Any]] = {}
        self._with: dict[str, Mapping[str, Any]] = {}

    def day(self, month: int) -> date:
        """Give the day on which a month of the plan begins."""
        return add_months(self.start, month)

    def facts(self, done: Iterable[Done] = (), month: int = 0) -> Mapping[str, Any]:
        """Read the facts of the person with undertakings done, as of a month."""
        day = self.day(month)
        return read_facts(recognize(after(self.profile, self.start, done), self.rulebook, day), self.rulebook)

    def values(self, done: Iterable[Done], month: int) -> Mapping[str, Any]:
        """Read the facts and add what the engine concludes from them."""
        return decide(self.facts(done, month), self.rulebook).values

    def at_rest(self, month: int) -> Mapping[str, Any]:
        """Give the facts of a month in which nothing has been done since the start."""
        if month not in self._at_rest:
            self._at_rest[month] = self.facts((), month)
        return self._at_rest[month]

    def done(self, option: Undertaking, start: int = 0, end: int | None = None) -> Done:
        """Write an undertaking down as done from month to month."""
        return Done(option, self.day(start), self.day(start if end is None else end))

    def level_condition(self, rank: int) -> Condition:
        """Give what the level of a rank requires."""
        return program_of(self.rulebook).levels[f"level:{self.rulebook.levels[rank].id}"]

    def is_level(self, comparison: Comparison) -> bool:
        """Whether a comparison asks for a level: that is a conclusion, with requirements of its own."""
        return self.rulebook.facts[comparison.fact].read.get("concluded") == "level"

    def holds_until(self, comparison: Comparison) -> int | None:
        """Give the last month until which a comparison holds by itself; None when it does not hold at the start."""
        if not answer(comparison, self.at_rest(0)):
            return None
        if answer(comparison, self.at_rest(HORIZON)):
            return HORIZON
        return next(month for month in range(HORIZON) if not answer(comparison, self.at_rest(month + 1)))

    def settles(self, option: Undertaking, comparison: Comparison) -> bool:
        """Whether a program, course or exam makes a comparison true by itself."""
        if option.kind == "work":
            return False
        if option.id not in self._with:
            self._with[option.id] = self.facts([self.done(option)])
        return answer(comparison, self._with[option.id]) is True

    def gain(self, option: Undertaking, comparison: Comparison) -> float:
        """Give how much of a number one month of work adds; zero when it adds nothing."""
        if option.kind != "work" or comparison.operator.name not in ("at_least", "above"):
            return 0.0
        if self.rulebook.facts[comparison.fact].type not in ("years", "number"):
            return 0.0
        if option.id not in self._with:
            self._with[option.id] = self.facts([self.done(option, 0, _YEAR)], _YEAR)
        worked, rested = (values.get(comparison.fact) for values in (self._with[option.id], self.at_rest(_YEAR)))
        if worked is None or rested is None or worked[0] - rested[0] < _TINY:
            return 0.0
        return float(worked[0] - rested[0]) / _YEAR

    def lacking(self, comparison: Comparison) -> float:
        """Give how much of a number is missing at the start; what is true but fades counts for nothing."""
        value = self.at_rest(0).get(comparison.fact) or (0.0, 0.0)
        later = self.at_rest(_YEAR).get(comparison.fact) or (0.0, 0.0)
        have = min(value[0], later[0])
        return max(0.0, float(comparison.operand) - have) + (_TINY if comparison.operator.name == "above" else 0.0)
