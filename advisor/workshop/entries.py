"""Entries of a rulebook by their name, as their author wrote them, and who names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from advisor.document import Document
from advisor.errors import Problem, UsageError, listing
from advisor.problems import unknown
from advisor.rulebook.draft import Draft, Located
from advisor.rulebook.folder import read_folder
from advisor.rulebook.validation import checked_draft
from advisor.workshop.cases import gathered_cases
from advisor.workshop.findings import NAMED, inside


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry as written, where it stands, the entries that name it and the cases that do."""

    entry: str
    file: str
    line: int
    text: str
    named_by: tuple[str, ...]
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What was asked for: entries (more than one when they hold on different days), or the names of all."""

    entries: tuple[ShownEntry, ...]
    all: dict[str, tuple[str, ...]]

    def to_json(self) -> bytes:
        """Write it as one line of JSON: UTF-8."""
        return orjson.dumps(self, option=orjson.OPT_APPEND_NEWLINE)


def show_entries(folder: Path, name: str | None) -> Shown:
    """Show an entry of a rulebook, or without a name list them all. Raises UsageError for an unknown name."""
    draft, _ = checked_draft(read_folder(folder)[0])
    ids = {kind: tuple(dict.fromkeys(one.entry.id for one in draft.of(part))) for kind, part in NAMED.items()}
    if name is None:
        return Shown((), ids)
    kind, id = find_entry(name, ids)
    return Shown(
        tuple(_shown(located, kind, draft, folder) for located in draft.of(NAMED[kind]) if located.entry.id == id), {}
    )


def find_entry(name: str, ids: Mapping[str, tuple[str, ...]]) -> tuple[str, str]:
    """Find the kind and the id of ``KIND:ID``, or of an id that only one kind has. Raises UsageError."""
    kind, colon, id = name.partition(":")
    if not colon:
        kinds = [one for one, listed in ids.items() if name in listed]
        if len(kinds) > 1:
            raise UsageError(
                Problem(f"{name} is several things. Say which: {listing(f'{one}:{name}' for one in kinds)}.")
            )
        kind, id = kinds[0] if kinds else "", name
        known = [one for listed in ids.values() for one in listed]
    elif kind not in ids:
        raise UsageError(Problem(unknown("kind of entry", kind, ids)))
    else:
        known = list(ids[kind])
    if not kind or id not in ids[kind]:
        raise UsageError(Problem(unknown("entry", id, known)))
    return kind, id


def _shown(located: Located, kind: str, draft: Draft, folder: Path) -> ShownEntry:
    document, id = located.document, located.entry.id
    names = {id, f"{kind}:{id}"}
    named_by = [
        f"{other.document.name}#{other.entry.id}"
        for part in NAMED.values()
        for other in draft.of(part)
        if other.entry is not located.entry
        and not names.isdisjoint(_words(inside(other.document.data, other.place)))
        and other.entry.id != id
    ]
    cases = [
        f"{one.file}:{one.line} {one.case.name}"
        for one in gathered_cases(folder)[0]
        if not names.isdisjoint(_words(one.document.data[one.number]))
    ]
    first, text = _written(located.place, document, folder)
    return ShownEntry(f"{kind}:{id}", document.name, first, text, tuple(dict.fromkeys(named_by)), tuple(cases))


def _words(data: Any) -> Iterator[str]:
    """Give every key and every text of data."""
    waiting = [data]
    for one in waiting:  # grows on the way
        if isinstance(one, str):
            yield one
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, Mapping):
            yield from one
            waiting += one.values()


def _written(place: tuple[str | int, ...], document: Document, folder: Path) -> tuple[int, str]:
    """Give the first line of an entry, and its lines as they stand in the file."""
    lines = (folder / document.name).read_text("utf-8").splitlines()
    first = document.line(place)
    last = len(lines)
    if place:
        beside = inside(document.data, place[:-1])
        following = int(place[-1]) + 1
        last = document.line((*place[:-1], following)) - 1 if following < len(beside) else last
    text = lines[first - 1 : last]
    while text and (not text[-1].strip() or text[-1].lstrip().startswith("#")):
        text.pop()
    return first, "\n".join(text)
