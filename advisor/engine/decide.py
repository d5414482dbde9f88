"""From facts to a decision: levels; then titles and credentials; then steps, preferences, warnings and guidance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from advisor.engine.program import program_of
from advisor.engine.stratum import Engine, Outcome, Routes, Stratum
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Answer


@dataclass(frozen=True, slots=True)
class Decision:
    """Which entries hold for a person, by which routes, and the facts with the conclusions drawn."""

    values: Mapping[str, Any]
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
    return Stratum(program.levels, engine), Stratum(program.openings, engine), Stratum(program.advice, engine)


def decide(facts: Mapping[str, Any], rulebook: Rulebook, engine: Engine = "durable_rules") -> Decision:
    """Decide every entry of a rulebook for a person's facts.

    ``engine="plain"`` lets the plain reading decide instead. Raises EngineError when the engine fails.
    """
    levels, openings, advice = _strata(rulebook, engine)
    values = dict(facts)
    first = levels.outcome(values)
    rank = max(rulebook.level_rank[entry[6:]] for entry in first.routes)
    possible = [rank, *sorted(n for entry in first.unknown if (n := rulebook.level_rank[entry[6:]]) > rank)]
    conclusions = rulebook.conclusions
    if "level" in conclusions:
        values[conclusions["level"]] = (float(rank), float(possible[-1]))
    second = openings.outcome(values)
    for name, conclusion in _openings(rulebook, second, values, frozenset(conclusions)):
        values[conclusions[name]] = conclusion
    third = advice.outcome(values)
    return Decision(
        values,
        {**first.routes, **second.routes, **third.routes},
        first.unknown | second.unknown,
        rulebook.levels[rank].id,
        tuple(rulebook.levels[n].id for n in possible),
        engine,
    )


def _openings(
    rulebook: Rulebook, outcome: Outcome, values: Mapping[str, Any], wanted: frozenset[str]
) -> Iterator[tuple[str, tuple[frozenset[str], frozenset[str]]]]:
    """Give the conclusions of the second stratum: the names that surely hold, and those that may."""

    def held(entries: Iterable[str]) -> Answer:
        unknown = False
        for entry in entries:
            if entry in outcome.routes:
                return True
            unknown = unknown or entry in outcome.unknown
        return None if unknown else False

    if "titles" in wanted:
        yield "titles", _names({title.id: held([f"title:{title.id}"]) for title in rulebook.titles})
    if "eligible" in wanted or "ready" in wanted:
        active = frozenset().union(*(values[fact][0] for fact in rulebook.active_facts if fact in values))
        pursued = [credential for credential in rulebook.credentials if credential.id not in active]
        eligible = {c.id: held(f"formal:{c.id}:{route.id}" for route in c.formal) for c in pursued}
        if "eligible" in wanted:
            yield "eligible", _names(eligible)
        if "ready" in wanted:
            ready = {
                c.id: _both(eligible[c.id], held(f"prepare:{c.id}:{r.id}" for r in c.prepare) if c.prepare else True)
                for c in pursued
            }
            yield "ready", _names(ready)


def _both(one: Answer, other: Answer) -> Answer:
    return False if False in (one, other) else None if None in (one, other) else True


def _names(answers: Mapping[str, Answer]) -> tuple[frozenset[str], frozenset[str]]:
    surely = frozenset(id for id, held in answers.items() if held)
    return surely, surely | {id for id, held in answers.items() if held is None}
