"""The words of a language are data: one JSON file a language beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import orjson


@cache
def words(section: str) -> Mapping[str, str]:
    """Give a section of the words of English; where a value is several words, commas are between them."""
    sections: dict[str, dict[str, str]] = orjson.loads(Path(__file__).with_name("en.json").read_bytes())
    return sections[section]


def meanings(section: str) -> Mapping[str, str]:
    """Give what each word of a section means: the key that it stands under."""
    return {word: key for key, listed in words(section).items() for word in listed.split(", ")}
