"""Pydantic's errors in our words: the place, what is wrong there, and what would be right."""

from __future__ import annotations

import json
import re
import typing
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from advisor.document import Document, Place
from advisor.errors import Problem, listing, nearest

_PLAIN_KEY = re.compile(r"[A-Za-z][A-Za-z_-]{0,30}\Z")
MOST_PROBLEMS = 100
"""Problems listed of one document; of the others only the number is given."""


@cache
def _sentences() -> dict[str, str]:
    """Read the sentences for pydantic's types of errors, with the limits of the type to be filled in."""
    sentences: dict[str, str] = json.loads(Path(__file__).with_suffix(".json").read_bytes())
    return sentences


def problems_of(
    error: ValidationError, document: Document, model: type[BaseModel], *, at: Place = (), private: bool = False
) -> Iterator[Problem]:
    """Give one problem for each of pydantic's errors.

    ``at`` is where the validated data stands in the document. With ``private`` the words of the person never
    appear, only the nearest right ones.
    """
    for number, item in enumerate(error.errors(include_url=False)):
        if number == MOST_PROBLEMS:
            yield Problem(f"And {error.error_count() - MOST_PROBLEMS:,} more.", document.name)
            return
        type, given, limits = item["type"], item["input"], item.get("ctx", {})
        last = item["loc"][-1:] if type == "extra_forbidden" else ()  # a key that someone wrote, whatever it is
        branches = item["loc"][: len(item["loc"]) - len(last)]
        inner: Place = (*(part for part in branches if not _is_branch(part)), *last)
        if type == "extra_forbidden":
            message = _unknown_key(inner, model, private)
        elif type == "literal_error":
            allowed = re.findall("'([^']*)'", limits["expected"])
            close = nearest(given[:100], allowed) if isinstance(given, str) else ""
            message = f"The allowed words are {listing(allowed, 20)}.{close}"
        elif type == "string_type" and isinstance(given, int | float):
            message = "Write text here; a number, true and false need quotes."
        else:
            if type == "too_long" and isinstance(given, str):
                type = "string_too_long"
            sentence = _sentences().get(type)
            message = sentence.format(**{name: _figure(limits[name]) for name in limits}) if sentence else item["msg"]
        place = (*at, *inner)
        line = document.line((*place, *limits.get("place", ())))
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
        found = (field for name, field in model.model_fields.items() if part in (name, field.alias))
        model = next((_model_in(field.annotation) for field in found), None) or model
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if model := getattr(annotation, "pydantic_model", None):  # a class that is validated by a model of its own
        return model()  # type: ignore[no-any-return]
    found = map(_model_in, typing.get_args(annotation))
    return next((model for model in found if model), None)


def _figure(value: Any) -> str:
    return f"{value:,g}" if isinstance(value, int | float) else str(value)
