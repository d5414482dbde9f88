"""Cuts a text about schooling into its programs: at most one level of education in each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from advisor.language.lexicon import finder, fold, meaning_by_phrase, phrases
from advisor.language.marked import NAME, Marked
from advisor.reading.reading import Plain, tidy
from advisor.rulebook.book import Rulebook

SECTION = "study"
"""The section of the words about schooling."""


@dataclass(slots=True)
class Program:
    """A program in a text: the part of the text that is about it, and what was found there."""

    level: str | None
    text: Marked
    level_words: str = ""
    names_field: bool = False
    said: set[str] = field(default_factory=set)
    unclear: list[str] = field(default_factory=list)
    entry: Plain = field(default_factory=dict)


def programs_in(text: str, rulebook: Rulebook) -> list[Program]:
    """Cut a text into its programs: at most one level of education in each."""
    said = Marked(text)
    levels = [
        one for one in rulebook.vocabularies["education-levels"].spans(text) if _is_level(text, one.start, one.end)
    ]
    named = [one for one in levels if not finder(SECTION, "generic level").is_all_of(fold(text[one.start : one.end]))]
    levels = named or levels  # "AAS, never got the diploma" speaks of one program
    for start, end, _ in rulebook.vocabularies["fields"].spans(text):
        if not any(start < one.end and one.start < end for one in levels):
            said.mark(start, end, NAME, "field")
    for start, end, id in levels:
        said.mark(start, end, NAME, id)
    cuts = [0]
    kept = levels[:1]
    for other in levels[1:]:
        one = kept[-1]
        at = _cut(said, one.end, other.start)
        if at is None and one.id == other.id:
            continue
        cuts.append(other.start if at is None else at)
        kept.append(other)
    ends = [*cuts[1:], len(text)]
    programs = []
    for number, (start, end) in enumerate(zip(cuts, ends, strict=True)):
        part = Marked(text[start:end])
        level = kept[number] if kept else None
        for one in levels:
            if level is not None and start <= one.start < end and one.id == level.id:
                part.take(one.start - start, one.end - start)
        words = text[level.start : level.end] if level else ""
        programs.append(Program(level.id if level else None, part, words))
    return programs


def _is_level(text: str, start: int, end: int) -> bool:
    """Say whether letters that are also a word, such as ``as``, stand for a degree here."""
    words = text[start:end]
    if fold(words) not in meaning_by_phrase(f"{SECTION}") or meaning_by_phrase(SECTION)[fold(words)] != "ordinary":
        return True
    return words.isupper() or not tidy(text[:start]) or bool(re.match(r"\s+(?:in|degree)(?!\w)", text[end:]))


@cache
def separator() -> re.Pattern[str]:
    return re.compile(rf"[,/|+&]|\.(?=\s)|\s-+\s|{phrases('separators', 'and')}")


def _cut(said: Marked, start: int, end: int) -> int | None:
    """Find where one program ends and the next begins; None when nothing separates them."""
    gap = said.folded[start:end]
    places = [match.start() for match in separator().finditer(gap)]
    if places:
        return start + places[-1]
    verb = finder(SECTION, "in-progress", "planned", "withdrawn").first(gap)
    return start + verb.begin if verb else None
