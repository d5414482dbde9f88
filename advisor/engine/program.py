"""What each stratum of a rulebook decides: its entries and their conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from advisor.engine.region import Regions
from advisor.rulebook.book import Rulebook
from advisor.rulebook.check import ONWARD
from advisor.rulebook.condition import OPERATORS, All, Comparison, Condition, settled


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """A rulebook made ready to decide: the conditions of each stratum by the entry they decide."""

    levels: Mapping[str, Condition]
    openings: Mapping[str, Condition]
    advice: Mapping[str, Condition]


@lru_cache(maxsize=64)
def program_of(rulebook: Rulebook) -> Program:
    """List what each stratum decides, written out for the choices that the institution made."""
    parts = ({id: settled(one, rulebook.choices) for id, one in part.items()} for part in _as_written(rulebook))
    return Program(*parts)


@lru_cache(maxsize=64)
def regions_of(rulebook: Rulebook) -> Regions:
    """Give the regions among all comparisons of a rulebook, whatever an institution chose."""
    return Regions(condition for part in _as_written(rulebook) for condition in part.values())


def _as_written(rulebook: Rulebook) -> tuple[dict[str, Condition], dict[str, Condition], dict[str, Condition]]:
    """List the conditions of the three strata as the authors wrote them."""
    levels = {f"level:{level.id}": level.requires for level in rulebook.levels}
    level_fact = next((fact.id for fact in rulebook.facts.values() if fact.read.get("concluded") == "level"), None)
    openings: dict[str, Condition] = {}
    for title in rulebook.titles:
        start = title.from_level or title.level
        rank = float(rulebook.level_rank[start]) if start != ONWARD else 0.0
        needed = rulebook.level_by_id[start].id
        parts = [title.requires]
        if level_fact and rank > 0:
            parts.insert(0, Comparison(level_fact, OPERATORS["at_least"], rank, needed))
        openings[f"title:{title.id}"] = All(tuple(parts)) if len(parts) > 1 else parts[0]
    for credential in rulebook.credentials:
        for route in credential.formal:
            openings[f"formal:{credential.id}:{route.id}"] = route.requires
        for route in credential.prepare:
            openings[f"prepare:{credential.id}:{route.id}"] = route.requires
        openings[f"useful:{credential.id}"] = credential.useful_when
        for route in credential.apprentice.lift if credential.apprentice else ():
            openings[f"lift:{credential.id}:{route.id}"] = route.requires
    advice = {f"step:{step.id}": step.when for step in rulebook.steps}
    advice |= {f"preference:{preference.id}": preference.when for preference in rulebook.preferences}
    advice |= {f"warning:{warning.id}": warning.when for warning in rulebook.warnings}
    advice |= {f"guidance:{entry.id}": entry.when for entry in rulebook.guidance if entry.when is not None}
    return levels, openings, advice
