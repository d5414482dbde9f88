"""Which questions are still open for a person, and which facts the answer to each could change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.dates import is_year_alone
from advisor.facts.matching import Query, matches
from advisor.facts.plan import FactPlan, is_known
from advisor.facts.readers import is_counted_by_hours
from advisor.interview.fields import DETAILS, FIELDS, WHOLE, number_of, questions_by_field
from advisor.person import UNKNOWN, Person, School, Stint
from advisor.profile import Goal, Job, Profile
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Answer, Facts
from advisor.rulebook.filters import EducationFilter, HoldsFilter, TrainingFilter, WorkFilter
from advisor.rulebook.model import Question

_LENGTHS = ("years_worked", "hours_worked")
_TIME = {"start": _LENGTHS, "end": (*_LENGTHS, "years_since_work"), "years": _LENGTHS, "hours_per_week": _LENGTHS}
"""The parts of a job that say its time, and the readers that each can move."""


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
    for id, field in _unanswered(profile, person, rulebook):
        if id not in declined and field in questions:
            yield OpenQuestion(id, field, questions[field])


def _unanswered(profile: Profile, person: Person, rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    """Give id and field of every place of which nothing is known."""
    goal = profile.goal or Goal()
    known = {"goal.track": goal.track or goal.title, "goal.setting": goal.setting}
    for field in WHOLE:
        if not known[field] if field in known else getattr(profile, field) is None:
            yield field, field
    for n, school in enumerate(person.schools or ()):
        for key in ("level", *DETAILS["education"]):
            if _is_open_in_school(key, school):
                yield f"education[{n}].{key}", f"education.{key}"
    for n, (stint, job) in enumerate(zip(person.stints or (), profile.experience or (), strict=True)):
        for key in DETAILS["experience"]:
            if _is_open_in_job(key, stint, job):
                yield f"experience[{n}].{key}", f"experience.{key}"
    unknown = {one.id for one in person.held or () if one.status == "unknown"}
    for n, said in enumerate(profile.certifications or () if unknown else ()):
        id, _ = rulebook.find_credential(said.name) or ("", "")
        if said.status == "unknown" and id in unknown:
            yield f"certifications[{n}].status", "certifications.status"


def _is_open_in_school(key: str, school: School) -> bool:
    """Say whether a part of a school is not known, or its day of completion known to the year alone."""
    if key == "completed":
        return school.completed is None or school.completed != school.completed_by
    unknown = {"field": UNKNOWN, "status": "unknown"}
    return bool(getattr(school, key) == unknown.get(key))


def _is_open_in_job(key: str, stint: Stint, job: Job) -> bool:
    """Say whether a part of a job is not known: of its dates the month where the year leaves its time open."""
    if key == "area":
        return job.area is None and stint.area in (None, UNKNOWN)
    if key == "start":
        return is_year_alone(job.start) and not _says_years(job) and stint.least[:2] != stint.most[:2]
    if key == "end":
        return is_year_alone(job.end) and not _says_years(job) and stint.least.end != stint.most.end
    if key == "hours_per_week":
        return job.hours_are_unknown
    if key == "years":
        return job.start is None and not _says_years(job)
    return getattr(stint, key) is None


def _says_years(job: Job) -> bool:
    return job.years is not None or job.years_at_most is not None


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
        return shown or isinstance(filter, HoldsFilter) or reader in ("credentials", "reinstatable", "ending")
    if part == "education":
        if not key:
            return isinstance(filter, EducationFilter | TrainingFilter)
        return _school_moves((person.schools or ())[number_of(question.id)], question.field, person, wanted, reader)
    if part != "experience":
        return reader == part
    if not key:
        return isinstance(filter, WorkFilter) or reader in ("track", "setting")
    if isinstance(filter, WorkFilter):
        stint = (person.stints or ())[number_of(question.id)]
        if key in _TIME:
            return reader in _TIME[key] and stint.counts and _may_match(stint, person, wanted) is not False
        return _stint_moves(stint, key, person, wanted)
    return (reader, key) in (("track", "area"), ("setting", "area"), ("setting", "setting"))


def _school_moves(school: School, field: str, person: Person, wanted: Query, reader: str) -> bool:
    """Say whether one part of a school could decide whether it counts."""
    filter = wanted.filter
    if isinstance(filter, TrainingFilter):
        counted, by_level = is_counted_by_hours(school, wanted), filter.at_most is not None
        told_by = ("field", "status", "training_hours", *(("level",) if by_level else ()))
        return counted is not False and school.status != "withdrawn" and field.partition(".")[2] in told_by
    if not isinstance(filter, EducationFilter) or not FIELDS[field].filters:
        return False
    match = matches(school, person.day, wanted)
    if field == "education.level" and reader == "highest_education":
        return match is not False
    return match is None and any(getattr(filter, key) is not None for key in FIELDS[field].filters)


def _stint_moves(stint: Stint, key: str, person: Person, wanted: Query) -> bool:
    """Say whether one part of a job could decide whether it counts."""
    if getattr(wanted.filter, key) is None or not stint.counts:
        return False
    return key == "area" or _may_match(stint, person, wanted) is None


def _may_match(stint: Stint, person: Person, wanted: Query) -> Answer:
    """Say whether a job is of the kind; an area that was not recognized counts as unknown."""
    return matches(stint if stint.area is not None else stint._replace(area=UNKNOWN), person.day, wanted)
