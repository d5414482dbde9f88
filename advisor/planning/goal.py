"""A goal: what must hold for it, and which work and exams suit it."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.engine.program import Program
from advisor.errors import UsageError, nearest
from advisor.planning.model import Goal
from advisor.planning.projection import Projection
from advisor.rulebook.condition import OPERATORS, Comparison, Condition


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal with its condition, where it is written, and its track (or nothing)."""

    goal: Goal
    condition: Condition
    rule: str
    track: str


def aim_of(text: str, program: Program, track: str | None = None) -> Aim:
    """Find a goal by ``level:ID``, ``title:ID``, ``certification:ID``, or by an id, acronym or name alone.

    Raises UsageError with the nearest name when there is none.
    """
    rulebook = program.rulebook
    kind, colon, name = text.partition(":")
    kinds = ("level", "title", "certification")
    if not colon:
        kind, name = "", text
    elif kind not in kinds:
        raise UsageError(f"A goal is level:ID, title:ID or certification:ID.{nearest(kind, kinds)}")
    level = next((one for one in rulebook.levels if name.casefold() in (one.id, one.name.casefold())), None)
    if level and kind in ("", "level"):
        return _level(level.id, program, track or "")
    title = rulebook.find_title(name)
    if title and kind in ("", "title"):
        found = rulebook.title_by_id[title]
        condition = program.openings[f"title:{title}"]
        return Aim(Goal("title", title, found.name), condition, found.address, found.track)
    held = rulebook.find_credential(name)
    if held and kind in ("", "certification"):
        credential = rulebook.credential_by_id[held[0]]
        if credential.status == "retired":
            raise UsageError(f"The {credential.acronym} is no longer awarded, so there is no way to it.")
        goal = Goal("certification", held[0], rulebook.label("credentials", held[0]))
        tracks = credential.fits.tracks
        fits = track if track in tracks else tracks[0] if len(tracks) == 1 else ""
        return Aim(goal, program.holding[held[0]], credential.address, fits or "")
    known = {
        "level": [one.id for one in rulebook.levels],
        "title": [one.id for one in rulebook.titles],
        "certification": [one.id for one in rulebook.credentials],
    }
    names = known.get(kind) or [id for ids in known.values() for id in ids]
    raise UsageError(
        f"There is no such {kind or 'level, title or certification'} in the rulebook.{nearest(name, names)}"
    )


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
