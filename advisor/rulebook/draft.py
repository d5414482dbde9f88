"""A rulebook while it is read: its names, gathered first since files refer to each other, entries and problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from advisor.document import Document, Place
from advisor.errors import Problem
from advisor.problems import path_words, problems_of, unknown
from advisor.rulebook.condition import FactType
from advisor.rulebook.definitions import Defined, Definitions
from advisor.rulebook.filters import CONCLUSIONS, STRATA
from advisor.rulebook.model import ONWARD
from advisor.rulebook.part import Part

_SINGULAR = {"fields": "field of study", "areas": "area of work"}
_VOCABULARIES = (
    "areas fields accreditors settings tracks courses skills interests states education-levels other-credentials"
)
VOCABULARIES = {kind: kind.replace("-", "_") for kind in _VOCABULARIES.split()}
"""The kinds of words in `vocabulary.yaml`, and the attribute of VocabularyFile that holds each."""
GROUPS, SENTENCES = ("all", "any", "not"), ("id", "met", "missing")
"""The keys of conditions that hold others, and those that hold text."""
RESERVED = (*GROUPS, *SENTENCES, "sources")
"""What a condition's keys mean already: no fact may be called so."""
WITH_VALUES = ("ordered", "choice", "names")
"""Types of fact that say `of:`, what their values come from."""


@dataclass(frozen=True, slots=True)
class FactShape:
    """What a condition needs to know of a fact: its type, the values it may have, and since when it is known."""

    id: str
    type: str
    values: tuple[str, ...] = ()
    stratum: int = 0


@dataclass(slots=True)
class Names:
    """Every name that conditions and entries may use."""

    sources: frozenset[str]
    domains: dict[str, tuple[str, ...]]
    more: Mapping[str, tuple[str, ...]]
    """What an attribute may hold besides the ids of its domain: a filter's field takes ``@group``."""
    facts: dict[str, FactShape] = field(default_factory=dict)
    """Facts, and then assumptions, which conditions ask for like facts."""
    assumptions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    """Facts and assumptions with mistakes of their own: what is asked of them is not looked at."""
    definitions: dict[str, Defined] = field(default_factory=dict)
    """Definitions that can be written out."""
    refused: dict[str, str] = field(default_factory=dict)
    """Definitions that cannot, and why."""
    stratum: int = 0
    """The stratum of the entries being read: their conditions may use conclusions of earlier ones only."""


def _items(data: Any) -> list[Mapping[str, Any]]:
    """Give the mappings of a list that have an id; all else is refused later."""
    items = data if isinstance(data, list) else ()
    return [item for item in items if isinstance(item, Mapping) and isinstance(item.get("id"), str)]


def _ids(data: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item["id"] for item in _items(data)))


def _at(data: Any, key: str) -> Any:
    return data.get(key) if isinstance(data, Mapping) else None


def names_of(documents: Mapping[str, Document]) -> Names:
    """Gather the names; what is not in order is left out here, and refused later."""
    data = {name: document.data for name, document in documents.items()}
    vocabulary = data["vocabulary.yaml"]
    domains = {domain: _ids(_at(vocabulary, domain)) for domain in VOCABULARIES}
    domains |= {domain: _ids(data[f"{domain}.yaml"]) for domain in ("levels", "titles")}
    files = [(Path(name).stem, one) for name, one in data.items() if name.startswith("credentials/")]
    domains["credentials"] = tuple(
        dict.fromkeys(id for stem, one in files for id in (stem, *_ids([_at(one, "apprentice")])))
    )
    groups = {f"@{field['group']}" for field in _items(_at(vocabulary, "fields")) if field.get("group")}
    names = Names(frozenset(_ids(data["sources.yaml"])), domains, {"field": tuple(sorted(groups)), "level": (ONWARD,)})
    for item in _items(data.get("assumptions.yaml")):
        if isinstance(choices := item.get("choices"), Mapping) and choices:
            names.assumptions[item["id"]] = tuple(choices)
        else:
            names.broken.add(item["id"])
    for item in _items(data["facts.yaml"]):
        id, type, of, concluded = item["id"], item.get("type"), item.get("of", ""), _at(item.get("read"), "concluded")
        without_values = type in WITH_VALUES and of not in list(domains)
        if type not in get_args(FactType) or not isinstance(of, str) or without_values or id in names.assumptions:
            names.broken.add(id)
            continue
        drawn = isinstance(concluded, str) and concluded in CONCLUSIONS
        stratum = STRATA.index(CONCLUSIONS[concluded][0]) + 1 if drawn else 0
        names.facts[id] = FactShape(id, str(type), domains.get(of, ()), stratum)
    names.facts |= {id: FactShape(id, "choice", choices) for id, choices in names.assumptions.items()}
    taken = dict.fromkeys(RESERVED, "a key of conditions") | dict.fromkeys(
        names.facts, "a fact's id or an assumption's"
    )
    strata = {id: shape.stratum for id, shape in names.facts.items()}
    definitions = Definitions(_items(data.get("definitions.yaml")), strata, taken)
    names.definitions, names.refused = definitions.usable, definitions.refused
    names.broken |= names.refused.keys() - taken.keys()
    return names


@dataclass(frozen=True, slots=True)
class Located:
    """An entry and where it was written."""

    entry: Any
    document: Document
    place: Place

    def problem(self, message: str, *inner: str | int) -> Problem:
        """A problem at a place inside the entry."""
        path = ": ".join(part for part in (self.entry.id, path_words(inner)) if part)
        return Problem(message, self.document.name, self.document.line((*self.place, *inner)), path)


@dataclass(slots=True)
class Draft:
    """What has been read so far, with the problems found."""

    documents: Mapping[str, Document]
    names: Names
    problems: list[Problem] = field(default_factory=list)
    entries: dict[type[Part], list[Located]] = field(default_factory=dict)

    def of(self, kind: type[Part]) -> list[Located]:
        """The entries of one kind."""
        return self.entries.setdefault(kind, [])

    def problem(self, message: str, file: str, *place: str | int) -> Problem:
        """A problem at a place of a file."""
        return Problem(message, file, self.documents[file].line(place), path_words(place))


def refused(
    error: ValidationError, kind: type[Part], id: object, document: Document, place: Place, *inner: str
) -> Iterator[Problem]:
    """Give pydantic's errors of an entry, or of a part inside it, with paths that begin with the entry's id."""
    for problem in problems_of(error, document, kind.pydantic_model(), at=(*place, *inner)):
        if isinstance(id, str):
            below = problem.path.removeprefix(path_words(place)).lstrip(".")
            problem = replace(problem, path=": ".join(part for part in (id, below) if part))
        yield problem


def references(located: Located, part: Part, named: Mapping[str, str], names: Names, *at: str) -> Iterator[Problem]:
    """Refuse ids that are not in their domain: ``named`` gives for each domain the attributes that hold its ids."""
    for domain, path in [(domain, path) for domain, paths in named.items() for path in paths.split()]:
        ids, more, value = names.domains[domain], names.more.get(path, ()), reduce(_inside, path.split("."), part)
        for number, id in enumerate(value if isinstance(value, tuple) else (value,)):
            if id is not None and id not in (*ids, *more) and (ids or not more):
                what = _SINGULAR.get(domain, domain.removesuffix("s"))
                inner = (number,) if isinstance(value, tuple) else ()
                yield located.problem(unknown(what, id, (*ids, *more)), *at, *path.split("."), *inner)


def _inside(part: Any, key: str) -> Any:
    return getattr(part, key, None)
