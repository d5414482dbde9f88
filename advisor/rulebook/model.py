"""What a rulebook holds, one class a kind of entry. Frozen; made by ``load_rulebook`` alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, PrivateAttr, ValidationInfo
from pydantic_core import PydanticCustomError

from advisor.dates import parse_partial
from advisor.errors import nearest
from advisor.rulebook.condition import ALWAYS, Condition, FactType, SourceRefs
from advisor.rulebook.parse import ConditionProblem, Names, parse_condition, parse_sources


def _condition(data: Any, info: ValidationInfo) -> Condition:
    names: Names = info.context
    try:
        return parse_condition(data, names)
    except ConditionProblem as problem:
        raise PydanticCustomError("condition", "{said}", {"said": str(problem), "place": problem.place}) from None


def _sources(data: Any, info: ValidationInfo) -> SourceRefs:
    names: Names = info.context
    try:
        return parse_sources(data, names)
    except ConditionProblem as problem:
        raise PydanticCustomError("sources", "{said}", {"said": str(problem), "place": problem.place}) from None


def _when(data: Any) -> Any:
    if not isinstance(data, str):
        raise PydanticCustomError("date", 'Write a date in quotes, such as "2024" or "2024-05-31".')
    try:
        parse_partial(data)
    except ValueError as problem:
        raise PydanticCustomError("date", "{said}", {"said": str(problem)}) from None
    return data


Requirement = Annotated[Any, PlainValidator(_condition)]
Sources = Annotated[Any, PlainValidator(_sources)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]*$")]
Dated = Annotated[str, BeforeValidator(_when)]
Words = Annotated[str, Field(min_length=1)]


class Part(BaseModel):
    """A piece of an entry."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Entry(Part):
    """Anything with an id, sources, and days in force."""

    id: Id
    sources: Sources
    since: date | None = None
    until: date | None = None
    _file: str = PrivateAttr(default="")

    @property
    def address(self) -> str:
        """Where a reader finds it: file and id."""
        return f"{self._file}#{self.id}"

    def in_force(self, day: date) -> bool:
        """Whether the entry applies on the day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Source(Part):
    """A document that entries stand on."""

    id: Id
    title: Words
    publisher: Words
    kind: Literal["document", "issuer", "secondary", "background"]
    date: Dated | None = None
    url: Words | None = None
    note: Words | None = None


class Assumption(Entry):
    """A contested reading of the documents, as a named choice."""

    question: Words
    choices: Mapping[Id, Words]
    default: Id
    reason: Words
    conflict: str = ""


class Question(Part):
    """How a fact is asked for; ``field`` is the place in a profile that holds the answer."""

    id: Id
    text: Words
    help: Words
    field: Words


class Fact(Entry):
    """Something that conditions may ask about a person."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: Words
    type: FactType
    of: str = ""
    unit: str = ""
    question: str = ""
    read: Mapping[str, Any]
    met: str = ""
    missing: str = ""
    unknown: str = ""


class Salary(Part):
    """A range of pay a year in US dollars, as a document gives it."""

    low: Annotated[int, Field(gt=0)]
    high: Annotated[int, Field(gt=0)]
    open_ended: bool = False
    year: Words
    note: str = ""
    sources: Sources


class Level(Entry):
    """A career level."""

    name: Words
    summary: Words
    requires: Requirement = ALWAYS
    salary: Salary | None = None
    duties: tuple[Words, ...] = ()


class Pay(Part):
    """A median wage a year, US dollars."""

    median: Annotated[int, Field(gt=0)]
    year: Words
    sources: Sources


class Title(Entry):
    """A job title."""

    name: Words
    also_known_as: tuple[Words, ...] = ()
    level: Id
    from_level: Id | None = None
    track: Id
    stated: bool = True
    summary: Words
    apprenticeship: bool = False
    requires: Requirement = ALWAYS
    note: str = ""
    pay: Pay | None = None


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
    until: date | None = None
    note: str = ""


