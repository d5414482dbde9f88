"""The titles open to a person, and those not open yet, nearest first."""

from __future__ import annotations

from typing import NamedTuple

from advisor.advice.effort import Effort, Efforts
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


class Titles:
    """Writes which titles of one rulebook are open to people, and which are near."""

    def __init__(self, explainer: Explainer, efforts: Efforts) -> None:
        self.explainer, self.efforts, rulebook = explainer, efforts, explainer.rulebook
        self._openings = [
            _Opening(
                title,
                f"title:{title.id}",
                explainer.program.openings[f"title:{title.id}"],
                rulebook.level_rank.get(title.level, len(rulebook.levels)),
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

    def near(self, decision: Decision, person: Person, effort: Effort) -> tuple[NearTitle, ...]:
        """Give the titles not open yet, the cheapest to open first; of those as dear the goal and the track first."""
        holding, goal, track = decision.holding, person.goal_title, person.track
        found = []
        for number, (title, entry, condition, rank) in enumerate(self._openings):
            if entry not in holding:
                reach = self.efforts.reach(condition)
                price, near = self.explainer.once(entry, reach, decision, self._near, title, condition, effort)
                found.append((round(price, 2), title.id != goal, title.track != track, rank, number, near))
        found.sort()
        return tuple([one[-1] for one in found])

    def _near(
        self, _: Condition, decision: Decision, title: Title, condition: Condition, effort: Effort
    ) -> tuple[float, NearTitle]:
        """Say what it costs to open a title, and what is missing for it."""
        missing = self.explainer.missing(condition, decision, title.address, title.sources, effort.price)
        near = NearTitle(title.id, title.name, title.level, missing, title.track, title.summary)
        return effort.price(condition), near
