"""The best ways to a goal, found by a constraint solver: which undertakings, when, and for how long.

Everything is counted in whole months and US dollars, by the longest duration and the highest price of each, so that a
step is possible when it comes. Study runs beside work; one job is held at a time. The same question gives the same
answer: one worker, a fixed seed, and limits counted in the solver's own units of work.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from advisor.errors import EngineError
from advisor.planning.lower_bounds import LowerBounds
from advisor.planning.projection import HORIZON, Projection
from advisor.planning.undertaking import CONTINUE, Undertaking
from advisor.rulebook.condition import All, Any_, Comparison, Condition

_SCALE = 120_000
"""Whole parts of a year (or of an hour): a month and the fourth decimal are both whole numbers of them."""
_CUT_OFF = 12
"""What a value that was cut off after four decimals may lack, in those parts."""
_EFFORT = 30.0
"""Deterministic units of the solver for one question; most need far less than one."""
USUAL_HOURS = 40
"""Hours of study a week that a plan takes to be possible when nothing is said."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What must be kept: hours of study a week, US dollars, and the last month; None is no limit."""

    hours: int = USUAL_HOURS
    budget: int | None = None
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """An undertaking in its place: from one month to another."""

    option: Undertaking
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """A way to the goal: what is done and when, the month in which the goal is reached, and the highest cost."""

    placed: tuple[Placed, ...]
    months: int
    cost: int


@dataclass(slots=True)
class _Option:
    option: Undertaking
    taken: cp_model.IntVar
    start: cp_model.IntVar
    end: cp_model.IntVar
    length: cp_model.IntVar
    worked: dict[int, cp_model.IntVar] = field(default_factory=dict)


def duration(option: Undertaking, hours: int) -> int:
    """Give the months that an undertaking takes at so many hours of study a week."""
    if option.hours <= hours:
        return option.months[1]
    return math.ceil(option.months[1] * option.hours / max(hours, 1))


def price(option: Undertaking, dearest: int) -> int:
    """Give the highest price; an unknown one counts as the dearest exam, so that it is never taken for free."""
    return dearest if option.cost is None else option.cost[1]


