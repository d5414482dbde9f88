"""Numbers that lead from a sentence to the documents that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from advisor.advice.model import SourceRef
from advisor.rulebook.book import Rulebook

_MOST = 3
_YEAR = re.compile("[0-9]{4}")


class Cited(NamedTuple):
    """A cited document: its number, name, maker and date, the sections; its address and its year, or nothing."""

    number: int
    title: str
    who: str
    sections: tuple[str, ...]
    url: str
    year: str = ""

    @property
    def text(self) -> str:
        """Write it as a line of a list of sources."""
        return f"{self.title} ({self.who}): {'; '.join(self.sections)}."

    @property
    def short(self) -> str:
        """Write its name and its year."""
        return f"{self.title} ({self.year})." if self.year and self.year not in self.title else f"{self.title}."


class Citations:
    """Numbers documents in the order in which they are cited."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._sections: dict[str, dict[str, None]] = {}

    def __bool__(self) -> bool:
        return bool(self._sections)

    def numbers(self, sources: Iterable[SourceRef]) -> tuple[int, ...]:
        """Cite up to three sources; give their numbers."""
        numbers: dict[int, None] = {}
        for ref in list(sources)[:_MOST]:
            self._sections.setdefault(ref.id, {})[ref.section] = None
            numbers[list(self._sections).index(ref.id) + 1] = None
        return tuple(numbers)

    def listed(self) -> tuple[Cited, ...]:
        """Give what was cited so far."""
        documents = []
        for number, (id, sections) in enumerate(self._sections.items(), 1):
            source = self._rulebook.sources[id]
            who = ", ".join(str(part) for part in (source.publisher, source.date) if part and part != "unstated")
            url = source.url if source.url and source.url.startswith(("https://", "http://")) else ""
            year = match[0] if (match := _YEAR.search(str(source.date or ""))) else ""
            documents.append(Cited(number, source.title, who, tuple(sections), url, year))
        return tuple(documents)
