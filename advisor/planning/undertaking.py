"""What one person could undertake: programs, courses, work, exams; and the person once some of it is done.

All of it comes from the rulebook's activities and credentials and from the person's own profile (a program under way,
a job that goes on). What is undertaken is written into the profile and read like any other, so a plan can promise
nothing that the rules would not see.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from advisor.dates import is_year_alone, last_day, parse_partial
from advisor.engine.program import Program
from advisor.facts.readers import active_credentials
from advisor.person import Person
from advisor.profile import Certification, Education, Job, Profile
from advisor.rulebook.activity import Activity
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import ALWAYS, Condition, SourceRefs
from advisor.rulebook.credential import Credential

Kind = Literal["program", "course", "work", "exam", "lift", "reinstate"]
FINISH, CONTINUE = "finish-education-", "keep-your-job"
LONGEST_REMAINDER = 24
"""Months to finish a program under way when neither its date nor its kind is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Undertaking:
    """One thing to do. ``months`` and ``cost`` (US dollars) run from the least to the most; work lasts as needed."""

    id: str
    kind: Kind
    name: str
    action: str
    requires: Condition
    rule: str
    sources: SourceRefs
    months: tuple[int, int] = (0, 0)
    hours: int = 0
    cost: tuple[int, int] | None = (0, 0)
    cost_year: str = ""
    note: str = ""
    activity: Activity | None = None
    credential: str = ""
    school: int | None = None
    until: date | None = None
    """The last day on which it can be begun."""


@dataclass(frozen=True, slots=True)
class Done:
    """An undertaking from a day to a day, as it stands in a profile afterwards."""

    undertaking: Undertaking
    start: date
    end: date


def undertakings(profile: Profile, person: Person, program: Program) -> dict[str, Undertaking]:
    """List all that a person could undertake, by id, as of the day of ``person``."""
    rulebook = program.rulebook
    found = [
        *_own_programs(profile, person, rulebook),
        *_own_jobs(profile, person),
        *(_activity(activity, program) for activity in rulebook.activities),
    ]
    active = active_credentials(person, rulebook)
    for credential in rulebook.credentials:
        if credential.status == "active" and credential.id not in active:
            found += _exams(credential, person, program, active)
    return {one.id: one for one in found}


def _own_programs(profile: Profile, person: Person, rulebook: Rulebook) -> Iterable[Undertaking]:
    for number, said in enumerate(profile.education or ()):
        school = (person.schools or ())[number]
        if school.status != "in-progress":
            continue
        months = _remaining(said, school.completed_by, person.day, rulebook)
        what = f"your {said.level.replace('-', ' ')} program" if said.level else "your program"
        yield Undertaking(
            f"{FINISH}{number + 1}",
            "program",
            what,
            f"Finish {what}.",
            ALWAYS,
            "",
            (),
            months=(months, months),
            school=number,
            note="You have begun it, so its price is not counted here.",
        )


def _remaining(said: Education, expected: date | None, day: date, rulebook: Rulebook) -> int:
    if said.final_term:
        return 4
    if expected is not None and expected > day:
        return max(1, (expected.year - day.year) * 12 + expected.month - day.month + (expected.day > day.day))
    usual = [a.months.high for a in rulebook.activities if a.education and a.education.level == said.level and a.months]
    return round(max(usual)) if usual else LONGEST_REMAINDER


def _own_jobs(profile: Profile, person: Person) -> Iterable[Undertaking]:
    jobs = zip(person.stints or (), profile.experience or (), strict=True)
    if any(stint.counts and _goes_on(job, person.day) for stint, job in jobs):
        yield Undertaking(CONTINUE, "work", "your present work", "Keep working where you are.", ALWAYS, "", ())


def _activity(activity: Activity, program: Program) -> Undertaking:
    months = (round(activity.months.low), round(activity.months.high)) if activity.months else (0, 0)
    cost = (round(activity.cost.low), round(activity.cost.high)) if activity.cost else (0, 0)
    note = " ".join(text for text in (activity.note, activity.cost.note if activity.cost else "") if text)
    return Undertaking(
        activity.id,
        activity.kind,
        activity.name,
        activity.action,
        program.activities[activity.id],
        activity.address,
        activity.sources,
        months,
        activity.hours_per_week or 0,
        cost,
        activity.cost.year if activity.cost else "",
        note,
        activity,
    )


