"""The words people use, and how free text is recognized by them: from data alone, and never by guessing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from itertools import islice, product
from typing import Any, NamedTuple

from advisor.rulebook.context import Context
from advisor.rulebook.spelling import Mender, Spelling
from advisor.rulebook.terms import Term
from advisor.rulebook.tokens import REMEMBERED, Located, Tokens, all_tokens_of, closed, located_tokens, tokens_of

_CIP = r"(?<![\w.])([0-9]{2}\.[0-9]{2,4})(?![\w.])"
_TWO_DIGITS = re.compile(r"[0-9]{2}")
_BROKEN = re.compile(r"[;|\n\r\[\]+•]")
"""What no phrase of a text goes beyond."""
_MOST_VARIANTS = 64


class Span(NamedTuple):
    """A term in a text, and the characters that name it: ``text[start:end]``."""

    start: int
    end: int
    id: str


class SharedWords:
    """The words that are read alike in every vocabulary of a rulebook."""

    def __init__(
        self, abbreviations: Mapping[str, tuple[str, ...]], fillers: tuple[str, ...], spelling: Mapping[str, str]
    ) -> None:
        self.abbreviations, self.fillers, self.spelling = abbreviations, fillers, Spelling(spelling)

    @cached_property
    def long_forms(self) -> Mapping[str, tuple[Tokens, ...]]:
        """What each abbreviation may stand for."""
        return {tokens_of(short)[0]: tuple(map(tokens_of, longs)) for short, longs in self.abbreviations.items()}

    @cached_property
    def filler_tokens(self) -> frozenset[str]:
        """The words that carry no meaning."""
        return frozenset(token for filler in self.fillers for token in tokens_of(filler))

    def __reduce__(self) -> tuple[type[SharedWords], tuple[Any, ...]]:
        return SharedWords, (self.abbreviations, self.fillers, self.spelling.listed)


class Vocabularies(dict[str, "Vocabulary"]):
    """The vocabularies of a rulebook by their kind, with the words that they share."""

    def __init__(self, terms: Mapping[str, Iterable[Term]], shared: SharedWords) -> None:
        super().__init__((kind, Vocabulary(listed, shared)) for kind, listed in terms.items())
        self.shared = shared

    def __reduce__(self) -> tuple[type[Vocabularies], tuple[Any, ...]]:
        return Vocabularies, ({kind: tuple(one.terms.values()) for kind, one in self.items()}, self.shared)


class _Inside(NamedTuple):
    """A term inside a text: the number of words and letters of its phrase, and the words outside of it."""

    rank: tuple[int, int]
    id: str | None
    outside: Tokens


class _Phrase(NamedTuple):
    """A phrase of a term among the words of a text: its first word, and the one after its last."""

    first: int
    after: int
    id: str


class Vocabulary:
    """Terms of one kind, found by id, name or spelling, or as the longest phrase inside a text."""

    def __init__(self, terms: Iterable[Term], shared: SharedWords) -> None:
        self.terms = {term.id: term for term in terms}
        self.shared = shared
        self.find = lru_cache(maxsize=REMEMBERED)(self._find)
        self.spans = lru_cache(maxsize=REMEMBERED)(self._find_spans)
        self.split = lru_cache(maxsize=REMEMBERED)(self._split)
        self._lookup = lru_cache(maxsize=REMEMBERED)(self._lookup_tokens)
        self._end = lru_cache(maxsize=REMEMBERED)(self._term_at_end)

    def __reduce__(self) -> tuple[type[Vocabulary], tuple[Any, ...]]:
        """In another process it is made again, and remembers its own."""
        return Vocabulary, (tuple(self.terms.values()), self.shared)

    @cached_property
    def _abbreviations(self) -> Mapping[str, tuple[Tokens, ...]]:
        return self.shared.long_forms

    @cached_property
    def _fillers(self) -> frozenset[str]:
        return self.shared.filler_tokens

    @cached_property
    def _mend(self) -> Callable[[str], str | None]:
        return Mender(self.shared.spelling, self._known).mend

    @cached_property
    def _cip(self) -> Mapping[str, str]:
        return {code: term.id for term in self.terms.values() for code in term.cip}

    @cached_property
    def _phrases(self) -> Mapping[Tokens, str | None]:
        """Every way to write a term; None for what means two things."""
        texts = [(id, text) for id, one in self.terms.items() for text in (id, one.name, *one.spellings)]
        found: dict[Tokens, str | None] = {}
        for (id, _), tokens in zip(texts, all_tokens_of(text for _, text in texts), strict=True):
            short = tokens if self._fillers.isdisjoint(tokens) else self._meaningful(tokens)
            for phrase in (tokens, short) if short is not tokens else (tokens,):
                if (
                    phrase
                    and (known := found.setdefault(phrase, id)) != id
                    and not (known and tokens_of(known) == phrase)
                ):
                    found[phrase] = id if tokens_of(id) == phrase else None
        return found

    @cached_property
    def _contexts(self) -> tuple[Context, ...]:
        return tuple(Context(one.id, one.instead, one.unless) for one in self.terms.values() if one.instead)

    @cached_property
    def _known(self) -> frozenset[str]:
        """Every word that is in a phrase, an abbreviation or a filler."""
        words = frozenset().union(*self._phrases, *[context.words for context in self._contexts])
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
        """Mend each word that is in no phrase, or put "" for it, so that texts with the same known words are alike."""
        known = self._known
        return tuple([token if token in known else self._mend(token) or "" for token in tokens])

    def _lookup_tokens(self, tokens: Tokens) -> str | None:
        if found := self._whole(tokens):
            return found
        variants = self._variants(tokens)
        inside = [one for variant in variants for one in self._inside(self._meaningful(variant))]
        longest = max((one.rank for one in inside), default=None)
        chosen = [one for one in inside if one.rank == longest] or [_Inside((0, 0), None, tokens)]
        ids = {one.id for one in chosen}
        for context in self._contexts:
            changed = {one.id for one in chosen if context.changes(one.id, one.outside)}
            if changed and ids <= changed | {context.id} and not context.excused(variants):
                return context.id
        return ids.pop() if len(ids) == 1 else None

    def _whole(self, tokens: Tokens) -> str | None:
        """Find the term that all the words together name."""
        for variant in self._variants(tokens):
            if found := self._phrases.get(variant) or self._phrases.get(self._meaningful(variant)):
                return found
        return None

    def _inside(self, tokens: Tokens) -> list[_Inside]:
        """Give the terms inside a text whose phrases have the most words."""
        for size in range(min(len(tokens), self._longest), 0, -1):
            found = []
            for start in range(len(tokens) - size + 1):
                phrase = tokens[start : start + size]
                if id := self._phrases.get(phrase):
                    outside = (*tokens[:start], "", *tokens[start + size :])
                    found.append(_Inside((size, sum(map(len, phrase))), id, outside))
            if found:
                return found
        return []

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
                if found := self._whole(tokens[start : start + size]):
                    return found, start, size
        return None

    def _find_spans(self, text: str) -> tuple[Span, ...]:
        spans: list[Span] = []
        for located in _unbroken(text):
            found = self._phrases_among(text, located)
            found.sort(
                key=lambda one: (
                    one.first - one.after,
                    -sum([len(word.token) for word in located[one.first : one.after]]),
                )
            )
            free = set(range(len(located)))
            chosen = []
            for one in found:
                if free.issuperset(range(one.first, one.after)):
                    free.difference_update(range(one.first, one.after))
                    chosen.append(one)
            tokens = tuple([one.token if number in free else "" for number, one in enumerate(located)])
            spans += [self._in_context(text, located, one, chosen, tokens) for one in chosen]
        return tuple(sorted(spans))

    def _in_context(
        self, text: str, located: tuple[Located, ...], phrase: _Phrase, chosen: list[_Phrase], free: Tokens
    ) -> Span:
        """Give the span of a phrase; with a word to which it is the nearest, if it means something else beside it."""

        def distance(other: _Phrase, first: int, after: int) -> int:
            return max(first - other.after, 0) + max(other.first - after, 0)

        near = tuple([one.token for one in located[phrase.first : phrase.after]])
        for context in self._contexts:
            if context.excused(self._variants(free + near)):
                continue
            for first, after, of in context.places(free):
                nearest = min(chosen, key=lambda one: (distance(one, first, after), -one.first))
                if phrase is nearest and phrase.id in of:
                    start = located[min(first, phrase.first)].start
                    end = located[max(after, phrase.after) - 1].end
                    end = closed(text, start, end) or end
                    if self.find(text[start:end]) == context.id:
                        return Span(start, end, context.id)
        start, end = located[phrase.first].start, located[phrase.after - 1].end
        return Span(start, closed(text, start, end), phrase.id)

    def _phrases_among(self, text: str, located: tuple[Located, ...]) -> list[_Phrase]:
        """Find all phrases among words."""
        tokens = self._known_tokens(tuple([one.token for one in located]))
        found = []
        for first in range(len(tokens)):
            for after in range(first + 1, min(len(tokens), first + self._longest + 1) + 1):
                if not tokens[after - 1]:
                    break
                phrase = tokens[first:after]
                bounded = phrase in self._phrases or self._fillers.isdisjoint((phrase[0], phrase[-1]))
                ends = closed(text, located[first].start, located[after - 1].end)
                if bounded and ends and (id := self._whole(phrase)):
                    found.append(_Phrase(first, after, id))
        return found

    def names(self, text: str) -> bool:
        """Say whether a text is a term's name or spelling, word for word."""
        return any(self._phrases.get(variant) for variant in self._variants(tokens_of(text)))

    def find_code(self, text: str) -> str | None:
        """Find the term of a CIP code in the text: the longest prefix that is listed."""
        codes = (text.strip(),) if _TWO_DIGITS.fullmatch(text.strip()) else re.findall(_CIP, text)
        prefixes = (code[:end].rstrip(".") for code in codes for end in range(len(code), 0, -1))
        return next((self._cip[prefix] for prefix in prefixes if prefix in self._cip), None)

    def ids(self, wanted: Iterable[str]) -> frozenset[str]:
        """Write ``@group`` out as the ids of its terms."""
        found: set[str] = set()
        for id in wanted:
            found.update((t.id for t in self.terms.values() if t.group == id[1:]) if id.startswith("@") else (id,))
        return frozenset(found)


def _unbroken(text: str) -> Iterable[tuple[Located, ...]]:
    """Give the words of a text, in the pieces that a phrase does not go beyond."""
    piece: list[Located] = []
    for located in located_tokens(text):
        if piece and _BROKEN.search(text, piece[-1].end, located.start):
            yield tuple(piece)
            piece = []
        piece.append(located)
    yield tuple(piece)
