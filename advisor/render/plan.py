"""A plan as text: each offer with its timeline and steps."""

from __future__ import annotations

from rich.text import Text

from advisor.planning.model import Offer, Plan
from advisor.render.page import Page
from advisor.render.timeline import bars, begin_of, end_of
from advisor.render.wording import (
    called,
    day_in_words,
    month_in_words,
    months_in_words,
    offer_in_words,
    step_in_words,
    total_in_words,
)

_MOST_BAR = 60


class _PlanPage(Page[Plan]):
    def write(self, plan: Plan) -> None:
        self.title(f"The way to {plan.goal.name}, for {called(plan.profile)}", plan.as_of)
        self.console.print()
        self.line(plan.text, 0)
        for offer in plan.offers:
            self.offer(offer)
        self.items("Good to know", "*", plan.notes)
        if plan.offers:
            self.sources()

    def offer(self, offer: Offer) -> None:
        self.heading(offer_in_words(offer.labels))
        length, cost = months_in_words(offer.months), total_in_words(offer)
        self.line(f"Done by {day_in_words(offer.reached)}: {length}, {cost}.")
        room = min(_MOST_BAR, self.width - 10)
        if placed := bars(offer, room, 1):
            self.console.print()
            for bar in placed:
                drawn = ("." * bar.x + "=" * bar.width).ljust(room, ".")
                self.console.print(Text(f"  {bar.number:>2} |{drawn[:room]}|"), no_wrap=True, overflow="crop")
            begin = month_in_words(begin_of(offer).isoformat())
            self.console.print(f"      {begin}{end_of(offer):>{max(1, room - len(begin))}}")
            self.console.print()
        for number, step in enumerate(offer.steps, 1):
            refs = [ref for reason in step.because[:1] for ref in reason.sources[:2]]
            self.item(f"{number:>2}.", self.cited(step.action, refs))
            self.line(step_in_words(step), 6)
            if step.note:
                self.line(step.note, 6)


render_plan = _PlanPage.render
"""Write a plan for reading: each offer with its timeline, its steps, what they cost, and the sources."""
