"""Which credential to pursue next, and why it stands where it stands.

In order: what is open before what is not yet; what closes the gap to the next level; what the rulebook prefers for
such a person; what fits their direction and workplace; ready before prepare before check; what costs less. A
credential comes before one that it contains.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from advisor.advice.explain import Explainer
from advisor.advice.model import CertificationAdvice, NextCertification, Reason
from advisor.advice.told import Told
from advisor.engine.decide import Decision
from advisor.engine.program import program_of
from advisor.facts import with_credential
from advisor.person import Person
from advisor.readers import active_credentials, implied
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import ALWAYS
from advisor.rulebook.credential import Credential, Price
from advisor.rulebook.model import Level, Preference

_GAPS = {"closes": 0, "narrows": 1, "": 2}
_READINESS = {"ready": 0, "prepare": 1, "check": 2, "not-yet": 3}


class _Place(NamedTuple):
    standing: CertificationAdvice
    credential: Credential
    gap: str
    preference: Preference | None
    grounds: Told
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
    routes = decision.routes
    holding = [preference for entry, preference in _preferences(rulebook) if entry in routes]
    preferred: dict[str, tuple[tuple[int, int], Preference]] = {}
    for number, preference in enumerate(holding):
        for place, id in enumerate(preference.order):
            preferred.setdefault(id, ((number, place), preference))
    gaps = Gaps(rulebook, decision, explainer)
    unranked = (len(holding), 0)
    track, setting = person.track, person.setting
    places = []
    for standing, one in zip(standings, _candidates(rulebook), strict=True):
        id, status = standing.id, standing.status
        if status in ("held", "retired") or not active.isdisjoint(one.superseded_by):
            continue
        gap = gaps.closed_by(one.credential)
        if gap != "closes" and one.useful not in routes and (track or one.useful not in decision.unknown):
            continue
        order, preferring = preferred.get(id, (unranked, None))
        key = (
            status == "not-yet",
            _GAPS[gap],
            order,
            bool(track and one.tracks) and track not in one.tracks,
            bool(setting and one.settings) and setting not in one.settings,
            _READINESS[status],
            one.price,
            id,
        )
        places.append(_Place(standing, one.credential, gap, preferring, one.grounds, key))
    wider, by_id = wider_than(rulebook), {place.standing.id: place for place in places}
    places.sort(key=lambda place: _turn(place, wider[place.standing.id], by_id))
    level = gaps.next_level
    return tuple([_next(place, number, level, decision, explainer) for number, place in enumerate(places, 1)])


@lru_cache(maxsize=64)
def _preferences(rulebook: Rulebook) -> tuple[tuple[str, Preference], ...]:
    """Give the preferences by the entry that decides each."""
    return tuple((f"preference:{one.id}", one) for one in rulebook.preferences)


class _Candidate(NamedTuple):
    """A credential made ready to be ranked: the entry that says whether it is of use, its price, what it fits."""

    credential: Credential
    useful: str
    price: float
    superseded_by: tuple[str, ...]
    tracks: tuple[str, ...]
    settings: tuple[str, ...]
    grounds: Told


@lru_cache(maxsize=64)
def _candidates(rulebook: Rulebook) -> tuple[_Candidate, ...]:
    """Make every credential ready, in the order of the rulebook."""
    return tuple(
        _Candidate(
            one,
            f"useful:{one.id}",
            cheapest(one.cost),
            one.superseded_by,
            one.fits.tracks,
            one.fits.settings,
            Told(),
        )
        for one in rulebook.credentials
    )


class Gaps:
    """What holding one more credential would do for the next level, worked out once for each kind of effect."""

    def __init__(self, rulebook: Rulebook, decision: Decision, explainer: Explainer) -> None:
        self.rulebook, self.decision, self.explainer = rulebook, decision, explainer
        above = rulebook.level_rank[decision.level] + 1
        self.next_level: Level | None = rulebook.levels[above] if above < len(rulebook.levels) else None
        self.requires = program_of(rulebook).levels[f"level:{self.next_level.id}"] if self.next_level else ALWAYS
        self.known: dict[frozenset[tuple[str, Any]], str] = {}
        self.before = explainer.climb(self.next_level, decision) if self.next_level else 0.0

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


@lru_cache(maxsize=64)
def wider_than(rulebook: Rulebook) -> Mapping[str, tuple[str, ...]]:
    """Give for each credential those that contain it; a wider one is contained in fewer."""
    contained = {one.id: implied((one.id,), rulebook) - {one.id} for one in rulebook.credentials}
    return {one.id: tuple(id for id, some in contained.items() if one.id in some) for one in rulebook.credentials}


def _turn(place: _Place, wider: tuple[str, ...], by_id: Mapping[str, _Place]) -> tuple[Any, ...]:
    """Say when it is a credential's turn: by its own key, but behind those that contain it and are as ready."""
    if not wider:
        return place.key, 0
    ready = _READINESS[place.standing.status]
    before = (by_id[id] for id in wider if id in by_id)
    keys = [one.key for one in before if one.standing.status != "not-yet" and _READINESS[one.standing.status] <= ready]
    return max([place.key, *keys]), len(wider), place.standing.id


def _next(
    place: _Place, number: int, level: Level | None, decision: Decision, explainer: Explainer
) -> NextCertification:
    standing, preference = place.standing, place.preference
    also = (place.gap, decision.level if place.gap else "", preference and preference.id)
    why, cost, because = place.grounds.once(also, decision, _grounds, place, level, explainer)
    because += standing.because or standing.missing
    return NextCertification(standing.id, number, why, standing.name, standing.status, cost, because)


def _grounds(place: _Place, level: Level | None, explainer: Explainer) -> tuple[str, str, tuple[Reason, ...]]:
    """Say why a credential stands where it stands, what it costs, and on what that rests."""
    credential, preference = place.credential, place.preference
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
    return " ".join(words), costs(credential.cost), tuple(because)


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
