"""What a person could do, for the planner and for steps: a program, a course or work, and what it adds."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from advisor.rulebook.condition import ALWAYS
from advisor.rulebook.model import Cost, Entry, MonthRange, Requirement
from advisor.rulebook.part import Amount, Flag, Id, Part, Whole, Words, refusal
from advisor.words import EducationLevel, Supervision


class AddedSchool(Part):
    """One entry of education, as it stands in a profile once the program is finished."""

    level: EducationLevel
    field: Words | None = None
    accreditation: tuple[Id, ...] = ()
    practicum: Flag | None = None
    training_hours: Amount | None = None


class AddedWork(Part):
    """The kind of job that the work is, and where it is done if that matters."""

    area: Id
    setting: Id | None = None
    supervision: Supervision = "none"
    privacy_management: Flag = False


class Activity(Entry):
    """A program or course of some ``months`` at ``hours_per_week`` of study, or a kind of work that lasts as needed.

    ``requires`` must hold when it begins. ``for`` says whom it is proposed to while there is another way.
    """

    name: Words
    action: Words
    kind: Literal["program", "course", "work"]
    requires: Requirement = ALWAYS
    for_: Annotated[Requirement, Field(alias="for")] = ALWAYS
    education: AddedSchool | None = None
    coursework: tuple[Id, ...] = ()
    college_credits: Amount | None = None
    work: AddedWork | None = None
    months: MonthRange | None = None
    hours_per_week: Whole | None = None
    cost: Cost | None = None
    note: str = ""

    def _check(self) -> None:
        studied = self.education is not None or self.coursework or self.college_credits is not None
        if self.kind == "work" and (self.work is None or studied or self.months or self.hours_per_week or self.cost):
            raise refusal("Work says what `work` it is, and has no schooling, months, hours or cost.")
        if self.kind != "work" and (self.work or not studied or not self.months or not self.hours_per_week):
            needed = "what it adds (education, coursework or college_credits), its `months` and its `hours_per_week`"
            raise refusal(f"A program or a course says {needed}.")
