"""The people of some rows as columns: what is recognized of each different cell, or of whole persons.

A row that cannot be a person is refused before (``refusals``); the others become People. Schools and jobs lie with
their owners, each different one of which may be many rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from advisor.facts.columns import Coded, SchoolItems
from advisor.facts.distinct import Codes, Flags, distinct
from advisor.facts.plan import FactPlan
from advisor.facts.stints import ANY, StintItems, tables_of
from advisor.person import Person, School, claimed_titles
from advisor.roster.recognition import CellRecognizer, Jobs, Names, Refusal, Role, Said, Years, ids_of
from advisor.roster.rows import Entry
from advisor.rulebook.book import Rulebook

PARTS = ("held", "college_credits", "courses", "skills", "interests", "goal_title", "track", "setting", "state")
"""The parts of a person that facts are read from as they are."""


class People(NamedTuple):
    """People, one a row: their schools and jobs by owner, the other parts as columns, and what there is to warn of.

    ``remarks`` are columns of ids of remarks, in their order; ``claimed`` is the titles that people say they had.
    """

    rows: int
    schools: SchoolItems
    school_owner: Codes
    stints: StintItems
    work_owner: Codes
    parts: Mapping[str, Coded]
    remarks: Sequence[Coded]
    claimed: Coded


class Rows(NamedTuple):
    """What is recognized of the rows of a roster: the schools and the work of each, and the credits that it says.

    ``years``, ``job`` and ``hours`` are what is said of the work, as ``CellRecognizer.jobs`` takes it, and ``role`` is
    the text of the role. ``remarks`` are of the school, its progress and accreditation, and of the role.
    """

    schools: Coded
    credits: Coded
    years: Coded
    job: Coded
    hours: Coded
    role: Coded
    area: Coded
    setting: Coded
    worked: Coded
    claimed: Coded
    remarks: Sequence[Coded]


def coded(values: Iterable[Any], codes: Codes | None = None) -> Coded:
    """Make a column of values, one a row or (with ``codes``) one a code; equal values get one code."""
    places: dict[Any, int] = {}
    table = np.array([places.setdefault(value, len(places)) for value in values], np.int64)
    return Coded(table if codes is None else table[codes], list(places))


def taken(column: Coded, rows: Codes) -> Coded:
    """Give the column of these rows, with no value that none of them has."""
    found = distinct(column.codes[rows])
    return Coded(found.codes, [column.values[code] for code in column.codes[rows][found.first].tolist()])


def mapped(function: Callable[..., Any], *columns: Coded) -> Coded:
    """Apply a function to columns: once for each different combination of their values."""
    varied = [column for column in columns if len(column.values) > 1] or columns[:1]
    found = distinct(*[column.codes for column in varied])
    rows = found.first
    chosen = [[column.values[code] for code in column.codes[rows].tolist()] for column in columns]
    return coded(map(function, *chosen), found.codes)


class Recognizer:
    """Puts people into columns. ``rulebook`` is the one of the day."""

    def __init__(self, rulebook: Rulebook, day: date, plan: FactPlan) -> None:
        self.cells = CellRecognizer(rulebook, day, plan)

    def people_of(self, persons: Sequence[Person]) -> People:
        """Put whole persons into columns."""
        numbers: dict[School, int] = {}
        counts, places = [], list[int]()
        for person in persons:
            schools = person.schools or ()
            counts.append(len(schools))
            places += [numbers.setdefault(self.cells.alike(school), len(numbers)) for school in schools]
        said = np.array([person.schools is not None for person in persons], bool)
        items = SchoolItems(list(numbers), np.array(counts, np.int64), np.array(places, np.int64), said)
        owners = np.arange(len(persons))
        return People(
            len(persons),
            items,
            owners,
            StintItems.of(persons),
            owners,
            {part: coded([getattr(person, part) for person in persons]) for part in PARTS},
            [coded([ids_of(person.remarks) for person in persons])],
            coded([tuple(claimed_titles(person)) if person.stints else () for person in persons]),
        )

    def fallible(self, cells: Mapping[str, Coded], rows: int) -> list[Coded]:
        """Recognize the columns whose cells may not fit together: schools, years and credentials, or a Refusal each."""
        level, field, total, lead, privacy, held = _cells(
            cells,
            "education_level education_field experience_years supervisory_years privacy_years certifications",
            rows,
        )
        return [
            mapped(self.cells.school, level, field),
            mapped(self.cells.years, total, lead, privacy),
            mapped(self.cells.held, held),
        ]

    def of_rows(self, cells: Mapping[str, Coded], recognized: Sequence[Coded], rows: int) -> Rows:
        """Recognize the schools and the work of each row; none of the rows has a Refusal."""
        school, years, _ = recognized
        status, done, accreditation, setting, role_cell, area_cell, credits, hours = _cells(
            cells,
            "education_status education_completed accreditation setting experience_role experience_area "
            "college_credits hours_per_week",
            rows,
        )
        school_value = mapped(_value, school)
        said = mapped(_any_said, status, done, accreditation)
        progress, accredited = (
            mapped(self.cells.progress, mapped(self.cells.progress_in, said, school_value), status, done),
            mapped(self.cells.accreditation, accreditation),
        )
        role = mapped(self.cells.role, role_cell, area_cell)
        role_value, gave_years = mapped(_value, role), mapped(_gave_years, years)
        schools = mapped(
            self._schools,
            said,
            school_value,
            mapped(_value, accredited),
            mapped(_value, progress),
        )
        return Rows(
            schools=schools,
            credits=mapped(_credits, credits, school_value),
            years=years,
            job=mapped(_job, role_value),
            hours=hours,
            role=mapped(_role_text, role_cell),
            area=mapped(self.cells.area, role_value, gave_years),
            setting=setting,
            worked=mapped(_has_worked, gave_years, role_value, setting, hours),
            claimed=mapped(_claimed, role_value),
            remarks=[
                mapped(_remarks_of_school, school, said),
                *(mapped(_remarks, one) for one in (progress, accredited, role)),
            ],
        )

    def people(self, cells: Mapping[str, Coded], recognized: Sequence[Coded], rows: int) -> People:
        """Make people of cells and of what ``fallible`` made of them; none of the rows has a Refusal."""
        _, _, certified = recognized
        of_rows = self.of_rows(cells, recognized, rows)
        birth_year, goal_title, track, courses, state = _cells(
            cells, "birth_year goal_title goal_track coursework state", rows
        )
        courses_said = mapped(self.cells.names, courses)
        schools, school_owner = school_items(of_rows.schools)
        bound = mapped(self.cells.bounded, of_rows.years, birth_year)
        jobs = mapped(self.cells.jobs, bound, of_rows.years, of_rows.job, of_rows.hours)
        stints, work_owner = self._stint_items(jobs, of_rows)
        nothing = coded([None], np.zeros(rows, np.int64))
        parts = {
            "held": mapped(_value, certified),
            "college_credits": of_rows.credits,
            "courses": mapped(_value, courses_said),
            "skills": nothing,
            "interests": nothing,
            "goal_title": goal_title,
            "track": mapped(self.cells.track, goal_title, track, of_rows.area),
            "setting": of_rows.setting,
            "state": state,
        }
        remarks = [*of_rows.remarks, mapped(_remarks, jobs)]
        remarks += [mapped(_remarks, one) for one in (certified, courses_said)]
        return People(rows, schools, school_owner, stints, work_owner, parts, remarks, of_rows.claimed)

    def _schools(self, *cells: Any) -> tuple[School, ...]:
        """Make the schools of a row; those that no fact can tell apart are one."""
        return tuple(map(self.cells.alike, self.cells.schools(*cells)))

    def _stint_items(self, jobs: Coded, rows: Rows) -> tuple[StintItems, Codes]:
        """Make the jobs of each row, and number the rows that worked alike."""
        worked, area, setting = rows.worked, rows.area, rows.setting
        owners = distinct(*[column.codes for column in (worked, area, setting, jobs)])
        has_worked = np.array(worked.values, bool)[worked.codes[owners.first]]
        of_jobs, of_area, of_setting = (column.take(owners.first) for column in (jobs, area, setting))
        some = np.flatnonzero(has_worked)
        jobs_of_some, area, setting = (column.take(some) for column in (of_jobs, of_area, of_setting))
        life = np.array([ANY if some.life is None else some.life for some in jobs.values], np.int64)[of_jobs.codes]
        life = np.where(has_worked, life, ANY)
        return stint_items(some, jobs_of_some, area, setting, life, has_worked), owners.codes


def school_items(sets: Coded) -> tuple[SchoolItems, Codes]:
    """Put the schools of each row, a tuple of them, into items; nothing was said of schools where it is empty."""
    numbers: dict[School, int] = {}
    places = [numbers.setdefault(school, len(numbers)) for some in sets.values for school in some]
    counts = np.array([len(some) for some in sets.values], np.int64)
    return SchoolItems(list(numbers), counts, np.array(places, np.int64), counts > 0), sets.codes


def stint_items(owner: Codes, jobs: Coded, area: Coded, setting: Coded, life: Codes, said: Flags) -> StintItems:
    """Put jobs into items: ``jobs`` are those of each owner in ``owner``, who may have several rows, in their order.

    The jobs of a row (and the time in which its owner could work) are of its area and setting; ``life`` and ``said``
    are of the owners.
    """
    stints = [stint for some in jobs.values for stint in some.stints]
    counts = np.array([len(some.stints) for some in jobs.values], np.int64)
    starts = np.cumsum(counts) - counts
    count = counts[jobs.codes]
    row = np.repeat(np.arange(len(count)), count)
    place = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count) + starts[jobs.codes][row]
    duties = coded([(stint.supervision, stint.privacy_management) for stint in stints])
    kind = distinct(area.codes[row], setting.codes[row], duties.codes[place])
    kinds = [
        stints[place[n]]._replace(area=area.value(row[n]), setting=setting.value(row[n])) for n in kind.first.tolist()
    ]
    of_least, of_most = tables_of(stints)
    least = of_least[place]
    most = least if of_most is of_least else of_most[place]
    works = np.array([stint.works for stint in stints], bool)[place]
    return StintItems(kinds, owner[row], kind.codes, least, most, works, life, said)


def _cells(cells: Mapping[str, Coded], names: str, rows: int) -> list[Coded]:
    """Give the columns of these names; one that the roster does not have says nothing."""
    nothing = Coded(np.zeros(rows, np.int64), [None])
    return [cells.get(name, nothing) for name in names.split()]


def refusals(recognized: Sequence[Coded]) -> Coded:
    """Say of each row the first Refusal in some columns, or None."""
    some = [column for column in recognized if any(isinstance(value, Refusal) for value in column.values)]
    return mapped(_first_refusal, *some) if some else Coded(np.zeros(len(recognized[0].codes), np.int64), [None])


def _first_refusal(*values: Any) -> Refusal | None:
    return next((value for value in values if isinstance(value, Refusal)), None)


def _value(said: Said) -> Any:
    return said.value


def _remarks(said: Said | Jobs) -> Names:
    return said.remarks


def _remarks_of_school(school: Said, said: bool) -> Names:
    return (*school.remarks, *school.value.beside) if said and school.value else school.remarks


def _any_said(*values: Any) -> bool:
    return any(value is not None for value in values)


def _gave_years(years: Years) -> bool:
    return years != Years()


def _has_worked(gave_years: bool, role: Role, setting: Any, hours: Any) -> bool:
    return gave_years or role.said or bool(role.job) or setting is not None or hours is not None


def _job(role: Role) -> Entry:
    return role.job


def _role_text(role: Any) -> str:
    return str(dict(role or ()).get("role", "")).casefold()


def _credits(said: Any, school: Any) -> Any:
    return said if said is not None or school is None else school.credits


def _claimed(role: Role) -> Names:
    return (role.title,) if role.title else ()
