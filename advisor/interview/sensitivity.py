"""What could still change: the facts on which the level, the titles, the next gap and the ranking depend.

An entry that is not decided yet could come out either way. The places that a credential could have in the ranking are
worked out by the same functions as for advice, once for each status, gap and preference that is still possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import NamedTuple

from advisor.advice.credential_status import Holding, status_by_holding, status_by_routes
from advisor.advice.gaps import GAPS
from advisor.advice.prepared import Prepared
from advisor.advice.ranking import NOT_YET, STATUSES
from advisor.engine.decide import Decision, Evidence, Supposition
from advisor.engine.three_valued import undecided
from advisor.facts.plan import is_known
from advisor.person import Person
from advisor.rulebook.condition import NUMERIC, All, Comparison, Condition, Not, comparisons
from advisor.rulebook.credential import Credential

Stakes = dict[str, dict[str, None]]
"""What each fact could still change, such as ``level:ID``, by the fact's id."""


class _Possible(NamedTuple):
    """The keys and statuses that one credential could have in the ranking, and the facts that decide between them."""

    place: int
    keys: tuple[int, ...]
    statuses: tuple[int, ...]
    facts: frozenset[str]


@dataclass(frozen=True)
class Sensitivity:
    """Finds what could still change for one person, given the facts that an open question could move."""

    person: Person
    prepared: Prepared
    decision: Decision
    moving: frozenset[str]
    _known: dict[Condition, frozenset[str]] = field(default_factory=dict, init=False)

    def stakes(self) -> Stakes:
        """Give what each moving fact could change: level, titles and gap first; the ranking once these stand."""
        return self._standing() or self._ranking()

    def _undecided(self, condition: Condition, evidence: Evidence | None = None) -> frozenset[str]:
        """Give the moving facts that could still decide a condition: none when it is decided."""
        if evidence is not None and evidence is not self.decision:
            return self._roots(undecided(condition, evidence.answer))
        if condition not in self._known:
            self._known[condition] = self._roots(undecided(condition, self.decision.answer))
        return self._known[condition]

    def _roots(self, facts: Iterable[str]) -> frozenset[str]:
        """Give the moving facts under some facts: under a conclusion, those of the entries that it is drawn from."""
        found: set[str] = set()
        program, rulebook = self.prepared.program, self.prepared.rulebook
        for fact in facts:
            concluded = rulebook.facts[fact].read.get("concluded")
            if concluded is None:
                found |= {fact} & self.moving
            elif concluded == "level":
                found |= {one for condition in program.levels.values() for one in self._undecided(condition)}
            else:
                kinds = ("title:",) if concluded == "titles" else ("formal:", "prepare:")
                found |= {
                    one
                    for entry, condition in program.openings.items()
                    if entry.startswith(kinds)
                    for one in self._undecided(condition)
                }
        return frozenset(found)

    # -- level, titles, gap ---------------------------------------------------------

    def _standing(self) -> Stakes:
        found: Stakes = {}
        rulebook, program = self.prepared.rulebook, self.prepared.program
        above = [f"level:{one.id}" for one in rulebook.levels[rulebook.level_rank[self.decision.level] + 1 :]]
        for entry in above:
            _note(found, self._undecided(program.levels[entry]), entry)
        for title in rulebook.titles:
            _note(found, self._undecided(program.openings[f"title:{title.id}"]), f"title:{title.id}")
        if above and not found:
            _note(found, self._told(program.levels[above[0]], self.decision), above[0])
        return found

    def _told(self, condition: Condition, evidence: Evidence, measured: bool = False) -> frozenset[str]:
        """Give the moving facts on which the sentences of what is missing hang; ``measured``: the distances too."""
        given = evidence.answer(condition)
        if given:
            return frozenset()
        if isinstance(condition, Comparison):
            inexact = condition.operator.types == NUMERIC and not is_known(evidence.facts.get(condition.fact))
            return self._roots(condition.facts) if given is None or inexact else frozenset()
        if isinstance(condition, Not):
            return self._undecided(condition, evidence)
        if condition.note.missing and not measured:
            open_facts = self._undecided(condition, evidence)
            if "{" in condition.note.missing:
                numbers = [one for one in comparisons(condition) if one.operator.types == NUMERIC]
                open_facts |= {fact for one in numbers for fact in self._told(one, evidence)}
            return open_facts
        several = measured or not isinstance(condition, All)
        return frozenset([fact for part in condition.parts for fact in self._told(part, evidence, several)])

    # -- ranking ----------------------------------------------------------------------

    def _ranking(self) -> Stakes:
        found: Stakes = {}
        prepared, person = self.prepared, self.person
        holding = Holding.of(person.held, prepared.rulebook)
        keys = prepared.ranking.keys
        superseded, back = keys.superseded(holding, person.day), keys.reinstatable(holding, person.day)
        gaps = prepared.gaps.codes(self.decision)
        places = []
        for n, credential in enumerate(prepared.rulebook.credentials):
            statuses, by_status = self._statuses(credential, holding)
            place = self._place(n, statuses, by_status, gaps[n], superseded[n], back[n], found)
            if place is not None:
                places.append(place)
        for one, other in self._unsettled(places):
            for place in (one, other):
                _note(found, place.facts, f"certification:{prepared.rulebook.credentials[place.place].id}")
        return found

    def _place(
        self,
        n: int,
        statuses: tuple[int, ...],
        by_status: set[str],
        gap: int,
        superseded: bool,
        back: bool,
        found: Stakes,
    ) -> _Possible | None:
        """Give every key that a credential could have; None when it is surely not ranked."""
        credential, ranks = self.prepared.rulebook.credentials[n], self.prepared.ranking.keys
        closing, by_gap = self._closing(n, gap)
        condition = self.prepared.program.openings[f"useful:{credential.id}"]
        use, by_use = self.decision.answer(condition), self._undecided(condition)
        aims = bool(self.person.track)
        useful, useless = use is True or bool(by_use), use is False and not by_use
        if ranks.out(min(statuses), min(closing), useful, useless, aims, superseded):
            return None
        if by_use:  # whether it is ranked at all
            _note(found, by_use, f"certification:{credential.id}")
        preferred, by_order = self._preferred(n)
        off_track, by_track = _which(self._off_track[0], n, self._off_track[1])
        off_setting, by_setting = _which(self._off_setting[0], n, self._off_setting[1])
        every = product(statuses, closing, preferred, off_track, off_setting)
        keys = tuple(
            [ranks.key(n, status, gap, order, ranks.leads[order], a, b, back) for status, gap, order, a, b in every]
        )
        return _Possible(n, keys, statuses, frozenset(by_status | by_gap | by_order | by_track | by_setting))

    def _statuses(self, credential: Credential, holding: Holding) -> tuple[tuple[int, ...], set[str]]:
        """Give the codes of the statuses that a credential could have, and the facts that decide between them."""
        status = status_by_holding(credential, holding, self.person.day)
        if status is not None:
            return (STATUSES.index(status),), set()
        stands, openings = self.decision.stands, self.prepared.program.openings
        formal = [f"formal:{credential.id}:{route.id}" for route in credential.formal]
        prepare = [f"prepare:{credential.id}:{line.id}" for line in credential.prepare]
        answers = [stands(entry) for entry in formal]
        by_formal, by_line = (
            {fact for entry in entries for fact in self._undecided(openings[entry])} for entries in (formal, prepare)
        )
        if not by_formal and not (True in answers and by_line):
            status = status_by_routes(credential, answers, [stands(entry) for entry in prepare])
            return (STATUSES.index(status),), set()
        return tuple(range(NOT_YET if True in answers else NOT_YET + 1)), by_formal | by_line

    def _closing(self, n: int, now: int) -> tuple[tuple[int, ...], set[str]]:
        """Give the codes of what holding a credential could do for the next level, and the facts that decide it."""
        gap = self.prepared.gaps.above(self.decision)
        place = gap.places[n] if gap else None
        changed = gap.effects[place].on(self.decision.facts) if gap and place is not None else {}
        if gap is None or not changed:
            return (now,), set()
        requires = gap.requires
        parts = requires.parts if isinstance(requires, All) else (requires,)
        touched = [part for part in parts if not changed.keys().isdisjoint(part.facts)]
        after = Supposition({**self.decision.facts, **changed})
        moved = {fact for part in touched for one in (self.decision, after) for fact in self._told(part, one, True)}
        moved |= self._undecided(requires, after) | self._undecided(requires)
        return (tuple(range(len(GAPS))) if moved else (now,)), moved

    def _preferred(self, n: int) -> tuple[list[int], set[str]]:
        """Give the places by preference that a credential could have, best first, and the facts that decide it."""
        ranks, rulebook = self.prepared.ranking.keys, self.prepared.rulebook
        found: list[int] = []
        facts: set[str] = set()
        for number, preference in enumerate(rulebook.preferences):
            place = ranks.preferred_by[number].get(rulebook.credentials[n].id)
            if place is None:
                continue
            condition = self.prepared.program.advice[f"preference:{preference.id}"]
            could, holds = self._undecided(condition), self.decision.answer(condition)
            if holds or could:
                found.append(place)
            if holds:
                return found, facts
            facts |= could
        return [*found, ranks.unpreferred], facts

    @cached_property
    def _off_track(self) -> tuple[list[list[bool]], set[str]]:
        return self._off(self.prepared.ranking.keys.off_track, "track", self.person.track)

    @cached_property
    def _off_setting(self) -> tuple[list[list[bool]], set[str]]:
        return self._off(self.prepared.ranking.keys.off_setting, "setting", self.person.setting)

    def _off(
        self, off: Callable[[str | None], list[bool]], reader: str, known: str | None
    ) -> tuple[list[list[bool]], set[str]]:
        """Say which credentials are for others, for each direction or workplace possible; and by which facts."""
        rulebook = self.prepared.rulebook
        facts = {fact.id for fact in rulebook.facts.values() if reader in fact.read} & self.moving
        possible = (None, *rulebook.vocabularies[f"{reader}s"].terms) if facts else (known,)
        return [off(one) for one in possible], facts

    def _unsettled(self, places: list[_Possible]) -> Iterator[tuple[_Possible, _Possible]]:
        """Give the pairs whose order could still turn, and those of which one may yet make the other needless."""
        for number, one in enumerate(places):
            low, high = min(one.keys), max(one.keys)
            for other in places[number + 1 :]:
                if one.facts or other.facts:
                    apart = high < min(other.keys) or max(other.keys) < low
                    if not apart or self._may_move(one, other) or self._may_move(other, one):
                        yield one, other

    def _may_move(self, wider: _Possible, inner: _Possible) -> bool:
        """Say whether one that contains another could make it needless, or not."""
        ranks = self.prepared.ranking.keys
        if all(wider.place != w for w, _ in ranks.wider[inner.place]):
            return False
        return len({ranks.replaces(*pair) for pair in product(wider.statuses, inner.statuses)}) > 1


def _which(lists: Sequence[Sequence[bool]], n: int, facts: set[str]) -> tuple[list[bool], set[str]]:
    """Give what can be said of one credential, and the facts that decide it when it is more than one thing."""
    found = list(dict.fromkeys([one[n] for one in lists]))
    return found, facts if len(found) > 1 else set()


def _note(stakes: Stakes, facts: Iterable[str], subject: str) -> None:
    for fact in facts:
        stakes.setdefault(fact, {})[subject] = None
