"""Credentials a person holds, held or works toward, recognized."""

from __future__ import annotations

from datetime import date, timedelta

from advisor.dates import add_months
from advisor.person import Held
from advisor.profile import Certification
from advisor.recognize.lookup import Lookup, parse_day


def recognize_credentials(said: tuple[Certification, ...], lookup: Lookup) -> tuple[Held, ...]:
    """Recognize the credentials a person names; the order does not matter."""
    found: list[Held] = []
    for number, one in enumerate(said):
        place = f"certifications[{number}]"
        known = lookup.rulebook.find_credential(one.name)
        if known is None:
            lookup.remark(
                "unrecognized-certification",
                f'We do not know the certification "{one.name}", so it counts for nothing here.',
                f"{place}.name",
            )
            continue
        id, former = known
        if former:
            now, _ = lookup.rulebook.credential_by_id[id].called(lookup.day)
            if now != former:
                lookup.remark(
                    "former-name",
                    f"{former} is the former name of the {now}. It is the same credential.",
                    f"{place}.name",
                )
        found.append(_held(id, one, place, lookup))
    return tuple(sorted(found, key=lambda one: (one.id, one.lapsed or date.min, one.status)))


def _held(id: str, said: Certification, place: str, lookup: Lookup) -> Held:
    """Say how one credential stands on the day: lapsed once it has expired."""
    expires = parse_day(said.expires) if said.expires else None
    lapsed = parse_day(said.lapsed) if said.lapsed else None
    status = said.status
    if said.expires and len(said.expires) < 10 and said.expires == lookup.day.isoformat()[: len(said.expires)]:
        lookup.remark(
            "expiry-day-unknown",
            f'You say that a certification expires in "{said.expires}". '
            "We count from the first day of it; say the day to be exact.",
            f"{place}.expires",
        )
    if status == "active" and said.earned and parse_day(said.earned) > lookup.day:
        status = "in-progress"
        lookup.remark(
            "earned-in-the-future",
            "A certification is dated after the day of this advice; it is not held yet.",
            place,
        )
    if status == "active" and ((expires and expires < lookup.day) or (lapsed and lapsed <= lookup.day)):
        status = "lapsed"
    if status not in ("lapsed", "revoked"):
        return Held(id, status)
    since = next((day for day in (lapsed, expires) if day and day <= lookup.day), None)
    span = lookup.rulebook.credential_by_id[id].lapse
    if status == "revoked" or since is None or span is None or span.within is None:
        return Held(id, status, since)
    within = span.within
    if within.days:
        return Held(id, status, since, since + timedelta(days=within.days))
    return Held(id, status, since, add_months(since, (within.months or 0) + 12 * (within.years or 0)))
