"""Counts of the rows and cells of a roster: a value, and the counts of parts add up to those of the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_ROWS = ("rows", "rejected")
_CELLS = ("filled", "rewritten", "unrecognized")
_ANSWERS = ("level", "track", "one-from", "readiness", "titles", "ready", "prepare", "check", "steps", "warnings")
COUNTED = (*_ROWS, *_CELLS, *_ANSWERS)
"""What is counted: rows, cells by column, and what the answers say."""


@dataclass(frozen=True, slots=True)
class Counts:
    """For each name in COUNTED, how often each id occurred; an id that did not occur counts 0.

    ``a + b`` is the counts of the rows of both. It is associative and commutative, and ``Counts()`` is its empty
    value: for any split of a roster, ``sum(parts, Counts())`` equals the counts of the whole.
    """

    by_name: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Copy the counts that are above 0. Raises ValueError when a name is not in COUNTED."""
        if unknown := set(self.by_name) - set(COUNTED):
            raise ValueError(f"not counted: {', '.join(sorted(unknown))}")
        kept = {name: +Counter(self.by_name.get(name, {})) for name in COUNTED}
        object.__setattr__(self, "by_name", kept)

    def __getitem__(self, name: str) -> Mapping[str, int]:
        """Give the counts of a name by id, 0 for an id that did not occur."""
        return MappingProxyType(self.by_name[name])

    def __add__(self, other: Counts) -> Counts:
        """Give the counts of the rows of both."""
        return Counts({name: Counter(self[name]) + Counter(other[name]) for name in COUNTED})

    @property
    def answered(self) -> int:
        """How many rows were answered."""
        return self["rows"]["answered"]

    @property
    def gathered(self) -> int:
        """How many rows the people have of whom several rows are one person; 0 when each row is a person."""
        return self["rows"]["gathered"]

    @property
    def left_out(self) -> int:
        """How many rows are neither answered nor rejected: the same as one before, or of nobody."""
        return self["rows"]["left-out"]

    @property
    def read(self) -> int:
        """How many rows were read."""
        return (self.gathered or self.answered) + self.rejected + self.left_out

    @property
    def rejected(self) -> int:
        """How many rows were rejected."""
        return sum(self["rejected"].values())

    def as_data(self) -> dict[str, dict[str, int]]:
        """Give the counts as plain data for JSON; ``Counts(data)`` reads them back."""
        return {name: dict(self[name]) for name in COUNTED}
