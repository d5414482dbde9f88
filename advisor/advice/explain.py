"""Why a condition holds, and what is missing when it does not: sentences with their rule and sources."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import cache, reduce
from operator import add
from typing import Any, TypeVar

from advisor.advice.model import Reason, SourceRef
from advisor.advice.sentences import Sentences
from advisor.engine.decide import Decision, Evidence
from advisor.engine.program import Program
from advisor.engine.three_valued import answer
from advisor.rulebook.condition import NUMERIC, All, Any_, Comparison, Condition, Facts, Not, SourceRefs, comparisons
from advisor.rulebook.model import Level

NEVER = 1_000.0
"""The distance to what a person cannot change."""
UNKNOWN_DISTANCE = 0.5
"""The distance to what is not known: half of what it takes if it is missing."""
_MOST_TOLD = 4
"""Alternatives told one beside the other; of more, the nearest is told."""
_MOST_REMEMBERED = 65_536
"""Reasons and distances that are remembered; with more, they are forgotten and worked out anew."""

Said = TypeVar("Said")


class Explainer:
    """Explains the conditions of one program.

    What is said of a condition depends on the condition, on what for it is said, and on the values of the facts that it
    asks about. By these it is remembered (``once``); nothing else of a person enters. Safe among threads.
    """

    def __init__(self, program: Program) -> None:
        self.program, self.rulebook = program, program.rulebook
        self.sentences = Sentences(program.rulebook)
        self.refs = cache(_refs)
        self.text_of: Callable[[Condition], str] = cache(str)
        self._remembered: dict[Hashable, Any] = {}

    def because(self, condition: Condition, evidence: Evidence, rule: str, sources: SourceRefs) -> tuple[Reason, ...]:
        """Give the reasons for which a condition holds (by its first alternative that does)."""
        sources = condition.note.sources or sources
        if isinstance(condition, Comparison):
            return self.once(f"because {rule}", condition, evidence, self._compared, True, rule, sources)
        if condition.note.met:
            return (self._whole(condition, condition.note.met, rule, sources, False),)
        if isinstance(condition, Any_):
            held = next((part for part in condition.parts if evidence.answer(part)), None)
            return self.because(held, evidence, rule, sources) if held else ()
        if isinstance(condition, All):
            return _joined([self.because(part, evidence, rule, sources) for part in condition.parts])
        return ()

    def missing(
        self,
        condition: Condition,
        evidence: Evidence,
        rule: str,
        sources: SourceRefs,
        price: Callable[[Condition], float] | None = None,
    ) -> tuple[Reason, ...]:
        """Give what is missing for a condition, by the cheapest way to meet it; nothing when it holds.

        ``price`` says what it costs to meet a condition; without it the nearest way by ``distance`` is given.
        """
        given = evidence.answer(condition)
        if given:
            return ()
        sources = condition.note.sources or sources
        if isinstance(condition, Comparison):
            return self.once(f"missing {rule}", condition, evidence, self._compared, given, rule, sources)
        if condition.note.missing:
            text = self._with_amounts(condition, evidence) if "{" in condition.note.missing else condition.note.missing
            return (self._whole(condition, text, rule, sources, given is None),)
        if isinstance(condition, All):
            return _joined([self.missing(part, evidence, rule, sources, price) for part in condition.parts])
        if isinstance(condition, Not):
            text = f"This rule asks for the opposite: {condition.part}."
            return (self._whole(condition, text, rule, sources, given is None),)
        away = price or (lambda part: self.distance(part, evidence.facts))
        ways = sorted([(away(part), n, part) for n, part in enumerate(condition.parts)], key=_nearest)
        ways = [way for way in ways if way[0] < NEVER] or ways[:1]
        told = [self.missing(part, evidence, rule, sources, price) for _, _, part in ways]
        if 1 < len(told) <= _MOST_TOLD and all(len(reasons) == 1 for reasons in told):
            return (_either([reasons[0] for reasons in told], self.text_of(condition)),)
        return told[0] if told else ()

    def of_level(self, level: Level, decision: Decision) -> tuple[Reason, ...]:
        """Give the reasons for the level reached, or what is missing for one that is not."""
        say = self.because if level.id == decision.level else self.missing
        return say(self.program.levels[f"level:{level.id}"], decision, level.address, level.sources)

    def once(self, kind: str, condition: Condition, evidence: Evidence, say: Callable[..., Said], *about: Any) -> Said:
        """Give what ``say(condition, evidence, *about)`` says, from memory when it was said for the same values before.

        What is said must hang on the values of the condition's facts alone, and on ``kind``: what kind of thing is
        said, and for which rule.
        """
        key = (kind, condition, *map(evidence.facts.get, condition.facts))
        said: Said | None = self._remembered.get(key)
        if said is None:
            said = say(condition, evidence, *about)
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered = {}
            self._remembered[key] = said
        return said

    def _with_amounts(self, condition: Condition, evidence: Evidence) -> str:
        """Fill an author's sentence for a group with the amounts of its nearest comparison of numbers."""
        failing = [
            one
            for one in comparisons(condition)
            if self.rulebook.facts[one.fact].type in ("years", "number") and not evidence.answer(one)
        ]
        nearest = min(failing, key=lambda one: self.distance(one, evidence.facts), default=None)
        if nearest is None:
            return self.sentences.filled(condition.note.missing)
        return self.sentences.of_group(condition.note.missing, nearest, evidence.facts.get(nearest.fact))

    def distance(self, condition: Condition, facts: Facts) -> float:
        """Say how far a person is from meeting a condition: about one for each thing to do, or year to work."""
        if isinstance(condition, Comparison):
            value = facts.get(condition.fact)
            given = None if value is None else condition.operator.meaning(value, condition.operand)
            if given is not False:
                return 0.0 if given else UNKNOWN_DISTANCE
            away: float = self.lacking(condition, value[0] if isinstance(value, tuple) else 0.0)
            return away
        if isinstance(condition, Not):
            given = answer(condition, facts)
            return UNKNOWN_DISTANCE if given is None else 0.0 if given else NEVER
        parts = [self.distance(part, facts) for part in condition.parts]
        return reduce(add, parts, 0.0) if isinstance(condition, All) else min(parts, default=NEVER)

    def lacking(self, comparison: Comparison, least: Any) -> Any:
        """Say how far a comparison that fails is: in years or ranks, or as a part of the whole of another number.

        ``least`` is what there surely is of a number, for one person or in an array.
        """
        if comparison.operator.types is not NUMERIC:
            return 1.0
        if comparison.operator.name in ("at_most", "below"):
            return NEVER
        gap = float(comparison.operand) - least
        is_number = self.rulebook.facts[comparison.fact].type == "number"
        return 0.2 + (gap / max(comparison.operand, 1.0) if is_number else gap)

    def _compared(
        self, comparison: Comparison, evidence: Evidence, given: bool | None, rule: str, sources: SourceRefs
    ) -> tuple[Reason]:
        text = self.sentences.of(comparison, evidence.facts.get(comparison.fact), given)
        refs = self.refs(sources)
        return (Reason(text, rule, self.text_of(comparison), refs, (comparison.fact,), given is None),)

    def _whole(self, condition: Condition, text: str, rule: str, sources: SourceRefs, unknown: bool) -> Reason:
        facts = tuple(sorted(condition.facts))
        return Reason(self.sentences.filled(text), rule, self.text_of(condition), self.refs(sources), facts, unknown)


def _nearest(way: tuple[float, int, Condition]) -> tuple[float, int]:
    return way[:2]


def _joined(reasons: Sequence[tuple[Reason, ...]]) -> tuple[Reason, ...]:
    return tuple([reason for some in reasons for reason in some])


def _refs(sources: SourceRefs) -> tuple[SourceRef, ...]:
    return tuple(SourceRef(id, section) for id, section in sources)


def _either(reasons: list[Reason], condition: str) -> Reason:
    """Join what each of a few alternatives needs into one sentence."""
    texts = [reason.text.rstrip(".") for reason in reasons]
    text = "One of these: " + "; or: ".join(texts) + "."
    sources = tuple(dict.fromkeys(ref for reason in reasons for ref in reason.sources))
    facts = tuple(dict.fromkeys(fact for reason in reasons for fact in reason.facts))
    return Reason(text, reasons[0].rule, condition, sources, facts, any(reason.unknown for reason in reasons))
