"""What the advice does not know: the questions that could change it, and the readings it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from advisor.advice.explain import Explainer
from advisor.advice.model import AssumptionAdvice, CertificationAdvice, QuestionAdvice, Reason
from advisor.engine.decide import Decision
from advisor.engine.program import program_of
from advisor.engine.reading import answer
from advisor.facts import read_facts
from advisor.person import FULL_TIME, HUNDREDTHS, Person
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Condition, facts_of
from advisor.rulebook.model import Assumption

_WEIGHTS = {"level": 10.0, "title": 2.0, "certification": 1.0}


@lru_cache(maxsize=64)
def _asked(rulebook: Rulebook) -> tuple[tuple[str, str, Condition], ...]:
    """List what questions could change: (entry, what it is about, condition)."""
    program = program_of(rulebook)
    found = []
    for entry, condition in (*program.levels.items(), *program.openings.items()):
        kind, id = entry.split(":")[:2]
        if kind != "lift":
            found.append((entry, entry if kind in ("level", "title") else f"certification:{id}", condition))
    return tuple(found)


def questions(
    rulebook: Rulebook, decision: Decision, standings: tuple[CertificationAdvice, ...], explainer: Explainer
) -> tuple[QuestionAdvice, ...]:
    """Give the questions whose answers could still change the advice, most telling first."""
    values = decision.values
    settled = {f"certification:{one.id}" for one in standings if one.status in ("held", "retired")}
    reached = rulebook.level_rank[decision.level]
    settled |= {f"level:{level.id}" for level in rulebook.levels[: reached + 1]}
    changes: dict[str, dict[str, None]] = {}
    first_fact: dict[str, str] = {}
    for entry, subject, condition in _asked(rulebook):
        if entry not in decision.unknown or subject in settled:
            continue
        for fact in explainer.asks(condition, values):
            question = rulebook.facts[fact].question
            if question:
                changes.setdefault(question, {})[subject] = None
                first_fact.setdefault(question, fact)
    weight = {q: sum(_WEIGHTS[subject.split(":")[0]] for subject in subjects) for q, subjects in changes.items()}
    order = {question: n for n, question in enumerate(rulebook.questions)}
    return tuple(
        QuestionAdvice(first_fact[q], rulebook.questions[q].text, tuple(changes[q]), rulebook.questions[q].help)
        for q in sorted(changes, key=lambda q: (-weight[q], order[q]))
    )


def assumptions(
    person: Person, rulebook: Rulebook, decision: Decision, explainer: Explainer
) -> tuple[AssumptionAdvice, ...]:
    """Give the readings on which the level or a title rests: those where another choice changes it."""
    found = []
    for assumption in rulebook.assumptions.values():
        chosen = rulebook.choices[assumption.id]
        for choice in assumption.choices:
            if choice == chosen:
                continue
            otherwise = _otherwise(assumption, choice, person, rulebook, decision)
            if otherwise:
                reason = Reason(
                    f"{assumption.question} {assumption.choices[chosen]} {assumption.reason}",
                    assumption.address,
                    f"{assumption.id} is {chosen}",
                    explainer.refs(assumption.sources),
                    (assumption.id,),
                )
                found.append(AssumptionAdvice(assumption.id, chosen, otherwise, (reason,)))
                break
    return tuple(found)


@lru_cache(maxsize=64)
def _resting(rulebook: Rulebook) -> Mapping[str, tuple[str, ...]]:
    """List, for each assumption, the levels and titles whose conditions name it (``*`` for a way of counting)."""
    conditions = {f"level:{level.id}": level.requires for level in rulebook.levels}
    conditions |= {f"title:{title.id}": title.requires for title in rulebook.titles}
    counting = {
        filter.get("hours_by")
        for fact in rulebook.facts.values()
        for filter in fact.read.values()
        if isinstance(filter, Mapping)
    }
    return {
        id: (
            *(e for e, condition in conditions.items() if id in facts_of(condition)),
            *(("*",) if id in counting else ()),
        )
        for id in rulebook.assumptions
    }


def _otherwise(assumption: Assumption, choice: str, person: Person, rulebook: Rulebook, decision: Decision) -> str:
    """Say what another choice would change: the level, or else one title."""
    resting = _resting(rulebook)[assumption.id]
    if not resting:
        return ""
    other = _chosen(rulebook, assumption.id, choice)
    values = decision.values
    if "*" in resting:
        full = round(FULL_TIME * HUNDREDTHS)
        if all(stint.weight in (0, full) for stint in person.stints or ()):
            return ""
        values = {**values, **read_facts(person, other)}
    program = program_of(other)
    level = next(one for one in reversed(rulebook.levels) if answer(program.levels[f"level:{one.id}"], values))
    if level.id != decision.level:
        return f"Your level would be {level.name}."
    for entry in resting:
        if entry.startswith("title:"):
            would, is_open = answer(program.openings[entry], values) is True, decision.holds(entry)
            if would != is_open:
                name = rulebook.title_by_id[entry.removeprefix("title:")].name
                return f"{name} would {'be open to you now' if would else 'not be open yet'}."
    return ""


@lru_cache(maxsize=64)
def _chosen(rulebook: Rulebook, id: str, choice: str) -> Rulebook:
    return rulebook.choose({id: choice})
