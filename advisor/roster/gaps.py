"""What is missing for the next level, and which credentials close or narrow that gap, as columns."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from operator import eq
from typing import Any, NamedTuple

from advisor.advice.explain import explainer_of
from advisor.engine.program import program_of
from advisor.facts import credential_effects, with_credential
from advisor.roster.coded import Column, crossed, mapped
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Comparison, Condition, comparisons, facts_of
from advisor.rulebook.model import Level


class Gap(NamedTuple):
    """What is missing for the next level: sentences, how many, and what each credential does about it."""

    text: str
    missing: int
    closed_by: tuple[str, ...]


class Gaps:
    """Works out the gaps to the next level."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook, self.explainer = rulebook, explainer_of(rulebook)
        self._first: dict[Any, Any] = {}

    def column(self, ranks: Column, facts: Mapping[str, Column]) -> Column:
        """Give a column of gaps for people of these levels."""
        nothing = Gap("", 0, ("",) * len(self.rulebook.credentials))
        levels = [self._of_level(rank, level, ranks, facts) for rank, level in enumerate(self.rulebook.levels[1:])]
        return crossed(levels, lambda *gaps: next((gap for gap in gaps if gap), nothing))

    def _of_level(self, rank: int, level: Level, ranks: Column, facts: Mapping[str, Column]) -> Column:
        """Give the gaps to a level of people one below it, and None for the others."""
        condition = program_of(self.rulebook).levels[f"level:{level.id}"]
        asked = sorted(facts_of(condition) & set(facts))
        by_fact: dict[str, list[Comparison]] = {}
        for one in comparisons(condition):
            by_fact.setdefault(one.fact, []).append(one)
        effects = {one.id: credential_effects(one.id, self.rulebook, condition) for one in self.rulebook.credentials}
        below = mapped(ranks, partial(eq, rank))
        columns = [
            crossed([below, mapped(facts[fact], partial(self._alike, rank, fact, by_fact[fact]))], _if_below)
            for fact in asked
        ]

        def gap(is_below: bool, *values: Any) -> Gap | None:
            known = {fact: value for fact, value in zip(asked, values, strict=True) if value is not None}
            return self._gap(known, level, condition, effects) if is_below else None

        return crossed([below, *columns], gap)

    def _alike(self, rank: int, fact: str, asked: list[Comparison], value: Any) -> Any:
        """Give one value for all numbers that meet every comparison: nothing is said of them."""
        if value is None or self.rulebook.facts[fact].type not in ("years", "number", "ordered"):
            return value
        if all(one.operator.meaning(value, one.operand) for one in asked):
            return self._first.setdefault((rank, fact), value)
        return value

    def _gap(self, values: Mapping[str, Any], level: Level, condition: Condition, effects: Mapping[str, Any]) -> Gap:
        """Work out a gap; ``effects`` says what each credential would change: many would change the same, or nothing.
        """
        missing = self.explainer.missing(condition, values, level.address, level.sources)
        before = self.explainer.distance(condition, values)
        closes: dict[Any, str] = {(): ""}
        for id, effect in effects.items():
            if effect not in closes:
                changed = with_credential(values, id, self.rulebook, condition)
                after = self.explainer.distance(condition, {**values, **changed}) if changed else before
                closed = bool(changed) and after == 0
                closes[effect] = "closes" if closed else "narrows" if after < before - 1e-9 else ""
        closed_by = tuple([closes[effect] for effect in effects.values()])
        return Gap(" ".join(dict.fromkeys(reason.text for reason in missing)), len(missing), closed_by)


def _if_below(is_below: bool, value: Any) -> Any:
    return value if is_below else None
