"""From a profile to advice: recognize, read the facts, decide, explain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from advisor.advice.model import Advice
from advisor.advice.prepared import Prepared
from advisor.engine.program import Engine
from advisor.profile import Profile, profile_from
from advisor.rulebook.book import Rulebook


def advise(
    profile: Profile | Mapping[str, Any],
    rulebook: Rulebook | None = None,
    *,
    as_of: date | None = None,
    engine: Engine = "durable_rules",
) -> Advice:
    """Evaluate a person and explain the result.

    ``profile`` is a Profile or plain data in its form; ``rulebook`` defaults to the one in the package; ``as_of``
    is the day of evaluation, by default today. ``engine="plain"`` decides without durable_rules, and the advice
    says so. The same profile, rulebook and day give the same advice.

    Raises InputError when the profile is not valid, RulebookError when the rules are not, and EngineError when
    the rules engine cannot be used.
    """
    day = as_of or date.today()
    return Prepared.of(rulebook, day, engine).advise(profile_from(profile), day)
