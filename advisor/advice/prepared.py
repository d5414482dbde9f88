"""A rulebook made ready to advise by: everything that does not depend on a person is worked out once, here.

``Prepared.of`` gives the one of a rulebook, a day and an engine. It lives as long as the rulebook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, cached_property
from typing import Any

from advisor.advice.assumptions import Assumptions
from advisor.advice.directions import directions_of
from advisor.advice.effort import Efforts
from advisor.advice.explain import Explainer
from advisor.advice.gaps import Gaps
from advisor.advice.model import (
    Advice,
    FactData,
    GuidanceAdvice,
    GuidanceFigure,
    LevelAdvice,
    NextLevel,
    PersonRef,
    Reason,
    RulebookRef,
    SalaryRange,
    SourceRef,
)
from advisor.advice.next_step import next_of
from advisor.advice.questions import Questions
from advisor.advice.ranking import Ranking
from advisor.advice.renewals import renewals_of
from advisor.advice.standing import Standings
from advisor.advice.steps import Steps
from advisor.advice.titles import Titles
from advisor.advice.warnings import Warnings
from advisor.engine.decide import Decision, decide
from advisor.engine.program import Engine, Program
from advisor.facts.plan import FactPlan
from advisor.facts.work import INFINITE
from advisor.person import Person
from advisor.profile import Profile
from advisor.recognize import recognize
from advisor.recognize.written_out import written_out
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Facts, FactType
from advisor.rulebook.load import load_rulebook
from advisor.rulebook.model import Level


@cache
def bundled() -> Rulebook:
    """Give the rulebook that comes with the package, loaded once."""
    return load_rulebook()


class Prepared:
    """A rulebook, with only the entries of one day, made ready for one engine. Safe among threads."""

    def __init__(self, rulebook: Rulebook, engine: Engine) -> None:
        self.rulebook, self.engine = rulebook, engine
        self.program = Program(rulebook, engine)
        self.plan = FactPlan(rulebook)
        self.explainer = Explainer(self.program)
        self.gaps = Gaps(self.explainer, self.plan)
        self.efforts = Efforts(self.program, self.plan)
        self.standings, self.titles = Standings(self.explainer, self.efforts), Titles(self.explainer, self.efforts)
        self.ranking, self.steps = Ranking(self.explainer, self.gaps), Steps(self.explainer, self.plan)
        self.questions = Questions(self.explainer)
        self.warnings = Warnings(self.explainer)
        self.ref = RulebookRef(rulebook.id, rulebook.version, rulebook.digest)

    @classmethod
    def of(cls, rulebook: Rulebook | None, day: date, engine: Engine = "durable_rules") -> Prepared:
        """Give the one of a rulebook (default: the one in the package) on a day, made ready when first asked for."""
        edition = (rulebook or bundled()).as_of(day)
        found = edition.prepared.get(engine)
        if found is None:
            found = edition.prepared.setdefault(engine, cls(edition, engine))
        return found  # type: ignore[no-any-return]

    @cached_property
    def assumptions(self) -> Assumptions:
        """The contested readings."""
        return Assumptions(self.explainer, self.plan)

    def recognize(self, profile: Profile, day: date) -> Person:
        """Recognize a person's words as of a day. Raises InputError for words outside a closed list."""
        return recognize(profile, self.rulebook, day)

    def written(self, profile: Profile, day: date) -> Profile:
        """Give a profile with its free text written out: its entries are those of the person recognized from it."""
        return written_out(profile, self.rulebook, day).profile

    def decide(self, person: Person, witnessed: bool = True) -> Decision:
        """Read a person's facts and decide every entry; without the engine unless ``witnessed``."""
        return decide(self.plan.read(person), self.program, witnessed)

    def advise(self, profile: Profile, day: date, change: Callable[[Person], Person] | None = None) -> Advice:
        """Advise a person as of a day, or who they are after a ``change``. Raises InputError and EngineError."""
        person = self.recognize(profile, day)
        if change:
            person = change(person)
        decision = self.decide(person)
        rulebook, explainer = self.rulebook, self.explainer
        effort = self.efforts.of(decision.facts)
        certifications = self.standings.of(person, decision, effort)
        gaps = self.gaps.codes(decision)
        following = self.ranking.of(certifications, person, decision, gaps)
        above = next(iter(rulebook.levels[rulebook.level_rank[decision.level] + 1 :]), None)
        facts, unknown_facts = self._facts(decision.facts, person)
        steps = self.steps.of(person, decision, following)
        questions = self.questions.of(decision, certifications)
        return Advice(
            profile=PersonRef(profile.id, profile.name),
            as_of=person.day.isoformat(),
            rulebook=self.ref,
            facts=facts,
            unknown_facts=unknown_facts,
            level=self._level(decision),
            next_level=NextLevel(above.id, above.name, explainer.of_level(above, decision)) if above else None,
            next=next_of(decision, steps, questions, following, rulebook.name_of),
            titles=self.titles.open(decision),
            near_titles=self.titles.near(decision, person, effort),
            certifications=certifications,
            next_certifications=following,
            steps=steps,
            renewals=renewals_of(person, explainer),
            assumptions=self.assumptions.of(self.written(profile, day), person, decision),
            questions=questions,
            warnings=self.warnings.of(person, decision),
            guidance=tuple(
                [one for entry, one in self._guidance.items() if entry in decision.holding and _known(one, day)]
            ),
            decided_by=self.engine,
            directions=() if person.track or person.goal_title else directions_of(person, decision, explainer),
        )

    def _facts(self, facts: Facts, person: Person) -> tuple[dict[str, FactData], tuple[str, ...]]:
        """Write what is known, names sorted and levels by their id; and list the facts that are not known.

        Years of the work that a person spoke of may be known within bounds: the least and the most.
        """
        written: dict[str, FactData] = {}
        unknown = []
        for id, type, ids in self._fact_types:
            value: Any = facts.get(id)
            if isinstance(value, tuple):
                value, most = value
                if value != most and type == "years" and most < INFINITE and person.stints:
                    written[id] = (value, most)
                    continue
                value = value if value == most else None
            if value is None:
                unknown.append(id)
            else:
                written[id] = ids[int(value)] if ids else tuple(sorted(value)) if type == "names" else value
        return written, tuple(unknown)

    @cached_property
    def _fact_types(self) -> tuple[tuple[str, FactType, tuple[str, ...]], ...]:
        """Each fact with its type and, when that is ordered, the ids of its ranks."""
        found = []
        for id, fact in self.rulebook.facts.items():
            ids: Iterable[str] = ()
            if fact.type == "ordered":
                levels = fact.of == "levels"
                ids = self.rulebook.level_by_id if levels else self.rulebook.vocabularies[fact.of].terms
            found.append((id, fact.type, tuple(ids)))
        return tuple(found)

    def _level(self, decision: Decision) -> LevelAdvice:
        level, explainer = self.rulebook.level_by_id[decision.level], self.explainer
        because = explainer.of_level(level, decision)
        if not because:
            text = explainer.text_of(level.requires)
            because = (Reason(level.summary, level.address, text, explainer.refs(level.sources)),)
        return LevelAdvice(
            level.id, level.name, _salary(level), because, level.summary, level.duties, decision.could_be
        )

    @cached_property
    def _guidance(self) -> Mapping[str, GuidanceAdvice]:
        """All guidance, by the name of the entry that decides it."""
        return {
            f"guidance:{one.id}": GuidanceAdvice(
                one.id,
                one.topic,
                one.title,
                one.text,
                one.items,
                tuple(GuidanceFigure(f.what, f.value, f.unit, f.year, f.area) for f in one.figures),
                one.address,
                self.explainer.refs(one.sources),
            )
            for one in self.rulebook.guidance
        }


def _known(guidance: GuidanceAdvice, day: date) -> bool:
    """Say whether all its figures are of the day's year or earlier: who asks about 2015 is told nothing of 2024."""
    return all(int(one.year[:4]) <= day.year for one in guidance.figures if one.year[:4].isdecimal())


def _salary(level: Level) -> SalaryRange | None:
    if level.salary is None:
        return None
    pay = level.salary
    return SalaryRange(pay.low, pay.high, "USD", "year", SourceRef(*pay.sources[0]), pay.open_ended, pay.year)
