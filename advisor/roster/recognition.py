"""What each different cell of a roster is recognized as, by the recognizers of ``advisor evaluate``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from advisor.dates import add_months
from advisor.errors import InputError
from advisor.facts.plan import FactPlan
from advisor.person import FULL_TIME, UNKNOWN, Person, Remark, School, Stint
from advisor.profile import Education, Job, profile_from
from advisor.recognize import recognize
from advisor.recognize.credentials import recognize_credentials
from advisor.recognize.lookup import Lookup
from advisor.recognize.schooling import recognize_school
from advisor.recognize.work import YOUNGEST, Work, lengths_of, spans_of, undated, weights_of
from advisor.recognize.written_out import written_out
from advisor.roster.amounts import Unreadable
from advisor.roster.rows import Entry, jobs_of, joined, schools_of
from advisor.rulebook.book import Rulebook
from advisor.rulebook.filters import EducationFilter

Names = tuple[str, ...]
_DATED = frozenset(("start", "end"))
_MOST_REMEMBERED = 65_536
"""Different cells of a kind whose meaning is remembered."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a combination of cells cannot be a person."""

    column: str
    code: str
    reason: str


class Years(NamedTuple):
    """Years of work, of leading and of privacy among them; None is not said. ``said``: the cell of the years."""

    total: float | None = None
    lead: float | None = None
    privacy: float | None = None
    said: Entry = ()


class Role(NamedTuple):
    """A role and an area of work, recognized; ``said``: whether either was. ``job``: what else was said of the job."""

    area: str | None
    title: str | None
    said: bool
    job: Entry = ()


class Schooling(NamedTuple):
    """What the cells of level and field say: the first program, how it stands by their text, and other programs.

    ``alone``: they name no program, so that there is one only when other cells speak of it.
    """

    first: School
    status: str | None
    completed: str | None
    others: tuple[School, ...]
    credits: float | None
    alone: bool
    beside: Names = ()
    """The remarks on it when other cells speak of it and it is ``alone``."""


