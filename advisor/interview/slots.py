"""Which questions are still open for a person, and which facts the answer to each could move."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.facts import Values, fact_plan, is_known
from advisor.matching import Asked, matches
from advisor.person import UNKNOWN, Person, School, Stint
from advisor.profile import Profile
from advisor.rulebook.book import Rulebook
from advisor.rulebook.filters import EducationFilter, HoldsFilter, TrainingFilter, WorkFilter
from advisor.rulebook.model import Question

Feeds = dict[str, frozenset[str]]
"""The facts that each open question could still move, by the question's id in the interview."""

_OWN = {"college_credits": "college_credits", "coursework": "coursework", "interests": "interests", "state": "state"}
_SCHOOL_KEYS = {
    "level": ("level", "at_least"),
    "field": ("field",),
    "accreditation": ("accreditation",),
    "final_term": ("final_term",),
    "practicum": ("practicum",),
    "completed": ("completed_within_years", "expected_within_months"),
}
"""A school's part, and what a filter asks of it."""
_JOB_KEYS = ("area", "setting", "supervision", "privacy_management")


class Slot(NamedTuple):
    """One place in a profile that a question fills: ``education``, or ``education[0].field``."""

    id: str
    field: str
    question: Question


def questions_by_field(rulebook: Rulebook) -> dict[str, Question]:
    """Give a rulebook's questions by the place that they fill; an entry's first part stands for its list."""
    found: dict[str, Question] = {}
    for question in rulebook.questions.values():
        found.setdefault(question.field, question)
        if question.field in ("education.level", "experience.role", "certifications.name"):
            found.setdefault(question.field.split(".")[0], question)
    return found


def open_slots(profile: Profile, person: Person, declined: tuple[str, ...], rulebook: Rulebook) -> Iterator[Slot]:
    """Give every question that is neither answered nor declined, in the order of the rulebook."""
    wording = questions_by_field(rulebook)
    goal = profile.goal
    said = {
        "goal.track": goal is not None and (goal.track or goal.title),
        "goal.setting": goal is not None and goal.setting,
        **{key: getattr(profile, key) is not None
           for key in ("education", "experience", "certifications", *_OWN)},
    }  # fmt: skip
    found = [(field, field) for field, answered in said.items() if not answered]
    for n, school in enumerate(person.schools or ()):
        missing = {
            "level": school.level is None,
            "field": school.field == UNKNOWN,
            "accreditation": school.accreditation is None,
            "final_term": school.final_term is None,
            "practicum": school.practicum is None,
            "completed": school.completed is None,
            "training_hours": school.training_hours is None,
        }
        found += [(f"education[{n}].{key}", f"education.{key}") for key, open_ in missing.items() if open_]
    for n, stint in enumerate(person.stints or ()):
        job = (profile.experience or ())[n]
        absent = {
            "area": job.area is None and stint.area in (None, UNKNOWN),
            "setting": stint.setting is None,
            "supervision": stint.supervision is None,
            "privacy_management": stint.privacy_management is None,
        }
        found += [(f"experience[{n}].{key}", f"experience.{key}") for key, open_ in absent.items() if open_]
    for id, field in found:
        if id not in declined and field in wording:
            yield Slot(id, field, wording[field])


def feeds(slots: list[Slot], person: Person, values: Values, rulebook: Rulebook) -> Feeds:
    """Give the facts that each open question could still move: none that is exactly known."""
    moved: dict[str, set[str]] = {slot.id: set() for slot in slots}
    fields = {slot.field for slot in slots}
    for fact, _, asked in fact_plan(rulebook):
        if is_known(values.get(fact)):
            continue
        reader = next(iter(rulebook.facts[fact].read))
        for slot in slots:
            if _moves(slot, reader, person, asked, fields):
                moved[slot.id].add(fact)
    return {id: frozenset(facts) for id, facts in moved.items()}


def _moves(slot: Slot, reader: str, person: Person, asked: Asked, fields: set[str]) -> bool:
    part, _, key = slot.field.partition(".")
    filter = asked.filter
    if part in _OWN:
        return reader == _OWN[part]
    if part == "goal":
        return (reader == "setting") if key == "setting" else reader in ("track", "goal_title")
    if part == "certifications":
        shown = isinstance(filter, EducationFilter) and bool(filter.shown_by)
        return shown or isinstance(filter, HoldsFilter) or reader in ("credentials", "reinstatable")
    if part == "education":
        if slot.id == part:
            return isinstance(filter, EducationFilter | TrainingFilter)
        return _school_moves((person.schools or ())[_number(slot.id)], key, person, asked, reader)
    if slot.id == part:
        return isinstance(filter, WorkFilter) or reader in ("track", "setting")
    stint = (person.stints or ())[_number(slot.id)]
    if isinstance(filter, WorkFilter):
        return _stint_moves(stint, key, person, asked)
    return (reader, key) in (("track", "area"), ("setting", "area"), ("setting", "setting"))


def _school_moves(school: School, key: str, person: Person, asked: Asked, reader: str) -> bool:
    filter = asked.filter
    if isinstance(filter, TrainingFilter):
        return school.status != "withdrawn" and key in ("field", "training_hours")
    if not isinstance(filter, EducationFilter) or key == "training_hours":
        return False
    match = matches(school, person, asked)
    if key == "level" and reader == "highest_education":
        return match is not False
    return match is None and any(getattr(filter, name) is not None for name in _SCHOOL_KEYS[key])


def _stint_moves(stint: Stint, key: str, person: Person, asked: Asked) -> bool:
    """Say whether one part of a job could decide whether it counts; an area not recognized is none until it is said."""
    wanted = getattr(asked.filter, key)
    if wanted is None or not stint.counts:
        return False
    if key == "area":
        return stint.weight > 0
    may_be = stint if stint.area is not None else stint._replace(area=UNKNOWN)
    return matches(may_be, person, asked) is None


def _number(id: str) -> int:
    return int(id.partition("[")[2].partition("]")[0])
