"""A person as the rulebook understands them, as of a day: their words recognized, their times on one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

FULL_TIME = 40.0
"""Hours a week of full-time work."""
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
    """One school or program, recognized. ``field`` is UNKNOWN when not said, None when not recognized."""

    level: int | None
    field: str | None
    accreditation: frozenset[str] | None
    status: str
    final_term: bool | None
    practicum: bool | None
    country: str
    completed: date | None
    training_hours: float | None


class Stint(NamedTuple):
    """One job, recognized. Times are positions in units (``advisor.dates``); ``length``: undated work."""

    area: str | None
    title: str | None
    setting: str | None
    supervision: str | None
    privacy_management: bool | None
    begin: int | None
    end: int | None
    length: int | None
    weight: int
    """Hundredths of hours a week, at most full time."""

    @property
    def counts(self) -> bool:
        """Whether any of its time is paid work before the day of the advice."""
        return self.weight > 0 and (self.begin is None or self.end is None or self.begin < self.end)


class Held(NamedTuple):
    """One credential, recognized, with its status on the day."""

    id: str
    status: str
    lapsed: date | None = None
    reinstate_until: date | None = None


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


def time_worked(
    stints: Iterable[Stint], since: int | None = None, by_hours: bool = True, surely: bool = True
) -> int | None:
    """Give the time worked in units of full-time work: dated work counts once in calendar time.

    ``since`` leaves out what came before; undated work then counts only when it is not asked for ``surely``.
    None stands for a time that may be of any length.
    """
    changes: list[tuple[int, int]] = []
    total = 0
    for stint in stints:
        weight = stint.weight if by_hours else FULL if stint.weight else 0
        if stint.begin is None or stint.end is None:
            if stint.length is None:
                if not surely and weight:
                    return None
            elif since is None or not surely:
                total += stint.length * weight
            continue
        begin = stint.begin if since is None else max(stint.begin, since)
        if begin < stint.end and weight:
            changes += ((begin, weight), (stint.end, -weight))
    changes.sort()
    weight = before = 0
    for at, change in changes:
        total += (at - before) * min(weight, FULL)
        weight += change
        before = at
    return total


def claimed_titles(person: Person) -> Mapping[str, None]:
    """Give the titles, by id, that a person says they have worked under."""
    return dict.fromkeys(stint.title for stint in person.stints or () if stint.title)
