"""The query parameters of the service. None of them is about the person: addresses are written to logs."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Annotated, Any, TypeVar, cast, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError
from starlette.requests import Request

from advisor.errors import Problem, UsageError, listing, nearest

_DAY = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}\Z")


def day(text: Any) -> Any:
    """Read a day, YYYY-MM-DD, of this century or the last."""
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text if isinstance(text, str) and _DAY.match(text) else "")
    except ValueError:
        raise PydanticCustomError("day", "Write a day such as 2026-11-24.") from None


Day = Annotated[date, BeforeValidator(day), Field(json_schema_extra={"pattern": "^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$"})]
Word = Annotated[str, Field(max_length=300)]
Questions = Annotated[list[Annotated[str, Field(pattern=r"^[a-z_.\[\]0-9]{1,60}$")]], Field(max_length=300)]
"""Ids of questions: places in a profile, such as ``experience[0].area``."""


class Asked(BaseModel):
    """The parameters of a route; none that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OfRulebook(Asked):
    """Which rulebook is asked."""

    rulebook: Annotated[Word | None, Field(description="A rulebook's id; by default the usual one.")] = None


class OfDay(OfRulebook):
    """Which rulebook is asked, as of which day."""

    as_of: Annotated[Day | None, Field(description="Evaluate as of this day; by default today.")] = None


class OfSubject(OfDay):
    """What is to be explained."""

    subject: Annotated[
        Word | None,
        Field(description="`level`, `title:ID` or `certification:ID`; by default the level and what comes next."),
    ] = None


class OfGoal(OfDay):
    """Where a plan leads."""

    to: Annotated[
        Word | None,
        Field(description="`title:ID`, `level:ID` or `certification:ID`; by default the goal in the profile."),
    ] = None


class OfInterview(OfDay):
    """Which questions the person does not want to answer."""

    declined: Annotated[Questions, Field(description="Ids of questions left open; repeat it for each.")] = []


A = TypeVar("A", bound=Asked)


def asked(request: Request, model: type[A]) -> A:
    """Read the query of a request. Raises UsageError, which names parameters and never what was written for them."""
    if not request.scope["query_string"]:
        return cast(A, _nothing(model))
    known = model.model_fields
    query = request.query_params
    found: dict[str, Any] = {}
    for name in query:
        if name not in known:
            near = nearest(name[:100], known)
            raise UsageError(f"There is no such parameter here.{near} There are: {listing(known)}.")
        values = query.getlist(name)
        if get_origin(known[name].annotation) is list:
            found[name] = values
        elif len(values) > 1:
            raise UsageError(Problem(f"{name} is written twice; keep one.", path=name))
        else:
            found[name] = values[0]
    try:
        return model.model_validate(found)
    except ValidationError as error:
        wrong = {str(one["loc"][0]): one["msg"] for one in error.errors(include_url=False)}
        raise UsageError(*[Problem(f"{name}: {words}", path=name) for name, words in wrong.items()]) from None


@cache
def _nothing(model: type[Asked]) -> Asked:
    return model()
