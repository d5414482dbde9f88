"""Recognizes the credentials that a person holds, held or works toward."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from advisor.dates import add_months
from advisor.language.short_answers import is_unknown
from advisor.person import Held
from advisor.profile import Certification
from advisor.recognize.lookup import Lookup, last_day, parse_day


def recognize_credentials(
    certifications: tuple[Certification, ...], lookup: Lookup, numbers: Iterable[int] | None = None
) -> tuple[Held, ...]:
    """Recognize the credentials a person names, whose ``numbers`` remarks name; the order does not matter."""
    held: list[Held] = []
    for number, certification in zip(numbers or range(len(certifications)), certifications, strict=True):
        place = f"certifications[{number}]"
        known = lookup.rulebook.find_credential(certification.name)
        if known is None:
            elsewhere = lookup.known_elsewhere(certification.name)
            if elsewhere is not None and elsewhere.summary:
                blanks = {"name": elsewhere.name, "whom": elsewhere.summary}
                lookup.remark("certification-not-looked-into", f"{place}.name", **blanks)
            elif elsewhere is None and not is_unknown(certification.name):
                lookup.remark("unrecognized-certification", f"{place}.name", text=certification.name)
            continue
        id, former = known
        name, _ = lookup.rulebook.credential_by_id[id].called(lookup.day)
        if former and name != former:
            lookup.remark("former-name", f"{place}.name", former=former, name=name)
        held.append(_held(id, certification, place, lookup))
    return tuple(sorted(held, key=lambda credential: (credential.id, credential.lapsed or date.min, credential.status)))


def _held(id: str, certification: Certification, place: str, lookup: Lookup) -> Held:
    """Give the status of one credential on the day: lapsed once the last day of what was said has passed.

    A date beats the word for the status in the less favorable direction alone.
    """
    expires, lapsed = certification.expires, certification.lapsed
    status = certification.status
    if status == "active" and certification.earned and parse_day(certification.earned) > lookup.day:
        status = "in-progress"
        lookup.remark("earned-in-the-future", place)
    last = last_day(expires) if expires else None
    ended = lapsed is not None and parse_day(lapsed) <= lookup.day
    if status in ("active", "unknown") and (ended or (last and last < lookup.day)):
        status = "lapsed"
    if status == "unknown":
        name, _ = lookup.rulebook.credential_by_id[id].called(lookup.day)
        lookup.remark("unknown-certification-status", f"{place}.status", name=name)
    if status not in ("lapsed", "revoked"):
        near = status == "active" and last is not None and last <= add_months(lookup.day, 12)
        return Held(id, status, ends=last if near else None)
    first = last
    if ended and lapsed is not None:
        first, last = parse_day(lapsed), last_day(lapsed)
    if first is None or last is None or first > lookup.day:
        return Held(id, status)
    lapse = lookup.rulebook.credential_by_id[id].lapse
    if status == "revoked" or lapse is None or lapse.within is None:
        return Held(id, status, first)
    span, grace = lapse.within, timedelta(days=0 if ended else lapse.days_after)
    months = (span.months or 0) + 12 * (span.years or 0)
    surely, possibly = (add_months(day + grace, months) + timedelta(days=span.days or 0) for day in (first, last))
    if surely < lookup.day <= possibly:
        return Held(id, status)  # it may be too late or not: the day of the lapse is not known well enough
    return Held(id, status, first, surely)
