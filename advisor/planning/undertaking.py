"""One thing to undertake: a program, a course, work, an exam; and the person once some of it is done.

What is undertaken is written into the profile and read like any other, so a plan can promise nothing that the rules
would not see.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from advisor.dates import is_year_alone, last_day, parse_partial
from advisor.profile import Certification, Education, Job, Profile
from advisor.rulebook.condition import ALWAYS, Condition, SourceRefs
from advisor.rulebook.model import Activity

Kind = Literal["program", "course", "work", "exam", "lift", "reinstate"]
FINISH, CONTINUE = "finish-education-", "keep-your-job"


@dataclass(frozen=True, slots=True, eq=False)
class Undertaking:
    """One thing to do. ``months`` and ``cost`` (US dollars) run from the least to the most; work lasts as needed.

    A cost of None is not known. ``proposed_for`` says whom it is proposed to while there is another way. ``unsure``
    is the number of things about it that hang on somebody else: requirements or a price that nobody confirmed, a job
    of a kind that the person has not had, a lead role.
    """

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
    college_credits: float = 0.0
    proposed_for: Condition = ALWAYS
    unsure: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """An undertaking from a day to a day, as it stands in a profile afterwards."""

    undertaking: Undertaking
    start: date
    end: date


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
            keys = ("area", "setting", "supervision", "privacy_management")
            said = {key: getattr(activity.work, key) for key in keys}
            jobs.append(Job(**said, start=one.start.isoformat(), end=last_day_worked))
        elif activity:
            if school := activity.education:
                said = {key: getattr(school, key) for key in ("level", "field", "practicum", "training_hours")}
                schools.append(Education(**said, accreditation=school.accreditation or None, completed=end))
            courses += activity.coursework
            credits = (credits or 0.0) + doing.college_credits if doing.college_credits else credits
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
    return tuple(job.model_copy(update={"end": last}) if goes_on(job, day) else job for job in profile.experience)


def goes_on(job: Job, day: date) -> bool:
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
