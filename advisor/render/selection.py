"""The parts of an advice in the order in which text, PDF and pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advisor.advice.directions import MOST
from advisor.advice.model import (
    Advice,
    DirectionAdvice,
    GuidanceAdvice,
    NearTitle,
    NextStep,
    OpenTitle,
    Reason,
    SourceRef,
    StepAdvice,
)
from advisor.advice.next_step import ANSWER, worth_naming
from advisor.language import words
from advisor.rulebook.book import Rulebook

_TOPICS = ["pay", "outlook", "jobs", "money"]
_TOPICS += ["advancement", "apprenticeship", "courses", "licensing", "certification", "duties"]
"""The first topics of what is good to know; the others follow in the rulebook's order."""


def before_the_first_level(advice: Advice, rulebook: Rulebook) -> bool:
    """Say whether a person is at the lowest level, so far as is known: exams come after school there."""
    return rulebook.level_rank[advice.level.id] == 0


def cannot_say(advice: Advice, rulebook: Rulebook) -> bool:
    """Say whether so little is known that the level is not worth naming: a question is the next step."""
    asked = advice.next is not None and advice.next.kind == ANSWER
    return asked and len(advice.level.could_be) > 1 and before_the_first_level(advice, rulebook)


def other_steps(advice: Advice) -> tuple[StepAdvice, ...]:
    """Give the steps besides the next one."""
    return tuple(step for step in advice.steps if advice.next is None or step.id != advice.next.id)


def duration_of(step: NextStep, advice: Advice) -> str:
    """Write how long the next step takes, as its step does; nothing when it is not known."""
    return next((one.duration for one in advice.steps if one.id == step.id), "")


def step_facts(duration: str, cost: str) -> str:
    """Write how long a step takes and what it costs; nothing of what is not known."""
    said = words("advice page")
    takes = said["takes"].format(duration) if duration else ""
    return " ".join(filter(None, (takes, said["costs"].format(cost) if cost else "")))


def unlocked(subjects: Iterable[str], advice: Advice, rulebook: Rulebook) -> list[str]:
    """Name what a step opens, as far as this person is advised to care."""
    return list(dict.fromkeys(map(rulebook.name_of, worth_naming(subjects, advice.next_certifications))))


def directions_heading(directions: Sequence[DirectionAdvice]) -> str:
    """Name the directions for who is not sure yet; they fit what was said when something said speaks for each."""
    number = "three" if len(directions) == MOST else "some"
    return words("directions")["fitting" if number == "three" and all(one.because for one in directions) else number]


def open_titles(advice: Advice) -> list[OpenTitle]:
    """Give the open titles: those of the level first, then those beyond it, then the others."""
    places = {advice.level.id: 0, "onward": 1}
    return sorted(advice.titles, key=lambda title: places.get(title.level, 2))


def near_titles(advice: Advice) -> list[list[NearTitle]]:
    """Give the titles that are not open, nearest first, those with the same needs together."""
    by_needs: dict[tuple[str, ...], list[NearTitle]] = {}
    for title in advice.near_titles:
        by_needs.setdefault(tuple(reason.text for reason in title.missing), []).append(title)
    return list(by_needs.values())


def first_sources(reasons: tuple[Reason, ...]) -> list[SourceRef]:
    """Give the first source of each of the first two reasons, once."""
    return list(dict.fromkeys(ref for reason in reasons[:2] for ref in reason.sources[:1]))


def good_to_know(advice: Advice) -> list[GuidanceAdvice]:
    """Give what is worth knowing, but for the headline, in the order of the topics."""
    pieces = [piece for piece in advice.guidance if piece.topic != "headline"]
    return sorted(pieces, key=lambda piece: _TOPICS.index(piece.topic) if piece.topic in _TOPICS else len(_TOPICS))
