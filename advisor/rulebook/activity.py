"""What a person can undertake besides an exam: a program, a course, a kind of work; and what it adds to a profile."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from advisor.rulebook.condition import ALWAYS
from advisor.rulebook.model import Cost, Entry, MonthRange, Part, Requirement
from advisor.rulebook.scalars import Amount, Flag, Id, Whole, Words, refusal
from advisor.words import EducationLevel, Supervision


class AddedSchool(Part):
    """One entry of education, as it stands in a profile once the program is finished."""

    level: EducationLevel
    field: Words | None = None
    accreditation: tuple[Id, ...] = ()
    practicum: Flag | None = None
    training_hours: Amount | None = None


class AddedWork(Part):
    """The kind of job that the work is."""

    area: Id
    supervision: Supervision = "none"
    privacy_management: Flag = False


class Activity(Entry):
    """A program, course or kind of work: what it needs, what it adds, how long it takes and what it costs.

    Work lasts as long as it is needed; a program or a course takes its ``months`` at ``hours_per_week`` of study.
    """

    name: Words
    action: Words
    kind: Literal["program", "course", "work"]
    requires: Requirement = ALWAYS
    education: AddedSchool | None = None
    coursework: tuple[Id, ...] = ()
    college_credits: Amount | None = None
    work: AddedWork | None = None
    months: MonthRange | None = None
    hours_per_week: Whole | None = None
    cost: Cost | None = None
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        studied = self.education is not None or self.coursework or self.college_credits is not None
        if self.kind == "work" and (self.work is None or studied or self.months or self.hours_per_week or self.cost):
            raise refusal("Work says what `work` it is, and has no schooling, months, hours or cost.")
        if self.kind != "work" and (self.work or not studied or not self.months or not self.hours_per_week):
            raise refusal("A program or a course says what it adds (education, coursework or college_credits), "
                          "its `months` and its `hours_per_week`.")  # fmt: skip
        return self
