"""Whether a school or a job is of the kind that a fact's filter asks for: a row a key of the filter.

Only the rows of the keys that a filter has are looked at, and nothing after the first that says no.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from advisor.dates import add_months
from advisor.person import UNKNOWN, School, Stint
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Answer
from advisor.rulebook.filters import SHAPES, EducationFilter, WorkFilter
from advisor.words import EDUCATION_LEVELS

Row = Callable[[Any, date, "Query"], Answer]


class Query(NamedTuple):
    """What a fact asks: its filter made ready, with the fields of study of its groups, and the rows that it needs."""

    rulebook: Rulebook
    filter: Any
    fields: frozenset[str]
    rows: tuple[Row, ...]


def query_of(reader: str, filter: Any, rulebook: Rulebook) -> Query:
    """Make the filter of a reader ready, from its plain form in a rulebook."""
    wanted = SHAPES[reader].filter(**filter)  # checked when the rulebook was loaded
    fields = rulebook.vocabularies["fields"].ids(getattr(wanted, "field", None) or ())
    table = _TABLES.get(type(wanted), {})
    rows = tuple(row for key, row in table.items() if getattr(wanted, key) is not None)
    return Query(rulebook, wanted, fields, rows)


def matches(item: School | Stint, day: date, query: Query) -> Answer:
    """Say whether one school or job is of the kind a filter asks for on the day: yes, no, or unknown."""
    given: Answer = True
    for row in query.rows:
        part = row(item, day, query)
        if not part:
            if part is False:
                return False
            given = None
    return given


def _completed_within(school: School, day: date, query: Query) -> Answer:
    wanted = query.filter.completed_within_years
    return _agreed(school, lambda done: day <= add_months(done, 12 * wanted))


def _expected_within(school: School, day: date, query: Query) -> Answer:
    last = add_months(day, query.filter.expected_within_months)
    return _agreed(school, lambda done: done <= last)


def _agreed(school: School, fits: Callable[[date], bool]) -> Answer:
    """Say whether the day of completion fits; None when it is not known, or may be a day that fits or one that not."""
    first, last = school.completed, school.completed_by
    if first is None or last is None:
        return None
    given = fits(first)
    return given if first == last or fits(last) is given else None


def _is(part: str) -> Row:
    def row(item: Any, _: date, query: Query) -> Answer:
        given = getattr(item, part)
        return None if given is None else given is getattr(query.filter, part)

    return row


def _is_among(part: str) -> Row:
    def row(item: Any, _: date, query: Query) -> Answer:
        given = getattr(item, part)
        return None if given is None else given in getattr(query.filter, part)

    return row


_SCHOOL: Mapping[str, Row] = {
    "status": lambda school, _, query: None if school.status == "unknown" else school.status in query.filter.status,
    "level": lambda school, _, query: (
        None if school.level is None else EDUCATION_LEVELS[school.level] in query.filter.level
    ),
    "at_least": lambda school, _, query: (
        None if school.level is None else school.level >= EDUCATION_LEVELS.index(query.filter.at_least)
    ),
    "field": lambda school, _, query: None if school.field == UNKNOWN else school.field in query.fields,
    "accreditation": lambda school, _, query: (
        None if school.accreditation is None else not school.accreditation.isdisjoint(query.filter.accreditation)
    ),
    "final_term": _is("final_term"),
    "practicum": _is("practicum"),
    "country": _is_among("country"),
    "abroad": lambda school, _, query: (school.country != query.rulebook.country) is query.filter.abroad,
    "completed_within_years": _completed_within,
    "expected_within_months": _expected_within,
}
_STINT: Mapping[str, Row] = {
    "area": lambda stint, _, query: None if stint.area == UNKNOWN else stint.area in query.filter.area,
    "setting": _is_among("setting"),
    "supervision": _is_among("supervision"),
    "privacy_management": _is("privacy_management"),
}
_TABLES: Mapping[type, Mapping[str, Row]] = {EducationFilter: _SCHOOL, WorkFilter: _STINT}
