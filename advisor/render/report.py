"""The report of an advice: blocks of items in reading order, from which ``text`` and ``pdf`` are written.

First the level, the one next step, what else is missing, and what ends soon; then the rest, as far as it fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.advice.model import (
    Advice,
    DirectionAdvice,
    GuidanceAdvice,
    NearTitle,
    NextCertification,
    NextStep,
    Reason,
    RenewalAdvice,
    SourceRef,
    Status,
    StepAdvice,
)
from advisor.language import words
from advisor.render.selection import (
    before_the_first_level,
    cannot_say,
    directions_heading,
    duration_of,
    first_sources,
    good_to_know,
    near_titles,
    open_titles,
    other_steps,
    step_facts,
    unlocked,
)
from advisor.render.wording import STATUS, called, day_in_words, in_days
from advisor.rulebook.book import Rulebook


class Limits(NamedTuple):
    """How many entries of each kind are shown, and how many words in all (``words``, before the sources); None: all."""

    certifications: int | None = None
    steps: int | None = None
    titles: int | None = None
    near: int | None = None
    guidance: int | None = None
    questions: int | None = None
    words: int | None = None


SHORT = Limits(certifications=3, steps=5, titles=5, near=2, guidance=4, questions=3, words=690)
"""The report for a person; ``words`` is a little less than 700, since a long word may be broken on a narrow screen."""
FULL = Limits()
_FIRST_SPARE = ("guidance", "near", "questions")
_SPARE = (
    *((kind, 1) for kind in (*_FIRST_SPARE, "open", "later", "certifications", "steps", "assumptions", "held")),
    *((kind, 0) for kind in _FIRST_SPARE),
    ("directions", 1),
)
"""From which blocks entries are left out, one after the other, until the words fit, and how many of each are kept."""
_AROUND = 20
"""Words that no block has: the title, and the guide pay of the level."""
_MOST_REASONS = 3
"""Missing reasons of a title that is not open."""


class Item(NamedTuple):
    """One entry: its name, its sentence with that sentence's sources, reasons (``met`` or missing), and remarks."""

    name: str = ""
    text: str = ""
    sources: tuple[SourceRef, ...] = ()
    reasons: tuple[Reason, ...] = ()
    remarks: tuple[str, ...] = ()
    met: bool = False
    status: Status | None = None

    @property
    def length(self) -> int:
        """Count its words, with its mark, its status and the numbers of its sources."""
        status = STATUS[self.status] if self.status else ""
        parts = ("-", self.name, status, self.text, *self.remarks, *(f"- {one.text} []" for one in self.reasons))
        return sum(len(part.split()) for part in parts) + bool(self.sources)


class Block(NamedTuple):
    """Items of a kind; ``also`` is a sentence after them, ``left_out`` names what the limits cut off.

    ``kind`` is a key of the language's report headings, such as level, or later: the certifications of who has school
    to finish first. ``about`` is for the heading.
    """

    kind: str
    items: tuple[Item, ...]
    also: str = ""
    left_out: tuple[str, ...] = ()
    about: str = ""

    @property
    def heading(self) -> str:
        """Name the block for a person."""
        return words("report headings")[self.kind].format(self.about)

    @property
    def length(self) -> int:
        """Count its words, with its heading and the line about what is left out."""
        lines = (self.heading, self.also, words("advice page")["left out"] if self.left_out else "")
        return len(" ".join(lines).split()) + sum(item.length for item in self.items)

    def cut(self, most: int | None) -> Block:
        """Leave out the items beyond so many."""
        if most is None or len(self.items) <= most:
            return self
        names = tuple(item.name or item.text for item in self.items[most:])
        return self._replace(items=self.items[:most], left_out=names + self.left_out)


class Report(NamedTuple):
    """An advice to read: the person's name, the lines below the title, and the blocks that are not empty."""

    name: str
    head: tuple[str, ...]
    blocks: tuple[Block, ...]


