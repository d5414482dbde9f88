"""What the advice does not know: the questions whose answers could change it."""

from __future__ import annotations

from typing import NamedTuple

from advisor.advice.explain import Explainer
from advisor.advice.model import CertificationAdvice, QuestionAdvice
from advisor.engine.decide import Decision, Evidence
from advisor.engine.three_valued import undecided
from advisor.rulebook.condition import Condition

WEIGHTS = {"level": 10.0, "title": 2.0, "certification": 1.0}
"""How much a question tells that could change a level, a title or a certification."""


class _Subject(NamedTuple):
    """What a question about an entry could change; ``place`` puts levels first."""

    place: int
    id: str
    weight: float
    is_level: bool


class Questions:
    """Writes the questions of one rulebook."""

    def __init__(self, explainer: Explainer) -> None:
        self.explainer, self.rulebook = explainer, explainer.rulebook
        program = explainer.program
        self._conditions = {**program.levels, **program.openings}
        self._subjects: dict[str, _Subject] = {}
        for place, entry in enumerate(self._conditions):
            kind, id = entry.split(":")[:2]
            if kind != "lift":
                subject = entry if kind in ("level", "title") else f"certification:{id}"
                self._subjects[entry] = _Subject(place, subject, WEIGHTS[subject.split(":")[0]], kind == "level")
        self._question_of = {fact.id: fact.question for fact in self.rulebook.facts.values()}

    def of(self, decision: Decision, standings: tuple[CertificationAdvice, ...]) -> tuple[QuestionAdvice, ...]:
        """Give the questions whose answers could still change the advice, most telling first."""
        settled = {f"certification:{one.id}" for one in standings if one.status in ("held", "retired")}
        reached = self.rulebook.level_rank[decision.level]
        settled.update([f"level:{level.id}" for level in self.rulebook.levels[: reached + 1]])
        changes: dict[str, dict[str, float]] = {}
        first_fact: dict[str, str] = {}
        level_fact = self.rulebook.conclusions.get("level", "")
        by_level: list[str] = []
        subjects = self._subjects
        for subject, entry in sorted([(subjects[entry], entry) for entry in decision.unknown if entry in subjects]):
            facts = self.explainer.once("undecided", self._conditions[entry], decision, _undecided)
            if subject.is_level:
                by_level += facts
            if subject.id in settled:
                continue
            if level_fact in facts:  # what could change the level changes all that asks for it
                facts = tuple(dict.fromkeys((*facts, *by_level)))
            for fact in facts:
                question = self._question_of[fact]
                if question:
                    changes.setdefault(question, {})[subject.id] = subject.weight
                    first_fact.setdefault(question, fact)
        in_order = [question for question in self.rulebook.questions.values() if question.id in changes]
        in_order.sort(key=lambda question: sum(changes[question.id].values()), reverse=True)
        return tuple([QuestionAdvice(first_fact[q.id], q.text, tuple(changes[q.id]), q.help) for q in in_order])


def _undecided(condition: Condition, evidence: Evidence) -> tuple[str, ...]:
    """Give the facts by which a condition is not known yet."""
    return tuple(dict.fromkeys(undecided(condition, evidence.answer)))
