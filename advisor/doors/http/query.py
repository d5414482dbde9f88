"""The query parameters of the service, as pydantic models. None is about the person: URLs are written to logs."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, TypeVar, get_origin
from urllib.parse import parse_qs

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from starlette.requests import Request

from advisor.errors import Problem, UsageError, listing, nearest

_DAY = "(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"


def parse_day(text: object) -> date:
    """Read a day of the 20th or 21st century, written YYYY-MM-DD."""
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text if isinstance(text, str) and re.fullmatch(_DAY, text) else "")
    except ValueError:
        raise PydanticCustomError("day", "Write a day such as 2026-11-24.") from None


Day = Annotated[date, BeforeValidator(parse_day), Field(json_schema_extra={"pattern": f"^{_DAY}$"})]
Word = Annotated[str, Field(max_length=300)]
QuestionIds = Annotated[list[Annotated[str, Field(pattern=r"^[a-z_.\[\]0-9]{1,60}$")]], Field(max_length=300)]
"""Places in a profile, such as ``experience[0].area``."""


class Query(BaseModel):
    """The query parameters of a route: a name that is not a field is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _one_value(cls, values: object, info: ValidationInfo) -> object:
        """Unpack the values of a parameter. Only a parameter that is a list may have several."""
        name = info.field_name or ""
        if not isinstance(values, list) or get_origin(cls.model_fields[name].annotation) is list:
            return values
        if len(values) > 1:
            raise PydanticCustomError("repeated", "{name} is written twice; keep one.", {"name": name})
        return values[0]


class RulebookQuery(Query):
    """Which rulebook is used."""

    rulebook: Annotated[Word | None, Field(description="A rulebook's id; by default the usual one.")] = None


class DayQuery(RulebookQuery):
    """Which rulebook is used, as of which day."""

    as_of: Annotated[Day | None, Field(description="Evaluate as of this day; by default today.")] = None


class AdviceQuery(DayQuery):
    """How much of the advice is given."""

    view: Annotated[
        Literal["full", "brief"],
        Field(description="`brief` gives the level, what is missing for the next one, and three certifications."),
    ] = "full"


class SubjectQuery(DayQuery):
    """What is explained."""

    subject: Annotated[
        Word | None,
        Field(description="`level`, `title:ID` or `certification:ID`; by default the level and what comes next."),
    ] = None


class GoalQuery(DayQuery):
    """Where a plan leads."""

    to: Annotated[
        Word | None,
        Field(description="`title:ID`, `level:ID` or `certification:ID`; by default the goal in the profile."),
    ] = None


class InterviewQuery(DayQuery):
    """Which questions the person does not want to answer."""

    declined: Annotated[QuestionIds, Field(description="Ids of questions left open; repeat it for each.")] = []


Q = TypeVar("Q", bound=Query)


def parse_query(request: Request, model: type[Q]) -> Q:
    """Read the query of a request. Raises UsageError, which names parameters and never repeats their values."""
    text = request.scope["query_string"].decode("latin-1")
    try:
        return model.model_validate(parse_qs(text, keep_blank_values=True) if text else {})
    except ValidationError as error:
        problems = {str(item["loc"][0]): item for item in error.errors(include_url=False)}
        raise UsageError(*(_problem(name, item, model) for name, item in problems.items())) from None


def _problem(name: str, error: ErrorDetails, model: type[Query]) -> Problem:
    if error["type"] == "extra_forbidden":
        known: dict[str, Any] = model.model_fields
        return Problem(f"There is no such parameter here.{nearest(name[:100], known)} There are: {listing(known)}.")
    return Problem(error["msg"] if error["type"] == "repeated" else f"{name}: {error['msg']}", path=name)
