"""What to do, in order: the steps that the rulebook gives a person."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.advice.explain import Explainer
from advisor.advice.model import NextCertification, Reason, StepAdvice
from advisor.advice.sentences import cost_in_words, span_in_words
from advisor.engine.decide import Decision
from advisor.rulebook.model import Step


def in_order(steps: Iterable[Step], best: str | None) -> list[Step]:
    """Put steps in the order of the advice: the rulebook's, after those that earn the best credential open now."""
    return sorted(steps, key=lambda step: step.credential is None or step.credential != best)


class Steps:
    """Writes the steps of one rulebook."""

    def __init__(self, explainer: Explainer) -> None:
        self.explainer = explainer
        self._steps = [(step, f"step:{step.id}") for step in explainer.rulebook.steps]
        self._spans = {step.id: (span_in_words(step.months), cost_in_words(step.cost)) for step, _ in self._steps}

    def of(self, decision: Decision, following: tuple[NextCertification, ...]) -> tuple[StepAdvice, ...]:
        """Give the steps for a person, who has these certifications to pursue next."""
        best = following[0].id if following and following[0].status != "not-yet" else None
        steps = in_order([step for step, entry in self._steps if entry in decision.holding], best)
        return tuple([self._step(step, decision) for step in steps])

    def _step(self, step: Step, decision: Decision) -> StepAdvice:
        explainer = self.explainer
        because = explainer.because(step.when, decision, step.address, step.sources)
        if not because:
            text = step.note or step.action
            because = (Reason(text, step.address, explainer.text_of(step.when), explainer.refs(step.sources)),)
        return StepAdvice(step.id, step.action, self._unlocks(step, decision), *self._spans[step.id], because)

    def _unlocks(self, step: Step, decision: Decision) -> tuple[str, ...]:
        """Leave out what is open already."""
        levels = self.explainer.rulebook.level_rank
        reached = levels[decision.level]
        return tuple(
            [one for one in step.unlocks if one not in decision.holding and levels.get(one[6:], reached + 1) > reached]
        )
