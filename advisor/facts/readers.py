"""The closed table of readers: how each kind of fact is read from a person.

A row says at which part of a person a reader looks, what one item of it is worth to a filter, and how the items of one
person fold. One person and columns of people (``advisor.facts.columns``) are read by the same rows. A value is known,
known within bounds, or unknown (``advisor.rulebook.condition`` has the forms); what a person did not say widens the
bounds and never narrows them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from advisor.facts.matching import Query, matches
from advisor.facts.work import hours_of, work_time, years_of, years_since
from advisor.person import UNKNOWN, Held, Person, School, Stint, ending
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Answer, Bounds, FactValue, NamesValue
from advisor.rulebook.filters import CredentialsFilter, EducationFilter, EndingFilter, HoldsFilter, TrainingFilter
from advisor.words import EDUCATION_LEVELS

INFINITE = float("inf")
HIGHEST = float(len(EDUCATION_LEVELS) - 1)
HIGH_SCHOOL, CERTIFICATE = EDUCATION_LEVELS.index("high-school"), EDUCATION_LEVELS.index("certificate")
_UNMENTIONED = School(None, None, None, "completed", None, None, "", None, None)
"""The diploma that someone in college may well have and did not mention."""
ASSOCIATE, BACHELOR = EDUCATION_LEVELS.index("associate"), EDUCATION_LEVELS.index("bachelor")
_LEFT, _DEGREE, _IN_HIGH_SCHOOL, _DIPLOMA, _NO_SCHOOLING = 2.0, 3.0, 4.0, 5.0, 6.0
"""What schools are worth to a diploma, where what a person says of it is believed: the greatest worth decides.

An even one says that there is none: high school was left, or is not finished yet, or there is no schooling at all. An
odd one says that there is: a degree outweighs a high school that was left, and a bachelor's one not finished yet too.
"""
_WORTH: Mapping[Answer, Bounds] = {False: (0.0, 0.0), None: (0.0, 1.0), True: (1.0, 1.0)}


# -- schooling: what one school is worth, folded by the maximum of each bound ----------------


def _unmentioned_beside(school: School) -> tuple[School, ...]:
    """Give the diploma that someone in a program may have without saying so, if it is such a program."""
    in_college = school.status != "completed" and (school.level is None or school.level >= CERTIFICATE)
    return (_UNMENTIONED,) if in_college else ()


def _highest_worth(school: School, day: date, query: Query) -> Bounds:
    low = high = 0.0
    for one in (school, *_unmentioned_beside(school)):
        match = matches(one, day, query)
        if match is not False:
            level = HIGH_SCHOOL if one is _UNMENTIONED else HIGHEST if one.level is None else one.level
            high = max(high, float(level))
            if match and one.level is not None:
                low = max(low, float(level))
    return (low, high)


def _education_worth(school: School, day: date, query: Query) -> Bounds:
    """Whether a school is of the kind, as bounds of a truth."""
    wanted: EducationFilter = query.filter
    match = matches(school, day, query)
    if wanted.unless_none and (said := _said_of_a_diploma(school, match)):
        return (said, said)
    worth = _WORTH[match]
    if wanted.at_least == "high-school" and "completed" in wanted.status:  # it asks for a diploma
        others = [_WORTH[matches(one, day, query)] for one in _unmentioned_beside(school)]
        return max([worth, *others])
    return worth


def _said_of_a_diploma(school: School, match: Answer) -> float | None:
    """Give what a school is worth by which a person says that they have a diploma, or none; None: it is not said."""
    if school.level == 0:
        return _NO_SCHOOLING
    if school.level == HIGH_SCHOOL and school.status in ("in-progress", "withdrawn"):
        return _IN_HIGH_SCHOOL if school.status == "in-progress" else _LEFT
    if not match or school.level is None:
        return None
    if school.level == HIGH_SCHOOL or school.level >= BACHELOR:
        return _DIPLOMA
    return _DEGREE if school.level == ASSOCIATE else None


def is_counted_by_hours(school: School, query: Query) -> Answer:
    """Say whether a program's contact hours count: by its field, and for its level."""
    wanted: TrainingFilter = query.filter
    fits = wanted.field is None or (None if school.field == UNKNOWN else school.field in query.fields)
    if fits is False or wanted.at_most is None:
        return fits
    if school.level is None:
        return None
    return fits if school.level <= EDUCATION_LEVELS.index(wanted.at_most) else False


