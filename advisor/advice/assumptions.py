"""The contested readings on which a person's level or a title rests: those where another choice changes it."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from advisor.advice.explain import Explainer
from advisor.advice.model import AssumptionAdvice, Reason
from advisor.engine.decide import Decision
from advisor.engine.evaluator import Evaluator
from advisor.engine.program import title_requirement
from advisor.facts.plan import FactPlan, PlannedFact
from advisor.person import FULL, Person
from advisor.rulebook.condition import Condition, settled
from advisor.rulebook.model import Assumption


class _Reading(NamedTuple):
    """Another choice of an assumption: the conditions that it changes, and the facts that count hours by it."""

    assumption: Assumption
    levels: Mapping[str, Condition]
    titles: Mapping[str, Condition]
    counting: tuple[PlannedFact, ...]


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
        counting = tuple(
            fact._replace(query=fact.query._replace(rulebook=other))
            for fact in plan.facts.values()
            if getattr(fact.query.filter, "hours_by", None) == assumption.id
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
        return _Reading(assumption, changed_levels, changed_titles, counting)

    def of(self, person: Person, decision: Decision) -> tuple[AssumptionAdvice, ...]:
        """Give the assumptions where another choice would change the level or a title."""
        found: dict[str, AssumptionAdvice] = {}
        works_part_time = any(stint.weight not in (0, FULL) for stint in person.stints or ())
        holding, _ = self._evaluator.evaluate(decision.facts.get)
        for reading in self._readings:
            id = reading.assumption.id
            if id in found or (reading.counting and not works_part_time):
                continue
            known = holding
            if reading.counting:
                facts = {fact.id: fact.reader.read(person, fact.query) for fact in reading.counting}
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
