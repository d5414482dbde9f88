"""A page of text: headings, lines, marked items, and numbers that lead to the list of sources at its end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from io import StringIO
from typing import Generic, TypeVar

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from advisor.advice.model import Reason, SourceRef
from advisor.render.citations import Citations
from advisor.render.wording import LAST_WORD, day_in_words
from advisor.rulebook.book import Rulebook

MOST_WIDTH = 100
T = TypeVar("T")


class Page(ABC, Generic[T]):
    """Collects what is written, as wide as asked for up to 100 columns; color adds nothing that words do not say."""

    def __init__(self, rulebook: Rulebook, width: int, color: bool) -> None:
        self.rulebook = rulebook
        self.out = StringIO()
        self.width = max(40, min(width, MOST_WIDTH))
        self.console = Console(
            file=self.out,
            width=self.width,
            force_terminal=color,
            no_color=not color,
            color_system="standard" if color else None,
            highlight=False,
            emoji=False,
            markup=False,
            legacy_windows=False,
        )
        self.citations = Citations(rulebook)

    @classmethod
    def render(cls, found: T, rulebook: Rulebook, *, width: int = 80, color: bool = False) -> str:
        """Write what was found for reading, without spaces at the ends of lines."""
        page = cls(rulebook, width, color)
        page.write(found)
        return "\n".join(line.rstrip() for line in page.out.getvalue().splitlines()) + "\n"

    @abstractmethod
    def write(self, found: T) -> None:
        """Write all of it: each kind of page says how."""

    def title(self, words: str, as_of: str = "") -> None:
        """Begin the page: what it is and for whom, and with ``as_of`` by which rulebook and as of when."""
        self.line(Text(words, style="bold"), 0)
        if as_of:
            self.line(f"{self.rulebook.name}, as of {day_in_words(as_of)}", 0)

    def heading(self, words: str) -> None:
        """Begin a part."""
        self.console.print()
        self.console.print(Text(words.upper(), style="bold"))

    def line(self, text: str | Text | Table, indent: int = 2) -> None:
        """Write a line or a paragraph, indented."""
        self.console.print(Padding(text, (0, 0, 0, indent)))

    def item(self, mark: str, text: Text | str, indent: int = 2) -> None:
        """Write a paragraph behind a mark."""
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(width=len(mark), no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(mark, text)
        self.line(grid, indent)

    def items(self, heading: str, mark: str, texts: Iterable[str]) -> None:
        """Write texts as items under a heading; nothing when there are none."""
        for number, text in enumerate(texts):
            if number == 0:
                self.heading(heading)
            self.item(mark, text)

    def cited(self, text: str | Text, sources: Iterable[SourceRef]) -> Text:
        """Put the numbers of a sentence's sources behind it."""
        marks = "".join(f"[{number}]" for number in self.citations.numbers(sources))
        return Text.assemble(text, " " if marks else "", (marks, "dim"))

    def reasons(self, mark: str, reasons: Iterable[Reason], indent: int = 2) -> None:
        """Write sentences with their sources, one item each."""
        for reason in reasons:
            self.item(mark, self.cited(reason.text, reason.sources), indent)

    def sources(self, short: bool = False) -> None:
        """List the sources that were cited; a short list has no sections."""
        self.heading("Sources")
        for one in self.citations.listed():
            self.item(f"[{one.number}]", Text(one.short if short else one.text, style="dim"))
        self.console.print()
        self.line(LAST_WORD, 0)

    def more(self, count: int) -> None:
        """Say how many more there are."""
        if count > 0:
            self.line(f"... and {count} more; --format json has all.")
