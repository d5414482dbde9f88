"""What a person holds that ends within a year, or lapsed and can be had back: until which day, and for what price."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from advisor.advice.explain import Explainer
from advisor.advice.model import Reason, RenewalAdvice
from advisor.advice.prices import Total, total_of
from advisor.advice.sentences import day_in_words
from advisor.language import words
from advisor.person import Held, Person, ending
from advisor.rulebook.book import Rulebook
from advisor.rulebook.credential import Credential
from advisor.rulebook.model import StepKind


class Kept(NamedTuple):
    """A credential that a step renews or reinstates, the ``id`` by which it is held, and the last day for that."""

    id: str
    credential: Credential
    acronym: str
    until: date
    price: Total | None

    @property
    def text(self) -> str:
        """Name it with its last day."""
        return words("keeping")["by"].format(self.acronym, day_in_words(self.until.isoformat()))


def kept_by(does: StepKind, person: Person, rulebook: Rulebook) -> tuple[Kept, ...]:
    """Give what a step that renews or reinstates keeps for a person, soonest first; nothing for other kinds."""
    found: list[Kept] = []
    if does == "renew":
        for one in ending(person.held or ()):
            renewal = rulebook.credential_by_id[one.id].renewal
            found.append(_kept(one, one.ends, total_of(renewal.cost) if renewal else None, person.day, rulebook))
    elif does == "reinstate":
        for one in person.held or ():
            lapse = rulebook.credential_by_id[one.id].lapse
            if lapse and one.reinstate_until and person.day <= one.reinstate_until:
                found.append(_kept(one, one.reinstate_until, total_of(lapse.cost), person.day, rulebook))
    return tuple(sorted(found, key=lambda one: (one.until, one.acronym)))


def _kept(held: Held, until: date | None, price: Total | None, day: date, rulebook: Rulebook) -> Kept:
    credential = rulebook.credential_by_id[held.id]
    form = credential.apprentice
    acronym = form.acronym if form and form.id == held.id else credential.called(day)[0]
    return Kept(held.id, credential, acronym, until or day, price)


def kept_in_words(does: StepKind, some: Sequence[Kept]) -> str:
    """Say what to renew or reinstate, and by when."""
    said = words("keeping")
    return said[does].format(said["and"].join([one.text for one in some]))


def renewals_of(person: Person, explainer: Explainer) -> tuple[RenewalAdvice, ...]:
    """Give the credentials that end within a year of the day, soonest first; of one held twice the later end."""
    return tuple([_renewal(one, person, explainer) for one in kept_by("renew", person, explainer.rulebook)])


def _renewal(kept: Kept, person: Person, explainer: Explainer) -> RenewalAdvice:
    credential = kept.credential
    text = f"Your {kept.acronym} ends on {day_in_words(kept.until.isoformat())}."
    because = (Reason(text, f"{credential.address}/renewal", "", explainer.refs(credential.sources)),)
    days, name = (kept.until - person.day).days, credential.called(person.day)[1]
    renew = credential.renewal.text if credential.renewal else ""
    cost = kept.price.text if kept.price else ""
    return RenewalAdvice(kept.id, kept.until.isoformat(), days, renew, cost, because, name)
