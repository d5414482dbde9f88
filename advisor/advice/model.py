"""Advice: what a person gets. Plain frozen values in the order of the contract, written as JSON by one function.

Keys are never renamed; new ones are added at the end of their part. None has slots: orjson writes such objects several
times slower.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import orjson

FactData = float | bool | str | tuple[float, float] | tuple[str, ...]
"""A fact's value as it is written in advice."""
Status = Literal["held", "ready", "prepare", "check", "not-yet", "retired"]


@dataclass(frozen=True)
class SourceRef:
    """A place in a document."""

    id: str
    section: str


@dataclass(frozen=True)
class Reason:
    """A sentence for the person, and what it stands on: the rule's address, its condition, the documents.

    ``unknown`` says that the person did not tell us; ``facts`` names what was looked at.
    """

    text: str
    rule: str
    condition: str
    sources: tuple[SourceRef, ...]
    facts: tuple[str, ...] = ()
    unknown: bool = False


@dataclass(frozen=True)
class PersonRef:
    """Who the advice is for, as they named themselves."""

    id: str | None
    name: str | None


@dataclass(frozen=True)
class RulebookRef:
    """Which rules gave the advice; the digest is of every rule file, and of the choices made."""

    id: str
    version: str
    digest: str


@dataclass(frozen=True)
class SalaryRange:
    """A guide range of pay a year; ``open_ended`` ranges go beyond ``high``."""

    low: int
    high: int
    currency: str
    per: str
    source: SourceRef
    open_ended: bool = False
    year: str = ""


@dataclass(frozen=True)
class LevelAdvice:
    """The level, and why. ``could_be`` lists it and the higher ones still possible while something is unknown."""

    id: str
    name: str
    salary: SalaryRange | None
    because: tuple[Reason, ...]
    summary: str = ""
    duties: tuple[str, ...] = ()
    could_be: tuple[str, ...] = ()


@dataclass(frozen=True)
class NextLevel:
    """The level above, and what is missing for it."""

    id: str
    name: str
    missing: tuple[Reason, ...]


@dataclass(frozen=True)
class OpenTitle:
    """A title whose requirements are met."""

    id: str
    name: str
    level: str
    because: tuple[Reason, ...]
    track: str = ""
    summary: str = ""


@dataclass(frozen=True)
class NearTitle:
    """A title not yet open, and what is missing."""

    id: str
    name: str
    level: str
    missing: tuple[Reason, ...]
    track: str = ""
    summary: str = ""


@dataclass(frozen=True)
class CertificationAdvice:
    """One credential of the rulebook, as it stands for the person; ``ways`` are the issuer's routes to it."""

    id: str
    name: str
    status: Status
    because: tuple[Reason, ...]
    missing: tuple[Reason, ...]
    note: str
    acronym: str = ""
    ways: tuple[str, ...] = ()


@dataclass(frozen=True)
class NextCertification:
    """A credential to pursue, with the reason for its place."""

    id: str
    rank: int
    why: str
    name: str
    status: Status
    cost: str
    because: tuple[Reason, ...]


StepKind = Literal["reinstate", "renew", "finish", "earn", "study", "work", "apply", "answer"]


@dataclass(frozen=True)
class StepAdvice:
    """Something to do: what becomes open for this person by it alone (``unlocks``), and what comes nearer (``toward``).

    ``months`` and ``price`` (US dollars) run from the least to the most; null: not known. ``link`` is a page of the
    issuer's, or nothing.
    """

    id: str
    action: str
    unlocks: tuple[str, ...]
    toward: tuple[str, ...]
    duration: str
    cost: str
    because: tuple[Reason, ...]
    kind: StepKind = "study"
    months: tuple[float, float] | None = None
    price: tuple[float, float] | None = None
    link: str = ""


@dataclass(frozen=True)
class NextStep:
    """The one thing to do next: the first of the steps, or to answer a question. ``why`` says what it does for them."""

    kind: StepKind
    id: str
    action: str
    why: str
    months: tuple[float, float] | None
    cost: str
    opens: tuple[str, ...]
    because: tuple[Reason, ...]
    price: tuple[float, float] | None = None
    link: str = ""


@dataclass(frozen=True)
class RenewalAdvice:
    """A credential that is held and ends within a year: on which day, in how many days, how it is renewed."""

    id: str
    ends: str
    days: int
    renew: str
    cost: str
    because: tuple[Reason, ...]
    name: str = ""


@dataclass(frozen=True)
class AssumptionAdvice:
    """A contested reading on which this advice rests, and what would follow otherwise."""

    id: str
    chosen: str
    otherwise: str
    because: tuple[Reason, ...]


@dataclass(frozen=True)
class QuestionAdvice:
    """Something unknown that could still change the advice."""

    fact: str
    question: str
    could_change: tuple[str, ...]
    help: str


@dataclass(frozen=True)
class WarningAdvice:
    """Something to look at: in what the person wrote (``place``), or by a rule."""

    id: str
    text: str
    rule: str
    sources: tuple[SourceRef, ...]
    place: str


@dataclass(frozen=True)
class GuidanceFigure:
    """One number of a document, with its year."""

    what: str
    value: float | str
    unit: str
    year: str
    area: str


@dataclass(frozen=True)
class GuidanceAdvice:
    """Something worth knowing for this person: pay, outlook, duties, resources."""

    id: str
    topic: str
    title: str
    text: str
    items: tuple[str, ...]
    figures: tuple[GuidanceFigure, ...]
    rule: str
    sources: tuple[SourceRef, ...]


@dataclass(frozen=True)
class DirectionAdvice:
    """A track to choose: a day of it, pay with its year, how it begins; ``because``: what the person said for it."""

    id: str
    name: str
    day: str
    pay: str
    first_step: str
    suits_who: str
    because: tuple[Reason, ...]
    figures: tuple[GuidanceFigure, ...]
    sources: tuple[SourceRef, ...]


@dataclass(frozen=True)
class Advice:
    """All of it. The same profile, rulebook and day give the same bytes. ``directions``: for who has no goal yet."""

    profile: PersonRef
    as_of: str
    rulebook: RulebookRef
    facts: dict[str, FactData]
    unknown_facts: tuple[str, ...]
    level: LevelAdvice
    next_level: NextLevel | None
    next: NextStep | None
    titles: tuple[OpenTitle, ...]
    near_titles: tuple[NearTitle, ...]
    certifications: tuple[CertificationAdvice, ...]
    next_certifications: tuple[NextCertification, ...]
    steps: tuple[StepAdvice, ...]
    renewals: tuple[RenewalAdvice, ...]
    assumptions: tuple[AssumptionAdvice, ...]
    questions: tuple[QuestionAdvice, ...]
    warnings: tuple[WarningAdvice, ...]
    guidance: tuple[GuidanceAdvice, ...]
    decided_by: str
    directions: tuple[DirectionAdvice, ...] = ()

    def to_json(self) -> bytes:
        """Write the advice as one line of JSON: UTF-8, keys in the contract's order."""
        return orjson.dumps(self, option=orjson.OPT_APPEND_NEWLINE)

    def to_dict(self) -> dict[str, Any]:
        """Give the advice as plain dictionaries and lists."""
        return dict(orjson.loads(self.to_json()))
