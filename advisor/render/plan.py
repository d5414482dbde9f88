"""A plan as a timeline to read."""

from __future__ import annotations

from datetime import date

from rich.text import Text

from advisor.planning.model import Money, Offer, Plan, PlanStep
from advisor.render.page import Page
from advisor.rulebook.book import Rulebook

_LABELS = {"soonest": "the soonest way", "cheapest": "the cheapest way", "between": "a way between"}
_MOST_BAR = 60


def render_plan(plan: Plan, rulebook: Rulebook, *, width: int = 80, color: bool = False) -> str:
    """Write a plan for reading: each offer with its timeline, its steps, what they cost, and the sources."""
    page = _PlanPage(rulebook, width, color)
    page.write(plan)
    return page.text()


class _PlanPage(Page):
    def write(self, plan: Plan) -> None:
        day = date.fromisoformat(plan.as_of)
        name = plan.profile.name or plan.profile.id or "you"
        self.line(Text(f"The way to {plan.goal.name}, for {name}", style="bold"), 0)
        self.line(f"{self.rulebook.name}, as of {day:%B} {day.day}, {day.year}", 0)
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
        labels = " and ".join(_LABELS[label].removeprefix("the ") if n else _LABELS[label]
                              for n, label in enumerate(offer.labels))  # fmt: skip
        self.heading(labels)
        self.line(f"Done by {_day(offer.reached)}: {_months(offer.months)}, {_money(offer.cost)}.")
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
            end = _month(max(offer.steps, key=lambda one: one.end_month).end)
            begin = _month(min(offer.steps, key=lambda one: one.start_month).start)
            self.console.print(f"      {begin}{end:>{max(1, room - len(begin))}}")
            self.console.print()
        for number, step in enumerate(offer.steps, 1):
            self.step(number, step)

    def step(self, number: int, step: PlanStep) -> None:
        refs = [ref for reason in step.because[:1] for ref in reason.sources[:2]]
        self.item(f"{number:>2}.", self.cited(step.action, refs))
        when = f"{_month(step.start)} to {_month(step.end)}" if step.end != step.start else _month(step.start)
        low, high = step.months
        span = f"{low} to {high} months" if low != high else _months(high)
        facts = [f"{when} ({span})" if high else when]
        if step.hours_per_week:
            facts.append(f"{step.hours_per_week} hours a week")
        if step.cost.high or not step.cost.known:
            facts.append(_money(step.cost))
        self.line(f"{'; '.join(facts)}.", 6)
        if step.note:
            self.line(step.note, 6)


def _money(cost: Money) -> str:
    if not cost.known and not cost.high:
        return "price not known"
    amount = f"${cost.high:,}" if cost.low == cost.high else f"${cost.low:,} to ${cost.high:,}"
    year = f" ({cost.year})" if cost.year else ""
    return f"{amount}{year}" if cost.known else f"{amount} and a price that is not known"


def _months(months: int) -> str:
    return f"{months} month{'s' if months != 1 else ''}"


def _day(day: str) -> str:
    there = date.fromisoformat(day)
    return f"{there:%B} {there.day}, {there.year}"


def _month(day: str) -> str:
    return f"{date.fromisoformat(day):%b %Y}"
