"""What of an advice is shown first, the same on every page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.advice.model import Advice, GuidanceAdvice, NearTitle, OpenTitle, Reason, SourceRef
from advisor.rulebook.book import Rulebook

_DOMAINS = {"level": "levels", "title": "titles", "certification": "credentials"}
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


def subject_name(subject: str, rulebook: Rulebook) -> str:
    """Name ``level:ID``, ``title:ID`` or ``certification:ID``."""
    kind, _, id = subject.partition(":")
    return rulebook.label(_DOMAINS[kind], id)


def unlocked(subjects: Iterable[str], rulebook: Rulebook) -> Iterator[str]:
    """Name what a step opens."""
    return (subject_name(one, rulebook) for one in subjects)


def open_titles(advice: Advice) -> list[OpenTitle]:
    """Give the open titles: those of the level first, then those beyond it, then the others."""
    top = [title for title in advice.titles if title.level in (advice.level.id, "onward")]
    top.sort(key=lambda title: title.level == "onward")
    return [*top, *(title for title in advice.titles if title not in top)]


def near_titles(advice: Advice) -> list[list[NearTitle]]:
    """Give the titles that are not open, nearest first, those with the same needs together."""
    needs: dict[tuple[str, ...], list[NearTitle]] = {}
    for near in advice.near_titles:
        needs.setdefault(tuple(reason.text for reason in near.missing), []).append(near)
    return list(needs.values())


def first_sources(reasons: tuple[Reason, ...]) -> list[SourceRef]:
    """Give the first source of each of the first two reasons, once."""
    return list(dict.fromkeys(ref for reason in reasons[:2] for ref in reason.sources[:1]))


def good_to_know(advice: Advice) -> list[GuidanceAdvice]:
    """Give what is worth knowing, but for the headline, in the order of the topics."""
    shown = [one for one in advice.guidance if one.topic != "headline"]
    return sorted(shown, key=lambda one: _TOPICS.index(one.topic) if one.topic in _TOPICS else len(_TOPICS))
