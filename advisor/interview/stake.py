"""What could still change: the facts on which the level, the titles, the next gap and the ranking hang."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from advisor.advice.explain import Explainer, explainer_of
from advisor.advice.model import CertificationAdvice
from advisor.advice.ranking import Gaps, cheapest
from advisor.advice.standing import standings
from advisor.engine.decide import Decision
from advisor.engine.program import Program, program_of
from advisor.engine.reading import answer, undecided
from advisor.facts import is_known, with_credential
from advisor.person import Person
from advisor.readers import active_credentials, implied
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import NUMERIC, All, Comparison, Condition, Not, comparisons
from advisor.rulebook.credential import Credential

Stakes = dict[str, dict[str, None]]
"""What each fact could still change, such as ``level:ID``, by the fact's id."""

_READINESS = {"ready": 0, "prepare": 1, "check": 2, "not-yet": 3}
_OPEN = ("ready", "prepare", "check")


class Doubt:
    """Finds what could still change for one person, given the facts that an open question could move."""

    def __init__(self, person: Person, rulebook: Rulebook, decision: Decision, moving: frozenset[str]) -> None:
        self.person, self.rulebook, self.decision = person, rulebook, decision
        self.values: Mapping[str, Any] = decision.values
        self.explainer: Explainer = explainer_of(rulebook)
        self.program: Program = program_of(rulebook)
        self.moving = moving
        self.concluded = {fact: name for name, fact in rulebook.conclusions.items()}

    def stakes(self) -> Stakes:
        """Give what each moving fact could change: level, titles and gap first; the ranking once these stand."""
        return self._standing() or self._ranking()

    def undecided(self, condition: Condition) -> set[str]:
        """Give the moving facts that could still decide a condition: none when it is decided."""
        return self._roots(undecided(condition, self.values))

    def _roots(self, facts: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for fact in facts:
            name = self.concluded.get(fact)
            if name is None:
                found |= {fact} & self.moving
            elif name == "level":
                found |= {one for entry in self.program.levels for one in self._entry(self.program.levels, entry)}
            else:
                part = ("title",) if name == "titles" else ("formal", "prepare")
                found |= {
                    one for entry in self.program.openings if entry.split(":")[0] in part
                    for one in self._entry(self.program.openings, entry)
                }  # fmt: skip
        return found

    def _entry(self, conditions: Mapping[str, Condition], entry: str) -> set[str]:
        return self.undecided(conditions[entry])

    # -- level, titles, gap ---------------------------------------------------------

    def _standing(self) -> Stakes:
        found: Stakes = {}
        reached = self.rulebook.level_rank[self.decision.level]
        above = self.rulebook.levels[reached + 1 :]
        for level in above:
            _note(found, self._entry(self.program.levels, f"level:{level.id}"), f"level:{level.id}")
        for title in self.rulebook.titles:
            _note(found, self._entry(self.program.openings, f"title:{title.id}"), f"title:{title.id}")
        if above and not found:
            entry = f"level:{above[0].id}"
            _note(found, self._told(self.program.levels[entry]), entry)
        return found

    def _told(self, condition: Condition, measured: bool = False) -> set[str]:
        """Give the moving facts on which the sentences of what is missing hang; ``measured``: the distances too."""
        if answer(condition, self.values):
            return set()
        if isinstance(condition, Comparison):
            inexact = condition.operator.types == NUMERIC and not is_known(self.values.get(condition.fact))
            open_ = answer(condition, self.values) is None or inexact
            return self._roots((condition.fact,)) if open_ else set()
        if isinstance(condition, Not):
            return self.undecided(condition)
        if condition.note.missing and not measured:
            if "{" not in condition.note.missing:
                return self.undecided(condition)
            numbers = (one for one in comparisons(condition) if one.operator.types == NUMERIC)
            return self.undecided(condition) | {fact for one in numbers for fact in self._told(one)}
        several = measured or not isinstance(condition, All)
        return {fact for part in condition.parts for fact in self._told(part, several)}

    # -- ranking ----------------------------------------------------------------------

    def _ranking(self) -> Stakes:
        found: Stakes = {}
        active = active_credentials(self.person, self.rulebook)
        told = standings(self.person, self.rulebook, self.decision, self.explainer)
        gaps = Gaps(self.rulebook, self.decision, self.explainer)
        places = []
        for standing in told:
            credential = self.rulebook.credential_by_id[standing.id]
            if standing.status in ("held", "retired") or not active.isdisjoint(credential.superseded_by):
                continue
            place = self._place(credential, standing, gaps, found)
            if place is not None:
                places.append(place)
        for one, other in _unsettled(places):
            for place in (one, other):
                _note(found, place.facts, f"certification:{place.id}")
        return found

    def _place(
        self, credential: Credential, standing: CertificationAdvice, gaps: Gaps, found: Stakes
    ) -> _Possible | None:
        """Give every place that a credential could take; None when it is surely not ranked."""
        statuses, by_status = self._statuses(credential, standing)
        closing, by_gap = self._closing(credential, gaps)
        useful = self.program.openings[f"useful:{credential.id}"]
        by_use = self.undecided(useful)
        use = answer(useful, self.values)
        if not use and "closes" not in closing and not by_use and (use is False or self.person.track):
            return None
        if by_use and closing != ["closes"]:  # whether it is ranked at all
            _note(found, by_use, f"certification:{credential.id}")
        orders, by_order = self._orders(credential)
        at = (self.person.track, self.person.setting)
        tracks, by_track = self._off(credential.fits.tracks, at[0], "track")
        settings, by_setting = self._off(credential.fits.settings, at[1], "setting")
        keys = tuple(
            (status == "not-yet", {"closes": 0, "narrows": 1}.get(gap, 2), order, track, setting, _READINESS[status],
             cheapest(credential.cost), credential.id)
            for status, gap, order, track, setting in product(statuses, closing, orders, tracks, settings)
        )  # fmt: skip
        facts = by_status | by_gap | by_order | by_track | by_setting
        contains = implied((credential.id,), self.rulebook)
        return _Possible(credential.id, keys, frozenset(facts), contains, tuple(statuses))

    def _statuses(self, credential: Credential, standing: CertificationAdvice) -> tuple[list[str], set[str]]:
        held = {one.id for one in self.person.held or () if one.status == "lapsed"}
        if credential.id in held and standing.because and standing.because[0].rule.endswith("/lapse"):
            return [standing.status], set()
        names = [f"formal:{credential.id}:{route.id}" for route in credential.formal]
        by_formal = {fact for name in names for fact in self._entry(self.program.openings, name)}
        by_line = {
            fact for line in credential.prepare
            for fact in self._entry(self.program.openings, f"prepare:{credential.id}:{line.id}")
        }  # fmt: skip
        is_open = any(self.decision.holds(name) for name in names)
        if not by_formal and (not is_open or not by_line):
            return [standing.status], set()
        return [*_OPEN, *([] if is_open else ["not-yet"])], by_formal | by_line

    def _closing(self, credential: Credential, gaps: Gaps) -> tuple[list[str], set[str]]:
        """Say what holding it could do for the next level: closes, narrows or nothing."""
        now = gaps.closed_by(credential)
        changed = with_credential(self.values, credential.id, self.rulebook, gaps.requires)
        if gaps.next_level is None or not changed:
            return [now], set()
        asked = self.undecided(gaps.requires)
        parts = gaps.requires.parts if isinstance(gaps.requires, All) else (gaps.requires,)
        touched = [part for part in parts if not {one.fact for one in comparisons(part)}.isdisjoint(changed)]
        after = Doubt.__new__(Doubt)
        after.__dict__.update(self.__dict__)
        after.values = {**self.values, **changed}
        moved = {fact for part in touched for doubt in (self, after) for fact in doubt._told(part, True)}
        closing = after.undecided(gaps.requires)
        if not moved and not closing and not asked:
            return [now], set()
        return ["closes", "narrows", ""], moved | closing | asked

    def _orders(self, credential: Credential) -> tuple[list[tuple[float, int]], set[str]]:
        """Give the places that the rulebook's preferences could give it, best first."""
        found: list[tuple[float, int]] = []
        facts: set[str] = set()
        for number, preference in enumerate(self.rulebook.preferences):
            if credential.id not in preference.order:
                continue
            could = self.undecided(preference.when)
            if answer(preference.when, self.values):
                return [*found, (number, preference.order.index(credential.id))], facts
            if could:
                facts |= could
                found.append((number, preference.order.index(credential.id)))
        return [*found, (float("inf"), 0)], facts

    def _off(self, fitting: tuple[str, ...], where: str | None, reader: str) -> tuple[list[bool], set[str]]:
        facts = _facts_read_by(self.rulebook, reader) & self.moving
        if not fitting:
            return [False], set()
        if facts:
            return [False, True], set(facts)
        return [bool(where) and where not in fitting], set()


class _Possible(NamedTuple):
    """The places that one credential could take, and the facts that decide between them."""

    id: str
    keys: tuple[tuple[Any, ...], ...]
    facts: frozenset[str]
    contains: frozenset[str]
    statuses: tuple[str, ...]


def _unsettled(places: list[_Possible]) -> Iterator[tuple[_Possible, _Possible]]:
    """Give the pairs whose order could still turn, and those of which one may yet be put behind the other."""
    for number, one in enumerate(places):
        low, high = min(one.keys), max(one.keys)
        for other in places[number + 1 :]:
            if not (one.facts or other.facts):
                continue
            apart = high < min(other.keys) or max(other.keys) < low
            turned = (other.id in one.contains and _may_move(one, other)) or (
                one.id in other.contains and _may_move(other, one)
            )
            if not apart or turned:
                yield one, other


def _may_move(wider: _Possible, inner: _Possible) -> bool:
    moves = {
        status != "not-yet" and _READINESS[status] <= _READINESS[under]
        for status, under in product(wider.statuses, inner.statuses)
    }
    return len(moves) > 1


@lru_cache(maxsize=256)
def _facts_read_by(rulebook: Rulebook, reader: str) -> frozenset[str]:
    return frozenset(fact.id for fact in rulebook.facts.values() if reader in fact.read)


def _note(stakes: Stakes, facts: Iterable[str], subject: str) -> None:
    for fact in facts:
        stakes.setdefault(fact, {})[subject] = None
