"""From facts to a decision: the strata one after the other, each decided by the rules engine.

What the engine said of a stratum is remembered by the regions its comparisons divide the facts into: two people
in the same regions get the same answer, so the engine is asked once for each combination met.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from advisor.engine.compile import Firing, Ruleset, compile_stratum, scaled
from advisor.engine.reading import answer
from advisor.rulebook.book import Rulebook
from advisor.rulebook.check import ONWARD
from advisor.rulebook.condition import OPERATORS, All, Answer, Comparison, Condition, feature_value, settled

Engine = Literal["durable_rules", "plain"]
ENGINES: tuple[Engine, ...] = ("durable_rules", "plain")
MOST_REMEMBERED = 4096
"""Combinations remembered for each stratum; the oldest is forgotten first."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Which entries hold for a person, by which routes, and the facts with the conclusions drawn."""

    values: Mapping[str, Any]
    routes: Mapping[str, tuple[tuple[str, ...], ...]]
    level: str
    could_be: tuple[str, ...]
    engine: Engine

    def holds(self, entry: str) -> bool:
        """Say whether an entry, such as ``title:ID``, surely holds."""
        return entry in self.routes


@dataclass(frozen=True, slots=True)
class Program:
    """A rulebook made ready to decide: the conditions of each stratum by the entry they decide."""

    levels: Mapping[str, Condition]
    openings: Mapping[str, Condition]
    advice: Mapping[str, Condition]


@lru_cache(maxsize=64)
def program_of(rulebook: Rulebook) -> Program:
    """List what each stratum decides, written out for the choices that the institution made."""
    levels = {f"level:{level.id}": level.requires for level in rulebook.levels}
    level_fact = next((fact.id for fact in rulebook.facts.values() if fact.read.get("concluded") == "level"), None)
    openings: dict[str, Condition] = {}
    for title in rulebook.titles:
        start = title.from_level or title.level
        rank = float(rulebook.level_rank[start]) if start != ONWARD else 0.0
        needed = rulebook.level_by_id[start].id
        parts = [title.requires]
        if level_fact and rank > 0:
            parts.insert(0, Comparison(level_fact, OPERATORS["at_least"], rank, needed))
        openings[f"title:{title.id}"] = All(tuple(parts)) if len(parts) > 1 else parts[0]
    for credential in rulebook.credentials:
        for route in credential.formal:
            openings[f"formal:{credential.id}:{route.id}"] = route.requires
        for route in credential.prepare:
            openings[f"prepare:{credential.id}:{route.id}"] = route.requires
        openings[f"useful:{credential.id}"] = credential.useful_when
        for route in credential.apprentice.lift if credential.apprentice else ():
            openings[f"lift:{credential.id}:{route.id}"] = route.requires
    advice = {f"step:{step.id}": step.when for step in rulebook.steps}
    advice |= {f"preference:{preference.id}": preference.when for preference in rulebook.preferences}
    advice |= {f"warning:{warning.id}": warning.when for warning in rulebook.warnings}
    advice |= {f"guidance:{entry.id}": entry.when for entry in rulebook.guidance if entry.when is not None}
    written = ({id: settled(one, rulebook.choices) for id, one in part.items()} for part in (levels, openings, advice))
    return Program(*written)


class Stratum:
    """Decides one stratum, and remembers."""

    def __init__(self, entries: Mapping[str, Condition], engine: Engine) -> None:
        self.rulesets = compile_stratum(entries.items())
        self._decide = _by_engine(self.rulesets) if engine == "durable_rules" else _by_reading(self.rulesets)
        thresholds: dict[Any, set[int]] = {}
        for ruleset in self.rulesets:
            for atom in ruleset.atoms:
                found = thresholds.setdefault(atom.feature, set())
                if not isinstance(atom.operand, str) and atom.feature.aspect in ("low", "high"):
                    found.add(scaled(atom.operand))
        self._features = [(feature, sorted(marks)) for feature, marks in thresholds.items()]
        self._remembered: OrderedDict[tuple[Any, ...], tuple[Firing, ...]] = OrderedDict()

    def fired(self, values: Mapping[str, Any]) -> tuple[Firing, ...]:
        """Give what fires for the facts."""
        key = tuple([_region(feature_value(feature, values), marks) for feature, marks in self._features])
        known = self._remembered.get(key)
        if known is None:
            known = self._decide(values)
            self._remembered[key] = known
            if len(self._remembered) > MOST_REMEMBERED:
                try:
                    self._remembered.popitem(last=False)
                except KeyError:  # another thread emptied it meanwhile
                    pass
        return known