def _training_worth(school: School, _: date, query: Query) -> Bounds:
    """Contact hours of courses in the fields: the longest single program counts."""
    fits = is_counted_by_hours(school, query)
    if fits is False or school.status == "withdrawn":
        return (0.0, 0.0)
    hours = INFINITE if school.training_hours is None else school.training_hours
    surely = fits and school.training_hours is not None and school.status == "completed"
    return (hours if surely else 0.0, hours)


def shows_schooling(held: tuple[Held, ...] | None, query: Query) -> Answer:
    """Say whether a credential held shows what a filter asks of schooling, since its issuer asks for it too."""
    shown_by = getattr(query.filter, "shown_by", ())
    if not shown_by:
        return False
    return _holds(held, shown_by, query.rulebook)


def has_education(low: Any, high: Any, said: Any, shown: tuple[Any, Any]) -> tuple[Any, Any]:
    """Say whether a person has such schooling, surely and surely not; of bools, or of arrays of them.

    ``low`` and ``high`` fold what their schools are worth, ``said`` is whether they spoke of schools, ``shown`` whether
    a credential surely shows it and surely does not.
    """
    shows, shows_not = shown
    denies = (low > 1.0) & (low % 2 == 0)
    holds = shows | (said & (low % 2 == 1))
    fails = said & ((denies & (shows == False)) | ((high == 0.0) & shows_not))  # noqa: E712 - of arrays too
    return holds, fails


@dataclass(frozen=True, slots=True)
class OfSchools:
    """A reader of schooling: what one school is worth, and the bounds for who did not speak of schools."""

    worth: Callable[[School, date, Query], Bounds]
    unsaid: Bounds
    is_flag: bool = False

    def read(self, person: Person, query: Query) -> FactValue | None:
        """Read the fact of one person."""
        low, high = (0.0, 0.0) if person.schools is not None else self.unsaid
        for school in person.schools or ():
            least, most = self.worth(school, person.day, query)
            low, high = max(low, least), max(high, most)
        if not self.is_flag:
            return (low, high)
        shown = shows_schooling(person.held, query)
        holds, fails = has_education(low, high, person.schools is not None, (shown is True, shown is False))
        return True if holds else False if fails else None


# -- work: the time of the jobs that surely are of the kind, and of those that may be ---------


@dataclass(frozen=True, slots=True)
class OfWork:
    """A reader of work. ``value`` makes the fact of the least and the most that was found (None: of any amount)."""

    is_time: bool
    value: Callable[[int | None, int | None, date, Query], FactValue | None]

    def read(self, person: Person, query: Query) -> FactValue | None:
        """Read the fact of one person."""
        maybe, surely = [], []
        for stint in person.stints or ():
            if not self.is_time and not stint.counts:
                continue
            match = matches(stint, person.day, query)
            if match is not False:
                maybe.append(stint)
                if match:
                    surely.append(stint)
        least, most = work_time(person, maybe, surely, query) if self.is_time else _last_end(maybe, surely)
        return self.value(least, most, person.day, query)


def _last_end(maybe: list[Stint], surely: list[Stint]) -> tuple[int | None, int | None]:
    """Give where the last job that surely counts ended, and where the last that may (None: not known)."""
    sure = max([stint.least.end for stint in surely if stint.least.end is not None], default=None)
    ends = [stint.most.end for stint in maybe]
    return sure, None if None in ends else max([end or 0 for end in ends], default=0)


# -- the rest: a part of a person as it is ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfPart:
    """A reader of one part of a person as a whole."""

    part: str
    value: Callable[[Any, date, Query], FactValue | None]

    def read(self, person: Person, query: Query) -> FactValue | None:
        """Read the fact of one person."""
        return self.value(getattr(person, self.part), person.day, query)


