"""Why a condition holds, and what is missing when it does not: sentences with their rule and sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from advisor.advice.model import Reason, SourceRef
from advisor.advice.sentences import Sentences
from advisor.advice.told import Told
from advisor.engine.decide import Decision
from advisor.engine.program import program_of, regions_of
from advisor.engine.reading import answer
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import (
    NUMERIC,
    All,
    Answer,
    Any_,
    Comparison,
    Condition,
    Not,
    SourceRefs,
    comparisons,
    facts_of,
)
from advisor.rulebook.model import Level

NEVER = 1_000.0
"""The distance to what a person cannot change."""
_UNKNOWN = 0.5
"""The distance to what is not known: half of what it takes if it is missing."""
_MOST_TOLD = 4
"""Alternatives told one beside the other; of more, the nearest is told."""

Values = Mapping[str, Any]


class Explainer:
    """Explains the conditions of one rulebook; what it has said of a comparison and a value it remembers."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.sentences = Sentences(rulebook)
        self.refs = lru_cache(maxsize=4096)(_refs)
        self._levels = _levels(rulebook)
        self._one = lru_cache(maxsize=16_384)(self._compared)
        self._whole = lru_cache(maxsize=4096)(self._told)

    def because(self, condition: Condition, values: Values, rule: str, sources: SourceRefs) -> tuple[Reason, ...]:
        """Give the reasons for which a condition holds (by its first alternative that does)."""
        return tuple(self._because(condition, values, rule, sources))

    def missing(self, condition: Condition, values: Values, rule: str, sources: SourceRefs) -> tuple[Reason, ...]:
        """Give what is missing for a condition, by the nearest way to meet it; nothing when it holds."""
        return tuple(self._missing(condition, values, rule, sources))

    def _because(self, condition: Condition, values: Values, rule: str, sources: SourceRefs) -> list[Reason]:
        sources = condition.note.sources or sources
        if isinstance(condition, Comparison):
            return [self._one(condition, values.get(condition.fact), True, rule, sources)]
        if condition.note.met:
            return [self._whole(condition, condition.note.met, rule, sources, False)]
        if isinstance(condition, Any_):
            held = next((part for part in condition.parts if answer(part, values)), None)
            return self._because(held, values, rule, sources) if held else []
        if isinstance(condition, All):
            return [reason for part in condition.parts for reason in self._because(part, values, rule, sources)]
        return []

    def _missing(self, condition: Condition, values: Values, rule: str, sources: SourceRefs) -> list[Reason]:
        given = answer(condition, values)
        if given:
            return []
        sources = condition.note.sources or sources
        if isinstance(condition, Comparison):
            return [self._one(condition, values.get(condition.fact), given, rule, sources)]
        if condition.note.missing:
            text = self._with_amounts(condition, values) if "{" in condition.note.missing else condition.note.missing
            return [self._whole(condition, text, rule, sources, given is None)]
        if isinstance(condition, All):
            return [reason for part in condition.parts for reason in self._missing(part, values, rule, sources)]
        if isinstance(condition, Not):
            return [
                self._whole(
                    condition,
                    f"This rule asks for the opposite: {condition.part}.",
                    rule,
                    sources,
                    given is None,
                )
            ]
        ways = sorted(
            ((self.distance(part, values), n, part) for n, part in enumerate(condition.parts)),
            key=lambda way: way[:2],
        )
        ways = [way for way in ways if way[0] < NEVER] or ways[:1]
        told = [self._missing(part, values, rule, sources) for _, _, part in ways]
        if 1 < len(told) <= _MOST_TOLD and all(len(reasons) == 1 for reasons in told):
            return [_either([reasons[0] for reasons in told], str(condition))]
        return told[0] if told else []

    def _with_amounts(self, condition: Condition, values: Values) -> str:
        """Fill an author's sentence for a group with the amounts of its nearest comparison of numbers."""
        failing = [
            one
            for one in comparisons(condition)
            if self.rulebook.facts[one.fact].type in ("years", "number") and not answer(one, values)
        ]
        nearest = min(failing, key=lambda one: self.distance(one, values), default=None)
        if nearest is None:
            return self.sentences.filled(condition.note.missing)
        return self.sentences.of_group(condition.note.missing, nearest, values.get(nearest.fact))

    def distance(self, condition: Condition, values: Values) -> float:
        """Say how far a person is from meeting a condition: about one for each thing to do, or year to work."""
        return self._measured(condition, values)[1]

    def climb(self, level: Level, decision: Decision) -> float:
        """Say how far a person is from a level's own requirements."""
        requires, _, climbs = self._levels[level.id]
        return climbs.once(None, decision, self.distance, requires, decision.values)

    def of_level(self, level: Level, decision: Decision) -> tuple[Reason, ...]:
        """Give the reasons for the level reached, or what is missing for one that is not."""
        requires, reasons, _ = self._levels[level.id]
        reached = level.id == decision.level
        say = self.because if reached else self.missing
        return reasons.once(reached, decision, say, requires, decision.values, level.address, level.sources)

    def _measured(self, condition: Condition, values: Values) -> tuple[Answer, float]:
        """Give the answer and the distance in one pass."""
        if isinstance(condition, Comparison):
            value = values.get(condition.fact)
            if value is None:
                return None, _UNKNOWN
            given = condition.operator.meaning(value, condition.operand)
            if given is not False:
                return (True, 0.0) if given else (None, _UNKNOWN)
            if condition.operator.types is NUMERIC:
                return False, self._gap(condition, value)
            return False, 1.0
        if isinstance(condition, Not):
            given = answer(condition.part, values)
            return (None, _UNKNOWN) if given is None else (False, NEVER) if given else (True, 0.0)
        if isinstance(condition, All):
            return self._measured_all(condition.parts, values)
        return self._measured_any(condition.parts, values)

    def _measured_all(self, parts: Iterable[Condition], values: Values) -> tuple[Answer, float]:
        given: Answer = True
        total = 0.0
        for part in parts:
            one, away = self._measured(part, values)
            total += away
            if not one:
                given = False if one is False or given is False else None
        return given, total

    def _measured_any(self, parts: Iterable[Condition], values: Values) -> tuple[Answer, float]:
        given: Answer = False
        distances = []
        for part in parts:
            one, away = self._measured(part, values)
            if one:
                return True, 0.0
            if one is None:
                given = None
            distances.append(away)
        return given, min(distances, default=NEVER)

    def _gap(self, comparison: Comparison, value: tuple[float, float]) -> float:
        """Say how much of a number is missing: in years or ranks, or as a part of the whole."""
        if comparison.operator.name in ("at_most", "below"):
            return NEVER
        gap = float(comparison.operand - value[0])
        return 0.2 + (
            gap / max(comparison.operand, 1.0) if self.rulebook.facts[comparison.fact].type == "number" else gap
        )

    def _compared(
        self, comparison: Comparison, value: Any, given: bool | None, rule: str, sources: SourceRefs
    ) -> Reason:
        sentences = self.sentences
        if given:
            text = sentences.met(comparison, value)
        else:
            text = sentences.missing(comparison, value) if given is False else sentences.unknown(comparison, value)
        return Reason(text, rule, str(comparison), self.refs(sources), (comparison.fact,), given is None)

    def _told(self, condition: Condition, text: str, rule: str, sources: SourceRefs, unknown: bool) -> Reason:
        facts = tuple(sorted(facts_of(condition)))
        return Reason(self.sentences.filled(text), rule, str(condition), self.refs(sources), facts, unknown)


def _levels(rulebook: Rulebook) -> Mapping[str, tuple[Condition, Told, Told]]:
    """Give each level's requirements, with what is remembered of their reasons and of their distances."""
    found = {}
    for level in rulebook.levels:
        scope = regions_of(rulebook).scope(level.requires)
        found[level.id] = (program_of(rulebook).levels[f"level:{level.id}"], Told(scope), Told(scope))
    return found


def _refs(sources: SourceRefs) -> tuple[SourceRef, ...]:
    return tuple(SourceRef(id, section) for id, section in sources)


def _either(reasons: list[Reason], condition: str) -> Reason:
    """Join what each of a few alternatives needs into one sentence."""
    texts = [reason.text.rstrip(".") for reason in reasons]
    text = "One of these: " + "; or: ".join(texts) + "."
    sources = tuple(dict.fromkeys(ref for reason in reasons for ref in reason.sources))
    facts = tuple(dict.fromkeys(fact for reason in reasons for fact in reason.facts))
    return Reason(text, reasons[0].rule, condition, sources, facts, any(reason.unknown for reason in reasons))


@lru_cache(maxsize=64)
def explainer_of(rulebook: Rulebook) -> Explainer:
    """Give the explainer of a rulebook."""
    return Explainer(rulebook)