def report_of(advice: Advice, rulebook: Rulebook, limits: Limits) -> Report:
    """Select and arrange what is shown of an advice, within limits."""
    head = [f"{rulebook.name}, as of {day_in_words(advice.as_of)}"]
    if advice.decided_by == "plain":
        head.append(words("advice page")["plain"])
    blocks = [block for block in _blocks(advice, rulebook, limits) if block.items or block.also]
    name = called(advice.profile)
    if limits.words is not None:
        blocks = _fitting(blocks, limits.words - len(" ".join((name, *head)).split()) - _AROUND)
    return Report(name, tuple(head), tuple(blocks))


def _blocks(advice: Advice, rulebook: Rulebook, limits: Limits) -> Iterator[Block]:
    unsure, missing = cannot_say(advice, rulebook), advice.next_level
    yield Block("level", tuple(_level(advice, rulebook)))
    if advice.next:
        yield Block("next", (_next(advice.next, advice, rulebook),))
    if missing and not unsure:
        yield Block(
            "missing", tuple(Item(text=one.text, sources=one.sources) for one in missing.missing), about=missing.name
        )
    yield Block("renewals", tuple(_renewal(one, rulebook) for one in advice.renewals))
    held = (one for one in advice.certifications if one.status == "held")
    yield Block("held", tuple(Item(f"{one.acronym} ({one.name})", one.note, reasons=one.missing) for one in held))
    yield Block("steps", tuple(_step(step, advice, rulebook) for step in other_steps(advice))).cut(limits.steps)
    suiting = tuple(map(_direction, advice.directions))
    yield Block("directions", suiting, about=directions_heading(advice.directions))
    earning = tuple(_certification(entry, advice) for entry in advice.next_certifications)
    later = unsure or before_the_first_level(advice, rulebook)
    if not later:
        yield Block("certifications", earning).cut(limits.certifications)
    if not unsure or limits == FULL:
        yield _open(advice, limits.titles)
        yield Block("near", tuple(_near(alike) for alike in near_titles(advice))).cut(limits.near)
    yield Block("guidance", tuple(map(_guidance, good_to_know(advice)))).cut(limits.guidance)
    yield Block("assumptions", tuple(_assumptions(advice)))
    yield Block("questions", tuple(Item(text=text) for text in _questions(advice))).cut(limits.questions)
    yield Block("warnings", tuple(dict.fromkeys(Item(text=one.text, sources=one.sources) for one in advice.warnings)))
    if later and (not unsure or limits == FULL):
        briefly = (item._replace(reasons=(), remarks=()) for item in earning)
        yield Block("later", earning if limits == FULL else tuple(briefly)).cut(limits.certifications)


def _fitting(blocks: list[Block], most: int) -> list[Block]:
    """Leave out entries, the last of each kind first, until the words fit."""
    for kind, keep in _SPARE:
        for n, block in enumerate(blocks):
            while block.kind == kind and len(block.items) > keep and sum(one.length for one in blocks) > most:
                blocks[n] = block = block.cut(len(block.items) - 1)
    return blocks


def _level(advice: Advice, rulebook: Rulebook) -> Iterator[Item]:
    level, said = advice.level, words("advice page")
    names = [rulebook.label("levels", id) for id in level.could_be]
    checks = (said["see warnings"],) if advice.warnings else ()
    if cannot_say(advice, rulebook):
        yield Item(said["cannot say"], remarks=(said["between"].format(names[0], names[-1]), *checks))
        return
    unsure = (said["could be"].format(" or ".join(names[1:])),) if names[1:] else ()
    yield Item(level.name, remarks=(*unsure, *checks))
    yield from (Item("", piece.text, piece.sources) for piece in advice.guidance if piece.topic == "headline")
    if level.because and not before_the_first_level(advice, rulebook):
        yield Item("Why", reasons=level.because, met=True)


