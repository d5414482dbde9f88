"""What a roster tells of one person: the part of the advice that fits into a row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.advice.model import Advice, CertificationAdvice
from advisor.advice.next_step import ANSWER


class Answer(NamedTuple):
    """A row of results, without the id; lists of ids are separated by semicolons."""

    level: str
    next_level: str
    titles: str
    next_certifications: str
    ready: str
    prepare: str
    check: str
    missing_for_next_level: str
    steps: str
    warnings: str
    next: str


RESULTS = Answer._fields
LISTS = frozenset(RESULTS) - {"level", "next_level", "missing_for_next_level", "next"}
SHORTEST = 5
"""How many of the next certifications a row lists, best first."""


def answer_in(advice: Advice) -> Answer:
    """Give the row of results that an advice comes to: the definition of what a roster answers."""
    missing = advice.next_level.missing if advice.next_level else ()
    return Answer(
        advice.level.id,
        advice.next_level.id if advice.next_level else "",
        listed(title.id for title in advice.titles),
        listed([one.id for one in advice.next_certifications][:SHORTEST]),
        _standing(advice.certifications, "ready"),
        _standing(advice.certifications, "prepare"),
        _standing(advice.certifications, "check"),
        " ".join(dict.fromkeys(reason.text for reason in missing)),
        listed(step.id for step in advice.steps),
        listed(dict.fromkeys(warning.id for warning in advice.warnings)),
        "" if advice.next is None else ANSWER if advice.next.kind == ANSWER else advice.next.id,
    )


def listed(ids: Iterable[str]) -> str:
    """Write ids as one cell."""
    return "; ".join(ids)


def _standing(certifications: Iterable[CertificationAdvice], status: str) -> str:
    return listed(one.id for one in certifications if one.status == status)
