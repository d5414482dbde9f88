"""Typing errors: an unknown word is read as the one known word that is near to it, unless it is an ordinary word.

A rulebook lists in ``spelling.yaml`` the words that may be meant, each with the ordinary words near it. A word that
is not listed there is not guessed at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

from advisor.rulebook.part import Part
from advisor.rulebook.tokens import REMEMBERED

SHORTEST = 6
"""The least letters of a word in which an error is mended: a swap, a missing or an extra letter."""
_SUBSTITUTED = 8
"""The least letters of a word in which one letter may stand for another."""
_TWICE = 11
"""The least letters of a word with two errors."""


class SpellingFile(Part):
    """The shape of ``spelling.yaml``: each word that may be meant, with the ordinary words near it."""

    words: Mapping[str, str]


class Spelling:
    """Mends words by a list of those that may be meant."""

    def __init__(self, listed: Mapping[str, str]) -> None:
        self.listed = listed

    @cached_property
    def _never(self) -> frozenset[str]:
        """What is no error: every word that is listed, also as ordinary."""
        return frozenset(self.listed).union(*map(str.split, self.listed.values()))

    def is_error(self, token: str) -> bool:
        """Whether a word may be one with a typing error."""
        return len(token) >= SHORTEST and token.isalpha() and bool(self.listed) and token not in self._never


class Mender:
    """Mends words toward those of one kind, such as the words that name areas of work."""

    def __init__(self, spelling: Spelling, words: Iterable[str]) -> None:
        self.spelling = spelling
        self._words = words
        self.mend = lru_cache(maxsize=REMEMBERED)(self._mend)

    @cached_property
    def _by_letter(self) -> Mapping[tuple[str, int], list[str]]:
        """The words that may be meant, by first letter and length."""
        found: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._words:
            if word in self.spelling.listed:
                found[word[0], len(word)].append(word)
        return dict(found)

    def _mend(self, token: str) -> str | None:
        """Give the one word that is nearest, or None."""
        if not self.spelling.is_error(token):
            return None
        length = len(token)
        words = [word for size in range(length - 2, length + 3) for word in self._by_letter.get((token[0], size), ())]
        for errors in range(1, most_errors(token) + 1):
            near = [word for word in words if is_near(token, word, errors)]
            if near:
                return near[0] if len(near) == 1 else None
        return None


def most_errors(token: str) -> int:
    """Give the number of errors that a word may have."""
    return 0 if len(token) < SHORTEST else 1 if len(token) < _TWICE else 2


def is_near(token: str, word: str, errors: int) -> bool:
    """Whether a word can be this one with so many errors (optimal string alignment), its first letter right."""
    if len(word) < SHORTEST or token[0] != word[0] or abs(len(token) - len(word)) > errors:
        return False
    return _aligned(token, word, 1, 1, errors, len(token) >= _SUBSTITUTED)


def _aligned(one: str, other: str, i: int, j: int, errors: int, substituted: bool) -> bool:
    while i < len(one) and j < len(other) and one[i] == other[j]:
        i, j = i + 1, j + 1
    if i == len(one) or j == len(other):
        return len(one) - i + len(other) - j <= errors
    if not errors:
        return False
    left = errors - 1
    swapped = one[i : i + 2] == other[j : j + 2][::-1] and i + 1 < len(one) and j + 1 < len(other)
    return (
        (swapped and _aligned(one, other, i + 2, j + 2, left, substituted))
        or _aligned(one, other, i + 1, j, left, substituted)
        or _aligned(one, other, i, j + 1, left, substituted)
        or (substituted and _aligned(one, other, i + 1, j + 1, left, substituted))
    )
