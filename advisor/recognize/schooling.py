"""Recognizes schools and programs."""

from __future__ import annotations

import re
from datetime import date

from advisor.dates import is_year_alone
from advisor.person import UNKNOWN, School
from advisor.profile import Education
from advisor.recognize.lookup import Lookup, last_day, parse_day
from advisor.words import EDUCATION_LEVELS

_SHORT_CODE = re.compile(r"[0-9]{2}\.(?:[0-9]|[0-9]{3})\Z")
"""A CIP code such as 51.0710 that was read as a number, and lost the zero at its end."""


def recognize_school(number: int, education: Education, lookup: Lookup) -> School:
    """Recognize one school or program."""
    place = f"education[{number}]"
    level = None if education.level is None else EDUCATION_LEVELS.index(education.level)
    field: str | None = UNKNOWN
    if education.field is not None:
        level, field = _field(education.field, level, lookup)
        if field is None:
            lookup.remark("unrecognized-field", f"{place}.field", text=education.field)
    if level is not None and level <= 1:
        field = None
    completed, completed_by = _completion(education.completed)
    status = education.status
    if status == "completed" and education.completed and parse_day(education.completed) > lookup.day:
        status = "in-progress"
        lookup.remark("completed-in-the-future", f"{place}.completed", date=education.completed)
    if status == "in-progress" and completed_by and completed_by < lookup.day:
        lookup.remark("expected-date-past", f"{place}.completed", date=education.completed)
    if status == "unknown":
        lookup.remark("unknown-education-status", f"{place}.status")
    unknown, where = "unrecognized-accreditor", f"{place}.accreditation"
    return School(
        level=level,
        field=field,
        accreditation=lookup.names("accreditors", education.accreditation, unknown, where),
        status=status,
        final_term=education.final_term,
        practicum=education.practicum,
        country=education.country,
        completed=completed,
        training_hours=education.training_hours,
        completed_by=completed_by,
    )


def _completion(text: str | None) -> tuple[date | None, date | None]:
    """Give the first and the last day on which a program can have been completed: a month's last day, or in a year."""
    if text is None:
        return None, None
    last = last_day(text)
    return parse_day(text) if is_year_alone(text) else last, last


def _field(text: str, level: int | None, lookup: Lookup) -> tuple[int | None, str | None]:
    """Find the field of study in a text, and the level of education when it names one."""
    fields = lookup.rulebook.vocabularies["fields"]
    if _SHORT_CODE.match(text):
        text += "0"
    if by_code := fields.find_code(text):
        return level, by_code
    in_text, rest = lookup.rulebook.vocabularies["education-levels"].split(text)
    if level is None and in_text is not None:
        level = EDUCATION_LEVELS.index(in_text)
    return level, (rest and fields.find(rest)) or fields.find(text) or (None if rest else UNKNOWN)
