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
MOST_COMBINATIONS = 4096
"""Combinations remembered for one group of entries; with more, its table is begun anew."""

Routes = tuple[tuple[str, ...], ...]
Looked = tuple[float, ...] | int | None
"""What divides a fact for an entry: thresholds, the names asked for as bits of a number, or nothing."""


class Outcome(NamedTuple):
    """What one stratum gives: the routes of the entries that surely hold, and the entries that cannot be known."""

    routes: dict[str, Routes]
    unknown: frozenset[str]


class _Table(NamedTuple):
    """The entries that look at the same facts in the same way, and what is known of them by region."""

    entries: tuple[tuple[str, Condition], ...]
    rulesets: tuple[int, ...]
    key: Callable[[Sequence[Any]], Hashable]
    known: dict[Hashable, tuple[tuple[tuple[str, Routes], ...], tuple[str, ...]]]
    """Those that hold, with their routes, and those that cannot be known."""


class Stratum:
    """Decides one stratum, and remembers."""

    def __init__(self, entries: Mapping[str, Condition], engine: Engine) -> None:
        self.rulesets = compile_stratum(entries.items())
        self._deciders = [_decider(ruleset, engine) for ruleset in self.rulesets]
        self._bits: dict[str, dict[str, int]] = _bits(entries.values())
        thresholds = _thresholds(entries.values())
        places: dict[tuple[str, Looked], int] = {}
        groups: dict[tuple[int, ...], list[str]] = {}
        for entry, condition in entries.items():
            looked = _looked_at(condition, thresholds, self._bits)
            own = tuple(sorted(places.setdefault(one, len(places)) for one in looked))
            groups.setdefault(own, []).append(entry)
        self._regions = list(places)
        self._order = {entry: number for number, entry in enumerate(entries)}
        holding = [{firing.entry for firing in ruleset.firings.values()} for ruleset in self.rulesets]
        self._tables = [
            _Table(
                tuple((entry, entries[entry]) for entry in group),
                tuple(n for n, held in enumerate(holding) if not held.isdisjoint(group)),
                itemgetter(*own) if own else _nothing,
                {},
            )
            for own, group in groups.items()
        ]

    def outcome(self, values: Mapping[str, Any]) -> Outcome:
        """Give what fires for the facts, and what cannot be known."""
        regions = self._located(values)
        held: list[tuple[str, Routes]] = []
        unknown: list[str] = []
        asked: dict[int, dict[str, Routes]] = {}
        for table in self._tables:
            key = table.key(regions)
            found = table.known.get(key)
            if found is None:
                found = self._asked(table, values, asked)
                if len(table.known) >= MOST_COMBINATIONS:
                    table.known.clear()
                table.known[key] = found
            held += found[0]
            unknown += found[1]
        order = self._order
        held.sort(key=lambda one: order[one[0]])
        return Outcome(dict(held), frozenset(unknown))

    def _asked(
        self, table: _Table, values: Mapping[str, Any], asked: dict[int, dict[str, Routes]]
    ) -> tuple[tuple[tuple[str, Routes], ...], tuple[str, ...]]:
        """Ask the rulesets of a group's entries, each once for one person; what did not fire is false or unknown."""
        fired: dict[str, Routes] = {}
        for number in table.rulesets:
            if number not in asked:
                asked[number] = _gathered(self._deciders[number](values))
            for entry, routes in asked[number].items():
                fired[entry] = fired.get(entry, ()) + routes
        held = tuple((entry, tuple(dict.fromkeys(fired[entry]))) for entry, _ in table.entries if entry in fired)
        silent = ((entry, condition) for entry, condition in table.entries if entry not in fired)
        return held, tuple(entry for entry, condition in silent if answer(condition, values) is None)

    def _located(self, values: Mapping[str, Any]) -> list[Any]:
        """Say for each fact and what divides it where the value lies: a small number, or the value itself."""
        masks: dict[str, tuple[int, int]] = {}
        regions: list[Any] = []
        for fact, looked in self._regions:
            value = values.get(fact)
            if value is None or looked is None:
                regions.append(value)
            elif isinstance(looked, int):
                mask = masks.get(fact)
                if mask is None:
                    mask = masks[fact] = _masks(value, self._bits[fact])
                regions.append((mask[0] & looked) << len(self._bits[fact]) | mask[1] & looked)
            else:
                low, high = value
                gap = _gap(low, looked)
                regions.append(gap << 16 | (gap if low == high else _gap(high, looked)))
        return regions


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


def _bits(conditions: Iterable[Condition]) -> dict[str, dict[str, int]]:
    """Give each name that is asked for a bit of its own, by fact."""
    bits: dict[str, dict[str, int]] = {}
    for condition in conditions:
        for comparison in comparisons(condition):
            if "names" in comparison.operator.types:
                own = bits.setdefault(comparison.fact, {})
                for name in _operands(comparison):
                    own.setdefault(name, 1 << len(own))
    return bits


def _looked_at(
    condition: Condition, thresholds: Mapping[str, tuple[float, ...]], bits: Mapping[str, Mapping[str, int]]
) -> list[tuple[str, Looked]]:
    """Give each fact of a condition with what divides it."""
    found: dict[str, Looked] = {}
    for comparison in comparisons(condition):
        fact = comparison.fact
        if "names" in comparison.operator.types:
            mask = found.get(fact)
            names = sum(bits[fact][name] for name in set(_operands(comparison)))
            found[fact] = (mask if isinstance(mask, int) else 0) | names
        else:
            found[fact] = thresholds.get(fact)
    return list(found.items())


def _masks(value: tuple[frozenset[str], frozenset[str] | None], bits: Mapping[str, int]) -> tuple[int, int]:
    """Write names as bits: those surely there, and those that may be (all, when any name may be)."""
    surely, possibly = value
    low = sum([bits[name] for name in surely if name in bits])
    if possibly is None:
        return low, (1 << len(bits)) - 1
    return low, low if possibly is surely else sum([bits[name] for name in possibly if name in bits])


def _operands(comparison: Comparison) -> tuple[str, ...]:
    return comparison.operand if isinstance(comparison.operand, tuple) else (comparison.operand,)


def _gap(number: float, marks: tuple[float, ...]) -> int:
    place = bisect_left(marks, number)
    return 2 * place + (place < len(marks) and marks[place] == number)


def _decider(ruleset: Ruleset, engine: Engine) -> Callable[[Mapping[str, Any]], Iterable[Firing]]:
    if engine == "plain":
        return ruleset.read
    from advisor.engine.durable import Decider

    return Decider(ruleset).fired
