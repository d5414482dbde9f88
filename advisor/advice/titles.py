"""The titles open to a person, and those not open yet, nearest first."""

from __future__ import annotations

from functools import lru_cache, partial
from operator import attrgetter, itemgetter
from typing import NamedTuple

from advisor.advice.explain import Explainer
from advisor.advice.model import NearTitle, OpenTitle
from advisor.engine.decide import Decision
from advisor.engine.program import program_of, regions_of
from advisor.engine.region import Scope
from advisor.person import Person
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Condition
from advisor.rulebook.model import Title


class _Opening(NamedTuple):
    """A title with the condition under which it is open."""

    title: Title
    entry: str
    condition: Condition
    scope: Scope
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
        found.append(_Opening(title, entry, condition, regions_of(rulebook).scope(condition), rank, start))
    return tuple(found)


def open_titles(rulebook: Rulebook, decision: Decision, explainer: Explainer) -> tuple[OpenTitle, ...]:
    """Give the titles open now, highest first."""
    openings = [one for one in _openings(rulebook) if decision.holds(one.entry)]
    openings.sort(key=attrgetter("rank"), reverse=True)
    return tuple(
        [explainer.once(one.entry, one.scope, decision, partial(_open, one, decision, explainer)) for one in openings]
    )


def _open(opening: _Opening, decision: Decision, explainer: Explainer) -> OpenTitle:
    title = opening.title
    because = explainer.because(opening.condition, decision.values, title.address, title.sources)
    return OpenTitle(title.id, title.name, title.level, because, title.track, title.summary)


def near_titles(rulebook: Rulebook, decision: Decision, explainer: Explainer, person: Person) -> tuple[NearTitle, ...]:
    """Give the titles not open yet, nearest first; at the same distance the goal and the person's track first."""
    climbs = _climbs(rulebook, decision, explainer)
    found = []
    for number, one in enumerate(_openings(rulebook)):
        if decision.holds(one.entry):
            continue
        title = one.title
        away, near = explainer.once(title.address, one.scope, decision, partial(_near, one, decision, explainer))
        distance = climbs.get(one.start, 0.0) + away
        goes_first = (title.id != person.goal_title, title.track != person.track)
        found.append(((round(distance, 6), *goes_first, one.rank, number), near))
    found.sort(key=itemgetter(0))
    return tuple([near for _, near in found])


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
    for level_rank in range(rulebook.level_rank[decision.level] + 1, len(rulebook.levels)):
        requires = program_of(rulebook).levels[f"level:{rulebook.levels[level_rank].id}"]
        before = max(before, explainer.distance(requires, decision.values))
        climbs[level_rank] = before
    return climbs
