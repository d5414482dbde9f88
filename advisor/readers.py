"""The closed table of readers: how each kind of fact is read from a person.

A value is known, known within bounds, or unknown; see ``advisor.rulebook.condition`` for the forms. What a person did
not say widens the bounds and never narrows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from advisor.dates import UNITS_A_YEAR, add_months, position
from advisor.person import FULL, FULL_TIME, UNKNOWN, Held, Person, School, Stint, time_worked
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Answer
from advisor.rulebook.filters import (
    CredentialsFilter,
    EducationFilter,
    HoldsFilter,
    TrainingFilter,
    WorkFilter,
)
from advisor.words import EDUCATION_LEVELS

Bounds = tuple[float, float]
NamesValue = tuple[frozenset[str], frozenset[str] | None]
Values = Mapping[str, Any]
INFINITE = float("inf")
HOURS_A_YEAR = FULL_TIME * 52
HIGHEST = float(len(EDUCATION_LEVELS) - 1)
CERTIFICATE = EDUCATION_LEVELS.index("certificate")
HIGH_SCHOOL = EDUCATION_LEVELS.index("high-school")
_UNMENTIONED = School(None, None, None, "completed", None, None, "", None, None)
"""The diploma that someone in college may well have and did not mention."""


class Reading(NamedTuple):
    """What a reader has at hand: the person, the rulebook, and the filter with its groups written out."""

    person: Person
    rulebook: Rulebook
    filter: Any
    fields: frozenset[str]


# -- schooling ------------------------------------------------------------------


def school_matches(school: School, reading: Reading) -> Answer:
    """Say whether one school is of the kind a filter asks for: yes, no, or unknown."""
    wanted: EducationFilter = reading.filter
    person = reading.person
    if school.status not in wanted.status:
        return False
    parts: list[Answer] = []
    if wanted.level is not None:
        parts.append(None if school.level is None else EDUCATION_LEVELS[school.level] in wanted.level)
    if wanted.at_least is not None:
        parts.append(None if school.level is None else school.level >= EDUCATION_LEVELS.index(wanted.at_least))
    if wanted.field is not None:
        parts.append(None if school.field == UNKNOWN else school.field in reading.fields)
    if wanted.accreditation is not None:
        parts.append(
            None if school.accreditation is None else not school.accreditation.isdisjoint(wanted.accreditation)
        )
    if wanted.final_term is not None:
        parts.append(None if school.final_term is None else school.final_term is wanted.final_term)
    if wanted.practicum is not None:
        parts.append(None if school.practicum is None else school.practicum is wanted.practicum)
    if wanted.country is not None:
        parts.append(school.country in wanted.country)
    if wanted.abroad is not None:
        parts.append((school.country != person.country) is wanted.abroad)
    done = school.completed
    if wanted.completed_within_years is not None:
        parts.append(None if done is None else person.day <= add_months(done, 12 * wanted.completed_within_years))
    if wanted.expected_within_months is not None:
        parts.append(None if done is None else done <= add_months(person.day, wanted.expected_within_months))
    return False if False in parts else None if None in parts else True


def _schools(person: Person) -> Sequence[School]:
    """Give what a person says of schools; someone in college may have a diploma they did not mention."""
    schools = person.schools or ()
    if any(s.status != "completed" and (s.level is None or s.level >= CERTIFICATE) for s in schools):
        return (*schools, _UNMENTIONED)
    return schools


def _highest_education(reading: Reading) -> Bounds:
    person = reading.person
    if person.schools is None:
        return (0.0, HIGHEST)
    low = high = 0.0
    for school in _schools(person):
        match = school_matches(school, reading)
        if match is False:
            continue
        level = float(HIGH_SCHOOL if school is _UNMENTIONED else HIGHEST if school.level is None else school.level)
        high = max(high, level)
        if match and school.level is not None:
            low = max(low, level)
    return (low, high)


def _has_education(reading: Reading) -> Answer:
    person, wanted = reading.person, reading.filter
    if wanted.shown_by and not active_credentials(person, reading.rulebook).isdisjoint(wanted.shown_by):
        return True
    if person.schools is None or (wanted.shown_by and person.held is None and not person.schools):
        return None
    if wanted.unless_none and any(school.level == 0 for school in person.schools):
        return False
    asks_diploma = wanted.at_least == "high-school" and "completed" in wanted.status
    schools = _schools(person) if asks_diploma else person.schools
    answers = {school_matches(school, reading) for school in schools}
    if True in answers:
        return True
    return None if None in answers or (wanted.shown_by and person.held is None) else False


def _college_credits(reading: Reading) -> Bounds:
    said = reading.person.college_credits
    return (0.0, INFINITE) if said is None else (said, said)


def _training_hours(reading: Reading) -> Bounds:
    """Contact hours of courses in the fields: the longest single program."""
    wanted: TrainingFilter = reading.filter
    if reading.person.schools is None:
        return (0.0, INFINITE)
    low = high = 0.0
    for school in reading.person.schools:
        fits = wanted.field is None or (None if school.field == UNKNOWN else school.field in reading.fields)
        if fits is False or school.status == "withdrawn":
            continue
        hours = INFINITE if school.training_hours is None else school.training_hours
        high = max(high, hours)
        if fits and school.training_hours is not None and school.status == "completed":
            low = max(low, hours)
    return (low, high)


# -- work -------------------------------------------------------------------------


def stint_matches(stint: Stint, wanted: WorkFilter) -> Answer:
    parts: list[Answer] = []
    if wanted.area is not None:
        parts.append(None if stint.area == UNKNOWN else stint.area in wanted.area)
    if wanted.setting is not None:
        parts.append(None if stint.setting is None else stint.setting in wanted.setting)
    if wanted.supervision is not None:
        parts.append(None if stint.supervision is None else stint.supervision in wanted.supervision)
    if wanted.privacy_management is not None:
        parts.append(
            None if stint.privacy_management is None else stint.privacy_management is wanted.privacy_management
        )
    return False if False in parts else None if None in parts else True


def _years_worked(reading: Reading) -> Bounds:
    """Full-time-equivalent years of paid work: part time by its hours, overlapping jobs at most full time."""
    wanted: WorkFilter = reading.filter
    person = reading.person
    if person.stints is None:
        return (0.0, INFINITE if wanted.within_last_years is None else float(wanted.within_last_years))
    matches = [(stint, match) for stint in person.stints if (match := stint_matches(stint, wanted)) is not False]
    if not matches:
        return (0.0, 0.0)
    by_hours = wanted.hours_by is None or reading.rulebook.choices.get(wanted.hours_by) != "calendar"
    since = None
    if wanted.within_last_years is not None:
        since = position(person.day) - wanted.within_last_years * UNITS_A_YEAR
    surely = [stint for stint, match in matches if match]
    low = time_worked(surely, since, by_hours, surely=True) or 0
    maybe = [stint for stint, _ in matches]
    dated = all(stint.begin is not None for stint in maybe)
    high = low if dated and len(maybe) == len(surely) else time_worked(maybe, since, by_hours, surely=False)
    if person.working_life is not None:
        low = min(low, person.working_life * FULL)
        high = high if high is None else min(high, person.working_life * FULL)
    most = INFINITE if high is None else _years(high)
    if wanted.within_last_years is not None:
        most = min(most, float(wanted.within_last_years))
    return (_years(low), most)


def _years(total: int) -> float:
    """Give years of full-time work, cut off (never rounded up) after four decimals."""
    return total * 10_000 // (UNITS_A_YEAR * FULL) / 10_000


def _hours_worked(reading: Reading) -> Bounds:
    """Hours of paid work: 2,080 a full-time year (40 hours in each of 52 weeks)."""
    low, high = _years_worked(reading)
    return (_hours(low), _hours(high))


def _hours(years: float) -> float:
    return years if years == INFINITE else round(years * HOURS_A_YEAR, 1)


def _years_since_work(reading: Reading) -> Bounds | None:
    """Years since the last such paid job ended: 0 for a current one; unknown when none has dates.

    A job without dates, or one that may fit, could be the last one: then it is any time up to that.
    """
    maybe = [(stint, match) for stint in reading.person.stints or () if stint.counts
             and (match := stint_matches(stint, reading.filter)) is not False]  # fmt: skip
    sure = [stint.end for stint, match in maybe if match and stint.end is not None]
    if not sure:
        return None
    latest = None if any(stint.end is None for stint, _ in maybe) else max(stint.end or 0 for stint, _ in maybe)
    return (0.0 if latest is None else _years_before(latest, reading), _years_before(max(sure), reading))


def _years_before(end: int, reading: Reading) -> float:
    return (position(reading.person.day) - end) * 10_000 // UNITS_A_YEAR / 10_000


# -- credentials --------------------------------------------------------------------


def implied(ids: Iterable[str], rulebook: Rulebook) -> frozenset[str]:
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
    return implied((one.id for one in person.held or () if one.status == "active"), rulebook)


def _credentials(reading: Reading) -> NamesValue:
    wanted: CredentialsFilter = reading.filter
    held: Iterable[Held] = reading.person.held or ()
    ids = [one.id for one in held if one.status in wanted.status]
    names = implied(ids, reading.rulebook) if "active" in wanted.status else frozenset(ids)
    return (names, None if reading.person.held is None else names)


def _holds_any(reading: Reading) -> Answer:
    wanted: HoldsFilter = reading.filter
    if reading.person.held is None:
        return None
    active = implied((one.id for one in reading.person.held if one.status == "active"), reading.rulebook)
    return not active.isdisjoint(wanted.credentials)


def _reinstatable(reading: Reading) -> NamesValue:
    person = reading.person
    lapsed = [one for one in person.held or () if one.status == "lapsed"]
    surely = frozenset(one.id for one in lapsed if one.reinstate_until and person.day <= one.reinstate_until)
    undated = frozenset(one.id for one in lapsed if not one.lapsed)
    return (surely, None if person.held is None else surely | undated)


# -- aims ---------------------------------------------------------------------------


def _names(part: Callable[[Person], frozenset[str] | None]) -> Callable[[Reading], NamesValue]:
    def read(reading: Reading) -> NamesValue:
        said = part(reading.person)
        return (frozenset(), None) if said is None else (said, said)

    return read


READERS: dict[str, Callable[[Reading], Any]] = {
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
    "track": lambda reading: reading.person.track,
    "goal_title": lambda reading: reading.person.goal_title,
    "setting": lambda reading: reading.person.setting,
    "state": lambda reading: reading.person.state,
}
"""One row a reader; its filter is the row of the same name in ``advisor.rulebook.filters``."""
