"""A comparison and a person's value, in plain words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any

from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Comparison
from advisor.rulebook.model import Cost, Fact, MonthRange

_LOWER = {"at_least", "above"}
_PARTS = 10_000
_BLANK = re.compile(r"\{(name|needed|needed_of|value|gap)\}")


class Sentences:
    """Writes the sentences of one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook

    def met(self, comparison: Comparison, value: Any) -> str:
        """Say that a comparison holds."""
        fact = self.rulebook.facts[comparison.fact]
        template = comparison.note.met or (fact.met if comparison.operand is not False else "")
        return self._filled(template or _MET.get(fact.type, "Your {name}: {value}."), comparison, fact, value)

    def missing(self, comparison: Comparison, value: Any) -> str:
        """Say what is needed for a comparison that fails, and what there is of it."""
        fact = self.rulebook.facts[comparison.fact]
        template = comparison.note.missing or (fact.missing if comparison.operand is not False else "")
        if not template and fact.type in ("years", "number") and comparison.operator.name in _LOWER:
            have = value[0] if value else 0.0
            template = (
                "{needed_of}; so far you have none."
                if have <= 0
                else "{gap} more of {name}: you have {value} of {needed}."
            )
        return self._filled(template or _MISSING[fact.type], comparison, fact, value)

    def unknown(self, comparison: Comparison, value: Any) -> str:
        """Say what is needed for a comparison that cannot be decided yet."""
        fact = self.rulebook.facts[comparison.fact]
        template = fact.unknown
        if not template and fact.type in ("years", "number") and comparison.operator.name in _LOWER:
            told = value is not None and value[0] > 0
            template = (
                "{needed_of}; you have told us of {value}."
                if told
                else "{needed_of}; you have not told us how much you have."
            )
        if not template and (comparison.note.missing or fact.missing):
            template = f"{comparison.note.missing or fact.missing} You have not told us about this yet."
        return self._filled(template or "{needed}; you have not told us about {name} yet.", comparison, fact, value)

    def asked(self, comparison: Comparison) -> str:
        """Say what a comparison asks of anybody, as exactly as the rule does."""
        fact, operand, sign = self.rulebook.facts[comparison.fact], comparison.operand, comparison.operator.name
        if fact.type in ("years", "number"):
            text = f"{_SIGNS[sign]} {self._amount_of(operand, fact)}"
        elif fact.type == "flag":
            text = fact.name if operand else f"not (or not yet): {fact.name}"
        else:
            text = f"{fact.name}: {_RANKS.get(sign, '{}').format(self._operand(comparison, fact))}"
        return f"{text[:1].upper()}{text[1:]}."

    def filled(self, template: str) -> str:
        """Give an author's sentence that stands for a whole group of comparisons."""
        return (
            template.replace("{value}", "").replace("{needed}", "").replace("{gap}", "")
            if "{" in template
            else template
        )

    def of_group(self, template: str, comparison: Comparison, value: Any) -> str:
        """Fill an author's sentence for a group of comparisons from one of them."""
        return self._filled(template, comparison, self.rulebook.facts[comparison.fact], value)

    def _filled(self, template: str, comparison: Comparison, fact: Fact, value: Any) -> str:
        if "{" not in template:
            return template

        def word(blank: re.Match[str]) -> str:
            match blank[1]:
                case "name":
                    return fact.name
                case "value":
                    return self._value(comparison, fact, value)
                case "gap":
                    return self._gap(comparison, fact, value)
                case "needed_of" if fact.type in ("years", "number"):
                    return self._amount_of(comparison.operand, fact)
            return self._operand(comparison, fact)

        text = _BLANK.sub(word, template)
        return text[:1].upper() + text[1:]

    def _operand(self, comparison: Comparison, fact: Fact) -> str:
        operand = comparison.operand
        match fact.type:
            case "years":
                return years_in_words(operand)
            case "number":
                return _number(operand)
            case "ordered":
                return self.rank_in_words(fact, operand)
            case "names" | "choice":
                names = [
                    self.rulebook.label(fact.of, id) for id in (operand if isinstance(operand, tuple) else (operand,))
                ]
                return either(names)
        return fact.name

    def _value(self, comparison: Comparison, fact: Fact, value: Any) -> str:
        if value is None:
            return "unknown"
        match fact.type:
            case "years":
                return years_in_words(value[0])
            case "number":
                return _number(value[0])
            case "ordered":
                return self.rank_in_words(fact, value[0])
            case "names":
                wanted = comparison.operand if isinstance(comparison.operand, tuple) else (comparison.operand,)
                held = [self.rulebook.label(fact.of, id) for id in wanted if id in value[0]]
                return " and ".join(held) if held else "none of them"
            case "choice":
                return self.rulebook.label(fact.of, value)
        return fact.name

    def _gap(self, comparison: Comparison, fact: Fact, value: Any) -> str:
        if fact.type not in ("years", "number"):
            return ""
        gap = comparison.operand - (value[0] if value else 0.0)
        if fact.type == "number":
            return f"{_number(math.ceil(gap))} {fact.unit}".strip()
        months = months_missing(comparison.operand, value[0] if value else 0.0)
        if months < 24:
            return f"{months} month{'s' if months != 1 else ''}"
        return f"{_number(math.ceil(round(gap * 10, 6)) / 10)} years"

    def _amount_of(self, operand: float, fact: Fact) -> str:
        if fact.type == "years":
            return f"{years_in_words(operand)} of {fact.name}"
        return (
            f"{_number(operand)} {fact.name}"
            if fact.unit in fact.name
            else f"{_number(operand)} {fact.unit} of {fact.name}"
        )

    def rank_in_words(self, fact: Fact, rank: float) -> str:
        """Write the rank of an ordered fact by its name."""
        ids = (
            list(self.rulebook.level_by_id) if fact.of == "levels" else list(self.rulebook.vocabularies[fact.of].terms)
        )
        return self.rulebook.label(fact.of, ids[int(rank)])


