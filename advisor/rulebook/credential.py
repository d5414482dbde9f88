"""A credential as its issuer describes it: routes, preparation, apprentice form, renewal, lapse, cost, history."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from advisor.rulebook.condition import ALWAYS
from advisor.rulebook.model import Entry, MonthRange, Requirement, Sources
from advisor.rulebook.part import Amount, Dated, Day, Flag, Id, Part, Whole, Words, refusal


class Route(Part):
    """One way to meet a requirement."""

    id: Id
    text: Words
    requires: Requirement
    confirm: str = ""
    sources: Sources = ()


class FormerName(Part):
    """A name a credential had until a day."""

    acronym: Words
    name: str = ""
    until: Day | None = None
    note: str = ""


class Apprentice(Part):
    """The form in which a credential is first held."""

    id: Id
    acronym: Words
    spellings: tuple[Words, ...] = ()
    note: Words
    lift: Annotated[tuple[Route, ...], Field(min_length=1)]


class Fits(Part):
    """The work a credential is for."""

    tracks: tuple[Id, ...] = ()
    settings: tuple[Id, ...] = ()
    roles: tuple[Words, ...] = ()


class Exam(Part):
    """What the exam is like."""

    text: Words
    questions: Whole | None = None
    hours: Amount | None = None
    passing: str = ""


class Price(Part):
    """What an exam costs, US dollars, for whom and in which year; ``on_top`` is paid besides, such as a membership."""

    for_: Annotated[str, Field(alias="for")] = ""
    amount: Amount
    year: str = ""
    confidence: str = ""
    note: str = ""
    on_top: Flag = False


class Span(Part):
    """A length of time; exactly one of the three."""

    days: Whole | None = None
    months: Whole | None = None
    years: Whole | None = None

    def _check(self) -> None:
        if sum(part is not None for part in (self.days, self.months, self.years)) != 1:
            raise refusal("Say days, months or years, and one of them alone.")


class Lapse(Part):
    """What happens after a lapse: how long it can be reinstated without the exam, and what is needed then.

    ``within`` begins with the lapse, or ``days_after`` the last day on which the credential was valid. ``cost`` is what
    the issuer asks for it.
    """

    within: Span | None = None
    days_after: Whole = 0
    text: Words
    after: str = ""
    cost: tuple[Price, ...] = ()


class Renewal(Part):
    """What keeps a credential active: units of continuing education (CEU) every so many years, and what that costs."""

    years: Amount | None = None
    units: Whole | None = None
    unit: str = ""
    text: Words
    cost: tuple[Price, ...] = ()


class HistoryItem(Part):
    """How a requirement used to be."""

    since: Dated | None = None
    until: Dated | None = None
    text: Words
    sources: Sources = ()

    def _check(self) -> None:
        if self.since and self.until and self.until < self.since[: len(self.until)]:
            raise refusal(f"This ends ({self.until}) before it starts ({self.since}).")


class Credential(Entry):
    """A certification: what its issuer requires, how to prepare, whom it serves, how it is kept."""

    acronym: Words
    name: Words
    issuer: Words
    spellings: tuple[Words, ...] = ()
    former_names: tuple[FormerName, ...] = ()
    status: Literal["active", "retired"] = "active"
    retired: Dated | None = None
    grade: Literal["entry", "standard", "advanced"] = "standard"
    counts_as: tuple[Id, ...] = ()
    superseded_by: tuple[Id, ...] = ()
    apprentice: Apprentice | None = None
    formal: tuple[Route, ...]
    prepare: tuple[Route, ...] = ()
    useful_when: Requirement = ALWAYS
    fits: Fits = Fits()
    exam: Exam | None = None
    renewal: Renewal | None = None
    lapse: Lapse | None = None
    cost: tuple[Price, ...] = ()
    study_months: MonthRange | None = None
    study_hours_per_week: Whole = 8
    confirmed: Flag
    confidence: Literal["high", "medium", "low", "background"]
    check: str = ""
    history: tuple[HistoryItem, ...] = ()
    url: str = ""
    note: str = ""

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The ids under which it is held: its own, and that of its apprentice form."""
        return (self.id, self.apprentice.id) if self.apprentice else (self.id,)

    def called(self, day: date) -> tuple[str, str]:
        """Give the acronym and the full name in use on the day."""
        for former in sorted(self.former_names, key=lambda name: name.until or date.min):
            if former.until and day <= former.until:
                return former.acronym, former.name or self.name
        return self.acronym, self.name
