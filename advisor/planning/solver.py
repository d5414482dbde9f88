"""The best ways to a goal, found by a constraint solver: which undertakings, when, and for how long.

The same question gives the same answer: one worker, a fixed seed, and an effort counted in the solver's own units of
work. When it is spent, the best way so far is the answer, and not proved to be the best.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ortools.sat.python import cp_model

from advisor.planning.constraints import Constraints
from advisor.planning.limits import Limits
from advisor.planning.projection import Projection
from advisor.planning.undertaking import Undertaking
from advisor.rulebook.condition import Condition

Measure = Literal["months", "cost", "unsure", "worth", "effort"]
MOST_SECONDS = 5.0
"""Seconds by the clock after which no search is begun or goes on; the solver's own units end it long before."""


@dataclass(slots=True)
class Effort:
    """What one question may take: deterministic units of the solver, and as a last guard seconds by the clock.

    ``ran_out`` says that a search was cut short before it found a way or showed that there is none.
    """

    units: float = 2.4
    for_one: float = 0.8
    """The most for one search; most need far less than a tenth of it."""
    ends: float = field(default_factory=lambda: time.monotonic() + MOST_SECONDS)
    stopped_by_clock: bool = False
    ran_out: bool = False

    def solve(self, model: cp_model.CpModel, solver: cp_model.CpSolver, share: float = 1.0) -> int:
        """Search, and count what it took."""
        left = self.ends - time.monotonic()
        if self.units <= 0 or left <= 0:
            self.stopped_by_clock |= left <= 0
            self.ran_out = True
            return int(cp_model.UNKNOWN)
        solver.parameters.max_deterministic_time = max(0.01, min(self.for_one * share, self.units))
        solver.parameters.max_time_in_seconds = left
        status = solver.solve(model)
        self.units -= solver.response_proto.deterministic_time
        self.stopped_by_clock |= time.monotonic() >= self.ends
        self.ran_out |= status == cp_model.UNKNOWN
        return int(status)


@dataclass(frozen=True, slots=True)
class Placed:
    """An undertaking in its place: from one month to another."""

    option: Undertaking
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """A way to the goal: what is done and when, the month in which the goal is reached, and what it takes.

    ``cost`` is the highest, with a guess where a price is not known; ``unsure`` is the number of things that hang on
    somebody else; ``proved`` says that no other way is better by what it was looked for.
    """

    placed: tuple[Placed, ...]
    months: int
    cost: int
    unsure: int = 0
    proved: bool = True


class Solver:
    """Finds the best ways within limits.

    What is ``barred`` is not used, and of a pair in ``apart`` at most one. Among ways that are as soon and as cheap,
    the one with the least to do is found, with the least work of the kinds set ``aside``, and of what the rulebook
    lists first.
    """

    def __init__(
        self,
        projection: Projection,
        goal: Condition,
        limits: Limits,
        barred: frozenset[str] = frozenset(),
        aside: frozenset[str] = frozenset(),
        apart: Sequence[tuple[str, str]] = (),
        effort: Effort | None = None,
    ) -> None:
        self.projection, self.effort = projection, effort or Effort()
        self.within = Constraints(projection, goal, limits, barred, aside, apart)

    def best(self, order: Iterable[Measure], near: Schedule | None = None) -> Schedule | None:
        """Find the schedule that is best first by one measure, then by the next; None when none was found.

        It is ``proved`` when it is shown to be the best by the first two. ``near`` is one to begin the search from.
        """
        within = self.within
        if within.reached is None:
            return None
        model = within.model.clone()
        worth = within.cost + round(self.projection.rulebook.month_worth) * within.reached
        measures = {"months": within.reached, "cost": within.cost, "unsure": within.unsure, "worth": worth}
        if near is not None:
            self._hint(model, near)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 7
        found: Schedule | None = None
        proved = True
        for number, measure in enumerate((*order, "effort")):
            wanted = measures.get(measure, within.effort)
            if isinstance(wanted, int):  # nothing to choose by
                continue
            model.minimize(wanted)
            status = self.effort.solve(model, solver, 0.1 if measure == "effort" else 1.0)
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                proved &= status == cp_model.INFEASIBLE or number > 1
                break
            proved &= status == cp_model.OPTIMAL or number > 1
            found = self._schedule(solver, proved)
            if measure != "effort":
                model.add(wanted <= round(solver.objective_value))
                model.clear_hints()  # type: ignore[no-untyped-call]
                self._hint(model, found)
        return None if found is None else Schedule(found.placed, found.months, found.cost, found.unsure, proved)

    def _hint(self, model: cp_model.CpModel, near: Schedule) -> None:
        placed = {one.option.id: one for one in near.placed}
        for id, one in self.within.options.items():
            there = placed.get(id)
            model.add_hint(one.taken, there is not None)
            model.add_hint(one.start, there.start if there else 0)
            model.add_hint(one.end, there.end if there else 0)

    def _schedule(self, solver: cp_model.CpSolver, proved: bool) -> Schedule:
        within = self.within
        assert within.reached is not None
        placed = [
            Placed(one.option, solver.value(one.start), solver.value(one.end))
            for one in self.within.options.values()
            if solver.value(one.taken) and (one.option.kind != "work" or solver.value(one.length))
        ]
        placed.sort(key=lambda one: (one.start, one.end, one.option.id))
        unsure = sum(one.option.unsure for one in placed)
        return Schedule(tuple(placed), solver.value(within.reached), round(solver.value(within.cost)), unsure, proved)
