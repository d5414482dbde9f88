"""What readers of facts, their filters and the operators of conditions mean: for ``advisor rules facts`` and the docs.

The texts are in ``readers.json`` beside this module; a test holds them against the tables of the code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import orjson

from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import OPERATORS
from advisor.rulebook.filters import SHAPES, Filter


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a filter: what may stand there, and what it means."""

    key: str
    takes: str
    text: str


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader: what it gives, of what, and the keys of its filter."""

    reader: str
    types: tuple[str, ...]
    of: str
    text: str
    filter: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator: the types of facts that it fits, and when it holds."""

    operator: str
    types: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class OwnFact:
    """A fact of a rulebook: how conditions call it, its words, and its reader."""

    fact: str
    name: str
    type: str
    of: str
    read: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FactsGuide:
    """Everything that a fact can be read by and asked with, and the facts of one rulebook."""

    readers: tuple[Reader, ...]
    operators: tuple[Operator, ...]
    facts: tuple[OwnFact, ...]

    def to_json(self) -> bytes:
        """Write it as one line of JSON: UTF-8."""
        return orjson.dumps(self, option=orjson.OPT_APPEND_NEWLINE)


@cache
def texts() -> dict[str, dict[str, Any]]:
    """Give what each reader, filter's key and operator means."""
    read: dict[str, dict[str, Any]] = orjson.loads(Path(__file__).with_suffix(".json").read_bytes())
    return read


def facts_guide(rulebook: Rulebook) -> FactsGuide:
    """Say all that a fact of this rulebook can be read by and asked with."""
    said = texts()
    readers = [
        Reader(name, shape.types, shape.of, said["readers"][name], tuple(_keys(shape.filter)))
        for name, shape in SHAPES.items()
    ]
    readers.append(Reader("concluded", ("ordered", "names"), "", said["readers"]["concluded"], ()))
    operators = [
        Operator(one.name, tuple(sorted(one.types)), said["operators"][one.name]) for one in OPERATORS.values()
    ]
    facts = [OwnFact(one.id, one.name, one.type, one.of, dict(one.read)) for one in rulebook.facts.values()]
    return FactsGuide(tuple(readers), tuple(operators), tuple(facts))


def _keys(filter: type[Filter]) -> Iterator[Key]:
    said = texts()["filters"][filter.__name__]
    for key, hint in get_type_hints(filter).items():
        if not key.startswith("_"):
            yield Key(key, _takes(hint), said[key])


def _takes(hint: Any) -> str:
    """Say what a key takes: a list of words, one of them, a whole number, true or false, an id."""
    inner = [one for one in get_args(hint) if one is not type(None)] or [hint]
    kind = inner[0]
    if get_origin(kind) is tuple or get_origin(hint) is tuple:
        element = (get_args(kind) or get_args(hint))[0] if get_origin(kind) is tuple else get_args(hint)[0]
        return f"a list of {', '.join(_words(element)) or 'ids'}"
    if words := _words(kind) or _words(hint):
        return f"one of {', '.join(words)}"
    return {bool: "true or false", int: "a whole number"}.get(_plain(hint), "an id")


def _words(hint: Any) -> tuple[str, ...]:
    return tuple(one for one in get_args(hint) if isinstance(one, str))


def _plain(hint: Any) -> Any:
    for one in (hint, *get_args(hint)):
        if one in (bool, int):
            return one
    return None


def markdown(guide: FactsGuide) -> str:
    """Write the readers and operators as a page of the documentation."""
    lines = [
        "# What a fact can read",
        "",
        "This page is what `advisor rules facts --format markdown` writes. A fact in `facts.yaml` says one reader and",
        "its filter: `read: {READER: {KEY: VALUE}}`. A key that is left out does not narrow what is read; of",
        "several keys all must fit, and of a list any.",
        "",
    ]
    for one in guide.readers:
        of = f" of {one.of}" if one.of else ""
        lines += [f"## {one.reader}", "", f"{one.text} Gives: {' or '.join(one.types)}{of}.", ""]
        if one.filter:
            lines += ["| key | takes | means |", "|---|---|---|"]
            lines += [f"| `{key.key}` | {key.takes} | {key.text} |" for key in one.filter] + [""]
    lines += [
        "# What a condition can ask",
        "",
        "| operator | for facts of type | holds when the fact |",
        "|---|---|---|",
    ]
    lines += [f"| `{one.operator}` | {', '.join(one.types)} | {one.text} |" for one in guide.operators]
    return "\n".join(lines) + "\n"
