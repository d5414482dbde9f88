"""The words that people use, as patterns: the reading words of every language file, read together.

A language file (``en.json``, ``es.json``) has sections whose names begin with ``reading``; in each, a meaning stands
before the phrases that have it, commas between them. A text is read in all languages at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import orjson

_APOSTROPHES = dict.fromkeys("\u2018\u2019\u02bc`\u00b4", "'")
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
_SPACES = dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " ")
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


@cache
def finder(section: str, *meanings: str) -> re.Pattern[str]:
    """Give the compiled pattern of ``phrases``."""
    return re.compile(phrases(section, *meanings))


@cache
def _first_meaning(section: str, meanings: tuple[str, ...]) -> Mapping[str, str]:
    return {
        _unspaced(phrase): meaning for meaning in reversed(meanings) for phrase in meanings_of(section).get(meaning, ())
    }


def _unspaced(phrase: str) -> str:
    return re.sub(r"[\s'-]+", "", phrase)


def scan(section: str, meanings: tuple[str, ...], folded: str) -> Iterator[tuple[re.Match[str], str]]:
    """Give each phrase of some meanings in a folded text, with its meaning: leftmost first, and there the longest.

    A phrase of several meanings has the first of them.
    """
    known = _first_meaning(section, meanings)
    for match in finder(section, *meanings).finditer(folded):
        yield match, known[_unspaced(match[0])]


def _written(phrase: str) -> str:
    parts = re.split(r"[ -]+", phrase)
    written = r"[\s-]+".join(re.escape(part).replace("'", "'?") for part in parts)
    return _boundary(phrase[0], "<!") + written + _boundary(phrase[-1], "!")


def _boundary(char: str, look: str) -> str:
    return rf"(?{look}[^\W\d_])" if char.isalpha() else rf"(?{look}\w)" if char.isdecimal() else ""
