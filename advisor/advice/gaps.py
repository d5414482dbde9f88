"""What holding one more credential would do for the next level: close the gap to it, narrow it, or nothing."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, cast

from advisor.advice.explain import Explainer
from advisor.engine.decide import Decision
from advisor.engine.program import Program
from advisor.facts.plan import FactPlan
from advisor.rulebook.condition import Condition, Facts, FactValue, NamesValue, comparisons
from advisor.rulebook.filters import CredentialsFilter, HoldsFilter
from advisor.rulebook.model import Level

Gap = Literal["closes", "narrows", ""]
GAPS: tuple[Gap, ...] = ("closes", "narrows", "")
"""What a credential may do, by its code: the less, the more it does."""
NOTHING = GAPS.index("")
_NEARER = 1e-9
"""The least that brings a level nearer; anything less is rounding."""


def gap_code(before: Any, after: Any) -> Any:
    """Give the code of what a change does, by the distance before and after it; of numbers, or of arrays of them."""
    return (after != 0) * (NOTHING - 1 * (after < before - _NEARER))


class Effect(NamedTuple):
    """What holding a credential changes in the facts that a condition asks about: names gained, facts made true."""

    names: tuple[tuple[str, frozenset[str]], ...]
    flags: tuple[str, ...]

    def on(self, facts: Facts) -> dict[str, FactValue]:
        """Give the facts that would change."""
        changed: dict[str, FactValue] = {fact: True for fact in self.flags if facts.get(fact) is not True}
        for fact, gained in self.names:
            surely, possibly = cast(NamesValue, facts[fact])
            if not gained <= surely:
                changed[fact] = (surely | gained, None if possibly is None else possibly | gained)
        return changed


class LevelGap:
    """A level's requirements, and what each credential changes in the facts that they ask about."""

    def __init__(self, level: Level, program: Program, plan: FactPlan) -> None:
        self.level, self.requires = level, program.levels[f"level:{level.id}"]
        effects: dict[Effect, None] = {}
        found = [effect_of(one.id, self.requires, program, plan) for one in program.rulebook.credentials]
        for effect in found:
            if effect:
                effects[effect] = None
        self.effects = tuple(effects)
        """The different effects: many credentials change the same, or nothing."""
        places = {effect: place for place, effect in enumerate(effects)}
        self.places = tuple(None if effect is None else places[effect] for effect in found)
        """For each credential the place of its effect; None: it changes nothing here."""


def effect_of(id: str, condition: Condition, program: Program, plan: FactPlan) -> Effect | None:
    """Give what holding a credential changes in the facts that a condition asks about; None: nothing."""
    gained = program.rulebook.implied((id,))
    asked: dict[str, set[str]] = {}
    for comparison in comparisons(condition):
        if isinstance(comparison.operand, str | tuple):
            operand = comparison.operand if isinstance(comparison.operand, tuple) else (comparison.operand,)
            asked.setdefault(comparison.fact, set()).update(operand)
    names, flags = [], []
    for fact in plan.facts.values():
        filter = fact.query.filter
        if fact.id not in condition.facts:
            continue
        if isinstance(filter, HoldsFilter) and not gained.isdisjoint(filter.credentials):
            flags.append(fact.id)
        wanted = gained & asked.get(fact.id, set())
        if isinstance(filter, CredentialsFilter) and "active" in filter.status and wanted:
            names.append((fact.id, wanted))
    return Effect(tuple(names), tuple(flags)) if names or flags else None


class Gaps:
    """The gaps to the levels of one rulebook."""

    def __init__(self, explainer: Explainer, plan: FactPlan) -> None:
        self.explainer = explainer
        self.by_rank = [LevelGap(level, explainer.program, plan) for level in explainer.rulebook.levels]

    def above(self, decision: Decision) -> LevelGap | None:
        """Give the gap to the level above the one that is reached; None at the top."""
        rank = self.explainer.rulebook.level_rank[decision.level] + 1
        return self.by_rank[rank] if rank < len(self.by_rank) else None

    def codes(self, decision: Decision) -> list[int]:
        """Say for each credential what holding it would do for the next level."""
        gap = self.above(decision)
        if gap is None:
            return [NOTHING] * len(self.explainer.rulebook.credentials)
        before = self.explainer.distance(gap.requires, decision.facts)
        found = []
        for effect in gap.effects:
            changed = effect.on(decision.facts)
            if changed:
                after = self.explainer.distance(gap.requires, {**decision.facts, **changed})
                found.append(int(gap_code(before, after)))
            else:
                found.append(NOTHING)
        return [NOTHING if place is None else found[place] for place in gap.places]
