"""What is missing for the next level, and which credentials close or narrow that gap, as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from operator import eq
from typing import Any, NamedTuple

from advisor.advice.explain import explainer_of
from advisor.engine.program import program_of
from advisor.facts import credential_effects, with_credential
from advisor.roster.coded import Column, crossed, folded, mapped
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import All, Comparison, Condition, comparisons, facts_of
from advisor.rulebook.model import Level

_NEARER = 1e-9
"""The least that brings a level nearer; anything less is rounding."""


class Gap(NamedTuple):
    """What is missing for the next level: sentences, how many, and what each credential does about it."""

    text: str
    missing: int
    closed_by: tuple[str, ...]


class _Share(NamedTuple):
    """What is missing for one part of a level's requirements, and for each effect whether it is then met and how much
    nearer that brings it."""

    texts: tuple[str, ...]
    closer: tuple[tuple[bool, float], ...]


class Gaps:
    """Works out the gaps to the next level: part by part, since few facts decide about each."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook, self.explainer = rulebook, explainer_of(rulebook)

    def column(self, ranks: Column, facts: Mapping[str, Column]) -> Column:
        """Give a column of gaps for people of these levels."""
        nothing = Gap("", 0, ("",) * len(self.rulebook.credentials))
        levels = [self._of_level(rank, level, ranks, facts) for rank, level in enumerate(self.rulebook.levels[1:])]
        return crossed(levels, lambda *gaps: next((gap for gap in gaps if gap), nothing))

    def _of_level(self, rank: int, level: Level, ranks: Column, facts: Mapping[str, Column]) -> Column:
        """Give the gaps to a level of people one below it, and None for the others."""
        condition = program_of(self.rulebook).levels[f"level:{level.id}"]
        effects: dict[Any, str] = {}  # many credentials would change the same, or nothing
        by_credential = [credential_effects(one.id, self.rulebook, condition) for one in self.rulebook.credentials]
        for one, effect in zip(self.rulebook.credentials, by_credential, strict=True):
            if effect:
                effects.setdefault(effect, one.id)
        places = {effect: place for place, effect in enumerate(effects)}
        below = mapped(ranks, partial(eq, rank))
        parts = (isinstance(condition, All) and not condition.note.missing and condition.parts) or (condition,)
        shares = [self._of_part(part, tuple(effects.values()), level, below, facts) for part in parts]
        return mapped(folded(shares, _added), partial(_gap, [places.get(effect) for effect in by_credential]))

    def _of_part(
        self, part: Condition, credentials: Sequence[str], level: Level, below: Column, facts: Mapping[str, Column]
    ) -> Column:
        asked = sorted(facts_of(part) & set(facts))
        by_fact: dict[str, list[Comparison]] = {}
        for one in comparisons(part):
            by_fact.setdefault(one.fact, []).append(one)
        columns = [crossed([below, mapped(facts[fact], partial(self._alike, fact, by_fact[fact], {}))], _if_below)
                   for fact in asked]  # fmt: skip

        def share(is_below: bool, *values: Any) -> _Share | None:
            known = {fact: value for fact, value in zip(asked, values, strict=True) if value is not None}
            return self._share(known, level, part, credentials) if is_below else None

        return crossed([below, *columns], share)

    def _alike(self, fact: str, asked: list[Comparison], first: dict[str, Any], value: Any) -> Any:
        """Give one value for all numbers that meet every comparison: nothing is said of them."""
        if value is None or self.rulebook.facts[fact].type not in ("years", "number", "ordered"):
            return value
        if all(one.operator.meaning(value, one.operand) for one in asked):
            return first.setdefault(fact, value)
        return value

    def _share(self, values: Mapping[str, Any], level: Level, part: Condition, credentials: Sequence[str]) -> _Share:
        missing = self.explainer.missing(part, values, level.address, level.sources)
        before = self.explainer.distance(part, values)
        closer = []
        for id in credentials:
            changed = with_credential(values, id, self.rulebook, part)
            after = self.explainer.distance(part, {**values, **changed}) if changed else before
            closer.append((after == 0, before - after))
        return _Share(tuple([reason.text for reason in missing]), tuple(closer))


def _if_below(is_below: bool, value: Any) -> Any:
    return value if is_below else None


def _added(some: _Share | None, more: _Share | None) -> _Share | None:
    if some is None or more is None:
        return None
    both = zip(some.closer, more.closer, strict=True)
    return _Share(some.texts + more.texts, tuple([(a and b, near + more_near) for (a, near), (b, more_near) in both]))


def _gap(places: Sequence[int | None], share: _Share | None) -> Gap | None:
    """Give the gap; ``places`` says for each credential which effect it has, if any."""
    if share is None:
        return None
    does = ["closes" if closes else "narrows" if nearer > _NEARER else "" for closes, nearer in share.closer]
    closed_by = tuple(["" if place is None else does[place] for place in places])
    return Gap(" ".join(dict.fromkeys(share.texts)), len(share.texts), closed_by)
