"""What changes in an advice when a person changes, as text."""

from __future__ import annotations

from advisor.changing import WhatIf
from advisor.render.page import Page
from advisor.render.wording import STATUS, called, day_in_words

_MOST_RANKED = 5


class _WhatIfPage(Page[WhatIf]):
    def write(self, result: WhatIf) -> None:
        self.title(f"What if, for {called(result.profile)}")
        for change in result.changes:
            self.line(f"with {change}")
        if result.on != result.as_of:
            self.line(f"on {day_in_words(result.on)}, with present jobs going on")
        self.heading("Level")
        before, after = (self.rulebook.label("levels", id) for id in (result.level.before, result.level.after))
        self.line(f"{before} -> {after}" if before != after else f"{after}, as before")
        if result.missing_for_next_level:
            self.line("Still missing for the next level:")
            self.reasons("-", result.missing_for_next_level)
        moved = (f"{move.name}: {STATUS[move.before]} -> {STATUS[move.after]}" for move in result.certifications)
        self.items("Titles that open", "+", (move.name for move in result.titles_gained))
        self.items("Titles no longer open", "-", (move.name for move in result.titles_lost))
        self.items("Certifications that move", "*", moved)
        self.items("Steps done", "+", (move.name for move in result.steps_done))
        self.items("New steps", ">", (move.name for move in result.steps_new))
        self.items("Please check", "!", result.warnings_new)
        if result.next_certifications:
            self.heading("Next certifications then")
            ids = result.next_certifications[:_MOST_RANKED]
            self.line(", ".join(self.rulebook.label("credentials", id) for id in ids))
        if self.citations:
            self.sources()


render_what_if = _WhatIfPage.render
"""Write what changes; what stays as it is, is not listed."""
