"""The three-valued meaning of a condition: strong Kleene logic over two truths, "surely holds" and "surely fails".

An answer is given only when no value of an unknown fact could change it, part by part. The logic stands here once: it
reduces the truths of a person, arrays of truths, and the expressions from which the evaluator is generated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

from advisor.rulebook.condition import All, Answer, Comparison, Condition, Facts, Not

Truth = tuple[Any, Any]
"""Whether something surely holds and whether it surely fails: two bools, or others that know ``&`` and ``|``."""
TRUE, FALSE = (True, False), (False, True)


def all_of(parts: Sequence[Truth]) -> Truth:
    """Every part: it holds when all do, and fails when one does."""
    if not parts:
        return TRUE
    return reduce(and_, [holds for holds, _ in parts]), reduce(or_, [fails for _, fails in parts])


def any_of(parts: Sequence[Truth]) -> Truth:
    """At least one part."""
    return negated(all_of([negated(part) for part in parts]))


def negated(part: Truth) -> Truth:
    """The opposite."""
    holds, fails = part
    return fails, holds


def joined(group: Condition, parts: Sequence[Truth]) -> Truth:
    """Give the truth of a group, by those of its parts."""
    if isinstance(group, Not):
        return negated(parts[0])
    return all_of(parts) if isinstance(group, All) else any_of(parts)


def compared(comparison: Comparison, facts: Facts) -> Answer:
    """Say whether a comparison holds for the facts."""
    value = facts.get(comparison.fact)
    return None if value is None else comparison.operator.meaning(value, comparison.operand)


def answer(condition: Condition, facts: Facts, known: Callable[[Condition], Truth | None] | None = None) -> Answer:
    """Say whether a condition holds for the facts: True, False, or None when it cannot be known.

    ``known`` gives the truth of a condition, or of a part of one, where it has been worked out before.
    """
    if isinstance(condition, Comparison):
        return compared(condition, facts)

    def truth(one: Condition) -> Truth:
        given = known(one) if known else None
        if given is None and isinstance(one, Comparison):
            meant = compared(one, facts)
            return meant is True, meant is False
        return given or joined(one, [truth(part) for part in one.parts])

    holds, fails = truth(condition)
    return True if holds else False if fails else None


def undecided(condition: Condition, answer: Callable[[Condition], Answer]) -> list[str]:
    """Give the facts that keep a condition from being decided, in the order in which it asks; some more than once.

    ``answer`` answers the condition and its parts.
    """
    if answer(condition) is not None:
        return []
    if isinstance(condition, Comparison):
        return [condition.fact]
    return [fact for part in condition.parts for fact in undecided(part, answer)]
