"""People as columns: what the recognizers of ``advisor evaluate`` make of each different cell.

Who has a Refusal in a column cannot be a person; what is made of the others never meets one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from advisor.dates import add_months
from advisor.errors import InputError
from advisor.person import UNKNOWN, Held, Person
from advisor.profile import profile_from
from advisor.recognize import recognize
from advisor.recognize.work import YOUNGEST
from advisor.roster.amounts import Unreadable
from advisor.roster.coded import Column, Sheet, constant, crossed, mapped
from advisor.roster.rows import credential_of, jobs_of, school_of
from advisor.rulebook.book import Rulebook
from advisor.rulebook.filters import SHAPES, EducationFilter
from advisor.words import USUAL_AREA


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a combination of cells cannot be a person."""

    column: str
    code: str
    reason: str


class Schooled(NamedTuple):
    """A level and a field of study, recognized, and the ids of what there is to remark."""

    level: int | None
    field: str | None
    remarks: tuple[str, ...]


class Said(NamedTuple):
    """Anything recognized (None: not said), and the ids of what there is to remark."""

    value: Any
    remarks: tuple[str, ...] = ()


class Role(NamedTuple):
    """A role and an area of work, recognized; the area is None when neither was said."""

    area: str | None
    title: str | None
    said: bool
    remarks: tuple[str, ...]


class Years(NamedTuple):
    """Years of work, of leading and of privacy among them; None is not said."""

    total: float | None = None
    lead: float | None = None
    privacy: float | None = None

    @property
    def said(self) -> bool:
        """Whether any of them was said."""
        return self != (None, None, None)


@dataclass(frozen=True, slots=True)
class People:
    """People, a column for each part of them."""

    has_school: Column
    school: Column
    accreditation: Column
    progress: Column
    years: Column
    role: Column
    setting: Column
    has_work: Column
    life: Column
    certified: Column
    held: Column
    courses: Column
    credits: Column
    goal_title: Column
    track: Column
    state: Column

    @property
    def refusals(self) -> tuple[Column, ...]:
        """The columns that may hold a Refusal."""
        return self.school, self.years, self.certified


