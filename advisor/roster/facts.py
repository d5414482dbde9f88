"""The rulebook's facts as columns: each read by its own reader, once for each combination of what it looks at.

What a filter does not look at is left out before combinations are made, and what it cannot tell apart becomes one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from advisor.dates import UNITS_A_YEAR
from advisor.facts import fact_plan
from advisor.matching import Asked
from advisor.person import FULL, UNKNOWN, Held, Person, School, Stint
from advisor.readers import READERS, active_credentials, implied
from advisor.recognize.lookup import Lookup
from advisor.recognize.work import Work
from advisor.roster.coded import Coded, constant, crossed, mapped
from advisor.roster.people import People, Refusal, Role, Said, Schooled, Years
from advisor.roster.rows import jobs_of
from advisor.rulebook.book import Rulebook

_SCHOOLING = ("highest_education", "has_education", "training_hours")
_WORK = ("years_worked", "hours_worked", "years_since_work")
_HELD = ("credentials", "holds_any", "reinstatable")


class FactReader:
    """Reads facts from columns of people."""

    def __init__(self, rulebook: Rulebook, day: date) -> None:
        self.rulebook, self.day = rulebook, day
        self._known: dict[Any, Any] = {}

    def read(self, people: People) -> dict[str, Coded]:
        """Give a column for each fact; None is unknown."""
        return {id: self._read(id, asked, people) for id, _, asked in fact_plan(self.rulebook)}

    def _read(self, id: str, asked: Asked, people: People) -> Coded:
        person: Callable[..., Person]
        (reader,), wanted = self.rulebook.facts[id].read, asked.filter
        if reader in _SCHOOLING:
            columns, person = self._schooling(wanted, asked.fields, people), self._with_school
        elif reader in _WORK:
            columns, person = self._work(wanted, people), self._with_work
        elif reader in _HELD:
            columns, person = [people.held], self._with_held
        else:
            columns, person = self._others(reader, people), self._with(reader)

        def read(*values: Any) -> Any:
            key = (id, *values)
            if key not in self._known:
                if len(self._known) > 1_000_000:
                    self._known.clear()
                self._known[key] = READERS[reader](person(*values), asked)
            return self._known[key]

        return crossed(columns, read)

    def _blank(self, **parts: Any) -> Person:
        empty: dict[str, Any] = dict.fromkeys(
            ("schools", "stints", "held", "college_credits", "courses", "skills", "interests", "goal_title", "track",
             "setting", "state")
        )  # fmt: skip
        return Person(day=self.day, country=self.rulebook.country, remarks=(), **{**empty, **parts})

    # -- schooling ----------------------------------------------------------------

    def _schooling(self, wanted: Any, fields: frozenset[str], people: People) -> list[Coded]:
        inside = min(fields, default=None)

        def school(one: Schooled | Refusal) -> tuple[int | None, str | None]:
            if isinstance(one, Refusal):
                return None, None
            if wanted.field is None:
                return one.level, None
            return one.level, one.field if one.field == UNKNOWN else inside if one.field in fields else None

        accredited = getattr(wanted, "accreditation", None) is not None
        shown_by = frozenset(getattr(wanted, "shown_by", None) or ())

        def held(one: Said | Refusal) -> tuple[Held, ...] | None:
            if isinstance(one, Refusal) or one.value is None:
                return None
            shown = active_credentials(self._blank(held=one.value), self.rulebook) & shown_by
            return tuple(Held(id, "active") for id in sorted(shown)[:1])

        return [
            people.has_school,
            mapped(people.school, school),
            mapped(people.accreditation, lambda one: one.value) if accredited else constant(None, people.rows),
            mapped(people.progress, lambda one: one.value),
            mapped(people.held, held) if shown_by else constant(None, people.rows),
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

    def _work(self, wanted: Any, people: People) -> list[Coded]:
        inside = min(wanted.area, default=None) if wanted.area is not None else None

        def years(one: Years | Refusal) -> Years:
            if isinstance(one, Refusal):
                return Years()
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

        told = mapped(people.years, lambda one: isinstance(one, Refusal) or one.said)
        return [
            people.has_work,
            mapped(people.years, years),
            crossed([people.role, told], area),
            people.setting if wanted.setting is not None else constant(None, people.rows),
            mapped(people.life, lambda one: one.value),
        ]

    def _with_work(self, said: bool, years: Years, area: Any, setting: Any, birth_year: Any) -> Person:
        if not said:
            return self._blank()
        cells = {"experience_years": years.total, "supervisory_years": years.lead, "privacy_years": years.privacy}
        jobs = jobs_of({key: value for key, value in cells.items() if value is not None}) or [{}]
        work = Work(Lookup(self.rulebook, self.day), birth_year)
        stints = tuple(
            Stint(
                area=area, title=None, setting=setting, supervision=job.get("supervision"),
                privacy_management=job.get("privacy_management"), begin=None, end=None,
                length=round(job["years"] * UNITS_A_YEAR) if "years" in job else None, weight=FULL,
            )
            for job in jobs
        )  # fmt: skip
        return self._blank(stints=work.plausible(stints), working_life=work.working_life)

    # -- the rest -------------------------------------------------------------------

    def _with_held(self, held: Said | Refusal) -> Person:
        return self._blank(held=None if isinstance(held, Refusal) else held.value)

    def _others(self, reader: str, people: People) -> list[Coded]:
        columns: Mapping[str, Coded] = {
            "college_credits": people.credits, "coursework": mapped(people.courses, lambda one: one.value),
            "track": people.track, "goal_title": people.goal_title, "setting": people.setting, "state": people.state,
        }  # fmt: skip
        return [columns.get(reader) or constant(None, people.rows)]

    def _with(self, reader: str) -> Callable[[Any], Person]:
        part = {"coursework": "courses"}.get(reader, reader)
        return lambda value: self._blank(**{part: value})


def active_in(held: Said | Refusal, rulebook: Rulebook) -> frozenset[str]:
    """Give the credentials active on the day, with what they count as."""
    some = () if isinstance(held, Refusal) else held.value or ()
    return implied(tuple([one.id for one in some if one.status == "active"]), rulebook)
