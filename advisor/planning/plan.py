"""The way to a goal, in steps with time and cost: each is decided to be open when it begins before it is offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from advisor.advice.model import PersonRef
from advisor.advice.prepared import Prepared
from advisor.advice.sentences import months_in_words, range_in_words
from advisor.dates import last_day
from advisor.engine.program import Engine
from advisor.facts.plan import is_known
from advisor.language import words
from advisor.planning.goal import aim_of, usual_aim
from advisor.planning.limits import USUAL_HOURS, Limits
from advisor.planning.model import BrokenLimit, Offer, Plan, Status
from advisor.planning.offers import offer_of
from advisor.planning.projection import HORIZON, Projection
from advisor.planning.search import CHEAPEST, SOONEST, Search, Way
from advisor.planning.solver import Schedule
from advisor.planning.undertaking import CONTINUE
from advisor.profile import Profile, profile_from
from advisor.rulebook.book import Rulebook

_SAID = words("plans")


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

    Raises InputError when the profile is not valid, UsageError for an unknown goal.
    """
    day = as_of or date.today()
    return planned(profile_from(profile), to, Prepared.of(rulebook, day, engine), day)[0]


def planned(said: Profile, to: str | None, prepared: Prepared, day: date) -> tuple[Plan, Projection, list[Way]]:
    """Plan as of a day; and give what the plan was made from, with the way of each of its offers."""
    projection = Projection(said, prepared, day)
    now = prepared.decide(prepared.recognize(said, day))
    aim = aim_of(to, prepared.program, projection.person.track) if to else usual_aim(projection, now.level)
    limits = _limits(said, projection)
    ways: list[Way] = []
    offers: tuple[Offer, ...] = ()
    broken: tuple[BrokenLimit, ...] = ()
    notes: tuple[str, ...] = ()
    status: Status = "reached"
    text = _SAID["reached"].format(aim.goal.name)
    if not now.answer(aim.condition):
        search = Search(projection, aim)
        ways = search.ways(limits)
        if not ways and not search.effort.ran_out:
            ways, broken = _beyond(search, limits)
        is_short = any(one.limit == "hours_per_week" for one in broken)
        offers = tuple(offer_of(way, projection, Limits() if is_short else limits) for way in ways)
        status = "limits-exceeded" if broken else "planned" if offers else "no-way-found"
        text = _summary(search, offers, broken)
        notes = tuple(dict.fromkeys(_notes(search, offers, limits))) if offers else ()
    person = PersonRef(said.id, said.name)
    made = Plan(person, day.isoformat(), prepared.ref, aim.goal, status, text, offers, broken, notes)
    return made, projection, ways


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


# -- limits that cannot be kept ------------------------------------------------------------


