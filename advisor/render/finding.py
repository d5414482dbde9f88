"""Finding a rule of the handbook by words of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from advisor.rulebook.book import Rulebook
from advisor.rulebook.vocabulary import tokens_of

KINDS = ("level", "title", "certification", "step", "activity", "order", "warning", "guidance", "assumption", "source")
MOST_WORDS = 8


class Item(NamedTuple):
    """One entry of the handbook; ``tag`` says what is particular about it."""

    kind: str
    id: str
    name: str
    text: str
    tag: str


def found(rulebook: Rulebook, words: str, day: date) -> tuple[Item, ...]:
    """Give the entries that have every word, or one that begins with it; former names and other spellings count."""
    wanted = tokens_of(words)[:MOST_WORDS]
    if not wanted:
        return ()
    return tuple(item for item, tokens in _index(rulebook, day) if all(_begins(tokens, word) for word in wanted))


def items(rulebook: Rulebook, day: date) -> tuple[Item, ...]:
    """Give all entries."""
    return tuple(item for item, _ in _index(rulebook, day))


def _begins(tokens: frozenset[str], word: str) -> bool:
    return word in tokens or any(token.startswith(word) for token in tokens)


@lru_cache(maxsize=16)
def _index(rulebook: Rulebook, day: date) -> tuple[tuple[Item, frozenset[str]], ...]:
    return tuple((item, _words((item.id, item.name, item.text, *more))) for item, more in _entries(rulebook, day))


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(token for text in texts for sentence in text.split(". ") for token in tokens_of(sentence))


def _entries(rulebook: Rulebook, day: date) -> Iterator[tuple[Item, Iterable[str]]]:
    for level in rulebook.levels:
        yield Item("level", level.id, level.name, level.summary, ""), level.duties
    for title in rulebook.titles:
        tag = rulebook.label("levels", title.level) if title.level in rulebook.level_by_id else ""
        track = rulebook.label("tracks", title.track)
        yield Item("title", title.id, title.name, title.summary, tag), (*title.also_known_as, track)
    for one in rulebook.credentials:
        acronym, name = one.called(day)
        former = [text for past in one.former_names for text in (past.acronym, past.name)]
        tag = "No longer awarded" if one.status == "retired" else ""
        more = (*one.spellings, *former, one.issuer, one.apprentice.acronym if one.apprentice else "")
        yield Item("certification", one.id, acronym, name, tag), (*more, one.note)
    for step in rulebook.steps:
        yield Item("step", step.id, step.action, "", ""), (step.note,)
    for activity in rulebook.activities:
        yield Item("activity", activity.id, activity.name, activity.action, ""), (activity.note,)
    for preference in rulebook.preferences:
        yield Item("order", preference.id, preference.why, "", ""), ()
    for warning in rulebook.warnings:
        yield Item("warning", warning.id, warning.text, "", ""), ()
    for piece in rulebook.guidance:
        yield Item("guidance", piece.id, piece.title, "", ""), (piece.text, piece.topic, *piece.items)
    for assumption in rulebook.assumptions.values():
        yield Item("assumption", assumption.id, assumption.question, "", ""), (assumption.reason,)
    for source in rulebook.sources.values():
        yield Item("source", source.id, source.title, source.publisher, ""), (source.note or "",)
