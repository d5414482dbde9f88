"""Places in a profile, by the ids of questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_HEAD = re.compile(r"([a-z_]+)(?:\[([0-9]+)\])?\Z")


def value_at(profile: Mapping[str, Any], id: str) -> Any:
    """Give what a profile has at the place of a question; a goal's track is what it aims at."""
    head, _, key = id.partition(".")
    if head == "goal":
        goal = profile.get("goal") or {}
        return {name: goal[name] for name in ("title", "track") if goal.get(name)} if key == "track" else goal.get(key)
    match = _HEAD.match(head)
    value = profile.get(match[1]) if match else None
    if match is None or match[2] is None:
        return value
    return value[int(match[2])].get(key) if value and int(match[2]) < len(value) else None
