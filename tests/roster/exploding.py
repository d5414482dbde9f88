"""Invented people whose whole profile is cut into rows: one a school, a job, a credential, a course."""

from __future__ import annotations

import random
from typing import Any

from advisor.profile import Profile
from advisor.roster.rows import profile_of
from advisor.roster.tidying import Tidier

Row = dict[str, str]
_MARKS = {"active": "", "lapsed": " (lapsed)", "in-progress": " (in progress)", "revoked": " (revoked)"}


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
                "education_level": school.level,
                "education_field": school.field,
                "education_status": school.status if school.status in ("in-progress", "withdrawn") else None,
                "education_completed": school.completed,
                "accreditation": "; ".join(school.accreditation or ()) or None,
            }
        )
    for job in said.experience or ():
        years = None if job.years is None else round(job.years, 4)
        rows.append(
            {
                "experience_role": job.role,
                "experience_area": job.area,
                "setting": job.setting,
                "experience_years": years,
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
    groups = [("education", "accreditation"), ("experience", "setting", "supervisory", "privacy")]
    return any(
        any(key.startswith(group) for key in one) and any(key.startswith(group) for key in other) for group in groups
    )
