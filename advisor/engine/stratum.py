"""One stratum decided by the rules engine, which is asked once for each combination met.

An entry depends on few comparisons. Its outcome for a combination of their answers is therefore the same for everyone
of whom they hold alike: each entry has a small table by region (``advisor.engine.region``), and the engine fills it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, NamedTuple

from advisor.engine.compile import Firing, Ruleset, compile_stratum
from advisor.engine.reading import undecided
from advisor.engine.region import Regions
from advisor.rulebook.condition import Condition

Engine = Literal["durable_rules", "plain"]
ENGINES: tuple[Engine, ...] = ("durable_rules", "plain")
MOST_COMBINATIONS = 4096
"""Combinations remembered for one group of entries; with more, its table is begun anew."""

WIDEST = 8
"""Comparisons that a shelf looks at in all, unless one table looks at more."""

Routes = tuple[tuple[str, ...], ...]


class Outcome(NamedTuple):
    """What some entries give: those that surely hold, with their routes, and those that cannot be known yet."""

    routes: dict[str, Routes]
    unknown: dict[str, tuple[str, ...]]
    """With the facts that keep each from being decided, in the order in which it asks."""


class _Table(NamedTuple):
    """The entries that make the same comparisons, and what is known of them by region."""

    entries: tuple[tuple[str, Condition], ...]
    rulesets: tuple[int, ...]
    mask: int
    known: dict[int, Outcome]


class _Shelf(NamedTuple):
    """Tables that look at much the same comparisons, and what they give together by region: most people need no more.

    Each table needs fewer combinations than all of them, so it is asked when the shelf does not know.
    """

    tables: list[_Table]
    mask: int
    known: dict[int, Outcome]


class Stratum:
    """Decides one stratum, and remembers. ``regions`` may be shared with other strata."""

    def __init__(self, entries: Mapping[str, Condition], engine: Engine, regions: Regions | None = None) -> None:
        self.rulesets = compile_stratum(entries.items())
        self._deciders = [_decider(ruleset, engine) for ruleset in self.rulesets]
        self._regions = regions or Regions(entries.values())
        groups: dict[int, list[str]] = {}
        for entry, condition in entries.items():
            groups.setdefault(self._regions.scope(condition).mask, []).append(entry)
        holding = [{firing.entry for firing in ruleset.firings.values()} for ruleset in self.rulesets]
        self._tables = [
            _Table(
                tuple((entry, entries[entry]) for entry in group),
                tuple(n for n, held in enumerate(holding) if not held.isdisjoint(group)),
                mask,
                {},
            )
            for mask, group in groups.items()
        ]
        self._shelves = _shelved(self._tables)

    def outcome(self, values: Mapping[str, Any], region: int | None = None) -> Outcome:
        """Give what fires for the facts, and what cannot be known. ``region`` is theirs, if it is known already."""
        if region is None:
            region = self._regions.of(values)
        given = Outcome({}, {})
        asked: dict[int, dict[str, Routes]] = {}
        for tables, mask, known in self._shelves:
            key = region & mask
            found = known.get(key)
            if found is None:
                found = self._joined(tables, values, region, asked)
                _remember(known, key, found)
            if found.routes:
                given.routes.update(found.routes)
            if found.unknown:
                given.unknown.update(found.unknown)
        return given

    def _joined(
        self, tables: Iterable[_Table], values: Mapping[str, Any], region: int, asked: dict[int, dict[str, Routes]]
    ) -> Outcome:
        """Join what tables know, and ask for what they do not."""
        given = Outcome({}, {})
        for table in tables:
            key = region & table.mask
            found = table.known.get(key)
            if found is None:
                found = self._asked(table, values, asked)
                _remember(table.known, key, found)
            if found.routes:
                given.routes.update(found.routes)
            if found.unknown:
                given.unknown.update(found.unknown)
        return given

    def _asked(self, table: _Table, values: Mapping[str, Any], asked: dict[int, dict[str, Routes]]) -> Outcome:
        """Ask the rulesets of a group's entries, each once for one person; what did not fire is false or unknown."""
        fired: dict[str, Routes] = {}
        for number in table.rulesets:
            if number not in asked:
                asked[number] = _gathered(self._deciders[number](values))
            for entry, routes in asked[number].items():
                fired[entry] = fired.get(entry, ()) + routes
        given = Outcome({}, {})
        for entry, condition in table.entries:
            if entry in fired:
                given.routes[entry] = tuple(dict.fromkeys(fired[entry]))
            elif facts := undecided(condition, values):
                given.unknown[entry] = facts
        return given


def _shelved(tables: Iterable[_Table]) -> list[_Shelf]:
    """Put tables with much the same comparisons together, the widest first."""
    shelves: list[_Shelf] = []
    for table in sorted(tables, key=lambda table: -table.mask.bit_count()):
        near = [n for n, shelf in enumerate(shelves) if _fits(shelf.mask, table.mask)]
        if near:
            best = max(near, key=lambda n: (shelves[n].mask & table.mask).bit_count())
            shelves[best] = _Shelf([*shelves[best].tables, table], shelves[best].mask | table.mask, {})
        else:
            shelves.append(_Shelf([table], table.mask, {}))
    return shelves


def _fits(shelf: int, mask: int) -> bool:
    """Say whether a shelf that looks at as much more does not look at too much: it would hardly ever know."""
    return shelf | mask == shelf or (shelf | mask).bit_count() <= 2 * WIDEST


def _remember(known: dict[int, Outcome], key: int, found: Outcome) -> None:
    if len(known) >= MOST_COMBINATIONS:
        known.clear()
    known[key] = found


def _gathered(firings: Iterable[Firing]) -> dict[str, Routes]:
    """Gather the routes by which each entry fired; the engine may report one more than once."""
    routes: dict[str, dict[tuple[str, ...], None]] = {}
    for firing in firings:
        routes.setdefault(firing.entry, {})[firing.route] = None
    return {entry: tuple(found) for entry, found in routes.items()}


def _decider(ruleset: Ruleset, engine: Engine) -> Callable[[Mapping[str, Any]], Iterable[Firing]]:
    if engine == "plain":
        return ruleset.read
    from advisor.engine.durable import Decider

    return Decider(ruleset).fired
