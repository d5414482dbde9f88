"""What the readers of facts can be told: the filter and the types of fact of each row of ``advisor.facts.readers``."""

from __future__ import annotations

from typing import Literal

from advisor.rulebook.part import Country, Flag, Part, Whole
from advisor.words import EducationLevel, KnownCertificationStatus, KnownEducationStatus, Supervision

CALENDAR = "calendar"
"""The choice of an assumption by which part-time work counts as calendar time."""
STRICT = "strict"
"""The choice of an assumption by which a job from one year to another counts no more than it surely was."""


class Filter(Part):
    """The part of a profile a reader looks at: a key left out does not narrow it. Some readers have no key."""


class EducationFilter(Filter):
    """Which schooling counts. ``field`` takes ids, or ``@group`` for all fields of a group."""

    level: tuple[EducationLevel, ...] | None = None
    at_least: EducationLevel | None = None
    field: tuple[str, ...] | None = None
    accreditation: tuple[str, ...] | None = None
    status: tuple[KnownEducationStatus, ...] = ("completed",)
    final_term: Flag | None = None
    practicum: Flag | None = None
    country: tuple[Country, ...] | None = None
    abroad: Flag | None = None
    completed_within_years: Whole | None = None
    expected_within_months: Whole | None = None
    unless_none: Flag = False
    """Whether a person who says that they have no schooling, or high school not finished, is believed over the rest."""
    shown_by: tuple[str, ...] = ()
    """Active credentials that show it too, since their issuers ask for it."""


class WorkFilter(Filter):
    """Which work counts. ``hours_by`` names an assumption with the choice ``calendar``: count hours or not."""

    area: tuple[str, ...] | None = None
    setting: tuple[str, ...] | None = None
    supervision: tuple[Supervision, ...] | None = None
    privacy_management: Flag | None = None
    within_last_years: Whole | None = None
    hours_by: str | None = None


class TrainingFilter(Filter):
    """Which courses' contact hours count."""

    field: tuple[str, ...] | None = None
    at_most: EducationLevel | None = None
    """The highest level of a program that is counted by its hours: above it, hours are neither said nor asked."""


class CredentialsFilter(Filter):
    """Credentials of which status."""

    status: tuple[KnownCertificationStatus, ...] = ("active",)


class EndingFilter(Filter):
    """Credentials that are active and end within so many days, at most a year."""

    within_days: Whole


class HoldsFilter(Filter):
    """Any of these, held and active."""

    credentials: tuple[str, ...]


class Shape:
    """A reader's filter and the types of fact it gives, with where their values come from."""

    def __init__(self, filter: type[Filter], *types: str, of: str = "") -> None:
        self.filter, self.types, self.of = filter, types, of


SHAPES: dict[str, Shape] = {
    "highest_education": Shape(EducationFilter, "ordered", of="education-levels"),
    "has_education": Shape(EducationFilter, "flag"),
    "years_worked": Shape(WorkFilter, "years", "number"),
    "hours_worked": Shape(WorkFilter, "number"),
    "years_since_work": Shape(WorkFilter, "years", "number"),
    "college_credits": Shape(Filter, "number"),
    "training_hours": Shape(TrainingFilter, "number"),
    "coursework": Shape(Filter, "names", of="courses"),
    "skills": Shape(Filter, "names", of="skills"),
    "interests": Shape(Filter, "names", of="interests"),
    "credentials": Shape(CredentialsFilter, "names", of="credentials"),
    "reinstatable": Shape(Filter, "names", of="credentials"),
    "ending": Shape(EndingFilter, "names", of="credentials"),
    "holds_any": Shape(HoldsFilter, "flag"),
    "track": Shape(Filter, "choice", of="tracks"),
    "goal_title": Shape(Filter, "choice", of="titles"),
    "setting": Shape(Filter, "choice", of="settings"),
    "state": Shape(Filter, "choice", of="states"),
}
"""Every reader. ``concluded`` facts have none: they are conclusions of an earlier stratum."""

Conclusion = Literal["level", "titles", "eligible", "ready"]
CONCLUSIONS: dict[str, tuple[str, str, str]] = {
    "level": ("levels", "ordered", "levels"),
    "titles": ("openings", "names", "titles"),
    "eligible": ("openings", "names", "credentials"),
    "ready": ("openings", "names", "credentials"),
}
"""Each conclusion that later strata may use: the stratum that draws it, its type, where its values come from."""

STRATA = ("levels", "openings", "advice")
"""Levels; then titles and credentials; then steps, preferences, warnings and guidance."""