def _next(step: NextStep, advice: Advice, rulebook: Rulebook) -> Item:
    """Give the one next step: what to do, why, how long it takes, what it costs, the issuer's page."""
    said = words("advice page")
    unnamed = [name for name in unlocked(step.opens, advice, rulebook) if name not in step.why]
    why = f"{step.why} {said['opens more'].format(len(unnamed))}" if unnamed else step.why
    facts = step_facts(duration_of(step, advice), step.cost)
    link = said["link"].format(step.link) if step.link else ""
    sources = step.because[0].sources[:2] if step.because else ()
    return Item(step.action, "", sources, remarks=tuple(filter(None, (why, facts, link))))


def _questions(advice: Advice) -> Iterator[str]:
    """Give the open questions, but for the one that is the next step."""
    return (one.question for one in advice.questions if not advice.next or one.question != advice.next.action)


def _renewal(one: RenewalAdvice, rulebook: Rulebook) -> Item:
    said = words("advice page")
    text = said["ends"].format(rulebook.label("credentials", one.id), day_in_words(one.ends), in_days(one.days))
    costs = said["costs"].format(one.cost) if one.cost else ""
    sources = one.because[0].sources[:1] if one.because else ()
    return Item("", text, sources, remarks=tuple(filter(None, (one.renew, costs))))


def _certification(entry: NextCertification, advice: Advice) -> Item:
    standing = next(certification for certification in advice.certifications if certification.id == entry.id)
    costs = words("advice page")["exam costs"].format(entry.cost) if entry.cost else ""
    name, sources = f"{standing.acronym} ({entry.name})", tuple(first_sources(entry.because))
    remarks = tuple(filter(None, (standing.note, costs)))
    return Item(name, entry.why, sources, standing.missing, remarks, status=entry.status)


def _step(step: StepAdvice, advice: Advice, rulebook: Rulebook) -> Item:
    names = unlocked(step.unlocks, advice, rulebook)
    opens = words("advice page")["opens"].format(", ".join(names)) if names else ""
    facts = " ".join(filter(None, (step_facts(step.duration, step.cost), opens)))
    sources = step.because[0].sources[:2] if step.because else ()
    return Item("", step.action, sources, remarks=(facts,) if facts else ())


def _direction(one: DirectionAdvice) -> Item:
    first_step = words("directions")["begin"].format(one.first_step)
    because = " ".join(reason.text for reason in one.because)
    name = one.name[:1].upper() + one.name[1:]
    return Item(name, one.day, one.sources[:2], remarks=tuple(filter(None, (because, f"{one.pay} {first_step}"))))


def _open(advice: Advice, most: int | None) -> Block:
    titles = open_titles(advice)
    near = [title for title in titles if title.level in (advice.level.id, "onward")][:most]
    shown = near if most is not None else titles
    cited = [(title, title.because[0].sources[:1] if title.because else ()) for title in shown]
    others = ", ".join(title.name for title in titles if title not in shown)
    also = words("advice page")["also"].format(others) if others else ""
    return Block("open", tuple(Item(title.name, title.summary, sources) for title, sources in cited), also)


def _near(alike: list[NearTitle]) -> Item:
    return Item(", ".join(title.name for title in alike), reasons=alike[0].missing[:_MOST_REASONS])


def _guidance(piece: GuidanceAdvice) -> Item:
    return Item(piece.title, piece.text, piece.sources, remarks=("; ".join(piece.items) + ".",) if piece.items else ())


def _assumptions(advice: Advice) -> Iterator[Item]:
    """Give one item for each reason of an assumption; the last says what would follow otherwise."""
    for assumption in advice.assumptions:
        otherwise = words("advice page")["otherwise"].format(assumption.otherwise)
        for number, reason in enumerate(assumption.because, 1):
            is_last = number == len(assumption.because)
            yield Item("", reason.text, reason.sources, remarks=(otherwise,) if is_last else ())
