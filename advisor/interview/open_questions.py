"""Which questions are still open for a person, and which facts the answer to each could change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.facts.matching import Query, matches
from advisor.facts.plan import FactPlan, is_known
from advisor.facts.readers import is_counted_by_hours
from advisor.interview.fields import DETAILS, FIELDS, WHOLE, number_of, questions_by_field
from advisor.person import UNKNOWN, Person, School, Stint
from advisor.profile import Goal, Profile
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Facts
from advisor.rulebook.filters import EducationFilter, HoldsFilter, TrainingFilter, WorkFilter
from advisor.rulebook.model import Question


class OpenQuestion(NamedTuple):
    """A question with the id of its place in the profile, ``education`` or ``education[0].field``, and its field."""

    id: str
    field: str
    question: Question


def open_questions(
    profile: Profile, person: Person, declined: tuple[str, ...], rulebook: Rulebook
) -> Iterator[OpenQuestion]:
    """Give every question that is neither answered nor declined, in the order of the rulebook."""
    questions = questions_by_field(rulebook)
    for id, field in _unanswered(profile, person):
        if id not in declined and field in questions:
            yield OpenQuestion(id, field, questions[field])


def _unanswered(profile: Profile, person: Person) -> Iterator[tuple[str, str]]:
    """Give id and field of every place of which nothing is known."""
    goal = profile.goal or Goal()
    known = {"goal.track": goal.track or goal.title, "goal.setting": goal.setting}
    for field in WHOLE:
        if not known[field] if field in known else getattr(profile, field) is None:
            yield field, field
    for n, school in enumerate(person.schools or ()):
        for key in ("level", *DETAILS["education"]):
            if getattr(school, key) == (UNKNOWN if key == "field" else None):
                yield f"education[{n}].{key}", f"education.{key}"
    for n, (stint, job) in enumerate(zip(person.stints or (), profile.experience or (), strict=True)):
        for key in DETAILS["experience"]:
            unknown = (
                job.area is None and stint.area in (None, UNKNOWN) if key == "area" else getattr(stint, key) is None
            )
            if unknown:
                yield f"experience[{n}].{key}", f"experience.{key}"


def movable_facts(
    questions: list[OpenQuestion], person: Person, facts: Facts, rulebook: Rulebook, plan: FactPlan
) -> dict[str, frozenset[str]]:
    """Give the facts that the answer to each open question could change, by its id; those exactly known are none."""
    moved: dict[str, set[str]] = {question.id: set() for question in questions}
    for fact, _, wanted in plan.facts.values():
        if is_known(facts.get(fact)):
            continue
        reader = next(iter(rulebook.facts[fact].read))
        for question in questions:
            if _moves(question, reader, person, wanted):
                moved[question.id].add(fact)
    return {id: frozenset(some) for id, some in moved.items()}


def _moves(question: OpenQuestion, reader: str, person: Person, wanted: Query) -> bool:
    """Say whether the answer to a question could change a fact."""
    part, _, key = question.field.partition(".")
    filter = wanted.filter
    if part == "goal":
        return (reader == "setting") if key == "setting" else reader in ("track", "goal_title")
    if part == "certifications":
        shown = isinstance(filter, EducationFilter) and bool(filter.shown_by)
        return shown or isinstance(filter, HoldsFilter) or reader in ("credentials", "reinstatable")
    if part == "education":
        if not key:
            return isinstance(filter, EducationFilter | TrainingFilter)
        return _school_moves((person.schools or ())[number_of(question.id)], question.field, person, wanted, reader)
    if part != "experience":
        return reader == part
    if not key:
        return isinstance(filter, WorkFilter) or reader in ("track", "setting")
    if isinstance(filter, WorkFilter):
        return _stint_moves((person.stints or ())[number_of(question.id)], key, person, wanted)
    return (reader, key) in (("track", "area"), ("setting", "area"), ("setting", "setting"))


def _school_moves(school: School, field: str, person: Person, wanted: Query, reader: str) -> bool:
    """Say whether one part of a school could decide whether it counts."""
    filter = wanted.filter
    if isinstance(filter, TrainingFilter):
        counted, by_level = is_counted_by_hours(school, wanted), filter.at_most is not None
        told_by = ("education.field", "education.training_hours", *(("education.level",) if by_level else ()))
        return counted is not False and school.status != "withdrawn" and field in told_by
    if not isinstance(filter, EducationFilter) or not FIELDS[field].filters:
        return False
    match = matches(school, person.day, wanted)
    if field == "education.level" and reader == "highest_education":
        return match is not False
    return match is None and any(getattr(filter, key) is not None for key in FIELDS[field].filters)


def _stint_moves(stint: Stint, key: str, person: Person, wanted: Query) -> bool:
    """Say whether one part of a job could decide whether it counts; an area not recognized counts as unknown."""
    if getattr(wanted.filter, key) is None or not stint.counts:
        return False
    if key == "area":
        return stint.weight > 0
    may_be = stint if stint.area is not None else stint._replace(area=UNKNOWN)
    return matches(may_be, person.day, wanted) is None
