"""The words people use, and how free text is recognized by them: from data alone, and never by guessing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice, product
from typing import Annotated, Any

from pydantic import Field

from advisor.rulebook.model import Part
from advisor.rulebook.scalars import Id, Words, matching

Tokens = tuple[str, ...]
_CIP = re.compile(r"(?<![0-9.])([0-9]{2}(?:\.[0-9]{2,4})?)(?![0-9.])")
_DROPPED = re.compile(r"[.'’‘®™©]")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_MOST_VARIANTS = 64
_MOST_TOKENS = 40


Code = Annotated[str, matching(r"[0-9]{2}(\.[0-9]{2,4})?", 'Write a CIP code in quotes, such as "51.0707".')]


class Term(Part):
    """One entry of a vocabulary."""

    id: Id
    name: Words
    spellings: tuple[Words, ...] = ()
    summary: str = ""
    group: str = ""
    cip: tuple[Code, ...] = ()
    track: str = ""


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
    abbreviations: Mapping[str, tuple[Words, ...]] = {}
    fillers: tuple[Words, ...] = ()


def tokens_of(text: str) -> Tokens:
    """Split text into plain words: no case, accents or punctuation; ``A.A.S.`` is one word."""
    plain = _DROPPED.sub("", text.casefold()).replace("&", " and ")
    if plain.isascii():
        return tuple(_ASCII_WORD.findall(plain)[:_MOST_TOKENS])
    plain = unicodedata.normalize("NFKD", plain)
    plain = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return tuple(plain.split())[:_MOST_TOKENS]


class Vocabulary:
    """Terms of one kind, found by id, name or spelling, or as the longest phrase inside a text."""

    def __init__(
        self, terms: Iterable[Term], abbreviations: Mapping[str, tuple[str, ...]], fillers: Iterable[str] = ()
    ) -> None:
        self.terms = {term.id: term for term in terms}
        self._abbreviations = {
            tokens_of(short)[0]: tuple(tokens_of(long) for long in longs) for short, longs in abbreviations.items()
        }
        self._fillers = frozenset(token for filler in fillers for token in tokens_of(filler))
        self._phrases: dict[Tokens, str | None] = {}
        self._longest = 1
        self._cip = {code: term.id for term in self.terms.values() for code in term.cip}
        for term in self.terms.values():
            for spelling in (term.id, term.name, *term.spellings):
                self._add(tokens_of(spelling), term.id)
                self._add(self._meaningful(tokens_of(spelling)), term.id)
        self._remember()

    def _remember(self) -> None:
        self.find = lru_cache(maxsize=8192)(self._find)
        self.split = lru_cache(maxsize=8192)(self._split)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what was remembered: another process remembers its own."""
        return {name: value for name, value in self.__dict__.items() if name not in ("find", "split")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._remember()

    def _add(self, phrase: Tokens, id: str) -> None:
        if phrase:
            known = self._phrases.setdefault(phrase, id)
            if known != id and not (known and tokens_of(known) == phrase):
                self._phrases[phrase] = id if tokens_of(id) == phrase else None  # means two things: nothing
            self._longest = max(self._longest, len(phrase))

    def _meaningful(self, tokens: Tokens) -> Tokens:
        return tuple([token for token in tokens if token not in self._fillers])

    def _variants(self, tokens: Tokens) -> list[Tokens]:
        """Write abbreviations out: each way to read each word, the text as it stands first."""
        if self._abbreviations.keys().isdisjoint(tokens):
            return [tokens]
        ways = [((token,), *self._abbreviations.get(token, ())) for token in tokens]
        return [sum(chosen, ()) for chosen in islice(product(*ways), _MOST_VARIANTS)]

    def _find(self, text: str) -> str | None:
        return self._lookup(tokens_of(text))

    def _lookup(self, tokens: Tokens) -> str | None:
        variants = self._variants(tokens)
        for variant in variants:
            for phrase in (variant, self._meaningful(variant)):
                if found := self._phrases.get(phrase):
                    return found
        best: tuple[int, int] = (0, 0)
        found_ids: set[str] = set()
        for variant in variants:
            for size, phrase, id in self._inside(self._meaningful(variant)):
                rank = (size, sum(map(len, phrase)))
                if rank > best:
                    best, found_ids = rank, set()
                if rank == best:
                    found_ids.add(id)
        return found_ids.pop() if len(found_ids) == 1 else None

    def _inside(self, tokens: Tokens) -> Iterable[tuple[int, Tokens, str]]:
        for size in range(min(len(tokens), self._longest), 0, -1):
            for start in range(len(tokens) - size + 1):
                phrase = tokens[start : start + size]
                if found := self._phrases.get(phrase):
                    yield size, phrase, found

    def _split(self, text: str) -> tuple[str | None, str]:
        """Find a term at the beginning or end of a text; give its id and the text that remains."""
        tokens = tokens_of(text)
        for size in range(min(len(tokens), self._longest + 1), 0, -1):
            for start in (0, len(tokens) - size):
                for variant in self._variants(tokens[start : start + size]):
                    if found := self._phrases.get(variant) or self._phrases.get(self._meaningful(variant)):
                        return found, " ".join(tokens[:start] + tokens[start + size :])
        return None, text

    def find_code(self, text: str) -> str | None:
        """Find the term of a CIP code in the text: the longest prefix that is listed."""
        for match in _CIP.finditer(text):
            code = match[1]
            while code:
                if code in self._cip:
                    return self._cip[code]
                code = code[:-1].rstrip(".")
        return None

    def ids(self, wanted: Iterable[str]) -> frozenset[str]:
        """Write ``@group`` out as the ids of its terms."""
        found: set[str] = set()
        for id in wanted:
            found.update((t.id for t in self.terms.values() if t.group == id[1:]) if id.startswith("@") else (id,))
        return frozenset(found)