def _exams(credential: Credential, person: Person, program: Program, active: frozenset[str]) -> Iterable[Undertaking]:
    apprentice = credential.apprentice
    first = apprentice.id if apprentice else credential.id
    acronym, _ = credential.called(person.day)
    if apprentice:
        yield Undertaking(
            f"lift-{credential.id}",
            "lift",
            f"the {acronym} without its suffix",
            f"Have the {apprentice.acronym} turned into the full {acronym}.",
            program.lifts[credential.id],
            f"{credential.address}/lift",
            credential.sources,
            credential=credential.id,
        )
    for held in person.held or ():
        if held.status == "lapsed" and held.id in (credential.id, first) and held.reinstate_until and credential.lapse:
            yield Undertaking(
                f"reinstate-{held.id}",
                "reinstate",
                f"the {acronym}, made active again",
                f"Have your {acronym} made active again before its deadline.",
                ALWAYS,
                f"{credential.address}/lapse",
                credential.sources,
                (1, 1),
                note=credential.lapse.text,
                credential=held.id,
                until=held.reinstate_until,
            )
    if first in active:
        return
    study = credential.study_months
    low, high = (max(1, round(study.low)), max(1, round(study.high))) if study else (1, 3)
    text = f"Prepare for the {acronym} exam and pass it."
    if apprentice:
        text = f"Prepare for the {acronym} exam and pass it. You may hold it as the {apprentice.acronym} at first."
    yield Undertaking(
        f"earn-{credential.id}",
        "exam",
        f"the {acronym}",
        text,
        program.prepared_exams[credential.id],
        f"{credential.address}/formal",
        credential.sources,
        (low, high),
        credential.study_hours_per_week,
        _fees(credential),
        next((price.year for price in credential.cost if price.year), ""),
        credential.check,
        credential=first,
    )


def _fees(credential: Credential) -> tuple[int, int] | None:
    exam = [round(price.amount) for price in credential.cost if not price.on_top]
    besides = [round(price.amount) for price in credential.cost if price.on_top] or [0]
    return (min(exam) + min(besides), max(exam) + max(besides)) if exam else None


def resting(profile: Profile, day: date) -> Profile:
    """Give the person who does nothing from a day on: jobs end then, and certifications are kept renewed."""
    parts = {"experience": _closed(profile, day), "certifications": _kept(profile, day)}
    return profile.model_copy(update={name: part for name, part in parts.items() if part is not None})


def after(profile: Profile, start: date, done: Iterable[Done]) -> Profile:
    """Give the person of ``resting`` with undertakings done, written into the profile as entries of their own."""
    rested = resting(profile, start)
    schools, jobs = list(rested.education or ()), list(rested.experience or ())
    held, courses = list(rested.certifications or ()), list(rested.coursework or ())
    credits = rested.college_credits
    for one in done:
        doing, activity = one.undertaking, one.undertaking.activity
        end, last_day_worked = one.end.isoformat(), _day_before(one.end)
        if doing.school is not None:
            schools[doing.school] = schools[doing.school].model_copy(update={"status": "completed", "completed": end})
        elif doing.credential:
            held = [c for c in held if c.name != doing.credential]
            held.append(Certification(name=doing.credential, earned=end))
        elif doing.id == CONTINUE:
            jobs = _continued(profile, jobs, last_day_worked)
        elif activity and activity.work:
            said = {key: getattr(activity.work, key) for key in ("area", "supervision", "privacy_management")}
            jobs.append(Job(**said, start=one.start.isoformat(), end=last_day_worked))
        elif activity:
            if school := activity.education:
                said = {key: getattr(school, key) for key in ("level", "field", "practicum", "training_hours")}
                schools.append(Education(**said, accreditation=school.accreditation or None, completed=end))
            courses += activity.coursework
            credits = (credits or 0.0) + activity.college_credits if activity.college_credits else credits
    if any(school.level != "none" for school in schools):
        schools = [school for school in schools if school.level != "none"]  # true once, and no longer
    parts: dict[str, Sequence[object]]
    parts = {"education": schools, "experience": jobs, "certifications": held, "coursework": courses}
    changes = {name: tuple(part) for name, part in parts.items() if part or getattr(profile, name) is not None}
    return rested.model_copy(update={**changes, "college_credits": credits})


def _day_before(day: date) -> str:
    return (day - timedelta(days=1)).isoformat()


def _closed(profile: Profile, day: date) -> tuple[Job, ...] | None:
    if profile.experience is None:
        return None
    last = _day_before(day)
    return tuple(job.model_copy(update={"end": last}) if _goes_on(job, day) else job for job in profile.experience)


def _goes_on(job: Job, day: date) -> bool:
    """Whether a job surely goes on: it has begun by the day, and is not said to have ended, or only later."""
    if job.start is None or job.years is not None or parse_partial(job.start) > day:
        return False
    return job.end is None or (parse_partial if is_year_alone(job.end) else last_day)(job.end) >= day


def _continued(profile: Profile, jobs: list[Job], last: str) -> list[Job]:
    said = profile.experience or ()
    return [
        job.model_copy(update={"end": last}) if n < len(said) and job is not said[n] else job
        for n, job in enumerate(jobs)
    ]


def _kept(profile: Profile, day: date) -> tuple[Certification, ...] | None:
    if profile.certifications is None:
        return None
    return tuple(
        one.model_copy(update={"expires": None}) if one.expires and last_day(one.expires) >= day else one
        for one in profile.certifications
    )
