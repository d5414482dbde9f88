"""A profile with its free text written out: what is said beside a name becomes what the profile has a key for.

``certifications: ["RHIT (lapsed), CPC"]`` becomes two credentials with their statuses. Words that say less than a key
beside them win (``name: RHIT (lapsed)`` with ``status: active`` is lapsed): nothing counts on the strength of a
contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pydantic import ValidationError

from advisor.person import FULL_TIME
from advisor.profile import Certification, Education, Goal, Job, Profile
from advisor.reading.credentials import read_credentials
from advisor.reading.goal import read_goal
from advisor.reading.reading import Plain, Reading
from advisor.reading.schooling import read_schooling
from advisor.reading.work import read_work, says_more
from advisor.rulebook.book import Rulebook

Entry = Education | Job | Certification
_TEXT: Mapping[type, str] = {Education: "field", Job: "role", Certification: "name"}
"""The key of an entry in which people write more than it is for."""
_CODE = re.compile(r"[0-9]{2}(?:\.[0-9]{2,4})?")
"""A CIP code and nothing else."""
_TIMES = frozenset(("start", "end", "years", "years_at_most"))
_BEST = {"status": ("completed", "active"), "paid": (True,), "hours_per_week": (FULL_TIME,)}
"""What is taken to be where nothing is said: words may take it away, and never give it."""


class WrittenOut(NamedTuple):
    """A profile without free text; the number that each of its entries had before; and words that were not placed."""

    profile: Profile
    origins: Mapping[str, Sequence[int]]
    unclear: Sequence[tuple[str, str]]
    """The place of an entry, and its words."""


def written_out(profile: Profile, rulebook: Rulebook, day: date) -> WrittenOut:
    """Write the free text of a profile out; a profile that has none is given back as it is."""
    changed: dict[str, Any] = {}
    origins: dict[str, Sequence[int]] = {}
    unclear: list[tuple[str, str]] = []
    for part in ("education", "experience", "certifications"):
        entries: tuple[Entry, ...] = getattr(profile, part) or ()
        readings = [_reading(entry, rulebook, day) for entry in entries]
        origins[part] = range(len(entries))
        if all(reading is None for reading in readings):
            continue
        made: list[tuple[int, Entry]] = []
        silent = 0
        for number, (entry, reading) in enumerate(zip(entries, readings, strict=True)):
            if reading is None:
                made.append((number, entry))
                continue
            if "college_credits" in reading.beside and profile.college_credits is None:
                changed["college_credits"] = reading.beside["college_credits"]
            written = _written(entry, reading)
            if written is None or written != [entry]:
                unclear += [(f"{part}[{number}]", words) for words in reading.unclear]
            silent += written is None
            made += [(number, one) for one in written or ()]
        origins[part] = [number for number, _ in made]
        changed[part] = None if silent == len(entries) else tuple(entry for _, entry in made)
    if (goal := _goal(profile.goal, rulebook, day)) is not profile.goal:
        changed["goal"] = goal
    return WrittenOut(profile.model_copy(update=changed) if changed else profile, origins, unclear)


def _reading(entry: Entry, rulebook: Rulebook, day: date) -> Reading | None:
    """Read the free text of an entry; None when it is only the name of something known."""
    if isinstance(entry, Certification):
        known = "?" not in entry.name and rulebook.find_credential(entry.name) is not None
        return None if known else read_credentials(entry.name, rulebook, day)
    if isinstance(entry, Job):
        known = entry.role is None or (rulebook.vocabularies["areas"].names(entry.role) and not says_more(entry.role))
        return None if known else read_work(entry.role or "", rulebook, day)
    fields = rulebook.vocabularies["fields"]
    known = entry.field is None or fields.names(entry.field) or _CODE.fullmatch(entry.field.strip()) is not None
    return None if known else read_schooling(entry.field or "", rulebook, day)


def _written(entry: Entry, reading: Reading) -> Sequence[Entry] | None:
    """Write an entry out by the reading of its text; None when it says that nothing is known."""
    key = _TEXT[type(entry)]
    said = entry.model_dump(exclude_unset=True)
    if reading.entries is None and said.keys() == {key}:
        return None
    if reading.entries is None and isinstance(entry, Education) and reading.unclear:
        return [entry.model_copy(update={"status": "unknown"})]
    if reading.entries is None:
        return [entry]
    if reading.entries == ():
        return [] if said.keys() == {key} else [entry]
    first, *others = reading.entries
    if others and isinstance(entry, Job) and said.keys() & _TIMES:
        return [entry]  # one time cannot be shared among several jobs
    if first.keys() <= {key} and not others and not isinstance(entry, Certification):
        return [entry]
    try:
        return [type(entry).model_validate(one) for one in (_merged(said, first, key), *others)]
    except ValidationError:
        return [entry]


def _merged(said: Plain, read: Plain, key: str) -> Plain:
    """Join the keys of an entry with what its text says; keys win, but for what the text takes away."""
    if read.get("part_time"):
        read = {"hours_per_week": None, **read}
    taken = {name for name, best in _BEST.items() if name in read and said.get(name) in best}
    merged = {**read, **{name: value for name, value in said.items() if name != key and name not in taken}}
    if merged.get("hours_per_week", 0) is None:
        del merged["hours_per_week"]
    if said.keys() & _TIMES:
        merged = {name: value for name, value in merged.items() if name not in _TIMES or name in said}
    return merged


def _goal(goal: Goal | None, rulebook: Rulebook, day: date) -> Goal | None:
    """Read the goal of a person whose title is not a title's name."""
    if goal is None or goal.title is None or rulebook.find_title(goal.title):
        return goal
    reading = read_goal(goal.title, rulebook, day)
    if not reading.entries:
        return goal if reading.unclear else goal.model_copy(update={"title": None})
    said = {key: value for key, value in goal.model_dump(exclude_none=True).items() if key != "title"}
    return Goal(**{**reading.entries[0], **said})
