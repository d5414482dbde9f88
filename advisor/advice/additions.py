"""The same person with something done: a program finished, an exam passed, work done. Nothing else of them changes."""

from __future__ import annotations

from datetime import date

from advisor.dates import add_months, position
from advisor.person import FULL, UNKNOWN, Held, Person, School, Span, Stint
from advisor.rulebook.activity import Activity, AddedSchool, AddedWork
from advisor.rulebook.book import Rulebook
from advisor.words import EDUCATION_LEVELS


def holding(person: Person, id: str) -> Person:
    """Give the person who holds a credential, active on the day; also one who let it lapse."""
    others = [one for one in person.held or () if one.id != id]
    return person._replace(held=(*others, Held(id, "active")))


def having_finished(person: Person) -> Person:
    """Give the person who has finished the programs that they are in."""
    schools = [
        one._replace(status="completed", final_term=None, completed=one.completed or person.day)
        if one.status == "in-progress"
        else one
        for one in person.schools or ()
    ]
    return person._replace(schools=tuple(schools))


def having_reinstated(person: Person) -> Person:
    """Give the person whose lapsed credentials are active again, as far as that is still possible."""
    day = person.day
    held = [
        Held(one.id, "active") if one.reinstate_until and day <= one.reinstate_until else one
        for one in person.held or ()
    ]
    return person._replace(held=tuple(held))


def having_done(person: Person, activity: Activity, rulebook: Rulebook, months: int = 0) -> Person:
    """Give the person who has done what an activity is: it is finished on the day, or was worked at for some months.

    Work is done from the day on, so that the day moves by its months.
    """
    if activity.work:
        end = add_months(person.day, months)
        return person._replace(day=end, stints=(*(person.stints or ()), _stint(activity.work, person.day, end)))
    schools, courses, credits = person.schools, person.courses, person.college_credits
    if activity.education:
        others = [one for one in schools or () if one.level != 0]  # to have none is true once, and no longer
        schools = (*others, _school(activity.education, person.day, rulebook))
    if activity.coursework:
        courses = (courses or frozenset()) | frozenset(activity.coursework)
    if activity.college_credits:
        credits = (credits or 0.0) + activity.college_credits
    return person._replace(schools=schools, courses=courses, college_credits=credits)


def _field(added: AddedSchool, rulebook: Rulebook) -> str | None:
    if EDUCATION_LEVELS.index(added.level) <= EDUCATION_LEVELS.index("high-school"):
        return None
    return rulebook.vocabularies["fields"].find(added.field) if added.field else UNKNOWN


def _school(added: AddedSchool, day: date, rulebook: Rulebook) -> School:
    return School(
        EDUCATION_LEVELS.index(added.level),
        _field(added, rulebook),
        frozenset(added.accreditation) or None,
        "completed",
        None,
        added.practicum,
        rulebook.country,
        day,
        added.training_hours,
        day,
    )


def _stint(work: AddedWork, start: date, end: date) -> Stint:
    span = Span(position(start), position(end), None, FULL)
    return Stint(work.area, None, work.setting, work.supervision, work.privacy_management, span, span, True)