class Solver:
    """The model of one person's way to one goal.

    What is ``barred`` is not used. Among ways that are as soon and as cheap, the one with the least to do is found,
    with the least work of the kinds set ``aside``, and of what the rulebook lists first.
    """

    def __init__(
        self,
        projection: Projection,
        goal: Condition,
        limits: Limits,
        barred: frozenset[str] = frozenset(),
        aside: frozenset[str] = frozenset(),
    ) -> None:
        self.projection, self.limits, self.barred = projection, limits, barred
        self.model = cp_model.CpModel()
        self.options: dict[str, _Option] = {}
        self.levels: dict[int, tuple[cp_model.IntVar, cp_model.IntVar]] = {}
        exams = [option.cost[1] for option in projection.options.values() if option.kind == "exam" and option.cost]
        self.dearest = max(exams, default=0)
        self.last = HORIZON if limits.months is None else min(HORIZON, limits.months)
        self.goal = goal
        self.bounds = LowerBounds(projection, self.months, barred)
        soonest = self.bounds.of(goal) if limits.budget is None else self.soonest(limits.budget)
        self.reached = self.model.new_int_var(soonest, self.last, "reached") if soonest <= self.last else None
        if self.reached is None:
            return
        self.require(goal, self.model.new_constant(1), self.reached)
        self._share()
        self.cost = sum(price(one.option, self.dearest) * one.taken for one in self.options.values())
        if limits.budget is not None:
            self.model.add(self.cost <= limits.budget)
        self.effort = sum(
            (3 * HORIZON + projection.places[id]) * one.taken + one.end + (3 if id in aside else 1) * one.length
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
            if rank not in self.levels:
                soonest = min(HORIZON, self.bounds.of(self.projection.level_condition(rank)))
                self.levels[rank] = (self.model.new_bool_var(""), self.model.new_int_var(soonest, HORIZON, ""))
                self.require(self.projection.level_condition(rank), *self.levels[rank])
            known, when = self.levels[rank]
            literal = self.model.new_bool_var("")
            self.model.add_implication(literal, known)
            self.model.add(when <= at).only_enforce_if(literal)
            literals.append(literal)
        self.model.add_bool_or([*literals, on.negated()])

    def _comparison(self, comparison: Comparison, on: cp_model.IntVar, at: cp_model.IntVar) -> None:
        projection, literals = self.projection, []
        until = projection.holds_until(comparison)
        if until is not None:
            if until >= HORIZON:
                return
            literal = self.model.new_bool_var("")
            self.model.add(at <= until).only_enforce_if(literal)
            literals.append(literal)
        gains = []
        for id, gain in projection.helping(comparison).items():
            if id in self.barred:
                continue
            if gain:
                gains.append((gain, projection.options[id]))
            else:
                placed = self._option(projection.options[id])
                literal = self.model.new_bool_var("")
                self.model.add_implication(literal, placed.taken)
                self.model.add(placed.end <= at).only_enforce_if(literal)
                literals.append(literal)
        if gains:
            literal = self.model.new_bool_var("")
            needed = max(1, math.ceil(projection.lacking(comparison) * _SCALE) - _CUT_OFF)
            worked = [(round(gain * _SCALE), self._worked(self._option(option), at)) for gain, option in gains]
            self.model.add(sum(a_month * months for a_month, months in worked) >= needed).only_enforce_if(literal)
            first = min(HORIZON, min(self.bounds.starts[option.id] for _, option in gains))
            # One job at a time, and none before the first can begin: a bound for the search.
            self.model.add(sum(months for _, months in worked) <= at - first).only_enforce_if(literal)
            literals.append(literal)
        self.model.add_bool_or([*literals, on.negated()])

    # -- undertakings ------------------------------------------------------------------

    def _option(self, option: Undertaking) -> _Option:
        if option.id in self.options:
            return self.options[option.id]
        model = self.model
        taken = model.new_bool_var(option.id)
        start, end = model.new_int_var(0, HORIZON, ""), model.new_int_var(0, HORIZON, "")
        months = self.months(option)
        length = model.new_int_var(0, HORIZON if option.kind == "work" else months, "")
        made = self.options[option.id] = _Option(option, taken, start, end, length)
        model.add(end == start + length)
        model.add(length == 0).only_enforce_if(taken.negated())
        model.add(start == 0).only_enforce_if(taken.negated())
        model.add(start >= min(HORIZON, self.bounds.starts[option.id])).only_enforce_if(taken)
        if option.kind != "work":
            model.add(length == months).only_enforce_if(taken)
        if option.id == CONTINUE:
            model.add(start == 0)
        if option.until is not None:
            last = max((m for m in range(24) if self.projection.day(m) <= option.until), default=-1)
            model.add(start <= last).only_enforce_if(taken) if last >= 0 else model.add(taken == 0)
        self.require(option.requires, taken, start)
        return made

    def _worked(self, one: _Option, at: cp_model.IntVar) -> cp_model.IntVar:
        """Give the months worked by a time: none before the start, and no more than the whole."""
        if at.index not in one.worked:
            model = self.model
            worked = model.new_int_var(0, HORIZON, "")
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

    # -- answers -----------------------------------------------------------------------

    def front(self, most: int) -> list[Schedule]:
        """Find the Pareto front, soonest way first: none is at least as soon and as cheap as another.

        When there are more than ``most``, the soonest ones and the cheapest.
        """
        found: list[Schedule] = []
        one = self.best(("months", "cost"))
        while one is not None and len(found) < most - 1:
            found.append(one)
            one = self.best(("months", "cost"), most_cost=one.cost - 1)
        if one is not None and (cheapest := self.best(("cost", "months"))):
            found.append(cheapest)
        return found

    def best(self, order: Iterable[str], most_cost: int | None = None) -> Schedule | None:
        """Find the schedule that is best first by one measure, then by the next: ``months``, ``cost``; None: no way."""
        if self.reached is None:
            return None
        model = self.model.clone()
        measures = {"months": self.reached, "cost": self.cost, "effort": self.effort}
        if most_cost is not None:
            soonest = self.soonest(most_cost)
            if soonest > self.last:
                return None
            model.add(self.cost <= most_cost)
            model.add(self.reached >= soonest)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 7
        solver.parameters.max_deterministic_time = _EFFORT
        found: cp_model.CpSolver | None = None
        for measure in (*order, "effort"):
            model.minimize(measures[measure])
            status = solver.solve(model)
            if status == cp_model.INFEASIBLE:
                return None
            if status != cp_model.OPTIMAL:
                raise EngineError("The search for a plan took too long. Choose a nearer goal.")
            found = solver
            if measure != "effort":
                model.add(measures[measure] <= round(solver.objective_value))
        assert found is not None
        placed = [
            Placed(one.option, found.value(one.start), found.value(one.end))
            for one in self.options.values()
            if found.value(one.taken) and (one.option.kind != "work" or found.value(one.length))
        ]
        placed.sort(key=lambda one: (one.start, one.end, one.option.id))
        return Schedule(tuple(placed), found.value(self.reached), round(found.value(self.cost)))
