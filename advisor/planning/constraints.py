"""The model of one person's way to one goal: what holds when, by which undertakings, as whole numbers and truths.

Everything is counted in whole months and US dollars, by the longest duration and the highest price of each, so that a
step is possible when it comes. Study runs beside work; one job is held at a time.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from advisor.planning.dominance import Closure
from advisor.planning.limits import Limits, dearest_exam, duration, price
from advisor.planning.lower_bounds import LowerBounds
from advisor.planning.projection import HORIZON, Projection, key_of
from advisor.planning.undertaking import CONTINUE, Undertaking
from advisor.rulebook.condition import All, Any_, Comparison, Condition

_SCALE = 120_000
"""Whole parts of a year (or of an hour): a month and the fourth decimal are both whole numbers of them."""
_STEP, _UNSURE_MONTH = 3 * HORIZON, 60
"""What one thing more to do weighs beside the months of ways that are equal otherwise, and a month of a job that hangs
on an employer: a year more in it weighs as much as another step."""
_CUT_OFF = 12
"""What a value that was cut off after four decimals may lack, in those parts."""


@dataclass(slots=True)
class OptionVars:
    option: Undertaking
    taken: cp_model.IntVar
    start: cp_model.IntVar
    end: cp_model.IntVar
    length: cp_model.IntVar
    worked: dict[int, cp_model.IntVar] = field(default_factory=dict)


class Constraints:
    """The model of one person's way to one goal, within limits; ``reached`` is None where none could be in time.

    What is ``barred`` is not used, and of a pair in ``apart`` at most one. Among ways that are as soon and as cheap,
    that one has the least ``effort`` which has the least to do, the least work of the kinds set ``aside``, and what the
    rulebook lists first.
    """

    def __init__(
        self,
        projection: Projection,
        goal: Condition,
        limits: Limits,
        barred: frozenset[str] = frozenset(),
        aside: frozenset[str] = frozenset(),
        apart: Sequence[tuple[str, str]] = (),
    ) -> None:
        self.projection, self.limits, self.goal = projection, limits, goal
        self.model = cp_model.CpModel()
        self.options: dict[str, OptionVars] = {}
        self.times: dict[object, tuple[cp_model.IntVar, cp_model.IntVar]] = {}
        self.dearest = dearest_exam(projection.options)
        self.closure = Closure(projection, goal, barred)
        self.barred = barred | self.closure.needless(aside, self.months, self.dearest)
        self.last = HORIZON if limits.months is None else min(HORIZON, limits.months)
        self.bounds = LowerBounds(projection, self.months, self.barred)
        soonest = self.bounds.of(goal) if limits.budget is None else self.soonest(limits.budget)
        self.reached = self.model.new_int_var(soonest, self.last, "reached") if soonest <= self.last else None
        if self.reached is None:
            return
        self.require(goal, self.model.new_constant(1), self.reached)
        self._share()
        for one, other in apart:
            if one in self.options and other in self.options:
                self.model.add_bool_or([self.options[one].taken.negated(), self.options[other].taken.negated()])
        taken = list(self.options.values())
        self.cost = sum(price(one.option, self.dearest) * one.taken for one in taken)
        if limits.budget is not None:
            self.model.add(self.cost <= limits.budget)
        self.unsure = sum(one.option.unsure * one.taken for one in taken)
        self.effort = sum(
            (_STEP + projection.places[id]) * one.taken
            + one.end
            + (1 + 2 * (id in aside) + _UNSURE_MONTH * one.option.unsure * (one.option.kind == "work")) * one.length
            for id, one in self.options.items()
        )

    # -- what a condition asks at a time ---------------------------------------------

    def require(self, condition: Condition, on: cp_model.IntVar, at: cp_model.IntVar) -> None:
        """Demand that a condition holds at a time, if ``on``."""
        if isinstance(condition, All):
            for part in condition.parts:
                self.require(part, on, at)
        elif isinstance(condition, Any_):
            self._one_of([(lambda literal, part=part: self.require(part, literal, at)) for part in condition.parts], on)
        elif isinstance(condition, Comparison) and self.projection.is_level(condition):
            self._level(condition, on, at)
        elif isinstance(condition, Comparison):
            self._comparison(condition, on, at)
        else:  # a negation holds only if it does at the start; more could undo it
            self.model.add_implication(on, self.model.new_constant(0))

    def _one_of(self, ways: list, on: cp_model.IntVar) -> None:  # type: ignore[type-arg]
        literals = []
        for way in ways:
            literal = self.model.new_bool_var("")
            literals.append(literal)
            way(literal)
        self.model.add_bool_or([*literals, on.negated()])

    def _level(self, comparison: Comparison, on: cp_model.IntVar, at: cp_model.IntVar) -> None:
        literals = []
        for rank in range(math.ceil(comparison.operand), len(self.projection.rulebook.levels)):
            if rank not in self.times:
                known, when = self._time(rank, self.bounds.of(self.projection.level_condition(rank)))
                self.require(self.projection.level_condition(rank), known, when)
            literals.append(self._by(*self.times[rank], at))
        self.model.add_bool_or([*literals, on.negated()])

    def _time(self, key: object, soonest: int) -> tuple[cp_model.IntVar, cp_model.IntVar]:
        """Make the time from which something holds, and whether it ever does."""
        soonest = min(soonest, self.last)
        known, when = self.model.new_bool_var(""), self.model.new_int_var(soonest, self.last, "")
        self.times[key] = known, when
        self.model.add(when == soonest).only_enforce_if(known.negated())
        return known, when

    def _by(self, known: cp_model.IntVar, when: cp_model.IntVar, at: cp_model.IntVar) -> cp_model.IntVar:
        """Give a literal by which something holds by a time."""
        literal = self.model.new_bool_var("")
        self.model.add_implication(literal, known)
        self.model.add(when <= at).only_enforce_if(literal)
        return literal

    def _comparison(self, comparison: Comparison, on: cp_model.IntVar, at: cp_model.IntVar) -> None:
        until = self.projection.holds_until(comparison)
        if until is not None and until >= HORIZON:
            return
        known, when = self._holding(comparison)
        if until is None:
            self.model.add_implication(on, known)
            self.model.add(when <= at).only_enforce_if(on)
            return
        still = self.model.new_bool_var("")
        self.model.add(at <= until).only_enforce_if(still)
        self.model.add_bool_or([still, self._by(known, when, at), on.negated()])

    def _holding(self, comparison: Comparison) -> tuple[cp_model.IntVar, cp_model.IntVar]:
        """Give whether a comparison is made true, and from when: one time for all who ask for it."""
        key = key_of(comparison)
        if key in self.times:
            return self.times[key]
        projection, literals, gains = self.projection, [], []
        lacks = projection.holds_until(comparison) is None
        known, when = self._time(key, self.bounds.of(comparison) if lacks else 0)
        for id, gain in projection.helping(comparison).items():
            if id in self.barred or (not gain and self.closure.rests_on(projection.options[id], comparison)):
                continue
            if gain:
                gains.append((gain, projection.options[id]))
            else:
                placed = self._option(projection.options[id])
                literal = self.model.new_bool_var("")
                self.model.add_implication(literal, placed.taken)
                self.model.add(placed.end <= when).only_enforce_if(literal)
                literals.append(literal)
        if gains:
            literals.append(self._worked_off(comparison, gains, when))
        self.model.add_bool_or([*literals, known.negated()])
        return known, when

    def _worked_off(
        self, comparison: Comparison, gains: list[tuple[float, Undertaking]], when: cp_model.IntVar
    ) -> cp_model.IntVar:
        """Give a literal by which enough has been worked by a time."""
        literal = self.model.new_bool_var("")
        needed = max(1, math.ceil(self.projection.lacking(comparison) * _SCALE) - _CUT_OFF)
        worked = [(round(gain * _SCALE), self._worked(self._option(option), when)) for gain, option in gains]
        self.model.add(sum(a_month * months for a_month, months in worked) >= needed).only_enforce_if(literal)
        # One job at a time, and none before the first can begin: bounds for the search.
        in_all = sum(months for _, months in worked)
        first = min(HORIZON, min(self.bounds.starts[option.id] for _, option in gains))
        self.model.add(in_all <= when - first).only_enforce_if(literal)
        for asked in self.closure.common([option for _, option in gains]):
            if self.projection.holds_until(asked) is None and not self.projection.is_level(asked):
                known, since = self._holding(asked)
                self.model.add_implication(literal, known)
                self.model.add(in_all <= when - since).only_enforce_if(literal)
        return literal

    # -- undertakings ------------------------------------------------------------------

    def _option(self, option: Undertaking) -> OptionVars:
        if option.id in self.options:
            return self.options[option.id]
        model, last = self.model, self.last
        taken = model.new_bool_var(option.id)
        start, end = model.new_int_var(0, last, ""), model.new_int_var(0, last, "")
        months = self.months(option)
        length = model.new_int_var(0, last if option.kind == "work" else min(months, last), "")
        made = self.options[option.id] = OptionVars(option, taken, start, end, length)
        model.add(end == start + length)
        model.add(length == 0).only_enforce_if(taken.negated())
        model.add(start == 0).only_enforce_if(taken.negated())
        assert self.reached is not None
        model.add(end <= self.reached)  # what comes later serves nothing
        soonest = self.bounds.starts[option.id]
        if soonest + (0 if option.kind == "work" else months) > last:
            model.add(taken == 0)
            return made
        model.add(start >= soonest).only_enforce_if(taken)
        if option.kind != "work":
            model.add(length == months).only_enforce_if(taken)
        if option.id == CONTINUE:
            model.add(start == 0)
        if option.until is not None:
            begun = max((m for m in range(24) if self.projection.day(m) <= option.until), default=-1)
            model.add(start <= begun).only_enforce_if(taken) if begun >= 0 else model.add(taken == 0)
        self.require(option.requires, taken, start)
        return made

    def _worked(self, one: OptionVars, at: cp_model.IntVar) -> cp_model.IntVar:
        """Give the months worked by a time: none before the start, and no more than the whole."""
        if at.index not in one.worked:
            model = self.model
            worked = model.new_int_var(0, self.last, "")
            begun = model.new_bool_var("")
            model.add(worked <= one.length)
            model.add(worked <= at - one.start).only_enforce_if(begun)
            model.add(worked == 0).only_enforce_if(begun.negated())
            one.worked[at.index] = worked
        return one.worked[at.index]

    def _share(self) -> None:
        """One job at a time; and no more study a week than there are hours."""
        jobs, studies, demands = [], [], []
        for one in list(self.options.values()):
            interval = self.model.new_optional_interval_var(one.start, one.length, one.end, one.taken, "")
            if one.option.kind == "work":
                jobs.append(interval)
            elif one.option.hours:
                studies.append(interval)
                demands.append(min(one.option.hours, max(self.limits.hours, 1)))
        self.model.add_no_overlap(jobs)
        if studies:
            self.model.add_cumulative(studies, demands, max(self.limits.hours, 1))

    def soonest(self, most_cost: int) -> int:
        """Give a bound: the earliest month of the goal without what is too dear by itself."""
        dear = {id for id, one in self.projection.options.items() if price(one, self.dearest) > most_cost}
        return LowerBounds(self.projection, self.months, self.barred | dear).of(self.goal)

    def months(self, option: Undertaking) -> int:
        """Give the months that an undertaking takes within the limits."""
        return duration(option, self.limits.hours)
