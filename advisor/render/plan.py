"""A plan as a timeline to read."""

from __future__ import annotations

from rich.text import Text

from advisor.planning.model import Offer, Plan, PlanStep
from advisor.render.page import Page
from advisor.render.wording import day_in_words, money_in_words, month_in_words, months_in_words, offer_in_words
from advisor.rulebook.book import Rulebook

_MOST_BAR = 60


def render_plan(plan: Plan, rulebook: Rulebook, *, width: int = 80, color: bool = False) -> str:
    """Write a plan for reading: each offer with its timeline, its steps, what they cost, and the sources."""
    page = _PlanPage(rulebook, width, color)
    page.write(plan)
    return page.text()


class _PlanPage(Page):
    def write(self, plan: Plan) -> None:
        name = plan.profile.name or plan.profile.id or "you"
        self.line(Text(f"The way to {plan.goal.name}, for {name}", style="bold"), 0)
        self.line(f"{self.rulebook.name}, as of {day_in_words(plan.as_of)}", 0)
        self.console.print()
        self.line(plan.text, 0)
        for offer in plan.offers:
            self.offer(offer)
        if plan.notes:
            self.heading("Good to know")
        for note in plan.notes:
            self.item("*", note)
        if plan.offers:
            self.sources()

    def offer(self, offer: Offer) -> None:
        self.heading(offer_in_words(offer.labels))
        self.line(
            f"Done by {day_in_words(offer.reached)}: {months_in_words(offer.months)}, {money_in_words(offer.cost)}."
        )
        last = max([step.end_month for step in offer.steps], default=0)
        room = min(_MOST_BAR, self.width - 10)
        if last:
            self.console.print()
        for number, step in enumerate(offer.steps, 1):
            if last:
                first = round(step.start_month * room / last)
                length = max(1, round(step.end_month * room / last) - first)
                bar = "." * first + ("=" * length)[:room] + "." * (room - first - length)
                self.console.print(Text(f"  {number:>2} |{bar[:room]}|"), no_wrap=True, overflow="crop")
        if last:
            end = month_in_words(max(offer.steps, key=lambda one: one.end_month).end)
            begin = month_in_words(min(offer.steps, key=lambda one: one.start_month).start)
            self.console.print(f"      {begin}{end:>{max(1, room - len(begin))}}")
            self.console.print()
        for number, step in enumerate(offer.steps, 1):
            self.step(number, step)

    def step(self, number: int, step: PlanStep) -> None:
        refs = [ref for reason in step.because[:1] for ref in reason.sources[:2]]
        self.item(f"{number:>2}.", self.cited(step.action, refs))
        when = (
            f"{month_in_words(step.start)} to {month_in_words(step.end)}"
            if step.end != step.start
            else month_in_words(step.start)
        )
        low, high = step.months
        span = f"{low} to {high} months" if low != high else months_in_words(high)
        facts = [f"{when} ({span})" if high else when]
        if step.hours_per_week:
            facts.append(f"{step.hours_per_week} hours a week")
        if step.cost.high or not step.cost.known:
            facts.append(money_in_words(step.cost))
        self.line(f"{'; '.join(facts)}.", 6)
        if step.note:
            self.line(step.note, 6)
