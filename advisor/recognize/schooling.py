"""Schools and programs, recognized."""

from __future__ import annotations

import re

from advisor.person import UNKNOWN, School
from advisor.profile import Education
from advisor.recognize.lookup import Lookup, parse_day
from advisor.words import EDUCATION_LEVELS

_SHORT_CODE = re.compile(r"[0-9]{2}\.(?:[0-9]|[0-9]{3})\Z")
"""A CIP code such as 51.0710 that was read as a number, and lost the zero at its end."""


def recognize_school(number: int, said: Education, lookup: Lookup) -> School:
    """Recognize one school or program."""
    place = f"education[{number}]"
    level = None if said.level is None else EDUCATION_LEVELS.index(said.level)
    field: str | None = UNKNOWN
    if said.field is not None:
        level, field = _field(said.field, level, lookup)
        if field is None:
            lookup.remark(
                "unrecognized-field",
                f'We do not know the field of study "{said.field}", so it does not count as a related field. '
                "Its CIP code would settle it.",
                f"{place}.field",
            )
    if level is not None and level <= 1:
        field = None
    completed = parse_day(said.completed) if said.completed else None
    status = said.status
    if status == "completed" and completed and completed > lookup.day:
        status = "in-progress"
        lookup.remark(
            "completed-in-the-future",
            f"You say a program is completed, but its date ({said.completed}) is still to come. "
            "We read it as in progress.",
            f"{place}.completed",
        )
    if status == "in-progress" and completed and completed < lookup.day:
        lookup.remark(
            "expected-date-past",
            f"The date you expected to finish ({said.completed}) has passed. If you have finished, say so.",
            f"{place}.completed",
        )
    return School(
        level=level,
        field=field,
        accreditation=_accreditors(lookup, said.accreditation, place),
        status=status,
        final_term=said.final_term,
        practicum=said.practicum,
        country=said.country,
        completed=completed,
        training_hours=said.training_hours,
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


def _accreditors(lookup: Lookup, texts: tuple[str, ...] | None, place: str) -> frozenset[str] | None:
    if texts is None:
        return None
    found = set()
    for text in texts:
        id = lookup.rulebook.vocabularies["accreditors"].find(text)
        if id:
            found.add(id)
        else:
            lookup.remark(
                "unrecognized-accreditor",
                f'We do not know the accreditor "{text}", so it counts for nothing here.',
                f"{place}.accreditation",
            )
    return frozenset(found)
