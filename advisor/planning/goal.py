"""A goal: what must hold for it, and which work and exams suit it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.engine.program import Program
from advisor.errors import UsageError, nearest
from advisor.planning.model import Goal
from advisor.planning.projection import Projection
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import OPERATORS, Comparison, Condition
from advisor.rulebook.credential import Credential
from advisor.rulebook.model import Level, Title


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal with its condition, where it is written, and its track (or nothing)."""

    goal: Goal
    condition: Condition
    rule: str
    track: str


def find_goal(text: str, rulebook: Rulebook) -> tuple[str, str]:
    """Find what is called so: ``level``, ``title`` or ``certification``, and its id.

    ``text`` is ``level:ID``, ``title:ID`` or ``certification:ID``, or an id, acronym or name alone. Raises UsageError
    with the nearest name when there is none.
    """
    kind, colon, name = text.partition(":")
    kinds = ("level", "title", "certification")
    if not colon:
        kind, name = "", text
    elif kind not in kinds:
        raise UsageError(f"Write level:ID, title:ID or certification:ID, or a name alone.{nearest(kind, kinds)}")
    level = next((one.id for one in rulebook.levels if name.casefold() in (one.id, one.name.casefold())), None)
    credential = rulebook.find_credential(name)
    found = {"level": level, "title": rulebook.find_title(name), "certification": credential and credential[0]}
    for one, id in found.items():
        if id and kind in ("", one):
            return one, id
    named: dict[str, Iterable[Level | Title | Credential]]
    named = {"level": rulebook.levels, "title": rulebook.titles, "certification": rulebook.credentials}
    known = [name for one in named if kind in ("", one) for entry in named[one] for name in (entry.id, entry.name)]
    what = kind or "level, title or certification"
    raise UsageError(f"There is no such {what} in the rulebook.{nearest(name, known)}")


def aim_of(text: str, program: Program, track: str | None = None) -> Aim:
    """Find a goal by the words of ``find_goal``. Raises UsageError when there is none, or no way to it."""
    rulebook = program.rulebook
    kind, id = find_goal(text, rulebook)
    if kind == "level":
        return _level(id, program, track or "")
    if kind == "title":
        title = rulebook.title_by_id[id]
        return Aim(Goal("title", id, title.name), program.openings[f"title:{id}"], title.address, title.track)
    credential = rulebook.credential_by_id[id]
    if credential.status == "retired":
        raise UsageError(f"The {credential.acronym} is no longer awarded, so there is no way to it.")
    tracks = credential.fits.tracks
    fits = track if track in tracks else tracks[0] if len(tracks) == 1 else ""
    goal = Goal("certification", id, rulebook.label("credentials", id))
    return Aim(goal, program.holding[id], credential.address, fits or "")


def _level(id: str, program: Program, track: str) -> Aim:
    rulebook = program.rulebook
    level = rulebook.level_by_id[id]
    rank = float(rulebook.level_rank[id])
    fact = rulebook.conclusions.get("level")
    own = program.levels[f"level:{id}"]
    condition = Comparison(fact, OPERATORS["at_least"], rank, id) if fact else own
    return Aim(Goal("level", id, level.name), condition, level.address, track)


def usual_aim(projection: Projection, level: str) -> Aim:
    """Give the goal of a profile, or else the next level; at the top, the level that is reached."""
    person, program, rulebook = projection.person, projection.prepared.program, projection.rulebook
    if person.goal_title:
        return aim_of(f"title:{person.goal_title}", program, person.track)
    above = min(rulebook.level_rank[level] + 1, len(rulebook.levels) - 1)
    return aim_of(f"level:{rulebook.levels[above].id}", program, person.track)


def aside(projection: Projection, aim: Aim) -> frozenset[str]:
    """Give the kinds of work that lie off the goal's track."""
    areas = projection.rulebook.vocabularies["areas"].terms
    return frozenset(
        option.id
        for option in projection.options.values()
        if option.activity
        and option.activity.work
        and aim.track
        and areas[option.activity.work.area].track != aim.track
    )
