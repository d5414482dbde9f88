"""Recognizes the credentials that a person holds, held or works toward."""

from __future__ import annotations

from datetime import date, timedelta

from advisor.dates import add_months
from advisor.language.short_answers import is_unknown
from advisor.person import Held
from advisor.profile import Certification
from advisor.recognize.lookup import Lookup, parse_day


def recognize_credentials(certifications: tuple[Certification, ...], lookup: Lookup) -> tuple[Held, ...] | None:
    """Recognize the credentials a person names, in any order; None when they only say that they do not know."""
    if certifications and all(is_unknown(one.name) for one in certifications):
        return None
    held: list[Held] = []
    for number, certification in enumerate(certifications):
        place = f"certifications[{number}]"
        known = lookup.rulebook.find_credential(certification.name)
        if known is None:
            if not (is_unknown(certification.name) or lookup.is_of_another_field(certification.name)):
                lookup.remark("unrecognized-certification", f"{place}.name", text=certification.name)
            continue
        id, former = known
        name, _ = lookup.rulebook.credential_by_id[id].called(lookup.day)
        if former and name != former:
            lookup.remark("former-name", f"{place}.name", former=former, name=name)
        held.append(_held(id, certification, place, lookup))
    return tuple(sorted(held, key=lambda credential: (credential.id, credential.lapsed or date.min, credential.status)))


def _held(id: str, certification: Certification, place: str, lookup: Lookup) -> Held:
    """Give the status of one credential on the day: lapsed once it has expired."""
    expires, lapsed = (parse_day(day) if day else None for day in (certification.expires, certification.lapsed))
    status, told = certification.status, certification.expires
    if told and len(told) < 10 and lookup.day.isoformat().startswith(told):
        lookup.remark("expiry-day-unknown", f"{place}.expires", date=told)
    if status == "active" and certification.earned and parse_day(certification.earned) > lookup.day:
        status = "in-progress"
        lookup.remark("earned-in-the-future", place)
    if status == "active" and ((expires and expires < lookup.day) or (lapsed and lapsed <= lookup.day)):
        status = "lapsed"
    if status not in ("lapsed", "revoked"):
        return Held(id, status)
    since = next((day for day in (lapsed, expires) if day and day <= lookup.day), None)
    span = lookup.rulebook.credential_by_id[id].lapse
    if status == "revoked" or since is None or span is None or span.within is None:
        return Held(id, status, since)
    months = (span.within.months or 0) + 12 * (span.within.years or 0)
    return Held(id, status, since, add_months(since, months) + timedelta(days=span.within.days or 0))
