"""The earliest month in which anything could be, if money, hours and having one job at a time were no matter.

No plan is sooner, so the solver need not look there: with these bounds most searches end at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from advisor.planning.undertaking import Undertaking
from advisor.planning.world import World
from advisor.rulebook.condition import All, Any_, Comparison, Condition

NEVER = 10_000
"""Later than any plan looks."""


class Earliest:
    """Earliest starts by undertaking, worked out round by round until nothing comes sooner."""

    def __init__(self, world: World, months: Callable[[Undertaking], int], barred: frozenset[str]) -> None:
        self.world, self.months = world, months
        self.options = [option for option in world.options.values() if option.id not in barred]
        self.starts: Mapping[str, int] = {option.id: NEVER for option in self.options}
        self.known: dict[tuple[object, ...], int] = {}
        while True:
            self.known = {}
            found = {option.id: self.of(option.requires) for option in self.options}
            if found == self.starts:
                break
            self.starts = found

    def of(self, condition: Condition) -> int:
        """Give the earliest month in which a condition could hold."""
        if isinstance(condition, All):
            return max((self.of(part) for part in condition.parts), default=0)
        if isinstance(condition, Any_):
            return min((self.of(part) for part in condition.parts), default=NEVER)
        if not isinstance(condition, Comparison):
            return NEVER
        key = (condition.fact, condition.operator.name, condition.operand)
        if key not in self.known:
            self.known[key] = NEVER  # what would rest on itself does not hold
            self.known[key] = self._compared(condition)
        return self.known[key]

    def _compared(self, comparison: Comparison) -> int:
        world = self.world
        if world.is_level(comparison):
            ranks = range(math.ceil(comparison.operand), len(world.rulebook.levels))
            return min((self.of(world.level_condition(rank)) for rank in ranks), default=NEVER)
        if world.holds_until(comparison) is not None:
            return 0
        found = [NEVER]
        gains = {option.id: gain for option in self.options if (gain := world.gain(option, comparison))}
        if gains:
            work = math.ceil((world.lacking(comparison) - 1e-4) / max(gains.values()))
            found.append(min(self.starts[id] for id in gains) + max(0, work))
        found += [
            self.starts[option.id] + self.months(option)
            for option in self.options
            if option.id not in gains and world.settles(option, comparison)
        ]
        return min(found)
