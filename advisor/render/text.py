"""Advice as text for a person: plain words, no color needed, as wide as the screen up to 100 columns.

Numbers in brackets lead to the list of sources at the end.
"""

from __future__ import annotations

from typing import NamedTuple

from rich.text import Text

from advisor.advice.model import Advice, SalaryRange
from advisor.render.page import Page
from advisor.render.report import TEXT, Block, Item, report_of
from advisor.render.wording import STATUS, pay_in_words


class _Style(NamedTuple):
    """The mark of a block's items (none: numbers) and of their reasons; ``below``: the sentence is under the name."""

    mark: str
    reasons: str = "-"
    below: bool = False


_STYLES: dict[str, _Style] = {
    "held": _Style("+", below=True),
    "next": _Style("", below=True),
    "steps": _Style(""),
    "open": _Style("+"),
    "near": _Style("-", ">"),
    "guidance": _Style("*"),
    "assumptions": _Style("*"),
    "questions": _Style("?"),
    "warnings": _Style("!"),
}


_COLORS = dict(zip(STATUS, ("green", "green", "yellow", "yellow", "cyan", "dim"), strict=True))


class _AdvicePage(Page[Advice]):
    def write(self, advice: Advice) -> None:
        report = report_of(advice, self.rulebook, TEXT)
        self.console.print(Text(f"Career advice for {report.name}", style="bold"))
        for line in report.head:
            self.console.print(line)
        for block in report.blocks:
            self.heading(block.heading)
            if block.kind == "level":
                self.level(block, advice.level.salary)
                continue
            style = _STYLES[block.kind]
            for number, item in enumerate(block.items, 1):
                self.entry(style.mark or f"{number}.", item, style)
            if block.also:
                self.line(block.also)
            self.more(len(block.left_out))
        self.sources()

    def level(self, block: Block, pay: SalaryRange | None) -> None:
        level, *others = block.items
        words = f": guide pay {pay_in_words(pay)}" if pay else ""
        self.line(Text.assemble((level.name, "bold"), self.cited(words, [pay.source] if pay else [])))
        for remark in level.remarks:
            self.line(remark)
        for item in others:
            if item.text:
                self.line(self.cited(item.text, item.sources))
            elif not item.met:
                self.line(f"{item.name}:")
            self.reasons("+" if item.met else "-", item.reasons)

    def entry(self, mark: str, item: Item, style: _Style) -> None:
        indent = 4 if style.mark else 5
        if style.below:
            self.item(mark, self.name(item))
            if item.text:
                self.line(self.cited(item.text, item.sources), indent)
        else:
            words = ": ".join(filter(None, (item.name, item.text)))
            self.item(mark, self.cited(words, item.sources))
        self.reasons(style.reasons, item.reasons, indent)
        for remark in item.remarks:
            self.line(remark, indent)

    @staticmethod
    def name(item: Item) -> Text:
        """Write the name of a certification, and its status if the item has one."""
        if item.status is None:
            return Text(item.name)
        acronym, bracket, name = item.name.partition(" (")
        words, color = STATUS[item.status], _COLORS[item.status]
        return Text.assemble((acronym, "bold"), f"{bracket}{name}: ", (words, color))


render_text = _AdvicePage.render
"""Write advice for reading. ``color`` adds color and weight; the words are the same without."""
