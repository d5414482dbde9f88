"""The query parameters of the service. None of them is about the person: addresses are written to logs."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

_DAY = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}\Z")


def day(text: Any) -> Any:
    """Read a day, YYYY-MM-DD, of this century or the last."""
    try:
        return date.fromisoformat(text if isinstance(text, str) and _DAY.match(text) else "")
    except ValueError:
        raise PydanticCustomError("day", "Write a day such as 2026-11-24.") from None


Day = Annotated[
    date, BeforeValidator(day), Field(json_schema_extra={"pattern": "^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$"})
]
Word = Annotated[str, Field(max_length=300)]


class OfRulebook(BaseModel):
    """Which rulebook is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

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

    declined: Annotated[
        list[Word], Field(max_length=1_000, description="Ids of questions left open; repeat it for each.")
    ] = []
