"""A text in which what was understood is marked in its place, so that the words around it say what it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from advisor.language.lexicon import Finder, Hit, fold

DATE, RANGE, AMOUNT, HOURS, NAME = "\ue001\ue002\ue003\ue004\ue005"
"""The marks: a date, a stretch of time between two, an amount of time, hours of work, a name of the rulebook."""
GONE = "\ue006"
"""The mark of what was understood and has been taken."""
_PAD = "\ue000"
_MARKS = re.compile(f"[{_PAD}-{GONE}]")
_MARK = re.compile(f"[{DATE}{RANGE}{AMOUNT}{HOURS}{NAME}]{_PAD}*")


def marked(kind: str) -> str:
    """Give a pattern for a mark of a kind (or of one of several)."""
    return f"[{kind}]{_PAD}*"


class Marked:
    """A text with marks; ``folded`` has the length of the text, each mark fills the place of its words."""

    def __init__(self, text: str) -> None:
        self.text, self.folded = text, _MARKS.sub(" ", fold(text))
        self.values: dict[int, Any] = {}

    def mark(self, start: int, end: int, kind: str, value: Any) -> None:
        """Put a mark of a kind with a value in place of some words; marks inside it are gone."""
        self.folded = self.folded[:start] + kind + _PAD * (end - start - 1) + self.folded[end:]
        for place in [place for place in self.values if start <= place < end]:
            del self.values[place]
        self.values[start] = value

    def part(self, start: int, end: int) -> Marked:
        """Give the text between two places, with its marks, as a text of its own."""
        made = Marked(self.text[start:end])
        made.folded = self.folded[start:end]
        made.values = {place - start: value for place, value in self.values.items() if start <= place < end}
        return made

    def take(self, start: int, end: int) -> None:
        """Take words, and the marks in them, out of the text."""
        self.folded = self.folded[:start] + GONE * (end - start) + self.folded[end:]
        for place in [place for place in self.values if start <= place < end]:
            del self.values[place]

    def take_all(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Take out every match of a pattern; give the matches."""
        found = list(pattern.finditer(self.folded))
        for match in found:
            self.take(match.start(), match.end())
        return found

    def drop(self, phrases: Finder) -> list[Hit]:
        """Take out every phrase of a finder; give what was there."""
        found = phrases.hits(self.folded)
        for hit in found:
            self.take(hit.begin, hit.stop)
        return found

    def value(self, match: re.Match[str], group: int | str = 0) -> Any:
        """Give the value of the first mark in a group of a match; None when there is none."""
        start, end = match.span(group)
        return next((self.values[place] for place in range(start, end) if place in self.values), None)

    def marks(self, kind: str) -> Iterator[tuple[int, int, Any]]:
        """Give start, end and value of every mark of a kind (or of one of several)."""
        for match in _MARK.finditer(self.folded):
            if match[0][0] in kind:
                yield match.start(), match.end(), self.values[match.start()]

    def words(self, start: int = 0, end: int | None = None) -> str:
        """Give the words between two places that were neither marked nor taken, as they were written."""
        stop = len(self.text) if end is None else end
        kept = [
            "\n" if _PAD <= mark <= GONE else char
            for char, mark in zip(self.text[start:stop], self.folded[start:stop], strict=True)
        ]
        return "".join(kept)
