"""What a reader gives: entries as a profile has them, and what it could not place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from advisor.language.lexicon import finder, fold, meanings_of
from advisor.language.marked import GONE, Marked
from advisor.language.short_answers import is_unknown

Plain = dict[str, Any]
HARD = re.compile(r"[;\n\u2022\u00b7]+")
"""What always stands between two entries of an answer."""
_MARKS = re.compile(rf"[^\w{GONE}\ue000-\ue005]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, read: its ``entries`` (None: it says nothing of them, () : it says that there are none).

    ``unclear`` are its words that could not be placed, ``beside`` what it says of the person outside of the entries.
    """

    entries: tuple[Plain, ...] | None
    unclear: tuple[str, ...] = ()
    beside: Mapping[str, Any] = field(default_factory=dict)


SILENT = Reading(None)
"""The reading of a text that says nothing."""


def says_nothing(text: str) -> bool:
    """Say whether a text has no word, or says no more than that the person does not know."""
    return not re.search(r"\w", text) or is_unknown(text)


def means_none(text: str, section: str) -> bool:
    """Say whether a text says that there are none, by the words of a section.

    The words beside the phrase that says so must be general ones, so that ``no RHIT`` is not an answer to all.
    """
    plain = _plain(text)
    if plain in _plain_phrases(section, "nothing"):
        return True
    if not finder(section, "negative").is_in(fold(text)):
        return False
    return all(word in _general_words(section) for word in plain.split())


@cache
def _general_words(section: str) -> frozenset[str]:
    """Give the words that may stand in an answer that says that there are none."""
    meanings = ("generic", "nothing", "negative")
    return frozenset(word for one in meanings for phrase in _plain_phrases(section, one) for word in phrase.split())


@cache
def _plain_phrases(section: str, meaning: str) -> frozenset[str]:
    return frozenset(filter(None, map(_plain, meanings_of(section).get(meaning, ()))))


def _plain(text: str) -> str:
    """Write a text in small letters and digits with single blanks; an apostrophe is left out."""
    return " ".join(re.sub(r"[^\w]+", " ", fold(text).replace("'", "")).split())


def tidy(text: str) -> str:
    """Give the words that are left of a text in one line, without the marks at its ends."""
    kept = [part for part in map(str.strip, text.split("\n")) if part and re.search(r"\w", part)]
    joined = " ".join(kept)
    joined = re.sub(r"[(\[]\s*[)\]]|[\"\u201c\u201d]", " ", joined)
    joined = re.sub(r"\s+([,.;:)])", r"\1", re.sub(r"\s+", " ", joined))
    joined = re.sub(r"(?:,\s*)+,", ",", joined).strip(" ,.;:-/|+&#\u2013\u2014")
    return joined if joined.count("(") == joined.count(")") else joined.replace("(", " ").replace(")", " ").strip()


def leftover(text: Marked, start: int, end: int, section: str, *meanings: str) -> str:
    """Take the words of some meanings of a section out of a part of a text, and give what then is left of it."""
    part = text.part(start, end)
    part.drop(finder(section, *meanings))
    part.drop(finder("months"))
    words = part.words()
    return tidy(re.sub(r"(?<!\w)#?[0-9][0-9-]*(?!\w)", " ", words))
