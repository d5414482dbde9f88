"""How a person stands with a credential: held, ready, prepare, check, not yet, or retired. Decided without a word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from advisor.advice.model import Status
from advisor.facts.readers import active_in
from advisor.person import Held
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Answer
from advisor.rulebook.credential import Credential


class Holding(NamedTuple):
    """What a person holds: their own credentials, those and what they count as, those that ended, by id, and those of
    which it is not known whether they are active.
    """

    own: frozenset[str]
    active: frozenset[str]
    ended: dict[str, Held]
    unknown: frozenset[str] = frozenset()

    @classmethod
    def of(cls, held: tuple[Held, ...] | None, rulebook: Rulebook) -> Holding:
        """Sort what a person says of their credentials."""
        return cls(
            frozenset([one.id for one in held or () if one.status == "active"]),
            active_in(held, rulebook),
            {one.id: one for one in held or () if one.status in ("lapsed", "revoked")},
            frozenset([one.id for one in held or () if one.status == "unknown"]),
        )

    def reinstatable(self, credential: Credential, day: date) -> bool:
        """Say whether a credential, or its apprentice form, lapsed and can surely be had back without the exam."""
        if not self.active.isdisjoint(credential.forms):
            return False
        found = self.ended_form(credential, day) if self.ended else None
        return found is not None and found[0].reinstate_until is not None

    def ended_form(self, credential: Credential, day: date) -> tuple[Held, Status] | None:
        """Give the form of a credential that lapsed and can be had back, or may be, with the status of that.

        None: there is none, or it ended for good, and the ordinary routes apply.
        """
        for id in credential.forms:
            held = self.ended.get(id)
            if held and (status := status_after_lapse(credential, held, day)):
                return held, status
        return None


def status_by_holding(credential: Credential, holding: Holding, day: date) -> Status | None:
    """Give the status that follows from what is or was held; None: the routes decide."""
    if credential.status == "retired":
        return "retired"
    if not holding.active.isdisjoint(credential.forms):
        return "held"
    if not holding.unknown.isdisjoint(credential.forms):
        return "check"
    found = holding.ended_form(credential, day) if holding.ended else None
    return found[1] if found else None


def status_after_lapse(credential: Credential, held: Held, day: date) -> Status | None:
    """Give the status of someone whose credential, or its apprentice form, lapsed: as long as it can be had back, or
    it is not known whether it can. None: it ended for good, and the ordinary routes apply.
    """
    if held.status == "revoked" or credential.lapse is None:
        return None
    if held.reinstate_until is None:
        return "check"
    if day > held.reinstate_until:
        return None
    return "ready" if credential.confirmed else "check"


def status_by_routes(credential: Credential, formal: Sequence[Answer], prepare: Sequence[Answer]) -> Status:
    """Give the status by the answers to each formal route and each line of preparation, in their order.

    A route that the issuer has to confirm, or a credential whose rules are not confirmed, comes to no more than check.
    An exam that is open with a preparation that is not met, or not known, is one to prepare for.
    """
    routes = [route for route, given in zip(credential.formal, formal, strict=True) if given]
    if not routes:
        return "check" if None in formal else "not-yet"
    if not credential.confirmed or all(route.confirm for route in routes):
        return "check"
    return "ready" if not prepare or True in prepare else "prepare"
