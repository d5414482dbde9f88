"""How people stand with each credential, as columns: the statuses of ``advisor.advice.standing``, without its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from advisor.advice.status import status_after_lapse, status_by_routes
from advisor.person import Held
from advisor.roster.coded import Column, Sheet, constant, crossed, end_to_end, mapped
from advisor.roster.facts import active_in
from advisor.rulebook.book import Rulebook
from advisor.rulebook.credential import Credential

Answers = tuple[bool | None, ...]
_TOGETHER = 4
"""Credentials whose statuses are looked at together: few enough that few combinations are met."""


def standing_columns(held: Column, answers: Mapping[str, Column], rulebook: Rulebook, day: date) -> dict[str, Column]:
    """Give a column of statuses for each credential, in their order."""
    found = {}
    had = mapped(held, partial(_had, rulebook))
    for credential in rulebook.credentials:
        parts = []
        for part, routes in (("formal", credential.formal), ("prepare", credential.prepare)):
            columns = [answers[f"{part}:{credential.id}:{route.id}"] for route in routes]
            parts.append(crossed(columns, lambda *given: given) if columns else constant(held.sheet, ()))
        by_holding = mapped(had, partial(_by_holding, credential, day))
        found[credential.id] = crossed([by_holding, *parts], partial(_status, credential))
    return found


def by_status(statuses: Mapping[str, Column], wanted: Sequence[str], sheet: Sheet) -> dict[str, Column]:
    """Give for each status wanted the ids of the credentials with which people stand so, as a column of tuples."""
    every = list(statuses.items())
    some = [every[start : start + _TOGETHER] for start in range(0, len(every), _TOGETHER)]
    parts = [([id for id, _ in part], crossed([one for _, one in part], lambda *given: given)) for part in some]
    return {
        status: end_to_end([mapped(given, partial(_named, ids, status)) for ids, given in parts], sheet)
        for status in wanted
    }


def _named(ids: Sequence[str], wanted: str, given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(id for id, status in zip(ids, given, strict=True) if status == wanted)


def _had(rulebook: Rulebook, held: tuple[Held, ...] | None) -> tuple[frozenset[str], tuple[Held, ...]]:
    """Give what is active, and what lapsed or was revoked."""
    return active_in(held, rulebook), tuple([one for one in held or () if one.status in ("lapsed", "revoked")])


def _by_holding(credential: Credential, day: date, had: tuple[frozenset[str], tuple[Held, ...]]) -> str | None:
    """Give the status that follows from what is or was held, or None: the routes decide."""
    if credential.status == "retired":
        return "retired"
    active, ended = had
    apprentice = credential.apprentice.id if credential.apprentice else None
    if credential.id in active or apprentice in active:
        return "held"
    if not ended:
        return None
    lapsed = {one.id: one for one in ended}
    both = (lapsed[id] for id in (credential.id, apprentice) if id in lapsed)
    return next((status for one in both if (status := status_after_lapse(credential, one, day))), None)


def _status(credential: Credential, held: str | None, formal: Answers, prepare: Answers) -> str:
    return status_by_routes(credential, formal, prepare) if held is None else held
