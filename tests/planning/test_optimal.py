"""Plans held against exhaustive search: nothing is sooner, and nothing as soon is cheaper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import pytest

from advisor.advice.prepared import Prepared
from advisor.planning.goal import aim_of
from advisor.planning.limits import Limits, duration, price
from advisor.planning.projection import Projection
from advisor.planning.solver import Solver
from advisor.planning.undertaking import Done, Undertaking
from advisor.profile import profile_from
from advisor.rulebook.condition import Condition
from advisor.rulebook.load import load_rulebook
from tests.people import DAY
from tests.test_loader import PHARMACY

PREPARED = Prepared.of(load_rulebook(PHARMACY), DAY)
LAST = 20
"""Months that the exhaustive search looks ahead."""


@dataclass(frozen=True)
class State:
    """Where a person is: what is finished, what runs and for how long yet, the months of each job."""

    finished: frozenset[str]
    running: frozenset[tuple[str, int]]
    worked: tuple[tuple[str, int], ...]
    left: frozenset[str]
    """Jobs that were given up: a job is one stretch of time."""
    job: str
    cost: int


class Exhaustive:
    """Tries every choice in every month; knows nothing of the solver."""

    def __init__(self, projection: Projection, goal: Condition, hours: int) -> None:
        self.projection, self.goal, self.hours = projection, goal, hours
        self.studies = [one for one in projection.options.values() if one.kind != "work"]
        self.jobs = [one for one in projection.options.values() if one.kind == "work"]
        exams = [one.cost[1] for one in self.studies if one.kind == "exam" and one.cost]
        self.dearest = max(exams, default=0)
        self.known: dict[tuple[frozenset[str], tuple[tuple[str, int], ...], str], bool] = {}

    def holds(self, state: State, name: str, condition: Condition) -> bool:
        key = (state.finished, state.worked, name)
        if key not in self.known:
            month, done = 0, []
            for id, months in state.worked:
                done.append(self.projection.done(self.projection.options[id], month, month + months))
                month += months
            ended = [
                Done(self.projection.options[id], self.projection.day(month), self.projection.day(month))
                for id in self.projection.options
                if id in state.finished
            ]
            self.known[key] = self.projection.decide([*done, *ended], month).answer(condition) is True
        return self.known[key]

    def instant(self, state: State) -> Iterator[State]:
        """What takes no time is done at once, or not."""
        yield state
        for one in self.studies:
            if (
                one.id not in state.finished
                and duration(one, self.hours) == 0
                and self.holds(state, one.id, one.requires)
            ):
                cost = state.cost + price(one, self.dearest)
                yield from self.instant(State(state.finished | {one.id}, *_rest(state), cost))

    def next(self, state: State) -> Iterator[State]:
        running = {id for id, _ in state.running}
        free = self.hours - sum(min(self.projection.options[id].hours, self.hours) for id in running)
        open_now = [
            one
            for one in self.studies
            if one.id not in state.finished | running
            and duration(one, self.hours)
            and self.holds(state, one.id, one.requires)
        ]
        jobs = [
            one
            for one in self.jobs
            if one.id not in state.left and (state.job == one.id or self.holds(state, one.id, one.requires))
        ]
        for count in range(len(open_now) + 1):
            for begun in combinations(open_now, count):
                if sum(min(one.hours, self.hours) for one in begun) <= free:
                    for job in (None, *jobs):
                        yield self.month(state, begun, job)

    def month(self, state: State, begun: tuple[Undertaking, ...], job: Undertaking | None) -> State:
        running = {**dict(state.running), **{one.id: duration(one, self.hours) for one in begun}}
        left = {id: months - 1 for id, months in running.items()}
        worked = dict(state.worked)
        if job:
            worked[job.id] = worked.get(job.id, 0) + 1
        given_up = state.left | ({state.job} if state.job and (job is None or job.id != state.job) else set())
        return State(
            state.finished | {id for id, months in left.items() if months == 0},
            frozenset((id, months) for id, months in left.items() if months),
            tuple(sorted(worked.items())),
            given_up,
            job.id if job else "",
            state.cost + sum(price(one, self.dearest) for one in begun),
        )

    def front(self) -> list[tuple[int, int]]:
        """(months, cost) of every way that no other is better than."""
        found: list[tuple[int, int]] = []
        states = set(self.instant(State(frozenset(), frozenset(), (), frozenset(), "", 0)))
        for month in range(LAST + 1):
            reached = [state.cost for state in states if self.holds(state, "goal", self.goal)]
            best = min(reached, default=None)
            if best is not None and all(best < cost for _, cost in found):
                found.append((month, best))
            cheapest = min((cost for _, cost in found), default=None)
            following = {
                after
                for state in states
                if cheapest is None or state.cost < cheapest
                for later in self.next(state)
                for after in self.instant(later)
            }
            states = _undominated(following)
        return found


def _rest(
    state: State,
) -> tuple[frozenset[tuple[str, int]], tuple[tuple[str, int], ...], frozenset[str], str]:
    return state.running, state.worked, state.left, state.job


def _undominated(states: set[State]) -> set[State]:
    """Of states alike but for their cost, keep the cheapest."""
    best: dict[tuple[object, ...], State] = {}
    for state in states:
        key = (state.finished, *_rest(state))
        if key not in best or state.cost < best[key].cost:
            best[key] = state
    return set(best.values())


PEOPLE: dict[str, dict[str, object]] = {
    "school leaver": {"education": "none", "experience": [], "certifications": []},
    "graduate": {"education": "high-school", "experience": [], "certifications": []},
    "at work": {
        "education": "high-school",
        "certifications": [],
        "experience": [{"area": "dispensing", "start": "2026-05", "hours_per_week": 20}],
    },
    "certified": {
        "education": "high-school",
        "certifications": ["CPhT"],
        "experience": [{"area": "dispensing", "years": 1.5}],
    },
}


@pytest.mark.long
@pytest.mark.parametrize("hours", [8, 30, 40])
@pytest.mark.parametrize(
    ("who", "goal", "options"),
    [
        (
            "school leaver",
            "certification:cpht",
            ["equivalency-test", "accredited-program", "calculations", "dispensing"],
        ),
        ("graduate", "certification:cpht", ["accredited-program", "calculations", "dispensing", "counter"]),
        ("graduate", "certification:excpt", ["accredited-program", "calculations", "dispensing"]),
        ("graduate", "title:sterile-compounding-technician", ["accredited-program", "aseptic-technique", "dispensing"]),
        ("graduate", "level:technician", ["accredited-program", "calculations", "counter", "dispensing"]),
        ("at work", "level:technician", ["accredited-program", "calculations", "keep-your-job", "counter"]),
        ("at work", "title:sterile-compounding-technician", ["calculations", "aseptic-technique", "keep-your-job"]),
        ("certified", "level:lead", ["dispensing", "lead-a-shift", "counter"]),
    ],
)
def test_no_way_is_sooner_and_none_as_soon_is_cheaper(who: str, goal: str, options: list[str], hours: int) -> None:
    """A student pays more or waits longer than they need to."""
    projection = Projection(profile_from(PEOPLE[who]), PREPARED, DAY)
    exams = ("earn-cpht", "earn-excpt", "lift-excpt")
    projection.options = {id: one for id, one in projection.options.items() if id in (*options, *exams)}
    aim = aim_of(goal, PREPARED.program)
    expected = Exhaustive(projection, aim.condition, hours).front()
    assert list(front(projection, aim.condition, hours)) == expected


def front(projection: Projection, goal: Condition, hours: int) -> Iterator[tuple[int, int]]:
    """(months, cost) of the soonest way, then of the soonest that is cheaper, and so on."""
    one = Solver(projection, goal, Limits(hours, None, LAST)).best(("months", "cost"))
    while one is not None:
        yield one.months, one.cost
        one = Solver(projection, goal, Limits(hours, one.cost - 1, LAST)).best(("months", "cost"))


def test_the_search_by_hand_finds_something() -> None:
    """Two empty fronts agree, and prove nothing."""
    projection = Projection(profile_from(PEOPLE["graduate"]), PREPARED, DAY)
    options = ("accredited-program", "calculations", "dispensing", "earn-cpht")
    projection.options = {id: one for id, one in projection.options.items() if id in options}
    assert len(Exhaustive(projection, aim_of("certification:cpht", PREPARED.program).condition, 40).front()) >= 2
