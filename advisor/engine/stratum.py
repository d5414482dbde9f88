"""One stratum decided by the rules engine, which is asked once for each combination met.

An entry depends on few facts, and on each only through the comparisons it makes. Its outcome for a combination of
regions (between which thresholds a number lies, which of the names asked for are there) is therefore the same for
everyone in them: each entry has a small table, and the engine fills it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from advisor.engine.compile import Firing, Ruleset, compile_stratum
from advisor.engine.reading import answer
from advisor.rulebook.condition import NUMERIC, Comparison, Condition, comparisons

Engine = Literal["durable_rules", "plain"]
ENGINES: tuple[Engine, ...] = ("durable_rules", "plain")
MOST_COMBINATIONS = 512
"""Combinations remembered for one entry; with more, its table is begun anew."""

Routes = tuple[tuple[str, ...], ...]
Thresholds = tuple[float, ...] | frozenset[str] | None


class Outcome(NamedTuple):
    """What one stratum gives: the routes of the entries that surely hold, and the entries that cannot be known."""

    routes: dict[str, Routes]
    unknown: frozenset[str]


class _Table(NamedTuple):
    """One entry: its condition, how its key is taken from the regions, and what is known by key."""

    entry: str
    condition: Condition
    key: Callable[[Sequence[Any]], Hashable]
    known: dict[Hashable, Routes | None]
    """The routes by which it holds, empty when it surely does not, None when that cannot be known."""


class Stratum:
    """Decides one stratum, and remembers."""

    def __init__(self, entries: Mapping[str, Condition], engine: Engine) -> None:
        self.rulesets = compile_stratum(entries.items())
        self._decide = _by_engine(self.rulesets) if engine == "durable_rules" else _by_reading(self.rulesets)
        self._regions: list[tuple[str, Thresholds]] = []
        self._tables: list[_Table] = []
        thresholds = _thresholds(entries.values())
        places: dict[tuple[str, Thresholds], int] = {}
        for entry, condition in entries.items():
            own = [places.setdefault(looked, len(places)) for looked in _looked_at(condition, thresholds)]
            self._tables.append(_Table(entry, condition, itemgetter(*own) if own else _nothing, {}))
        self._regions = list(places)

    def outcome(self, values: Mapping[str, Any]) -> Outcome:
        """Give what fires for the facts, and what cannot be known."""
        regions = [_region(values.get(fact), looked) for fact, looked in self._regions]
        routes: dict[str, Routes] = {}
        unknown: list[str] = []
        asked: dict[str, Routes] | None = None
        for table in self._tables:
            key = table.key(regions)
            try:
                found = table.known[key]
            except KeyError:
                if asked is None:
                    asked = _gathered(self._decide(values))
                found = asked.get(table.entry) or (() if answer(table.condition, values) is False else None)
                if len(table.known) >= MOST_COMBINATIONS:
                    table.known.clear()
                table.known[key] = found
            if found:
                routes[table.entry] = found
            elif found is None:
                unknown.append(table.entry)
        return Outcome(routes, frozenset(unknown))


def _nothing(regions: Sequence[Any]) -> Hashable:
    return ()


def _gathered(firings: Iterable[Firing]) -> dict[str, Routes]:
    """Gather the routes by which each entry fired; the engine may report one more than once."""
    routes: dict[str, dict[tuple[str, ...], None]] = {}
    for firing in firings:
        routes.setdefault(firing.entry, {})[firing.route] = None
    return {entry: tuple(found) for entry, found in routes.items()}


def _thresholds(conditions: Iterable[Condition]) -> dict[str, tuple[float, ...]]:
    """Give all that each numeric fact of the stratum is compared with, sorted."""
    marks: dict[str, set[float]] = {}
    for condition in conditions:
        for comparison in comparisons(condition):
            if comparison.operator.types <= NUMERIC:
                marks.setdefault(comparison.fact, set()).add(comparison.operand)
    return {fact: tuple(sorted(found)) for fact, found in marks.items()}


def _looked_at(condition: Condition, thresholds: Mapping[str, tuple[float, ...]]) -> list[tuple[str, Thresholds]]:
    """Give each fact of a condition with what divides it: thresholds, the names asked for, or nothing."""
    names: dict[str, set[str]] = {}
    found: dict[str, Thresholds] = {}
    for comparison in comparisons(condition):
        if "names" in comparison.operator.types:
            names.setdefault(comparison.fact, set()).update(_operands(comparison))
        found[comparison.fact] = thresholds.get(comparison.fact)
    return [(fact, frozenset(names[fact]) if fact in names else looked) for fact, looked in found.items()]


def _operands(comparison: Comparison) -> tuple[str, ...]:
    return comparison.operand if isinstance(comparison.operand, tuple) else (comparison.operand,)


def _region(value: Any, looked: Thresholds) -> Any:
    """Say where a value lies: in which gap or on which threshold, or which of the names asked for are there."""
    if value is None or looked is None:
        return value
    low, high = value
    if isinstance(looked, frozenset):
        return low & looked, None if high is None else high & looked
    if low == high:
        return _gap(low, looked)
    return _gap(low, looked), _gap(high, looked)


def _gap(number: float, marks: tuple[float, ...]) -> int:
    place = bisect_left(marks, number)
    return 2 * place + (place < len(marks) and marks[place] == number)


def _by_engine(rulesets: Iterable[Ruleset]) -> Callable[[Mapping[str, Any]], tuple[Firing, ...]]:
    from advisor.engine.durable import Decider

    deciders = [Decider(ruleset) for ruleset in rulesets]
    return lambda values: tuple(firing for decider in deciders for firing in decider.fired(values))


def _by_reading(rulesets: Iterable[Ruleset]) -> Callable[[Mapping[str, Any]], tuple[Firing, ...]]:
    every = tuple(rulesets)
    return lambda values: tuple(firing for ruleset in every for firing in ruleset.read(values))
