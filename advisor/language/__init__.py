"""The words of a language are data: one JSON file a language beside this module.

What the advisor writes is English (``words``). What people write may be in any of the languages (``listed``,
``meanings``): a file of another language has the sections that are read, and no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

import orjson

Sections: TypeAlias = dict[str, dict[str, str]]


@cache
def words(section: str) -> Mapping[str, str]:
    """Give a section of the words of English; where a value is several words, commas are between them."""
    return _languages()["en"][section]


@cache
def meanings(section: str) -> Mapping[str, str]:
    """Give what each word of a section means, in every language: the key that it stands under."""
    return {word: key for found in _sections(section) for key, text in found.items() for word in text.split(", ")}


@cache
def listed(section: str) -> frozenset[str]:
    """Give the words and phrases of a section, in every language."""
    return frozenset(meanings(section))


def _sections(section: str) -> Iterator[Mapping[str, str]]:
    """Give a section of each language that has it; English has every one, and comes last, so that its meaning holds."""
    languages = _languages()
    yield from (languages[name][section] for name in languages if name != "en" and section in languages[name])
    yield languages["en"][section]


@cache
def _languages() -> dict[str, Sections]:
    folder = Path(__file__).parent
    return {path.stem: orjson.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))}
