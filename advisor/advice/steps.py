"""What to do, in order: the steps that the rulebook gives a person, and what each of them opens for this person."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import cast

from advisor.advice.additions import having_done, having_finished, having_reinstated, holding
from advisor.advice.explain import Explainer
from advisor.advice.model import NextCertification, Reason, Status, StepAdvice
from advisor.advice.prices import Total, total_of
from advisor.advice.renewals import kept_by, kept_in_words
from advisor.advice.sentences import cost_in_words, months_in_words, range_in_words, span_in_words
from advisor.engine.decide import Decision, decide
from advisor.facts.plan import FactPlan
from advisor.facts.readers import OfWork
from advisor.language import words
from advisor.person import Person
from advisor.rulebook.activity import Activity
from advisor.rulebook.condition import Comparison, NamesValue, comparisons
from advisor.rulebook.model import Step

MOST_EARNED = 3
"""A step earns one of the first credentials to pursue next, or none."""
_FIRST = ("reinstate", "renew", "finish")
"""The kinds of steps that come before all others."""
_YEAR = 12


def in_order(steps: Iterable[Step], following: Sequence[str]) -> list[Step]:
    """Put the steps that hold in the order of the advice; of the steps for one gap the first remains.

    ``following`` are the credentials to pursue next, best first, up to one whose exam is not open yet: nothing is
    earned before it. A step earns the first that can be earned of the first that follow, and a course comes with the
    credential that it prepares for. What keeps or finishes something comes before all else; the others keep the
    rulebook's order.
    """
    places = {id: place for place, id in enumerate(following[:MOST_EARNED])}
    some = sorted([step for step in steps if not step.credential or step.credential in places], key=_turn)
    first = min([places[step.credential] for step in some if step.credential and step.does == "earn"], default=None)
    some = [step for step in some if step.does != "earn" or not step.credential or places[step.credential] == first]
    found: list[Step] = []
    gaps = set[str]()
    for one in some:
        if not one.gap or one.gap not in gaps:
            found.append(one)
            gaps |= {one.gap} if one.gap else set()
    earned = {None, *(step.credential for step in found if step.does == "earn")}
    return [step for step in found if step.does == "finish" or step.credential in earned]


def _turn(step: Step) -> int:
    return _FIRST.index(step.does) if step.does in _FIRST else len(_FIRST)


def opened(before: Decision, after: Decision) -> Iterator[str]:
    """Name what is open after and surely not before: the level, titles, and exams of credentials not held."""
    program = after.program
    rulebook = program.rulebook
    if rulebook.level_rank[after.level] > rulebook.level_rank[before.level]:
        yield f"level:{after.level}"
    for title in rulebook.titles:
        if f"title:{title.id}" in after.holding and f"title:{title.id}" not in before.holding:
            yield f"title:{title.id}"
    held, perhaps = cast(NamesValue, after.facts[rulebook.active_facts[0]])
    for credential in rulebook.credentials:
        formal = program.formal[credential.id]
        if credential.id not in (perhaps or held) and after.answer(formal) and before.answer(formal) is False:
            yield f"certification:{credential.id}"


class Steps:
    """Writes the steps of one rulebook."""

    def __init__(self, explainer: Explainer, plan: FactPlan) -> None:
        self.explainer, self.rulebook, self.plan = explainer, explainer.rulebook, plan
        self._steps = [(step, f"step:{step.id}") for step in explainer.rulebook.steps]

    def of(
        self, person: Person, decision: Decision, following: tuple[NextCertification, ...]
    ) -> tuple[StepAdvice, ...]:
        """Give the steps for a person, who has these certifications to pursue next."""
        steps = [step for step, entry in self._steps if entry in decision.holding]
        ordered = in_order(steps, [one.id for one in takewhile(lambda one: one.status != "not-yet", following)])
        statuses = {one.id: one.status for one in following}
        return tuple([self._step(step, person, decision, statuses.get(step.credential or "")) for step in ordered])

    def _step(self, step: Step, person: Person, decision: Decision, status: Status | None) -> StepAdvice:
        explainer = self.explainer
        because = explainer.because(step.when, decision, step.address, step.sources)
        if not because:
            text = step.note or step.action
            because = (Reason(text, step.address, explainer.text_of(step.when), explainer.refs(step.sources)),)
        activity = self.rulebook.activity_by_id.get(step.by or "")
        worked = self._months_of_work(step, activity, decision) if activity else 0
        done = self._having(step, activity, worked, person)
        after = decide(self.plan.read(done), decision.program, witnessed=False) if done else decision
        unlocks = tuple(opened(decision, after)) if done else ()
        nearer = [
            one for one in step.unlocks if one not in unlocks and self._is_nearer(one, decision, after, bool(done))
        ]
        months, duration = self._time(step, activity, worked)
        price, cost = self._cost(step, activity)
        action, link = step.action, self.rulebook.credential_by_id[step.credential].url if step.credential else ""
        if kept := kept_by(step.does, person, self.rulebook):
            action = " ".join(filter(None, (kept_in_words(step.does, kept), step.note)))
            price, cost = _of_all([one.price for one in kept])
            link = kept[0].credential.url
        elif step.does == "earn" and (first := words("before an exam").get(status or "")):
            action = f"{action} {first}"
        return StepAdvice(
            step.id, action, unlocks, tuple(nearer), duration, cost, because, step.does, months, price, link
        )

    # -- what it opens -------------------------------------------------------------------

    def having_done(self, id: str, person: Person, decision: Decision) -> Person | None:
        """Give the person with a step done; None where no rule says what changes by it."""
        step = next(step for step, _ in self._steps if step.id == id)
        activity = self.rulebook.activity_by_id.get(step.by or "")
        return self._having(step, activity, self._months_of_work(step, activity, decision) if activity else 0, person)

    def _having(self, step: Step, activity: Activity | None, worked: int, person: Person) -> Person | None:
        """Give the person with the step done; None where nothing says what is done by it."""
        if activity:
            return having_done(person, activity, self.rulebook, worked)
        if step.credential:
            return holding(person, step.credential)
        if step.does == "finish":
            return having_finished(person)
        return having_reinstated(person) if step.does == "reinstate" else None

    def _months_of_work(self, step: Step, activity: Activity, decision: Decision) -> int:
        """Give the months of work after which the step is no longer to be done."""
        if not activity.work:
            return 0
        lacking = [
            float(one.operand) - decision.facts[one.fact][0]  # type: ignore[operator, index]
            for one in comparisons(step.when)
            if self._is_worked_off(one) and one.fact in decision.facts
        ]
        return max([math.ceil(round(years * _YEAR, 6)) for years in lacking], default=0)

    def _is_worked_off(self, comparison: Comparison) -> bool:
        fact = self.plan.facts.get(comparison.fact)
        is_years = self.rulebook.facts[comparison.fact].type == "years"
        return is_years and fact is not None and isinstance(fact.reader, OfWork) and comparison.operator.name == "below"

    def _is_nearer(self, subject: str, before: Decision, after: Decision, is_done: bool) -> bool:
        """Say whether what is not open is nearer after; where nothing is said to be done, whether it is not open."""
        kind, _, id = subject.partition(":")
        program = self.explainer.program
        if kind == "certification":
            condition = program.formal[id]
        else:
            condition = program.levels[subject] if kind == "level" else program.openings[subject]
        if before.answer(condition):
            return False
        if not is_done:
            return True
        distance = self.explainer.distance
        return 0 < distance(condition, after.facts) < distance(condition, before.facts)

    # -- what it takes -------------------------------------------------------------------

    def _time(self, step: Step, activity: Activity | None, worked: int) -> tuple[tuple[float, float] | None, str]:
        span = step.months or (activity.months if activity else None)
        if step.credential and not span:
            span = self.rulebook.credential_by_id[step.credential].study_months
        if span:
            return (span.low, span.high), span_in_words(span)
        return ((worked, worked), months_in_words(worked)) if worked else (None, "")

    def _cost(self, step: Step, activity: Activity | None) -> tuple[tuple[float, float] | None, str]:
        cost = step.cost or (activity.cost if activity else None)
        if cost:
            return (cost.low, cost.high), cost_in_words(cost)
        total = total_of(self.rulebook.credential_by_id[step.credential].cost) if step.credential else None
        return ((total.low, total.high), total.text) if total else (None, "")


def _of_all(totals: Sequence[Total | None]) -> tuple[tuple[float, float] | None, str]:
    """Add up the prices of what is kept; nothing where one is not known."""
    known = [one for one in totals if one]
    if not known or len(known) < len(totals):
        return None, ""
    if len(known) == 1:
        return (known[0].low, known[0].high), known[0].text
    low, high = sum(one.low for one in known), sum(one.high for one in known)
    return (low, high), range_in_words(low, high)
