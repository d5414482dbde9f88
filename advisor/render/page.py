"""A page of text: headings, lines, marked items, and numbers that lead to the list of sources at its end."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from advisor.advice.model import Reason, SourceRef
from advisor.render.citations import Citations
from advisor.render.wording import LAST_WORD
from advisor.rulebook.book import Rulebook

MOST_WIDTH = 100


class Page:
    """Collects what is written, as wide as asked for up to 100 columns; color adds nothing that words do not say."""

    def __init__(self, rulebook: Rulebook, width: int, color: bool) -> None:
        self.rulebook = rulebook
        self.out = StringIO()
        self.width = max(40, min(width, MOST_WIDTH))
        self.console = Console(
            file=self.out, width=self.width, force_terminal=color, no_color=not color,
            color_system="standard" if color else None, highlight=False, emoji=False, markup=False,
            legacy_windows=False,
        )  # fmt: skip
        self.citations = Citations(rulebook)

    def text(self) -> str:
        """Give the page, without spaces at the ends of lines."""
        return "\n".join(line.rstrip() for line in self.out.getvalue().splitlines()) + "\n"

    def heading(self, words: str) -> None:
        """Begin a part."""
        self.console.print()
        self.console.print(Text(words.upper(), style="bold"))

    def line(self, text: str | Text, indent: int = 2) -> None:
        """Write a line or a paragraph, indented."""
        self.console.print(Padding(text, (0, 0, 0, indent)))

    def item(self, mark: str, text: Text | str, indent: int = 2) -> None:
        """Write a paragraph behind a mark."""
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(width=len(mark), no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(mark, text)
        self.console.print(Padding(grid, (0, 0, 0, indent)))

    def cited(self, text: str, sources: Iterable[SourceRef]) -> Text:
        """Put the numbers of a sentence's sources behind it."""
        marks = "".join(f"[{number}]" for number in self.citations.numbers(sources))
        return Text.assemble(text, " " if marks else "", (marks, "dim"))

    def reasons(self, mark: str, reasons: Iterable[Reason], indent: int = 2) -> None:
        """Write sentences with their sources, one item each."""
        for reason in reasons:
            self.item(mark, self.cited(reason.text, reason.sources), indent)

    def sources(self) -> None:
        """List the sources that were cited."""
        self.heading("Sources")
        for one in self.citations.listed():
            self.item(f"[{one.number}]", Text(f"{one.title} ({one.who}): {'; '.join(one.sections)}.", style="dim"))
        self.console.print()
        self.line(LAST_WORD, 0)

    def more(self, count: int) -> None:
        """Say how many more there are."""
        if count > 0:
            self.line(f"... and {count} more; --format json has all.")
