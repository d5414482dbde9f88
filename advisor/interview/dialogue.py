"""State in, question out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from advisor.advice.directions import directions_of
from advisor.advice.model import Advice, DirectionAdvice
from advisor.advice.prepared import Prepared
from advisor.advice.questions import WEIGHTS
from advisor.engine.program import Engine
from advisor.interview.entry_wording import name_in_words
from advisor.interview.fields import GOAL, choices_of, field_of, kind_of, number_of
from advisor.interview.model import Asked, State, Why
from advisor.interview.open_questions import OpenQuestion, movable_facts, open_questions
from advisor.interview.sensitivity import Sensitivity, Stakes
from advisor.interview.state import reopen
from advisor.person import Person
from advisor.profile import Profile, profile_from
from advisor.rulebook.book import Rulebook

_FIRST = (GOAL, "certifications")
"""What the ranking rests on as a whole, whatever else is known; the goal is asked before all."""


@dataclass(frozen=True, slots=True)
class _Look:
    """A state, understood."""

    prepared: Prepared
    profile: Profile
    person: Person
    slots: tuple[OpenQuestion, ...]
    fed: Mapping[str, frozenset[str]]
    stakes: Stakes


def next_question(state: State, rulebook: Rulebook, day: date, engine: Engine = "durable_rules") -> Asked | None:
    """Give the question that can still change the advice and tells most; None when none can."""
    look = _look(state, rulebook, day, engine)
    worth: dict[OpenQuestion, float] = {}
    for slot in look.slots:
        if weight := _worth(slot, look):
            worth[slot] = weight
    if not worth:
        return None
    best = max(worth, key=lambda slot: worth[slot])  # the first of several as telling
    return _asked(best, look)


def question(state: State, id: str, rulebook: Rulebook, day: date, engine: Engine = "durable_rules") -> Asked | None:
    """Give one question by its id, answered or not; None when there is none of that id for this person."""
    if field_of(id, rulebook) is None:
        return None
    look = _look(reopen(state, id), rulebook, day, engine)
    slot = next((slot for slot in look.slots if slot.id == id), None)
    return _asked(slot, look) if slot else None


def before(
    state: State, id: str, passed: Sequence[str], rulebook: Rulebook, day: date, engine: Engine = "durable_rules"
) -> Asked | None:
    """Give the question before one, of those that were passed in this order; None when it is the first."""
    earlier = passed[: passed.index(id)] if id in passed else passed
    found = (question(state, one, rulebook, day, engine) for one in reversed(earlier))
    return next((asked for asked in found if asked is not None), None)


def directions(state: State, rulebook: Rulebook, day: date) -> tuple[DirectionAdvice, ...]:
    """Give the three directions that suit who does not know what they would like to do, by what they said so far."""
    prepared = Prepared.of(rulebook, day)
    person = prepared.recognize(profile_from(state.profile), day)
    return directions_of(person, prepared.decide(person, witnessed=False), prepared.explainer)


def outcome(advice: Advice) -> tuple[Any, ...]:
    """Give what the interview settles: level, titles open, what is missing for the next level, next certifications."""
    above = advice.next_level
    gap = (above.id, tuple(reason.text for reason in above.missing)) if above else None
    following = tuple(one.id for one in advice.next_certifications)
    return advice.level.id, tuple(title.id for title in advice.titles), gap, following


def _look(state: State, rulebook: Rulebook, day: date, engine: Engine) -> _Look:
    prepared = Prepared.of(rulebook, day, engine)
    profile = prepared.written(profile_from(state.profile), day)
    person = prepared.recognize(profile, day)
    decision = prepared.decide(person)
    slots = tuple(open_questions(profile, person, state.declined, prepared.rulebook))
    fed = movable_facts(list(slots), person, decision.facts, prepared.rulebook, prepared.plan)
    moving = frozenset(fact for moved in fed.values() for fact in moved)
    return _Look(prepared, profile, person, slots, fed, Sensitivity(person, prepared, decision, moving).stakes())


def _worth(slot: OpenQuestion, look: _Look) -> float:
    """Say how much a question could change; an entry that is not understood comes before all but the goal."""
    if slot.field == "certifications.status":
        return 1e8
    if slot.field in _FIRST:
        return 1e9 if slot.field == _FIRST[0] else 1e7
    if slot.field == "experience.area" and (look.person.stints or ())[number_of(slot.id)].area is None:
        return 1e8
    subjects = {subject for fact in look.fed[slot.id] for subject in look.stakes.get(fact, ())}
    return sum(WEIGHTS[subject.split(":")[0]] for subject in subjects)


def _asked(slot: OpenQuestion, look: _Look) -> Asked:
    prepared = look.prepared
    fed = [fact for fact in prepared.plan.facts if fact in look.fed[slot.id]]
    subjects = {subject: None for fact in fed for subject in look.stakes.get(fact, ())}
    ordered = sorted(subjects, key=lambda subject: -WEIGHTS[subject.split(":")[0]])
    about = ""
    if "[" in slot.id:
        name = slot.id.partition("[")[0]
        said = getattr(look.profile, name)[number_of(slot.id)].model_dump(mode="json", exclude_unset=True)
        about = name_in_words(said, prepared.rulebook, name)
    return Asked(
        slot.id,
        (slot.question.each if about else None) or slot.question.text,
        slot.question.help,
        kind_of(slot.field),
        tuple(choices_of(slot.field, prepared.rulebook).items()),
        slot.question.examples,
        about,
        tuple(_why(subject, prepared) for subject in ordered) or _preferring(look.fed[slot.id], prepared),
    )


def _preferring(facts: frozenset[str], prepared: Prepared) -> tuple[Why, ...]:
    """Give the preferences that ask for a fact: each with the certification that it puts first."""
    rulebook, refs = prepared.rulebook, prepared.explainer.refs
    return tuple(
        Why(
            f"certification:{one.order[0]}",
            rulebook.credential_by_id[one.order[0]].acronym,
            one.address,
            refs(one.sources),
        )
        for one in rulebook.preferences
        if one.order[0] in rulebook.credential_by_id and not facts.isdisjoint(one.when.facts)
    )


def _why(subject: str, prepared: Prepared) -> Why:
    rulebook = prepared.rulebook
    kind, _, id = subject.partition(":")
    entry: Any
    if kind == "level":
        entry, name = rulebook.level_by_id[id], rulebook.level_by_id[id].name
    elif kind == "title":
        entry, name = rulebook.title_by_id[id], rulebook.title_by_id[id].name
    else:
        entry, name = rulebook.credential_by_id[id], rulebook.credential_by_id[id].acronym
    return Why(subject, name, entry.address, prepared.explainer.refs(entry.sources))
