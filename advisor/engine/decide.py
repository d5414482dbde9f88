"""From facts to a decision: levels; then titles and credentials; then steps, preferences, warnings and guidance."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from advisor.engine.program import program_of
from advisor.engine.stratum import Engine, Outcome, Routes, Stratum
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Answer


@dataclass(frozen=True, slots=True)
class Decision:
    """Which entries hold for a person, by which routes, and the facts with the conclusions drawn and their region."""

    values: Mapping[str, Any]
    region: int
    routes: Mapping[str, Routes]
    unknown: frozenset[str]
    level: str
    could_be: tuple[str, ...]
    engine: Engine

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
        Stratum(part, engine, program.regions) for part in (program.levels, program.openings, program.advice)
    )
    return levels, openings, advice


def decide(facts: Mapping[str, Any], rulebook: Rulebook, engine: Engine = "durable_rules") -> Decision:
    """Decide every entry of a rulebook for a person's facts.

    ``engine="plain"`` lets the plain reading decide instead. Raises EngineError when the engine fails.
    """
    levels, openings, advice = _strata(rulebook, engine)
    regions = program_of(rulebook).regions
    values = dict(facts)
    region = regions.of(values)
    first = levels.outcome(values, region)
    rank = max(rulebook.level_rank[entry[6:]] for entry in first.routes)
    possible = [rank, *sorted(n for entry in first.unknown if (n := rulebook.level_rank[entry[6:]]) > rank)]
    conclusions = rulebook.conclusions
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
def _entries(rulebook: Rulebook) -> tuple[Mapping[str, str], Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]]:
    """Give the entry of each title, and the entries of each credential: routes, and lines of preparation."""
    credentials = {
        c.id: (tuple(f"formal:{c.id}:{r.id}" for r in c.formal), tuple(f"prepare:{c.id}:{r.id}" for r in c.prepare))
        for c in rulebook.credentials
    }
    return {title.id: f"title:{title.id}" for title in rulebook.titles}, credentials


def _openings(
    rulebook: Rulebook, outcome: Outcome, values: Mapping[str, Any], wanted: Container[str]
) -> Iterator[tuple[str, tuple[frozenset[str], frozenset[str]]]]:
    """Give the conclusions of the second stratum: the names that surely hold, and those that may."""

    def held(entries: Iterable[str]) -> Answer:
        unknown = False
        for entry in entries:
            if entry in outcome.routes:
                return True
            unknown = unknown or entry in outcome.unknown
        return None if unknown else False

    titles, credentials = _entries(rulebook)
    if "titles" in wanted:
        yield "titles", _names({id: held((entry,)) for id, entry in titles.items()})
    if "eligible" in wanted or "ready" in wanted:
        active: set[str] = set()
        for fact in rulebook.active_facts:
            active.update(values[fact][0] if fact in values else ())
        eligible = {id: held(formal) for id, (formal, _) in credentials.items() if id not in active}
        if "eligible" in wanted:
            yield "eligible", _names(eligible)
        if "ready" in wanted:
            prepared = {id: not credentials[id][1] or held(credentials[id][1]) for id in eligible}
            yield "ready", _names({id: _both(formal, prepared[id]) for id, formal in eligible.items()})


def _both(one: Answer, other: Answer) -> Answer:
    return False if False in (one, other) else None if None in (one, other) else True


def _names(answers: Mapping[str, Answer]) -> tuple[frozenset[str], frozenset[str]]:
    surely = frozenset(id for id, held in answers.items() if held)
    return surely, surely | {id for id, held in answers.items() if held is None}
