"""Lines of whole profiles of which several are one person: lists are gathered, single values must agree."""

from __future__ import annotations

import shutil
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, islice
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import numpy as np
import orjson
import pyarrow as pa

from advisor.errors import InputError, Problem, UsageError
from advisor.person import Person, Remark
from advisor.profile import Profile, profile_from
from advisor.recognize import recognize
from advisor.roster.encodings import is_wide, open_text, shown_encoding
from advisor.roster.gathering import LEFT_OUT, differs, name_key
from advisor.roster.joining import MOST_ROWS, MOST_ROWS_OF_ONE, TOO_MANY, Grouped, border, numbered, too_many_rows
from advisor.roster.profiles import read_line
from advisor.roster.reading import LINES, Broken, Piece, Roster
from advisor.rulebook.book import Rulebook

_IDS = {"titles": ("goal", "title"), "tracks": ("goal", "track"), "settings": ("goal", "setting"), "states": ("state",)}


@dataclass(frozen=True, slots=True)
class GroupedLines:
    """Lines of JSON with their numbers; those of a person lie together, and ``owner`` numbers the person of each."""

    lines: Sequence[bytes]
    numbers: Sequence[int]
    owner: Sequence[int]


AnyPiece = Piece | Grouped | GroupedLines
"""A piece of a roster: rows or lines each of which is a person, or those that are brought together."""


def grouped_lines(roster: Roster, by: str) -> Iterator[GroupedLines]:
    """Give the people of a roster of whole profiles in pieces of about as many lines as are answered at once.

    Raises UsageError when they are to be told apart by anything but ``id``, InputError when there are too many lines.
    """
    if by != "id":
        raise UsageError(Problem("Whole profiles are told apart by their id.", roster.name, path="--one-person-by"))
    ids = [pa.array([], pa.string())]
    with _lines_of(roster) as file:
        starts = array("q", [file.tell()])
        while lines := list(islice(file, LINES)):
            starts.extend(accumulate(map(len, lines), initial=starts.pop()))
            ids.append(pa.array(map(id_of, lines), pa.string()))
            if len(starts) > MOST_ROWS:
                raise InputError(Problem(too_many_rows("lines"), roster.name))
        owner = numbered(pa.concat_arrays(ids))
        order = np.argsort(owner, kind="stable")
        owner, start = owner[order], 0
        while start < len(order):
            end = border(owner, start, LINES)
            places = order[start:end].tolist()
            some = [_line(file, starts, n) for n in places]
            yield GroupedLines(some, [n + 1 for n in places], owner[start:end].tolist())
            start = end


@contextmanager
def _lines_of(roster: Roster) -> Iterator[BinaryIO]:
    """Open a file to read its lines in any order; one in an encoding with wide letters is copied as UTF-8."""
    encoding = shown_encoding(roster.path) or "utf-8"
    with open_text(roster.path, encoding, roster.name) as file:
        if not is_wide(encoding):
            yield file
            return
        with TemporaryFile() as copy:
            shutil.copyfileobj(file, copy)
            copy.seek(0)
            yield copy


def _line(file: BinaryIO, starts: array[int], number: int) -> bytes:
    file.seek(starts[number])
    return file.read(starts[number + 1] - starts[number]).strip()


def id_of(line: bytes) -> str | None:
    """Give the id that a line of JSON has, or None; what is wrong with the line is said when it is read."""
    with suppress(orjson.JSONDecodeError):
        data = orjson.loads(line)
        if isinstance(data, dict) and isinstance(id := data.get("id"), str | int | float):
            return str(id).strip()
    return None


def merged_people(
    group: GroupedLines, rulebook: Rulebook, day: date
) -> Iterator[tuple[int, str | None, Person] | Broken]:
    """Give each person's first line, id and person; for a line that cannot be read, why it is refused."""
    start = 0
    while start < len(group.lines):
        end = start + 1
        while end < len(group.lines) and group.owner[end] == group.owner[start]:
            end += 1
        yield from _person(group.lines[start:end], group.numbers[start:end], rulebook, day)
        start = end


def _person(
    lines: Sequence[bytes], numbers: Sequence[int], rulebook: Rulebook, day: date
) -> Iterator[tuple[int, str | None, Person] | Broken]:
    if len(lines) > MOST_ROWS_OF_ONE:
        yield from [Broken(number, "id", "too-many-rows", TOO_MANY) for number in numbers]
        return
    read = [read_line(line, number, rulebook, day) for line, number in zip(lines, numbers, strict=True) if line]
    yield from [one for one in read if isinstance(one, Broken)]
    good = [(number, one) for number, one in zip(numbers, read, strict=True) if not isinstance(one, Broken)]
    if not good:
        return
    first, (profile, person) = good[0]
    unlike: list[str] = []
    if len(good) > 1:
        try:
            merged = _merged([_said(one, rulebook) for _, (one, _) in good], unlike)
            person = recognize(profile_from(merged), rulebook, day)
        except InputError as error:
            yield Broken(first, error.problems[0].path, "not-valid", error.problems[0].message)
            return
    ids = [differs(column) for column in unlike] + [LEFT_OUT] * (len(good) < len(lines))
    yield first, profile.id, person._replace(remarks=(*person.remarks, *[Remark(id, "") for id in ids]))


def _said(profile: Profile, rulebook: Rulebook) -> dict[str, Any]:
    """Give what a profile says as plain data, the words of closed lists as the rulebook's ids."""
    data = profile.model_dump(exclude_none=True)
    for domain, (*outer, key) in _IDS.items():
        part = data.get(outer[0], {}) if outer else data
        if key in part:
            titles = domain == "titles"
            find = rulebook.find_title if titles else rulebook.vocabularies[domain].find
            part[key] = find(part[key]) or part[key]
    return data


def _merged(said: Sequence[Mapping[str, Any]], unlike: list[str], place: str = "") -> dict[str, Any]:
    """Merge plain data: lists are joined, each different entry once and in an order that does not depend on theirs.

    Single values that differ are left out, and their keys noted in ``unlike``.
    """
    merged: dict[str, Any] = {}
    for key in sorted({key for one in said for key in one}):
        values = [one[key] for one in said if key in one]
        if all(isinstance(one, Mapping) for one in values):
            merged[key] = _merged(values, unlike, f"{key}_")
        elif all(isinstance(one, tuple) for one in values):
            entries = {orjson.dumps(one, option=orjson.OPT_SORT_KEYS): one for some in values for one in some}
            merged[key] = [entries[text] for text in sorted(entries)]
        elif key == "id" or len({name_key(one) if key == "name" else one for one in values}) == 1:
            merged[key] = values[0]
        else:
            unlike.append(f"{place}{key}")
    return merged
