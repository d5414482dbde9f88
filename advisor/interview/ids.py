"""The ids of questions: which name a place in a profile, and which are none."""

from __future__ import annotations

import re

from advisor.interview.answers import LISTS
from advisor.interview.slots import questions_by_field
from advisor.rulebook.book import Rulebook

_ID = re.compile(r"([a-z_]+)(?:\[([0-9]{1,3})\])?(\.[a-z_]+)?\Z")
_WHOLE = frozenset(("goal.track", "goal.setting", *LISTS, "college_credits", "coursework", "interests", "state"))
"""Places that are asked for once, and not for each entry of a list."""


def field_of(id: str, rulebook: Rulebook) -> str | None:
    """Give the place in a profile that a question fills, without its number; None when there is no such question."""
    match = _ID.match(id)
    if match is None or (match[2] is not None and match[1] not in LISTS):
        return None
    field = match[1] + (match[3] or "")
    return field if field in questions_by_field(rulebook) and (match[2] is None) is (field in _WHOLE) else None
