"""Ways written as offers: each with its steps, its cost, and why each step is open when it begins."""

from __future__ import annotations

from advisor.advice.model import Reason
from advisor.planning.limits import Limits, duration
from advisor.planning.model import Money, Offer, PlanStep
from advisor.planning.projection import Projection
from advisor.planning.search import Way, done_by
from advisor.planning.solver import Placed, Schedule


def offer_of(way: Way, projection: Projection, limits: Limits) -> Offer:
    """Write a way as an offer. What has no known price is named, and is in no sum."""
    schedule = way.schedule
    steps = tuple(_step(one, schedule, projection, limits) for one in schedule.placed)
    unpriced = tuple(one.option.name for one in schedule.placed if one.option.cost is None)
    cost = Money(sum(step.cost.low for step in steps), sum(step.cost.high for step in steps), "", not unpriced)
    reached = projection.day(schedule.months).isoformat()
    return Offer(way.labels, reached, schedule.months, cost, steps, unpriced, schedule.unsure, schedule.proved)


def _step(one: Placed, schedule: Schedule, projection: Projection, limits: Limits) -> PlanStep:
    option, explainer = one.option, projection.prepared.explainer
    others = [other for other in schedule.placed if other is not one]
    decision = projection.decide(done_by(others, one.start, projection), one.start)
    because = explainer.because(option.requires, decision, option.rule, option.sources) if option.sources else ()
    if not because and option.sources:
        because = (Reason(option.action, option.rule, str(option.requires), explainer.refs(option.sources)),)
    months = (one.end - one.start,) * 2
    if option.kind != "work":
        longest = duration(option, limits.hours)
        months = (round(option.months[0] * longest / option.months[1]) if option.months[1] else 0, longest)
    cost = Money(0, 0, known=False) if option.cost is None else Money(*option.cost, option.cost_year)
    return PlanStep(
        option.id,
        option.kind,
        option.action,
        projection.day(one.start).isoformat(),
        projection.day(one.end).isoformat(),
        one.start,
        one.end,
        months,
        min(option.hours, limits.hours) if option.kind != "work" else 0,
        cost,
        option.note,
        because,
        _unlocks(one, schedule, projection),
    )


def _unlocks(one: Placed, schedule: Schedule, projection: Projection) -> tuple[str, ...]:
    """Name the later steps that would not be open without this one."""
    found = []
    for other in schedule.placed:
        if other is not one and other.start >= one.end:
            rest = [third for third in schedule.placed if third is not one and third is not other]
            if not projection.decide(done_by(rest, other.start, projection), other.start).answer(other.option.requires):
                found.append(other.option.id)
    return tuple(found)
