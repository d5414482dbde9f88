"""The words that people use, as patterns: the reading words of every language file, read together.

A language file (``en.json``, ``es.json``) has sections whose names begin with ``reading``; in each, a meaning stands
before the phrases that have it, commas between them. A text is read in all languages at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import orjson

_APOSTROPHES = dict.fromkeys("\u2018\u2019\u02bc`\u00b4", "'")
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
_SPACES = dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " ")
Words = tuple[str, ...]
Places = list[tuple[int, int, str]]
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*'?|[0-9]+|&")
_BLANK = " -\n'"
_PLAIN = {**_APOSTROPHES, **_DASHES, **_SPACES}


def fold(text: str) -> str:
    """Write a text without case and accents, with one kind of dash, apostrophe and space; it stays as long as it is."""
    if text.isascii():
        return text.lower().replace("\t", " ").replace("`", "'")
    return "".join(map(_folded, text))


def _folded(char: str) -> str:
    if char in _PLAIN:
        return _PLAIN[char]
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 else char


@cache
def _sections() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Read the reading words of every language, each meaning's phrases together."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for path in sorted(Path(__file__).parent.glob("*.json")):
        for section, meanings in orjson.loads(path.read_bytes()).items():
            if section.startswith("reading"):
                into = found.setdefault(section.removeprefix("reading").strip(), {})
                for meaning, listed in meanings.items():
                    phrases = tuple(fold(phrase) for phrase in listed.split(", "))
                    into[meaning] = (*into.get(meaning, ()), *phrases)
    return found


def meanings_of(section: str) -> Mapping[str, tuple[str, ...]]:
    """Give each meaning of a section with its phrases, folded."""
    return _sections()[section]


@cache
def meaning_by_phrase(section: str) -> Mapping[str, str]:
    """Give what each phrase of a section means; blanks and hyphens in it are single spaces."""
    return {
        phrase.replace("-", " "): meaning for meaning, phrases in meanings_of(section).items() for phrase in phrases
    }


@cache
def phrases(section: str, *meanings: str) -> str:
    """Give a pattern for the phrases of some meanings of a section (all, when none is named), the longest first.

    A blank or a hyphen of a phrase may be either, or several; an apostrophe may be missing. A phrase begins and ends
    where a word does; a number may stand against it, as in ``18mo``.
    """
    wanted = meanings_of(section)
    found = {phrase for meaning in meanings or wanted for phrase in wanted.get(meaning, ())}
    if not found:
        return r"(?!)"
    written = "|".join(_written(phrase) for phrase in sorted(found, key=lambda phrase: (-len(phrase), phrase)))
    return f"(?:{written})"


class Hit(NamedTuple):
    """A phrase found in a folded text: where, its words there, and what it means."""

    begin: int
    stop: int
    words: str
    meaning: str


class Finder:
    """Finds the phrases of some meanings of a section: leftmost first, and there the longest.

    Words are compared, so that hundreds of phrases cost no more than one: an apostrophe may be missing, and a hyphen,
    a line or several blanks may stand for a blank. A phrase of several meanings has the first of them.
    """

    def __init__(self, section: str, meanings: tuple[str, ...]) -> None:
        listed = meanings_of(section)
        self._by_first: dict[str, list[tuple[Words, Words, str]]] = {}
        seen: set[Words] = set()
        for meaning in meanings or tuple(listed):
            for phrase in listed.get(meaning, ()):
                tokens, gaps = _tokens_of_phrase(phrase)
                if tokens and tokens not in seen:
                    seen.add(tokens)
                    self._by_first.setdefault(tokens[0], []).append((tokens, gaps, meaning))
        for candidates in self._by_first.values():
            candidates.sort(key=lambda one: -len(one[0]))

    def hits(self, folded: str) -> list[Hit]:
        """Give every phrase in a folded text; none overlaps another."""
        places = _places(folded)
        found: list[Hit] = []
        at = 0
        while at < len(places):
            hit = self._at(folded, places, at)
            if hit is None:
                at += 1
                continue
            found.append(hit[0])
            at += hit[1]
        return found

    def _at(self, folded: str, places: Places, at: int) -> tuple[Hit, int] | None:
        for tokens, gaps, meaning in self._by_first.get(places[at][2], ()):
            size = len(tokens)
            here = places[at : at + size]
            if len(here) == size and all(here[n][2] == tokens[n] for n in range(1, size)):
                between = (folded[here[n][1] : here[n + 1][0]].strip(_BLANK) for n in range(size - 1))
                if all(gap in ("", want) for gap, want in zip(between, gaps, strict=True)):
                    begin, stop = here[0][0], here[-1][1]
                    return Hit(begin, stop, folded[begin:stop], meaning), size
        return None

    def first(self, folded: str) -> Hit | None:
        """Give the first phrase in a folded text."""
        return next(iter(self.hits(folded)), None)

    def is_in(self, folded: str) -> bool:
        """Say whether one of the phrases is in a folded text."""
        return bool(self.hits(folded))

    def is_all_of(self, folded: str) -> bool:
        """Say whether a folded text is one of the phrases and nothing else, but for blanks and marks around it."""
        places = _places(folded)
        hit = self._at(folded, places, 0) if places else None
        return hit is not None and hit[1] == len(places)

    def starts(self, folded: str) -> bool:
        """Say whether a folded text begins with one of the phrases."""
        places = _places(folded)
        return bool(places) and self._at(folded, places, 0) is not None

    def left_out_of(self, folded: str) -> str:
        """Give a folded text with blanks in place of the phrases."""
        for hit in self.hits(folded):
            folded = folded[: hit.begin] + " " * (hit.stop - hit.begin) + folded[hit.stop :]
        return folded


@cache
def finder(section: str, *meanings: str) -> Finder:
    """Give the finder of the phrases of some meanings of a section; of all, when none is named."""
    return Finder(section, meanings)


@lru_cache(maxsize=1024)
def _places(folded: str) -> Places:
    """Give the words of a folded text with their places; apostrophes within them are left out."""
    return [(one.start(), one.end(), one[0].replace("'", "")) for one in _WORD.finditer(folded)]


def _tokens_of_phrase(phrase: str) -> tuple[Words, Words]:
    """Give the words of a phrase, and what must stand between them besides blanks."""
    places = _places(phrase)
    gaps = tuple(phrase[one[1] : other[0]].strip(_BLANK) for one, other in pairwise(places))
    return tuple(word for _, _, word in places), gaps


def _written(phrase: str) -> str:
    parts = re.split(r"[ -]+", phrase)
    written = r"[\s-]+".join(re.escape(part).replace("'", "'?") for part in parts)
    return _boundary(phrase[0], "<!") + written + _boundary(phrase[-1], "!")


def _boundary(char: str, look: str) -> str:
    return rf"(?{look}[^\W\d_])" if char.isalpha() else rf"(?{look}\w)" if char.isdecimal() else ""
