"""Whether a school or a job is of the kind that a fact's filter asks for: a row a key of the filter.

Only the rows of the keys that a filter has are looked at, and nothing after the first that says no.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from advisor.dates import add_months
from advisor.person import UNKNOWN, Person, School, Stint
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Answer
from advisor.rulebook.filters import SHAPES, EducationFilter, WorkFilter
from advisor.words import EDUCATION_LEVELS


class Asked(NamedTuple):
    """What a fact asks: its filter made ready, with the fields of study of its groups, and the rows that it needs."""

    rulebook: Rulebook
    filter: Any
    fields: frozenset[str]
    rows: tuple[Callable[[Any, Person, Asked], Answer], ...]


def asked(reader: str, filter: Any, rulebook: Rulebook) -> Asked:
    """Make the filter of a reader ready, from its plain form in a rulebook."""
    wanted = SHAPES[reader].filter.model_validate(filter)
    fields = rulebook.vocabularies["fields"].ids(getattr(wanted, "field", None) or ())
    table = _TABLES.get(type(wanted), {})
    rows = tuple(row for key, row in table.items() if getattr(wanted, key) is not None)
    return Asked(rulebook, wanted, fields, rows)


def matches(one: School | Stint, person: Person, asked: Asked) -> Answer:
    """Say whether one school or job of a person is of the kind a filter asks for: yes, no, or unknown."""
    given: Answer = True
    for row in asked.rows:
        part = row(one, person, asked)
        if not part:
            if part is False:
                return False
            given = None
    return given


def _completed_within(school: School, person: Person, asked: Asked) -> Answer:
    done, wanted = school.completed, asked.filter.completed_within_years
    return None if done is None else person.day <= add_months(done, 12 * wanted)


def _expected_within(school: School, person: Person, asked: Asked) -> Answer:
    done, wanted = school.completed, asked.filter.expected_within_months
    return None if done is None else done <= add_months(person.day, wanted)


_SCHOOL: Mapping[str, Callable[[School, Person, Asked], Answer]] = {
    "status": lambda one, _, asked: one.status in asked.filter.status,
    "level": lambda one, _, asked: None if one.level is None else EDUCATION_LEVELS[one.level] in asked.filter.level,
    "at_least": lambda one, _, asked: (
        None if one.level is None else one.level >= EDUCATION_LEVELS.index(asked.filter.at_least)
    ),
    "field": lambda one, _, asked: None if one.field == UNKNOWN else one.field in asked.fields,
    "accreditation": lambda one, _, asked: (
        None if one.accreditation is None else not one.accreditation.isdisjoint(asked.filter.accreditation)
    ),
    "final_term": lambda one, _, asked: None if one.final_term is None else one.final_term is asked.filter.final_term,
    "practicum": lambda one, _, asked: None if one.practicum is None else one.practicum is asked.filter.practicum,
    "country": lambda one, _, asked: one.country in asked.filter.country,
    "abroad": lambda one, person, asked: (one.country != person.country) is asked.filter.abroad,
    "completed_within_years": _completed_within,
    "expected_within_months": _expected_within,
}
_STINT: Mapping[str, Callable[[Stint, Person, Asked], Answer]] = {
    "area": lambda one, _, asked: None if one.area == UNKNOWN else one.area in asked.filter.area,
    "setting": lambda one, _, asked: None if one.setting is None else one.setting in asked.filter.setting,
    "supervision": lambda one, _, asked: (
        None if one.supervision is None else one.supervision in asked.filter.supervision
    ),
    "privacy_management": lambda one, _, asked: (
        None if one.privacy_management is None else one.privacy_management is asked.filter.privacy_management
    ),
}
_TABLES: Mapping[type, Mapping[str, Callable[[Any, Person, Asked], Answer]]] = {
    EducationFilter: _SCHOOL,
    WorkFilter: _STINT,
}
