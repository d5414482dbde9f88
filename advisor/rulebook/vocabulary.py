"""The words people use, and how free text is recognized by them: from data alone, and never by guessing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from itertools import islice, product
from typing import Annotated, Any

from pydantic import Field

from advisor.rulebook.part import Id, Part, Words, matching

Tokens = tuple[str, ...]
_CIP = r"(?<![0-9.])([0-9]{2}(?:\.[0-9]{2,4})?)(?![0-9.])"
_DROPPED = dict.fromkeys(map(ord, ".'’‘®™©"))
_ASCII = {code: None if chr(code) in ".'" else chr(code) if chr(code).isalnum() else " " for code in range(128)}
"""What becomes of the ASCII characters of a text."""
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
    if text.isascii():
        return tuple(text.lower().replace("&", " and ").translate(_ASCII).split()[:_MOST_TOKENS])
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_DROPPED).replace("&", " and "))
    plain = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return tuple(plain.split())[:_MOST_TOKENS]


class Vocabulary:
    """Terms of one kind, found by id, name or spelling, or as the longest phrase inside a text."""

    def __init__(self, terms: Iterable[Term], abbreviations: Mapping[str, tuple[str, ...]], fillers: Tokens) -> None:
        self.terms = {term.id: term for term in terms}
        self.abbreviations, self.fillers = abbreviations, fillers
        self.find = lru_cache(maxsize=8192)(self._find)
        self.split = lru_cache(maxsize=8192)(self._split)
        self._lookup = lru_cache(maxsize=8192)(self._lookup_tokens)
        self._end = lru_cache(maxsize=8192)(self._term_at_end)

    def __reduce__(self) -> tuple[type[Vocabulary], tuple[Any, ...]]:
        """In another process it is made again, and remembers its own."""
        return Vocabulary, (tuple(self.terms.values()), self.abbreviations, self.fillers)

    @cached_property
    def _abbreviations(self) -> Mapping[str, tuple[Tokens, ...]]:
        return {tokens_of(short)[0]: tuple(map(tokens_of, longs)) for short, longs in self.abbreviations.items()}

    @cached_property
    def _fillers(self) -> frozenset[str]:
        return frozenset(token for filler in self.fillers for token in tokens_of(filler))

    @cached_property
    def _cip(self) -> Mapping[str, str]:
        return {code: term.id for term in self.terms.values() for code in term.cip}

    @cached_property
    def _phrases(self) -> Mapping[Tokens, str | None]:
        """Every way to write a term; None for what means two things."""
        found: dict[Tokens, str | None] = {}
        for term in self.terms.values():
            for spelling in (term.id, term.name, *term.spellings):
                tokens = tokens_of(spelling)
                for phrase in filter(None, (tokens, self._meaningful(tokens))):
                    known = found.setdefault(phrase, term.id)
                    if known != term.id and not (known and tokens_of(known) == phrase):
                        found[phrase] = term.id if tokens_of(term.id) == phrase else None
        return found

    @cached_property
    def _known(self) -> frozenset[str]:
        """Every word that is in a phrase, an abbreviation or a filler."""
        words = frozenset(token for phrase in self._phrases for token in phrase)
        return words | self._abbreviations.keys() | self._fillers

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._phrases), default=1)

    def _meaningful(self, tokens: Tokens) -> Tokens:
        return tuple([token for token in tokens if token not in self._fillers])

    def _variants(self, tokens: Tokens) -> list[Tokens]:
        """Write abbreviations out: each way to read each word, the text as it stands first."""
        if self._abbreviations.keys().isdisjoint(tokens):
            return [tokens]
        ways = [((token,), *self._abbreviations.get(token, ())) for token in tokens]
        return [sum(chosen, ()) for chosen in islice(product(*ways), _MOST_VARIANTS)]

    def _find(self, text: str) -> str | None:
        return self._lookup(self._known_tokens(tokens_of(text)))

    def _known_tokens(self, tokens: Tokens) -> Tokens:
        """Put "" for each word that is in no phrase, so that texts with the same known words are alike."""
        known = self._known
        return tuple([token if token in known else "" for token in tokens])

    def _lookup_tokens(self, tokens: Tokens) -> str | None:
        variants = self._variants(tokens)
        for variant in variants:
            for phrase in (variant, self._meaningful(variant)):
                if found := self._phrases.get(phrase):
                    return found
        found_inside = [one for variant in variants for one in self._inside(self._meaningful(variant))]
        longest = max((rank for rank, _ in found_inside), default=None)
        ids = {id for rank, id in found_inside if rank == longest}
        return ids.pop() if len(ids) == 1 else None

    def _inside(self, tokens: Tokens) -> Iterable[tuple[tuple[int, int], str]]:
        """Give the terms inside a text, each with the number of words and letters of its phrase."""
        for size in range(min(len(tokens), self._longest), 0, -1):
            for start in range(len(tokens) - size + 1):
                phrase = tokens[start : start + size]
                if found := self._phrases.get(phrase):
                    yield (size, sum(map(len, phrase))), found

    def _split(self, text: str) -> tuple[str | None, str]:
        """Find a term at the beginning or end of a text; give its id and the text that remains."""
        tokens = tokens_of(text)
        if end := self._end(self._known_tokens(tokens)):
            id, start, size = end
            return id, " ".join(tokens[:start] + tokens[start + size :])
        return None, text

    def _term_at_end(self, tokens: Tokens) -> tuple[str, int, int] | None:
        """Find the longest term at the beginning or end; give its id, its first token and its number of tokens."""
        for size in range(min(len(tokens), self._longest + 1), 0, -1):
            for start in (0, len(tokens) - size):
                for variant in self._variants(tokens[start : start + size]):
                    if found := self._phrases.get(variant) or self._phrases.get(self._meaningful(variant)):
                        return found, start, size
        return None

    def find_code(self, text: str) -> str | None:
        """Find the term of a CIP code in the text: the longest prefix that is listed."""
        codes = (match[1] for match in re.finditer(_CIP, text))
        prefixes = (code[:end].rstrip(".") for code in codes for end in range(len(code), 0, -1))
        return next((self._cip[prefix] for prefix in prefixes if prefix in self._cip), None)

    def ids(self, wanted: Iterable[str]) -> frozenset[str]:
        """Write ``@group`` out as the ids of its terms."""
        found: set[str] = set()
        for id in wanted:
            found.update((t.id for t in self.terms.values() if t.group == id[1:]) if id.startswith("@") else (id,))
        return frozenset(found)