class Recognizer:
    """Makes columns of people from columns of cells."""

    def __init__(self, rulebook: Rulebook, day: date) -> None:
        self.rulebook, self.day = rulebook, day
        self._day_of: dict[Any, date] = {}
        self.alike = lru_cache(maxsize=65_536)(self._alike)
        self._spans: set[tuple[str, int]] = set()
        for fact in rulebook.facts.values():
            for reader, filter in fact.read.items():
                if reader in SHAPES and SHAPES[reader].filter is EducationFilter:
                    wanted = EducationFilter.model_validate(filter)
                    if wanted.completed_within_years is not None:
                        self._spans.add(("within", wanted.completed_within_years))
                    if wanted.expected_within_months is not None:
                        self._spans.add(("expected", wanted.expected_within_months))

    def people(self, cells: Mapping[str, Column], sheet: Sheet) -> People:
        """Make people of cells."""

        def of(column: str) -> Column:
            return cells.get(column) or constant(sheet, None)

        education = [of(f"education_{part}") for part in ("level", "field", "status", "completed")]
        years = crossed([of("experience_years"), of("supervisory_years"), of("privacy_years")], self._years)
        role = crossed([of("experience_role"), of("experience_area")], self._role)
        setting = of("setting")
        total = mapped(years, lambda one: one.total)
        area = mapped(role, lambda one: one.area)
        certified = mapped(of("certifications"), self._held)
        return People(
            has_school=crossed([mapped(one, _is_said) for one in (*education, of("accreditation"))],
                               lambda *said: any(said)),
            school=crossed(education[:2], self._school),
            accreditation=mapped(of("accreditation"), self._accreditation),
            progress=crossed(education[2:], self._progress),
            years=years,
            role=role,
            setting=setting,
            has_work=crossed([mapped(years, lambda one: one.said),
                              mapped(role, lambda one: one.said), mapped(setting, _is_said)],
                             lambda *said: any(said)),
            life=mapped(crossed([total, of("birth_year")], self._bounded), self._life),
            certified=certified,
            held=mapped(certified, lambda one: one.value),
            courses=mapped(of("coursework"), self._courses),
            credits=of("college_credits"),
            goal_title=of("goal_title"),
            track=crossed([of("goal_title"), of("goal_track"), area,
                           mapped(years, lambda one: one.said)], self._track),
            state=of("state"),
        )  # fmt: skip

    def person(self, profile: Mapping[str, Any]) -> Person:
        """Recognize a part of a profile. Raises InputError."""
        return recognize(profile_from(profile), self.rulebook, self.day)

    def _school(self, level: Any, field: Any) -> Schooled | Refusal:
        said = {"education_level": level, "education_field": field}
        try:
            school = school_of({key: value for key, value in said.items() if value is not None})
        except Unreadable as problem:
            return Refusal("education_level", problem.code, problem.reason)
        person = self.person({"education": [school]})
        assert person.schools
        return Schooled(person.schools[0].level, person.schools[0].field, _ids(person))

    def _accreditation(self, said: Any) -> Said:
        if said is None:
            return Said(None)
        person = self.person({"education": [{"accreditation": said}]})
        assert person.schools
        return Said(person.schools[0].accreditation, _ids(person))

    def _progress(self, status: Any, completed: Any) -> Said:
        said = {"status": status, "completed": completed}
        person = self.person({"education": [{key: value for key, value in said.items() if value is not None}]})
        assert person.schools
        done = person.schools[0].completed
        done = self.alike(done) if done else None
        return Said((person.schools[0].status, done), _ids(person))

    def _alike(self, completed: date) -> date:
        """Give the first day met that no rule can tell from this one, as the day on which schooling ends."""
        told = tuple(
            self.day <= add_months(completed, 12 * n) if kind == "within" else completed <= add_months(self.day, n)
            for kind, n in sorted(self._spans)
        )
        return self._day_of.setdefault(told, completed)

    def _years(self, total: Any, lead: Any, privacy: Any) -> Years | Refusal:
        said = {"experience_years": total, "supervisory_years": lead, "privacy_years": privacy}
        try:
            jobs_of({key: value for key, value in said.items() if value is not None})
        except Unreadable as problem:
            return Refusal("experience_years", problem.code, problem.reason)
        if total is None:
            total = max((one for one in (lead, privacy) if one is not None), default=None)
        return Years(total, lead, privacy)

    def _role(self, role: Any, area: Any) -> Role:
        if role is None and area is None:
            return Role(None, None, False, ())
        said = {"role": role, "area": area}
        person = self.person({"experience": [{key: value for key, value in said.items() if value is not None}]})
        assert person.stints
        return Role(person.stints[0].area or "", person.stints[0].title, True, _ids(person))

    def _bounded(self, total: Any, birth_year: Any) -> tuple[Any, Any]:
        """Give years of work, and the birth year where it bounds them (None: it does not)."""
        free = total is not None and birth_year is not None and total <= self.day.year - birth_year - YOUNGEST
        return total, None if free else birth_year

    def _life(self, years: tuple[Any, Any]) -> Said:
        """Give the birth year that bounds years of work, and what it makes improbable."""
        total, birth_year = years
        if total is None:
            return Said(birth_year)
        profile: dict[str, Any] = {"experience": [{"years": total, "area": USUAL_AREA}]}
        if birth_year is not None:
            profile["birth_year"] = birth_year
        return Said(birth_year, _ids(self.person(profile)))

    def _held(self, said: Any) -> Said | Refusal:
        if said is None:
            return Said(None)
        try:
            person = self.person({"certifications": [credential_of(one) for one in said]})
        except InputError as error:
            return Refusal("certifications", "not-valid", error.problems[0].message)
        held: tuple[Held, ...] = person.held or ()
        return Said(held, _ids(person))

    def _courses(self, said: Any) -> Said:
        if said is None:
            return Said(None)
        person = self.person({"coursework": list(said)})
        return Said(person.courses, _ids(person))

    def _track(self, title: Any, track: Any, area: Any, years_said: bool) -> str | None:
        """Give a person's track: the one they aim at, their title's, or that of their work."""
        if track is None and title is not None:
            track = self.rulebook.title_by_id[title].track
        area = self.rulebook.usual_area if area is None and years_said else area
        if not track and area and area != UNKNOWN:
            track = self.rulebook.vocabularies["areas"].terms[area].track or None
        return track or None


def _is_said(value: Any) -> bool:
    return value is not None


def _ids(person: Person) -> tuple[str, ...]:
    return tuple(dict.fromkeys(remark.id for remark in person.remarks))
