"""What a check of a rulebook looks at, and what it finds: entries with their places, and findings with a code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from advisor.document import Place
from advisor.rulebook import model
from advisor.rulebook.activity import Activity
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import All, Any_, Condition, Not
from advisor.rulebook.credential import Credential
from advisor.rulebook.draft import VOCABULARIES, Draft, Located
from advisor.rulebook.part import Part
from advisor.rulebook.terms import VocabularyFile
from advisor.workshop.cases import LocatedCase

NAMED: dict[str, type[Part]] = {
    "level": model.Level,
    "title": model.Title,
    "certification": Credential,
    "step": model.Step,
    "warning": model.Warning_,
    "assumption": model.Assumption,
    "preference": model.Preference,
    "guidance": model.Guidance,
    "activity": Activity,
    "direction": model.Direction,
    "definition": model.Definition,
    "fact": model.Fact,
    "question": model.Question,
    "source": model.Source,
}
"""The kinds of entries as commands name them: ``level:mid``."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a check found: its code, where, and what to look at."""

    code: str
    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.path}: {self.message} [{self.code}]"


class Found(NamedTuple):
    """What one check found in an entry: what to say, and where inside it."""

    located: Located
    message: str
    place: Place = ()

    def finding(self, code: str) -> Finding:
        """Write it as a finding."""
        problem = self.located.problem(self.message, *self.place)
        return Finding(code, problem.file, problem.line, problem.path, problem.message)


class Asked(NamedTuple):
    """A condition of an entry: what it decides, such as ``requires`` or ``formal``, and where it stands."""

    located: Located
    role: str
    condition: Condition
    place: Place


@dataclass(frozen=True)
class Written:
    """A rulebook without mistakes as its author wrote it, with its cases; ``day`` is today."""

    draft: Draft
    rulebook: Rulebook
    cases: tuple[LocatedCase, ...]
    day: date

    def of(self, *kinds: type[Part]) -> list[Located]:
        """Give the entries of some kinds."""
        return [located for kind in kinds for located in self.draft.of(kind)]

    @cached_property
    def terms(self) -> list[tuple[str, Located]]:
        """The words of the vocabulary, each with the kind of word that it is."""
        return [
            (domain, Located(term, located.document, (domain, number)))
            for located in self.draft.of(VocabularyFile)
            for domain, name in VOCABULARIES.items()
            for number, term in enumerate(getattr(located.entry, name))
        ]

    @cached_property
    def all_entries(self) -> list[Located]:
        """Everything that can say ``accepted:``."""
        kinds = [kind for kind in NAMED.values() if hasattr(kind, "accepted")]
        entries = [located for kind in kinds for located in self.draft.of(kind)]
        cases = [Located(one.case, one.document, (one.number,)) for one in self.cases]
        return [*entries, *(located for _, located in self.terms), *cases]

    @cached_property
    def conditions(self) -> list[Asked]:
        """Every condition of an entry, whole."""
        return [Asked(one, *asked) for kind in NAMED.values() for one in self.draft.of(kind) for asked in _of(one)]


def _of(located: Located) -> Iterator[tuple[str, Condition, Place]]:
    entry, data = located.entry, inside(located.document.data, located.place)
    for key in ("requires", "useful_when", "when", "for"):
        condition = getattr(entry, "for_" if key == "for" else key, None)
        if key in data and condition is not None:
            yield key, condition, (key,)
    if isinstance(entry, Credential):
        routes: dict[Place, Any] = {("formal",): entry.formal, ("prepare",): entry.prepare}
        if entry.apprentice:
            routes["apprentice", "lift"] = entry.apprentice.lift
        for place, listed in routes.items():
            for number, route in enumerate(listed):
                yield str(place[-1]), route.requires, (*place, number, "requires")


def inside(data: Any, place: Place) -> Any:
    """Give what stands at a place of a document's data."""
    for part in place:
        data = data[part]
    return data


def parts_of(condition: Condition, data: Any, place: Place) -> Iterator[tuple[Condition, Place]]:
    """Give a condition and all in it, each with its place in the author's data."""
    yield condition, place
    key = "not" if isinstance(condition, Not) else "any" if isinstance(condition, Any_) else "all"
    if not isinstance(data, Mapping) or key not in data:
        return  # a comparison, or one that is written as such
    for number, part in enumerate(condition.parts):
        inner: Place = (key,) if key == "not" else (key, number)
        yield from parts_of(part, inside(data, inner), (*place, *inner))


def asked_parts(asked: Asked) -> Iterator[tuple[Condition, Place]]:
    """Give a condition of an entry and all in it, with their places inside the entry."""
    data = inside(asked.located.document.data, (*asked.located.place, *asked.place))
    return parts_of(asked.condition, data, asked.place)


def conjuncts(condition: Condition) -> Iterator[Condition]:
    """Give what a condition surely asks: itself, or each part of an ``all``, and of those in it."""
    if isinstance(condition, All):
        for part in condition.parts:
            yield from conjuncts(part)
    else:
        yield condition
