"""A map of levels and titles: where the person is, what is open, and what each further title still needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from advisor.advice.model import Advice, Reason
from advisor.rulebook.book import Rulebook

ONWARD = "onward"
Place = Literal["here", "behind", "ahead", "onward"]


@dataclass(frozen=True, slots=True)
class MapTitle:
    """A title: open or not, what is missing, and whether it is the goal."""

    id: str
    name: str
    summary: str
    track: str
    open: bool
    goal: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class MapLevel:
    """A level, or what lies beyond them; ``missing`` is told of the next one."""

    id: str
    name: str
    place: Place
    missing: tuple[Reason, ...]
    titles: tuple[MapTitle, ...]


def career_map(advice: Advice, rulebook: Rulebook, goal: str | None) -> tuple[MapLevel, ...]:
    """Draw the map from the first level up; ``goal`` is the id of the title that the person wants."""
    opened = {title.id: title.because for title in advice.titles}
    near = {title.id: title.missing for title in advice.near_titles}
    tracks = rulebook.vocabularies["tracks"].terms
    rank = rulebook.level_rank
    here = rank[advice.level.id]
    found = []
    for id in (*rulebook.level_by_id, ONWARD):
        titles = tuple(
            MapTitle(
                one.id, one.name, one.summary, tracks[one.track].name, one.id in opened, one.id == goal,
                opened.get(one.id) or near.get(one.id, ()),
            )
            for one in sorted(rulebook.titles, key=lambda title: title.id not in opened)
            if one.level == id
        )  # fmt: skip
        place: Place = "onward"
        if id != ONWARD:
            place = "here" if rank[id] == here else "behind" if rank[id] < here else "ahead"
        if not titles and place not in ("here", "ahead"):
            continue
        following = advice.next_level
        missing = following.missing if following and following.id == id else ()
        name = rulebook.level_by_id[id].name if id != ONWARD else "Further occupations"
        found.append(MapLevel(id, name, place, missing, titles))
    return tuple(found)
