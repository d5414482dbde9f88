"""What a plan says about its ways as a whole, worked out again for its checker: status, text, broken limits, notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from advisor.advice.sentences import months_in_words, range_in_words
from advisor.dates import last_day
from advisor.facts.plan import is_known
from advisor.language import words
from advisor.planning.goal import Aim
from advisor.planning.limits import USUAL_HOURS, Limits
from advisor.planning.projection import HORIZON, Projection
from advisor.planning.suitability import suitability
from advisor.planning.undertaking import CONTINUE, Undertaking
from advisor.profile import Profile

Plain = dict[str, Any]


class Step(NamedTuple):
    """An undertaking from one month to another."""

    option: Undertaking
    start: int
    end: int


class Way(NamedTuple):
    """What is taken as said of an offer."""

    labels: tuple[str, ...]
    months: int
    is_proved: bool
    steps: tuple[Step, ...]

    @property
    def unsure(self) -> int:
        """The number of things that hang on somebody else."""
        return sum(step.option.unsure for step in self.steps)


def limits_of(profile: Profile, projection: Projection) -> Limits:
    """Give the limits that a person has."""
    said, start = profile.constraints, projection.start
    if said is None:
        return Limits()
    months = None
    if said.by is not None:
        last = last_day(said.by)
        months = (last.year - start.year) * 12 + last.month - start.month - (last.day < start.day)
    hours = USUAL_HOURS if said.hours_per_week is None else max(0, int(said.hours_per_week))
    return Limits(hours, None if said.budget is None else int(said.budget), months)


class Sayings:
    """What must be said of the ways of one person to one goal."""

    def __init__(self, projection: Projection, aim: Aim, profile: Profile, limits: Limits) -> None:
        self.projection, self.aim, self.profile, self.limits = projection, aim, profile, limits
        self.said = words("plans")

    def reached(self) -> tuple[str, str]:
        """Give status and text where nothing is left to do."""
        return "reached", self.said["reached"].format(self.aim.goal.name)

    def summary(self, ways: Sequence[Way], broken: Sequence[Plain], stated: Any) -> tuple[str, str]:
        """Give status and text of ways, with the limits that they do not keep.

        Without a way, whether one was looked for to the end is taken as said.
        """
        name = self.aim.goal.name
        if not ways:
            unfinished = self.said["none yet"].format(name)
            return "no-way-found", unfinished if stated == unfinished else self.said["no way"].format(
                name, HORIZON // 12
            )
        texts = list(dict.fromkeys(one["text"] for one in broken))
        if "soonest" in ways[0].labels:
            texts.append(self.said["soonest"].format(name, months_in_words(ways[0].months)))
        return "limits-exceeded" if broken else "planned", " ".join(texts)

    def broken(self, ways: Sequence[Way], costs: Sequence[int], stated: Any) -> list[Plain]:
        """Give the limits that are not kept.

        Which they are follows from the labels of the ways. Two things are taken as said, since only a search knows
        them: that hours are too few, and of limits that exclude each other the price of who keeps the last day.
        """
        first, *_ = [*stated, {}] if isinstance(stated, list) else [{}]
        first, limits = first if isinstance(first, dict) else {}, self.limits
        by_label = {label: number for number, way in enumerate(ways) for label in way.labels}
        if not ways or "surest" in by_label:
            is_short = bool(ways) and limits.hours < USUAL_HOURS and first.get("limit") == "hours_per_week"
            text = self.said["hours broken"].format(limits.hours, HORIZON // 12)
            kept = all(self._keeps(way, cost) for way, cost in zip(ways, costs, strict=True))
            if is_short or kept:
                return [_limit("hours_per_week", str(limits.hours), "more", text)] if is_short else []
            return [_NONE]
        found, budget = [], f"${limits.budget or 0:,}"
        soonest, cheapest = by_label.get("soonest"), by_label.get("cheapest")
        each = None not in (soonest, cheapest) and costs[soonest or 0] <= (limits.budget or 0)  # alone it can be kept
        if cheapest is not None:
            known = sum(step.option.cost[1] for step in ways[cheapest].steps if step.option.cost)
            price = self._and_what(known, [s.option.name for s in ways[cheapest].steps if s.option.cost is None])
            if each:
                known, price = self._as_said(first, budget)
            text = self.said["not both" if each else "budget broken"].format(price, budget)
            found.append(_limit("budget", str(limits.budget), str(known), text))
        if soonest is not None:
            last = self.projection.day(ways[soonest].months).isoformat()
            text = found[0]["text"] if each else self.said["by broken"].format(last)
            said = self.profile.constraints
            found.append(_limit("by", str(said.by if said else ""), last, text))
        is_dear = cheapest is None or each or (limits.budget is not None and costs[cheapest] > limits.budget)
        is_late = soonest is None or (limits.months is not None and ways[soonest].months > limits.months)
        return found if is_dear and is_late else [_NONE]

    def _keeps(self, way: Way, cost: int) -> bool:
        limits = self.limits
        is_cheap = limits.budget is None or cost <= limits.budget
        return is_cheap and (limits.months is None or way.months <= limits.months)

    def _as_said(self, stated: Plain, budget: str) -> tuple[int, str]:
        """Read the price of who keeps the last day: a number, and the same in words, which must agree."""
        before, after = self.said["not both"].format("\0", budget).split("\0")
        needed, text = str(stated.get("needed")), str(stated.get("text"))
        known = int(needed) if needed.isdecimal() and needed.isascii() and len(needed) < 10 else 0
        price, amount = text.removeprefix(before).removesuffix(after), f"${known:,}"
        begins = self.said["and what"].format(amount, "\0").partition("\0")[0]
        return known, price if price == amount or price.startswith(begins) else amount

    def _and_what(self, known: int, names: Iterable[str]) -> str:
        listed = self._listed(names)
        return self.said["and what"].format(f"${known:,}", listed) if listed else f"${known:,}"

    def _listed(self, names: Iterable[str]) -> str:
        return self.said["and"].join(dict.fromkeys(names))

    def notes(self, ways: Sequence[Way], stated: Any) -> Iterator[str]:
        """Give what is said below the ways; that time ran out for those not proved is taken as said."""
        said, projection, options = self.said, self.projection, self.projection.options
        steps = {step.option.id: step.option for way in ways for step in way.steps}
        suited = suitability(projection, self.aim)
        yield said["longest"]
        yield said["from"].format(projection.start.isoformat())
        if unproved := [way for way in ways if not way.is_proved]:
            if isinstance(stated, list) and said["by clock"] in stated:
                yield said["by clock"]
            yield said["not proved"].format(self._listed(label for way in unproved for label in way.labels))
        if needed := [options[id].name for id in options if id in steps and id in suited.needed]:
            yield said["needed"].format(self._listed(needed))
        for way in ways:
            for option in [step.option for step in way.steps if step.option.kind in ("exam", "reinstate")][:1]:
                credential = projection.rulebook.credential_by_id[option.credential]
                if option.id not in suited.needed and credential.id not in suited.advised:
                    called, _ = credential.called(projection.today)
                    is_named = self.aim.goal.kind != "level" and credential.id in suited.named
                    kind = "asked" if is_named and option.kind == "exam" else option.kind
                    yield said[f"first {kind}"].format(called, self.aim.goal.name)
        for option in [options[id] for id in suited.unconfirmed if id not in steps]:
            cost = range_in_words(*option.cost) if option.cost else said["no price"]
            yield said["unconfirmed"].format(option.name, cost)
        if unpriced := [step.option.name for way in ways for step in way.steps if step.option.cost is None]:
            yield said["unpriced"].format(self._listed(unpriced))
        if any(one.expires for one in projection.profile.certifications or ()):
            yield said["renewed"]
        if any(option.kind == "work" and id != CONTINUE for id, option in steps.items()):
            yield said["work"]
        if CONTINUE in steps:
            yield said["own hours"]
        asked = {*self.aim.condition.facts, *(id for option in steps.values() for id in option.requires.facts)}
        known, facts = projection.at_rest(0), projection.rulebook.facts
        asking = [fact for id, fact in facts.items() if id in asked and "concluded" not in fact.read]
        if unknown := [fact.name for fact in asking if not is_known(known.get(fact.id))]:
            yield said["unknown"].format("; ".join(unknown))


def _limit(limit: str, asked: str, needed: str, text: str) -> Plain:
    return {"limit": limit, "asked": asked, "needed": needed, "text": text}


_NONE = _limit("", "", "", "")
"""What no plan says: its ways say that a limit is not kept, and it is, or the other way round."""
