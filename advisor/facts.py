"""Reads the rulebook's facts from a person, and says what would change with one more credential."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from functools import lru_cache
from typing import Any

from advisor.matching import Asked, asked
from advisor.person import Person
from advisor.readers import READERS, implied
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Condition, comparisons, facts_of
from advisor.rulebook.filters import CredentialsFilter, HoldsFilter

Values = Mapping[str, Any]


@lru_cache(maxsize=64)
def fact_plan(rulebook: Rulebook) -> tuple[tuple[str, Callable[[Person, Asked], Any], Asked], ...]:
    """Prepare each fact's reader and what it asks once for a rulebook."""
    plan = []
    for fact in rulebook.facts.values():
        ((reader, filter),) = fact.read.items()
        if reader in READERS:
            plan.append((fact.id, READERS[reader], asked(reader, filter, rulebook)))
    return tuple(plan)


def read_facts(person: Person, rulebook: Rulebook, only: Container[str] | None = None) -> dict[str, Any]:
    """Read every fact of a rulebook, or ``only`` some, from a person; what is unknown is left out."""
    values: dict[str, Any] = {}
    for id, read, wanted in fact_plan(rulebook):
        if only is not None and id not in only:
            continue
        value = read(person, wanted)
        if value is not None:
            values[id] = value
    return values


@lru_cache(maxsize=4096)
def credential_effects(
    id: str, rulebook: Rulebook, condition: Condition
) -> tuple[tuple[str, frozenset[str] | bool], ...]:
    """Give what holding a credential would change in the facts that a condition asks about."""
    gained = implied((id,), rulebook)
    names: dict[str, set[str]] = {}
    for comparison in comparisons(condition):
        if isinstance(comparison.operand, str | tuple):
            operand = comparison.operand if isinstance(comparison.operand, tuple) else (comparison.operand,)
            names.setdefault(comparison.fact, set()).update(operand)
    effects: list[tuple[str, frozenset[str] | bool]] = []
    for fact, _, wanted in fact_plan(rulebook):
        if fact in facts_of(condition):
            filter = wanted.filter
            if isinstance(filter, HoldsFilter) and not gained.isdisjoint(filter.credentials):
                effects.append((fact, True))
            elif (
                isinstance(filter, CredentialsFilter) and "active" in filter.status and gained & names.get(fact, set())
            ):
                effects.append((fact, gained & frozenset(names[fact])))
    return tuple(effects)


def with_credential(values: Values, id: str, rulebook: Rulebook, condition: Condition) -> dict[str, Any]:
    """Give the facts of a condition that would change if a person held one more credential."""
    changed: dict[str, Any] = {}
    for fact, effect in credential_effects(id, rulebook, condition):
        if isinstance(effect, bool):
            if values.get(fact) is not effect:
                changed[fact] = effect
        elif not effect <= values[fact][0]:
            surely, possibly = values[fact]
            changed[fact] = (surely | effect, None if possibly is None else possibly | effect)
    return changed


def is_known(value: Any) -> bool:
    """Say whether a fact's value is exactly known."""
    return value[0] == value[1] if isinstance(value, tuple) else value is not None
