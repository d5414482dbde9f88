"""A plan: offers of ways to a goal, each a list of steps in their months. Plain frozen values, written as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import orjson

from advisor.advice.model import PersonRef, Reason, RulebookRef

FEWEST, MOST = 2, 4
"""How many ways can be put side by side."""
Status = Literal["reached", "planned", "limits-exceeded", "no-way-found"]


@dataclass(frozen=True, slots=True)
class Goal:
    """What the plan leads to: a level, a title or a certification."""

    kind: Literal["level", "title", "certification"]
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Money:
    """From the least to the most, US dollars; ``known`` is false when no price was found."""

    low: int
    high: int
    year: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One undertaking: from a day to a day, the months it takes (least and most), its study a week, its cost, and why.

    ``because`` says what opens it when it begins; ``unlocks`` names the later steps that rest on it.
    """

    id: str
    kind: str
    action: str
    start: str
    end: str
    start_month: int
    end_month: int
    months: tuple[int, int]
    hours_per_week: int
    cost: Money
    note: str
    because: tuple[Reason, ...]
    unlocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """One way, and by what it is the best: ``labels`` are ``soonest``, ``cheapest`` and ``surest``.

    ``unpriced`` names what has no known price: it is in no sum. ``unsure`` counts what hangs on somebody else: a job
    of a kind not had before, a lead role, requirements or a price that nobody confirmed; the surest way has fewest.
    ``proved`` says that no way is better by its labels; a search that was cut short gives the best it had found.
    """

    labels: tuple[str, ...]
    reached: str
    months: int
    cost: Money
    steps: tuple[PlanStep, ...]
    unpriced: tuple[str, ...] = ()
    unsure: int = 0
    proved: bool = True


@dataclass(frozen=True, slots=True)
class BrokenLimit:
    """A limit of the person's that no way keeps: what was asked, and the least that it would take."""

    limit: Literal["budget", "by", "hours_per_week"]
    asked: str
    needed: str
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The way to a goal. The same profile, rulebook, goal and day give the same bytes."""

    profile: PersonRef
    as_of: str
    rulebook: RulebookRef
    goal: Goal
    status: Status
    text: str
    offers: tuple[Offer, ...]
    broken_limits: tuple[BrokenLimit, ...]
    notes: tuple[str, ...]

    def to_json(self) -> bytes:
        """Write the plan as one line of JSON: UTF-8."""
        return orjson.dumps(self, option=orjson.OPT_APPEND_NEWLINE)
