"""What to point out: in what the person wrote, between what they say and what they meet, and by the rulebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.advice.explain import Explainer
from advisor.advice.model import WarningAdvice
from advisor.engine.decide import Decision
from advisor.person import Person, claimed_titles
from advisor.rulebook.book import Rulebook

TITLE_ABOVE_LEVEL = "title-above-level"


def titles_above(claimed: Iterable[str], rank: int, opened: Iterable[str], rulebook: Rulebook) -> list[str]:
    """Give the claimed titles that lie above a level's rank and are not open: the requirements decide."""
    top, opened = len(rulebook.levels), frozenset(opened)
    places = {id: rulebook.level_rank.get(rulebook.title_by_id[id].level, top) for id in claimed}
    return [id for id, place in places.items() if place > rank and id not in opened]


class Warnings:
    """Writes the warnings of one rulebook."""

    def __init__(self, explainer: Explainer) -> None:
        self.explainer, self.rulebook = explainer, explainer.rulebook
        self._by_rule = {
            f"warning:{one.id}": WarningAdvice(one.id, one.text, one.address, explainer.refs(one.sources), "")
            for one in self.rulebook.warnings
        }

    def of(self, person: Person, decision: Decision) -> tuple[WarningAdvice, ...]:
        """Give every warning: remarks on the profile first, then titles claimed, then the rulebook's."""
        return (
            *[WarningAdvice(remark.id, remark.text, "", (), remark.place) for remark in person.remarks],
            *self._claims(person, decision),
            *[warning for entry, warning in self._by_rule.items() if entry in decision.holding],
        )

    def _claims(self, person: Person, decision: Decision) -> Iterator[WarningAdvice]:
        """Point out titles that the person has worked under whose requirements we do not see met."""
        claimed = claimed_titles(person)
        if not claimed:
            return
        rulebook = self.rulebook
        opened = [id for id in claimed if decision.holds(f"title:{id}")]
        for id in titles_above(claimed, rulebook.level_rank[decision.level], opened, rulebook):
            title = rulebook.title_by_id[id]
            level = rulebook.level_by_id.get(title.level)
            text = (
                f"You have worked as {title.name}. Employers hire for it in different ways; the documents place it at "
                f"{level.name if level else 'a further occupation'}, and what you told us comes to "
                f"{rulebook.level_by_id[decision.level].name} so far. If a date, a duty or a certification is not "
                "here yet, add it and we look again."
            )
            yield WarningAdvice(
                TITLE_ABOVE_LEVEL, text, title.address, self.explainer.refs(title.sources), "experience"
            )
