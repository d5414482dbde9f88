"""The one thing to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from advisor.advice.model import NextCertification, NextStep, QuestionAdvice, StepAdvice
from advisor.engine.decide import Decision
from advisor.language import words

ANSWER = "answer"
"""The kind of what is next for who has not said enough yet, and what a row of a roster says of them."""
_MOST_NAMED = 3


def must_answer(rank: Any, highest: Any, is_idle: Any) -> Any:
    """Say whether a question comes before all steps: of ranks and a truth, or of arrays of them.

    It does for who is at the lowest level so far as is known, but may be higher, and for who may be higher and has
    nothing to do (``is_idle``).
    """
    return (highest > rank) & ((rank == 0) | is_idle)


def worth_naming(subjects: Iterable[str], following: Sequence[NextCertification]) -> list[str]:
    """Give of what a step opens what a person wants to hear of: levels, titles, and exams that they are advised."""
    ids = {f"certification:{one.id}" for one in following}
    return [one for one in subjects if not one.startswith("certification:") or one in ids]


def next_of(
    decision: Decision,
    steps: tuple[StepAdvice, ...],
    questions: tuple[QuestionAdvice, ...],
    following: Sequence[NextCertification],
    name_of: Callable[[str], str],
) -> NextStep | None:
    """Give the first step, or the question that tells most; None when there is nothing to do.

    ``following`` are the credentials to pursue next; ``name_of`` names a ``level:ID``, ``title:ID`` or
    ``certification:ID``.
    """
    said = words("why next")
    ranks = decision.program.rulebook.level_rank
    rank, highest = ranks[decision.level], max(ranks[id] for id in decision.could_be)
    if must_answer(rank, highest, not steps):
        first = questions[0] if questions else None
        fact, text = (first.fact, first.question) if first else ("", said["tell more"])
        return NextStep("answer", fact, text, said[ANSWER], None, "", (), ())
    if not steps:
        return None
    one = steps[0]
    why = ""
    for kind, subjects in (("toward", one.toward), ("opens", one.unlocks)):
        if names := list(dict.fromkeys(map(name_of, worth_naming(subjects, following))))[:_MOST_NAMED]:
            why = said[kind].format(", ".join(names))
    if one.kind == "renew":
        why = said["keeps"]
    return NextStep(
        one.kind, one.id, one.action, why, one.months, one.cost, one.unlocks, one.because, one.price, one.link
    )
