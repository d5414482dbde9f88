"""Advice as text for a person: plain words, no color needed, as wide as the screen up to 100 columns.

Numbers in brackets lead to the list of sources at the end.
"""

from __future__ import annotations

from typing import NamedTuple

from rich.text import Text

from advisor.advice.model import Advice, SalaryRange
from advisor.language import words
from advisor.render.page import Page
from advisor.render.report import FULL, SHORT, Block, Item, report_of
from advisor.render.selection import cannot_say
from advisor.render.wording import STATUS, pay_in_words
from advisor.rulebook.book import Rulebook


class _Style(NamedTuple):
    """The mark of a block's items (none: numbers) and of their reasons; ``below``: the sentence is under the name."""

    mark: str
    reasons: str = "-"
    below: bool = False


_STYLES: dict[str, _Style] = {
    "next": _Style(">", below=True),
    "missing": _Style("-"),
    "renewals": _Style("!"),
    "held": _Style("+", below=True),
    "steps": _Style(""),
    "directions": _Style(""),
    "certifications": _Style("", below=True),
    "later": _Style("", below=True),
    "open": _Style("+"),
    "near": _Style("-", ">"),
    "guidance": _Style("*"),
    "assumptions": _Style("*"),
    "questions": _Style("?"),
    "warnings": _Style("!"),
}


_COLORS = dict(zip(STATUS, ("green", "green", "yellow", "yellow", "cyan", "dim"), strict=True))


class _AdvicePage(Page[Advice]):
    limits = SHORT

    def write(self, advice: Advice) -> None:
        report = report_of(advice, self.rulebook, self.limits)
        self.console.print(Text(f"Career advice for {report.name}", style="bold"))
        for line in report.head:
            self.console.print(line)
        for block in report.blocks:
            self.heading(block.heading)
            if block.kind == "level":
                self.level(block, None if cannot_say(advice, self.rulebook) else advice.level.salary)
                continue
            style = _STYLES[block.kind]
            for number, item in enumerate(block.items, 1):
                self.entry(style.mark or f"{number}.", item, style)
            if block.also:
                self.line(block.also)
            if block.left_out:
                self.line(words("advice page")["left out"].format(len(block.left_out)))
        self.sources(short=self.limits == SHORT)

    def level(self, block: Block, pay: SalaryRange | None) -> None:
        level, *others = block.items
        guide = f": guide pay {pay_in_words(pay)}" if pay else ""
        self.line(Text.assemble((level.name, "bold"), self.cited(guide, [pay.source] if pay else [])))
        for remark in level.remarks:
            self.line(remark)
        for item in others:
            if item.text:
                self.line(self.cited(item.text, item.sources))
            self.reasons("+", item.reasons)

    def entry(self, mark: str, item: Item, style: _Style) -> None:
        indent = 4 if style.mark else 5
        if style.below:
            name = self.name(item)
            self.item(mark, name if item.text else self.cited(name, item.sources))
            if item.text:
                self.line(self.cited(item.text, item.sources), indent)
        else:
            sentence = ": ".join(filter(None, (item.name, item.text)))
            self.item(mark, self.cited(sentence, item.sources))
        self.reasons(style.reasons, item.reasons, indent)
        for remark in item.remarks:
            self.line(remark, indent)

    @staticmethod
    def name(item: Item) -> Text:
        """Write the name of a certification and its status, or what to do next."""
        if item.status is None:
            return Text(item.name, style="bold")
        acronym, bracket, name = item.name.partition(" (")
        status, color = STATUS[item.status], _COLORS[item.status]
        return Text.assemble((acronym, "bold"), f"{bracket}{name}: ", (status, color))


class _FullPage(_AdvicePage):
    limits = FULL


def render_text(advice: Advice, rulebook: Rulebook, *, width: int = 80, color: bool = False, full: bool = False) -> str:
    """Write advice for reading, short enough to be read, or in full.

    ``color`` adds color and weight; the words are the same without.
    """
    return (_FullPage if full else _AdvicePage).render(advice, rulebook, width=width, color=color)
