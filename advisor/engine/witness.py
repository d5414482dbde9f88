"""The rules engine asked about columns of people: once for each pattern of answers, by a person who has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from advisor.engine.stratum import Rules, Stratum
from advisor.facts.distinct import Flags
from advisor.rulebook.condition import Facts

_MOST_TOGETHER = 12
"""Entries whose pattern is looked at together: few enough that every pattern has its place in a table."""


class ColumnWitness:
    """Holds what the evaluator found for columns of people against the engine.

    Entries that ask about the same facts are asked about together, so that few patterns are met. Which patterns were
    asked about already is remembered: no pattern is put to the engine twice.
    """

    def __init__(self, stratum: Stratum) -> None:
        groups: dict[frozenset[str], list[str]] = {}
        for name, condition in stratum.entries.items():
            groups.setdefault(frozenset(condition.facts), []).append(name)
        some = [
            names[start : start + _MOST_TOGETHER]
            for names in groups.values()
            for start in range(0, len(names), _MOST_TOGETHER)
        ]
        self._groups = [Rules({name: stratum.entries[name] for name in names}) for names in some]
        self._asked = [np.zeros(1 << len(names), bool) for names in some]
        self._places = [[stratum.evaluator.place[stratum.entries[name]] for name in names] for names in some]

    def check(self, surely: Sequence[Flags], rows: int, facts_of: Callable[[int], Facts]) -> None:
        """Ask about every pattern not met before. ``surely`` is what surely holds of the stratum's conditions.

        Raises EngineError, with the entry, when the engine and the evaluator differ.
        """
        for group, asked, places in zip(self._groups, self._asked, self._places, strict=True):
            pattern = np.zeros(rows, np.uint16)
            for bit, place in enumerate(places):
                holds = np.broadcast_to(surely[place], rows)
                pattern |= np.left_shift(holds.view(np.uint8), bit, dtype=np.uint16)
            met = np.bincount(pattern, minlength=len(asked)) > 0
            for number in np.flatnonzero(met & ~asked).tolist():
                row = int(np.argmax(pattern == number))
                group.check(facts_of(row), {name for bit, name in enumerate(group.entries) if number >> bit & 1})
            asked |= met
