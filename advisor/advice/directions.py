"""The directions that suit a person who is not sure yet: the three best, with what speaks for each."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.advice.explain import Explainer
from advisor.advice.model import DirectionAdvice, GuidanceFigure, Reason
from advisor.engine.decide import Decision
from advisor.language import words
from advisor.person import Person
from advisor.rulebook.book import Rulebook
from advisor.rulebook.model import Direction

MOST = 3
"""How many directions are shown."""
_BEGUN = ("completed", "in-progress")
"""The status of schooling that speaks for a direction."""
_POINTS = {"work": (3, 3), "schooling": (3, 3), "interests": (2, 4), "skills": (1, 3)}
"""What each kind of sign is worth: the points of one, and the most that all of the kind come to."""


def directions_of(person: Person, decision: Decision, explainer: Explainer) -> tuple[DirectionAdvice, ...]:
    """Give the three directions for which most speaks, best first; of those alike, the rulebook's first.

    Left out is one that is surely not for a person as they stand. A rulebook without directions gives none.
    """
    rulebook = explainer.rulebook
    ranked = []
    for number, direction in enumerate(rulebook.directions):
        if decision.answer(direction.when) is not False:
            signs = _signs(person, direction, rulebook)
            ranked.append((-sum(points for points, _ in signs.values()), number, direction, signs))
    return tuple(
        _advice(direction, [(kind, names) for kind, (_, names) in signs.items()], explainer)
        for _, _, direction, signs in sorted(ranked, key=lambda one: one[:2])[:MOST]
    )


def _signs(person: Person, direction: Direction, rulebook: Rulebook) -> dict[str, tuple[int, list[str]]]:
    """Give what speaks for a direction: for each kind of sign its points, and the names of what was found."""
    suits = direction.suits
    areas = {stint.area for stint in person.stints or () if stint.counts}
    fields = {school.field for school in person.schools or () if school.status in _BEGUN}
    found: dict[str, tuple[str, Iterable[str]]] = {
        "work": ("areas", [id for id in suits.areas if id in areas]),
        "schooling": ("fields", [id for id in suits.fields if id in fields]),
        "interests": ("interests", [id for id in suits.interests if id in (person.interests or ())]),
        "skills": ("skills", [id for id in suits.skills if id in (person.skills or ())]),
    }
    signs = {}
    for kind, (domain, ids) in found.items():
        names = [rulebook.label(domain, id) for id in ids]
        if names:
            one, most = _POINTS[kind]
            signs[kind] = (min(one * len(names), most), names)
    return signs


def _advice(direction: Direction, signs: list[tuple[str, list[str]]], explainer: Explainer) -> DirectionAdvice:
    sources = explainer.refs(direction.sources)
    said = words("directions")
    because = [
        Reason(said[kind].format(names=said["and"].join(names)), direction.address, "", sources)
        for kind, names in signs
    ]
    figures = [GuidanceFigure(one.what, one.value, one.unit, one.year, one.area) for one in direction.figures]
    name = explainer.rulebook.label("tracks", direction.id)
    return DirectionAdvice(
        direction.id,
        name,
        direction.day,
        direction.pay,
        direction.first_step,
        direction.suits_who,
        tuple(because),
        tuple(figures),
        sources,
    )
