"""A condition of a rule as a nested list in plain words, without any person's values."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.advice.sentences import Sentences
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import NEVER, All, Any_, Comparison, Condition, Not, SourceRefs, is_remade, settled

_GROUPS = {All: "All of these", Any_: "One of these", Not: "The opposite of this"}


@dataclass(frozen=True, slots=True)
class ConditionText:
    """One condition. ``text`` are the author's words or the rule's own; ``exact`` what is compared where the author
    says it in other words; ``how`` how many of the parts; ``reading`` the assumption that it is about; ``closed``:
    nobody can meet it with the present choices of assumptions."""

    text: str
    exact: str = ""
    how: str = ""
    parts: tuple[ConditionText, ...] = ()
    sources: SourceRefs = ()
    reading: str = ""
    closed: bool = False


def condition_text(condition: Condition, rulebook: Rulebook) -> ConditionText:
    """Write a condition in words."""
    closed = settled(condition, rulebook.choices) is NEVER
    note = condition.note
    words = note.missing or rulebook.definition_names.get(note.definition, "")
    words = "" if "{" in words else words  # braces are filled with a person's values
    if condition.parts and is_remade(condition, rulebook.choices, rulebook.usual_choices):
        words = ""  # they may name what is closed
    if isinstance(condition, Comparison):
        if condition.fact in rulebook.assumptions:
            assumption = rulebook.assumptions[condition.fact]
            text = f"A reading of the documents: {assumption.choices[str(condition.operand)]}"
            return ConditionText(text, sources=note.sources, reading=assumption.id, closed=closed)
        fact = rulebook.facts[condition.fact]
        if not words and fact.type == "flag" and condition.operand is not False:
            words = fact.missing
        exact = Sentences(rulebook).asked(condition)
        differs = fact.type != "flag" and bool(words)
        return ConditionText(words or exact, exact if differs else "", sources=note.sources, closed=closed)
    if not condition.parts:
        text = "Nothing is asked." if isinstance(condition, All) else "Nobody can meet this."
        return ConditionText(text, sources=note.sources)
    inner = tuple(condition_text(part, rulebook) for part in condition.parts)
    return ConditionText(words, "", _GROUPS[type(condition)], inner, note.sources, closed=closed)
