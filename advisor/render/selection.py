"""The parts of an advice in the order in which text, PDF and pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.advice.model import Advice, GuidanceAdvice, NearTitle, OpenTitle, Reason, SourceRef
from advisor.rulebook.book import Rulebook

_TOPICS = ["pay", "outlook", "jobs", "money"]
_TOPICS += ["advancement", "apprenticeship", "courses", "licensing", "certification", "duties"]
"""The first topics of what is good to know; the others follow in the rulebook's order."""


def unlocked(subjects: Iterable[str], rulebook: Rulebook) -> Iterator[str]:
    """Name what a step opens."""
    return map(rulebook.name_of, subjects)


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
