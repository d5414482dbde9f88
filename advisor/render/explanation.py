"""An explanation as a tree to read: what is met, what is not, what is not known, and the smallest ways on."""

from __future__ import annotations

from rich.text import Text

from advisor.reasoning.model import Explanation, Node, Tree, WayChange
from advisor.render.page import Page
from advisor.render.parts import first_sources
from advisor.render.wording import ASKED, day_in_words, value_in_words
from advisor.rulebook.book import Rulebook

_MARKS = {"met": ("+", "green"), "not-met": ("-", "yellow"), "unknown": ("?", "cyan")}
_PARTS = {
    "formal": "WAYS THAT THE ISSUER OPENS", "prepare": "ADVISED PREPARATION (ONE IS ENOUGH)",
    "lift": "WAYS TO TAKE THE SUFFIX OFF",
}  # fmt: skip


def render_explanation(explanation: Explanation, rulebook: Rulebook, *, width: int = 80, color: bool = False) -> str:
    """Write an explanation for reading, with numbers that lead to its sources."""
    page = _ExplanationPage(rulebook, width, color)
    page.write(explanation)
    return page.text()


class _ExplanationPage(Page):
    def write(self, told: Explanation) -> None:
        name = told.profile.name or told.profile.id or "you"
        self.line(Text(f"Why, for {name}: {told.name}", style="bold"), 0)
        self.line(f"{self.rulebook.name}, as of {day_in_words(told.as_of)}", 0)
        self.line("+ met   - not met   ? not known yet", 0)
        self.console.print()
        self.line(told.text, 0)
        part = ""
        for tree in told.trees:
            kind = tree.entry.partition(":")[0]
            if kind in _PARTS and kind != part:
                self.heading(_PARTS[kind])
            part = kind
            self.tree(tree, kind)
        if told.ranking:
            self.heading("Why these certifications, in this order")
        for one in told.ranking[:5]:
            acronym = self.rulebook.label("credentials", one.id)
            self.item(f"{one.rank}.", self.cited(f"{acronym}: {one.why}", first_sources(one.because)))
        self.more(len(told.ranking) - 5)
        if told.ways:
            kind, _, id = told.goal.partition(":")
            domain = {"level": "levels", "title": "titles", "certification": "credentials"}[kind]
            exam = kind == "certification" and "to sit the exam for "
            self.heading(f"The smallest ways {exam or 'to '}{self.rulebook.label(domain, id)}")
            self.line("Each is enough by itself, and no part of it can be spared.")
        for number, way in enumerate(told.ways, 1):
            self.way(number, way)
        self.sources()

    def tree(self, tree: Tree, kind: str) -> None:
        if kind in _PARTS:
            mark, style = _MARKS[tree.answer]
            self.item(mark, Text.assemble((tree.name, style), (f"  ({tree.rule})", "dim")))
        else:
            self.heading(tree.name)
            self.line(Text(f"Rule: {tree.rule}", style="dim"))
        self.node(tree.root, 4 if kind in _PARTS else 2, top=True)

    def node(self, node: Node, indent: int, top: bool = False) -> None:
        """A group whose parts follow says only that all or one of them is asked; the parts say the rest."""
        if node.kind == "all" and (top or len(node.parts) == 1):
            for part in node.parts:
                self.node(part, indent)
            if not node.parts:
                self.item("+", "Nothing is asked.", indent)
            return
        mark, _ = _MARKS[node.answer]
        if node.kind != "compared":
            self.item(mark, self.cited(node.text, node.sources), indent)
            for part in node.parts:
                self.node(part, indent + 2)
            return
        values = (
            f"Yours: {value_in_words(node.value)}; asked: {ASKED[node.operator or 'is']}{value_in_words(node.asked)}."
        )
        self.item(mark, self.cited(node.text, node.sources), indent)
        self.line(Text(values, style="dim"), indent + 2)

    def way(self, number: int, way: tuple[WayChange, ...]) -> None:
        for place, change in enumerate(way):
            months = f" For {change.months} month{'s' if change.months != 1 else ''}." if change.months else ""
            self.item(f"{number}." if place == 0 else " " * len(f"{number}."),
                      self.cited(("" if place == 0 else "and: ") + change.action + months, change.sources))  # fmt: skip
