"""Advice as text for a person: plain words, no colour needed, as wide as the screen up to 100 columns.

Numbers in brackets lead to the list of sources at the end, so that every sentence can be looked up.
"""

from __future__ import annotations

from rich.text import Text

from advisor.advice.model import Advice, NextCertification
from advisor.render.page import Page
from advisor.render.parts import first_sources, good_to_know, near_titles, open_titles, unlocked
from advisor.render.wording import STATUS, day_in_words, pay_in_words
from advisor.rulebook.book import Rulebook

_MOST_CERTIFICATIONS, _MOST_NEAR, _MOST_QUESTIONS, _MOST_GUIDANCE, _MOST_SUMMARIES = 4, 4, 5, 6, 5


def render_text(advice: Advice, rulebook: Rulebook, *, width: int = 80, color: bool = False) -> str:
    """Write advice for reading. ``color`` adds colour and weight; the words are the same without."""
    page = _AdvicePage(rulebook, width, color)
    page.write(advice)
    return page.text()


class _AdvicePage(Page):
    advice: Advice

    def write(self, advice: Advice) -> None:
        self.advice = advice
        self.head()
        self.level()
        self.certifications()
        self.steps()
        self.titles()
        self.guidance()
        self.assumptions()
        self.questions()
        self.warnings()
        self.sources()

    # -- parts ------------------------------------------------------------------

    def head(self) -> None:
        name = self.advice.profile.name or self.advice.profile.id or "you"
        self.console.print(Text(f"Career advice for {name}", style="bold"))
        self.console.print(f"{self.rulebook.name}, as of {day_in_words(self.advice.as_of)}")
        if self.advice.decided_by == "plain":
            self.console.print("Decided by the plain reading of the rules, without the rules engine.")

    def level(self) -> None:
        level, following = self.advice.level, self.advice.next_level
        self.heading("Your level")
        pay = ""
        if level.salary:
            pay = f": guide pay {pay_in_words(level.salary)}"
        refs = [level.salary.source] if level.salary else []
        self.line(Text.assemble((level.name, "bold"), self.cited(pay, refs)))
        if len(level.could_be) > 1:
            names = [self.rulebook.label("levels", id) for id in level.could_be[1:]]
            self.line(f"From what you have told us so far. It could be {' or '.join(names)}: see the questions below.")
        for entry in self.advice.guidance:
            if entry.topic == "headline":
                self.line(self.cited(entry.text, entry.sources))
        self.reasons("+", level.because)
        if following:
            self.line(f"Still missing for {following.name}:")
            self.reasons("-", following.missing)

    def certifications(self) -> None:
        held = [one for one in self.advice.certifications if one.status == "held"]
        if held:
            self.heading("You hold")
        for one in held:
            self.item("+", f"{one.acronym} ({one.name})")
            if one.note:
                self.line(one.note, 4)
            self.reasons("-", one.missing, 4)
        if self.advice.next_certifications:
            self.heading("Next certifications, best first")
        for entry in self.advice.next_certifications[:_MOST_CERTIFICATIONS]:
            self.next_certification(entry)
        self.more(len(self.advice.next_certifications) - _MOST_CERTIFICATIONS)

    def next_certification(self, entry: NextCertification) -> None:
        standing = next(one for one in self.advice.certifications if one.id == entry.id)
        words, style = STATUS[entry.status]
        name = Text.assemble((standing.acronym, "bold"), f" ({entry.name}): ", (words, style))
        self.item(f"{entry.rank}.", name)
        self.line(self.cited(entry.why, first_sources(entry.because)), 5)
        self.reasons("-", standing.missing, 5)
        for text in (standing.note, f"Cost of the exam: {entry.cost}." if entry.cost else ""):
            if text:
                self.line(text, 5)

    def steps(self) -> None:
        if self.advice.steps:
            self.heading("What to do")
        for number, step in enumerate(self.advice.steps, 1):
            refs = [ref for reason in step.because[:1] for ref in reason.sources[:2]]
            self.item(f"{number}.", self.cited(step.action, refs))
            facts = [
                f"Takes {step.duration}." if step.duration else "",
                f"Costs {step.cost}." if step.cost else "",
            ]
            if step.unlocks:
                facts.append(f"Opens: {', '.join(unlocked(step.unlocks, self.rulebook))}.")
            if any(facts):
                self.line(" ".join(fact for fact in facts if fact), 5)

    def titles(self) -> None:
        self.heading("Open to you now")
        titles = open_titles(self.advice)
        top = [one for one in titles if one.level in (self.advice.level.id, "onward")][:_MOST_SUMMARIES]
        for title in top:
            refs = title.because[0].sources[:1] if title.because else ()
            self.item("+", self.cited(f"{title.name}: {title.summary}" if title.summary else title.name, refs))
        others = [title.name for title in self.advice.titles if title not in top]
        if others:
            self.line(f"Also: {', '.join(others)}.")
        if not self.advice.titles:
            self.line("Nothing yet: the steps above open the first titles.")
        needs = near_titles(self.advice)
        if needs:
            self.heading("Not far off")
        for alike in needs[:_MOST_NEAR]:
            self.item("-", ", ".join(near.name for near in alike))
            self.reasons(">", alike[0].missing[:3], 4)

    def guidance(self) -> None:
        shown = good_to_know(self.advice)
        if shown:
            self.heading("Good to know")
        for entry in shown[:_MOST_GUIDANCE]:
            self.item("*", self.cited(f"{entry.title}: {entry.text}", entry.sources))
            if entry.items:
                self.line("; ".join(entry.items) + ".", 4)
        self.more(len(shown) - _MOST_GUIDANCE)

    def assumptions(self) -> None:
        if self.advice.assumptions:
            self.heading("This rests on")
        for one in self.advice.assumptions:
            self.reasons("*", one.because)
            self.line(f"Read the other way: {one.otherwise}", 4)

    def questions(self) -> None:
        if self.advice.questions:
            self.heading("We would like to know")
        for one in self.advice.questions[:_MOST_QUESTIONS]:
            self.item("?", one.question)
        self.more(len(self.advice.questions) - _MOST_QUESTIONS)

    def warnings(self) -> None:
        if self.advice.warnings:
            self.heading("Please check")
        for one in self.advice.warnings:
            self.item("!", self.cited(one.text, one.sources))
