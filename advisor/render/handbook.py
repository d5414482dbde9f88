"""The rulebook as a handbook: what pages show of each kind of entry, and the documents with what cites them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Condition, SourceRefs
from advisor.rulebook.credential import Credential
from advisor.rulebook.model import Entry, Figure, Grounded, Guidance, Source


class EntryKind(NamedTuple):
    """A kind of entry: the rulebook's attribute that lists it, and the entry's attributes for name, text, condition."""

    entries: str
    name: str
    text: str = ""
    condition: str = ""
    asking: str = ""
    """The words before the condition."""


KINDS = {
    "level": EntryKind("levels", "name", "summary", "requires", "What it asks"),
    "title": EntryKind("titles", "name", "summary", "requires", "What it asks besides the level"),
    "certification": EntryKind("credentials", "acronym", "note"),
    "step": EntryKind("steps", "action", "", "when", "It is for those of whom this is true"),
    "activity": EntryKind("activities", "name", "action", "requires", "What it asks first"),
    "order": EntryKind("preferences", "why", "", "when", "It is for those of whom this is true"),
    "warning": EntryKind("warnings", "text", "", "when", "It is told to those of whom this is true"),
    "assumption": EntryKind("assumptions", "question", "reason"),
    "guidance": EntryKind("guidance", "title", "text", "when"),
    "fact": EntryKind("facts", "name"),
}


class Target(NamedTuple):
    """What a link leads to: the kind and id of an entry, and its name."""

    kind: str
    id: str
    name: str


class Use(NamedTuple):
    """One citation of a document: kind, id and name of the entry, the rule's address, and the section cited."""

    kind: str
    id: str
    name: str
    address: str
    section: str


class Document(NamedTuple):
    """A document and its uses."""

    source: Source
    uses: tuple[Use, ...]


def entries_of(kind: str, rulebook: Rulebook) -> tuple[Grounded, ...]:
    """Give all entries of a kind."""
    entries = getattr(rulebook, KINDS[kind].entries)
    return tuple(entries.values() if isinstance(entries, Mapping) else entries)


def condition_of(kind: str, entry: Grounded) -> Condition | None:
    """Give the condition of an entry; None when it has none."""
    condition: Condition | None = getattr(entry, KINDS[kind].condition, None)
    return condition


def sources_of(entry: Grounded) -> SourceRefs:
    """Give the sources of an entry and of its pay."""
    pay = getattr(entry, "salary", None) or getattr(entry, "pay", None)
    return tuple(dict.fromkeys((*entry.sources, *(pay.sources if pay else ()))))


def target(address: str, rulebook: Rulebook) -> Target:
    """Give what an address such as ``title:ID`` leads to."""
    kind, _, id = address.partition(":")
    credential = rulebook.credential_by_id.get(id) if kind == "certification" else None
    return Target(kind, credential.id if credential else id, rulebook.name_of(address))


def in_force(entry: Grounded, day: date) -> bool:
    """Say whether an entry applies on a day."""
    return not isinstance(entry, Entry) or entry.in_force(day)


def dates(since: date | str | None, until: date | str | None) -> str:
    """Write a span of days; nothing when it has no end."""
    if since and until:
        return str(since) if since == until else f"{since} to {until}"
    return f"From {since}" if since else f"Until {until}" if until else ""


@lru_cache(maxsize=16)
def guidance(rulebook: Rulebook) -> dict[str, tuple[Guidance, ...]]:
    """Give all guidance by topic: pay and outlook first, the newest first within those."""
    topics: dict[str, list[Guidance]] = {"pay": [], "outlook": []}
    for entry in rulebook.guidance:
        topics.setdefault(entry.topic, []).append(entry)
    for topic in ("pay", "outlook"):
        topics[topic].sort(key=_newest_year, reverse=True)
    return {topic: tuple(pieces) for topic, pieces in topics.items() if pieces}


def _newest_year(entry: Guidance) -> str:
    return max((figure.year for figure in entry.figures if figure.year[:1].isdigit()), default="")


def by_year(figures: Iterable[Figure]) -> dict[str, list[Figure]]:
    """Give figures by their year, since those of different years are never mixed."""
    years: dict[str, list[Figure]] = {}
    for figure in figures:
        years.setdefault(figure.year or "not stated", []).append(figure)
    return years


def figure_in_words(value: float | str, unit: str) -> str:
    """Write a number with its unit: ``$50,250 per year``, ``9 percent``."""
    if isinstance(value, str):
        return f"{value} {unit}".strip()
    whole = value == int(value)
    if unit.startswith("USD"):
        return (f"${value:,.0f}" if whole else f"${value:,.2f}") + unit.removeprefix("USD")
    return f"{f'{value:,.0f}' if whole else f'{value:,g}'} {unit}".strip()


@lru_cache(maxsize=16)
def documents(rulebook: Rulebook) -> tuple[Document, ...]:
    """Give every document with every use of it, in the rulebook's order."""
    uses: dict[str, dict[Use, None]] = {id: {} for id in rulebook.sources}
    for kind, row in KINDS.items():
        for entry in entries_of(kind, rulebook):
            for address, sources in _cited(kind, entry):
                for source, section in sources:
                    uses[source][Use(kind, entry.id, getattr(entry, row.name), address, section)] = None
    return tuple(Document(rulebook.sources[id], tuple(of_source)) for id, of_source in uses.items())


def _cited(kind: str, entry: Grounded) -> Iterator[tuple[str, SourceRefs]]:
    """Give address and sources of an entry and of its parts."""
    condition = condition_of(kind, entry)
    yield entry.address, sources_of(entry) + (_inside(condition) if condition else ())
    if isinstance(entry, Credential):
        yield from ((f"{entry.address}/history", past.sources) for past in entry.history)
        lift = entry.apprentice.lift if entry.apprentice else ()
        for part, routes in (("formal", entry.formal), ("prepare", entry.prepare), ("lift", lift)):
            for route in routes:
                yield f"{entry.address}/{part}/{route.id}", route.sources + _inside(route.requires)


def _inside(condition: Condition) -> SourceRefs:
    """Give the sources that a condition and its parts cite."""
    return condition.note.sources + tuple(ref for part in condition.parts for ref in _inside(part))
