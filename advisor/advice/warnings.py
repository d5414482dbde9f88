"""What to point out: in what the person wrote, between what they say and what they meet, and by the rulebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from advisor.advice.explain import Explainer
from advisor.advice.model import WarningAdvice
from advisor.engine.decide import Decision
from advisor.person import Person, claimed_titles
from advisor.rulebook.book import Rulebook


def warnings(person: Person, rulebook: Rulebook, decision: Decision, explainer: Explainer) -> tuple[WarningAdvice, ...]:
    """Give every warning: remarks on the profile first, then titles claimed, then the rulebook's."""
    routes = decision.routes
    return (
        *[WarningAdvice(remark.id, remark.text, "", (), remark.place) for remark in person.remarks],
        *_claims(person, rulebook, decision, explainer),
        *[warning for entry, warning in _by_rule(explainer).items() if entry in routes],
    )


@lru_cache(maxsize=64)
def _by_rule(explainer: Explainer) -> Mapping[str, WarningAdvice]:
    """Give the rulebook's warnings, written once, by the name of the entry that decides each."""
    return {
        f"warning:{one.id}": WarningAdvice(one.id, one.text, one.address, explainer.refs(one.sources), "")
        for one in explainer.rulebook.warnings
    }


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
