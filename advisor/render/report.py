"""The report of an advice: blocks of items in reading order, from which ``text`` and ``pdf`` are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.advice.model import (
    Advice,
    GuidanceAdvice,
    NearTitle,
    NextCertification,
    Reason,
    SourceRef,
    Status,
    StepAdvice,
)
from advisor.language import words
from advisor.render.selection import first_sources, good_to_know, near_titles, open_titles, unlocked
from advisor.render.wording import called, day_in_words
from advisor.rulebook.book import Rulebook


class Limits(NamedTuple):
    """How many entries of each kind are shown; None: all."""

    certifications: int
    titles: int
    near_titles: int
    guidance: int | None = None
    questions: int | None = None


TEXT = Limits(certifications=4, titles=5, near_titles=4, guidance=6, questions=5)
PAPER = Limits(certifications=6, titles=8, near_titles=6)
PAGE = Limits(certifications=3, titles=5, near_titles=4)
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


class Block(NamedTuple):
    """Items of a kind; ``also`` is a sentence after them, ``left_out`` names what the limits cut off.

    ``kind`` is level, held, next, steps, open, near, guidance, assumptions, questions or warnings.
    """

    kind: str
    items: tuple[Item, ...]
    also: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """Name the block for a person."""
        return words("report headings")[self.kind]


class Report(NamedTuple):
    """An advice to read: the person's name, the lines below the title, and the blocks that are not empty."""

    name: str
    head: tuple[str, ...]
    blocks: tuple[Block, ...]


def report_of(advice: Advice, rulebook: Rulebook, limits: Limits) -> Report:
    """Select and arrange what is shown of an advice, within limits."""
    head = [f"{rulebook.name}, as of {day_in_words(advice.as_of)}"]
    if advice.decided_by == "plain":
        head.append("Decided by the plain reading of the rules, without the rules engine.")
    held = (one for one in advice.certifications if one.status == "held")
    blocks = (
        Block("level", tuple(_level(advice, rulebook))),
        Block("held", tuple(Item(f"{one.acronym} ({one.name})", one.note, reasons=one.missing) for one in held)),
        _next(advice, rulebook, limits.certifications),
        Block("steps", tuple(_step(step, rulebook) for step in advice.steps)),
        _open(advice, limits.titles),
        Block("near", tuple(_near(alike) for alike in near_titles(advice)[: limits.near_titles])),
        _cut("guidance", map(_guidance, good_to_know(advice)), limits.guidance),
        Block("assumptions", tuple(_assumptions(advice))),
        _cut("questions", (Item(text=one.question) for one in advice.questions), limits.questions),
        Block("warnings", tuple(Item(text=one.text, sources=one.sources) for one in advice.warnings)),
    )
    return Report(called(advice.profile), tuple(head), tuple(block for block in blocks if block.items or block.also))


def _cut(kind: str, items: Iterable[Item], most: int | None) -> Block:
    shown = tuple(items)
    left_out = () if most is None else shown[most:]
    return Block(kind, shown[:most], left_out=tuple(item.name or item.text for item in left_out))


def _level(advice: Advice, rulebook: Rulebook) -> Iterator[Item]:
    level, following = advice.level, advice.next_level
    names = " or ".join(rulebook.label("levels", id) for id in level.could_be[1:])
    unsure = f"From what you have told us so far. It could be {names}: see the questions below."
    yield Item(level.name, level.summary, remarks=(unsure,) if names else ())
    yield from (Item("", piece.text, piece.sources) for piece in advice.guidance if piece.topic == "headline")
    if level.because:
        yield Item("Why", reasons=level.because, met=True)
    if following:
        yield Item(f"Still missing for {following.name}", reasons=following.missing)


def _next(advice: Advice, rulebook: Rulebook, most: int) -> Block:
    ranked = advice.next_certifications
    left_out = tuple(rulebook.label("credentials", entry.id) for entry in ranked[most:])
    return Block("next", tuple(_certification(entry, advice) for entry in ranked[:most]), left_out=left_out)


def _certification(entry: NextCertification, advice: Advice) -> Item:
    standing = next(certification for certification in advice.certifications if certification.id == entry.id)
    remarks = filter(None, (standing.note, f"Cost of the exam: {entry.cost}." if entry.cost else ""))
    name, sources = f"{standing.acronym} ({entry.name})", tuple(first_sources(entry.because))
    return Item(name, entry.why, sources, standing.missing, tuple(remarks), status=entry.status)


def _step(step: StepAdvice, rulebook: Rulebook) -> Item:
    facts = [f"Takes {step.duration}."] if step.duration else []
    facts += [f"Costs {step.cost}."] if step.cost else []
    facts += [f"Opens: {', '.join(unlocked(step.unlocks, rulebook))}."] if step.unlocks else []
    sources = step.because[0].sources[:2] if step.because else ()
    return Item("", step.action, sources, remarks=(" ".join(facts),) if facts else ())


def _open(advice: Advice, most: int) -> Block:
    shown = [title for title in open_titles(advice) if title.level in (advice.level.id, "onward")][:most]
    cited = [(title, title.because[0].sources[:1] if title.because else ()) for title in shown]
    others = ", ".join(title.name for title in advice.titles if title not in shown)
    also = f"Also: {others}." if others else ""
    if not advice.titles:
        also = "Nothing yet: the steps above open the first titles."
    return Block("open", tuple(Item(title.name, title.summary, sources) for title, sources in cited), also)


def _near(alike: list[NearTitle]) -> Item:
    return Item(", ".join(title.name for title in alike), reasons=alike[0].missing[:_MOST_REASONS])


def _guidance(piece: GuidanceAdvice) -> Item:
    return Item(piece.title, piece.text, piece.sources, remarks=("; ".join(piece.items) + ".",) if piece.items else ())


def _assumptions(advice: Advice) -> Iterator[Item]:
    """Give one item for each reason of an assumption; the last says what would follow otherwise."""
    for assumption in advice.assumptions:
        otherwise = f"Read the other way: {assumption.otherwise}"
        for number, reason in enumerate(assumption.because, 1):
            is_last = number == len(assumption.because)
            yield Item("", reason.text, reason.sources, remarks=(otherwise,) if is_last else ())
