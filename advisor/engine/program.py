"""A rulebook made ready to decide: the conditions of each stratum, by the name of the entry that each decides.

Names are ``level:ID``; ``title:ID``, ``formal:CREDENTIAL:ROUTE``, ``prepare:...``, ``lift:...``, ``useful:CREDENTIAL``;
``step:ID``, ``preference:ID``, ``warning:ID`` and ``guidance:ID``. Levels are decided first, then what opens from
them, then advice; a stratum may ask about the conclusions of those before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal

from advisor.engine.stratum import Stratum
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import OPERATORS, All, Any_, Comparison, Condition, settled
from advisor.rulebook.credential import Route
from advisor.rulebook.model import ONWARD, Title

Engine = Literal["durable_rules", "plain"]
ENGINES: tuple[Engine, ...] = ("durable_rules", "plain")
Conditions = Mapping[str, Condition]


class Program:
    """What one rulebook decides, with the choices that the institution made. ``plain`` asks the evaluator alone."""

    def __init__(self, rulebook: Rulebook, engine: Engine = "durable_rules") -> None:
        self.rulebook, self.engine = rulebook, engine
        self.levels, self.openings, self.advice = (
            {name: settled(one, rulebook.choices, rulebook.usual_choices) for name, one in part.items()}
            for part in _as_written(rulebook)
        )
        self.formal, self.preparation = (
            {one.id: self._any_of(part, one.id, getattr(one, part)) for one in rulebook.credentials}
            for part in ("formal", "prepare")
        )
        """For each credential that any formal route is open, and that any line of its preparation is met."""

    @cached_property
    def strata(self) -> tuple[Stratum, Stratum, Stratum]:
        """The three strata, in the order in which they are decided."""
        asked = self.engine == "durable_rules"
        besides = (*self.formal.values(), *self.preparation.values())
        return Stratum(self.levels, asked), Stratum(self.openings, asked, besides), Stratum(self.advice, asked)

    @cached_property
    def place(self) -> Mapping[Condition, int]:
        """The place of each condition, whole or part, among the truths of all strata."""
        found: dict[Condition, int] = {}
        start = 0
        for stratum in self.strata:
            found |= {condition: start + place for condition, place in stratum.evaluator.place.items()}
            start += stratum.evaluator.size
        return found

    @cached_property
    def activities(self) -> Mapping[str, Condition]:
        """What each activity requires, by its id."""
        choices, usual = self.rulebook.choices, self.rulebook.usual_choices
        return {one.id: settled(one.requires, choices, usual) for one in self.rulebook.activities}

    @cached_property
    def proposed_for(self) -> Mapping[str, Condition]:
        """Whom each activity is proposed to while there is another way, by its id."""
        return {one.id: settled(one.for_, self.rulebook.choices) for one in self.rulebook.activities}

    @cached_property
    def exams(self) -> Mapping[str, Condition]:
        """What each active credential's exam formally asks: a route without confirmation where there is one."""
        found = {}
        for credential in self.rulebook.credentials:
            routes = [route for route in credential.formal if not route.confirm] or credential.formal
            found[credential.id] = self._any_of("formal", credential.id, routes)
        return found

    @cached_property
    def prepared_exams(self) -> Mapping[str, Condition]:
        """What each exam asks, with a line of preparation where the rulebook has any."""
        return {
            one.id: All((self.exams[one.id], self._any_of("prepare", one.id, one.prepare)))
            if one.prepare
            else self.exams[one.id]
            for one in self.rulebook.credentials
        }

    @cached_property
    def opened_exams(self) -> Mapping[str, Condition]:
        """What each exam still asks of someone to whom any route is open: a line of preparation where there is any."""
        return {
            one.id: All((self.formal[one.id], self.preparation[one.id])) if one.prepare else self.formal[one.id]
            for one in self.rulebook.credentials
        }

    @cached_property
    def lifts(self) -> Mapping[str, Condition]:
        """What turns each apprentice form into the full credential, by the credential's id."""
        return {
            one.id: All((self.holding[one.apprentice.id], self._any_of("lift", one.id, one.apprentice.lift)))
            for one in self.rulebook.credentials
            if one.apprentice
        }

    @cached_property
    def holding(self) -> Mapping[str, Condition]:
        """That a credential is held and active, by its id."""
        fact, label = self.rulebook.active_facts[0], self.rulebook.label
        includes = OPERATORS["includes"]
        return {id: Comparison(fact, includes, id, label("credentials", id)) for id in self.rulebook.credential_by_id}

    def _any_of(self, part: str, id: str, routes: Iterable[Route]) -> Condition:
        return Any_(tuple(self.openings[f"{part}:{id}:{route.id}"] for route in routes))


def _as_written(rulebook: Rulebook) -> tuple[dict[str, Condition], dict[str, Condition], dict[str, Condition]]:
    """List the conditions of the three strata as the authors wrote them."""
    levels = {f"level:{level.id}": level.requires for level in rulebook.levels}
    openings = {f"title:{title.id}": title_requirement(title, rulebook) for title in rulebook.titles}
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


def title_requirement(title: Title, rulebook: Rulebook) -> Condition:
    """Give what opens a title: the level from which it opens, and what it asks itself."""
    start = title.from_level or title.level
    rank = float(rulebook.level_rank[start]) if start != ONWARD else 0.0
    level_fact = rulebook.conclusions.get("level")
    if level_fact is None or rank == 0:
        return title.requires  # type: ignore[no-any-return]
    level = Comparison(level_fact, OPERATORS["at_least"], rank, rulebook.level_by_id[start].id)
    return All((level, title.requires))
