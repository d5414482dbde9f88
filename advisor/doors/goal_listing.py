"""The goals to choose from as lines: directions of work, those for who is not sure, and the titles of one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.advice.model import DirectionAdvice
from advisor.language import words
from advisor.rulebook.book import Rulebook


def tracks(rulebook: Rulebook) -> Iterator[str]:
    """Give a line for each direction of work."""
    for number, track in enumerate(rulebook.vocabularies["tracks"].terms.values(), 1):
        yield f"{number}. {track.name}" + (f": {track.summary}" if track.summary else "")


def suiting(directions: Sequence[DirectionAdvice]) -> Iterator[str]:
    """Give a line for each direction that may suit who is not sure: a day of it, and its first step."""
    for number, one in enumerate(directions, 1):
        yield f"{number}. {one.name}: {one.day} {words('directions')['begin'].format(one.first_step)}"


def titles(rulebook: Rulebook, direction: str) -> Iterator[str]:
    """Give a line for each title of a direction: level, guide pay with its year, and what the work is."""
    known = rulebook.vocabularies["tracks"]
    ids = list(known.terms)
    number = int(direction) if direction.isdecimal() and len(direction) < 4 else 0
    chosen = ids[number - 1] if 0 < number <= len(ids) else known.find(direction)
    for title in rulebook.titles:
        if title.track != chosen:
            continue
        level = rulebook.level_by_id.get(title.level)
        place = level.name if level else "a further occupation"
        if level and (pay := level.salary):
            more = " and up" if pay.open_ended else ""
            place += f", guide pay ${pay.low:,} to ${pay.high:,}{more} a year ({pay.year})"
        yield f"- {title.name} ({place}): {title.summary}"
