"""What a person holds that ends within a year: on which day, and what keeps it."""

from __future__ import annotations

from advisor.advice.explain import Explainer
from advisor.advice.model import Reason, RenewalAdvice
from advisor.advice.prices import total_of
from advisor.person import Held, Person


def renewals_of(person: Person, explainer: Explainer) -> tuple[RenewalAdvice, ...]:
    """Give the credentials that end within a year of the day, soonest first; of one held twice the later end."""
    last: dict[str, Held] = {}
    for one in person.held or ():
        before = last.get(one.id)
        if one.status == "active" and (before is None or (before.ends and (not one.ends or before.ends < one.ends))):
            last[one.id] = one
    return tuple(
        [
            _renewal(one, person, explainer)
            for one in sorted(last.values(), key=lambda one: (str(one.ends), one.id))
            if one.ends
        ]
    )


def _renewal(held: Held, person: Person, explainer: Explainer) -> RenewalAdvice:
    assert held.ends is not None
    credential = explainer.rulebook.credential_by_id[held.id]
    acronym, name = credential.called(person.day)
    if credential.apprentice and credential.apprentice.id == held.id:
        acronym = credential.apprentice.acronym
    renewal = credential.renewal
    total = total_of(renewal.cost) if renewal else None
    text = f"Your {acronym} ends on {held.ends}."
    because = (Reason(text, f"{credential.address}/renewal", "", explainer.refs(credential.sources)),)
    days = (held.ends - person.day).days
    renew = renewal.text if renewal else ""
    return RenewalAdvice(held.id, held.ends.isoformat(), days, renew, total.text if total else "", because, name)
