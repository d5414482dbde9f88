"""Which credential to pursue next, and why it stands where it stands.

In order: what lapsed and can be had back; what is open before what is not yet; what closes the gap to the next level;
what the rulebook prefers for such a person; what fits their direction and workplace; ready before prepare before check;
what costs less. One that another makes needless is left out. All of it is one number for each credential, the least
first: the same arithmetic works on the numbers of one person and on arrays of many.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from graphlib import TopologicalSorter
from typing import Any, NamedTuple

from advisor.advice.credential_status import Holding
from advisor.advice.explain import Explainer
from advisor.advice.gaps import GAPS, Gaps
from advisor.advice.model import CertificationAdvice, NextCertification, Reason, Status
from advisor.advice.prices import total_of
from advisor.engine.decide import Decision
from advisor.person import Person
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import ALWAYS, Condition
from advisor.rulebook.credential import Credential, Price
from advisor.rulebook.model import Level, Preference

STATUSES: tuple[Status, ...] = ("ready", "prepare", "check", "not-yet", "held", "retired")
"""How people stand with a credential, by its code; before ``not-yet`` its exam is open to them."""
PREPARE, NOT_YET = STATUSES.index("prepare"), STATUSES.index("not-yet")
MOST_RANKED = 8
"""How many credentials to pursue next a person is told: more are no help."""
OUT = 1 << 62
"""The key of a credential that is not worth pursuing."""


class RankKeys:
    """The keys by which the credentials of one rulebook are ranked, in the order of their ids."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.credentials, self.preferences = rulebook.credentials, rulebook.preferences
        self.places = {one.id: n for n, one in enumerate(self.credentials)}
        width = len(self.credentials)
        by_price = sorted(range(width), key=lambda n: (cheapest(self.credentials[n].cost), self.credentials[n].id))
        self._price = {n: place for place, n in enumerate(by_price)}
        counted = {one.id: rulebook.implied((one.id,)) for one in self.credentials}
        holders = {id: tuple([one for one in counted if id in counted[one] and id != one]) for id in counted}
        self.wider = [
            [(n, one.id in counted[id]) for id, n in self.places.items() if id in one.superseded_by + holders[one.id]]
            for one in self.credentials
        ]
        """For each credential those that can make it needless, and whether they count as it."""
        others = {n: [w for w, _ in some] for n, some in enumerate(self.wider)}
        self._widest_first = tuple(TopologicalSorter(others).static_order())
        self._longest = max((len(one.order) for one in self.preferences), default=1)
        self.preferred_by: list[dict[str, int]] = [
            {id: number * self._longest + place for place, id in reversed(list(enumerate(one.order)))}
            for number, one in enumerate(self.preferences)
        ]
        """For each preference by itself the places that it gives credentials, by their ids."""
        self.leads = [one.leads and place == 0 for one in self.preferences for place in range(self._longest)] + [False]
        """For each place that preferences give, whether who has it comes first also while the exam is not open."""
        self.bits = width.bit_length()

    def preferred(self, holding: Sequence[int]) -> list[int]:
        """Say for each credential by which of the preferences that hold, by number, it is placed, and where in it."""
        found = dict[str, int]()
        for number in holding:
            for id, place in self.preferred_by[number].items():
                found.setdefault(id, place)
        return [found.get(one.id, self.unpreferred) for one in self.credentials]

    @property
    def unpreferred(self) -> int:
        """The place of a credential that no preference names."""
        return len(self.preferences) * self._longest

    def preference_of(self, preferred: int) -> Preference | None:
        """Give the preference by which a credential is placed."""
        return None if preferred == self.unpreferred else self.preferences[preferred // self._longest]

    def off_track(self, track: str | None) -> list[bool]:
        """Say which credentials are for other tracks than a person's."""
        return [bool(track and one.fits.tracks) and track not in one.fits.tracks for one in self.credentials]

    def off_setting(self, setting: str | None) -> list[bool]:
        """Say which credentials are for other workplaces than a person's."""
        return [bool(setting and one.fits.settings) and setting not in one.fits.settings for one in self.credentials]

    def superseded(self, holding: Holding, day: date) -> list[bool]:
        """Say which credentials are contained in one that is held, or that can be had back without the exam."""
        held = holding.active | {one.id for one in self.credentials if holding.reinstatable(one, day)}
        return [not held.isdisjoint(one.superseded_by) for one in self.credentials]

    def reinstatable(self, holding: Holding, day: date) -> list[bool]:
        """Say which credentials lapsed and can be had back without the exam."""
        return [holding.reinstatable(one, day) for one in self.credentials]

    def out(self, status: Any, gap: Any, useful: Any, useless: Any, aims: Any, superseded: Any) -> Any:
        """Say whether a credential is not worth pursuing: held, retired, contained in one held, or of no use.

        ``useful`` and ``useless`` say whether it surely is of use or not, even where it would close the gap; of someone
        who aims at a track, one that may be of use is left out as well, unless it closes the gap.
        """
        of_no_use = (useful == 0) & ((useless != 0) | (aims & (gap > 0)))
        return (status > NOT_YET) | superseded | of_no_use

    def key(
        self,
        n: int,
        status: Any,
        gap: Any,
        preferred: Any,
        leads: Any,
        off_track: Any,
        off_setting: Any,
        reinstatable: Any,
    ) -> Any:
        """Give the key of a credential by itself. The arguments may be numbers, or arrays of them."""
        key = (1 + ((status == NOT_YET) & (leads == 0)) * len(GAPS) + gap * (leads == 0)) * (reinstatable == 0)
        key = key * (self.unpreferred + self._longest) + preferred
        key = (key * 2 + off_track) * 2 + off_setting
        readiness = status * (status < NOT_YET) + NOT_YET * (status >= NOT_YET)
        return ((key * (NOT_YET + 1) + readiness) * len(self.credentials) + self._price[n] << self.bits) + n

    @staticmethod
    def replaces(wider: Any, inner: Any) -> Any:
        """Say whether one of a status makes one of another needless that it contains: it is surely open, or as sure."""
        return (wider < NOT_YET) & ((wider <= PREPARE) | (wider <= inner))

    def without_needless(
        self, keys: Sequence[Any], statuses: Sequence[Any], out: Sequence[Any], back: Sequence[Any]
    ) -> list[Any]:
        """Leave out, too, what one that remains makes needless: it counts as it, or has the better key.

        What can be had ``back`` without the exam stays.
        """
        found = list(out)
        for n in self._widest_first:
            for w, counts_as_it in self.wider[n]:
                is_first = ((statuses[w] <= statuses[n]) & counts_as_it) | (keys[w] < keys[n])
                needless = is_first & self.replaces(statuses[w], statuses[n]) & (back[n] == 0)
                found[n] = found[n] | ((found[w] == 0) & needless)
        return found


class Grounds(NamedTuple):
    """Why a credential has its place, what its exam costs, and on what that rests."""

    why: str
    cost: str
    because: tuple[Reason, ...]


class Ranking:
    """Ranks the credentials worth pursuing, with the reasons for their places."""

    def __init__(self, explainer: Explainer, gaps: Gaps) -> None:
        self.explainer, self.rulebook, self.gaps = explainer, explainer.rulebook, gaps
        self.keys = RankKeys(explainer.rulebook)
        self._useful = [f"useful:{one.id}" for one in self.rulebook.credentials]
        self._preferences = [f"preference:{one.id}" for one in self.rulebook.preferences]

    def of(
        self, standings: tuple[CertificationAdvice, ...], person: Person, decision: Decision, gaps: Sequence[int]
    ) -> tuple[NextCertification, ...]:
        """Rank the first credentials: none that is held, retired, contained in one held, or of no use."""
        found = []
        order = self.order([one.status for one in standings], person, decision, gaps)[:MOST_RANKED]
        for rank, (n, grounds) in enumerate(order, 1):
            one = standings[n]
            because = grounds.because + (one.because or one.missing)
            found.append(NextCertification(one.id, rank, grounds.why, one.name, one.status, grounds.cost, because))
        return tuple(found)

    def order(
        self, standings: Sequence[Status], person: Person, decision: Decision, gaps: Sequence[int]
    ) -> list[tuple[int, Grounds]]:
        """Give the places of the credentials to pursue next among all, best first, each with its grounds.

        ``gaps`` says for each what it does about the gap to the next level.
        """
        ranks, holds = self.keys, decision.holding
        preferred = ranks.preferred([n for n, entry in enumerate(self._preferences) if entry in holds])
        statuses = [STATUSES.index(status) for status in standings]
        off_track, off_setting = ranks.off_track(person.track), ranks.off_setting(person.setting)
        holding = Holding.of(person.held, self.rulebook)
        superseded, back = ranks.superseded(holding, person.day), ranks.reinstatable(holding, person.day)
        aims, unknown = bool(person.track), decision.unknown
        out, keys = [], []
        for n, useful in enumerate(self._useful):
            is_useful = useful in holds
            useless = not is_useful and useful not in unknown
            out.append(ranks.out(statuses[n], gaps[n], is_useful, useless, aims, superseded[n]))
            leads = ranks.leads[preferred[n]]
            keys.append(ranks.key(n, statuses[n], gaps[n], preferred[n], leads, off_track[n], off_setting[n], back[n]))
        out = ranks.without_needless(keys, statuses, out, back)
        gap = self.gaps.above(decision)
        above = gap.level if gap else None
        found = []
        for n in sorted([n for n, is_out in enumerate(out) if not is_out], key=keys.__getitem__):
            preference = ranks.preference_of(preferred[n])
            kind = f"next {n} {gaps[n]} {above and above.id} {preference and preference.id}"
            about = (n, GAPS[gaps[n]], above, preference)
            found.append((n, self.explainer.once(kind, ALWAYS, decision, self._grounds, *about)))
        return found

    def _grounds(
        self, _: Condition, __: Decision, n: int, gap: str, level: Level | None, preference: Preference | None
    ) -> Grounds:
        """Say why a credential stands where it stands, and what it costs."""
        credential, explainer = self.rulebook.credentials[n], self.explainer
        words, because = [], []

        def ground(text: str, entry: Level | Preference | Credential, condition: Condition) -> None:
            words.append(text)
            because.append(Reason(text, entry.address, explainer.text_of(condition), explainer.refs(entry.sources)))

        if level and gap:
            closes = f"It is all that is missing for {level.name}."
            ground(closes if gap == "closes" else f"It brings you closer to {level.name}.", level, level.requires)
        if preference and preference.order[0] == credential.id:  # the reason given is for the first of the order
            ground(preference.why, preference, preference.when)
        elif credential.fits.roles:
            text = f"It is for this work: {', '.join(credential.fits.roles[:3])}."
            ground(text, credential, credential.useful_when)
        if not words:
            words.append(f"{credential.issuer} awards it for this work.")
        total = total_of(credential.cost)
        return Grounds(" ".join(words), total.text if total else "", tuple(because))


def cheapest(prices: tuple[Price, ...]) -> float:
    """Give the lowest price of an exam, for the ranking: what has none comes last."""
    return min([price.amount for price in prices], default=1e9)
