"""A cohort at a glance: who is where, who can sit what, who is one thing away, and how good the data is.

Counts below ``min_cell`` are not shown; where the rest of a whole would give a hidden one away, more are hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from advisor.language import words
from advisor.roster.counts import Counts
from advisor.roster.duplicate_ids import Duplicates
from advisor.rulebook.book import Rulebook

_NOT_SAID = "not-known"
_MOST_STEPS = 15
_READINESS = words("readiness")
"""The best that a person stands with any exam, in this order."""


@dataclass(frozen=True, slots=True)
class Line:
    """One count of a table: its id, its name for people, and the number (None: too small to show)."""

    id: str
    name: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """One table of counts."""

    id: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The cohort: its size, tables about the people, tables about the data."""

    roster: str
    as_of: str
    rulebook: str
    min_cell: int
    read: int
    answered: int | None
    rejected: int | None
    people: tuple[Table, ...]
    data: tuple[Table, ...]
    remarks: tuple[str, ...]
    gathered: bool = False
    """Whether several rows can be one person: then people are answered, and rows rejected."""
    files: int = 1


def rows_in_file(count: int, files: int = 1) -> str:
    """Say how many rows a file has, or several together."""
    where = "the file" if files == 1 else f"{files:,} files"
    return f"{count:,} {'row' if count == 1 else 'rows'} in {where}"


def summarize(
    counts: Counts,
    duplicates: Duplicates,
    rulebook: Rulebook,
    roster: str,
    as_of: str,
    min_cell: int = 1,
    files: int = 1,
) -> Summary:
    """Name, order and select the counts of a roster for people; counts below ``min_cell`` are hidden.

    ``files`` is how many files were joined.
    """
    levels, credentials = rulebook.level_by_id, {one.id: one.acronym for one in rulebook.credentials}
    steps = {step.id: step.action for step in rulebook.steps}
    tracks = {id: term.name for id, term in rulebook.vocabularies["tracks"].terms.items()} | {"": "not known"}

    def table(id: str, title: str, names: Mapping[str, str], *, whole: bool = False, every: bool = False) -> Table:
        shown = counts[id]
        order = list(names) if every else sorted(shown, key=lambda one: (-shown[one], one))
        cells = hidden_when_small({one: shown[one] for one in order}, min_cell, whole)
        lines = [
            Line(one or _NOT_SAID, names.get(one, one), cells[one])
            for one in order[: _MOST_STEPS if id == "steps" else None]
        ]
        return Table(id, title, tuple(lines))

    level_names = {id: level.name for id, level in levels.items()}
    people = (
        table("level", "Level", level_names, whole=True, every=True),
        table("track", "Direction", tracks, whole=True),
        table("one-from", "One thing away from", dict(islice(level_names.items(), 1, None)), every=True),
        _readiness(counts["readiness"], level_names, counts["level"], min_cell),
        table("ready", "Can sit the exam now, prepared", credentials),
        table("prepare", "Can sit the exam after preparing", credentials),
        table("check", "Something to check first", credentials),
        table("steps", "Next steps", steps),
        table("titles", "Titles open", {one.id: one.name for one in rulebook.titles}),
    )
    reasons = {one: one.replace("\t", ", ").removesuffix(", ") for one in counts["rejected"]}
    data = (
        table("rejected", "Rows rejected", reasons, whole=True),
        table("filled", "Cells filled, by column", {}),
        table("rewritten", "Cells rewritten, by column", {}),
        table("unrecognized", "Words not recognized, by column", {}),
        table("warnings", "Warnings", {}),
    )
    sizes = hidden_when_small({"answered": counts.answered, "rejected": counts.rejected}, min_cell, True)
    remarks = (duplicates.message(with_rows=min_cell == 1),) if duplicates.total >= min_cell else ()
    shown_data = tuple(Table(t.id, t.title, tuple(line for line in t.lines if line.count != 0)) for t in data)
    edition = f"{rulebook.id} {rulebook.version}"
    return Summary(
        roster,
        as_of,
        edition,
        min_cell,
        counts.read,
        **sizes,
        people=people,
        data=shown_data,
        remarks=remarks,
        gathered=counts.gathered > 0,
        files=files,
    )


