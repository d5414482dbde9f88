"""Recognizes schools and programs."""

from __future__ import annotations

import re

from advisor.person import UNKNOWN, School
from advisor.profile import Education
from advisor.recognize.lookup import Lookup, parse_day
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
    completed = parse_day(education.completed) if education.completed else None
    status = education.status
    if status == "completed" and completed and completed > lookup.day:
        status = "in-progress"
        lookup.remark("completed-in-the-future", f"{place}.completed", date=education.completed)
    if status == "in-progress" and completed and completed < lookup.day:
        lookup.remark("expected-date-past", f"{place}.completed", date=education.completed)
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
    )


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
