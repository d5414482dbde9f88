"""Which facts a rulebook reads, made ready once; and the facts of one person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.facts.matching import Query, query_of
from advisor.facts.readers import READERS, Reader
from advisor.person import Person
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import FactValue


class PlannedFact(NamedTuple):
    """A fact, the reader that reads it, and what it asks."""

    id: str
    reader: Reader
    query: Query


class FactPlan:
    """The facts that a rulebook reads from a person. Conclusions are not read, and are none of them."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.facts: dict[str, PlannedFact] = {}
        for fact in rulebook.facts.values():
            ((reader, filter),) = fact.read.items()
            if reader in READERS:
                self.facts[fact.id] = PlannedFact(fact.id, READERS[reader], query_of(reader, filter, rulebook))

    def read(self, person: Person, only: Iterable[str] | None = None) -> dict[str, FactValue]:
        """Read every fact, or ``only`` some, from a person; what is unknown is left out."""
        facts: dict[str, FactValue] = {}
        for id, reader, query in self.facts.values() if only is None else map(self.facts.__getitem__, only):
            value = reader.read(person, query)
            if value is not None:
                facts[id] = value
        return facts


def is_known(value: FactValue | None) -> bool:
    """Say whether a fact's value is exactly known."""
    return value[0] == value[1] if isinstance(value, tuple) else value is not None
