"""What a rulebook holds, one class a kind of entry. Frozen; made by ``load_rulebook`` alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    PrivateAttr,
    ValidationInfo,
    model_validator,
)

from advisor.rulebook.condition import ALWAYS, Condition, FactType, SourceRefs
from advisor.rulebook.names import Names
from advisor.rulebook.parse import ConditionProblem, parse_condition, parse_sources
from advisor.rulebook.scalars import Amount, Dated, Day, FactName, Flag, Id, Sentence, Whole, Words, refusal


def _condition(data: Any, info: ValidationInfo) -> Condition:
    names = info.context
    assert isinstance(names, Names)
    try:
        return parse_condition(data, names)
    except ConditionProblem as problem:
        raise refusal(str(problem), place=problem.place) from None


def _sources(data: Any, info: ValidationInfo) -> SourceRefs:
    names = info.context
    assert isinstance(names, Names)
    try:
        return parse_sources(data, names)
    except ConditionProblem as problem:
        raise refusal(str(problem), place=problem.place) from None


Requirement = Annotated[Any, PlainValidator(_condition)]
Sources = Annotated[Any, PlainValidator(_sources)]


class Part(BaseModel):
    """A piece of an entry."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, arbitrary_types_allowed=True)


class Grounded(Part):
    """Anything with an id and sources."""

    id: Id
    sources: Sources
    _file: str = PrivateAttr(default="")

    @cached_property
    def address(self) -> str:
        """Where a reader finds it: file and id."""
        return f"{self._file}#{self.id}"


class Entry(Grounded):
    """Anything that also has days on which it is in force."""

    since: Day | None = None
    until: Day | None = None

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


class Assumption(Grounded):
    """A contested reading of the documents, as a named choice."""

    question: Words
    choices: Annotated[Mapping[Id, Words], Field(min_length=2)]
    default: Id
    reason: Words
    conflict: str = ""


class Question(Part):
    """How a fact is asked for; ``field`` is the place in a profile that holds the answer, ``examples`` are
    answers, and ``each`` asks it of one school or job of several."""

    id: Id
    text: Words
    help: Words
    field: Words
    examples: tuple[Words, ...] = ()
    each: Words | None = None


class Fact(Grounded):
    """Something that conditions may ask about a person."""

    id: FactName
    name: Words
    type: FactType
    of: str = ""
    unit: str = ""
    question: str = ""
    read: Mapping[str, Any]
    met: Sentence = ""
    missing: Sentence = ""
    unknown: Sentence = ""


class Range(Part):
    """From a low end to a high one."""

    low: Amount
    high: Amount

    @model_validator(mode="after")
    def _order(self) -> Self:
        if self.high < self.low:
            raise refusal("The range ends below its start.")
        return self


class Salary(Range):
    """A range of pay a year in US dollars, as a document gives it."""

    low: Whole
    high: Whole
    open_ended: Flag = False
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

    median: Whole
    year: Words
    sources: Sources


class Title(Entry):
    """A job title."""

    name: Words
    also_known_as: tuple[Words, ...] = ()
    level: Id
    from_level: Id | None = None
    track: Id
    stated: Flag = True
    summary: Words
    apprenticeship: Flag = False
    requires: Requirement = ALWAYS
    note: str = ""
    pay: Pay | None = None


class MonthRange(Range):
    """A typical duration, months."""


class Cost(Range):
    """A range of cost, US dollars."""

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
    order: Annotated[tuple[Id, ...], Field(min_length=1)]
    why: Words


class Warning_(Entry):
    """Something to point out."""

    when: Requirement
    text: Words


def _figure(value: Any) -> float | str:
    if isinstance(value, bool) or not isinstance(value, int | float | str) or value == "":
        raise refusal("Write a number or text.")
    return value if isinstance(value, str) else float(value)


class Figure(Part):
    """One number of a document."""

    what: Words
    value: Annotated[Any, AfterValidator(_figure)]
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
