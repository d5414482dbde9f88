"""Writes ``spelling.yaml``: the words of a rulebook that a typing error may mean, with the ordinary words near them.

Run it after words were added to the vocabulary, from the repository's top, with word lists of one word a line:

    python -m tests.vocabulary.ordinary_words /usr/share/dict/american-english /usr/share/dict/spanish

These two are Debian's packages wamerican (SCOWL, Copyright 2000-2018 by Kevin Atkinson, free to use and distribute
with this notice) and wspanish (public domain). A word of the vocabulary that is not in the file is never guessed at.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import yaml

from advisor.files import rules_folder
from advisor.rulebook.book import Rulebook
from advisor.rulebook.load import load_rulebook
from advisor.rulebook.spelling import SHORTEST, is_near, most_errors
from advisor.rulebook.tokens import tokens_of

_HEAD = """\
# Words that a typing error may mean, each with the ordinary words near it, which are no errors. Made by
# tests/vocabulary/ordinary_words.py; do not edit by hand. The ordinary words are from SCOWL (Copyright 2000-2018 by
# Kevin Atkinson; free to use, copy, modify, distribute and sell with this notice) and the Spanish words of ispell
# (public domain).
words:
"""


def phrases(rulebook: Rulebook) -> Iterable[str]:
    """Give every text of a rulebook that people's words are compared with."""
    for vocabulary in rulebook.vocabularies.values():
        for term in vocabulary.terms.values():
            yield from (term.name, *term.spellings)
    shared = rulebook.vocabularies.shared
    yield from (*shared.fillers, *rulebook.credential_words)
    yield from (text for texts in shared.abbreviations.values() for text in texts)
    for one in rulebook.credentials:
        yield from (one.name, *one.spellings, *(former.name for former in one.former_names))
        yield from one.apprentice.spellings if one.apprentice else ()
    for title in rulebook.titles:
        yield from (title.name, *title.also_known_as)


def meant(rulebook: Rulebook) -> set[str]:
    """Give the words that a typing error may mean: no acronyms, which a letter makes another."""
    words = {word for phrase in phrases(rulebook) for word in re.findall(r"[^\W\d_]+", phrase)}
    acronyms = {word.lower() for word in words if not word[1:].islower()}
    tokens = {token for word in words for token in tokens_of(word)}
    return {token for token in tokens - acronyms if len(token) >= SHORTEST and token.isascii()}


def neighbors(words: set[str], english: Iterable[str], spanish: Iterable[str] = ()) -> dict[str, list[str]]:
    """Give each word with the ordinary words that would be taken for it.

    A Spanish word that only lacks a doubled letter, such as "profesional", is the same word, and a usual slip.
    """
    by_letter: dict[tuple[str, int], list[str]] = defaultdict(list)
    for word in words:
        by_letter[word[0], len(word)].append(word)
    near: dict[str, list[str]] = {word: [] for word in sorted(words)}
    plain, abroad = _plain(english), _plain(spanish)
    for token in sorted((plain | abroad) - words - {f"{word}s" for word in words}):
        for size in range(len(token) - 2, len(token) + 3):
            for word in by_letter.get((token[0], size), ()):
                alike = token not in plain and _undoubled(token) == _undoubled(word)
                if not alike and is_near(token, word, most_errors(token)):
                    near[word].append(token)
    return near


def _plain(texts: Iterable[str]) -> set[str]:
    return {token for text in texts if "'" not in text for token in tokens_of(text) if token.isascii()}


def _undoubled(word: str) -> str:
    return re.sub(r"(.)\1", r"\1", word)


def main(english: str, spanish: str) -> None:
    """Write the file of the rulebook that comes with the package."""
    lists = [Path(name).read_text("utf-8").splitlines() for name in (english, spanish)]
    found = neighbors(meant(load_rulebook()), *lists)
    body = yaml.safe_dump({word: " ".join(near) for word, near in found.items()}, width=116, default_flow_style=False)
    text = "".join(f"  {line}\n" for line in body.splitlines())
    (rules_folder() / "spelling.yaml").write_text(_HEAD + text, "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
