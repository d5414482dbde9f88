"""A condition as a nested list in plain words, of nobody in particular: what an entry asks of anybody."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.advice.sentences import Sentences
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import NEVER, All, Comparison, Condition, Not, SourceRefs, settled

_GROUPS = {"all": "All of these", "any": "One of these", "not": "The opposite of this"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One condition. ``text`` are the author's words or the rule's own; ``exact`` what is compared where the author
    says it in other words; ``how`` how many of the parts; ``reading`` the assumption that it is about, and ``closed``
    that nobody can meet it as the documents are read now."""

    text: str
    exact: str
    how: str
    parts: tuple[Asked, ...]
    sources: SourceRefs
    reading: str
    closed: bool


def asked(condition: Condition, rulebook: Rulebook) -> Asked:
    """Write a condition in words."""
    closed = settled(condition, rulebook.choices) is NEVER
    note, sentences = condition.note, Sentences(rulebook)
    said = note.missing if "{" not in note.missing else ""
    if isinstance(condition, Comparison):
        if condition.fact in rulebook.assumptions:
            reading = rulebook.assumptions[condition.fact]
            words = reading.choices[str(condition.operand)]
            return Asked(f"A reading of the documents: {words}", "", "", (), note.sources, reading.id, closed)
        fact = rulebook.facts[condition.fact]
        if not said and fact.type == "flag" and condition.operand is not False:
            said = fact.missing
        exact = sentences.asked(condition)
        told = fact.type != "flag" and bool(said)
        return Asked(said or exact, exact if told else "", "", (), note.sources, "", closed)
    parts = (condition.part,) if isinstance(condition, Not) else condition.parts
    how = "not" if isinstance(condition, Not) else "all" if isinstance(condition, All) else "any"
    if not parts:
        text = "Nothing is asked." if isinstance(condition, All) else "Nobody can meet this."
        return Asked(text, "", "", (), note.sources, "", False)
    inner = tuple(asked(part, rulebook) for part in parts)
    return Asked(said, "", _GROUPS[how], inner, note.sources, "", closed)
