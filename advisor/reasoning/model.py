"""An explanation: reasoning as trees of conditions with the person's values, recorded as data and printed elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import orjson

from advisor.advice.model import PersonRef, Reason, RulebookRef, SourceRef

Verdict = Literal["met", "not-met", "unknown"]


@dataclass(frozen=True, slots=True)
class Node:
    """One condition: how it stands, in words; for a comparison the person's ``value`` and what is ``asked``."""

    kind: Literal["all", "any", "not", "compared"]
    answer: Verdict
    text: str
    condition: str
    sources: tuple[SourceRef, ...]
    fact: str | None
    value: Any
    operator: str | None
    asked: Any
    parts: tuple[Node, ...]
    definition: str = ""
    """The definition that this is written out from."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The reasoning about one entry of the rulebook: a level, a title, a route to a credential or a preparation."""

    entry: str
    name: str
    rule: str
    answer: Verdict
    root: Node


@dataclass(frozen=True, slots=True)
class WayChange:
    """One change that a person can make; ``months`` of it when it is work."""

    id: str
    action: str
    months: int
    rule: str
    sources: tuple[SourceRef, ...]


@dataclass(frozen=True, slots=True)
class RankedReason:
    """Why a certification has its place among those to pursue next."""

    id: str
    rank: int
    why: str
    status: str
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why, and why not. ``ways`` are the smallest sets of changes that open what is not open yet."""

    profile: PersonRef
    as_of: str
    rulebook: RulebookRef
    subject: str
    name: str
    conclusion: str
    text: str
    trees: tuple[Tree, ...]
    because: tuple[Reason, ...]
    missing: tuple[Reason, ...]
    goal: str
    ways: tuple[tuple[WayChange, ...], ...]
    ranking: tuple[RankedReason, ...]

    def to_json(self) -> bytes:
        """Write the explanation as one line of JSON: UTF-8."""
        return orjson.dumps(self, option=orjson.OPT_APPEND_NEWLINE)
