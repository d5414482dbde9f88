"""An explanation as text: trees of conditions that are met, not met or not known, and the smallest ways on."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from advisor.language import words
from advisor.reasoning.model import Explanation, Node, Tree, WayChange
from advisor.render.page import Page, T
from advisor.render.selection import first_sources
from advisor.render.values import values_in_words
from advisor.render.wording import WAYS, called, months_in_words

_MARKS = {"met": ("+", "green"), "not-met": ("-", "yellow"), "unknown": ("?", "cyan")}
_MOST_RANKED = 5


class TreesPage(Page[T]):
    """A page with the reasoning about entries: trees of conditions with the person's values."""

    def marks(self) -> None:
        """Say what the marks mean."""
        self.line("+ met   - not met   ? not known yet", 0)

    def trees(self, trees: Iterable[Tree]) -> None:
        """Write trees, the ways to a certification under headings; what a definition says is written once."""
        self.told: set[str] = set()
        part = ""
        for tree in trees:
            kind = tree.entry.partition(":")[0]
            if kind in WAYS and kind != part:
                self.heading(WAYS[kind])
            part = kind
            self.tree(tree, kind)

    def tree(self, tree: Tree, kind: str) -> None:
        """Write one tree."""
        if kind in WAYS:
            mark, style = _MARKS[tree.answer]
            self.item(mark, Text.assemble((tree.name, style), (f"  ({tree.rule})", "dim")))
        else:
            self.heading(tree.name)
            self.line(Text(f"Rule: {tree.rule}", style="dim"))
        self.node(tree.root, 4 if kind in WAYS else 2, top=True)

    def node(self, node: Node, indent: int, top: bool = False) -> None:
        """Write a condition and its parts; a group of all parts at the top, or of one part, has no line of its own."""
        if node.kind == "all" and not node.definition and (top or len(node.parts) == 1):
            for part in node.parts:
                self.node(part, indent)
            if not node.parts:
                self.item("+", "Nothing is asked.", indent)
            return
        mark, _ = _MARKS[node.answer]
        if node.definition and node.definition in self.told:
            self.item(mark, self.cited(words("explanations")["as above"].format(text=node.text), node.sources), indent)
            return
        self.told.add(node.definition)
        if node.kind != "compared":
            self.item(mark, self.cited(node.text, node.sources), indent)
            for part in node.parts:
                self.node(part, indent + 2)
            return
        yours, asked = values_in_words(node, self.rulebook)
        self.item(mark, self.cited(node.text, node.sources), indent)
        self.line(Text(f"Yours: {yours}; asked: {asked}.", style="dim"), indent + 2)


class _ExplanationPage(TreesPage[Explanation]):
    def write(self, explanation: Explanation) -> None:
        self.title(f"Why, for {called(explanation.profile)}: {explanation.name}", explanation.as_of)
        self.marks()
        self.console.print()
        self.line(explanation.text, 0)
        self.trees(explanation.trees)
        if explanation.ranking:
            self.heading("Why these certifications, in this order")
        for ranked in explanation.ranking[:_MOST_RANKED]:
            acronym = self.rulebook.label("credentials", ranked.id)
            self.item(f"{ranked.rank}.", self.cited(f"{acronym}: {ranked.why}", first_sources(ranked.because)))
        self.more(len(explanation.ranking) - _MOST_RANKED)
        if any(explanation.ways):  # an empty way: nothing more needs to be done
            self.heading(f"The smallest ways to {what_for(explanation)}{self.rulebook.name_of(explanation.goal)}")
            self.line("Each is enough by itself, and no part of it can be spared.")
        for number, way in enumerate(filter(None, explanation.ways), 1):
            self.way(f"{number}.", way)
        self.sources()

    def way(self, mark: str, way: tuple[WayChange, ...]) -> None:
        conjunction = ""
        for change in way:
            months = f" For {months_in_words(change.months)}." if change.months else ""
            self.item(mark, self.cited(conjunction + change.action + months, change.sources))
            mark, conjunction = " " * len(mark), "and: "


render_explanation = _ExplanationPage.render
"""Write an explanation for reading, with numbers that lead to its sources."""


def what_for(explanation: Explanation) -> str:
    """Say what the ways of an explanation are for: of a certification its exam, or what to do before it."""
    if not explanation.goal.startswith("certification:"):
        return ""
    is_open = any(tree.entry.startswith("formal:") and tree.answer == "met" for tree in explanation.trees)
    return "prepare for " if is_open else "sit the exam for "
