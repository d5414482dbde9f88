"""A person as the rulebook understands them, as of a day: their words recognized, their times on one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

FULL_TIME = 40.0
"""Hours a week of full-time work."""
PART_TIME = 35.0
"""Hours a week below which work is part time, as the Bureau of Labor Statistics counts it (https://www.bls.gov/cps/
definitions.htm, Full- and part-time workers): the most that work said to be part time can have been."""
HUNDREDTHS = 100
FULL = round(FULL_TIME * HUNDREDTHS)
"""The weight of full-time work: hundredths of hours a week."""
UNKNOWN = "?"
"""An area or a field that the person did not say, unlike one that was not recognized (None)."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell the person: an id, a sentence, the place in the profile, and the words that it is about."""

    id: str
    text: str
    place: str = ""
    said: str = ""


class School(NamedTuple):
    """One school or program, recognized. ``field`` is UNKNOWN when not said, None when not recognized.

    It was, or is to be, completed on a day from ``completed`` to ``completed_by``: a year alone leaves that open.
    """

    level: int | None
    field: str | None
    accreditation: frozenset[str] | None
    status: str
    final_term: bool | None
    practicum: bool | None
    country: str
    completed: date | None
    training_hours: float | None
    completed_by: date | None = None


class Span(NamedTuple):
    """A time of work: positions in units (``advisor.dates``), or the length of undated work (None: of any length).

    ``weight`` is in hundredths of hours a week, at most full time.
    """

    begin: int | None
    end: int | None
    length: int | None
    weight: int


class Stint(NamedTuple):
    """One job, recognized, in two readings: the ``least`` time it surely took, and the ``most`` that it can have.

    They are the same object when the time is known. ``works``: for pay, and for more than no hours.
    """

    area: str | None
    title: str | None
    setting: str | None
    supervision: str | None
    privacy_management: bool | None
    least: Span
    most: Span
    works: bool

    @property
    def counts(self) -> bool:
        """Whether any of its time can be paid work before the day of the advice."""
        begin, end, _, _ = self.most
        return self.works and (begin is None or end is None or begin < end)


class Held(NamedTuple):
    """One credential, recognized, with its status on the day.

    ``ends`` is the last day of one that is active and ends within a year.
    """

    id: str
    status: str
    lapsed: date | None = None
    reinstate_until: date | None = None
    ends: date | None = None


def ending(held: Iterable[Held]) -> list[Held]:
    """Give what is active and ends within a year; of one held twice the later end counts."""
    last: dict[str, Held] = {}
    for one in held:
        before = last.get(one.id)
        if one.status == "active" and (before is None or (before.ends and (not one.ends or before.ends < one.ends))):
            last[one.id] = one
    return [one for one in last.values() if one.ends]


class Person(NamedTuple):
    """A profile as the rulebook understands it, as of a day. None is unknown, an empty tuple is none."""

    day: date
    schools: tuple[School, ...] | None
    stints: tuple[Stint, ...] | None
    held: tuple[Held, ...] | None
    college_credits: float | None
    courses: frozenset[str] | None
    skills: frozenset[str] | None
    interests: frozenset[str] | None
    goal_title: str | None
    track: str | None
    setting: str | None
    state: str | None
    remarks: tuple[Remark, ...]
    working_life: int | None = None
    """The time in units since the year of the 14th birthday: no more work can count. None when not known."""


def time_worked(spans: Iterable[Span], since: int | None = None, surely: bool = True) -> int | None:
    """Give the time worked in units of full-time work: dated work counts once in calendar time.

    ``since`` leaves out what came before; undated work then counts only when it is not asked for ``surely``.
    None stands for a time that may be of any length.
    """
    changes: list[tuple[int, int]] = []
    total = 0
    for begin, end, length, weight in spans:
        if not weight:
            continue
        if begin is None or end is None:
            if length is None:
                if not surely:
                    return None
            elif since is None or not surely:
                total += length * weight
            continue
        begin = begin if since is None else max(begin, since)
        if begin < end:
            changes += ((begin, weight), (end, -weight))
    changes.sort()
    at_work = before = 0
    for at, change in changes:
        total += (at - before) * min(at_work, FULL)
        at_work += change
        before = at
    return total


def claimed_titles(person: Person) -> Mapping[str, None]:
    """Give the titles, by id, that a person says they have worked under."""
    return dict.fromkeys(stint.title for stint in person.stints or () if stint.title)
