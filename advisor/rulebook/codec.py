"""A checked rulebook as JSON, and back without checking it again: plain data only, never code.

A tuple is an array. A value for which JSON has no form is ``{"$": [kind, argument, ...]}``: an entry with the fields
that were given, a condition with its fields, an operator by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date
from functools import cached_property, partial
from typing import Any

import orjson

from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import ALWAYS, NEVER, OPERATORS, All, Any_, Comparison, Not, Note, Operator
from advisor.rulebook.part import Part
from advisor.rulebook.vocabulary import SharedWords, Vocabularies

Checked = tuple[Rulebook, dict[str, str]]
"""A rulebook with the usual choices, and the choices of its own folder."""

_RECORDS = (Rulebook, Comparison, All, Any_, Not, Note)


def encode(checked: Checked) -> bytes:
    """Write a checked rulebook. Raises TypeError for what JSON cannot hold exactly."""
    return orjson.dumps(_plain(checked))


def decode(content: bytes) -> Checked:
    """Read what ``encode`` wrote. Raises ValueError, TypeError, LookupError or RecursionError for anything else."""
    rulebook, choices = _value(orjson.loads(content))
    if not isinstance(rulebook, Rulebook):
        raise TypeError("not a rulebook")
    return rulebook, choices


def _plain(value: Any) -> Any:
    kind = type(value)
    if value is None or kind in (str, int, float, bool):
        return value
    if kind is tuple:
        return [_plain(part) for part in value]
    if kind is dict and "$" not in value:
        return {key: _plain(part) for key, part in value.items()}
    return {"$": [_plain(part) for part in _arguments(value)]}


def _arguments(value: Any) -> tuple[Any, ...]:
    """Give the name of a value's kind and what it is made from again."""
    if value is ALWAYS or value is NEVER:  # told by what they are, not by what is in them
        return ("always" if value is ALWAYS else "never",)
    if isinstance(value, Part):
        kind, held = type(value), vars(value)
        given = {name: held[name] for name in held if not isinstance(getattr(kind, name, None), cached_property)}
        return kind.__name__, given
    if isinstance(value, _RECORDS):
        made_from = [part for part in fields(value) if part.init and part.name[0] != "_"]
        parts = [(getattr(value, part.name), part.default) for part in made_from]
        while parts and parts[-1][0] == parts[-1][1]:
            parts.pop()  # what is left out at the end is as usual
        return type(value).__name__, *(part for part, _ in parts)
    if isinstance(value, Vocabularies | SharedWords):
        made, made_of = value.__reduce__()
        return made.__name__, *made_of
    if isinstance(value, Operator):
        return "operator", value.name
    if isinstance(value, date):
        return "date", value.isoformat()
    if isinstance(value, list):
        return "list", *value
    if isinstance(value, dict):
        return "dict", *value.items()
    raise TypeError(f"{type(value).__name__} is no part of a rulebook")


def _value(plain: Any) -> Any:
    if type(plain) is list:
        return tuple([part if type(part) is str else _value(part) for part in plain])
    if type(plain) is not dict:
        return plain
    if "$" not in plain:
        return {key: part if type(part) is str else _value(part) for key, part in plain.items()}
    kind, *arguments = plain["$"]
    return _MADE[kind](*[part if type(part) is str else _value(part) for part in arguments])


def _part(kind: type[Part], given: dict[str, Any]) -> Part:
    return kind(**given)


def _parts(kind: type[Part]) -> Iterator[type[Part]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _parts(below)


_MADE: dict[str, Callable[..., Any]] = {
    **{kind.__name__: partial(_part, kind) for kind in _parts(Part)},
    **{kind.__name__: kind for kind in (*_RECORDS, Vocabularies, SharedWords)},
    "always": lambda: ALWAYS,
    "never": lambda: NEVER,
    "operator": OPERATORS.__getitem__,
    "date": date.fromisoformat,
    "list": lambda *parts: list(parts),
    "dict": lambda *items: dict(items),
}
