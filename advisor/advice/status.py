"""How someone stands with a credential, decided without a word: advice about one person and rosters share it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from advisor.advice.model import Status
from advisor.person import Held
from advisor.rulebook.condition import Answer
from advisor.rulebook.credential import Credential


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
    """
    routes = [route for route, given in zip(credential.formal, formal, strict=True) if given]
    if not routes:
        return "check" if None in formal else "not-yet"
    prepared = True if not prepare or True in prepare else None if None in prepare else False
    if prepared is None or not credential.confirmed or all(route.confirm for route in routes):
        return "check"
    return "ready" if prepared else "prepare"
