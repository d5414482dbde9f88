"""One entry of a rulebook for one person: its conditions as trees, with the person's values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from advisor.advice.model import PersonRef, RulebookRef
from advisor.advice.prepared import Prepared
from advisor.profile import Profile, profile_from
from advisor.reasoning.model import Tree
from advisor.reasoning.tree import tree
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import ALWAYS, Condition, SourceRefs, settled
from advisor.rulebook.credential import Credential
from advisor.workshop.entries import find_entry

_PARTS = {"step": "steps", "warning": "warnings", "preference": "preferences", "guidance": "guidance"}
"""The parts of a rulebook whose entries are decided last, by the kind of an entry."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How an entry stands for a person: a tree for each of its conditions."""

    profile: PersonRef
    as_of: str
    rulebook: RulebookRef
    entry: str
    name: str
    trees: tuple[Tree, ...]

    def to_json(self) -> bytes:
        """Write the trial as one line of JSON: UTF-8."""
        return orjson.dumps(self, option=orjson.OPT_APPEND_NEWLINE)


def try_entry(name: str, profile: Profile | Mapping[str, Any], rulebook: Rulebook, as_of: date) -> Trial:
    """Work an entry out for a person. Raises UsageError for an unknown entry, InputError for an invalid profile."""
    prepared = Prepared.of(rulebook, as_of)
    book, said = prepared.rulebook, profile_from(profile)
    entries: dict[str, tuple[Any, ...]] = {
        "level": book.levels,
        "title": book.titles,
        "certification": book.credentials,
        "activity": book.activities,
        **{kind: getattr(book, part) for kind, part in _PARTS.items()},
    }
    kind, id = find_entry(name, {one: tuple(entry.id for entry in listed) for one, listed in entries.items()})
    entry = next(one for one in entries[kind] if one.id == id)
    decision = prepared.decide(prepared.recognize(said, as_of))
    trees = [
        tree(at, words, entry.address, condition, decision, sources or entry.sources, prepared.explainer)
        for at, words, condition, sources in _conditions(kind, entry, prepared)
    ]
    named = getattr(entry, "action", None) or getattr(entry, "name", None) or entry.id
    person = PersonRef(said.id, said.name)
    return Trial(person, as_of.isoformat(), prepared.ref, f"{kind}:{id}", named, tuple(trees))


def _conditions(kind: str, entry: Any, prepared: Prepared) -> Iterator[tuple[str, str, Condition, SourceRefs]]:
    """Give the conditions of an entry: the name of each, what it decides, and its own sources."""
    program, at = prepared.program, f"{kind}:{entry.id}"
    if isinstance(entry, Credential):
        routes = {"formal": entry.formal, "prepare": entry.prepare}
        routes["lift"] = entry.apprentice.lift if entry.apprentice else ()
        for part, listed in routes.items():
            for route in listed:
                name = f"{part}:{entry.id}:{route.id}"
                yield name, route.text, program.openings[name], route.sources
        name = f"useful:{entry.id}"
        yield name, f"useful_when: {entry.acronym}", program.openings[name], ()
    elif kind == "activity":
        yield at, entry.name, program.activities[entry.id], ()
        yield at, f"for: {entry.name}", settled(entry.for_, prepared.rulebook.choices), ()
    else:
        decided = program.levels if kind == "level" else program.openings if kind == "title" else program.advice
        yield at, getattr(entry, "name", entry.id), decided.get(at, ALWAYS), ()
