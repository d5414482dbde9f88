"""From facts to a decision: levels; then titles and credentials; then steps, preferences, warnings and guidance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from advisor.engine.program import Program
from advisor.engine.stratum import Stratum
from advisor.engine.three_valued import TRUE, Truth, answer
from advisor.rulebook.condition import Answer, Condition, Facts, FactValue, NamesValue


class Evidence(Protocol):
    """Facts, and what conditions come to for them."""

    @property
    def facts(self) -> Facts:
        """The facts that are known, by name."""

    def answer(self, condition: Condition) -> Answer:
        """Say whether a condition holds: True, False, or None when it cannot be known yet."""


@dataclass(frozen=True, slots=True)
class Supposition:
    """Facts supposed of a person, or of part of one."""

    facts: Facts

    def answer(self, condition: Condition) -> Answer:
        """Say whether a condition holds for the facts."""
        return answer(condition, self.facts)


@dataclass(frozen=True, slots=True)
class Decision:
    """What holds for a person: the facts with the conclusions drawn, the entries that hold or are not known yet."""

    program: Program
    facts: Facts
    holding: frozenset[str]
    unknown: frozenset[str]
    """The entries that cannot be known yet."""
    level: str
    could_be: tuple[str, ...]
    """The level and the higher ones that are still possible."""
    surely: Sequence[bool]
    surely_not: Sequence[bool]

    def holds(self, entry: str) -> bool:
        """Say whether an entry, such as ``title:ID``, surely holds."""
        return entry in self.holding

    def stands(self, entry: str) -> Answer:
        """Say of an entry: True, False, or None when it cannot be known yet."""
        return True if entry in self.holding else None if entry in self.unknown else False

    def answer(self, condition: Condition) -> Answer:
        """Say whether a condition holds: one of the program, or any part of one, is looked up."""
        place = self.program.place.get(condition)
        if place is None:
            return answer(condition, self.facts, self._known)
        return True if self.surely[place] else False if self.surely_not[place] else None

    def _known(self, condition: Condition) -> Truth | None:
        place = self.program.place.get(condition)
        return None if place is None else (self.surely[place], self.surely_not[place])


def decide(facts: Facts, program: Program, witnessed: bool = True) -> Decision:
    """Decide every entry of a program for a person's facts.

    Unless ``witnessed``, the evaluator decides alone, as for the many trials of a search. Raises EngineError when
    the engine fails, or when it and the evaluator differ.
    """
    rulebook = program.rulebook
    outcome = Stratum.outcome if witnessed else Stratum.evaluated
    levels, openings, advice = program.strata
    first = outcome(levels, facts)
    places = [levels.evaluator.place[condition] for condition in program.levels.values()]
    rank, highest = ranks_of([(first.surely[place], first.surely_not[place]) for place in places])
    concluded: dict[str, FactValue] = dict(facts)
    if "level" in rulebook.conclusions:
        concluded[rulebook.conclusions["level"]] = (float(rank), float(highest))
    second = outcome(openings, concluded)
    place = openings.evaluator.place

    def truth(condition: Condition) -> Truth:
        at = place[condition]
        return second.surely[at], second.surely_not[at]

    held = [cast(NamesValue, facts[fact]) for fact in rulebook.active_facts if fact in facts]
    active = frozenset[str]().union(*[surely for surely, _ in held])
    for fact, names in conclusions(program, truth, active.__contains__):
        surely = frozenset([name for name, (holds, _) in names.items() if holds])
        concluded[fact] = surely, frozenset([name for name, (_, fails) in names.items() if not fails])
    third = outcome(advice, concluded)
    possible = [rulebook.levels[rank].id, *(name[6:] for name in first.unknown if rulebook.level_rank[name[6:]] > rank)]
    return Decision(
        program,
        concluded,
        first.holds | second.holds | third.holds,
        frozenset((*first.unknown, *second.unknown)),
        rulebook.levels[rank].id,
        tuple(possible),
        (*first.surely, *second.surely, *third.surely),
        (*first.surely_not, *second.surely_not, *third.surely_not),
    )


def ranks_of(levels: Sequence[Truth]) -> tuple[Any, Any]:
    """Give the rank of the highest level that surely holds, and of the highest that may.

    ``levels`` are the truths of the levels, lowest first: bools, or arrays of them.
    """
    rank: Any = 0
    highest: Any = 0
    for n, (holds, fails) in enumerate(levels):
        rank = rank + (n - rank) * holds
        highest = highest + (n - highest) * (fails == 0)
    return rank, highest


def conclusions(
    program: Program, truth: Callable[[Condition], Truth], active: Callable[[str], Any]
) -> Iterator[tuple[str, dict[str, Truth]]]:
    """Give the facts concluded from the second stratum, with the truth of each name that may be in them.

    ``truth`` gives the truth of a condition of the stratum, and ``active`` whether a credential is surely held: bools,
    or arrays of them. An exam is open (``eligible``) when a formal route is and the credential is not held, and open
    and prepared for (``ready``) when a line of preparation is met as well.
    """
    wanted, rulebook = program.rulebook.conclusions, program.rulebook
    if "titles" in wanted:
        yield wanted["titles"], {one.id: truth(program.openings[f"title:{one.id}"]) for one in rulebook.titles}
    if "eligible" not in wanted and "ready" not in wanted:
        return
    eligible: dict[str, Truth] = {}
    ready: dict[str, Truth] = {}
    for one in rulebook.credentials:
        holds, fails = truth(program.formal[one.id])
        is_active = active(one.id)
        eligible[one.id] = holds, fails = holds & (is_active == 0), fails | is_active
        prepared, unprepared = truth(program.preparation[one.id]) if one.prepare else TRUE
        ready[one.id] = holds & prepared, fails | unprepared
    if "eligible" in wanted:
        yield wanted["eligible"], eligible
    if "ready" in wanted:
        yield wanted["ready"], ready
