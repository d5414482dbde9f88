"""The rulebook's facts as columns: each read by its own reader, once for each combination of what it looks at.

What a filter does not look at is left out before combinations are made, and what it cannot tell apart becomes one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from operator import attrgetter
from typing import Any

from advisor.dates import UNITS_A_YEAR
from advisor.facts import fact_plan
from advisor.matching import Asked
from advisor.person import FULL, UNKNOWN, Held, Person, School, Stint, nobody
from advisor.readers import READERS, active_credentials, implied
from advisor.recognize.lookup import Lookup
from advisor.recognize.work import Work
from advisor.roster.coded import Column, constant, crossed, mapped
from advisor.roster.histories import WORK
from advisor.roster.people import People, Role, Schooled, Years
from advisor.roster.rows import jobs_of
from advisor.roster.schools import SCHOOLING
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Answer

_PARTS = {"coursework": "courses"}
"""The part of a person that a reader looks at, where it is not called the same."""
_HELD = ("credentials", "holds_any", "reinstatable")


class FactReader:
    """Reads facts from columns of people."""

    def __init__(self, rulebook: Rulebook, day: date) -> None:
        self.rulebook, self.day = rulebook, day
        self._nobody = nobody(day, rulebook.country)
        self._plan = [(id, next(iter(rulebook.facts[id].read)), asked) for id, _, asked in fact_plan(rulebook)]

    def read(self, people: People) -> dict[str, Column]:
        """Give a column for each fact; None is unknown."""
        return {id: self._read(reader, asked, people) for id, reader, asked in self._plan}

    def read_whole(self, parts: Mapping[str, Column]) -> dict[str, Column]:
        """Give the same from parts of whole persons: work and schooling as facts, the rest by its name in Person."""
        return {id: self._read_whole(id, reader, asked, parts) for id, reader, asked in self._plan}

    def _read_whole(self, id: str, reader: str, asked: Asked, parts: Mapping[str, Column]) -> Column:
        if reader in WORK:
            return parts[id]
        if reader in SCHOOLING:
            shown_by = getattr(asked.filter, "shown_by", None)
            return crossed([parts[id], self._shown(asked.filter, parts["held"])], _shown_too) if shown_by else parts[id]
        name = "held" if reader in _HELD else _PARTS.get(reader, reader)
        person = parts[name].sheet.once(name, lambda: mapped(parts[name], lambda said: self._blank(**{name: said})))
        return mapped(person, lambda person: READERS[reader](person, asked))

    def _shown(self, wanted: Any, held: Column) -> Column:
        """Give what of the credentials held shows schooling (None: it is not known whether any does)."""
        shown_by = frozenset(getattr(wanted, "shown_by", None) or ())

        def shown(some: tuple[Held, ...] | None) -> tuple[Held, ...] | None:
            if some is None:
                return None
            active = active_credentials(self._blank(held=some), self.rulebook) & shown_by
            return tuple(Held(id, "active") for id in sorted(active)[:1])

        sheet = held.sheet
        if not shown_by:
            return sheet.once("nothing", lambda: constant(sheet, None))
        return sheet.once(("shown", shown_by), lambda: mapped(held, shown))

    def _read(self, reader: str, asked: Asked, people: People) -> Column:
        person: Callable[..., Person]
        wanted = asked.filter
        if reader in SCHOOLING:
            kind, columns, person = "schooling", self._schooling(wanted, asked.fields, people), self._with_school
        elif reader in WORK:
            kind, columns, person = "work", self._work(wanted, people), self._with_work
        elif reader in _HELD:
            kind, columns, person = "held", [people.held], self._with_held
        else:
            kind, columns, person = reader, self._others(reader, people), self._with(reader)
        alike = people.held.sheet.once((kind, *columns), lambda: crossed(columns, person))
        return mapped(alike, lambda person: READERS[reader](person, asked))

    def _blank(self, **parts: Any) -> Person:
        return self._nobody._replace(**parts)

    # -- schooling ----------------------------------------------------------------

    def _schooling(self, wanted: Any, fields: frozenset[str], people: People) -> list[Column]:
        inside = min(fields, default=None)

        def school(one: Schooled) -> tuple[int | None, str | None]:
            if wanted.field is None:
                return one.level, None
            return one.level, one.field if one.field == UNKNOWN else inside if one.field in fields else None

        accredited = getattr(wanted, "accreditation", None) is not None
        once = people.held.sheet.once
        nothing = once("nothing", lambda: constant(people.held.sheet, None))
        return [
            people.has_school,
            once(("school", wanted.field is None or fields), lambda: mapped(people.school, school)),
            once("accreditation", lambda: mapped(people.accreditation, attrgetter("value"))) if accredited else nothing,
            once("progress", lambda: mapped(people.progress, attrgetter("value"))),
            self._shown(wanted, people.held),
        ]

    def _with_school(self, said: bool, school: Any, accreditation: Any, progress: Any, held: Any) -> Person:
        if not said:
            return self._blank(held=held)
        one = School(
            level=school[0], field=school[1], accreditation=accreditation, status=progress[0], final_term=None,
            practicum=None, country="US", completed=progress[1], training_hours=None,
        )  # fmt: skip
        return self._blank(schools=(one,), held=held)

    # -- work -----------------------------------------------------------------------

    def _work(self, wanted: Any, people: People) -> list[Column]:
        inside = min(wanted.area, default=None) if wanted.area is not None else None

        def years(one: Years) -> Years:
            return Years(
                one.total,
                one.lead if wanted.supervision is not None else None,
                one.privacy if wanted.privacy_management is not None else None,
            )

        def area(role: Role, years: Any) -> str | None:
            found = role.area
            if not role.said:
                found = self.rulebook.usual_area if years else UNKNOWN
            if wanted.area is None:
                return None
            return found if found == UNKNOWN else inside if found in wanted.area else None

        once = people.held.sheet.once
        duties = (wanted.supervision is not None, wanted.privacy_management is not None)
        areas = None if wanted.area is None else frozenset(wanted.area)
        told = once("told", lambda: mapped(people.years, attrgetter("said")))
        return [
            people.has_work,
            once(("area", areas), lambda: crossed([people.role, told], area)),
            people.setting if wanted.setting is not None else once("nothing", lambda: constant(told.sheet, None)),
            once(("jobs", duties), lambda: crossed([mapped(people.life, attrgetter("value")),
                                                    mapped(people.years, years)], self._jobs)),
        ]  # fmt: skip

    def _jobs(self, birth_year: Any, years: Years) -> tuple[tuple[Stint, ...], int | None]:
        """Give the work of these years, of no area and in no setting, and the time in which it can have been done."""
        cells = {"experience_years": years.total, "supervisory_years": years.lead, "privacy_years": years.privacy}
        jobs = jobs_of({key: value for key, value in cells.items() if value is not None}) or [{}]
        work = Work(Lookup(self.rulebook, self.day), birth_year)
        stints = tuple(
            Stint(
                area=None, title=None, setting=None, supervision=job.get("supervision"),
                privacy_management=job.get("privacy_management"), begin=None, end=None,
                length=round(job["years"] * UNITS_A_YEAR) if "years" in job else None, weight=FULL,
            )
            for job in jobs
        )  # fmt: skip
        return work.plausible(stints), work.working_life

    def _with_work(self, said: bool, area: Any, setting: Any, jobs: tuple[tuple[Stint, ...], int | None]) -> Person:
        if not said:
            return self._blank()
        stints, working_life = jobs
        if area is not None or setting is not None:
            stints = tuple(stint._replace(area=area, setting=setting) for stint in stints)
        return self._blank(stints=stints, working_life=working_life)

    # -- the rest -------------------------------------------------------------------

    def _with_held(self, held: tuple[Held, ...] | None) -> Person:
        return self._blank(held=held)

    def _others(self, reader: str, people: People) -> list[Column]:
        columns: Mapping[str, Column] = {
            "college_credits": people.credits, "coursework": mapped(people.courses, lambda one: one.value),
            "track": people.track, "goal_title": people.goal_title, "setting": people.setting, "state": people.state,
        }  # fmt: skip
        return [columns.get(reader) or constant(people.held.sheet, None)]

    def _with(self, reader: str) -> Callable[[Any], Person]:
        part = _PARTS.get(reader, reader)
        return lambda value: self._blank(**{part: value})


def active_in(held: tuple[Held, ...] | None, rulebook: Rulebook) -> frozenset[str]:
    """Give the credentials active on the day, with what they count as."""
    return implied(tuple([one.id for one in held or () if one.status == "active"]), rulebook)


def _shown_too(pair: tuple[Answer, Answer], shown: tuple[Held, ...] | None) -> Answer:
    """Give the answer about schooling of people who hold what shows it, or nothing such, or did not say."""
    unshown, unsaid = pair
    return unsaid if shown is None else True if shown else unshown
