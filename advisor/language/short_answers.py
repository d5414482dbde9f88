"""Short answers that mean the same to every question: yes, no, and that the person does not know or would not say."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from advisor.language import listed, meanings
from advisor.language.lexicon import finder, fold

_MOST = 20
"""Words of an answer that can say no more than that it is not known."""
_DROPPED = dict.fromkeys(map(ord, "'’‘`´"))
Tokens = tuple[str, ...]


@lru_cache(maxsize=1024)
def is_unknown(text: str) -> bool:
    """Say whether an answer says no more than that the person does not know, or would rather not say."""
    tokens = _tokens(text) if len(text) <= 100 else ()
    if not 0 < len(tokens) <= _MOST:
        return False
    phrases, beside = _phrases("unknown answers"), _phrases("said beside unknown answers")
    size = len(tokens)
    spans = ((start, end) for start in range(size) for end in range(start + 1, size + 1))
    return any(
        tokens[start:end] in phrases and _made_of(beside, tokens[:start]) and _made_of(beside, tokens[end:])
        for start, end in spans
    )


def begins_unknown(text: str) -> bool:
    """Say whether a text begins by saying that the person does not know."""
    tokens = _tokens(text[:100])
    return any(tokens[:size] in _phrases("unknown answers") for size in range(2, min(len(tokens), _MOST) + 1))


@lru_cache(maxsize=1024)
def is_none(text: str) -> bool:
    """Say whether a short answer says that there is nothing."""
    return text.strip() == "-" or finder("none").is_all_of(fold(text))


@lru_cache(maxsize=1024)
def yes_or_no(text: str) -> bool | None:
    """Read yes or no; None for any other answer."""
    return _yes_and_no().get(_tokens(text[:100]))


@cache
def _phrases(section: str) -> frozenset[Tokens]:
    return frozenset(map(_tokens, listed(section)))


@cache
def _yes_and_no() -> dict[Tokens, bool]:
    return {_tokens(word): meaning == "yes" for word, meaning in meanings("yes and no").items()}


def _made_of(phrases: frozenset[Tokens], tokens: Tokens) -> bool:
    """Say whether tokens are nothing but phrases, one after another."""
    return not tokens or any(
        tokens[:size] in phrases and _made_of(phrases, tokens[size:]) for size in range(1, len(tokens) + 1)
    )


def _tokens(text: str) -> Tokens:
    """Split text into words without case, accents, apostrophes or punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_DROPPED))
    return tuple("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())
