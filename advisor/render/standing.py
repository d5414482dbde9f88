"""The documents of a rulebook, and which of its rules stand on each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import All, Any_, Comparison, Condition, SourceRefs
from advisor.rulebook.model import Source


class Use(NamedTuple):
    """A rule that stands on a document: what kind of entry it is of, that entry's id and name, the rule's address, and
    the section."""

    kind: str
    id: str
    name: str
    address: str
    section: str


class Document(NamedTuple):
    """A document and what stands on it."""

    source: Source
    uses: tuple[Use, ...]


@lru_cache(maxsize=16)
def documents(rulebook: Rulebook) -> tuple[Document, ...]:
    """Give every document with every use of it, in the rulebook's order."""
    found: dict[str, dict[Use, None]] = {id: {} for id in rulebook.sources}
    for kind, id, name, address, sources in _cited(rulebook):
        for source, section in sources:
            found[source][Use(kind, id, name, address, section)] = None
    return tuple(Document(rulebook.sources[id], tuple(uses)) for id, uses in found.items())


def _cited(rulebook: Rulebook) -> Iterator[tuple[str, str, str, str, SourceRefs]]:
    for level in rulebook.levels:
        entry = ("level", level.id, level.name, level.address)
        yield (*entry, level.sources + (level.salary.sources if level.salary else ()) + _inside(level.requires))
    for title in rulebook.titles:
        entry = ("title", title.id, title.name, title.address)
        yield (*entry, title.sources + (title.pay.sources if title.pay else ()) + _inside(title.requires))
    for one in rulebook.credentials:
        yield "certification", one.id, one.acronym, one.address, one.sources
        for item in one.history:
            yield "certification", one.id, one.acronym, f"{one.address}/history", item.sources
        lift = one.apprentice.lift if one.apprentice else ()
        for part, routes in (("formal", one.formal), ("prepare", one.prepare), ("lift", lift)):
            for route in routes:
                address = f"{one.address}/{part}/{route.id}"
                yield "certification", one.id, one.acronym, address, route.sources + _inside(route.requires)
    for step in rulebook.steps:
        yield "step", step.id, step.action, step.address, step.sources + _inside(step.when)
    for activity in rulebook.activities:
        yield "activity", activity.id, activity.name, activity.address, activity.sources + _inside(activity.requires)
    for preference in rulebook.preferences:
        yield "order", preference.id, preference.why, preference.address, preference.sources
    for warning in rulebook.warnings:
        yield "warning", warning.id, warning.text, warning.address, warning.sources
    for assumption in rulebook.assumptions.values():
        yield "assumption", assumption.id, assumption.question, assumption.address, assumption.sources
    for guidance in rulebook.guidance:
        yield "guidance", guidance.id, guidance.title, guidance.address, guidance.sources
    for fact in rulebook.facts.values():
        yield "fact", fact.id, fact.name, fact.address, fact.sources


def _inside(condition: Condition) -> SourceRefs:
    if isinstance(condition, Comparison):
        return condition.note.sources
    parts = condition.parts if isinstance(condition, All | Any_) else (condition.part,)
    return condition.note.sources + tuple(ref for part in parts for ref in _inside(part))
