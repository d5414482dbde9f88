"""State in, question out; state and answer in, state out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from advisor.advice.model import Advice, SourceRef
from advisor.advice.prepared import Prepared
from advisor.advice.questions import WEIGHTS
from advisor.dates import is_year_alone
from advisor.engine.program import Engine
from advisor.errors import InputError
from advisor.interview.answers import Given, put
from advisor.interview.entries import Unreadable
from advisor.interview.fields import DETAILS, FIELDS, LISTS, choices_of, field_of, kind_of, number_of
from advisor.interview.open_questions import OpenQuestion, movable_facts, open_questions
from advisor.interview.sensitivity import Sensitivity, Stakes
from advisor.person import Person
from advisor.profile import Profile, profile_from
from advisor.recognize import recognize
from advisor.rulebook.book import Rulebook

_FIRST = ("goal.track", "certifications")
"""What the ranking rests on as a whole, whatever else is known; the goal is asked before all."""


@dataclass(frozen=True, slots=True)
class State:
    """All there is to store: a profile as plain data, and the ids of the questions that were declined."""

    profile: Mapping[str, Any]
    declined: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the state as plain data, for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Why:
    """A rule that needs the answer: what is at stake, its name, the rule's address and its documents."""

    subject: str
    name: str
    rule: str
    sources: tuple[SourceRef, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its id, words, kind of answer, choices (word and name), reasons, and how many could remain.

    ``about`` is the entry of the person's own list that it speaks of; ``remaining`` counts this question too.
    """

    id: str
    text: str
    help: str
    kind: str
    choices: tuple[tuple[str, str], ...]
    examples: tuple[str, ...]
    about: str
    why: tuple[Why, ...]
    remaining: int

    def to_dict(self) -> dict[str, Any]:
        """Give the question as plain data, for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that cannot be taken, and a short sentence that says what would be right."""

    id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class _Look:
    """A state, understood."""

    prepared: Prepared
    profile: Profile
    person: Person
    slots: tuple[OpenQuestion, ...]
    fed: Mapping[str, frozenset[str]]
    stakes: Stakes


def start(profile: Mapping[str, Any] | None = None) -> State:
    """Begin an interview, with a profile or with nothing. Raises InputError when the profile is not valid."""
    return State(profile_from(profile or {}).model_dump(mode="json", exclude_unset=True))


def restored(data: Any) -> State:
    """Take up a state that ``State.to_dict`` wrote. Raises InputError when it is not one."""
    declined = data.get("declined", []) if isinstance(data, dict) else None
    if not isinstance(declined, list) or not all(isinstance(one, str) for one in declined):
        raise InputError("These are not the answers of an interview.")
    return State(start(data.get("profile")).profile, tuple(declined))


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
    return _asked(best, look, len(worth))


def question(state: State, id: str, rulebook: Rulebook, day: date, engine: Engine = "durable_rules") -> Asked | None:
    """Give one question by its id, answered or not; None when there is none of that id for this person."""
    if field_of(id, rulebook) is None:
        return None
    look = _look(reopen(state, id), rulebook, day, engine)
    slot = next((slot for slot in look.slots if slot.id == id), None)
    return _asked(slot, look, sum(_worth(one, look) > 0 for one in look.slots)) if slot else None


def answer(state: State, id: str, given: Given, rulebook: Rulebook, day: date) -> State | Refusal:
    """Put an answer into the profile: text, or the entries of a list; a Refusal says what would be right."""
    field = field_of(id, rulebook)
    if field is None:
        return Refusal(id, "There is no such question.")
    try:
        made = put(state.profile, id, field, given, rulebook.as_of(day), day)
    except (Unreadable, LookupError, TypeError) as problem:
        return Refusal(id, str(problem) if isinstance(problem, Unreadable) else "There is no such question.")
    keep = [one for one in state.declined if one != id and not one.startswith(f"{id}[")]
    if FIELDS[field].kind == "date" and is_year_alone(answered(State(made)).get(id)):
        keep.append(id)  # the person knows no more than the year, and is not asked again
    return State(made, tuple(keep))


def decline(state: State, id: str) -> State:
    """Leave a question unanswered: what it asks for stays unknown."""
    return state if id in state.declined else State(state.profile, (*state.declined, id))


def reopen(state: State, id: str) -> State:
    """Take an answer back; all others stay, but for the details of a list that is taken back."""
    made = deepcopy(dict(state.profile))
    declined = tuple(one for one in state.declined if one != id and not one.startswith(f"{id}["))
    head, _, key = id.partition(".")
    if head == "goal" and made.get("goal"):
        gone = ("track", "title") if key == "track" else (key,)
        made["goal"] = {name: value for name, value in made["goal"].items() if name not in gone}
    elif "[" in head:
        name, number = head[:-1].split("[")
        listed = made.get(name) or []
        if int(number) < len(listed):
            _take_back(listed[int(number)], key)
    else:
        made.pop(head, None)
    return State(made, declined)


def _take_back(entry: dict[str, Any], key: str) -> None:
    """Make a part of an entry unknown again; a job keeps its years, and a status left out would be the best."""
    if key == "status":
        entry[key] = "unknown"
    elif key in ("start", "end") and key in entry:
        entry[key] = entry[key][:4]
    else:
        entry.pop(key, None)


def answered(state: State) -> dict[str, Any]:
    """Give what was said, by the id of its question, in the order of the profile."""
    found: dict[str, Any] = {}
    for name, value in state.profile.items():
        if name == "goal":
            parts = {key: part for key, part in (value or {}).items() if part is not None}
            if aims := {key: part for key, part in parts.items() if key in ("title", "track")}:
                found["goal.track"] = aims
            if "setting" in parts:
                found["goal.setting"] = parts["setting"]
        elif name in LISTS:
            found[name] = value
            for number, entry in enumerate(value or ()):
                found |= {f"{name}[{number}].{key}": entry[key] for key in DETAILS.get(name, ()) if key in entry}
        elif value is not None:
            found[name] = value
    return found


def before(
    state: State, id: str, passed: Sequence[str], rulebook: Rulebook, day: date, engine: Engine = "durable_rules"
) -> Asked | None:
    """Give the question before one, of those that were passed in this order; None when it is the first."""
    earlier = passed[: passed.index(id)] if id in passed else passed
    found = (question(state, one, rulebook, day, engine) for one in reversed(earlier))
    return next((asked for asked in found if asked is not None), None)


def remarks(state: State, rulebook: Rulebook, day: date) -> tuple[str, ...]:
    """Give what there is to say about the words of a profile: what was not recognized, and how it was read."""
    person = recognize(profile_from(state.profile), rulebook.as_of(day), day)
    return tuple(remark.text for remark in person.remarks)


def outcome(advice: Advice) -> tuple[Any, ...]:
    """Give what the interview settles: level, titles open, what is missing for the next level, next certifications."""
    above = advice.next_level
    gap = (above.id, tuple(reason.text for reason in above.missing)) if above else None
    following = tuple(one.id for one in advice.next_certifications)
    return advice.level.id, tuple(title.id for title in advice.titles), gap, following


def _look(state: State, rulebook: Rulebook, day: date, engine: Engine) -> _Look:
    prepared = Prepared.of(rulebook, day, engine)
    profile = profile_from(state.profile)
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


def _asked(slot: OpenQuestion, look: _Look, remaining: int) -> Asked:
    prepared = look.prepared
    fed = [fact for fact in prepared.plan.facts if fact in look.fed[slot.id]]
    subjects = {subject: None for fact in fed for subject in look.stakes.get(fact, ())}
    ordered = sorted(subjects, key=lambda subject: -WEIGHTS[subject.split(":")[0]])
    about = ""
    if "[" in slot.id:
        said = getattr(look.profile, slot.id.partition("[")[0])[number_of(slot.id)]
        words = (getattr(said, name, None) for name in ("role", "field", "level", "area", "name"))
        about = next((str(word) for word in words if word), "")
    return Asked(
        slot.id,
        (slot.question.each if about else None) or slot.question.text,
        slot.question.help,
        kind_of(slot.field),
        tuple(choices_of(slot.field, prepared.rulebook).items()),
        slot.question.examples,
        about,
        tuple(_why(subject, prepared) for subject in ordered) or _preferring(look.fed[slot.id], prepared),
        remaining,
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
