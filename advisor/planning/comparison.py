"""Ways to several goals side by side: months, money, and what each opens and closes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import orjson

from advisor.advice.model import PersonRef, RulebookRef
from advisor.advice.prepared import Prepared
from advisor.advice.steps import opened
from advisor.engine.program import Engine
from advisor.errors import UsageError
from advisor.facts.readers import active_credentials
from advisor.language import words
from advisor.planning.model import FEWEST, MOST, Goal, Offer, Plan, Status
from advisor.planning.plan import planned
from advisor.planning.projection import Projection
from advisor.planning.search import Way, done_by
from advisor.planning.suitability import ranked
from advisor.profile import Profile, profile_from
from advisor.rulebook.book import Rulebook

_SAID = words("compare")


@dataclass(frozen=True, slots=True)
class Subject:
    """A ``level:ID``, ``title:ID`` or ``certification:ID`` with its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Closed:
    """What is no longer there at the end of a way, and why: a title, an exam made needless, a deadline gone by."""

    id: str
    name: str
    why: Literal["title", "needless", "deadline"]
    text: str


@dataclass(frozen=True, slots=True)
class ComparedWay:
    """The ways to a goal as a plan offers them: none where there is none, or where the goal is reached already.

    The first of them, the soonest, is what is compared: ``earns`` are the credentials held at its end and not now.
    """

    goal: Goal
    status: Status
    text: str
    offers: tuple[Offer, ...]
    earns: tuple[Subject, ...]
    opens: tuple[Subject, ...]
    closes: tuple[Closed, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ways in the order of the goals asked for. The same question gives the same bytes."""

    profile: PersonRef
    as_of: str
    rulebook: RulebookRef
    ways: tuple[ComparedWay, ...]

    def to_json(self) -> bytes:
        """Write the comparison as one line of JSON: UTF-8."""
        return orjson.dumps(self, option=orjson.OPT_APPEND_NEWLINE)


def compare(
    profile: Profile | Mapping[str, Any],
    to: Iterable[str],
    rulebook: Rulebook | None = None,
    *,
    as_of: date | None = None,
    engine: Engine = "durable_rules",
) -> Comparison:
    """Plan the ways to two to four goals, and put the soonest of each side by side.

    Goals are named as in ``plan``. Raises InputError when the profile is not valid, UsageError for an unknown goal, or
    for fewer or more goals, or one twice.
    """
    day = as_of or date.today()
    prepared, said, goals = Prepared.of(rulebook, day, engine), profile_from(profile), tuple(to)
    if not FEWEST <= len(goals) <= MOST:
        raise UsageError(_SAID["how many"].format(FEWEST, MOST))
    found = [planned(said, goal, prepared, day) for goal in goals]
    if len({plan.goal for plan, _, _ in found}) < len(found):
        raise UsageError(_SAID["twice"])
    ways = tuple(_compared(*one) for one in found)
    return Comparison(PersonRef(said.id, said.name), day.isoformat(), prepared.ref, ways)


def _compared(plan: Plan, projection: Projection, ways: list[Way]) -> ComparedWay:
    if not ways:
        return ComparedWay(plan.goal, plan.status, plan.text, (), (), (), ())
    prepared, schedule = projection.prepared, ways[0].schedule
    now = prepared.recognize(projection.profile, projection.today)
    done = done_by(schedule.placed, schedule.months, projection)
    then = projection.later(done, schedule.months)
    before, after = prepared.decide(now, witnessed=False), prepared.decide(then, witnessed=False)
    name_of = prepared.rulebook.name_of
    held = active_credentials(then, prepared.rulebook)
    needless = {one.id for one in prepared.rulebook.credentials if not held.isdisjoint(one.superseded_by)}
    opens = tuple(
        Subject(id, name_of(id)) for id in opened(before, after) if id.removeprefix("certification:") not in needless
    )
    holding = prepared.program.holding
    full = [one.id for one in prepared.rulebook.credentials]
    gained = [id for id in holding if after.answer(holding[id]) and not before.answer(holding[id])]
    earned = [id for id in gained if id in full or prepared.rulebook.credential_by_id[id].id not in gained]
    earns = tuple(Subject(f"certification:{id}", prepared.rulebook.label("credentials", id)) for id in earned)
    closes = [
        Closed(f"title:{title.id}", title.name, "title", _SAID["title"].format(title.name))
        for title in prepared.rulebook.titles
        if f"title:{title.id}" in before.holding and f"title:{title.id}" not in after.holding
    ]
    for id in ranked(prepared, now):
        if id not in held and id in needless:
            name = prepared.rulebook.label("credentials", id)
            closes.append(Closed(f"certification:{id}", name, "needless", _SAID["needless"].format(name)))
    closes += _gone_by(projection, schedule.months, {one.undertaking.credential for one in done})
    return ComparedWay(plan.goal, plan.status, plan.text, plan.offers, earns, opens, tuple(closes))


def _gone_by(projection: Projection, month: int, credentials: set[str]) -> Iterator[Closed]:
    """Name what could be had back without its exam now and no longer at the end, as its deadline has gone by."""
    for option in projection.options.values():
        if option.kind != "reinstate" or option.until is None or option.credential in credentials:
            continue
        if projection.today <= option.until < projection.day(month):
            name = projection.rulebook.label("credentials", option.credential)
            text = _SAID["deadline"].format(name, option.until.isoformat())
            yield Closed(f"certification:{option.credential}", name, "deadline", text)
