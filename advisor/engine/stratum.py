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

Routes = tuple[tuple[str, ...], ...]


class Outcome(NamedTuple):
    """What one stratum gives: the entries that surely hold, with their routes, and those that cannot be known yet."""

    routes: dict[str, Routes]
    unknown: dict[str, tuple[str, ...]]
    """With the facts that keep each from being decided, in the order in which it asks."""


_Found = tuple[tuple[tuple[str, Routes], ...], tuple[tuple[str, tuple[str, ...]], ...]]
"""The same of one group of entries."""


class _Table(NamedTuple):
    """The entries that make the same comparisons, and what is known of them by region."""

    entries: tuple[tuple[str, Condition], ...]
    rulesets: tuple[int, ...]
    mask: int
    known: dict[int, _Found]


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

    def outcome(self, values: Mapping[str, Any], region: int | None = None) -> Outcome:
        """Give what fires for the facts, and what cannot be known. ``region`` is theirs, if it is known already."""
        if region is None:
            region = self._regions.of(values)
        held: list[tuple[str, Routes]] = []
        unknown: list[tuple[str, tuple[str, ...]]] = []
        asked: dict[int, dict[str, Routes]] = {}
        for entries, rulesets, mask, known in self._tables:
            key = region & mask
            found = known.get(key)
            if found is None:
                found = self._asked(entries, rulesets, values, asked)
                if len(known) >= MOST_COMBINATIONS:
                    known.clear()
                known[key] = found
            held += found[0]
            unknown += found[1]
        return Outcome(dict(held), dict(unknown))

    def _asked(
        self,
        entries: Iterable[tuple[str, Condition]],
        rulesets: Iterable[int],
        values: Mapping[str, Any],
        asked: dict[int, dict[str, Routes]],
    ) -> _Found:
        """Ask the rulesets of a group's entries, each once for one person; what did not fire is false or unknown."""
        fired: dict[str, Routes] = {}
        for number in rulesets:
            if number not in asked:
                asked[number] = _gathered(self._deciders[number](values))
            for entry, routes in asked[number].items():
                fired[entry] = fired.get(entry, ()) + routes
        held = tuple((entry, tuple(dict.fromkeys(fired[entry]))) for entry, _ in entries if entry in fired)
        silent = ((entry, undecided(condition, values)) for entry, condition in entries if entry not in fired)
        return held, tuple((entry, facts) for entry, facts in silent if facts)


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