_SIGNS = {"at_least": "at least", "above": "more than", "at_most": "at most", "below": "less than"}
_RANKS = {"at_least": "{} or higher", "above": "higher than {}", "at_most": "{} or lower", "below": "lower than {}"}
_MET = {
    "flag": "{name}.",
    "years": "You have {value} of {name}.",
    "number": "You have {value} {name}.",
    "ordered": "Your {name}: {value}.",
    "names": "You have {value} among your {name}.",
    "choice": "Your {name}: {value}.",
}
_MISSING = {
    "flag": "{name}.",
    "years": "At most {needed} of {name}; you have {value}.",
    "number": "At most {needed} {name}; you have {value}.",
    "ordered": "{needed} or more ({name}).",
    "names": "{needed} among your {name}.",
    "choice": "{needed} as your {name}.",
}


def either(names: Iterable[str]) -> str:
    """Join names with "or"."""
    every = list(names)
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} or {every[-1]}"


def years_in_words(years: float) -> str:
    """Write years as a person would say them, never rounded up: ``6 months``, ``1 year``, ``3.5 years``."""
    if years == math.inf:
        return "any number of years"
    if 0 < years < 1:
        months = ((_parts(years) + 1) * 12 - 1) // _PARTS
        return f"{months} month{'s' if months != 1 else ''}" if months else "less than a month"
    shown = math.floor(round(years * 10, 6)) / 10
    return "1 year" if shown == 1 else f"{_number(shown)} years"


def months_missing(needed: float, have: float) -> int:
    """Count the months of work that complete what is needed, at least one."""
    return (_parts(needed) - _parts(have) - 1) * 12 // _PARTS + 1


def _parts(years: float) -> int:
    """Give years as they are stored: in ten-thousandths, cut off.

    Seven months are stored as 0.5833 years and so are told as seven, although the part that was cut off is missing.
    """
    return math.floor(round(years * _PARTS, 6))


def _number(number: float) -> str:
    if number == math.inf:
        return "any number"
    return f"{number:,.0f}" if number == int(number) else f"{number:,g}"


def span_in_words(span: MonthRange | None) -> str:
    """Write how long something takes: ``3 to 12 months``; nothing when it is not known."""
    if span is None:
        return ""
    if span.low == span.high:
        return f"{span.low:g} month{'s' if span.low != 1 else ''}"
    return f"{span.low:g} to {span.high:g} months"


def cost_in_words(cost: Cost | None) -> str:
    """Write what something costs in US dollars, with the year of the price; nothing when it is not known."""
    if cost is None:
        return ""
    amount = f"${cost.low:,.0f}" if cost.low == cost.high else f"${cost.low:,.0f} to ${cost.high:,.0f}"
    return f"{amount} ({cost.year})" + (f". {cost.note.rstrip('.')}" if cost.note else "")
