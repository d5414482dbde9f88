"""What each different cell of a roster is recognized as, by the recognizers of ``advisor evaluate``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import ValidationError

from advisor.dates import UNITS_A_YEAR, add_months
from advisor.errors import InputError
from advisor.facts.plan import FactPlan
from advisor.person import FULL, UNKNOWN, Person, Remark, School, Stint
from advisor.profile import Certification, Education, Job, profile_from
from advisor.recognize import recognize
from advisor.recognize.credentials import recognize_credentials
from advisor.recognize.lookup import Lookup
from advisor.recognize.schooling import recognize_school
from advisor.recognize.work import YOUNGEST, Work
from advisor.roster.amounts import Unreadable
from advisor.roster.rows import credential_of, jobs_of, school_of
from advisor.rulebook.book import Rulebook
from advisor.rulebook.filters import EducationFilter
from advisor.words import USUAL_AREA

Names = tuple[str, ...]
_MOST_REMEMBERED = 65_536
"""Different cells of a kind whose meaning is remembered."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a combination of cells cannot be a person."""

    column: str
    code: str
    reason: str


class Years(NamedTuple):
    """Years of work, of leading and of privacy among them; None is not said."""

    total: float | None = None
    lead: float | None = None
    privacy: float | None = None


class Role(NamedTuple):
    """A role and an area of work, recognized; ``said``: whether either was."""

    area: str | None
    title: str | None
    said: bool


class Said(NamedTuple):
    """Anything recognized (None: not said), and the ids of what there is to remark."""

    value: Any
    remarks: Names = ()


