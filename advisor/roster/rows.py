"""What a row means: its cells, understood, as a profile in plain data.

``supervisory_years`` and ``privacy_years`` are years among ``experience_years``, counted from the same ones; the rest
of the years is then work without them. Years without a role or an area are years of the occupation's own work.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.roster.amounts import Unreadable
from advisor.words import USUAL_AREA

_PERSON = ("id", "name", "state", "birth_year", "college_credits", "coursework")
_SCHOOL = {"accreditation": "accreditation", "education_status": "status", "education_completed": "completed"}
_JOB = {"experience_role": "role", "experience_area": "area", "setting": "setting"}
_GOAL = {"goal_title": "title", "goal_track": "track"}
"""The columns of parts of a profile, and their keys there."""


def profile_of(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Give the profile that a row stands for; cells that say nothing are left out or None. Raises Unreadable."""
    said = {column: value for column, value in cells.items() if value is not None}
    profile: dict[str, Any] = {key: said[key] for key in _PERSON if key in said}
    if school := school_of(said):
        profile["education"] = [school]
    if jobs := jobs_of(said):
        profile["experience"] = jobs
    if "certifications" in said:
        profile["certifications"] = [credential_of(one) for one in said["certifications"]]
    if goal := _renamed(said, _GOAL):
        profile["goal"] = goal
    return profile


def school_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """Give the school of a row, or nothing."""
    level, text = said.get("education_level", (None, ""))
    school: dict[str, Any] = {"level": level} if level else {}
    if field := said.get("education_field"):
        if text and not level:
            raise Unreadable("unknown-word", "This is not a level of education that the rulebook knows.")
        school["field"] = field
    elif text:
        school["field"] = text
    return school | _renamed(said, _SCHOOL)


def jobs_of(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the work of a row as jobs without dates, one for each kind of duty. Raises Unreadable."""
    about = _renamed(said, _JOB)
    total, lead, privacy = (said.get(key) for key in ("experience_years", "supervisory_years", "privacy_years"))
    if total is None and lead is None and privacy is None:
        return [about] if about else []
    if "role" not in about and "area" not in about:
        about["area"] = USUAL_AREA
    marks = [mark for mark in (lead, privacy) if mark is not None]
    if total is None:
        total = max(marks)
    if any(mark > total for mark in marks):
        raise Unreadable("does-not-fit", "These years are more than the years of experience.")
    jobs = []
    begin = 0.0
    for end in sorted({*marks, total} - {0.0}) or [0.0]:
        job = {**about, "years": round(end - begin, 4)}
        if lead is not None:
            job["supervision"] = "formal" if begin < lead else "none"
        if privacy is not None:
            job["privacy_management"] = begin < privacy
        jobs.append(job)
        begin = end
    return jobs


def credential_of(said: tuple[str, str, str, str]) -> dict[str, str]:
    """Give one certification of a row."""
    return {key: value for key, value in zip(("name", "status", "earned", "expires"), said, strict=True) if value}


def _renamed(said: Mapping[str, Any], keys: Mapping[str, str]) -> dict[str, Any]:
    return {key: said[column] for column, key in keys.items() if column in said}
