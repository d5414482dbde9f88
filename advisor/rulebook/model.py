"""What a rulebook holds, one class a kind of entry. Frozen; made by ``load_rulebook`` alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field, PlainValidator, ValidationInfo

from advisor.rulebook.condition import ALWAYS, FactType
from advisor.rulebook.part import Amount, Dated, Day, FactName, Flag, Id, Part, Sentence, Whole, Words, refusal

ONWARD = "onward"
"""The level of titles beyond the highest: occupations that this one leads to."""


def _condition(data: Any, info: ValidationInfo[Any]) -> Any:
    from advisor.rulebook.parse import parse_condition  # not for a rulebook that was checked before

    return parse_condition(data, info.context)


def _sources(data: Any, info: ValidationInfo[Any]) -> Any:
    from advisor.rulebook.parse import parse_sources

    return parse_sources(data, info.context)


Requirement = Annotated[Any, PlainValidator(_condition)]
Sources = Annotated[Any, PlainValidator(_sources)]


class Grounded(Part):
    """Anything with an id and sources. ``accepted``: findings of ``advisor rules check`` that stand, each with why."""

    id: Id
    sources: Sources
    accepted: Mapping[Id, Words] = {}
    _file: str = ""

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
    accepted: Mapping[Id, Words] = {}


class Assumption(Grounded):
    """A contested reading of the documents, as a named choice."""

    question: Words
    choices: Annotated[Mapping[Id, Words], Field(min_length=2)]
    default: Id
    reason: Words
    conflict: str = ""


class Definition(Grounded):
    """A condition with a name, that other conditions use by its id."""

    name: Words
    requires: Requirement


class Question(Part):
    """How a fact is asked for (``each``: of one school or job); ``field`` holds the answer, ``if_yes`` means yes."""

    id: Id
    text: Words
    help: Words
    field: Words
    examples: tuple[Words, ...] = ()
    each: Words | None = None
    if_yes: tuple[Words, ...] = ()


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

    def _check(self) -> None:
        if self.high < self.low:
            raise refusal("The range ends below its start.")


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


StepKind = Literal["reinstate", "renew", "finish", "earn", "study", "work", "apply"]
"""What people do."""


class Step(Entry):
    """Something to do that advances a person.

    ``by`` is the activity that does it, or ``credential`` what is earned by it; its months and cost are the step's
    where it says none. Of several steps for one ``gap`` a person is given the first. ``unlocks`` is what it may open.
    """

    action: Words
    when: Requirement
    unlocks: tuple[Words, ...] = ()
    months: MonthRange | None = None
    cost: Cost | None = None
    credential: Id | None = None
    by: Id | None = None
    kind: StepKind | None = None
    gap: Id | None = None
    note: str = ""

    @property
    def does(self) -> StepKind:
        """Name the kind of step: earning a credential, or study, where it does not say."""
        return self.kind or ("earn" if self.credential else "study")


class Preference(Entry):
    """For whom which credential comes first; one that ``leads`` is placed first also while its exam is not open."""

    when: Requirement
    order: Annotated[tuple[Id, ...], Field(min_length=1)]
    why: Words
    leads: Flag = False


class Ranking(Part):
    """The shape of ``ranking.yaml``."""

    preferences: tuple[Any, ...] = ()


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


_TOPICS = "headline pay outlook duties tools skills qualities interests courses certification associations resources"
_TOPICS += " settings schedule apprenticeship related licensing occupation advancement money jobs abroad"
if TYPE_CHECKING:
    Topic = str
else:
    Topic = Literal[tuple(_TOPICS.split())]


class Guidance(Entry):
    """Something worth knowing: shown to those for whom ``when`` holds, or kept for reference."""

    topic: Topic
    title: Words
    text: Words
    items: tuple[Words, ...] = ()
    figures: tuple[Figure, ...] = ()
    when: Requirement = None


class Suits(Part):
    """Whom a direction suits: Holland interests, skills, fields of study and areas of work, by their ids."""

    interests: tuple[Id, ...] = ()
    skills: tuple[Id, ...] = ()
    fields: tuple[Id, ...] = ()
    areas: tuple[Id, ...] = ()


class Direction(Entry):
    """A track as a choice: what a day of it is like, what it pays, how it begins, and whom it suits.

    ``id`` is the track's. It is shown to those of whom ``when`` may hold.
    """

    day: Words
    pay: Words
    figures: tuple[Figure, ...] = ()
    first_step: Words
    suits_who: Words
    suits: Suits
    when: Requirement = ALWAYS