class Jobs(NamedTuple):
    """The work of some cells, of no area and in no setting, the time in which it can have been done, and remarks."""

    stints: tuple[Stint, ...]
    life: int | None
    remarks: Names


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
        for name in ("school", "accreditation", "progress", "years", "role", "held", "names", "alike", "jobs"):
            setattr(self, name, lru_cache(_MOST_REMEMBERED)(getattr(self, name)))

    def alike(self, school: School) -> School:
        """Give the first school met that no fact can tell from this one."""
        field = school.field
        if field != UNKNOWN:
            field = self._field_of.setdefault(tuple([field in group for group in self._groups]), field)
        done, done_by = self._day_alike(school.completed), self._day_alike(school.completed_by)
        return school._replace(field=field, completed=done, completed_by=done_by)

    def _day_alike(self, done: date | None) -> date | None:
        if done is None:
            return None
        within = [self.day <= add_months(done, 12 * years) for years in self._within]
        expected = [done <= add_months(self.day, months) for months in self._expected]
        return self._day_of.setdefault((*within, *expected), done)

    def _person(self, profile: Mapping[str, Any]) -> Person:
        """Recognize a part of a profile. Raises InputError."""
        return recognize(profile_from(profile), self.rulebook, self.day)

    def school(self, level: Any, field: Any) -> Said | Refusal:
        """Recognize the programs that the cells of level and field name; nothing said is None."""
        try:
            said = schools_of({"education_level": level or (), "education_field": field or ()})
        except Unreadable as problem:
            return Refusal("education_level", problem.code, problem.reason)
        if not said:
            return Said(None)
        first, *others = said
        credits = first.pop("college_credits", None)
        status, completed = first.get("status"), first.get("completed")
        part = {"education": [{key: first[key] for key in first if key not in ("status", "completed")}, *others]}
        lookup = Lookup(self.rulebook, self.day)
        profile, _, unclear = written_out(profile_from(part), self.rulebook, self.day)
        for place, words in unclear:
            lookup.remark("unrecognized-words", place, text=words)
        schools = [recognize_school(n, school, lookup) for n, school in enumerate(profile.education or ())]
        alone = profile.education is None
        beside: Names = ()
        if alone:
            own = Lookup(self.rulebook, self.day)
            schools, status = [recognize_school(0, Education(field=first.get("field")), own)], "unknown"
            beside = ids_of(own.remarks)
        made = Schooling(schools[0], status, completed, tuple(map(self.alike, schools[1:])), credits, alone, beside)
        return Said(made, ids_of(lookup.remarks))

    def _recognized_school(self, said: Mapping[str, Any]) -> tuple[School, Names]:
        lookup = Lookup(self.rulebook, self.day)
        school = recognize_school(0, Education(**said), lookup)
        return school, ids_of(lookup.remarks)

    def accreditation(self, said: Any) -> Said:
        if said is None:
            return Said(None)
        school, remarks = self._recognized_school({"accreditation": said})
        return Said(school.accreditation, remarks)

    def progress(self, text: Any, status: Any, completed: Any) -> Said:
        """Recognize how a program stands: by its own cells, and by the ``text`` of its level and field."""
        said = {"status": status, "completed": completed}
        said = joined({key: value for key, value in said.items() if value is not None}, dict(text))
        school, remarks = self._recognized_school(said)
        return Said((school.status, school.completed, school.completed_by), remarks)

    @staticmethod
    def progress_in(said: bool, school: Schooling | None) -> Entry:
        """Give what the cells of level and field say of how the program stands; ``said``: whether other cells do."""
        if school is not None and school.alone and not said:
            return ()
        pairs = (("status", school.status), ("completed", school.completed)) if school else ()
        return tuple(pair for pair in pairs if pair[1] is not None)

    @staticmethod
    def schools(said: bool, school: Schooling | None, accredited: Any, progress: Any) -> tuple[School, ...]:
        """Give the schools of a row; ``said``: whether cells other than level and field speak of one."""
        if not said and (school is None or school.alone):
            return ()
        status, done, done_by = progress
        first = school.first if school else School(None, UNKNOWN, None, status, None, None, "US", None, None)
        if accredited is None:
            accredited = first.accreditation
        first = first._replace(accreditation=accredited, status=status, completed=done, completed_by=done_by)
        return (first, *(school.others if school else ()))

    def years(self, total: Any, lead: Any, privacy: Any) -> Years | Refusal:
        said = {"experience_years": total, "supervisory_years": lead, "privacy_years": privacy}
        try:  # whether they fit together
            jobs_of({key: value for key, value in said.items() if value is not None})
        except Unreadable as problem:
            return Refusal("experience_years", problem.code, problem.reason)
        years = dict(total or ()).get("years")
        if years is None:
            years = max((one for one in (lead, privacy) if one is not None), default=None)
        return Years(years, lead, privacy, total or ())

    def role(self, role: Any, area: Any) -> Said:
        """Recognize the cells of role and area."""
        job = dict(role or ())
        text = job.pop("role", None)
        if role is None and area is None:
            return Said(Role(None, None, False))
        said = {"role": text, "area": area, "paid": job.get("paid")}
        lookup = Lookup(self.rulebook, self.day)
        stint = Work(lookup, None).stint(0, Job(**{key: one for key, one in said.items() if one is not None}))
        if stint.supervision is not None:
            job["supervision"] = stint.supervision
        named = text is not None or area is not None
        return Said(Role(stint.area, stint.title, named, tuple(job.items())), ids_of(lookup.remarks))

    def area(self, role: Role, gave_years: bool) -> str | None:
        return role.area if role.said else self.rulebook.usual_area if gave_years else UNKNOWN

    def bounded(self, years: Years, birth_year: Any) -> Any:
        """Give the birth year where it can bound years of work (None: it does not)."""
        said = dict(years.said)
        most = said.get("years_at_most", said.get("years"))
        free = most is not None and birth_year is not None and most <= self.day.year - birth_year - YOUNGEST
        return None if free else birth_year

    def jobs(self, birth_year: Any, years: Years, job: Entry, hours: Any) -> Jobs:
        """Give the work of these years.

        ``job`` is what else was said of it, ``hours`` are those of a week.
        """
        cells = {"experience_role": job, "experience_years": years.said, "hours_per_week": hours}
        cells |= {"supervisory_years": years.lead, "privacy_years": years.privacy}
        jobs = jobs_of({key: value for key, value in cells.items() if value is not None}) or [{}]
        work = Work(Lookup(self.rulebook, self.day), birth_year)
        stints = tuple([_stint_of_years(one) if _DATED.isdisjoint(one) else self._dated(work, one) for one in jobs])
        return Jobs(work.plausible(stints), work.working_life, ids_of(work.lookup.remarks))

    @staticmethod
    def _dated(work: Work, job: Mapping[str, Any]) -> Stint:
        """Give the work of a cell that says when it was."""
        return work.stint(0, Job(**job))._replace(area=None)

    def held(self, said: Any) -> Said | Refusal:
        """Recognize the credentials of a cell; None when nothing is known of any."""
        if said is None:
            return Said(None)
        lookup = Lookup(self.rulebook, self.day)
        try:
            profile = profile_from({"certifications": [dict(one) for one in said]})
        except InputError as error:
            return Refusal("certifications", "not-valid", error.problems[0].message)
        written, _, unclear = written_out(profile, self.rulebook, self.day)
        for place, words in unclear:
            lookup.remark("unrecognized-words", place, text=words)
        held = None if written.certifications is None else recognize_credentials(written.certifications, lookup)
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


def _stint_of_years(job: Mapping[str, Any]) -> Stint:
    """Give the work that ``jobs_of`` made of cells, of no area and in no setting."""
    times = undated(lengths_of(job.get("years"), job.get("years_at_most")))
    hours = job.get("hours_per_week", None if job.get("part_time") else FULL_TIME)
    least, most, works = spans_of(times, weights_of(job.get("paid", True), hours))
    return Stint(None, None, None, job.get("supervision"), job.get("privacy_management"), least, most, works)


def ids_of(remarks: Iterable[Remark]) -> Names:
    """Give the ids of remarks, each once."""
    return tuple(dict.fromkeys([remark.id for remark in remarks]))
