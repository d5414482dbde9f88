"""From a profile to advice: recognize, read the facts, decide, explain. One way through, from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from advisor.advice.doubts import assumptions, questions
from advisor.advice.explain import Explainer, explainer_of
from advisor.advice.model import (
    Advice,
    Alike,
    GuidanceAdvice,
    GuidanceFigure,
    LevelAdvice,
    NextCertification,
    NextLevel,
    PersonRef,
    Reason,
    RulebookRef,
    SalaryRange,
    SourceRef,
    StepAdvice,
)
from advisor.advice.ranking import rank
from advisor.advice.sentences import cost_in_words, span_in_words
from advisor.advice.standing import standings
from advisor.advice.titles import near_titles, open_titles
from advisor.advice.told import Told
from advisor.advice.warnings import warnings
from advisor.engine.decide import Decision, decide
from advisor.engine.program import regions_of
from advisor.engine.stratum import Engine
from advisor.facts import read_facts
from advisor.person import Person
from advisor.profile import Profile, profile_from
from advisor.recognize import recognize
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import FactType
from advisor.rulebook.load import load_rulebook
from advisor.rulebook.model import Level, Step


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
    rulebook = (rulebook or bundled()).as_of(day := as_of or date.today())
    said = profile_from(profile)
    person = recognize(said, rulebook, day)
    decision = decide(read_facts(person, rulebook), rulebook, engine)
    explainer = explainer_of(rulebook)
    seen = (person.day, person.held, person.goal_title, person.track, person.setting)
    alike = decision.once(seen, _alike, person, rulebook, decision, explainer)
    return Advice.of(
        alike,
        profile=PersonRef(said.id, said.name),
        as_of=day.isoformat(),
        rulebook=RulebookRef(rulebook.id, rulebook.version, rulebook.digest),
        assumptions=assumptions(person, rulebook, decision, explainer),
        warnings=warnings(person, rulebook, decision, explainer),
        decided_by=engine,
    )


def _alike(person: Person, rulebook: Rulebook, decision: Decision, explainer: Explainer) -> Alike:
    certifications = standings(person, rulebook, decision, explainer)
    following = rank(certifications, person, rulebook, decision, explainer)
    above = next(iter(rulebook.levels[rulebook.level_rank[decision.level] + 1 :]), None)
    facts, unknown_facts = _facts(rulebook, decision.values)
    return Alike(
        facts=facts,
        unknown_facts=unknown_facts,
        level=_level(rulebook, decision, explainer),
        next_level=NextLevel(above.id, above.name, explainer.of_level(above, decision)) if above else None,
        titles=open_titles(rulebook, decision, explainer),
        near_titles=near_titles(rulebook, decision, explainer, person),
        certifications=certifications,
        next_certifications=following,
        steps=_steps(rulebook, decision, explainer, following),
        questions=questions(rulebook, decision, certifications),
        guidance=_guidance(rulebook, decision),
    )


@lru_cache(maxsize=1)
def bundled() -> Rulebook:
    """Give the rulebook that comes with the package, loaded once."""
    return load_rulebook()


def _facts(rulebook: Rulebook, values: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Write what is known, names sorted and levels by their id; and list the facts that are not known."""
    written: dict[str, Any] = {}
    unknown = []
    for id, type, ids in _fact_types(rulebook):
        value: Any = values.get(id)
        if isinstance(value, tuple):
            value, most = value
            if value != most:
                value = None
        if value is None:
            unknown.append(id)
        else:
            written[id] = ids[int(value)] if ids else tuple(sorted(value)) if type == "names" else value
    return written, tuple(unknown)


@lru_cache(maxsize=64)
def _fact_types(rulebook: Rulebook) -> tuple[tuple[str, FactType, tuple[str, ...]], ...]:
    """Give each fact with its type and, when that is ordered, the ids of its ranks."""
    found = []
    for id, fact in rulebook.facts.items():
        ids: Iterable[str] = ()
        if fact.type == "ordered":
            ids = rulebook.level_by_id if fact.of == "levels" else rulebook.vocabularies[fact.of].terms
        found.append((id, fact.type, tuple(ids)))
    return tuple(found)


def _level(rulebook: Rulebook, decision: Decision, explainer: Explainer) -> LevelAdvice:
    level = rulebook.level_by_id[decision.level]
    because = explainer.of_level(level, decision)
    if not because:
        because = (Reason(level.summary, level.address, str(level.requires), explainer.refs(level.sources)),)
    return LevelAdvice(level.id, level.name, _salary(level), because, level.summary, level.duties, decision.could_be)


def _salary(level: Level) -> SalaryRange | None:
    if level.salary is None:
        return None
    pay = level.salary
    return SalaryRange(pay.low, pay.high, "USD", "year", SourceRef(*pay.sources[0]), pay.open_ended, pay.year)


@lru_cache(maxsize=64)
def _steps_by_entry(rulebook: Rulebook) -> Mapping[str, tuple[Step, Told]]:
    """Give the steps, in the rulebook's order, by the name of the entry that decides them."""
    regions = regions_of(rulebook)
    return {f"step:{step.id}": (step, Told(regions.scope(step.when))) for step in rulebook.steps}


def _steps(
    rulebook: Rulebook, decision: Decision, explainer: Explainer, following: tuple[NextCertification, ...]
) -> tuple[StepAdvice, ...]:
    """Give the steps for this person in the rulebook's order; the one that earns the best credential comes first."""
    best = following[0].id if following and following[0].status != "not-yet" else None
    routes = decision.routes
    steps = [one for entry, one in _steps_by_entry(rulebook).items() if entry in routes]
    steps.sort(key=lambda one: one[0].credential is None or one[0].credential != best)
    reached = rulebook.level_rank[decision.level]
    found = []
    for step, told in steps:
        unlocks = _unlocks(step, rulebook, decision, reached)
        found.append(told.once(unlocks, decision, _step, step, unlocks, decision, explainer))
    return tuple(found)


def _step(step: Step, unlocks: tuple[str, ...], decision: Decision, explainer: Explainer) -> StepAdvice:
    because = explainer.because(step.when, decision.values, step.address, step.sources)
    if not because:
        because = (Reason(step.note or step.action, step.address, str(step.when), explainer.refs(step.sources)),)
    return StepAdvice(step.id, step.action, unlocks, span_in_words(step.months), cost_in_words(step.cost), because)


def _unlocks(step: Step, rulebook: Rulebook, decision: Decision, reached: int) -> tuple[str, ...]:
    """Leave out what is open already."""
    levels = rulebook.level_rank
    return tuple(
        [one for one in step.unlocks if one not in decision.routes and levels.get(one[6:], reached + 1) > reached]
    )


def _guidance(rulebook: Rulebook, decision: Decision) -> tuple[GuidanceAdvice, ...]:
    routes = decision.routes
    return tuple([advice for entry, advice in _guidance_by_entry(rulebook).items() if entry in routes])


@lru_cache(maxsize=64)
def _guidance_by_entry(rulebook: Rulebook) -> Mapping[str, GuidanceAdvice]:
    """Give all guidance, written once, by the name of the entry that decides it."""
    refs = explainer_of(rulebook).refs
    return {
        f"guidance:{one.id}": GuidanceAdvice(
            one.id,
            one.topic,
            one.title,
            one.text,
            one.items,
            tuple(GuidanceFigure(f.what, f.value, f.unit, f.year, f.area) for f in one.figures),
            one.address,
            refs(one.sources),
        )
        for one in rulebook.guidance
    }
