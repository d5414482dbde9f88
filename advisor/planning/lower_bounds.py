"""The earliest month in which anything could be, if money, hours and having one job at a time were no matter.

No plan is sooner, so the solver need not look there: with these bounds most searches end at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from advisor.planning.projection import Projection, key_of
from advisor.planning.undertaking import Undertaking
from advisor.rulebook.condition import All, Any_, Comparison, Condition

NEVER = 10_000
"""Later than any plan looks."""


class LowerBounds:
    """LowerBounds starts by undertaking, worked out round by round until nothing comes sooner."""

    def __init__(self, projection: Projection, months: Callable[[Undertaking], int], barred: frozenset[str]) -> None:
        self.projection, self.months = projection, months
        self.options = {id: option for id, option in projection.options.items() if id not in barred}
        self.starts: Mapping[str, int] = dict.fromkeys(self.options, NEVER)
        self.known: dict[tuple[object, ...], int] = {}
        while True:
            self.known = {}
            found = {id: self.of(option.requires) for id, option in self.options.items()}
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
        key = key_of(condition)
        if key not in self.known:
            self.known[key] = NEVER  # what would rest on itself does not hold
            self.known[key] = self._compared(condition)
        return self.known[key]

    def _compared(self, comparison: Comparison) -> int:
        projection = self.projection
        if projection.is_level(comparison):
            ranks = range(math.ceil(comparison.operand), len(projection.rulebook.levels))
            return min((self.of(projection.level_condition(rank)) for rank in ranks), default=NEVER)
        if projection.holds_until(comparison) is not None:
            return 0
        found = [NEVER]
        helping = {id: gain for id, gain in projection.helping(comparison).items() if id in self.options}
        gains = {id: gain for id, gain in helping.items() if gain}
        if gains:
            work = math.ceil((projection.lacking(comparison) - 1e-4) / max(gains.values()))
            found.append(min(self.starts[id] for id in gains) + max(0, work))
        found += [self.starts[id] + self.months(self.options[id]) for id in helping if id not in gains]
        return min(found)