def _readiness(
    counts: Mapping[str, int], level_names: Mapping[str, str], levels: Mapping[str, int], min_cell: int
) -> Table:
    """Count the people of each level by the best they stand with any exam; where a level is hidden, all of it."""
    shown = hidden_when_small({level: levels[level] for level in level_names}, min_cell, whole=True)
    lines = []
    for level, name in level_names.items():
        own = {f"{level}/{one}": counts[f"{level}/{one}"] for one in _READINESS}
        cells = hidden_when_small(own, min_cell, whole=True)
        for id, says in zip(own, _READINESS.values(), strict=True):
            lines.append(Line(id, f"{name}, {says}", None if shown[level] is None and own[id] else cells[id]))
    return Table("readiness", "Readiness, by level", tuple(lines))


def hidden_when_small(cells: Mapping[str, int], least: int, whole: bool) -> dict[str, int | None]:
    """Hide counts from 1 to below ``least``.

    When the cells make up a ``whole`` whose size is known, hide the next smallest as well until what is hidden is
    two cells or more and comes to ``least``: otherwise taking the others away from the whole would show it.
    """
    shown: dict[str, int | None] = {one: None if 0 < count < least else count for one, count in cells.items()}
    hidden = [one for one, count in shown.items() if count is None]
    if whole and hidden:
        rest = sorted((count, one) for one, count in cells.items() if shown[one])
        while rest and (len(hidden) < 2 or sum(cells[one] for one in hidden) < least):
            _, one = rest.pop(0)
            shown[one] = None
            hidden.append(one)
    return shown


def as_data(summary: Summary) -> dict[str, Any]:
    """Write a summary as plain data; a count that is hidden is null."""

    def tables(some: tuple[Table, ...]) -> dict[str, dict[str, int | None]]:
        return {table.id: {line.id: line.count for line in table.lines} for table in some}

    return {
        "roster": summary.roster,
        "as_of": summary.as_of,
        "rulebook": summary.rulebook,
        "min_cell": summary.min_cell,
        "rows": {"read": summary.read, "answered": summary.answered, "rejected": summary.rejected},
        "people": tables(summary.people),
        "data": tables(summary.data),
        "remarks": list(summary.remarks),
    }


def figure(count: int | None) -> str:
    """Write a count; a hidden one says that it is."""
    return "hidden" if count is None else f"{count:,}"


def sentences(summary: Summary) -> list[str]:
    """Say what matters most, in sentences."""
    tables = {table.id: table for table in summary.people}
    said = [(line.count, f"can sit the {line.name} now.") for line in tables["ready"].lines[:3]]
    for line in tables["one-from"].lines:
        said.append((line.count, f"{'is' if line.count == 1 else 'are'} one thing away from {line.name}."))
    return [f"{'1 person' if count == 1 else f'{count:,} people'} {what}" for count, what in said if count]


def as_text(summary: Summary, width: int = 80) -> str:
    """Write a summary for a terminal."""
    import textwrap

    out = [f"Cohort of {summary.roster}", f"As of {summary.as_of}, by {summary.rulebook}", ""]
    answered, rejected = ("people answered", "rows rejected") if summary.gathered else ("answered", "rejected")
    sizes = f"{figure(summary.answered)} {answered}, {figure(summary.rejected)} {rejected}"
    out.append(f"{rows_in_file(summary.read, summary.files)}: {sizes}")
    for sentence in (*summary.remarks, *sentences(summary)):
        out += textwrap.wrap(sentence, width)
    for table in (*summary.people, *summary.data):
        lines = [line for line in table.lines if line.count != 0]
        out += ["", table.title.upper()] if lines else []
        most = max((line.count or 0 for line in lines), default=0)
        for line in lines:
            name = textwrap.shorten(line.name, width - 34, placeholder=" ...")
            bar = "#" * round(20 * (line.count or 0) / most) if most else ""
            out.append(f"  {name:<{width - 34}} {figure(line.count):>9} {bar}".rstrip())
    if summary.min_cell > 1:
        hidden = f"Counts from 1 to {summary.min_cell - 1} are hidden, and others that would give them away."
        out += ["", *textwrap.wrap(hidden, width)]
    return "\n".join(out) + "\n"
