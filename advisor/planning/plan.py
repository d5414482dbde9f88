"""The way to a goal, in steps with time and cost: each possible when it comes, and proved so before it is offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from advisor.advice.advise import bundled
from advisor.advice.explain import explainer_of
from advisor.advice.model import PersonRef, Reason, RulebookRef
from advisor.dates import parse_partial
from advisor.engine.decide import decide
from advisor.engine.reading import answer
from advisor.errors import EngineError
from advisor.facts import is_known, read_facts
from advisor.planning.goal import Aim, aim_of, aside, unsuited, usual_aim
from advisor.planning.model import BrokenLimit, Money, Offer, Plan, PlanStep, Status
from advisor.planning.solver import USUAL_HOURS, Limits, Placed, Schedule, Solver, duration
from advisor.planning.undertaking import CONTINUE, Done
from advisor.planning.world import HORIZON, World
from advisor.profile import Profile, profile_from
from advisor.recognize import recognize
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import facts_of

MOST_OFFERS = 5


def plan(
    profile: Profile | Mapping[str, Any],
    to: str | None = None,
    rulebook: Rulebook | None = None,
    *,
    as_of: date | None = None,
) -> Plan:
    """Plan a person's way to a level, a title or a certification.

    ``to`` is ``level:ID``, ``title:ID``, ``certification:ID`` or an id or name alone; without it, the goal in the
    profile, else the next level. The profile's ``constraints`` (hours of study a week, US dollars, a last day) are
    kept, or the one that cannot be kept is named. Durations are the longest and costs the highest of their ranges.

    Raises InputError when the profile is not valid, UsageError for an unknown goal, EngineError when no answer was
    found in time.
    """
    day = as_of or date.today()
    rulebook = (rulebook or bundled()).as_of(day)
    said = profile_from(profile)
    now = decide(read_facts(recognize(said, rulebook, day), rulebook), rulebook)
    world = World(said, rulebook, day)
    aim = aim_of(to, rulebook, world.person.track) if to else usual_aim(world, now.level)
    limits = _limits(said, world)
    offers: tuple[Offer, ...] = ()
    broken: tuple[BrokenLimit, ...] = ()
    status: Status = "reached"
    text = f"You have reached this already: {aim.goal.name}."
    if not answer(aim.condition, now.values):
        schedules = _front(world, aim, limits)
        if not schedules:
            schedules, broken = _beyond(world, aim, limits)
        offers = tuple(_offer(one, schedules, world, aim, limits) for one in schedules)
        status = "limits-exceeded" if broken else "planned" if offers else "no-way-found"
        text = _summary(aim, offers, broken)
    return Plan(
        PersonRef(said.id, said.name),
        day.isoformat(),
        RulebookRef(rulebook.id, rulebook.version, rulebook.digest),
        aim.goal,
        status,
        text,
        offers,
        broken,
        _notes(world, aim, offers) if offers else (),
    )


def _limits(profile: Profile, world: World) -> Limits:
    said = profile.constraints
    if said is None:
        return Limits()
    months = None
    if said.by is not None:
        last = parse_partial(said.by)
        months = (last.year - world.start.year) * 12 + last.month - world.start.month
        months -= last.day < world.start.day
    hours = USUAL_HOURS if said.hours_per_week is None else max(0, int(said.hours_per_week))
    return Limits(hours, None if said.budget is None else int(said.budget), months)


def _front(world: World, aim: Aim, limits: Limits) -> list[Schedule]:
    """Find the Pareto front, soonest way first; what does not suit the goal is used when nothing else leads there."""
    for barred in (unsuited(world, aim), frozenset[str]()):
        front = Solver(world, aim.condition, limits, barred, aside(world, aim)).front(MOST_OFFERS)
        for schedule in front:
            _prove(schedule, world, aim)
        if front:
            return front
    return []


def _beyond(world: World, aim: Aim, limits: Limits) -> tuple[list[Schedule], tuple[BrokenLimit, ...]]:
    """Say which limits cannot be kept, by the ways there are without them."""
    free = _front(world, aim, Limits(limits.hours))
    if not free:
        if limits.hours >= USUAL_HOURS or not (free := _front(world, aim, Limits())):
            return [], ()
        text = f"With {limits.hours} hours of study a week no way ends within {HORIZON // 12} years."
        return free, (BrokenLimit("hours_per_week", str(limits.hours), "more", text),)
    broken = []
    cheapest, soonest = min(one.cost for one in free), min(one.months for one in free)
    if limits.budget is not None and cheapest > limits.budget:
        text = f"The cheapest way we found costs up to ${cheapest:,}; you have ${limits.budget:,}."
        broken.append(BrokenLimit("budget", str(limits.budget), str(cheapest), text))
    if limits.months is not None and soonest > limits.months:
        last = world.day(soonest).isoformat()
        text = f"The soonest way we found ends on {last}, which is later than you asked for."
        broken.append(BrokenLimit("by", str(world.profile.constraints and world.profile.constraints.by), last, text))
    if not broken:
        text = "Each of your limits can be kept, but not both: the sooner ways cost more than you have."
        broken = [
            BrokenLimit("budget", str(limits.budget), str(min(one.cost for one in free if limits.months is None
                        or one.months <= limits.months)), text),
            BrokenLimit("by", str(limits.months), world.day(min(one.months for one in free if limits.budget is None
                        or one.cost <= limits.budget)).isoformat(), text),
        ]  # fmt: skip
    return free, tuple(broken)


def done_by(placed: Iterable[Placed], month: int, world: World) -> list[Done]:
    """Give what is done by a month: work as far as it has come, all else only when it is finished."""
    return [
        world.done(one.option, one.start, min(one.end, month))
        for one in sorted(placed, key=lambda one: (one.end, one.start, one.option.id))
        if one.end <= month or (one.option.kind == "work" and one.start < month)
    ]


def _prove(schedule: Schedule, world: World, aim: Aim) -> None:
    """Go through a schedule month by month by the rules themselves: every step is open when it begins."""
    for one in schedule.placed:
        others = [other for other in schedule.placed if other is not one]
        if not answer(one.option.requires, world.values(done_by(others, one.start, world), one.start)):
            raise EngineError(f"A plan was found whose step {one.option.id} is not open when it begins.")
    reached = world.values(done_by(schedule.placed, schedule.months, world), schedule.months)
    if not answer(aim.condition, reached):
        raise EngineError("A plan was found that does not reach its goal.")


def _offer(schedule: Schedule, front: list[Schedule], world: World, aim: Aim, limits: Limits) -> Offer:
    labels = []
    if schedule.months == min(one.months for one in front):
        labels.append("soonest")
    if schedule.cost == min(one.cost for one in front):
        labels.append("cheapest")
    steps = tuple(_step(one, schedule, world, limits) for one in schedule.placed)
    known = all(step.cost.known for step in steps)
    cost = Money(sum(step.cost.low for step in steps), sum(step.cost.high for step in steps), "", known)
    return Offer(tuple(labels) or ("between",), world.day(schedule.months).isoformat(), schedule.months, cost, steps)


def _step(one: Placed, schedule: Schedule, world: World, limits: Limits) -> PlanStep:
    option, explainer = one.option, explainer_of(world.rulebook)
    others = [other for other in schedule.placed if other is not one]
    values = world.values(done_by(others, one.start, world), one.start)
    because = explainer.because(option.requires, values, option.rule, option.sources) if option.sources else ()
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
        world.day(one.start).isoformat(),
        world.day(one.end).isoformat(),
        one.start,
        one.end,
        months,
        min(option.hours, limits.hours) if option.kind != "work" else 0,
        cost,
        option.note,
        because,
        _unlocks(one, schedule, world),
    )


def _unlocks(one: Placed, schedule: Schedule, world: World) -> tuple[str, ...]:
    """Name the later steps that would not be open without this one."""
    found = []
    for other in schedule.placed:
        if other is not one and other.start >= one.end:
            rest = [third for third in schedule.placed if third is not one and third is not other]
            if not answer(other.option.requires, world.values(done_by(rest, other.start, world), other.start)):
                found.append(other.option.id)
    return tuple(found)


def _summary(aim: Aim, offers: tuple[Offer, ...], broken: tuple[BrokenLimit, ...]) -> str:
    if not offers:
        return f"From what the rules know we found no way to {aim.goal.name} within {HORIZON // 12} years."
    soonest = min(offers, key=lambda offer: offer.months)
    words = f"{soonest.months} months" if soonest.months != 1 else "1 month"
    said = f"The soonest way to {aim.goal.name} takes {words}."
    return " ".join([*(limit.text for limit in broken), said]) if broken else said


def _notes(world: World, aim: Aim, offers: tuple[Offer, ...]) -> tuple[str, ...]:
    notes = [
        "Times are the longest and costs the highest that we know of, so that each step is possible when it comes.",
        f"Months are counted from {world.start.isoformat()}.",
    ]
    if any(one.expires for one in world.profile.certifications or ()):
        notes.append("It rests on your certifications being renewed on time.")
    kinds = {step.kind for offer in offers for step in offer.steps}
    if "work" in kinds:
        notes.append("Work is counted as full time, paid and found at once. A search for a job takes time of its own.")
    if any(step.id == CONTINUE for offer in offers for step in offer.steps):
        notes.append("Your present work is counted by its own hours.")
    asked = set().union(*(facts_of(world.options[step.id].requires) for offer in offers for step in offer.steps))
    asked |= facts_of(aim.condition)
    unknown = [
        world.rulebook.facts[id].name
        for id in world.rulebook.facts
        if id in asked and "concluded" not in world.rulebook.facts[id].read and not is_known(world.at_rest(0).get(id))
    ]
    if unknown:
        notes.append(f"We do not know this yet, and planned as if it were missing: {'; '.join(unknown)}.")
    return tuple(notes)
