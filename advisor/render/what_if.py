"""What moves when a person changes, as text."""

from __future__ import annotations

from rich.text import Text

from advisor.changing import Move, WhatIf
from advisor.render.page import Page
from advisor.render.wording import STATUS, day_in_words
from advisor.rulebook.book import Rulebook


def render_what_if(found: WhatIf, rulebook: Rulebook, *, width: int = 80, color: bool = False) -> str:
    """Write what moves; what stays as it is, is not listed."""
    page = _WhatIfPage(rulebook, width, color)
    page.write(found)
    return page.text()


class _WhatIfPage(Page):
    def write(self, found: WhatIf) -> None:
        name = found.profile.name or found.profile.id or "you"
        self.line(Text(f"What if, for {name}", style="bold"), 0)
        for change in found.changes:
            self.line(f"with {change}")
        if found.on != found.as_of:
            self.line(f"on {day_in_words(found.on)}, with present jobs going on")
        level = found.level
        self.heading("Level")
        before, after = (self.rulebook.label("levels", id) for id in (level.before, level.after))
        self.line(f"{before} -> {after}" if before != after else f"{after}, as before")
        if found.missing_for_next_level:
            self.line("Still missing for the next level:")
            self.reasons("-", found.missing_for_next_level)
        self.moves("Titles that open", "+", found.titles_gained)
        self.moves("Titles no longer open", "-", found.titles_lost)
        if found.certifications:
            self.heading("Certifications that move")
        for one in found.certifications:
            self.item("*", f"{one.name}: {STATUS[one.before].words} -> {STATUS[one.after].words}")
        self.moves("Steps done", "+", found.steps_done)
        self.moves("New steps", ">", found.steps_new)
        if found.warnings_new:
            self.heading("Please check")
        for text in found.warnings_new:
            self.item("!", text)
        if found.next_certifications:
            self.heading("Next certifications then")
            names = [self.rulebook.label("credentials", id) for id in found.next_certifications[:5]]
            self.line(", ".join(names))
        if self.citations:
            self.sources()

    def moves(self, heading: str, mark: str, moves: tuple[Move, ...]) -> None:
        if moves:
            self.heading(heading)
        for one in moves:
            self.item(mark, one.name)
