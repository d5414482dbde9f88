"""The plain reading of a condition, in three values: the second witness beside the rules engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.rulebook.condition import All, Answer, Comparison, Condition, Not


def answer(condition: Condition, values: Mapping[str, Any]) -> Answer:
    """Say whether a condition holds for the facts: True, False, or None when it cannot be known.

    Strong Kleene logic: an answer is given only when no value of an unknown fact could change it part by part.
    """
    if isinstance(condition, Comparison):
        value = values.get(condition.fact)
        return None if value is None else condition.operator.meaning(value, condition.operand)
    if isinstance(condition, Not):
        inner = answer(condition.part, values)
        return None if inner is None else not inner
    deciding = not isinstance(condition, All)  # the answer of one part that settles the whole
    unknown = False
    for part in condition.parts:
        given = answer(part, values)
        if given is deciding:
            return deciding
        unknown = unknown or given is None
    return None if unknown else not deciding


def undecided(condition: Condition, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the facts that keep a condition from being decided, in the order in which it asks; none when it is."""
    return tuple(dict.fromkeys(_undecided(condition, values)))


def _undecided(condition: Condition, values: Mapping[str, Any]) -> Iterator[str]:
    if answer(condition, values) is not None:
        return
    if isinstance(condition, Comparison):
        yield condition.fact
    elif isinstance(condition, Not):
        yield from _undecided(condition.part, values)
    else:
        for part in condition.parts:
            yield from _undecided(part, values)
