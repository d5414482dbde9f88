"""The titles open to a person, and those not open yet, nearest first."""

from __future__ import annotations

from typing import NamedTuple

from advisor.advice.explain import Explainer
from advisor.advice.model import NearTitle, OpenTitle
from advisor.engine.decide import Decision
from advisor.person import Person
from advisor.rulebook.condition import Condition
from advisor.rulebook.model import Title


class _Opening(NamedTuple):
    """A title with the condition under which it is open."""

    title: Title
    entry: str
    condition: Condition
    rank: int
    """Its level's place; beyond the highest for onward titles."""
    start: int
    """The place of the level from which it opens."""


class Titles:
    """Writes which titles of one rulebook are open to people, and which are near."""

    def __init__(self, explainer: Explainer) -> None:
        self.explainer, rulebook = explainer, explainer.rulebook
        self._openings = [
            _Opening(
                title,
                f"title:{title.id}",
                explainer.program.openings[f"title:{title.id}"],
                rulebook.level_rank.get(title.level, len(rulebook.levels)),
                rulebook.level_rank[title.from_level or title.level],
            )
            for title in rulebook.titles
        ]

    def open(self, decision: Decision) -> tuple[OpenTitle, ...]:
        """Give the titles open now, highest first."""
        once = self.explainer.once
        return tuple(
            [
                once(f"open {one.entry}", one.condition, decision, self._open, one.title)
                for one in self._opened(decision)
            ]
        )

    def opened(self, decision: Decision) -> list[Title]:
        """Give the titles open now, highest first, without their reasons."""
        return [one.title for one in self._opened(decision)]

    def _opened(self, decision: Decision) -> list[_Opening]:
        openings = [one for one in self._openings if one.entry in decision.holding]
        return sorted(openings, key=lambda one: one.rank, reverse=True)

    def _open(self, condition: Condition, decision: Decision, title: Title) -> OpenTitle:
        because = self.explainer.because(condition, decision, title.address, title.sources)
        return OpenTitle(title.id, title.name, title.level, because, title.track, title.summary)

    def near(self, decision: Decision, person: Person) -> tuple[NearTitle, ...]:
        """Give the titles not open yet, nearest first; at the same distance the goal and the person's track first."""
        climbs = self._climbs(decision)
        holding, goal, track = decision.holding, person.goal_title, person.track
        found = []
        for number, (title, entry, condition, rank, start) in enumerate(self._openings):
            if entry not in holding:
                away, near = self.explainer.once(entry, condition, decision, self._near, title)
                distance = round(climbs.get(start, 0.0) + away, 6)
                found.append((distance, title.id != goal, title.track != track, rank, number, near))
        found.sort()
        return tuple([one[-1] for one in found])

    def _near(self, condition: Condition, decision: Decision, title: Title) -> tuple[float, NearTitle]:
        """Say how far a title is, and what is missing for it."""
        missing = self.explainer.missing(condition, decision, title.address, title.sources)
        near = NearTitle(title.id, title.name, title.level, missing, title.track, title.summary)
        return self.explainer.distance(condition, decision.facts), near

    def _climbs(self, decision: Decision) -> dict[int, float]:
        """Say how far each level above the person's is: by its requirements, and at least as far as the one before."""
        climbs: dict[int, float] = {}
        before, rulebook, levels = 0.0, self.explainer.rulebook, self.explainer.program.levels
        for rank in range(rulebook.level_rank[decision.level] + 1, len(rulebook.levels)):
            away = self.explainer.distance(levels[f"level:{rulebook.levels[rank].id}"], decision.facts)
            climbs[rank] = before = max(before, away)
        return climbs
