"""The contested readings on which a person's level or a title rests: those where another choice changes it."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from advisor.advice.explain import Explainer
from advisor.advice.model import AssumptionAdvice, Reason
from advisor.dates import is_year_alone
from advisor.engine.decide import Decision
from advisor.engine.evaluator import Evaluator
from advisor.engine.program import title_requirement
from advisor.facts.plan import FactPlan, PlannedFact
from advisor.facts.readers import OfWork
from advisor.person import FULL, Person
from advisor.profile import Profile
from advisor.recognize import recognize
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Condition, settled
from advisor.rulebook.model import Assumption


class _Reading(NamedTuple):
    """Another choice of an assumption: the conditions that it changes, and the facts that count time by it.

    ``rulebook`` is the one with this choice where it says how a profile's years are recognized.
    """

    assumption: Assumption
    levels: Mapping[str, Condition]
    titles: Mapping[str, Condition]
    counting: tuple[PlannedFact, ...]
    rulebook: Rulebook | None


class Assumptions:
    """Writes the assumptions of one rulebook that matter to people."""

    def __init__(self, explainer: Explainer, plan: FactPlan) -> None:
        self.explainer, self.rulebook = explainer, explainer.rulebook
        self._readings = [
            reading
            for assumption in self.rulebook.assumptions.values()
            for choice in assumption.choices
            if choice != self.rulebook.choices[assumption.id] and (reading := self._reading(assumption, choice, plan))
        ]
        self._evaluator = Evaluator(
            condition for one in self._readings for condition in (*one.levels.values(), *one.titles.values())
        )

    def _reading(self, assumption: Assumption, choice: str, plan: FactPlan) -> _Reading | None:
        """Make another choice ready; None when it changes nothing."""
        other = self.rulebook.choose({assumption.id: choice})
        by_years = assumption.id == self.rulebook.years_by
        counting = tuple(
            fact._replace(query=fact.query._replace(rulebook=other))
            for fact in plan.facts.values()
            if getattr(fact.query.filter, "hours_by", None) == assumption.id
            or (by_years and isinstance(fact.reader, OfWork))
        )
        levels = {f"level:{level.id}": level.requires for level in self.rulebook.levels}
        titles = {f"title:{title.id}": title_requirement(title, self.rulebook) for title in self.rulebook.titles}
        changed_levels, changed_titles = (
            {
                entry: settled(one, other.choices)
                for entry, one in part.items()
                if assumption.id in one.facts or (counting and part is levels)
            }
            for part in (levels, titles)
        )
        if not (changed_levels or changed_titles):
            return None
        return _Reading(assumption, changed_levels, changed_titles, counting, other if by_years else None)

    def of(self, profile: Profile, person: Person, decision: Decision) -> tuple[AssumptionAdvice, ...]:
        """Give the assumptions where another choice would change the level or a title."""
        found: dict[str, AssumptionAdvice] = {}
        works_part_time = any(stint.works and stint.least.weight != FULL for stint in person.stints or ())
        years_alone = any(is_year_alone(job.start) and is_year_alone(job.end) for job in profile.experience or ())
        holding, _ = self._evaluator.evaluate(decision.facts.get)
        for reading in self._readings:
            id = reading.assumption.id
            matters = years_alone if reading.rulebook else works_part_time
            if id in found or (reading.counting and not matters):
                continue
            known = holding
            if reading.counting:
                read = recognize(profile, reading.rulebook, person.day) if reading.rulebook else person
                facts: dict[str, Any] = {fact.id: fact.reader.read(read, fact.query) for fact in reading.counting}
                known, _ = self._evaluator.evaluate(ChainMap(facts, decision.facts).get)  # type: ignore[arg-type]
            if otherwise := self._otherwise(reading, known, decision):
                found[id] = AssumptionAdvice(id, self.rulebook.choices[id], otherwise, (self._reason(reading),))
        return tuple(found.values())

    def _reason(self, reading: _Reading) -> Reason:
        assumption = reading.assumption
        chosen = self.rulebook.choices[assumption.id]
        text = f"{assumption.question} {assumption.choices[chosen]} {assumption.reason}"
        refs = self.explainer.refs(assumption.sources)
        return Reason(text, assumption.address, f"{assumption.id} is {chosen}", refs, (assumption.id,))

    def _otherwise(self, reading: _Reading, holding: Sequence[bool], decision: Decision) -> str:
        """Say what the other choice would change: the level, or else one title."""
        place = self._evaluator.place
        for level in reversed(self.rulebook.levels):
            entry = f"level:{level.id}"
            holds = holding[place[reading.levels[entry]]] if entry in reading.levels else decision.holds(entry)
            if holds:
                if level.id != decision.level:
                    return f"Your level would be {level.name}."
                break
        for entry, condition in reading.titles.items():
            would = holding[place[condition]]
            if would != decision.holds(entry):
                name = self.rulebook.title_by_id[entry.removeprefix("title:")].name
                return f"{name} would {'be open to you now' if would else 'not be open yet'}."
        return ""
