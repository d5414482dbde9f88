"""Checks the ways of an explanation: each is tried on the person changed, by the evaluator, without the search.

Each must be enough, with every change open in its turn; none may spare a change or a month of work. Those that meet
what is said to be missing come first, and then they stand in the order of ``size_of``. That no other way is smaller is
not proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from advisor.differences import differences
from advisor.planning.goal import Aim, aside
from advisor.planning.minimal_changes import KINDS, size_of
from advisor.planning.projection import HORIZON, Projection
from advisor.planning.suitability import unsuited
from advisor.rulebook.condition import Condition

MOST_WAYS = 5
Way = Mapping[str, int]


def way_problems(
    ways: Any, projection: Projection, aim: Aim | None, asked: Condition | None, missing: Iterable[Condition] = ()
) -> Iterator[str]:
    """Say what is wrong with the ways to a goal (``asked`` is what must then hold); without a goal there are none."""
    if not isinstance(ways, list) or (aim is None and ways) or len(ways) > MOST_WAYS:
        yield "ways: it is a list, of five at most, and empty where nothing is missing."
        return
    if aim is None or asked is None:
        return
    trial, found = _Trial(projection, asked), list[Way]()
    if trial.is_enough({}) and ways != [[]]:
        yield "ways: nothing needs to be done, so the one way is an empty one."
        return
    for number, stated in enumerate(ways):
        place = f"ways[{number}]"
        way = trial.read(stated)
        if way is None:
            yield f"{place}: it is no list of changes that this person can make, each once."
            return
        yield from differences(stated, [trial.change(id, months) for id, months in way.items()], place)
        yield from (f"{place}: {problem}" for problem in trial.problems(way))
        if any(_within(other, way) or _within(way, other) for other in found):
            yield f"{place}: it holds all of another way, or another all of it."
        found.append(way)
    last = unsuited(projection, aim) | aside(projection, aim)
    sizes = [(not all(trial.holds(one, way) for one in missing), size_of(way, projection, last)) for way in found]
    if sizes != sorted(sizes):
        yield "ways: they are not in order, the smallest first."


class _Trial:
    """A person who tries ways to something that is asked."""

    def __init__(self, projection: Projection, asked: Condition) -> None:
        self.projection, self.asked = projection, asked

    def read(self, stated: Any) -> Way | None:
        """Read the ids and months of a way; None when they cannot be those of one."""
        if not isinstance(stated, list) or not all(isinstance(change, dict) for change in stated):
            return None
        way = dict[str, int]()
        for change in stated:
            id, months = change.get("id"), change.get("months")
            option = self.projection.options.get(id) if isinstance(id, str) else None
            if option is None or id in way or type(months) is not int:
                return None
            if not (1 <= months <= HORIZON if option.kind == "work" else months == 0):
                return None
            way[option.id] = months
        return way

    def change(self, id: str, months: int) -> dict[str, Any]:
        """Write a change as the rulebook has it."""
        one = self.projection.options[id]
        sources = [{"id": source, "section": section} for source, section in one.sources]
        return {"id": id, "action": one.action, "months": months, "rule": one.rule, "sources": sources}

    def problems(self, way: Way) -> Iterator[str]:
        """Say whether a way is not enough, not in order, or more than is needed."""
        if not self.is_enough(way):
            yield "it is not enough."
        elif self.turns(way) != list(way):
            yield "its changes are not in the order of their turns."
        for id, months in way.items():
            if self.is_enough({other: way[other] for other in way if other != id}):
                yield f"{id} can be spared."
            elif months > 1 and self.is_enough({**way, id: months - 1}):
                yield f"a month less of {id} is enough."

    def is_enough(self, way: Way) -> bool:
        """Whether what is asked holds with all done, and each change is open in its turn."""
        return self.holds(self.asked, way) and self.turns(way) is not None

    def turns(self, way: Way) -> list[str] | None:
        """Put changes in turns: those open by the ones before, by kind and place; None when one is never open."""
        options, places = self.projection.options, self.projection.places
        waiting = sorted(way, key=lambda id: (KINDS.index(options[id].kind), places[id]))
        done = dict[str, int]()
        while waiting:
            turn = {id: way[id] for id in waiting if self.holds(self.needed(id), done)}
            if not turn:
                return None
            done |= turn
            waiting = [id for id in waiting if id not in done]
        return list(done)

    def needed(self, id: str) -> Condition:
        """Give what a change needs to be open: of an exam what its issuer formally asks."""
        one, book = self.projection.options[id], self.projection.rulebook
        exams = self.projection.prepared.program.exams
        return exams[book.credential_by_id[one.credential].id] if one.kind == "exam" else one.requires

    def holds(self, condition: Condition, way: Way) -> bool:
        """Whether a condition holds for the person with changes done: work one after the other, then all else."""
        done, month, projection = [], 0, self.projection
        for id, months in way.items():
            if months:
                end = min(HORIZON, month + months)
                done.append(projection.done(projection.options[id], month, end))
                month = end
        done += [projection.done(projection.options[id], month) for id, months in way.items() if not months]
        return projection.decide(done, month).answer(condition) is True


def _within(small: Way, large: Way) -> bool:
    return all(id in large and months <= large[id] for id, months in small.items())
