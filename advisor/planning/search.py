"""The search for ways to one goal: what is allowed, within which limits, and proof by the rules of what is found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from advisor.planning.goal import Aim, aside
from advisor.planning.limits import Limits
from advisor.planning.projection import Projection
from advisor.planning.solver import Effort, Measure, Placed, Schedule, Solver
from advisor.planning.suitability import suitability, superseding
from advisor.planning.undertaking import Done

SOONEST: Sequence[Measure] = ("months", "cost", "unsure")
CHEAPEST: Sequence[Measure] = ("cost", "months", "unsure")
SUREST: Sequence[Measure] = ("unsure", "worth", "months")
_MOST_TRIES = 4


@dataclass(frozen=True, slots=True)
class Way:
    """A schedule, and by what it is the best: ``soonest``, ``cheapest``, ``surest``."""

    labels: tuple[str, ...]
    schedule: Schedule


class Search:
    """Looks for ways of one person to one goal. All its searches share one effort."""

    def __init__(self, projection: Projection, aim: Aim) -> None:
        self.projection, self.aim, self.effort = projection, aim, Effort()
        self.suited = suitability(projection, aim)
        self.barred, self.apart = self.suited.barred, superseding(projection)
        self._aside = aside(projection, aim)
        self._solvers: dict[Limits, Solver] = {}

    def ways(self, limits: Limits) -> list[Way]:
        """Find the soonest way, the cheapest, and the one that hangs least on others; none twice.

        What does not suit is used when nothing else leads there, whatever the limits are.
        """
        found = self._three(limits)
        is_free = limits == Limits()
        if (
            not found
            and not self.effort.ran_out
            and (self.barred or self.apart)
            and (is_free or self.best(SOONEST, Limits()) is None)
        ):
            self.barred, self.apart, self._solvers = frozenset(), [], {}
            found = self._three(limits)
        return found

    def _three(self, limits: Limits) -> list[Way]:
        soonest = self.best(SOONEST, limits)
        if soonest is None:
            return []
        cheapest = self.best(CHEAPEST, limits, soonest) or soonest
        ways = [Way(("soonest",), soonest), Way(("cheapest",), cheapest)]
        if cheapest.cost >= soonest.cost:  # as cheap, and no later
            ways = [Way(("soonest", "cheapest"), replace(soonest, proved=soonest.proved and cheapest.proved))]
        worth = round(self.projection.rulebook.month_worth)
        sure = min(ways, key=lambda way: (way.schedule.unsure, way.schedule.cost + worth * way.schedule.months))
        surest = self.best(SUREST, limits, sure.schedule) if sure.schedule.unsure else None
        if surest is None or surest.unsure >= sure.schedule.unsure:
            return [Way((*way.labels, "surest"), way.schedule) if way is sure else way for way in ways]
        return [*ways, Way(("surest",), surest)]

    def best(self, order: Iterable[Measure], limits: Limits, near: Schedule | None = None) -> Schedule | None:
        """Find the best schedule within limits, each of whose steps the rules say is open; None when there is none."""
        for _ in range(_MOST_TRIES):
            if limits not in self._solvers:
                parts = (self.barred, self._aside, self.apart, self.effort)
                self._solvers[limits] = Solver(self.projection, self.aim.condition, limits, *parts)
            found = self._solvers[limits].best(order, near=near)
            failing = self._not_open(found) if found else None
            if failing is None:
                return found
            self.barred |= {failing}  # it was open by the model alone; what the rules say stands
            self._solvers = {}
        return None

    def _not_open(self, schedule: Schedule) -> str | None:
        """Go through a schedule month by month by the rules themselves, and name a step that is not open in time."""
        projection = self.projection
        for one in schedule.placed:
            others = [other for other in schedule.placed if other is not one]
            decision = projection.decide(done_by(others, one.start, projection), one.start, witnessed=True)
            if not decision.answer(one.option.requires):
                return one.option.id
        done = done_by(schedule.placed, schedule.months, projection)
        decision = projection.decide(done, schedule.months, witnessed=True)
        if decision.answer(self.aim.condition):
            return None
        return max(schedule.placed, key=lambda one: one.end).option.id


def done_by(placed: Iterable[Placed], month: int, projection: Projection) -> list[Done]:
    """Give what is done by a month: work as far as it has come, all else only when it is finished."""
    return [
        projection.done(one.option, one.start, min(one.end, month))
        for one in sorted(placed, key=lambda one: (one.end, one.start, one.option.id))
        if one.end <= month or (one.option.kind == "work" and one.start < month)
    ]
