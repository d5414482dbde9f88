"""A rulebook while it is read: what there is so far, where it was written, and the problems found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from advisor.document import Document, Place
from advisor.errors import Problem
from advisor.problems import path_words
from advisor.rulebook.model import Part
from advisor.rulebook.names import Names
from advisor.rulebook.scalars import Country, Day, Id, Words
from advisor.rulebook.vocabulary import VocabularyFile


class About(Part):
    """The shape of ``rulebook.yaml``."""

    id: Id
    name: Words
    occupation: Words
    country: Country
    version: Words
    since: Day | None = None
    usual_area: Words


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
    about: About | None = None
    vocabulary: VocabularyFile | None = None
    entries: dict[type[Part], list[Located]] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)

    def of(self, kind: type[Part]) -> list[Located]:
        """The entries of one kind."""
        return self.entries.setdefault(kind, [])

    def problem(self, message: str, file: str, *place: str | int) -> Problem:
        """A problem at a place of a file."""
        return Problem(message, file, self.documents[file].line(place), path_words(place))