def active_in(held: tuple[Held, ...] | None, rulebook: Rulebook) -> frozenset[str]:
    """Give the ids of the credentials active on the day, with what they count as."""
    return rulebook.implied([one.id for one in held or () if one.status == "active"])


def _holds(held: tuple[Held, ...] | None, wanted: tuple[str, ...], rulebook: Rulebook) -> Answer:
    """Say whether any of some credentials is active; None when one of them may be."""
    if held is None:
        return None
    if not active_in(held, rulebook).isdisjoint(wanted):
        return True
    unknown = [one.id for one in held if one.status == "unknown"]
    return None if unknown and not rulebook.implied(unknown).isdisjoint(wanted) else False


def active_credentials(person: Person, rulebook: Rulebook) -> frozenset[str]:
    """Give the ids of the credentials that a person holds active, with what they count as."""
    return active_in(person.held, rulebook)


def _credentials(held: tuple[Held, ...] | None, _: date, query: Query) -> NamesValue:
    wanted: CredentialsFilter = query.filter
    counted = query.rulebook.implied if "active" in wanted.status else frozenset[str]
    names = counted([one.id for one in held or () if one.status in wanted.status])
    if held is None:
        return (names, None)
    unknown = [one.id for one in held if one.status == "unknown"]
    return (names, names | counted(unknown) if unknown else names)


def _holds_any(held: tuple[Held, ...] | None, _: date, query: Query) -> Answer:
    wanted: HoldsFilter = query.filter
    return _holds(held, wanted.credentials, query.rulebook)


def _reinstatable(held: tuple[Held, ...] | None, day: date, _: Query) -> NamesValue:
    lapsed = [one for one in held or () if one.status == "lapsed"]
    surely = frozenset(one.id for one in lapsed if one.reinstate_until and day <= one.reinstate_until)
    undated = frozenset(one.id for one in lapsed if not one.lapsed)
    unknown = frozenset(one.id for one in held or () if one.status == "unknown")
    return (surely, None if held is None else surely | undated | unknown)


def _ending(held: tuple[Held, ...] | None, day: date, query: Query) -> NamesValue:
    """Give the credentials that end soon; one whose last day was not said is not among them."""
    wanted: EndingFilter = query.filter
    names = frozenset(one.id for one in ending(held or ()) if one.ends and (one.ends - day).days <= wanted.within_days)
    return (names, None if held is None else names)


def _college_credits(said: float | None, _: date, __: Query) -> Bounds:
    return (0.0, INFINITE) if said is None else (said, said)


def _names(said: frozenset[str] | None, _: date, __: Query) -> NamesValue:
    return (frozenset(), None) if said is None else (said, said)


def _as_it_is(said: str | None, _: date, __: Query) -> str | None:
    return said


Reader = OfSchools | OfWork | OfPart
READERS: dict[str, Reader] = {
    "highest_education": OfSchools(_highest_worth, (0.0, HIGHEST)),
    "has_education": OfSchools(_education_worth, (0.0, 1.0), is_flag=True),
    "training_hours": OfSchools(_training_worth, (0.0, INFINITE)),
    "years_worked": OfWork(True, years_of),
    "hours_worked": OfWork(True, hours_of),
    "years_since_work": OfWork(False, years_since),
    "credentials": OfPart("held", _credentials),
    "holds_any": OfPart("held", _holds_any),
    "reinstatable": OfPart("held", _reinstatable),
    "ending": OfPart("held", _ending),
    "college_credits": OfPart("college_credits", _college_credits),
    "coursework": OfPart("courses", _names),
    "skills": OfPart("skills", _names),
    "interests": OfPart("interests", _names),
    "track": OfPart("track", _as_it_is),
    "goal_title": OfPart("goal_title", _as_it_is),
    "setting": OfPart("setting", _as_it_is),
    "state": OfPart("state", _as_it_is),
}
"""One row a reader; its filter is the row of the same name in ``advisor.rulebook.filters``."""
