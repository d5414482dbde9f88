"""Text as plain words: no case, accents or punctuation, with the place of each word in the text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

Tokens = tuple[str, ...]
_DROPPED = dict.fromkeys(map(ord, ".'’‘®™©"))
_ASCII = {code: None if chr(code) in ".'" else chr(code) if chr(code).isalnum() else " " for code in range(128)}
"""What becomes of the ASCII characters of a text."""
_ASCII_LINES = {**_ASCII, ord("\n"): "\n"}
_MOST_TOKENS = 40
_MOST_LOCATED = 200
REMEMBERED = 1024
"""Texts whose reading each kind of words remembers: there are some fifty such memories, and people's words are many."""


class Located(NamedTuple):
    """A word of a text, and the characters that it is made from: ``text[start:end]``."""

    token: str
    start: int
    end: int


def tokens_of(text: str) -> Tokens:
    """Split text into plain words: no case, accents or punctuation; ``A.A.S.`` is one word."""
    if text.isascii():
        return tuple(text.lower().replace("&", " and ").translate(_ASCII).split()[:_MOST_TOKENS])
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_DROPPED).replace("&", " and "))
    plain = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return tuple(plain.split())[:_MOST_TOKENS]


def all_tokens_of(texts: Iterable[str]) -> list[Tokens]:
    """Split each of many texts like ``tokens_of``, several times as fast."""
    listed = list(texts)
    alike = [text.isascii() and "\n" not in text for text in listed]
    joined = "\n".join([text for text, plain in zip(listed, alike, strict=True) if plain])
    lines = iter(joined.lower().replace("&", " and ").translate(_ASCII_LINES).split("\n"))
    return [
        tuple(next(lines).split()[:_MOST_TOKENS]) if plain else tokens_of(text)
        for text, plain in zip(listed, alike, strict=True)
    ]


def located_tokens(text: str) -> tuple[Located, ...]:
    """Split text like ``tokens_of``, but longer text too, and say where each word stands."""
    found: list[Located] = []
    word, start, end = "", 0, 0
    for place, character in enumerate(text):
        plain = _plain(character)
        if plain.isalnum():
            word, start, end = word + plain, start if word else place, place + 1
        elif not plain:  # dropped
            end = place + 1 if unicodedata.combining(character) else end
        else:
            *closed, word_after = (word + plain).split(" ")
            for number, part in enumerate(closed):
                if part:
                    own = number == 0 and word
                    found.append(Located(part, start if own else place, end if part == word and own else place + 1))
            word, start, end = word_after, place, place + 1
        if len(found) >= _MOST_LOCATED:
            return tuple(found)
    return (*found, Located(word, start, end)) if word else tuple(found)


def _plain(character: str) -> str:
    """Give what becomes of one character: letters and digits, spaces, or nothing where it is dropped."""
    plain = unicodedata.normalize("NFKD", character.casefold().translate(_DROPPED).replace("&", " and "))
    return "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))


def closed(text: str, start: int, end: int) -> int:
    """Give the end of a part of a text with a bracket that closes right after it; 0 where a bracket stays open."""
    opened = text.count("(", start, end) - text.count(")", start, end)
    return end if opened == 0 else end + 1 if opened == 1 and text[end : end + 1] == ")" else 0
