"""The smallest sets of changes that would open what is not open yet: each is enough, and none can spare a part.

A change is something a person can make: a program or course finished, an exam passed whose own requirements are then
met, months of work. Sets are gathered from the conditions and then tried by the rules themselves on the person changed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from advisor.engine.three_valued import answer
from advisor.planning.limits import dearest_exam, price
from advisor.planning.projection import HORIZON, Projection, key_of
from advisor.planning.undertaking import Done, Undertaking
from advisor.rulebook.condition import ALWAYS, All, Any_, Comparison, Condition

MOST_SETS = 24
"""Sets kept for one part of a condition while they are gathered, smallest first."""
MOST_CHANGES = 6
_TINY = 1e-4

KINDS = ("program", "course", "work", "exam", "reinstate", "lift")
"""What comes first among changes that are open at the same time."""

Way = Mapping[str, int]
"""Undertakings by id, with the months of each that is work (0 for all else)."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: an undertaking, and its months when it is work."""

    option: Undertaking
    months: int


def smallest_ways(
    projection: Projection,
    goal: Condition,
    most: int = 5,
    last: frozenset[str] = frozenset(),
    first: Sequence[Condition] = (),
) -> tuple[tuple[Change, ...], ...]:
    """Give the smallest sets of changes that would make a condition hold, in the order of ``size_of``.

    Those with which all of ``first`` holds as well come first: what somebody has been told that is missing.

    Each set is enough: with it done the rules say that the goal holds, and every exam in it is open. Each is minimal:
    without any one of its changes, or with a month less of work, that is no longer so.
    """
    gatherer = _Gatherer(projection, last)
    found: list[Way] = []
    if first:
        whole = All((goal, *first))
        told = next((way for way in gatherer.in_order(whole) if is_enough(projection, whole, way)), None)
        least = None if told is None else _reduced(projection, whole, told)
        if least is not None and _reduced(projection, goal, least) == least:
            found.append(least)
    for way in gatherer.in_order(goal):
        if len(found) == most:
            break
        if not any(_within(known, way) for known in found) and is_enough(projection, goal, way):
            least = _reduced(projection, goal, way)
            if not any(_within(known, least) or _within(least, known) for known in found):
                found.append(least)
    found.sort(key=lambda way: (not meets(projection, first, way), size_of(way, projection, last)))
    return tuple(
        tuple(Change(projection.options[id], way[id]) for id in _in_order(projection, way) or way) for way in found
    )


def meets(projection: Projection, conditions: Iterable[Condition], way: Way) -> bool:
    """Whether conditions hold for the person with a set of changes made."""
    decision = projection.decide(_done(projection, way), min(HORIZON, sum(way.values())))
    return all(decision.answer(one) for one in conditions)


def is_enough(projection: Projection, goal: Condition, way: Way) -> bool:
    """Whether a set of changes, made, would open the goal, each change being open by the others."""
    return meets(projection, (goal,), way) and _in_order(projection, way) is not None


def _in_order(projection: Projection, way: Way) -> list[str] | None:
    """Put changes in an order in which each is open when its turn comes; None when there is none.

    Turn by turn come all that are open by those of the turns before, by their kind and then their place.
    """
    ordered: dict[str, int] = {}
    waiting = sorted(way, key=lambda id: (KINDS.index(projection.options[id].kind), projection.places[id]))
    while waiting:
        decision = projection.decide(_done(projection, ordered), min(HORIZON, sum(ordered.values())))
        ready = [id for id in waiting if decision.answer(_asked(projection.options[id], projection))]
        if not ready:
            return None
        ordered |= {id: way[id] for id in ready}
        waiting = [id for id in waiting if id not in ordered]
    return list(ordered)


def _asked(option: Undertaking, projection: Projection) -> Condition:
    """Give what an undertaking requires; of an exam, what its issuer formally asks."""
    if option.kind == "exam":
        return projection.prepared.program.exams[projection.rulebook.credential_by_id[option.credential].id]
    return option.requires


def _done(projection: Projection, way: Way) -> list[Done]:
    """Write changes into months: work one after the other from the start, the rest when all work is done."""
    done, month = [], 0
    for id, months in way.items():
        if months:
            done.append(projection.done(projection.options[id], month, min(HORIZON, month + months)))
            month = min(HORIZON, month + months)
    return done + [projection.done(projection.options[id], month) for id, months in way.items() if not months]


Size = tuple[int, int, int, int, tuple[tuple[int, ...], ...]]


