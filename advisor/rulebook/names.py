"""Every name of a rulebook, gathered before anything is checked, so that files may refer to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from advisor.document import Document
from advisor.rulebook.condition import FactType
from advisor.rulebook.filters import CONCLUSIONS, STRATA

VOCABULARIES = {
    "areas": "areas", "fields": "fields", "accreditors": "accreditors", "settings": "settings", "tracks": "tracks",
    "courses": "courses", "skills": "skills", "interests": "interests", "states": "states",
    "education-levels": "education_levels",
}  # fmt: skip
"""The kinds of words in `vocabulary.yaml`, and the attribute of VocabularyFile that holds each."""
WITH_VALUES = ("ordered", "choice", "names")
"""Types of fact that say `of:`, what their values come from."""


@dataclass(frozen=True, slots=True)
class FactShape:
    """What a condition needs to know of a fact: its type and the names its values come from."""

    type: str
    of: str = ""
    stratum: int = 0


@dataclass(slots=True)
class Names:
    """Every name that conditions and entries may use."""

    sources: frozenset[str] = frozenset()
    facts: dict[str, FactShape] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    """Facts and assumptions with mistakes of their own: what is asked of them is not looked at."""
    assumptions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    domains: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stratum: int = 0
    """The stratum of the entries being read: their conditions may use conclusions of earlier ones only."""


def _items(data: Any) -> list[Mapping[str, Any]]:
    """Give the mappings of a list that have an id; all else is refused later."""
    items = data if isinstance(data, list) else ()
    return [item for item in items if isinstance(item, Mapping) and isinstance(item.get("id"), str)]


def _ids(data: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item["id"] for item in _items(data)))


def names_of(documents: Mapping[str, Document]) -> Names:
    """Gather the names; what is not in order is left out here, and refused later."""
    data = {name: document.data for name, document in documents.items()}
    names = Names(sources=frozenset(_ids(data["sources.yaml"])))
    vocabulary = data["vocabulary.yaml"]
    for domain in VOCABULARIES:
        names.domains[domain] = _ids(vocabulary.get(domain)) if isinstance(vocabulary, Mapping) else ()
    names.domains["levels"] = _ids(data["levels.yaml"])
    names.domains["titles"] = _ids(data["titles.yaml"])
    held: list[str] = []
    for name, credential in data.items():
        if name.startswith("credentials/"):
            held.append(Path(name).stem)
            held += _ids([credential.get("apprentice")]) if isinstance(credential, Mapping) else ()
    names.domains["credentials"] = tuple(dict.fromkeys(held))
    for item in _items(data.get("assumptions.yaml")):
        choices = item.get("choices")
        if isinstance(choices, Mapping) and choices:
            names.assumptions[item["id"]] = tuple(choices)
        else:
            names.broken.add(item["id"])
    for item in _items(data["facts.yaml"]):
        shape = _shape(item, names)
        if shape and item["id"] not in names.assumptions:
            names.facts[item["id"]] = shape
        else:
            names.broken.add(item["id"])
    return names


def _shape(item: Mapping[str, Any], names: Names) -> FactShape | None:
    """Read what conditions need to know of a fact, or nothing when that is wrong."""
    type, of, read = item.get("type"), item.get("of", ""), item.get("read")
    if not isinstance(type, str) or not isinstance(of, str):
        return None
    if type not in get_args(FactType) or (type in WITH_VALUES and of not in names.domains):
        return None
    concluded = read.get("concluded") if isinstance(read, Mapping) else None
    stratum = CONCLUSIONS[concluded][0] if isinstance(concluded, str) and concluded in CONCLUSIONS else ""
    return FactShape(type, of, STRATA.index(stratum) + 1 if stratum else 0)
