"""A condition and a person's facts as a tree of nodes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.advice.explain import Explainer
from advisor.engine.reading import answer
from advisor.reasoning.model import Node, Tree, Verdict
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import All, Any_, Comparison, Condition, Not, SourceRefs

VERDICTS: Mapping[bool | None, Verdict] = {True: "met", False: "not-met", None: "unknown"}
_GROUPS = {"all": "All of these.", "any": "One of these.", "not": "The opposite of this."}
_INFINITE = float("inf")


def tree(
    entry: str, name: str, rule: str, condition: Condition, values: Mapping[str, Any], sources: SourceRefs,
    explainer: Explainer,
) -> Tree:  # fmt: skip
    """Write the reasoning about one entry."""
    return Tree(entry, name, rule, VERDICTS[answer(condition, values)], node(condition, values, sources, explainer))


def node(condition: Condition, values: Mapping[str, Any], sources: SourceRefs, explainer: Explainer) -> Node:
    """Write a condition and all below it; where it names no sources, those of what is around it hold."""
    sources = condition.note.sources or sources
    given, refs = answer(condition, values), explainer.refs(sources)
    if isinstance(condition, Comparison):
        value = values.get(condition.fact)
        asked = asked_by(condition, explainer.rulebook)
        return Node(
            "compared", VERDICTS[given], _words(condition, value, given, explainer), str(condition), refs,
            condition.fact, plain(condition.fact, value, explainer.rulebook), condition.operator.name, asked, (),
        )  # fmt: skip
    kind = kind_of(condition)
    inner = (condition.part,) if isinstance(condition, Not) else condition.parts
    said = condition.note.met if given else condition.note.missing
    text = said if said and "{" not in said else _GROUPS[kind]
    parts = tuple(node(part, values, sources, explainer) for part in inner)
    return Node(kind, VERDICTS[given], text, str(condition), refs, None, None, None, None, parts)  # type: ignore[arg-type]


def kind_of(condition: Condition) -> str:
    """Name the kind of a group."""
    return "all" if isinstance(condition, All) else "any" if isinstance(condition, Any_) else "not"


def asked_by(comparison: Comparison, rulebook: Rulebook) -> Any:
    """Write what a comparison asks as data: a number, a word, a list of words; a rank by its id."""
    fact = rulebook.facts[comparison.fact]
    if fact.type == "ordered":
        return plain(fact.id, (comparison.operand, comparison.operand), rulebook)
    return list(comparison.operand) if isinstance(comparison.operand, tuple) else comparison.operand


def _words(comparison: Comparison, value: Any, given: bool | None, explainer: Explainer) -> str:
    sentences = explainer.sentences
    if given:
        return sentences.met(comparison, value)
    return sentences.missing(comparison, value) if given is False else sentences.unknown(comparison, value)


def plain(fact: str, value: Any, rulebook: Rulebook) -> Any:
    """Write a fact's value as data: exact, or its bounds (null: none known), or null for nothing known."""
    of = rulebook.facts[fact]
    if of.type == "names":
        if value is None:
            return None
        surely = sorted(value[0])
        return surely if value[1] == value[0] else {"surely": surely, "more": "possible"}
    if of.type == "ordered" and value is not None:
        ids = list(rulebook.level_by_id if of.of == "levels" else rulebook.vocabularies[of.of].terms)
        low, high = ids[int(value[0])], ids[int(value[1])]
        return low if low == high else {"low": low, "high": high}
    if isinstance(value, tuple):
        most = None if value[1] == _INFINITE else value[1]
        return value[0] if value[0] == most else {"low": value[0], "high": most}
    return value
