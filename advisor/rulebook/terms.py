"""The entries of a vocabulary, and the shape of the file that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from advisor.rulebook.context import Instead
from advisor.rulebook.part import Id, Part, Words, matching

Code = Annotated[str, matching(r"[0-9]{2}(\.[0-9]{2,4})?", 'Write a CIP code in quotes, such as "51.0707".')]


class Term(Part):
    """One entry of a vocabulary; ``instead``: beside which words it is meant; ``unless``: beside which it is not."""

    id: Id
    name: Words
    spellings: tuple[Words, ...] = ()
    summary: str = ""
    group: str = ""
    cip: tuple[Code, ...] = ()
    track: str = ""
    instead: tuple[Instead, ...] = ()
    unless: tuple[Words, ...] = ()
    accepted: Mapping[Id, Words] = {}


class VocabularyFile(Part):
    """The shape of ``vocabulary.yaml``."""

    education_levels: Annotated[tuple[Term, ...], Field(alias="education-levels")]
    areas: tuple[Term, ...]
    fields: tuple[Term, ...]
    accreditors: tuple[Term, ...]
    settings: tuple[Term, ...]
    tracks: tuple[Term, ...]
    courses: tuple[Term, ...] = ()
    skills: tuple[Term, ...] = ()
    interests: tuple[Term, ...] = ()
    states: tuple[Term, ...] = ()
    other_credentials: Annotated[tuple[Term, ...], Field(alias="other-credentials")] = ()
    abbreviations: Mapping[str, tuple[Words, ...]] = {}
    fillers: tuple[Words, ...] = ()
    credential_words: Annotated[tuple[Words, ...], Field(alias="credential-words")] = ()
