"""What a row means: its cells, understood, as a profile in plain data.

``supervisory_years`` and ``privacy_years`` are years among ``experience_years``, counted from the same ones; the rest
of the years is then work without them. Years without a role or an area are years of the occupation's own work.

A cell of schooling or work is understood as entries (``Entry``): what its text says, key by key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.roster.amounts import Unreadable
from advisor.words import USUAL_AREA

Entry = tuple[tuple[str, Any], ...]
"""A part of a profile as pairs of key and value."""
_PERSON = ("id", "name", "state", "birth_year", "college_credits", "coursework")
_SCHOOL = {"accreditation": "accreditation", "education_status": "status", "education_completed": "completed"}
_JOB = {"experience_area": "area", "setting": "setting"}
_GOAL = {"goal_title": "title", "goal_track": "track"}
"""The columns of parts of a profile, and their keys there."""
_TIMES = ("start", "end", "years", "years_at_most")
_FINISHED = "completed"


def profile_of(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Give the profile that a row stands for; cells that say nothing are left out or None. Raises Unreadable."""
    said = {column: value for column, value in cells.items() if value is not None}
    profile: dict[str, Any] = {key: said[key] for key in _PERSON if key in said}
    if schools := schools_of(said):
        first, *others = schools
        if "college_credits" in first:
            profile.setdefault("college_credits", first.pop("college_credits"))
        beside = _renamed(said, _SCHOOL)
        profile["education"] = [joined(beside, first), *others]
    elif beside := _renamed(said, _SCHOOL):
        profile["education"] = [beside]
    if jobs := jobs_of(said):
        profile["experience"] = jobs
    if "certifications" in said:
        profile["certifications"] = [dict(one) for one in said["certifications"]]
    if goal := _renamed(said, _GOAL):
        profile["goal"] = goal
    return profile


def schools_of(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the schools that the cells of level and field name. Raises Unreadable when they do not fit together."""
    level = [dict(one) for one in said.get("education_level", ())]
    field = [dict(one) for one in said.get("education_field", ())]
    if level and field:
        if "level" not in level[0]:
            raise Unreadable("unknown-word", "This is not a level of education that the rulebook knows.")
        return [joined(level[0], field[0]), *level[1:], *field[1:]]
    return level or field


def joined(said: Mapping[str, Any], text: Mapping[str, Any]) -> dict[str, Any]:
    """Join the keys of a program with what a text says of it: the text may take away that it is finished."""
    made = {**text, **said}
    if said.get("status") == _FINISHED and "status" in text:
        made["status"] = text["status"]
    return made


def jobs_of(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the work of a row as jobs, one for each kind of duty. Raises Unreadable."""
    about = dict(said.get("experience_role", ())) | _renamed(said, _JOB)
    if "hours_per_week" in said:
        about["hours_per_week"] = said["hours_per_week"]
    length = dict(said.get("experience_years", ()))
    total, most = length.pop("years", None), length.pop("years_at_most", None)
    lead, privacy = said.get("supervisory_years"), said.get("privacy_years")
    about = {**length, **about}
    if total is None and lead is None and privacy is None:
        return [about] if about else []
    about = {key: value for key, value in about.items() if key not in _TIMES}
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
    if most is not None:
        jobs[-1]["years_at_most"] = round(most - total + jobs[-1]["years"], 4)
    return jobs


def _renamed(said: Mapping[str, Any], keys: Mapping[str, str]) -> dict[str, Any]:
    return {key: said[column] for column, key in keys.items() if column in said}
