"""What to point out: in what the person wrote, between what they say and what they meet, and by the rulebook."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.advice.explain import Explainer
from advisor.advice.model import WarningAdvice
from advisor.engine.decide import Decision
from advisor.person import Person, claimed_titles
from advisor.rulebook.book import Rulebook


def warnings(person: Person, rulebook: Rulebook, decision: Decision, explainer: Explainer) -> tuple[WarningAdvice, ...]:
    """Give every warning: remarks on the profile first, then titles claimed, then the rulebook's."""
    return (
        *(WarningAdvice(remark.id, remark.text, "", (), remark.place) for remark in person.remarks),
        *_claims(person, rulebook, decision, explainer),
        *(
            WarningAdvice(warning.id, warning.text, warning.address, explainer.refs(warning.sources), "")
            for warning in rulebook.warnings
            if decision.holds(f"warning:{warning.id}")
        ),
    )


def _claims(person: Person, rulebook: Rulebook, decision: Decision, explainer: Explainer) -> Iterator[WarningAdvice]:
    """Point out a title the person has worked under whose requirements we do not see met: the requirements decide."""
    reached = rulebook.level_rank[decision.level]
    for id in claimed_titles(person):
        title = rulebook.title_by_id[id]
        place = rulebook.level_rank.get(title.level, len(rulebook.levels))
        if place <= reached or decision.holds(f"title:{id}"):
            continue
        level = rulebook.level_by_id.get(title.level)
        text = (
            f"You have worked as {title.name}, which the documents place at "
            f"{level.name if level else 'a further occupation'}. By the requirements themselves you are at "
            f"{rulebook.level_by_id[decision.level].name}; please check your dates, duties and certifications."
        )
        yield WarningAdvice("title-above-level", text, title.address, explainer.refs(title.sources), "experience")
