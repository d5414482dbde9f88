"""A comparison and a person's value, in plain words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any

from advisor.language import words
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Answer, Comparison
from advisor.rulebook.model import Cost, Fact, MonthRange

_PARTS = 10_000
_BLANK = re.compile(r"\{(name|needed|needed_of|value|gap)\}")


class Sentences:
    """Writes the sentences of one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook

    def of(self, comparison: Comparison, value: Any, given: Answer) -> str:
        """Say how a comparison stands: that it holds, what is needed for it, or that it is not known."""
        if given:
            return self.met(comparison, value)
        return self.missing(comparison, value) if given is False else self.unknown(comparison, value)

    def met(self, comparison: Comparison, value: Any) -> str:
        """Say that a comparison holds."""
        fact = self.rulebook.facts[comparison.fact]
        template = comparison.note.met or (fact.met if comparison.operand is not False else "")
        return self._filled(template or words("facts that hold")[fact.type], comparison, fact, value)

    def missing(self, comparison: Comparison, value: Any) -> str:
        """Say what is needed for a comparison that fails, and what there is of it."""
        fact = self.rulebook.facts[comparison.fact]
        template = comparison.note.missing or (fact.missing if comparison.operand is not False else "")
        if not template and _is_least_amount(comparison, fact):
            template = words("least amounts")["some" if value and value[0] > 0 else "none"]
        return self._filled(template or words("facts that are missing")[fact.type], comparison, fact, value)

    def unknown(self, comparison: Comparison, value: Any) -> str:
        """Say what is needed for a comparison that cannot be decided yet."""
        fact = self.rulebook.facts[comparison.fact]
        template = fact.unknown
        if not template and _is_least_amount(comparison, fact):
            template = words("least amounts")["some told" if value and value[0] > 0 else "none told"]
        if not template and (comparison.note.missing or fact.missing):
            template = f"{comparison.note.missing or fact.missing} You have not told us about this yet."
        return self._filled(template or "{needed}; you have not told us about {name} yet.", comparison, fact, value)

    def asked(self, comparison: Comparison) -> str:
        """Say what a comparison asks of anybody, as exactly as the rule does."""
        fact, operand, sign = self.rulebook.facts[comparison.fact], comparison.operand, comparison.operator.name
        if fact.type in ("years", "number"):
            text = f"{words('operands asked')[sign]} {self._amount_of(self._asked_amount(comparison, fact), fact)}"
            text = self._needed(comparison, fact) if sign == "above" else text
        elif fact.type == "flag":
            text = fact.name if operand else f"not (or not yet): {fact.name}"
        else:
            ranks = words("ranks asked")
            text = f"{fact.name}: {ranks.get(sign, '{}').format(self._operand(comparison, fact))}"
        return f"{text[:1].upper()}{text[1:]}."

    def filled(self, template: str) -> str:
        """Give an author's sentence that stands for a whole group of comparisons."""
        return template.replace("{value}", "").replace("{needed}", "").replace("{gap}", "")

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
                    return self._needed(comparison, fact)
            return self._operand(comparison, fact)

        text = _BLANK.sub(word, template)
        return text[:1].upper() + text[1:]

    def _operand(self, comparison: Comparison, fact: Fact) -> str:
        if fact.type in ("names", "choice"):
            return either(self.rulebook.label(fact.of, id) for id in _names_in(comparison))
        return self._asked_amount(comparison, fact)

    def _asked_amount(self, comparison: Comparison, fact: Fact) -> str:
        """Write how much a comparison asks for: with the unit that its author gave, if any."""
        is_written = fact.type == "years" and comparison.shown[-1:].isalpha()
        return comparison.shown if is_written else self._amount(comparison.operand, fact)

    def _value(self, comparison: Comparison, fact: Fact, value: Any) -> str:
        if value is None:
            return "unknown"
        if fact.type == "names":
            held = [self.rulebook.label(fact.of, id) for id in _names_in(comparison) if id in value[0]]
            return " and ".join(held) or "none of them"
        if fact.type == "choice":
            return self.rulebook.label(fact.of, value)
        return fact.name if fact.type == "flag" else self._amount(value[0], fact)

    def _amount(self, amount: Any, fact: Fact) -> str:
        """Write a number of years, another number, or a rank; of a flag its name."""
        match fact.type:
            case "years":
                return years_in_words(amount)
            case "number":
                return _number(amount)
            case "ordered":
                ranks = self.rulebook.level_by_id if fact.of == "levels" else self.rulebook.vocabularies[fact.of].terms
                return self.rulebook.label(fact.of, list(ranks)[int(amount)])
        return fact.name

    def _gap(self, comparison: Comparison, fact: Fact, value: Any) -> str:
        if fact.type not in ("years", "number"):
            return ""
        gap = comparison.operand - (value[0] if value else 0.0)
        if fact.type == "number":
            return f"{_number(math.ceil(gap))} {fact.unit}".strip()
        months = months_missing(comparison.operand, value[0] if value else 0.0)
        if months < 24:
            return months_in_words(months)
        return f"{_number(math.ceil(round(gap * 10, 6)) / 10)} years"

    def _needed(self, comparison: Comparison, fact: Fact) -> str:
        """Write how much a comparison asks for, and of what: some, where it asks for more than nothing."""
        if comparison.operator.name != "above":
            return self._amount_of(self._asked_amount(comparison, fact), fact)
        if comparison.operand == 0:
            return words("least amounts")["more than none"].format(fact.name)
        return words("least amounts")["more than"].format(self._amount_of(self._asked_amount(comparison, fact), fact))

    def _amount_of(self, amount: str, fact: Fact) -> str:
        if fact.type == "number" and fact.unit in fact.name:
            return f"{amount} {fact.name}"
        return f"{amount} of {fact.name}" if fact.type == "years" else f"{amount} {fact.unit} of {fact.name}"


def _is_least_amount(comparison: Comparison, fact: Fact) -> bool:
    return fact.type in ("years", "number") and comparison.operator.name in ("at_least", "above")


def _names_in(comparison: Comparison) -> tuple[str, ...]:
    return comparison.operand if isinstance(comparison.operand, tuple) else (comparison.operand,)


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
        return months_in_words(months) if months else "less than a month"
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


def day_in_words(day: str) -> str:
    """Write a date that may be partial: 2021, June 2021, 5 June 2021."""
    year, month, number = (*day.split("-"), "", "")[:3]
    months = words("dates")["months"].split(", ")
    if not (month.isdecimal() and 0 < int(month) <= len(months)):
        return year
    name = months[int(month) - 1].capitalize()
    return f"{name} {int(number)}, {year}" if number.isdecimal() else f"{name} {year}"


def months_in_words(months: float) -> str:
    """Write a number of months."""
    return f"{months:g} month{'s' if months != 1 else ''}"


def span_in_words(span: MonthRange | None) -> str:
    """Write how long something takes: ``3 to 12 months``; nothing when it is not known."""
    if span is None:
        return ""
    return months_in_words(span.low) if span.low == span.high else f"{span.low:g} to {span.high:g} months"


def range_in_words(low: float, high: float, open_ended: bool = False) -> str:
    """Write a range of US dollars, or one amount."""
    amount = f"${low:,.0f}" if low == high else f"${low:,.0f} to ${high:,.0f}"
    return f"{amount} and more" if open_ended else amount


def cost_in_words(cost: Cost | None) -> str:
    """Write what something costs in US dollars, with the year of the price; nothing when it is not known."""
    if cost is None:
        return ""
    return f"{range_in_words(cost.low, cost.high)} ({cost.year})" + (f". {cost.note.rstrip('.')}" if cost.note else "")
