"""Advice as text for a person: plain words, no colour needed, as wide as the screen up to 100 columns.

Numbers in brackets lead to the list of sources at the end, so that every sentence can be looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from advisor.advice.model import Advice, NearTitle, NextCertification, Reason, SourceRef
from advisor.rulebook.book import Rulebook

MOST_WIDTH = 100
_MOST_CERTIFICATIONS, _MOST_NEAR, _MOST_QUESTIONS, _MOST_GUIDANCE, _MOST_SUMMARIES = 4, 4, 5, 6, 5
_STATUS = {
    "held": ("you hold it", "green"),
    "ready": ("open to you now", "green"),
    "prepare": ("open to you; prepare first", "yellow"),
    "check": ("check first", "yellow"),
    "not-yet": ("not open yet", "cyan"),
    "retired": ("no longer awarded", "dim"),
}
_LAST_WORD = (
    "This is guidance from documents, not a decision by an employer or an issuer. Check with the issuer before you pay."
)
_TOPICS = (
    "pay",
    "outlook",
    "advancement",
    "apprenticeship",
    "courses",
    "licensing",
    "certification",
    "duties",
)
"""What is shown first of what is good to know; the rest follows in the rulebook's order."""


def render_text(advice: Advice, rulebook: Rulebook, *, width: int = 80, color: bool = False) -> str:
    """Write advice for reading. ``color`` adds colour and weight; the words are the same without."""
    out = StringIO()
    console = Console(
        file=out, width=max(40, min(width, MOST_WIDTH)), force_terminal=color, no_color=not color,
        color_system="standard" if color else None, highlight=False, emoji=False, markup=False, legacy_windows=False,
    )  # fmt: skip
    _Page(advice, rulebook, console).print()
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


class _Page:
    def __init__(self, advice: Advice, rulebook: Rulebook, console: Console) -> None:
        self.advice, self.rulebook, self.console = advice, rulebook, console
        self.cited_sections: dict[str, dict[str, None]] = {}

    def print(self) -> None:
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

    # -- pieces ---------------------------------------------------------------

    def heading(self, words: str) -> None:
        self.console.print()
        self.console.print(Text(words.upper(), style="bold"))

    def line(self, text: str | Text, indent: int = 2) -> None:
        self.console.print(Padding(text, (0, 0, 0, indent)))

    def item(self, mark: str, text: Text | str, indent: int = 2) -> None:
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(width=len(mark), no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(mark, text)
        self.console.print(Padding(grid, (0, 0, 0, indent)))

    def cited(self, text: str, sources: Iterable[SourceRef]) -> Text:
        """Put the numbers of a sentence's sources behind it."""
        numbers: dict[int, None] = {}
        for ref in list(sources)[:3]:
            self.cited_sections.setdefault(ref.id, {})[ref.section] = None
            numbers[list(self.cited_sections).index(ref.id) + 1] = None
        marks = "".join(f"[{number}]" for number in numbers)
        return Text.assemble(text, " " if marks else "", (marks, "dim"))

    def reasons(self, mark: str, reasons: Iterable[Reason], indent: int = 2) -> None:
        for reason in reasons:
            self.item(mark, self.cited(reason.text, reason.sources), indent)

    # -- parts ------------------------------------------------------------------

    def head(self) -> None:
        day = date.fromisoformat(self.advice.as_of)
        name = self.advice.profile.name or self.advice.profile.id or "you"
        self.console.print(Text(f"Career advice for {name}", style="bold"))
        self.console.print(f"{self.rulebook.name}, as of {day:%B} {day.day}, {day.year}")
        if self.advice.decided_by == "plain":
            self.console.print("Decided by the plain reading of the rules, without the rules engine.")

    def level(self) -> None:
        level, following = self.advice.level, self.advice.next_level
        self.heading("Your level")
        pay = ""
        if level.salary:
            more = " and more" if level.salary.open_ended else ""
            pay = f": guide pay ${level.salary.low:,} to ${level.salary.high:,}{more} a year ({level.salary.year})"
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
        words, style = _STATUS[entry.status]
        name = Text.assemble((standing.acronym, "bold"), f" ({entry.name}): ", (words, style))
        self.item(f"{entry.rank}.", name)
        refs = [ref for reason in entry.because[:2] for ref in reason.sources[:1]]
        self.line(self.cited(entry.why, dict.fromkeys(refs)), 5)
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
                facts.append(f"Opens: {', '.join(self.unlocked(step.unlocks))}.")
            if any(facts):
                self.line(" ".join(fact for fact in facts if fact), 5)

    def unlocked(self, ids: Iterable[str]) -> Iterator[str]:
        domains = {"level": "levels", "title": "titles", "certification": "credentials"}
        for id in ids:
            kind, _, name = id.partition(":")
            yield self.rulebook.label(domains[kind], name)

    def titles(self) -> None:
        self.heading("Open to you now")
        top = [title for title in self.advice.titles if title.level in (self.advice.level.id, "onward")]
        top.sort(key=lambda title: title.level == "onward")
        for title in top[:_MOST_SUMMARIES]:
            refs = title.because[0].sources[:1] if title.because else ()
            self.item("+", self.cited(f"{title.name}: {title.summary}" if title.summary else title.name, refs))
        others = [title.name for title in self.advice.titles if title not in top[:_MOST_SUMMARIES]]
        if others:
            self.line(f"Also: {', '.join(others)}.")
        if not self.advice.titles:
            self.line("Nothing yet: the steps above open the first titles.")
        needs: dict[tuple[str, ...], list[NearTitle]] = {}
        for near in self.advice.near_titles:
            needs.setdefault(tuple(reason.text for reason in near.missing), []).append(near)
        if needs:
            self.heading("Not far off")
        for alike in list(needs.values())[:_MOST_NEAR]:
            self.item("-", ", ".join(near.name for near in alike))
            self.reasons(">", alike[0].missing[:3], 4)

    def guidance(self) -> None:
        shown = [one for one in self.advice.guidance if one.topic != "headline"]
        shown.sort(key=lambda one: _TOPICS.index(one.topic) if one.topic in _TOPICS else len(_TOPICS))
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

    def sources(self) -> None:
        self.heading("Sources")
        for number, (id, sections) in enumerate(self.cited_sections.items(), 1):
            source = self.rulebook.sources[id]
            who = ", ".join(part for part in (source.publisher, source.date) if part and part != "unstated")
            self.item(f"[{number}]", Text(f"{source.title} ({who}): {'; '.join(sections)}.", style="dim"))
        self.console.print()
        self.line(_LAST_WORD, 0)

    def more(self, count: int) -> None:
        if count > 0:
            self.line(f"... and {count} more; --format json has all.")
