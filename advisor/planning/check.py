"""Checks a plan against the profile and the rulebook, without the rules engine, the solver or the code that planned.

Of a plan only its goal, the labels and the length of each way, and of each step its id and months are taken as said.
The person is led through the steps, each must be open when it begins, and all else is worked out again and compared
leaf by leaf. What only a search can know is not proved: that no way is better, or that there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from advisor.advice.model import PersonRef, Reason
from advisor.advice.prepared import Prepared
from advisor.differences import differences, plain
from advisor.engine.decide import Decision
from advisor.errors import UsageError
from advisor.planning.check_sayings import Sayings, Step, Way, limits_of
from advisor.planning.goal import Aim, aim_of
from advisor.planning.limits import Limits, duration, price
from advisor.planning.projection import HORIZON, Projection
from advisor.planning.undertaking import CONTINUE, Done
from advisor.profile import Profile, profile_from
from advisor.rulebook.book import Rulebook

Plain = dict[str, Any]
LABELS = ("soonest", "cheapest", "surest")


def check_plan(plan: Any, profile: Profile | Mapping[str, Any], rulebook: Rulebook) -> tuple[str, ...]:
    """Give what is wrong with a plan (the data of its JSON), each with its place; nothing when it is true.

    Any data may be given. Raises InputError when the profile is not valid.
    """
    said = profile_from(profile)
    goal = plan.get("goal") if isinstance(plan, dict) else None
    if not isinstance(goal, dict):
        return ("It is not a plan.",)
    try:
        day = date.fromisoformat(str(plan.get("as_of")))
        projection = Projection(said, Prepared.of(rulebook, day, "plain"), day)
        aim = aim_of(f"{goal.get('kind')}:{goal.get('id')}", projection.prepared.program, projection.person.track)
    except (ValueError, UsageError):
        return ("as_of, goal: they are no day and no goal for which ways can be looked for.",)
    checker = _Checker(said, projection, aim)
    ways = checker.read(plan.get("offers"))
    if ways is None:
        return ("offers: it is no list of ways, of steps that this person can make, each once and in whole months.",)
    right = checker.right(ways, plan)
    return (*differences(plan, plain(right)), *checker.problems(ways))


class _Checker:
    """One person who tries the ways of a plan."""

    def __init__(self, profile: Profile, projection: Projection, aim: Aim) -> None:
        self.profile, self.projection, self.aim = profile, projection, aim
        now = projection.prepared.recognize(profile, projection.today)
        self.is_reached = projection.prepared.decide(now, witnessed=False).answer(aim.condition) is True
        self.own_limits = self.limits = limits_of(profile, projection)

    def read(self, stated: Any) -> list[Way] | None:
        """Read what is taken as said; None when it cannot be that of ways."""
        if not isinstance(stated, list) or not all(isinstance(offer, dict) for offer in stated):
            return None
        found = []
        for offer in stated:
            labels, months, is_proved = (offer.get(key) for key in ("labels", "months", "proved"))
            steps = self.steps(offer.get("steps"))
            if not isinstance(labels, list) or type(months) is not int or type(is_proved) is not bool or steps is None:
                return None
            if not 0 <= months <= HORIZON or not all(label in LABELS for label in labels):
                return None
            found.append(Way(tuple(labels), months, is_proved, steps))
        return found

    def steps(self, stated: Any) -> tuple[Step, ...] | None:
        if not isinstance(stated, list) or not all(isinstance(step, dict) for step in stated):
            return None
        found = dict[str, Step]()
        for step in stated:
            id, start, end = (step.get(key) for key in ("id", "start_month", "end_month"))
            option = self.projection.options.get(id) if isinstance(id, str) else None
            if option is None or option.id in found or type(start) is not int or type(end) is not int:
                return None
            if not 0 <= start <= end <= HORIZON:
                return None
            found[option.id] = Step(option, start, end)
        return tuple(sorted(found.values(), key=lambda step: (step.start, step.end, step.option.id)))

    # -- what a plan must say -------------------------------------------------------------

    def right(self, ways: Sequence[Way], plan: Plain) -> Plain:
        """Give all that a plan of these ways must say."""
        projection, goal = self.projection, self.aim.goal
        sayings = Sayings(projection, self.aim, self.profile, self.own_limits)
        broken = [] if self.is_reached else sayings.broken(ways, list(map(self.cost, ways)), plan.get("broken_limits"))
        if any(one["limit"] == "hours_per_week" for one in broken):
            self.limits = Limits()  # the ways are those of who has time enough
        status, text = sayings.reached() if self.is_reached else sayings.summary(ways, broken, plan.get("text"))
        return {
            "profile": PersonRef(self.profile.id, self.profile.name),
            **{"as_of": projection.today.isoformat(), "rulebook": projection.prepared.ref, "goal": goal},
            **{"status": status, "text": text},
            "offers": [self.offer(way) for way in ways if not self.is_reached],
            "broken_limits": broken,
            "notes": list(dict.fromkeys(sayings.notes(ways, plan.get("notes")))) if ways else [],
        }

    def offer(self, way: Way) -> Plain:
        known = [step.option.cost for step in way.steps if step.option.cost]
        unpriced = [step.option.name for step in way.steps if step.option.cost is None]
        low, high = (sum(cost[side] for cost in known) for side in (0, 1))
        return {
            "labels": way.labels,
            "reached": self.projection.day(way.months).isoformat(),
            "months": way.months,
            "cost": {"low": low, "high": high, "year": "", "known": not unpriced},
            "steps": [self.step(step, way) for step in way.steps],
            "unpriced": unpriced,
            "unsure": way.unsure,
            "proved": way.is_proved,
        }

    def step(self, step: Step, way: Way) -> Plain:
        option, day, hours = step.option, self.projection.day, self.limits.hours
        least = most = step.end - step.start
        if option.kind != "work":
            most = duration(option, hours)
            least = round(option.months[0] * most / option.months[1]) if option.months[1] else 0
        low, high = option.cost or (0, 0)
        year = option.cost_year if option.cost else ""
        return {
            **{"id": option.id, "kind": option.kind, "action": option.action},
            **{"start": day(step.start).isoformat(), "end": day(step.end).isoformat()},
            **{"start_month": step.start, "end_month": step.end, "months": (least, most)},
            "hours_per_week": 0 if option.kind == "work" else min(option.hours, hours),
            "cost": {"low": low, "high": high, "year": year, "known": option.cost is not None},
            "note": option.note,
            "because": self.because(step, way),
            "unlocks": list(self.unlocked(step, way)),
        }

    def because(self, step: Step, way: Way) -> tuple[Reason, ...]:
        """Say what opens a step when it begins."""
        option, explainer = step.option, self.projection.prepared.explainer
        if not option.sources:
            return ()
        found = explainer.because(option.requires, self.when(step, way), option.rule, option.sources)
        whole = Reason(option.action, option.rule, str(option.requires), explainer.refs(option.sources))
        return found or (whole,)

    def unlocked(self, step: Step, way: Way) -> Iterator[str]:
        """Name the later steps that would not be open without this one."""
        for other in way.steps:
            if other is not step and other.start >= step.end:
                rest = [one for one in way.steps if one is not step and one is not other]
                if not self.after(rest, other.start).answer(other.option.requires):
                    yield other.option.id

    # -- what must be true of its ways ----------------------------------------------------

    def problems(self, ways: Sequence[Way]) -> Iterator[str]:
        """Say where a way cannot be gone, or is not what it is called."""
        for number, way in enumerate(ways):
            place = f"offers[{number}]"
            yield from (f"{place}: {problem}" for step in way.steps for problem in self.of_step(step, way))
            if any(step.end > way.months for step in way.steps):
                yield f"{place}: a step ends after the goal is reached."
            if not self.after(way.steps, way.months).answer(self.aim.condition):
                yield f"{place}: the goal is not reached."
            if any(self.study(way, month) > max(self.limits.hours, 1) for month in range(way.months)):
                yield f"{place}: it takes more study than there are hours."
        labels = [label for way in ways for label in way.labels]
        is_whole = LABELS[2] not in labels or set(labels) == set(LABELS)
        if len(labels) != len(set(labels)) or not all(way.labels for way in ways) or not is_whole:
            yield "offers: each label stands once, and each way has one."
        in_order = sorted([sorted(way.labels, key=LABELS.index) for way in ways], key=_first)
        if in_order != [list(way.labels) for way in ways]:
            yield "offers: the labels, or the ways by their first label, are not in order."
        measures: list[Callable[[Way], int]] = [lambda way: way.months, self.cost, lambda way: way.unsure]
        for label, measure in zip(LABELS, measures, strict=True):
            named = [way for way in ways if label in way.labels and way.is_proved]
            if set(labels) == set(LABELS) and any(measure(way) > min(map(measure, ways)) for way in named):
                yield f"offers: another way goes before the {label}."

    def of_step(self, step: Step, way: Way) -> Iterator[str]:
        """Say why a step cannot be made as it stands there."""
        option, length = step.option, step.end - step.start
        if not self.when(step, way).answer(option.requires):
            yield f"{option.id} is not open when it begins."
        if length < 1 if option.kind == "work" else length != duration(option, self.limits.hours):
            yield f"{option.id} takes another time."
        if (option.id == CONTINUE and step.start) or (option.until and self.projection.day(step.start) > option.until):
            yield f"{option.id} begins too late."
        if option.kind == "work" and any(
            other is not step and other.option.kind == "work" and other.start < step.end and step.start < other.end
            for other in way.steps
        ):
            yield f"{option.id} is not the only work of its time."

    def study(self, way: Way, month: int) -> int:
        """Give the hours of study a week in a month."""
        return sum(
            min(step.option.hours, max(self.limits.hours, 1))
            for step in way.steps
            if step.option.kind != "work" and step.start <= month < step.end
        )

    def cost(self, way: Way) -> int:
        """Give what a way costs, an unknown price taken for that of the dearest exam."""
        exams = [option.cost[1] for option in self.projection.options.values() if option.kind == "exam" and option.cost]
        return sum(price(step.option, max(exams, default=0)) for step in way.steps)

    def when(self, step: Step, way: Way) -> Decision:
        """Decide for the person as a step begins."""
        return self.after([other for other in way.steps if other is not step], step.start)

    def after(self, steps: Iterable[Step], month: int) -> Decision:
        """Decide for the person in a month: with work as far as it has come, and all else that is finished."""
        done = list[Done]()
        for option, start, end in sorted(steps, key=lambda step: (step.end, step.start, step.option.id)):
            if end <= month or (option.kind == "work" and start < month):
                done.append(self.projection.done(option, start, min(end, month)))
        return self.projection.decide(done, month)


def _first(labels: list[str]) -> int:
    return LABELS.index(labels[0]) if labels else len(LABELS)
