"""The titles open to a person, and those not open yet, nearest first."""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from advisor.advice.explain import Explainer
from advisor.advice.model import NearTitle, OpenTitle
from advisor.advice.told import Told
from advisor.engine.decide import Decision
from advisor.engine.program import program_of, regions_of
from advisor.person import Person
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Condition
from advisor.rulebook.model import Title


class _Opening(NamedTuple):
    """A title with the condition under which it is open."""

    title: Title
    entry: str
    condition: Condition
    reasons: Told
    nearness: Told
    rank: int
    """Its level's place; beyond the highest for onward titles."""
    start: int
    """The place of the level from which it opens."""


@lru_cache(maxsize=64)
def _openings(rulebook: Rulebook) -> tuple[_Opening, ...]:
    program = program_of(rulebook)
    found = []
    for title in rulebook.titles:
        entry = f"title:{title.id}"
        condition = program.openings[entry]
        rank = rulebook.level_rank.get(title.level, len(rulebook.levels))
        start = rulebook.level_rank[title.from_level or title.level]
        scope = regions_of(rulebook).scope(condition)
        found.append(_Opening(title, entry, condition, Told(scope), Told(scope), rank, start))
    return tuple(found)


def open_titles(rulebook: Rulebook, decision: Decision, explainer: Explainer) -> tuple[OpenTitle, ...]:
    """Give the titles open now, highest first."""
    routes = decision.routes
    openings = [one for one in _openings(rulebook) if one.entry in routes]
    openings.sort(key=attrgetter("rank"), reverse=True)
    return tuple([one.reasons.once(None, decision, _open, one, decision, explainer) for one in openings])


def _open(opening: _Opening, decision: Decision, explainer: Explainer) -> OpenTitle:
    title = opening.title
    because = explainer.because(opening.condition, decision.values, title.address, title.sources)
    return OpenTitle(title.id, title.name, title.level, because, title.track, title.summary)


def near_titles(rulebook: Rulebook, decision: Decision, explainer: Explainer, person: Person) -> tuple[NearTitle, ...]:
    """Give the titles not open yet, nearest first; at the same distance the goal and the person's track first."""
    climbs = _climbs(rulebook, decision, explainer)
    routes, goal, track = decision.routes, person.goal_title, person.track
    found = []
    for number, one in enumerate(_openings(rulebook)):
        title, entry, _, _, nearness, rank, start = one
        if entry not in routes:
            away, near = nearness.once(None, decision, _near, one, decision, explainer)
            distance = round(climbs.get(start, 0.0) + away, 6)
            found.append((distance, title.id != goal, title.track != track, rank, number, near))
    found.sort()
    return tuple([one[-1] for one in found])


def _near(opening: _Opening, decision: Decision, explainer: Explainer) -> tuple[float, NearTitle]:
    """Say how far a title is, and what is missing for it."""
    title, condition = opening.title, opening.condition
    missing = explainer.missing(condition, decision.values, title.address, title.sources)
    near = NearTitle(title.id, title.name, title.level, missing, title.track, title.summary)
    return explainer.distance(condition, decision.values), near


def _climbs(rulebook: Rulebook, decision: Decision, explainer: Explainer) -> dict[int, float]:
    """Say how far each level above the person's is: by its own requirements, and at least as far as the one before."""
    climbs: dict[int, float] = {}
    before = 0.0
    for rank in range(rulebook.level_rank[decision.level] + 1, len(rulebook.levels)):
        climbs[rank] = before = max(before, explainer.climb(rulebook.levels[rank], decision))
    return climbs
