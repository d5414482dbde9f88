"""Career-path advice from declarative rules, every sentence traceable to a rule and a document.

    from advisor import advise, load_rulebook
    advice = advise({"education": "associate", "certifications": ["RHIT"]})

Names are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from advisor.advice.advise import advise
    from advisor.advice.model import Advice
    from advisor.advisor import Advisor
    from advisor.changing import what_if
    from advisor.errors import AdvisorError, EngineError, InputError, RulebookError, UsageError
    from advisor.planning.check import check_plan
    from advisor.planning.comparison import compare
    from advisor.planning.plan import plan
    from advisor.profile import Profile, load_profile
    from advisor.reasoning.check import check_explanation
    from advisor.reasoning.explain import explain
    from advisor.roster.table import answer_table
    from advisor.rulebook.book import Rulebook
    from advisor.rulebook.load import load_rulebook

_HOMES = {
    "advise": "advisor.advice.advise",
    "Advice": "advisor.advice.model",
    "Advisor": "advisor.advisor",
    "AdvisorError": "advisor.errors",
    "EngineError": "advisor.errors",
    "InputError": "advisor.errors",
    "RulebookError": "advisor.errors",
    "UsageError": "advisor.errors",
    "Profile": "advisor.profile",
    "compare": "advisor.planning.comparison",
    "check_explanation": "advisor.reasoning.check",
    "check_plan": "advisor.planning.check",
    "explain": "advisor.reasoning.explain",
    "load_profile": "advisor.profile",
    "plan": "advisor.planning.plan",
    "what_if": "advisor.changing",
    "answer_table": "advisor.roster.table",
    "Rulebook": "advisor.rulebook.book",
    "load_rulebook": "advisor.rulebook.load",
}
__all__ = [
    "Advice",
    "Advisor",
    "AdvisorError",
    "EngineError",
    "InputError",
    "Profile",
    "Rulebook",
    "RulebookError",
    "UsageError",
    "advise",
    "answer_table",
    "check_explanation",
    "check_plan",
    "compare",
    "explain",
    "load_profile",
    "load_rulebook",
    "plan",
    "what_if",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