class Apprentice(Part):
    """The form in which a credential is first held."""

    id: Id
    acronym: Words
    note: Words
    lift: tuple[Route, ...]


class Fits(Part):
    """The work a credential is for."""

    tracks: tuple[Id, ...] = ()
    settings: tuple[Id, ...] = ()
    roles: tuple[Words, ...] = ()


class Exam(Part):
    """What the exam is like."""

    text: Words
    questions: int | None = None
    hours: float | None = None
    passing: str = ""


class Renewal(Part):
    """What keeps a credential active: units of continuing education (CEU) every so many years."""

    years: float | None = None
    units: int | None = None
    unit: str = ""
    text: Words


class Span(Part):
    """A length of time; exactly one of the three."""

    days: Annotated[int, Field(gt=0)] | None = None
    months: Annotated[int, Field(gt=0)] | None = None
    years: Annotated[int, Field(gt=0)] | None = None


class Lapse(Part):
    """What happens after a lapse: how long it can be reinstated without the exam, and what is needed after."""

    within: Span | None = None
    text: Words
    after: str = ""


class Price(Part):
    """What an exam costs, US dollars, for whom and in which year."""

    for_: Annotated[str, Field(alias="for")] = ""
    amount: Annotated[float, Field(ge=0)]
    year: str = ""
    confidence: str = ""
    note: str = ""


class HistoryItem(Part):
    """How a requirement used to be."""

    since: Dated | None = None
    until: Dated | None = None
    text: Words
    sources: Sources = ()


class MonthRange(Part):
    """A typical duration, months."""

    low: Annotated[float, Field(ge=0)]
    high: Annotated[float, Field(ge=0)]


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
    confirmed: bool
    confidence: Literal["high", "medium", "low", "background"]
    check: str = ""
    history: tuple[HistoryItem, ...] = ()
    url: str = ""
    note: str = ""

    def called(self, day: date) -> tuple[str, str]:
        """Give the acronym and the full name in use on the day."""
        for former in sorted(self.former_names, key=lambda name: name.until or date.min):
            if former.until and day <= former.until:
                return former.acronym, former.name or self.name
        return self.acronym, self.name


class Cost(Part):
    """A range of cost, US dollars."""

    low: Annotated[float, Field(ge=0)]
    high: Annotated[float, Field(ge=0)]
    year: Words
    note: str = ""


class Step(Entry):
    """Something to do that advances a person."""

    action: Words
    when: Requirement
    unlocks: tuple[Words, ...] = ()
    months: MonthRange | None = None
    cost: Cost | None = None
    credential: Id | None = None
    note: str = ""


class Preference(Entry):
    """For whom which credential comes first."""

    when: Requirement
    order: tuple[Id, ...]
    why: Words


class Warning_(Entry):
    """Something to point out."""

    when: Requirement
    text: Words


class Figure(Part):
    """One number of a document."""

    what: Words
    value: float | str
    unit: str = ""
    year: str = ""
    area: str = ""
    note: str = ""


Topic = Literal[
    "headline", "pay", "outlook", "duties", "tools", "skills", "qualities", "interests", "courses", "certification",
    "associations", "resources", "settings", "schedule", "apprenticeship", "related", "licensing", "occupation",
    "advancement",
]  # fmt: skip


class Guidance(Entry):
    """Something worth knowing: shown to those for whom ``when`` holds, or kept for reference."""

    topic: Topic
    title: Words
    text: Words
    items: tuple[Words, ...] = ()
    figures: tuple[Figure, ...] = ()
    when: Requirement = None


def choice_of(assumption: Assumption, choice: str) -> str:
    """Check a choice and give it back; raises ValueError with the allowed ones."""
    if choice not in assumption.choices:
        raise ValueError(
            f"The choices of {assumption.id} are {', '.join(assumption.choices)}.{nearest(choice, assumption.choices)}"
        )
    return choice
