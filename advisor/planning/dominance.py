"""What can matter for a goal: what follows from what, and what something else does as well, no later and no dearer.

A search that knows it ends sooner, and finds the same ways.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from advisor.planning.limits import price
from advisor.planning.projection import HORIZON, Projection, key_of
from advisor.planning.undertaking import CONTINUE, Undertaking
from advisor.rulebook.condition import All, Any_, Comparison, Condition, comparisons

Key = object
"""A comparison by what it asks, or a group by itself."""
_EXCHANGED = ("program", "course", "work")


class Closure:
    """The undertakings that can help toward a goal, and the comparisons on the way that do not hold already."""

    def __init__(self, projection: Projection, goal: Condition, barred: frozenset[str]) -> None:
        self.projection = projection
        self.asked: dict[Key, Comparison] = {}
        self.helps: dict[str, dict[Key, float]] = {}
        waiting = [goal]
        while waiting:
            for one in comparisons(waiting.pop()):
                key = key_of(one)
                if key in self.asked or projection.holds_until(one) == HORIZON:
                    continue
                self.asked[key] = one
                if projection.is_level(one):
                    waiting += self._levels(one)
                    continue
                for id, gain in projection.helping(one).items():
                    if id in barred:
                        continue
                    if id not in self.helps:
                        self.helps[id] = {}
                        waiting.append(projection.options[id].requires)
                    self.helps[id][key] = gain
        self._settled_by = {
            key: frozenset(id for id, helped in self.helps.items() if helped.get(key) == 0.0) for key in self.asked
        }
        self._followed: dict[Key, frozenset[Key]] = {}

    def _levels(self, comparison: Comparison) -> list[Condition]:
        ranks = range(math.ceil(comparison.operand), len(self.projection.rulebook.levels))
        return [self.projection.level_condition(rank) for rank in ranks]

    # -- what follows from what ----------------------------------------------------------

    def implied(self, condition: Condition) -> frozenset[Key]:
        """Give all that surely holds when a condition does, whichever of its alternatives is taken."""
        if isinstance(condition, Comparison):
            return self._following(condition)
        parts = [self.implied(part) for part in condition.parts]
        if isinstance(condition, All):
            return frozenset[Key]().union(*parts)
        own = frozenset[Key]([condition])
        return own.union(parts[0].intersection(*parts[1:])) if isinstance(condition, Any_) and parts else own

    def _following(self, comparison: Comparison) -> frozenset[Key]:
        key = key_of(comparison)
        if key not in self._followed:
            self._followed[key] = frozenset([key])
            if self.projection.is_level(comparison):
                levels = [self.implied(one) for one in self._levels(comparison)]
                self._followed[key] |= levels[0].intersection(*levels[1:]) if levels else frozenset()
            elif key in self.asked and self._is_settled_alone(key):  # from what cannot come true everything follows
                others = [other for other in self.asked if self._settled_by[key] <= self._settled_by[other]]
                self._followed[key] |= frozenset(others)
        return self._followed[key]

    def _is_settled_alone(self, key: Key) -> bool:
        """Whether a comparison can only be made true at one stroke, and not by months of work."""
        lacks = self.projection.holds_until(self.asked[key]) is None
        return lacks and not any(helped.get(key) for helped in self.helps.values())

    def common(self, options: Sequence[Undertaking]) -> list[Comparison]:
        """List the comparisons that each of some undertakings rests on."""
        asked = [self.implied(option.requires) for option in options]
        shared = asked[0].intersection(*asked[1:])
        return [one for key, one in self.asked.items() if key in shared]

    def rests_on(self, option: Undertaking, comparison: Comparison) -> bool:
        """Whether an undertaking asks for a comparison itself, so that it cannot be what makes it true."""
        return key_of(comparison) in self.implied(option.requires)

    # -- what stands in for what ----------------------------------------------------------

    def needless(self, aside: frozenset[str], months: Callable[[Undertaking], int], dearest: int) -> frozenset[str]:
        """Give the programs, courses and work for which another does all that helps here, and takes and asks no more.

        Work that lies off the goal's track (``aside``) never stands in for work on it, and none for work in the usual
        area of the occupation.
        """
        options, places = self.projection.options, self.projection.places
        ids = [id for id in self.helps if options[id].kind in _EXCHANGED and id != CONTINUE]
        takes = {
            id: (months(options[id]), options[id].hours, price(options[id], dearest), options[id].unsure) for id in ids
        }

        def stands_in(other: str, one: str) -> bool:
            if (options[one].kind == "work") != (options[other].kind == "work"):
                return False
            if (other in aside and one not in aside) or self._is_usual(options[one]):
                return False
            mine, theirs = self.helps[one], self.helps[other]
            return (
                all(theirs.get(key, -1.0) >= gain for key, gain in mine.items())
                and all(less <= more for less, more in zip(takes[other], takes[one], strict=True))
                and self._needs(options[other].requires) <= self.implied(options[one].requires)
            )

        found = set[str]()
        for one in ids:
            for other in ids:
                if one == other or other in found or not stands_in(other, one):
                    continue
                if places[other] < places[one] or not stands_in(one, other):
                    found.add(one)
                    break
        return frozenset(found)

    def _is_usual(self, option: Undertaking) -> bool:
        work = option.activity.work if option.activity else None
        return work is not None and work.supervision == "none" and work.area == self.projection.rulebook.usual_area

    def _needs(self, condition: Condition) -> frozenset[Key]:
        """Give the parts all of which together are a condition."""
        if isinstance(condition, Comparison):
            held = self.projection.holds_until(condition) == HORIZON
            return frozenset() if held else frozenset([key_of(condition)])
        if isinstance(condition, All):
            return frozenset[Key]().union(*[self._needs(part) for part in condition.parts])
        return frozenset([condition])
