"""The kinds of values in a profile: what is taken for each, and how it is written."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from advisor.dates import FIRST_YEAR, LAST_YEAR, parse_partial
from advisor.language import words
from advisor.language.dates import day_alone

COUNTRIES = frozenset(words("countries")["codes"].split(", "))
_LINES = re.compile(r"\s*[\r\n]+\s*")
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of the text after them."""
NO_NUMBERS = frozenset({"nan", "inf", "-inf", "infinity", "-infinity"})
"""How programs write a number that is none: as an id it says that there was none."""
NO_ID = "This says that there is no id. Write the id, or leave it out."


def as_text(value: Any) -> Any:
    """Take a number for its digits; refuse control characters, which could disturb a screen."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str):
        value = _LINES.sub("; ", value.strip()).replace("\t", " ")
        if not value.isprintable() and any(c in BIDI or unicodedata.category(c) in ("Cc", "Cs") for c in value):
            raise PydanticCustomError("control_character", "Use letters, digits and punctuation only.")
    return value


def as_id(value: Any) -> Any:
    """Take an id as text; refuse what a program writes where there was none."""
    value = as_text(value)
    if isinstance(value, str) and value.casefold() in NO_NUMBERS:
        raise PydanticCustomError("no_id", NO_ID)
    return value


def as_word(value: Any) -> Any:
    """Take a fixed word in any case, with spaces or underscores for hyphens."""
    return value.strip().casefold().replace(" ", "-").replace("_", "-") if isinstance(value, str) else value


def as_number(value: Any) -> Any:
    if isinstance(value, bool):
        raise PydanticCustomError("number", "Write a number.")
    return value


def as_day(value: Any) -> Any:
    if isinstance(value, date):
        value = value.isoformat()[:10]
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise PydanticCustomError("partial_date", "Write a date as 2024, 2024-05 or 2024-05-31.")
    try:
        parse_partial(value.strip())
    except ValueError as problem:
        if (read := day_alone(value, date.today())) is None:  # two digits of a year are of this century or the last
            raise PydanticCustomError("partial_date", str(problem)) from None
        return read
    return value.strip()


def as_country(value: Any) -> Any:
    if not isinstance(value, str) or value.strip().upper() not in COUNTRIES:
        raise PydanticCustomError("country", "Write the two letters of ISO 3166 for the country, such as US or CA.")
    return value.strip().upper()


def as_list(value: Any) -> Any:
    """One entry may stand in place of a list."""
    return value if value is None or isinstance(value, list | tuple) else [value]


_CONTROL = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u202a-\u202e\u2066-\u2069"
TEXT_PATTERN = rf"^[^{_CONTROL}]*[^{_CONTROL}\s][^{_CONTROL}]*$"
"""Of text with something in it and no control characters, in the dialect of JSON Schema."""
_YEAR_PATTERN = f"({FIRST_YEAR // 100}|20|{LAST_YEAR // 100 - 1})[0-9]{{2}}|{LAST_YEAR}"
_DAY_PATTERN = rf"^({_YEAR_PATTERN})(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
WORDS_SCHEMA = {"type": "string", "minLength": 1, "maxLength": 300, "pattern": TEXT_PATTERN}
"""Of text in a profile, in JSON Schema."""
_TEXT = {"anyOf": [WORDS_SCHEMA, {"type": "number"}]}
_PARTIAL = {"type": "string", "pattern": _DAY_PATTERN, "examples": ["2024", "2024-05", "2024-05-31"]}
_DAY = {"anyOf": [_PARTIAL, {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}]}
_YES_NO = ("yes", "no", "true", "false", "y", "n", "on", "off", "1", "0", 1, 0)
_SWITCH = {"anyOf": [{"type": "boolean"}, {"enum": list(_YES_NO)}]}
Switch = Annotated[bool, WithJsonSchema(_SWITCH)]
Text = Annotated[str, Field(min_length=1, max_length=300), BeforeValidator(as_text), WithJsonSchema(_TEXT)]
Id = Annotated[str, Field(min_length=1, max_length=300), BeforeValidator(as_id), WithJsonSchema(_TEXT)]
Day = Annotated[str, BeforeValidator(as_day), WithJsonSchema(_DAY)]
Years = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False), BeforeValidator(as_number)]
Hours = Annotated[float, Field(ge=0, le=168, allow_inf_nan=False), BeforeValidator(as_number)]
Amount = Annotated[float, Field(ge=0, le=999_999, allow_inf_nan=False), BeforeValidator(as_number)]