def _beyond(search: Search, limits: Limits) -> tuple[list[Way], tuple[BrokenLimit, ...]]:
    """Say which limits cannot be kept, with the ways that miss them by least."""
    hours = limits.hours
    soonest = search.best(SOONEST, Limits(hours))
    if soonest is None:
        free = search.ways(Limits()) if hours < USUAL_HOURS else []
        text = _SAID["hours broken"].format(hours, HORIZON // 12)
        return free, (BrokenLimit("hours_per_week", str(hours), "more", text),) if free else ()
    cheapest = search.best(CHEAPEST, Limits(hours), soonest) or soonest
    too_dear = limits.budget is not None and cheapest.cost > limits.budget
    too_late = limits.months is not None and soonest.months > limits.months
    if not too_late:
        cheapest = search.best(CHEAPEST, Limits(hours, None, limits.months)) or cheapest
    if not too_dear:
        soonest = search.best(SOONEST, Limits(hours, limits.budget)) or soonest
    each = not too_dear and not too_late  # each limit can be kept, but not both
    if too_dear and too_late and cheapest.cost >= soonest.cost:
        cheapest = soonest
    broken = []
    if too_dear or each:
        text = _SAID["not both" if each else "budget broken"]
        text = text.format(_price_in_words(cheapest), f"${limits.budget:,}")
        broken.append(BrokenLimit("budget", str(limits.budget), str(_known_price(cheapest)), text))
    if too_late or each:
        last = search.projection.day(soonest.months).isoformat()
        text = broken[0].text if each else _SAID["by broken"].format(last)
        said = search.projection.profile.constraints
        broken.append(BrokenLimit("by", str(said.by if said else ""), last, text))
    ways = [Way(("soonest",), soonest)] if too_late or each else []
    ways += [Way(("cheapest",), cheapest)] if too_dear or each else []
    if len(ways) == 2 and cheapest.cost >= soonest.cost:
        ways = [Way(("soonest", "cheapest"), soonest)]
    return ways, tuple(broken)


def _known_price(schedule: Schedule) -> int:
    return sum(one.option.cost[1] for one in schedule.placed if one.option.cost)


def _price_in_words(schedule: Schedule) -> str:
    names = [one.option.name for one in schedule.placed if one.option.cost is None]
    known = f"${_known_price(schedule):,}"
    return _SAID["and what"].format(known, _listed(names)) if names else known


def _listed(names: Iterable[str]) -> str:
    return _SAID["and"].join(dict.fromkeys(names))


# -- what is said of all of it ----------------------------------------------------------------


def _summary(search: Search, offers: tuple[Offer, ...], broken: tuple[BrokenLimit, ...]) -> str:
    aim = search.aim
    if not offers and search.effort.ran_out:
        return _SAID["none yet"].format(aim.goal.name)
    if not offers:
        return _SAID["no way"].format(aim.goal.name, HORIZON // 12)
    found = list(dict.fromkeys(limit.text for limit in broken))
    first = offers[0]
    if "soonest" in first.labels:
        found.append(_SAID["soonest"].format(aim.goal.name, months_in_words(first.months)))
    return " ".join(found)


def _notes(search: Search, offers: tuple[Offer, ...], limits: Limits) -> Iterable[str]:
    projection, options = search.projection, search.projection.options
    steps = [step for offer in offers for step in offer.steps]
    used = {step.id for step in steps}
    yield _SAID["longest"]
    yield _SAID["from"].format(projection.start.isoformat())
    if search.effort.stopped_by_clock:
        yield _SAID["by clock"]
    if unproved := [label for offer in offers if not offer.proved for label in offer.labels]:
        yield _SAID["not proved"].format(_listed(unproved))
    if needed := [options[id].name for id in options if id in used & search.suited.needed]:
        yield _SAID["needed"].format(_listed(needed))
    yield from _first_earned(search, offers)
    left_out = [id for id in search.suited.unconfirmed if id not in used]
    for id in left_out:
        cost = options[id].cost
        yield _SAID["unconfirmed"].format(options[id].name, range_in_words(*cost) if cost else _SAID["no price"])
    if unpriced := [name for offer in offers for name in offer.unpriced]:
        yield _SAID["unpriced"].format(_listed(unpriced))
    if any(one.expires for one in projection.profile.certifications or ()):
        yield _SAID["renewed"]
    if any(step.kind == "work" and step.id != CONTINUE for step in steps):
        yield _SAID["work"]
    if CONTINUE in used:
        yield _SAID["own hours"]
    if unknown := _unknown(search, used):
        yield _SAID["unknown"].format("; ".join(unknown))


def _first_earned(search: Search, offers: tuple[Offer, ...]) -> Iterable[str]:
    """Say why a way begins with a credential that the advice does not name among the first."""
    projection = search.projection
    for offer in offers:
        kinds = ("exam", "reinstate")
        first = next((projection.options[step.id] for step in offer.steps if step.kind in kinds), None)
        if first is None or first.id in search.suited.needed:
            continue
        credential = projection.rulebook.credential_by_id[first.credential]
        if credential.id not in search.suited.advised:
            acronym, _ = credential.called(projection.today)
            is_asked = first.kind == "exam" and credential.id in search.suited.named and search.aim.goal.kind != "level"
            yield _SAID["first asked" if is_asked else f"first {first.kind}"].format(acronym, search.aim.goal.name)


def _unknown(search: Search, used: set[str]) -> list[str]:
    """Name the facts that are not known and that the goal or a step asks about."""
    projection = search.projection
    asked = set(search.aim.condition.facts).union(*(projection.options[id].requires.facts for id in used))
    facts, known = projection.rulebook.facts, projection.at_rest(0)
    return [
        facts[id].name
        for id in facts
        if id in asked and "concluded" not in facts[id].read and not is_known(known.get(id))
    ]
