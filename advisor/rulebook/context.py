"""Words that change what a phrase beside them means: a "billing clerk" beside "electric company" does other work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Annotated

from pydantic import Field

from advisor.rulebook.part import Id, Part, Words
from advisor.rulebook.tokens import Tokens, all_tokens_of


class Instead(Part):
    """Words beside which a phrase ``of`` other terms means something else."""

    of: Annotated[tuple[Id, ...], Field(min_length=1)]
    beside: Annotated[tuple[Words, ...], Field(min_length=1)]


class Context:
    """Says where a term is meant instead of others."""

    def __init__(self, id: str, instead: tuple[Instead, ...], unless: tuple[str, ...]) -> None:
        self.id, self.instead, self.unless = id, instead, unless

    @cached_property
    def _unless(self) -> Mapping[str, list[Tokens]]:
        return _by_first({phrase: frozenset() for phrase in all_tokens_of(self.unless)})[0]

    @cached_property
    def _beside(self) -> tuple[Mapping[str, list[Tokens]], Mapping[Tokens, frozenset[str]]]:
        ofs: dict[Tokens, frozenset[str]] = defaultdict(frozenset)
        for one in self.instead:
            for phrase in all_tokens_of(one.beside):
                ofs[phrase] |= frozenset(one.of)
        return _by_first(ofs)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that has a say."""
        phrases = (*(phrase for listed in self._unless.values() for phrase in listed), *self._beside[1])
        return frozenset(token for phrase in phrases for token in phrase)

    def places(self, tokens: Tokens) -> Iterator[tuple[int, int, frozenset[str]]]:
        """Give where words stand beside which this term is meant, and instead of which terms."""
        by_first, ofs = self._beside
        for start, end in _found(tokens, by_first):
            yield start, end, ofs[tokens[start:end]]

    def excused(self, texts: Iterable[Tokens]) -> bool:
        """Whether a word is there with which phrases mean what they always do."""
        return any(next(_found(tokens, self._unless), None) for tokens in texts)

    def changes(self, id: str | None, outside: Tokens) -> bool:
        """Whether the words outside of a phrase make it mean this term, not that one; None is that of no phrase."""
        return any(id is None or id in of for _, _, of in self.places(outside))


def _by_first(
    ofs: Mapping[Tokens, frozenset[str]],
) -> tuple[Mapping[str, list[Tokens]], Mapping[Tokens, frozenset[str]]]:
    by_first: dict[str, list[Tokens]] = defaultdict(list)
    for phrase in ofs:
        by_first[phrase[0]].append(phrase)
    return dict(by_first), dict(ofs)


def _found(tokens: Tokens, by_first: Mapping[str, list[Tokens]]) -> Iterator[tuple[int, int]]:
    for start, token in enumerate(tokens):
        for phrase in by_first.get(token, ()):
            if tokens[start : start + len(phrase)] == phrase:
                yield start, start + len(phrase)
