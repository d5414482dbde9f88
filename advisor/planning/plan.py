"""The way to a goal, in steps with time and cost: each is decided to be open when it begins before it is offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from advisor.advice.model import PersonRef, Reason
from advisor.advice.prepared import Prepared
from advisor.dates import last_day
from advisor.engine.program import Engine
from advisor.errors import EngineError
from advisor.facts.plan import is_known
from advisor.planning.goal import Aim, aim_of, aside, unsuited, usual_aim
from advisor.planning.model import BrokenLimit, Money, Offer, Plan, PlanStep, Status
from advisor.planning.projection import HORIZON, Projection
from advisor.planning.solver import USUAL_HOURS, Limits, Placed, Schedule, Solver, duration
from advisor.planning.undertaking import CONTINUE, Done
from advisor.profile import Profile, profile_from
from advisor.rulebook.book import Rulebook

MOST_OFFERS = 5


def plan(
    profile: Profile | Mapping[str, Any],
    to: str | None = None,
    rulebook: Rulebook | None = None,
    *,
    as_of: date | None = None,
    engine: Engine = "durable_rules",
) -> Plan:
    """Plan a person's way to a level, a title or a certification.

    ``to`` is ``level:ID``, ``title:ID``, ``certification:ID`` or an id or name alone; without it, the goal in the
    profile, else the next level. The profile's ``constraints`` (hours of study a week, US dollars, a last day) are
    kept, or the one that cannot be kept is named. Durations are the longest and costs the highest of their ranges.

    Raises InputError when the profile is not valid, UsageError for an unknown goal, EngineError when no answer was
    found in time.
    """
    day = as_of or date.today()
    prepared = Prepared.of(rulebook, day, engine)
    said = profile_from(profile)
    now = prepared.decide(prepared.recognize(said, day))
    projection = Projection(said, prepared, day)
    aim = aim_of(to, prepared.program, projection.person.track) if to else usual_aim(projection, now.level)
    limits = _limits(said, projection)
    offers: tuple[Offer, ...] = ()
    broken: tuple[BrokenLimit, ...] = ()
    status: Status = "reached"
    text = f"You have reached this already: {aim.goal.name}."
    if not now.answer(aim.condition):
        schedules = _front(projection, aim, limits)
        if not schedules:
            schedules, broken = _beyond(projection, aim, limits)
        offers = tuple(_offer(one, schedules, projection, aim, limits) for one in schedules)
        status = "limits-exceeded" if broken else "planned" if offers else "no-way-found"
        text = _summary(aim, offers, broken)
    return Plan(
        PersonRef(said.id, said.name),
        day.isoformat(),
        prepared.ref,
        aim.goal,
        status,
        text,
        offers,
        broken,
        _notes(projection, aim, offers) if offers else (),
    )


def _limits(profile: Profile, projection: Projection) -> Limits:
    said = profile.constraints
    if said is None:
        return Limits()
    months = None
    if said.by is not None:
        last = last_day(said.by)
        months = (last.year - projection.start.year) * 12 + last.month - projection.start.month
        months -= last.day < projection.start.day
    hours = USUAL_HOURS if said.hours_per_week is None else max(0, int(said.hours_per_week))
    return Limits(hours, None if said.budget is None else int(said.budget), months)


def _front(projection: Projection, aim: Aim, limits: Limits) -> list[Schedule]:
    """Find the Pareto front, soonest way first; what does not suit the goal is used when nothing else leads there."""
    for barred in (unsuited(projection, aim), frozenset[str]()):
        front = Solver(projection, aim.condition, limits, barred, aside(projection, aim)).front(MOST_OFFERS)
        for schedule in front:
            _prove(schedule, projection, aim)
        if front:
            return front
    return []


def _beyond(projection: Projection, aim: Aim, limits: Limits) -> tuple[list[Schedule], tuple[BrokenLimit, ...]]:
    """Say which limits cannot be kept, by the ways there are without them."""
    free = _front(projection, aim, Limits(limits.hours))
    if not free:
        if limits.hours >= USUAL_HOURS or not (free := _front(projection, aim, Limits())):
            return [], ()
        text = f"With {limits.hours} hours of study a week no way ends within {HORIZON // 12} years."
        return free, (BrokenLimit("hours_per_week", str(limits.hours), "more", text),)
    broken = []
    cheapest, soonest = min(one.cost for one in free), min(one.months for one in free)
    if limits.budget is not None and cheapest > limits.budget:
        text = f"The cheapest way we found costs up to ${cheapest:,}; you have ${limits.budget:,}."
        broken.append(BrokenLimit("budget", str(limits.budget), str(cheapest), text))
    if limits.months is not None and soonest > limits.months:
        last = projection.day(soonest).isoformat()
        text = f"The soonest way we found ends on {last}, which is later than you asked for."
        broken.append(
            BrokenLimit("by", str(projection.profile.constraints and projection.profile.constraints.by), last, text)
        )
    if not broken:
        text = "Each of your limits can be kept, but not both: the sooner ways cost more than you have."
        in_time = [one.cost for one in free if limits.months is None or one.months <= limits.months]
        affordable = [one.months for one in free if limits.budget is None or one.cost <= limits.budget]
        last = projection.day(min(affordable)).isoformat()
        broken = [
            BrokenLimit("budget", str(limits.budget), str(min(in_time)), text),
            BrokenLimit("by", str(limits.months), last, text),
        ]
    return free, tuple(broken)


def done_by(placed: Iterable[Placed], month: int, projection: Projection) -> list[Done]:
    """Give what is done by a month: work as far as it has come, all else only when it is finished."""
    return [
        projection.done(one.option, one.start, min(one.end, month))
        for one in sorted(placed, key=lambda one: (one.end, one.start, one.option.id))
        if one.end <= month or (one.option.kind == "work" and one.start < month)
    ]


def _prove(schedule: Schedule, projection: Projection, aim: Aim) -> None:
    """Go through a schedule month by month by the rules themselves: every step is open when it begins."""
    for one in schedule.placed:
        others = [other for other in schedule.placed if other is not one]
        decision = projection.decide(done_by(others, one.start, projection), one.start, witnessed=True)
        if not decision.answer(one.option.requires):
            raise EngineError(f"A plan was found whose step {one.option.id} is not open when it begins.")
    decision = projection.decide(done_by(schedule.placed, schedule.months, projection), schedule.months, witnessed=True)
    if not decision.answer(aim.condition):
        raise EngineError("A plan was found that does not reach its goal.")


def _offer(schedule: Schedule, front: list[Schedule], projection: Projection, aim: Aim, limits: Limits) -> Offer:
    labels = []
    if schedule.months == min(one.months for one in front):
        labels.append("soonest")
    if schedule.cost == min(one.cost for one in front):
        labels.append("cheapest")
    steps = tuple(_step(one, schedule, projection, limits) for one in schedule.placed)
    known = all(step.cost.known for step in steps)
    cost = Money(sum(step.cost.low for step in steps), sum(step.cost.high for step in steps), "", known)
    return Offer(
        tuple(labels) or ("between",), projection.day(schedule.months).isoformat(), schedule.months, cost, steps
    )


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


def _summary(aim: Aim, offers: tuple[Offer, ...], broken: tuple[BrokenLimit, ...]) -> str:
    if not offers:
        return f"From what the rules know we found no way to {aim.goal.name} within {HORIZON // 12} years."
    soonest = min(offers, key=lambda offer: offer.months)
    words = f"{soonest.months} months" if soonest.months != 1 else "1 month"
    said = f"The soonest way to {aim.goal.name} takes {words}."
    return " ".join([*(limit.text for limit in broken), said]) if broken else said


def _notes(projection: Projection, aim: Aim, offers: tuple[Offer, ...]) -> tuple[str, ...]:
    notes = [
        "Times are the longest and costs the highest that we know of, so that each step is possible when it comes.",
        f"Months are counted from {projection.start.isoformat()}.",
    ]
    if any(one.expires for one in projection.profile.certifications or ()):
        notes.append("It rests on your certifications being renewed on time.")
    kinds = {step.kind for offer in offers for step in offer.steps}
    if "work" in kinds:
        notes.append("Work is counted as full time, paid and found at once. A search for a job takes time of its own.")
    if any(step.id == CONTINUE for offer in offers for step in offer.steps):
        notes.append("Your present work is counted by its own hours.")
    asked = {fact for offer in offers for step in offer.steps for fact in projection.options[step.id].requires.facts}
    asked |= set(aim.condition.facts)
    unknown = [
        projection.rulebook.facts[id].name
        for id in projection.rulebook.facts
        if id in asked
        and "concluded" not in projection.rulebook.facts[id].read
        and not is_known(projection.at_rest(0).get(id))
    ]
    if unknown:
        notes.append(f"We do not know this yet, and planned as if it were missing: {'; '.join(unknown)}.")
    return tuple(notes)
