"""Which credential to pursue next, and why it stands where it stands.

In order: what is open before what is not yet; what closes the gap to the next level; what the rulebook prefers for
such a person; what fits their direction and workplace; ready before prepare before check; what costs less. A
credential comes before one that it contains.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from advisor.advice.explain import Explainer
from advisor.advice.model import CertificationAdvice, NextCertification, Reason
from advisor.engine.decide import Decision
from advisor.engine.program import program_of
from advisor.facts import with_credential
from advisor.person import Person
from advisor.readers import active_credentials
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import ALWAYS
from advisor.rulebook.credential import Credential, Price
from advisor.rulebook.model import Level, Preference

_READINESS = {"ready": 0, "prepare": 1, "check": 2, "not-yet": 3}


@dataclass(frozen=True, slots=True)
class _Place:
    standing: CertificationAdvice
    credential: Credential
    gap: str
    preference: Preference | None
    key: tuple[Any, ...]


def rank(
    standings: tuple[CertificationAdvice, ...],
    person: Person,
    rulebook: Rulebook,
    decision: Decision,
    explainer: Explainer,
) -> tuple[NextCertification, ...]:
    """Rank the credentials worth pursuing: none that is held, retired, contained in one held, or of no use."""
    active = active_credentials(person, rulebook)
    holding = [preference for preference in rulebook.preferences if decision.holds(f"preference:{preference.id}")]
    gaps = Gaps(rulebook, decision, explainer)
    places = []
    for standing in standings:
        credential = rulebook.credential_by_id[standing.id]
        if standing.status in ("held", "retired") or not active.isdisjoint(credential.superseded_by):
            continue
        gap = gaps.closed_by(credential)
        useful = decision.answer(f"useful:{credential.id}")
        if not useful and gap != "closes" and (useful is False or person.track):
            continue
        places.append(_place(standing, credential, gap, holding, person))
    places.sort(key=lambda place: place.key)
    _wider_first(places)
    level = gaps.next_level
    return tuple(_next(place, number, level, rulebook, explainer) for number, place in enumerate(places, 1))


class Gaps:
    """What holding one more credential would do for the next level, worked out once for each kind of effect."""

    def __init__(self, rulebook: Rulebook, decision: Decision, explainer: Explainer) -> None:
        self.rulebook, self.decision, self.explainer = rulebook, decision, explainer
        above = rulebook.level_rank[decision.level] + 1
        self.next_level: Level | None = rulebook.levels[above] if above < len(rulebook.levels) else None
        self.requires = program_of(rulebook).levels[f"level:{self.next_level.id}"] if self.next_level else ALWAYS
        self.known: dict[frozenset[tuple[str, Any]], str] = {}
        self.before = explainer.distance(self.requires, decision.values)

    def closed_by(self, credential: Credential) -> str:
        """Say ``closes`` (nothing else is missing), ``narrows`` or nothing."""
        if self.next_level is None:
            return ""
        changed = with_credential(self.decision.values, credential.id, self.rulebook, self.requires)
        if not changed:
            return ""
        effect = frozenset(changed.items())
        if effect not in self.known:
            after = self.explainer.distance(self.requires, {**self.decision.values, **changed})
            self.known[effect] = "closes" if after == 0 else "narrows" if after < self.before - 1e-9 else ""
        return self.known[effect]


def _place(
    standing: CertificationAdvice, credential: Credential, gap: str, holding: list[Preference], person: Person
) -> _Place:
    preference = next((one for one in holding if credential.id in one.order), None)
    order = (holding.index(preference), preference.order.index(credential.id)) if preference else (len(holding), 0)
    off_track = bool(person.track and credential.fits.tracks) and person.track not in credential.fits.tracks
    off_setting = bool(person.setting and credential.fits.settings) and person.setting not in credential.fits.settings
    key = (
        standing.status == "not-yet",
        {"closes": 0, "narrows": 1}.get(gap, 2),
        order,
        off_track,
        off_setting,
        _READINESS[standing.status],
        cheapest(credential.cost),
        credential.id,
    )
    return _Place(standing, credential, gap, preference, key)


def _wider_first(places: list[_Place]) -> None:
    """Move a credential behind one that contains it and is as ready."""
    for place in list(places):
        for inner in place.credential.counts_as:
            other = next((one for one in places if one.credential.id == inner), None)
            if (
                other
                and places.index(other) < places.index(place)
                and place.standing.status != "not-yet"
                and _READINESS[place.standing.status] <= _READINESS[other.standing.status]
            ):
                places.remove(other)
                places.insert(places.index(place) + 1, other)


def _next(
    place: _Place, number: int, level: Level | None, rulebook: Rulebook, explainer: Explainer
) -> NextCertification:
    credential, standing, preference = place.credential, place.standing, place.preference
    words, because = [], []
    if level and place.gap:
        text = (
            f"It is all that is missing for {level.name}."
            if place.gap == "closes"
            else f"It brings you closer to {level.name}."
        )
        words.append(text)
        because.append(Reason(text, level.address, str(level.requires), explainer.refs(level.sources)))
    if preference and preference.order[0] == credential.id:  # the reason given is for the first of the order
        words.append(preference.why)
        because.append(
            Reason(preference.why, preference.address, str(preference.when), explainer.refs(preference.sources))
        )
    elif credential.fits.roles:
        text = f"It is for this work: {', '.join(credential.fits.roles[:3])}."
        words.append(text)
        because.append(
            Reason(text, credential.address, str(credential.useful_when), explainer.refs(credential.sources))
        )
    if not words:
        words.append(f"{credential.issuer} awards it for this work.")
    because += standing.because or standing.missing
    return NextCertification(
        credential.id,
        number,
        " ".join(words),
        standing.name,
        standing.status,
        costs(credential.cost),
        tuple(because),
    )


def cheapest(prices: tuple[Price, ...]) -> float:
    """Give the lowest price of an exam, for the ranking: what has none comes last."""
    return min([price.amount for price in prices], default=1e9)


def costs(prices: tuple[Price, ...]) -> str:
    """Write the prices of an exam: each for whom, and as of when."""
    return "; ".join(
        " ".join(
            part
            for part in (
                f"${price.amount:,.0f}",
                f"for {price.for_}" if price.for_ else "",
                f"({price.year})" if price.year else "",
            )
            if part
        )
        for price in prices
    )