class CellRecognizer:
    """Recognizes cells by one rulebook (the one of the day), each different one once."""

    def __init__(self, rulebook: Rulebook, day: date, plan: FactPlan) -> None:
        self.rulebook, self.day = rulebook, day
        filters = [fact.query for fact in plan.facts.values() if isinstance(fact.query.filter, EducationFilter)]
        self._groups = list(dict.fromkeys(fact.query.fields for fact in plan.facts.values() if fact.query.fields))
        within = {query.filter.completed_within_years for query in filters} - {None}
        expected = {query.filter.expected_within_months for query in filters} - {None}
        self._within, self._expected = sorted(within), sorted(expected)
        self._day_of: dict[Any, date] = {}
        self._field_of: dict[Any, str | None] = {}
        for name in ("school", "accreditation", "progress", "years", "role", "life", "held", "names", "alike", "jobs"):
            setattr(self, name, lru_cache(_MOST_REMEMBERED)(getattr(self, name)))

    def alike(self, school: School) -> School:
        """Give the first school met that no fact can tell from this one."""
        field, done = school.field, school.completed
        if field != UNKNOWN:
            field = self._field_of.setdefault(tuple([field in group for group in self._groups]), field)
        if done is not None:
            within = [self.day <= add_months(done, 12 * years) for years in self._within]
            expected = [done <= add_months(self.day, months) for months in self._expected]
            done = self._day_of.setdefault((*within, *expected), done)
        return school._replace(field=field, completed=done)

    def _person(self, profile: Mapping[str, Any]) -> Person:
        """Recognize a part of a profile. Raises InputError."""
        return recognize(profile_from(profile), self.rulebook, self.day)

    def school(self, level: Any, field: Any) -> Said | Refusal:
        cells = {"education_level": level, "education_field": field}
        try:
            said = school_of({key: value for key, value in cells.items() if value is not None})
        except Unreadable as problem:
            return Refusal("education_level", problem.code, problem.reason)
        school, remarks = self._recognized_school(said)
        return Said((school.level, school.field), remarks)

    def _recognized_school(self, said: Mapping[str, Any]) -> tuple[School, Names]:
        lookup = Lookup(self.rulebook, self.day)
        school = recognize_school(0, Education(**said), lookup)
        return school, ids_of(lookup.remarks)

    def accreditation(self, said: Any) -> Said:
        if said is None:
            return Said(None)
        school, remarks = self._recognized_school({"accreditation": said})
        return Said(school.accreditation, remarks)

    def progress(self, status: Any, completed: Any) -> Said:
        said = {"status": status, "completed": completed}
        school, remarks = self._recognized_school({key: value for key, value in said.items() if value is not None})
        return Said((school.status, school.completed), remarks)

    def years(self, total: Any, lead: Any, privacy: Any) -> Years | Refusal:
        said = {"experience_years": total, "supervisory_years": lead, "privacy_years": privacy}
        try:
            jobs_of({key: value for key, value in said.items() if value is not None})
        except Unreadable as problem:
            return Refusal("experience_years", problem.code, problem.reason)
        if total is None:
            total = max((one for one in (lead, privacy) if one is not None), default=None)
        return Years(total, lead, privacy)

    def role(self, role: Any, area: Any) -> Said:
        if role is None and area is None:
            return Said(Role(None, None, False))
        said = {"role": role, "area": area}
        lookup = Lookup(self.rulebook, self.day)
        job = Job(**{key: value for key, value in said.items() if value is not None})
        stint = Work(lookup, None).stint(0, job)
        return Said(Role(stint.area, stint.title, True), ids_of(lookup.remarks))

    def area(self, role: Role, gave_years: bool) -> str | None:
        return role.area if role.said else self.rulebook.usual_area if gave_years else UNKNOWN

    def bounded(self, total: Any, birth_year: Any) -> tuple[Any, Any]:
        """Give years of work, and the birth year where it bounds them (None: it does not)."""
        free = total is not None and birth_year is not None and total <= self.day.year - birth_year - YOUNGEST
        return total, None if free else birth_year

    def life(self, years: tuple[Any, Any]) -> Said:
        """Give the birth year that bounds years of work, and what it makes improbable."""
        total, birth_year = years
        if total is None:
            return Said(birth_year)
        profile: dict[str, Any] = {"experience": [{"years": total, "area": USUAL_AREA}]}
        if birth_year is not None:
            profile["birth_year"] = birth_year
        return Said(birth_year, ids_of(self._person(profile).remarks))

    def jobs(self, birth_year: Any, years: Years) -> tuple[tuple[Stint, ...], int | None]:
        """Give the work of these years, of no area and in no setting, and the time in which it can have been done."""
        cells = {"experience_years": years.total, "supervisory_years": years.lead, "privacy_years": years.privacy}
        jobs = jobs_of({key: value for key, value in cells.items() if value is not None}) or [{}]
        work = Work(Lookup(self.rulebook, self.day), birth_year)
        stints = tuple(
            Stint(
                area=None,
                title=None,
                setting=None,
                supervision=job.get("supervision"),
                privacy_management=job.get("privacy_management"),
                begin=None,
                end=None,
                length=round(job["years"] * UNITS_A_YEAR) if "years" in job else None,
                weight=FULL,
            )
            for job in jobs
        )
        return work.plausible(stints), work.working_life

    def held(self, said: Any) -> Said | Refusal:
        if said is None:
            return Said(None)
        lookup = Lookup(self.rulebook, self.day)
        cells = [credential_of(one) for one in said]
        try:
            held = recognize_credentials(tuple(map(Certification.model_validate, cells)), lookup)
        except ValidationError:
            try:
                self._person({"certifications": cells})
            except InputError as error:
                return Refusal("certifications", "not-valid", error.problems[0].message)
            raise
        return Said(held, ids_of(lookup.remarks))

    def names(self, said: Any) -> Said:
        if said is None:
            return Said(None)
        lookup = Lookup(self.rulebook, self.day)
        courses = lookup.names("courses", tuple(said), "unrecognized-coursework", "coursework[{}]")
        return Said(courses, ids_of(lookup.remarks))

    def track(self, title: Any, track: Any, area: str | None) -> str | None:
        """Give a person's track: the one they aim at, their title's, or that of their latest work's area."""
        if track is None and title is not None:
            track = self.rulebook.title_by_id[title].track
        if not track and area and area != UNKNOWN:
            track = self.rulebook.vocabularies["areas"].terms[area].track or None
        return track or None


def ids_of(remarks: Iterable[Remark]) -> Names:
    """Give the ids of remarks, each once."""
    return tuple(dict.fromkeys([remark.id for remark in remarks]))
