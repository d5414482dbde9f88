"""Invented people whose whole profile is cut into rows: one a school, a job, a credential, a course."""

from __future__ import annotations

import random
from typing import Any

from advisor.profile import Education, Job, Profile
from advisor.roster.rows import profile_of
from advisor.roster.tidying import Tidier

Row = dict[str, str]
_MARKS = {
    "active": "",
    "lapsed": " (lapsed)",
    "in-progress": " (in progress)",
    "revoked": " (revoked)",
    "unknown": " (in the blue folder)",
}


def _written(row: dict[str, Any]) -> Row:
    return {column: str(value) for column, value in row.items() if value is not None}


def rows_of(profile: dict[str, Any]) -> list[Row]:
    """Write what rows can hold of a profile, a row for each entry and for each single value."""
    said = Profile.model_validate(profile)
    rows: list[dict[str, Any]] = [
        {"birth_year": said.birth_year},
        {"state": said.state},
        {"college_credits": None if said.college_credits is None else round(said.college_credits, 4)},
        {"name": said.name},
    ]
    for school in said.education or ():
        rows.append(
            {
                **_program(school),
                "education_status": school.status if school.status in ("in-progress", "withdrawn") else None,
                "education_completed": school.completed,
                "accreditation": "; ".join(school.accreditation or ()) or None,
            }
        )
    for job in said.experience or ():
        years = None if job.years is None else round(job.years, 4)
        rows.append(
            {
                "experience_role": _role(job),
                "experience_area": job.area,
                "setting": job.setting,
                "experience_years": _length(years, job.years_at_most),
                "hours_per_week": job.hours_per_week if "hours_per_week" in job.model_fields_set else None,
                "supervisory_years": years if years and job.supervision == "formal" else None,
                "privacy_years": years if years and job.privacy_management else None,
            }
        )
    rows += [{"coursework": course} for course in said.coursework or ()]
    if said.coursework == ():
        rows.append({"coursework": "none"})
    for one in said.certifications or ():
        dates = f" {one.earned or ''}..{one.expires or ''}".removesuffix(" ..")
        rows.append({"certifications": one.name + dates + _MARKS.get(one.status, "")})
    if said.certifications == ():
        rows.append({"certifications": "none"})
    if said.goal:
        rows += [{"goal_title": said.goal.title}, {"goal_track": said.goal.track}]
    return [row for row in map(_written, rows) if row]


def _program(school: Education) -> dict[str, Any]:
    """Write the level and field of a program: in a cell each, or in one with words that take its completion away."""
    if school.status == "unknown" and school.level != "none":
        return {"education_level": f"{school.level} in {school.field or 'nursing'}, almost"}
    return {"education_level": school.level, "education_field": school.field}


def _role(job: Job) -> str | None:
    """Write a role as people do, with its dates, its hours and its pay beside it."""
    if job.role is None:
        return None
    times = f", {job.start} to {job.end or 'present'}" if job.start else ""
    return job.role + times + ", part time" * bool(job.part_time) + ", unpaid" * (not job.paid)


def _length(years: float | None, at_most: float | None) -> str | None:
    if years is None or at_most is None:
        return None if years is None else str(years)
    return f"{years} - {round(at_most, 4)} years"


def whole(rows: list[Row], tidier: Tidier) -> dict[str, Any]:
    """Give the profile whose parts some rows are, each different entry once. Raises Unreadable."""
    profile: dict[str, Any] = {}
    for row in rows:
        part = profile_of({column: tidier.understand(column, text).value for column, text in row.items()})
        for key, value in part.items():
            if key == "goal":
                profile.setdefault(key, {}).update(value)
            elif isinstance(value, list | tuple):
                some = profile.setdefault(key, [])
                some += [one for one in value if one not in some]
            else:
                profile[key] = value
    return profile


def exploded(chance: random.Random, id: str, rows: list[Row]) -> list[Row]:
    """Give the rows of a person as an export may have them: some parts in one row, some rows and cells twice."""
    made: list[Row] = []
    for row in rows:
        fits = [one for one in made if not set(one) & set(row) and not _mixed(one, row)]
        if fits and chance.random() < 0.5:
            chance.choice(fits).update(row)
        else:
            made.append(dict(row))
        if chance.random() < 0.3:
            made.append(dict(chance.choice(made)))
    chance.shuffle(made)
    return [{"id": id, **row} for row in made or [{}]]


def _mixed(one: Row, other: Row) -> bool:
    """Say whether two rows would make one school or one job of two."""
    groups = [("education", "accreditation"), ("experience", "setting", "supervisory", "privacy", "hours")]
    return any(
        any(key.startswith(group) for key in one) and any(key.startswith(group) for key in other) for group in groups
    )