def _region(value: float | str | None, marks: list[int]) -> Any:
    """Say where a value lies among the thresholds it is compared with: in a gap, or on one."""
    if not marks or value is None or isinstance(value, str):
        return value
    value = scaled(value)
    place = bisect_left(marks, value)
    return 2 * place + (place < len(marks) and marks[place] == value)


def _by_engine(rulesets: Iterable[Ruleset]) -> Callable[[Mapping[str, Any]], tuple[Firing, ...]]:
    from advisor.engine.durable import Decider

    deciders = [Decider(ruleset) for ruleset in rulesets]
    return lambda values: tuple(firing for decider in deciders for firing in decider.fired(values))


def _by_reading(rulesets: Iterable[Ruleset]) -> Callable[[Mapping[str, Any]], tuple[Firing, ...]]:
    every = tuple(rulesets)
    return lambda values: tuple(firing for ruleset in every for firing in ruleset.read(values))


@lru_cache(maxsize=64)
def _strata(rulebook: Rulebook, engine: Engine) -> tuple[Stratum, Stratum, Stratum]:
    program = program_of(rulebook)
    return Stratum(program.levels, engine), Stratum(program.openings, engine), Stratum(program.advice, engine)


def decide(facts: Mapping[str, Any], rulebook: Rulebook, engine: Engine = "durable_rules") -> Decision:
    """Decide every entry of a rulebook for a person's facts.

    ``engine="plain"`` lets the plain reading decide instead. Raises EngineError when the engine fails.
    """
    program = program_of(rulebook)
    levels, openings, advice = _strata(rulebook, engine)
    values = dict(facts)
    routes: dict[str, tuple[tuple[str, ...], ...]] = {}
    _note(levels.fired(values), routes)
    rank = max(rulebook.level_rank[entry[6:]] for entry in routes)
    possible = [
        n for n, level in enumerate(rulebook.levels)
        if n > rank and answer(program.levels[f"level:{level.id}"], values) is None
    ]  # fmt: skip
    conclusions = {fact.read["concluded"]: fact.id for fact in rulebook.facts.values() if "concluded" in fact.read}
    if "level" in conclusions:
        values[conclusions["level"]] = (float(rank), float(max(possible, default=rank)))
    _note(openings.fired(values), routes)
    for name, conclusion in _openings(rulebook, program, routes, values, frozenset(conclusions)):
        values[conclusions[name]] = conclusion
    _note(advice.fired(values), routes)
    level = rulebook.levels[rank].id
    could_be = tuple(rulebook.levels[n].id for n in (rank, *possible))
    return Decision(values, routes, level, could_be, engine)


def _note(firings: Iterable[Firing], routes: dict[str, tuple[tuple[str, ...], ...]]) -> None:
    for firing in firings:
        known = routes.get(firing.entry, ())
        if firing.route not in known:
            routes[firing.entry] = (*known, firing.route)


def _openings(
    rulebook: Rulebook, program: Program, routes: Mapping[str, Any], values: Mapping[str, Any], wanted: frozenset[str]
) -> Iterator[tuple[str, tuple[frozenset[str], frozenset[str]]]]:
    """Give the conclusions of the second stratum: the names that surely hold, and those that may."""

    def held(entries: Iterable[str]) -> Answer:
        unknown = False
        for entry in entries:
            if entry in routes:
                return True
            unknown = unknown or answer(program.openings[entry], values) is None
        return None if unknown else False

    if "titles" in wanted:
        yield "titles", _names({title.id: held([f"title:{title.id}"]) for title in rulebook.titles})
    if "eligible" in wanted or "ready" in wanted:
        active = _active(rulebook, values)
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


def _active(rulebook: Rulebook, values: Mapping[str, Any]) -> frozenset[str]:
    """Give the credentials surely held, by the facts that say so."""
    held: frozenset[str] = frozenset()
    for fact in rulebook.facts.values():
        read = fact.read.get("credentials")
        if read is not None and tuple(read.get("status", ("active",))) == ("active",):
            held |= values[fact.id][0] if fact.id in values else frozenset()
    return held


def _both(one: Answer, other: Answer) -> Answer:
    return False if False in (one, other) else None if None in (one, other) else True


def _names(answers: Mapping[str, Answer]) -> tuple[frozenset[str], frozenset[str]]:
    surely = frozenset(id for id, held in answers.items() if held)
    return surely, surely | {id for id, held in answers.items() if held is None}
