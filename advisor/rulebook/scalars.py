"""Plain values as an author writes them: ids, days, numbers, sentences, each refused in words of its own."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from advisor.dates import parse_partial

_FILLED = re.compile(r"\{(?:value|needed|gap)\}")


def refusal(said: str, **context: Any) -> PydanticCustomError:
    """Make pydantic refuse a value in our words; ``context`` may say the ``place`` inside it."""
    return PydanticCustomError("rulebook", "{said}", {"said": said, **context})


def _when(data: Any) -> Any:
    if not isinstance(data, str):
        raise refusal('Write a date in quotes, such as "2024" or "2024-05-31".')
    try:
        parse_partial(data)
    except ValueError as problem:
        raise refusal(str(problem)) from None
    return data


def _day(data: Any) -> Any:
    if not isinstance(data, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", data):
        raise refusal("Write a day, such as 2024-01-31.")
    try:
        return parse_partial(data)
    except ValueError as problem:
        raise refusal(str(problem)) from None


def matching(pattern: str, said: str) -> AfterValidator:
    """Refuse text that does not match as a whole, in words."""
    form = re.compile(pattern)

    def check(text: str) -> str:
        if not form.fullmatch(text):
            raise refusal(said)
        return text

    return AfterValidator(check)


def _sentence(text: str) -> str:
    if problem := braces_problem(text):
        raise refusal(problem)
    return text


def braces_problem(text: str) -> str:
    """Say what is wrong with the braces in an author's sentence, or nothing."""
    left = _FILLED.sub("", text)
    wrong = "{" in left or "}" in left
    return "A sentence may hold {value}, {needed} and {gap}, and no other braces." if wrong else ""


def braces_used(text: str) -> list[str]:
    """Give what an author's sentence leaves to be filled in."""
    return _FILLED.findall(text)


Id = Annotated[
    str, matching("[A-Za-z][A-Za-z0-9-]*", "An id is letters, digits and hyphens, and begins with a letter.")
]
FactName = Annotated[
    str,
    matching("[a-z][a-z0-9_]*", "A fact's id is small letters, digits and underscores, and begins with a letter."),
]
Country = Annotated[str, matching("[A-Z]{2}", "Write the two capital letters of ISO 3166 for the country, such as US.")]
Dated = Annotated[str, BeforeValidator(_when)]
Day = Annotated[date, BeforeValidator(_day)]
Words = Annotated[str, Field(min_length=1)]
Sentence = Annotated[str, AfterValidator(_sentence)]
Flag = Annotated[bool, Field(strict=True)]
Whole = Annotated[int, Field(strict=True, gt=0)]
Amount = Annotated[float, Field(strict=True, ge=0)]
