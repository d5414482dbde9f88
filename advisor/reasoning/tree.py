"""A condition and a person's facts as a tree of nodes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast

from advisor.advice.explain import Explainer
from advisor.engine.decide import Evidence
from advisor.language import words
from advisor.reasoning.model import Node, Tree, Verdict
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import All, Any_, Bounds, Comparison, Condition, FactValue, NamesValue, SourceRefs

VERDICTS: Mapping[bool | None, Verdict] = {True: "met", False: "not-met", None: "unknown"}
_INFINITE = float("inf")


def tree(
    entry: str,
    name: str,
    rule: str,
    condition: Condition,
    evidence: Evidence,
    sources: SourceRefs,
    explainer: Explainer,
) -> Tree:
    """Write the reasoning about one entry."""
    root = node(condition, evidence, sources, explainer)
    return Tree(entry, name, rule, root.answer, root)


def node(condition: Condition, evidence: Evidence, sources: SourceRefs, explainer: Explainer) -> Node:
    """Write a condition and all below it; where it names no sources, those of what is around it hold."""
    sources = condition.note.sources or sources
    given, refs, text_of = evidence.answer(condition), explainer.refs(sources), explainer.text_of
    if isinstance(condition, Comparison):
        value = evidence.facts.get(condition.fact)
        return Node(
            "compared",
            VERDICTS[given],
            explainer.sentences.of(condition, value, given),
            text_of(condition),
            refs,
            condition.fact,
            plain(condition.fact, value, explainer.rulebook),
            condition.operator.name,
            asked_by(condition, explainer.rulebook),
            (),
            condition.note.definition,
        )
    kind = kind_of(condition)
    said = condition.note.met if given else condition.note.missing
    name = explainer.rulebook.definition_names.get(condition.note.definition)
    text = said if said and "{" not in said else name or words("explanations")[kind]
    parts = tuple(node(part, evidence, sources, explainer) for part in condition.parts)
    return Node(
        kind, VERDICTS[given], text, text_of(condition), refs, None, None, None, None, parts, condition.note.definition
    )


def kind_of(condition: Condition) -> Literal["all", "any", "not"]:
    """Name the kind of a group."""
    return "all" if isinstance(condition, All) else "any" if isinstance(condition, Any_) else "not"


def asked_by(comparison: Comparison, rulebook: Rulebook) -> Any:
    """Write what a comparison asks as data: a number, a word, a list of words; a rank by its id."""
    fact = rulebook.facts[comparison.fact]
    if fact.type == "ordered":
        return plain(fact.id, (comparison.operand, comparison.operand), rulebook)
    return list(comparison.operand) if isinstance(comparison.operand, tuple) else comparison.operand


def plain(fact: str, value: FactValue | None, rulebook: Rulebook) -> Any:
    """Write a fact's value as data: exact, or its bounds (null: none known), or null for nothing known."""
    of = rulebook.facts[fact]
    if not isinstance(value, tuple):
        return value
    if of.type == "names":
        surely, possibly = cast(NamesValue, value)
        return sorted(surely) if possibly == surely else {"surely": sorted(surely), "more": "possible"}
    low, high = cast(Bounds, value)
    if of.type == "ordered":
        ids = list(rulebook.level_by_id if of.of == "levels" else rulebook.vocabularies[of.of].terms)
        return ids[int(low)] if low == high else {"low": ids[int(low)], "high": ids[int(high)]}
    most = None if high == _INFINITE else high
    return low if low == most else {"low": low, "high": most}
