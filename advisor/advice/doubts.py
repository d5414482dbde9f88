"""What the advice does not know: the questions that could change it, and the readings it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from advisor.advice.explain import Explainer
from advisor.advice.model import AssumptionAdvice, CertificationAdvice, QuestionAdvice, Reason
from advisor.advice.told import Told
from advisor.engine.decide import Decision
from advisor.engine.program import program_of, regions_of
from advisor.engine.reading import answer
from advisor.facts import read_facts
from advisor.person import FULL_TIME, HUNDREDTHS, Person
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Condition, facts_of
from advisor.rulebook.model import Assumption

_WEIGHTS = {"level": 10.0, "title": 2.0, "certification": 1.0}


class _Subject(NamedTuple):
    """What a question about an entry could change; ``place`` puts levels first."""

    place: int
    id: str
    weight: float
    is_level: bool


@lru_cache(maxsize=64)
def _subjects(rulebook: Rulebook) -> Mapping[str, _Subject]:
    """List by entry what questions could change."""
    program = program_of(rulebook)
    found = {}
    for place, entry in enumerate((*program.levels, *program.openings)):
        kind, id = entry.split(":")[:2]
        if kind != "lift":
            subject = entry if kind in ("level", "title") else f"certification:{id}"
            found[entry] = _Subject(place, subject, _WEIGHTS[subject.split(":")[0]], kind == "level")
    return found


def questions(
    rulebook: Rulebook, decision: Decision, standings: tuple[CertificationAdvice, ...]
) -> tuple[QuestionAdvice, ...]:
    """Give the questions whose answers could still change the advice, most telling first."""
    settled = {f"certification:{one.id}" for one in standings if one.status in ("held", "retired")}
    reached = rulebook.level_rank[decision.level]
    settled.update([f"level:{level.id}" for level in rulebook.levels[: reached + 1]])
    changes: dict[str, dict[str, float]] = {}
    first_fact: dict[str, str] = {}
    level_fact = rulebook.conclusions.get("level", "")
    by_level: list[str] = []
    subjects, question_of = _subjects(rulebook), _questions(rulebook)
    for subject, asked in sorted([(subjects[e], asked) for e, asked in decision.unknown.items() if e in subjects]):
        if subject.is_level:
            by_level += asked
        if subject.id in settled:
            continue
        if level_fact in asked:  # what could change the level changes all that asks for it
            asked = tuple(dict.fromkeys((*asked, *by_level)))
        for fact in asked:
            question = question_of[fact]
            if question:
                changes.setdefault(question, {})[subject.id] = subject.weight
                first_fact.setdefault(question, fact)
    in_order = [question for question in rulebook.questions if question in changes]
    in_order.sort(key=lambda question: sum(changes[question].values()), reverse=True)
    return tuple(
        [
            QuestionAdvice(first_fact[q], rulebook.questions[q].text, tuple(changes[q]), rulebook.questions[q].help)
            for q in in_order
        ]
    )


@lru_cache(maxsize=64)
def _questions(rulebook: Rulebook) -> Mapping[str, str]:
    """Give the question that asks for each fact, or an empty text."""
    return {fact.id: fact.question for fact in rulebook.facts.values()}


class _Reading(NamedTuple):
    """Another choice of an assumption, made ready: the rulebook with it, and the conditions it changes."""

    assumption: Assumption
    rulebook: Rulebook
    levels: Mapping[str, Condition]
    titles: Mapping[str, Condition]
    told: Told
    counting: frozenset[str]
    """The facts that count hours by the assumption."""


@lru_cache(maxsize=64)
def _readings(rulebook: Rulebook) -> tuple[_Reading, ...]:
    """List the choices that an institution did not make, with the levels and titles whose conditions they change."""
    counting: dict[str, set[str]] = {}
    for fact in rulebook.facts.values():
        for filter in fact.read.values():
            if isinstance(filter, Mapping) and "hours_by" in filter:
                counting.setdefault(filter["hours_by"], set()).add(fact.id)
    levels = {f"level:{level.id}": level.requires for level in rulebook.levels}
    titles = {f"title:{title.id}": title.requires for title in rulebook.titles}
    now = program_of(rulebook)
    found = []
    for id, assumption in rulebook.assumptions.items():
        for choice in assumption.choices:
            if choice == rulebook.choices[id]:
                continue
            other = rulebook.choose({id: choice})
            program = program_of(other)
            changed = {e: program.levels[e] for e, condition in levels.items() if id in facts_of(condition)}
            opened = {e: program.openings[e] for e, condition in titles.items() if id in facts_of(condition)}
            if changed or opened or id in counting:
                before = (*now.levels.values(), *(now.openings[entry] for entry in opened))
                scope = regions_of(rulebook).scope(*before, *changed.values(), *opened.values())._replace(quoted=())
                found.append(_Reading(assumption, other, changed, opened, Told(scope), frozenset(counting.get(id, ()))))
    return tuple(found)


def assumptions(
    person: Person, rulebook: Rulebook, decision: Decision, explainer: Explainer
) -> tuple[AssumptionAdvice, ...]:
    """Give the readings on which the level or a title rests: those where another choice changes it."""
    found: dict[str, AssumptionAdvice] = {}
    full = round(FULL_TIME * HUNDREDTHS)
    part_time = any(stint.weight not in (0, full) for stint in person.stints or ())
    for reading in _readings(rulebook):
        id = reading.assumption.id
        if id in found or (reading.counting and not part_time):
            continue
        if reading.counting:
            otherwise = _otherwise(reading, person, rulebook, decision)
        else:
            otherwise = reading.told.once(None, decision, _otherwise, reading, person, rulebook, decision)
        if otherwise:
            found[id] = AssumptionAdvice(id, rulebook.choices[id], otherwise, (_reason(reading, rulebook, explainer),))
    return tuple(found.values())


def _reason(reading: _Reading, rulebook: Rulebook, explainer: Explainer) -> Reason:
    assumption = reading.assumption
    chosen = rulebook.choices[assumption.id]
    text = f"{assumption.question} {assumption.choices[chosen]} {assumption.reason}"
    refs = explainer.refs(assumption.sources)
    return Reason(text, assumption.address, f"{assumption.id} is {chosen}", refs, (assumption.id,))


def _otherwise(reading: _Reading, person: Person, rulebook: Rulebook, decision: Decision) -> str:
    """Say what the other choice would change: the level, or else one title."""
    values, levels = decision.values, reading.levels
    if reading.counting:
        values = {**values, **read_facts(person, reading.rulebook, reading.counting)}
        levels = program_of(reading.rulebook).levels
    for level in reversed(rulebook.levels):
        entry = f"level:{level.id}"
        if answer(levels[entry], values) if entry in levels else entry in decision.routes:
            if level.id != decision.level:
                return f"Your level would be {level.name}."
            break
    for entry, condition in reading.titles.items():
        would = answer(condition, values) is True
        if would != decision.holds(entry):
            name = rulebook.title_by_id[entry.removeprefix("title:")].name
            return f"{name} would {'be open to you now' if would else 'not be open yet'}."
    return ""
