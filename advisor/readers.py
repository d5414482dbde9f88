"""The closed table of readers: how each kind of fact is read from a person.

A value is known, known within bounds, or unknown; see ``advisor.rulebook.condition`` for the forms. What a person did
not say widens the bounds and never narrows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from advisor.dates import UNITS_A_YEAR, position
from advisor.matching import Asked, matches
from advisor.person import FULL, FULL_TIME, UNKNOWN, Person, School, Stint, time_worked
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Answer
from advisor.rulebook.filters import (
    CredentialsFilter,
    EducationFilter,
    HoldsFilter,
    TrainingFilter,
)
from advisor.words import EDUCATION_LEVELS

Bounds = tuple[float, float]
NamesValue = tuple[frozenset[str], frozenset[str] | None]
Values = Mapping[str, Any]
INFINITE = float("inf")
HOURS_A_YEAR = FULL_TIME * 52
SHORTEST = UNITS_A_YEAR * FULL // 10_000
"""The full-time work of a ten-thousandth of a year, a whole number."""
HIGHEST = float(len(EDUCATION_LEVELS) - 1)
CERTIFICATE = EDUCATION_LEVELS.index("certificate")
HIGH_SCHOOL = EDUCATION_LEVELS.index("high-school")
_UNMENTIONED = School(None, None, None, "completed", None, None, "", None, None)
"""The diploma that someone in college may well have and did not mention."""


# -- schooling ------------------------------------------------------------------


def _schools(person: Person) -> Sequence[School]:
    """Give what a person says of schools; someone in college may have a diploma they did not mention."""
    schools = person.schools or ()
    for school in schools:
        if school.status != "completed" and (school.level is None or school.level >= CERTIFICATE):
            return (*schools, _UNMENTIONED)
    return schools


def _highest_education(person: Person, asked: Asked) -> Bounds:
    if person.schools is None:
        return (0.0, HIGHEST)
    low = high = 0.0
    for school in _schools(person):
        match = matches(school, person, asked)
        if match is False:
            continue
        level = float(HIGH_SCHOOL if school is _UNMENTIONED else HIGHEST if school.level is None else school.level)
        high = max(high, level)
        if match and school.level is not None:
            low = max(low, level)
    return (low, high)


def _has_education(person: Person, asked: Asked) -> Answer:
    wanted: EducationFilter = asked.filter
    if wanted.shown_by and not active_credentials(person, asked.rulebook).isdisjoint(wanted.shown_by):
        return True
    if person.schools is None or (wanted.shown_by and person.held is None and not person.schools):
        return None
    if wanted.unless_none and any(school.level == 0 for school in person.schools):
        return False
    asks_diploma = wanted.at_least == "high-school" and "completed" in wanted.status
    schools = _schools(person) if asks_diploma else person.schools
    unknown = bool(wanted.shown_by) and person.held is None
    for school in schools:
        match = matches(school, person, asked)
        if match:
            return True
        unknown = unknown or match is None
    return None if unknown else False


def _college_credits(person: Person, asked: Asked) -> Bounds:
    said = person.college_credits
    return (0.0, INFINITE) if said is None else (said, said)


def _training_hours(person: Person, asked: Asked) -> Bounds:
    """Contact hours of courses in the fields: the longest single program."""
    wanted: TrainingFilter = asked.filter
    if person.schools is None:
        return (0.0, INFINITE)
    low = high = 0.0
    for school in person.schools:
        fits = wanted.field is None or (None if school.field == UNKNOWN else school.field in asked.fields)
        if fits is False or school.status == "withdrawn":
            continue
        hours = INFINITE if school.training_hours is None else school.training_hours
        high = max(high, hours)
        if fits and school.training_hours is not None and school.status == "completed":
            low = max(low, hours)
    return (low, high)


# -- work -------------------------------------------------------------------------


def _years_worked(person: Person, asked: Asked) -> Bounds:
    """Full-time-equivalent years of paid work: part time by its hours, overlapping jobs at most full time."""
    if person.stints is None:
        return years_between(0, None, asked)
    maybe, surely = _of_the_kind(person.stints, person, asked)
    if not maybe:
        return (0.0, 0.0)
    since, by_hours = since_of(person.day, asked), by_hours_of(asked)
    low = time_worked(surely, since, by_hours, surely=True) or 0
    exact = len(maybe) == len(surely) and all(stint.begin is not None for stint in maybe)
    high = low if exact else time_worked(maybe, since, by_hours, surely=False)
    if person.working_life is not None:
        low = min(low, person.working_life * FULL)
        high = high if high is None else min(high, person.working_life * FULL)
    return years_between(low, high, asked)


def since_of(day: date, asked: Asked) -> int | None:
    """Give the position from which on work counts, when a filter asks for the last years alone."""
    years = asked.filter.within_last_years
    return None if years is None else position(day) - years * UNITS_A_YEAR


def by_hours_of(asked: Asked) -> bool:
    """Say whether part-time work counts by its hours, and not as calendar time."""
    by = asked.filter.hours_by
    return by is None or asked.rulebook.choices.get(by) != "calendar"


def years_between(low: int, high: int | None, asked: Asked) -> Bounds:
    """Give years of work by the least and the most time (None: of any length) that may have been worked."""
    most = INFINITE if high is None else _years(high)
    if asked.filter.within_last_years is not None:
        most = min(most, float(asked.filter.within_last_years))
    return (_years(low), most)


def _of_the_kind(stints: Iterable[Stint], person: Person, asked: Asked) -> tuple[list[Stint], list[Stint]]:
    """Give the jobs that may be of the kind asked for, and those that surely are."""
    maybe, surely = [], []
    for stint in stints:
        match = matches(stint, person, asked)
        if match is not False:
            maybe.append(stint)
            if match:
                surely.append(stint)
    return maybe, surely


def _years(total: int) -> float:
    """Give years of full-time work, cut off (never rounded up) after four decimals."""
    return total // SHORTEST / 10_000


def _hours_worked(person: Person, asked: Asked) -> Bounds:
    """Hours of paid work: 2,080 a full-time year (40 hours in each of 52 weeks)."""
    return hours_of(_years_worked(person, asked))


def hours_of(years: Bounds) -> Bounds:
    """Give hours for years of work."""
    low, high = years
    return (_hours(low), _hours(high))


def _hours(years: float) -> float:
    return years if years == INFINITE else round(years * HOURS_A_YEAR, 1)


def _years_since_work(person: Person, asked: Asked) -> Bounds | None:
    """Years since the last such paid job ended: 0 for a current one; unknown when none has dates.

    A job without dates, or one that may fit, could be the last one: then it is any time up to that.
    """
    maybe, surely = _of_the_kind([stint for stint in person.stints or () if stint.counts], person, asked)
    sure = [stint.end for stint in surely if stint.end is not None]
    if not sure:
        return None
    latest = None if any(stint.end is None for stint in maybe) else max([stint.end or 0 for stint in maybe])
    return years_since(latest, max(sure), person.day)


def years_since(latest: int | None, surely: int, day: date) -> Bounds:
    """Give years since work that surely ended at one position, and at the latest at another (None: at any)."""
    return (0.0 if latest is None else _years_before(latest, day), _years_before(surely, day))


def _years_before(end: int, day: date) -> float:
    return (position(day) - end) * 10_000 // UNITS_A_YEAR / 10_000


# -- credentials --------------------------------------------------------------------


@lru_cache(maxsize=4096)
def implied(ids: tuple[str, ...], rulebook: Rulebook) -> frozenset[str]:
    """Add what each credential counts as."""
    found: set[str] = set()
    waiting = list(ids)
    while waiting:
        id = waiting.pop()
        if id not in found:
            found.add(id)
            credential = rulebook.credential_by_id.get(id)
            if credential and credential.id == id:
                waiting += credential.counts_as
    return frozenset(found)


def active_credentials(person: Person, rulebook: Rulebook) -> frozenset[str]:
    """Give the ids of the credentials active on the day, with what they count as."""
    return implied(tuple([one.id for one in person.held or () if one.status == "active"]), rulebook)


def _credentials(person: Person, asked: Asked) -> NamesValue:
    wanted: CredentialsFilter = asked.filter
    ids = tuple([one.id for one in person.held or () if one.status in wanted.status])
    names = implied(ids, asked.rulebook) if "active" in wanted.status else frozenset(ids)
    return (names, None if person.held is None else names)


def _holds_any(person: Person, asked: Asked) -> Answer:
    wanted: HoldsFilter = asked.filter
    if person.held is None:
        return None
    return not active_credentials(person, asked.rulebook).isdisjoint(wanted.credentials)


def _reinstatable(person: Person, asked: Asked) -> NamesValue:
    lapsed = [one for one in person.held or () if one.status == "lapsed"]
    surely = frozenset(one.id for one in lapsed if one.reinstate_until and person.day <= one.reinstate_until)
    undated = frozenset(one.id for one in lapsed if not one.lapsed)
    return (surely, None if person.held is None else surely | undated)


# -- aims ---------------------------------------------------------------------------


def _names(part: Callable[[Person], frozenset[str] | None]) -> Callable[[Person, Asked], NamesValue]:
    def read(person: Person, asked: Asked) -> NamesValue:
        said = part(person)
        return (frozenset(), None) if said is None else (said, said)

    return read


READERS: dict[str, Callable[[Person, Asked], Any]] = {
    "highest_education": _highest_education,
    "has_education": _has_education,
    "college_credits": _college_credits,
    "training_hours": _training_hours,
    "coursework": _names(lambda person: person.courses),
    "skills": _names(lambda person: person.skills),
    "interests": _names(lambda person: person.interests),
    "years_worked": _years_worked,
    "hours_worked": _hours_worked,
    "years_since_work": _years_since_work,
    "credentials": _credentials,
    "holds_any": _holds_any,
    "reinstatable": _reinstatable,
    "track": lambda person, _: person.track,
    "goal_title": lambda person, _: person.goal_title,
    "setting": lambda person, _: person.setting,
    "state": lambda person, _: person.state,
}
"""One row a reader; its filter is the row of the same name in ``advisor.rulebook.filters``."""
