"""From facts to a decision: levels; then titles and credentials; then steps, preferences, warnings and guidance."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar, TypeVarTuple

from advisor.engine.program import program_of, regions_of
from advisor.engine.stratum import Engine, Outcome, Routes, Stratum
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Answer

_MOST_REMEMBERED = 128
"""Decisions; none has anything of a person but the facts that the rules may ask for."""
_MOST_SAID = 4
"""Different things said of one decision."""

Said = TypeVar("Said")
Of = TypeVarTuple("Of")


@dataclass(frozen=True, slots=True)
class Decision:
    """Which entries hold for a person, by which routes, and the facts with the conclusions drawn and their region."""

    values: Mapping[str, Any]
    region: int
    routes: Mapping[str, Routes]
    unknown: Mapping[str, tuple[str, ...]]
    """The entries that cannot be known yet, with the facts that keep each from being decided."""
    level: str
    could_be: tuple[str, ...]
    engine: Engine
    said: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was said of people with these facts, to be said again; see ``once``."""

    def once(self, also: Hashable, say: Callable[[*Of], Said], *of: *Of) -> Said:
        """Say something once of all with these facts and the same ``also``, which is all that it depends on besides."""
        found: Said | None = self.said.get(also)
        if found is None:
            found = say(*of)
            if len(self.said) >= _MOST_SAID:
                self.said.clear()
            self.said[also] = found
        return found

    def holds(self, entry: str) -> bool:
        """Say whether an entry, such as ``title:ID``, surely holds."""
        return entry in self.routes

    def answer(self, entry: str) -> Answer:
        """Say of a level, title, route or use: True, False, or None when it cannot be known yet."""
        return True if entry in self.routes else None if entry in self.unknown else False


@lru_cache(maxsize=64)
def _strata(rulebook: Rulebook, engine: Engine) -> tuple[Stratum, Stratum, Stratum]:
    program = program_of(rulebook)
    levels, openings, advice = (
        Stratum(part, engine, regions_of(rulebook)) for part in (program.levels, program.openings, program.advice)
    )
    return levels, openings, advice


def decide(facts: Mapping[str, Any], rulebook: Rulebook, engine: Engine = "durable_rules") -> Decision:
    """Decide every entry of a rulebook for a person's facts, once for all whose facts are the same.

    ``engine="plain"`` lets the plain reading decide instead. Raises EngineError when the engine fails.
    """
    return _decided(tuple(facts.items()), rulebook, engine)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _decided(facts: tuple[tuple[str, Any], ...], rulebook: Rulebook, engine: Engine) -> Decision:
    levels, openings, advice = _strata(rulebook, engine)
    regions = regions_of(rulebook)
    values = dict(facts)
    region = regions.of(values)
    first = levels.outcome(values, region)
    ranks, conclusions = rulebook.level_rank, rulebook.conclusions
    rank = max([ranks[entry[6:]] for entry in first.routes])
    possible = [rank, *sorted([n for entry in first.unknown if (n := ranks[entry[6:]]) > rank])]
    if "level" in conclusions:
        concluded: dict[str, Any] = {conclusions["level"]: (float(rank), float(possible[-1]))}
        values |= concluded
        region |= regions.of(concluded)
    second = openings.outcome(values, region)
    concluded = {conclusions[name]: names for name, names in _openings(rulebook, second, values, conclusions)}
    values |= concluded
    region |= regions.of(concluded)
    third = advice.outcome(values, region)
    return Decision(
        values,
        region,
        {**first.routes, **second.routes, **third.routes},
        first.unknown | second.unknown,
        rulebook.levels[rank].id,
        tuple(rulebook.levels[n].id for n in possible),
        engine,
    )


@lru_cache(maxsize=64)
def _named(rulebook: Rulebook) -> Mapping[str, tuple[str, str]]:
    """Give each entry of the second stratum with its kind and the title or credential that it opens."""
    named = {}
    for entry in program_of(rulebook).openings:
        kind, id = entry.split(":")[:2]
        named[entry] = (kind, id)
    return named


@lru_cache(maxsize=64)
def _freely(rulebook: Rulebook) -> frozenset[str]:
    """Give the credentials that ask for no preparation."""
    return frozenset([one.id for one in rulebook.credentials if not one.prepare])


def _openings(
    rulebook: Rulebook, outcome: Outcome, values: Mapping[str, Any], wanted: Container[str]
) -> Iterator[tuple[str, tuple[frozenset[str], frozenset[str]]]]:
    """Give the conclusions of the second stratum: the names that surely hold, and those that may."""
    surely, possibly = _by_kind(rulebook, outcome.routes), _by_kind(rulebook, outcome.unknown)
    if "titles" in wanted:
        yield "titles", (frozenset(surely["title"]), frozenset(surely["title"] | possibly["title"]))
    if "eligible" in wanted or "ready" in wanted:
        active = frozenset[str]().union(*[values[fact][0] for fact in rulebook.active_facts if fact in values])
        eligible = frozenset(surely["formal"] - active)
        perhaps = frozenset((surely["formal"] | possibly["formal"]) - active)
        if "eligible" in wanted:
            yield "eligible", (eligible, perhaps)
        if "ready" in wanted:
            prepared = surely["prepare"] | _freely(rulebook)
            yield "ready", (eligible & prepared, perhaps & (prepared | possibly["prepare"]))


def _by_kind(rulebook: Rulebook, entries: Iterable[str]) -> dict[str, set[str]]:
    """Gather the titles and credentials of some entries by the entries' kind."""
    found: dict[str, set[str]] = {"title": set(), "formal": set(), "prepare": set(), "useful": set(), "lift": set()}
    named = _named(rulebook)
    for entry in entries:
        kind, id = named[entry]
        found[kind].add(id)
    return found
