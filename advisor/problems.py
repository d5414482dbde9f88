"""Pydantic's errors in our words: the place, what is wrong there, and what would be right."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from advisor.document import Document, Place
from advisor.errors import Problem, listing, nearest

_WORDS = {
    "missing": "This is needed and is missing.",
    "string_type": "Write text here.",
    "string_too_short": "This is empty; write something or leave it out.",
    "string_unicode": "This holds a character that text cannot hold.",
    "int_type": "Write a whole number.",
    "int_parsing": "Write a whole number.",
    "int_from_float": "Write a whole number.",
    "int_parsing_size": "The number is too large.",
    "float_type": "Write a number.",
    "float_parsing": "Write a number.",
    "finite_number": "Write a number that is not infinite.",
    "bool_type": "Write true or false.",
    "bool_parsing": "Write true or false.",
    "model_type": "Write keys and values here, such as `key: value`.",
    "model_attributes_type": "Write keys and values here, such as `key: value`.",
    "dict_type": "Write keys and values here, such as `key: value`.",
    "list_type": "Write a list here.",
    "tuple_type": "Write a list here.",
    "date_type": "Write a day, such as 2024-01-31.",
    "date_from_datetime_parsing": "Write a day, such as 2024-01-31.",
    "date_parsing": "Write a day, such as 2024-01-31.",
    "recursion_loop": "This contains itself.",
}
_FIXED = {
    "greater_than_equal": ("ge", "The number must be at least {}."),
    "greater_than": ("gt", "The number must be more than {}."),
    "less_than_equal": ("le", "The number must be at most {}."),
    "string_too_long": ("max_length", "The text is too long; {} characters at most."),
    "too_long": ("max_length", "There are too many; {} at most."),
    "too_short": ("min_length", "There are too few; {} at least."),
}
_PLAIN_KEY = re.compile(r"[A-Za-z][A-Za-z_-]{0,30}\Z")
MOST_PROBLEMS = 100
"""Of one document; of more only the number is told."""


def problems_of(
    error: ValidationError,
    document: Document,
    model: type[BaseModel],
    *,
    at: Place = (),
    private: bool = False,
) -> Iterator[Problem]:
    """Give one problem for each of pydantic's errors.

    ``at`` is where the validated data stands in the document. With ``private`` the words of the person never
    appear, only the nearest right ones.
    """
    for number, item in enumerate(error.errors(include_url=False)):
        if number == MOST_PROBLEMS:
            yield Problem(f"And {error.error_count() - MOST_PROBLEMS:,} more.", document.name)
            return
        loc = item["loc"]
        last = len(loc) - 1 if item["type"] == "extra_forbidden" else None  # a key that someone wrote, whatever it is
        inner: Place = tuple(part for n, part in enumerate(loc) if n == last or not _is_branch(part))
        place = (*at, *inner)
        if item["type"] == "extra_forbidden":
            message = _unknown_key(inner, model, private)
        elif item["type"] == "literal_error":
            allowed = _allowed(item["ctx"]["expected"])
            close = nearest(item["input"][:100], allowed) if isinstance(item["input"], str) else ""
            message = f"The allowed words are {listing(allowed, 20)}.{close}"
        elif item["type"] in _FIXED:
            kind = f"string_{item['type']}" if isinstance(item["input"], str) else item["type"]
            name, words = _FIXED.get(kind, _FIXED[item["type"]])
            message = words.format(_figure(item["ctx"][name]))
        elif item["type"] == "string_type" and isinstance(item["input"], int | float):
            message = "Write text here; a number, true and false need quotes."
        else:
            message = _WORDS.get(item["type"]) or item["msg"]
        extra = item.get("ctx", {}).get("place", ())
        line = document.line((*place, *extra))
        yield Problem(message, document.name, line, path_words(place, private=private))


def unknown(what: str, word: object, known: Iterable[str]) -> str:
    """Say that there is no such word, which is nearest, and which there are (unless they are many and one is near)."""
    names = list(known)
    if not names:
        return f"There is no {what} {word}; there are none at all."
    close = nearest(str(word), names)
    return f"There is no {what} {word}.{close}" + ("" if close and len(names) > 12 else f" Allowed: {listing(names)}.")


def path_words(place: Place, *, private: bool = False) -> str:
    """Write a place as ``education[0].level``; an unknown key of a private document is not repeated."""
    words = ""
    for part in place:
        if isinstance(part, int):
            words += f"[{part}]"
        else:
            shown = part if not private or _PLAIN_KEY.match(part) else "(a key)"
            words += f".{shown}" if words else shown
    return words


def _is_branch(part: str | int) -> bool:
    """Tell pydantic's names for the branch of a union or a validator from real keys."""
    return isinstance(part, str) and ("[" in part or "(" in part)


def _unknown_key(place: Place, model: type[BaseModel], private: bool) -> str:
    keys = [field.alias or name for name, field in _model_at(model, place[:-1]).model_fields.items()]
    written = str(place[-1])
    shown = f"{written} " if written and (not private or _PLAIN_KEY.match(written)) else "This key "
    return f"{shown}is not a key here.{nearest(written, keys)} The keys are {listing(keys, 20)}."


def _model_at(model: type[BaseModel], place: Place) -> type[BaseModel]:
    for part in place:
        for name, field in model.model_fields.items():
            if part in (name, field.alias):
                model = _model_in(field.annotation) or model
                break
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in typing.get_args(annotation):
        if found := _model_in(argument):
            return found
    return None


def _allowed(expected: str) -> list[str]:
    return re.findall(r"'([^']*)'", expected)


def _figure(value: Any) -> str:
    return f"{value:,g}" if isinstance(value, int | float) else str(value)
