"""A person's value and what a rule asks, as an explanation gives them, in words: amounts with units, names for ids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from advisor.advice.sentences import years_in_words
from advisor.language import words
from advisor.reasoning.model import Node
from advisor.rulebook.book import Rulebook
from advisor.rulebook.model import Fact


def values_in_words(node: Node, rulebook: Rulebook) -> tuple[str, str]:
    """Write the person's value of a comparison, and what it asks: ``8 months`` and ``at least 2 years``."""
    fact, said = rulebook.facts[node.fact or ""], words("values")

    def one(value: Any) -> str:
        if isinstance(value, bool):
            return said["yes"] if value else said["no"]
        if fact.type in ("years", "number"):
            return _amount(value, fact)
        return rulebook.label(fact.of, value)

    operator = words("operands asked")[node.operator or "is"]
    names = node.asked if isinstance(node.asked, list) else [node.asked]
    asked = f"{operator} {', '.join(map(one, names))}".lstrip()
    if node.operator == "above" and node.asked == 0:
        asked = said["more than none"]
    return _held(node.value, one), asked


def _amount(value: float, fact: Fact) -> str:
    return years_in_words(value) if fact.type == "years" else f"{value:,g} {fact.unit}".strip()


def _held(value: Any, one: Callable[[Any], str]) -> str:
    """Write a value: exact, within bounds, or not known."""
    said = words("values")
    if value is None:
        return said["unknown"]
    if isinstance(value, list):
        return ", ".join(map(one, value)) or said["none"]
    if not isinstance(value, dict):
        return said["none"] if value == 0 and not isinstance(value, bool) else one(value)
    if "surely" in value:
        return said["so far"].format(", ".join(map(one, value["surely"])) or said["none"])
    low, high = value["low"], value["high"]
    if high is None:
        return said["or more"].format(one(low)) if low else said["unknown"]
    return said["up to"].format(one(high)) if low == 0 else said["between"].format(one(low), one(high))
