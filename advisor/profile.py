"""The profile: a person's data as they give it.

Everything is optional, and what is left out is unknown, never "no". The shape is here; the words for areas of
work, fields of study, settings, accreditors, tracks and courses are the rulebook's vocabulary, looked up when
facts are read. Times are years, dates may be partial, money is US dollars.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from advisor.dates import last_day, parse_partial
from advisor.document import Document, parse_document, read_document
from advisor.errors import InputError, Problem
from advisor.language.short_answers import is_unknown
from advisor.problems import problems_of
from advisor.profile_fields import (
    Amount,
    Day,
    Hours,
    Id,
    Switch,
    Text,
    Years,
    as_country,
    as_list,
    as_number,
    as_word,
)
from advisor.words import (
    EDUCATION_LEVELS,
    USUAL_AREA,
    CertificationStatus,
    EducationLevel,
    EducationStatus,
    Supervision,
)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _unsaid(cls, data: Any) -> Any:
        """Leave out what says no more than that it is not known; what has a usual value is left to be refused."""
        if not isinstance(data, Mapping):
            return data
        gone = [key for key, value in data.items() if _says_nothing(value) and cls._may_be_left_out(key)]
        return {key: value for key, value in data.items() if key not in gone} if gone else data

    @classmethod
    def _may_be_left_out(cls, key: object) -> bool:
        """Say whether a key that is not there means that nothing is known."""
        field = cls.model_fields.get(key) if isinstance(key, str) and key not in _AS_IT_IS else None
        return field is not None and field.default is None


_AS_IT_IS = ("id", "name")
"""Keys whose text is a name that is told back and never read."""


def _says_nothing(value: Any) -> bool:
    """Say whether a value, or every value of a list, is an answer such as "I don't know"."""
    if isinstance(value, str):
        return is_unknown(value)
    return (
        isinstance(value, list | tuple)
        and bool(value)
        and all(isinstance(one, str) and is_unknown(one) for one in value)
    )


class _Named(_Part):
    """A part in whose place bare text may stand, as its first field."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, data: Any) -> Any:
        return {next(iter(cls.model_fields)): data} if isinstance(data, str) else data


class Education(_Part):
    """One school or program: finished, under way or left."""

    level: Annotated[EducationLevel, BeforeValidator(as_word)] | None = None
    field: Text | None = None
    accreditation: Annotated[tuple[Text, ...], Field(max_length=10), BeforeValidator(as_list)] | None = None
    status: Annotated[EducationStatus, BeforeValidator(as_word)] = "completed"
    final_term: Switch | None = None
    completed: Day | None = None
    country: Annotated[str, BeforeValidator(as_country)] = "US"
    training_hours: Amount | None = None
    practicum: Switch | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, data: Any) -> Any:
        """``associate`` is a level; other text is the program as the person writes it."""
        if not isinstance(data, str):
            return data
        return {"level": as_word(data)} if as_word(data) in EDUCATION_LEVELS else {"field": data}


class Job(_Part):
    """One job, or one summary of work (``years`` instead of dates).

    ``years_at_most`` makes ``years`` the least of a range. ``part_time`` counts only where the hours are not said.
    """

    role: Text | None = None
    area: Text | None = None
    setting: Text | None = None
    supervision: Annotated[Supervision, BeforeValidator(as_word)] | None = None
    privacy_management: Switch | None = None
    paid: Switch = True
    start: Day | None = None
    end: Day | None = None
    years: Years | None = None
    years_at_most: Years | None = None
    hours_per_week: Hours = 40.0
    part_time: Switch | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, data: Any) -> Any:
        """Bare years are years of the occupation's own work; bare text is a job's title."""
        if isinstance(data, int | float) and not isinstance(data, bool):
            return {"years": data, "area": USUAL_AREA}
        return {"role": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _order(self) -> Job:
        if self.start and self.end and last_day(self.end) < parse_partial(self.start):
            raise PydanticCustomError("interval", "The end is before the start.")
        if self.end and not self.start and self.years is None:
            raise PydanticCustomError("interval", "An end needs a start, or say the years instead.")
        if self.years_at_most is not None and self.years_at_most < (self.years or 0.0):
            raise PydanticCustomError("interval", "The most years are fewer than the years.")
        return self

    @model_serializer(mode="wrap")
    def _said(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out hours that were not said where their usual number would not mean the same."""
        data: dict[str, Any] = write(self)
        if self.hours_are_unknown:
            data.pop("hours_per_week", None)
        return data

    @property
    def hours_are_unknown(self) -> bool:
        """Whether it is said to be part time, without its hours."""
        return self.part_time is True and "hours_per_week" not in self.model_fields_set


class Certification(_Named):
    """One credential a person holds, held or works toward."""

    name: Text
    status: Annotated[CertificationStatus, BeforeValidator(as_word)] = "active"
    earned: Day | None = None
    expires: Day | None = None
    lapsed: Day | None = None

    @model_validator(mode="after")
    def _order(self) -> Certification:
        for later in (self.expires, self.lapsed):
            if self.earned and later and last_day(later) < parse_partial(self.earned):
                raise PydanticCustomError("interval", "It ends before it was earned.")
        return self


class Goal(_Named):
    """Where the person wants to go."""

    title: Text | None = None
    track: Text | None = None
    setting: Text | None = None


class Constraints(_Part):
    """What the person can spend on the way: hours a week, US dollars, a last day."""

    hours_per_week: Hours | None = None
    budget: Amount | None = None
    by: Day | None = None


class Profile(_Part):
    """A person, as far as they told us. ``{}`` is a person of whom nothing is known."""

    id: Id | None = None
    name: Text | None = None
    birth_year: Annotated[int, Field(ge=1900, le=2100), BeforeValidator(as_number)] | None = None
    state: Text | None = None
    education: Annotated[tuple[Education, ...], Field(max_length=50), BeforeValidator(as_list)] | None = None
    college_credits: Amount | None = None
    coursework: Annotated[tuple[Text, ...], Field(max_length=200), BeforeValidator(as_list)] | None = None
    experience: Annotated[tuple[Job, ...], Field(max_length=200), BeforeValidator(as_list)] | None = None
    certifications: Annotated[tuple[Certification, ...], Field(max_length=100), BeforeValidator(as_list)] | None = None
    goal: Goal | None = None
    constraints: Constraints | None = None
    interests: Annotated[tuple[Text, ...], Field(max_length=20), BeforeValidator(as_list)] | None = None
    skills: Annotated[tuple[Text, ...], Field(max_length=200), BeforeValidator(as_list)] | None = None


def profile_from(document: Document | Mapping[str, Any] | Profile) -> Profile:
    """Turn plain data into a profile.

    Raises InputError with one problem for each mistake: its file and line, its path, and what would be right.
    """
    if isinstance(document, Profile):
        return document
    if not isinstance(document, Document):
        document = Document(document)
    if not isinstance(document.data, Mapping):
        shape = "A profile is a set of keys and values, such as `education: associate`."
        raise InputError(Problem(shape, file=document.name, line=1))
    try:
        return Profile.model_validate(document.data)
    except ValidationError as error:
        raise InputError(*problems_of(error, document, Profile, private=True)) from None
    except RecursionError:
        raise InputError(Problem("This is nested too deep.", file=document.name)) from None


def load_profile(source: Path | bytes | str) -> Profile:
    """Read a profile from a YAML or JSON file, or from bytes.

    Raises InputError when it cannot be read or is not valid.
    """
    if isinstance(source, bytes):
        return profile_from(parse_document(source, "profile"))
    return profile_from(read_document(Path(source)))
