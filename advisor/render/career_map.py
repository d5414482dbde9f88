"""A map of levels and titles: the person's level, the open titles, and what each other title still needs."""

from __future__ import annotations

from typing import Literal, NamedTuple

from advisor.advice.model import Advice, Reason
from advisor.rulebook.book import Rulebook

ONWARD = "onward"
Place = Literal["here", "behind", "ahead", "onward"]


class MapTitle(NamedTuple):
    """A title: open or not, what is missing, and whether it is the goal."""

    id: str
    name: str
    summary: str
    open: bool
    goal: bool
    reasons: tuple[Reason, ...]


class MapLevel(NamedTuple):
    """A level, or what lies beyond them; only the next one has ``missing``."""

    id: str
    name: str
    place: Place
    missing: tuple[Reason, ...]
    titles: tuple[MapTitle, ...]


def career_map(advice: Advice, rulebook: Rulebook, goal: str | None) -> tuple[MapLevel, ...]:
    """Draw the map from the first level up; ``goal`` is the id of the title that the person wants."""
    opened = {title.id: title.because for title in advice.titles}
    reasons = {title.id: title.missing for title in advice.near_titles} | {id: why for id, why in opened.items() if why}
    rank, following = rulebook.level_rank, advice.next_level
    here = rank[advice.level.id]
    stages = []
    for id in (*rulebook.level_by_id, ONWARD):
        titles = tuple(
            MapTitle(one.id, one.name, one.summary, one.id in opened, one.id == goal, reasons.get(one.id, ()))
            for one in sorted(rulebook.titles, key=lambda title: title.id not in opened)
            if one.level == id
        )
        place: Place = "onward"
        if id != ONWARD:
            place = "here" if rank[id] == here else "behind" if rank[id] < here else "ahead"
        if titles or place in ("here", "ahead"):
            missing = following.missing if following and following.id == id else ()
            name = rulebook.level_by_id[id].name if id != ONWARD else "Further occupations"
            stages.append(MapLevel(id, name, place, missing, titles))
    return tuple(stages)
