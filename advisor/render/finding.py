"""Full-text search over the entries of the handbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from advisor.rulebook.book import Rulebook
from advisor.rulebook.tokens import tokens_of

KINDS = ("level", "title", "certification", "step", "activity", "order", "warning", "guidance", "assumption", "source")
MOST_WORDS = 8


class Item(NamedTuple):
    """One entry of the handbook; ``tag`` is its level, or that it is no longer awarded."""

    kind: str
    id: str
    name: str
    text: str = ""
    tag: str = ""


def found(rulebook: Rulebook, words: str, day: date) -> tuple[Item, ...]:
    """Give the entries that have every word, or one that begins with it; former names and other spellings count."""
    wanted = tokens_of(words)[:MOST_WORDS]
    if not wanted:
        return ()
    return tuple(
        item
        for item, tokens in _index(rulebook, day)
        if all(any(token.startswith(word) for token in tokens) for word in wanted)
    )


def items(rulebook: Rulebook, day: date) -> tuple[Item, ...]:
    """Give all entries."""
    return tuple(item for item, _ in _index(rulebook, day))


@lru_cache(maxsize=16)
def _index(rulebook: Rulebook, day: date) -> tuple[tuple[Item, frozenset[str]], ...]:
    """Give every entry with the words by which it is found."""
    indexed = []
    for item, more in _entries(rulebook, day):
        sentences = (part for text in (item.id, item.name, item.text, *more) for part in text.split(". "))
        indexed.append((item, frozenset(token for sentence in sentences for token in tokens_of(sentence))))
    return tuple(indexed)


def _entries(rulebook: Rulebook, day: date) -> Iterator[tuple[Item, Iterable[str]]]:
    for level in rulebook.levels:
        yield Item("level", level.id, level.name, level.summary), level.duties
    for title in rulebook.titles:
        tag = rulebook.label("levels", title.level) if title.level in rulebook.level_by_id else ""
        track = rulebook.label("tracks", title.track)
        yield Item("title", title.id, title.name, title.summary, tag), (*title.also_known_as, track)
    for credential in rulebook.credentials:
        acronym, name = credential.called(day)
        former = [text for past in credential.former_names for text in (past.acronym, past.name)]
        tag = "No longer awarded" if credential.status == "retired" else ""
        apprentice = credential.apprentice.acronym if credential.apprentice else ""
        more = (*credential.spellings, *former, credential.issuer, apprentice, credential.note)
        yield Item("certification", credential.id, acronym, name, tag), more
    for step in rulebook.steps:
        yield Item("step", step.id, step.action), (step.note,)
    for activity in rulebook.activities:
        yield Item("activity", activity.id, activity.name, activity.action), (activity.note,)
    yield from ((Item("order", one.id, one.why), ()) for one in rulebook.preferences)
    yield from ((Item("warning", one.id, one.text), ()) for one in rulebook.warnings)
    for piece in rulebook.guidance:
        yield Item("guidance", piece.id, piece.title), (piece.text, piece.topic, *piece.items)
    for assumption in rulebook.assumptions.values():
        yield Item("assumption", assumption.id, assumption.question), (assumption.reason,)
    for source in rulebook.sources.values():
        yield Item("source", source.id, source.title, source.publisher), (source.note or "",)