def size_of(way: Way, projection: Projection, last: frozenset[str]) -> Size:
    """Give what ways are sorted by, the least first.

    It is the number of changes of ``last`` that no advice proposes; dollars, with a month at what it is worth; the
    number of changes; of those of ``last`` that are work like any other; places; months by place.
    """
    options = projection.options
    off = [id for id in way if id in last and options[id].kind == "work" and options[id].proposed_for is ALWAYS]
    dearest = dearest_exam(options)
    months = sum([months or options[id].months[1] for id, months in way.items()])
    worth = sum([price(options[id], dearest) for id in way]) + months * round(projection.rulebook.month_worth)
    placed = sorted([(projection.places[id], months) for id, months in way.items()])
    places = tuple(zip(*placed, strict=True))
    return len(last.intersection(way)) - len(off), worth, len(way), len(off), places


def _within(small: Way, large: Way) -> bool:
    """Whether one set asks for nothing that the other does not."""
    return all(id in large and months <= large[id] for id, months in small.items())


def _reduced(projection: Projection, goal: Condition, way: Way) -> Way:
    """Take away what can be spared, and months of work that are not needed."""
    least = dict(way)
    for id in list(least):
        without = {other: months for other, months in least.items() if other != id}
        if is_enough(projection, goal, without):
            least = without
    for id, months in list(least.items()):
        low = 0
        while months - low > 1:  # the fewest months that are enough
            middle = (low + months) // 2
            if is_enough(projection, goal, {**least, id: middle}):
                months = middle
            else:
                low = middle
        least[id] = months
    return least


class _Gatherer:
    """Gathers the sets that make a condition hold, part by part; a set that contains another is left out.

    What an undertaking needs is gathered round by round: in a round it may rest on those found in the one before, so
    that nothing ever rests on itself.
    """

    def __init__(self, projection: Projection, last: frozenset[str]) -> None:
        self.projection, self.last = projection, last
        self.open: dict[str, list[Way]] = {}
        self.known: dict[tuple[object, ...], list[Way]] = {}
        for _ in range(MOST_CHANGES):
            self.known = {}
            found = {id: self.undertaken(option) for id, option in projection.options.items()}
            if found == self.open:
                break
            self.open = found
        self.known = {}

    def in_order(self, condition: Condition) -> list[Way]:
        """Give the sets for a condition, the smallest first."""
        return sorted(self.ways(condition), key=lambda way: size_of(way, self.projection, self.last))

    def undertaken(self, option: Undertaking) -> list[Way]:
        """Give the sets that open an undertaking."""
        return [way for way in self.ways(_asked(option, self.projection)) if option.id not in way]

    def ways(self, condition: Condition) -> list[Way]:
        """Give the sets for a condition."""
        if isinstance(condition, Any_):
            return self.smallest(way for part in condition.parts for way in self.ways(part))
        if isinstance(condition, All):
            found: list[Way] = [{}]
            for part in condition.parts:
                here = self.ways(part)
                found = self.smallest(_joined(one, other) for one, other in product(found, here))
            return found
        if not isinstance(condition, Comparison):
            return [{}] if answer(condition, self.projection.at_rest(0)) else []
        key = key_of(condition)
        if key not in self.known:
            self.known[key] = self.compared(condition)
        return self.known[key]

    def compared(self, comparison: Comparison) -> list[Way]:
        """Give the sets that make one comparison true: nothing, one undertaking, or months of one kind of work."""
        projection = self.projection
        if projection.is_level(comparison):
            ranks = range(math.ceil(comparison.operand), len(projection.rulebook.levels))
            return self.smallest(way for rank in ranks for way in self.ways(projection.level_condition(rank)))
        if answer(comparison, projection.at_rest(0)):
            return [{}]
        found: list[Way] = []
        for id, gain in projection.helping(comparison).items():
            months = math.ceil((projection.lacking(comparison) - _TINY) / gain) if gain else 0
            if not gain or 0 < months <= HORIZON:
                found += [_joined({id: months}, way) for way in self.open.get(id, ())]
        return self.smallest(found)

    def smallest(self, ways: Iterable[Way]) -> list[Way]:
        """Keep the smallest sets, and none that contains another."""
        unlike = {frozenset(way.items()): way for way in ways if len(way) <= MOST_CHANGES}
        kept: list[Way] = []
        for way in sorted(unlike.values(), key=lambda way: size_of(way, self.projection, self.last)):
            if not any(_within(known, way) for known in kept):
                kept.append(way)
                if len(kept) == MOST_SETS:
                    break
        return kept


def _joined(one: Way, other: Way) -> Way:
    return {id: max(one.get(id, 0), other.get(id, 0)) for id in (*one, *(id for id in other if id not in one))}
