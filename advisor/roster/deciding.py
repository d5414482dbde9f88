"""Decides a chunk by column: recognize, read the facts, decide each entry by its table, rank, and write as words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np

from advisor.engine.program import program_of
from advisor.engine.stratum import Engine
from advisor.roster.answers import listed, ordered_steps
from advisor.roster.coded import Coded, constant, crossed, mapped, numbered, taken
from advisor.roster.facts import FactReader
from advisor.roster.gaps import Gaps
from advisor.roster.people import People, Recognizer, Refusal
from advisor.roster.ranks import Ranks
from advisor.roster.standings import standing_columns
from advisor.roster.tables import Tables
from advisor.rulebook.book import Rulebook

_BITS = 60


@dataclass(frozen=True, slots=True)
class Decided:
    """The answers of a chunk: a column for each part of a row, and for the summary the track and what is missing."""

    columns: Mapping[str, Coded]
    track: Coded
    missing: Coded


class Decider:
    """Answers columns of cells. ``rulebook`` is the one of the day."""

    def __init__(self, rulebook: Rulebook, day: date, engine: Engine) -> None:
        self.rulebook, self.day = rulebook, day
        program = program_of(rulebook)
        self.recognizer, self.facts = Recognizer(rulebook, day), FactReader(rulebook, day)
        self.levels = Tables(program.levels, engine, together=True)
        self.openings = Tables(program.openings, engine)
        third = {id: one for id, one in program.advice.items() if not id.startswith("guidance:")}
        self.third = Tables(third, engine)
        self.gaps, self.ranks = Gaps(rulebook), Ranks(rulebook)
        self._ordered: dict[str | None, list[str]] = {}

    def people(self, cells: Mapping[str, Coded], rows: int) -> tuple[People, Coded]:
        """Recognize a chunk; give the people, and a column that says who cannot be one (a Refusal, or None)."""
        people = self.recognizer.people(cells, rows)
        refused = crossed([mapped(one, _refusal) for one in people.refusals],
                          lambda *some: next((one for one in some if one), None))  # fmt: skip
        return people, refused

    def decide(self, people: People) -> Decided:
        """Answer people who are all in order."""
        rulebook, rows = self.rulebook, people.rows
        facts = self.facts.read(people)
        levels = self.levels.answers(facts, _no_conclusion, rows)
        ladder = [levels[f"level:{level.id}"] for level in rulebook.levels]
        reached = crossed(ladder, _rank)
        conclusions = rulebook.conclusions
        if "level" in conclusions:
            facts[conclusions["level"]] = mapped(reached, lambda one: (float(one[0]), float(one[1])))
        opened = self.openings.answers(facts, _no_conclusion, rows)
        third = self.third.answers(facts, partial(self._concluded, opened, facts, rows), rows)
        ranks = mapped(reached, lambda one: one[0])
        gaps = self.gaps.columns(ranks, facts)
        statuses = standing_columns(people.held, opened, rulebook, self.day)
        setting = crossed([people.setting, people.has_work], lambda one, worked: one if worked else None)
        following, best = self.ranks.best(statuses, gaps, {**opened, **third}, people.held, people.track, setting)
        top = len(rulebook.levels)
        ids = [level.id for level in rulebook.levels]
        titles = sorted(rulebook.titles, key=lambda title: -rulebook.level_rank.get(title.level, top))
        steps = sets({step.id: mapped(third[f"step:{step.id}"], bool) for step in rulebook.steps}, rows)
        by = {one.credential for one in rulebook.steps}
        columns = {
            "level": mapped(ranks, lambda one: ids[one]),
            "next_level": mapped(ranks, lambda one: ids[one + 1] if one + 1 < top else ""),
            "titles": mapped(sets({t.id: mapped(opened[f"title:{t.id}"], bool) for t in titles}, rows), listed),
            "next_certifications": following,
            **{status: mapped(sets({id: mapped(one, status.__eq__)
                                    for id, one in statuses.items()}, rows), listed)
               for status in ("ready", "prepare", "check")},
            "missing_for_next_level": mapped(gaps, lambda gap: gap.text),
            "steps": crossed([steps, mapped(best, lambda one: one if one in by else None)], self._steps),
            "warnings": self._warnings(people, ranks, opened, third),
        }  # fmt: skip
        missing = crossed([columns["next_level"], mapped(gaps, lambda gap: gap.missing)],
                          lambda level, count: level if count == 1 else None)  # fmt: skip
        return Decided(columns, mapped(people.track, lambda one: one or ""), missing)

    def _steps(self, held: tuple[str, ...], best: str | None) -> str:
        some = set(held)
        if best not in self._ordered:
            self._ordered[best] = ordered_steps(self.rulebook, best)
        return listed(step for step in self._ordered[best] if step in some)

    def _warnings(
        self, people: People, ranks: Coded, opened: Mapping[str, Coded], third: Mapping[str, Coded]
    ) -> Coded:
        """Give the warnings in their order: of schooling, work, certifications and courses, of titles, of the rules."""
        rulebook = self.rulebook
        worked = crossed([people.has_work, people.life], lambda some, life: life.remarks if some else ())
        columns = [mapped(one, lambda value: value.remarks) for one in
                   (people.school, people.progress, people.accreditation, people.role)]  # fmt: skip
        columns += [worked, mapped(people.held, lambda one: one.remarks), mapped(people.courses, lambda o: o.remarks)]
        titled = mapped(people.role, lambda role: role.title)
        for id in titled.values:
            if id is not None:
                place = rulebook.level_rank.get(rulebook.title_by_id[id].level, len(rulebook.levels))

                def above(title: Any, rank: int, held: Any, id: str = id, place: int = place) -> tuple[str, ...]:
                    return ("title-above-level",) if title == id and place > rank and not held else ()

                columns.append(crossed([titled, ranks, opened[f"title:{id}"]], above))
        own = {one.id: mapped(third[f"warning:{one.id}"], bool) for one in rulebook.warnings}
        columns.append(sets(own, people.rows))
        found = columns[0]
        for column in columns[1:]:
            found = crossed([found, column], lambda one, other: tuple(dict.fromkeys((*one, *other))))
        return mapped(found, listed)

    def _concluded(
        self, opened: Mapping[str, Coded], facts: Mapping[str, Coded], rows: int, fact: str, names: tuple[str, ...]
    ) -> Coded | None:
        """Give a conclusion of the second stratum about some names: those that surely hold, and those that may."""
        kind = next((kind for kind, id in self.rulebook.conclusions.items() if id == fact and kind != "level"), None)
        if kind is None:
            return None
        columns = []
        for name in names:
            if kind == "titles":
                columns.append(opened.get(f"title:{name}") or constant(False, rows))
            else:
                columns.append(self._standing(kind, name, opened, facts, rows))

        def gathered(*answers: bool | None) -> tuple[frozenset[str], frozenset[str]]:
            given = list(zip(names, answers, strict=True))
            return (frozenset(name for name, one in given if one), frozenset(n for n, one in given if one is not False))

        return crossed(columns, gathered) if columns else constant((frozenset(), frozenset()), rows)

    def _standing(
        self, kind: str, id: str, opened: Mapping[str, Coded], facts: Mapping[str, Coded], rows: int
    ) -> Coded:
        """Say whether the exam of a credential is open to people who do not hold it, or open and prepared for."""
        credential = self.rulebook.credential_by_id.get(id)
        if credential is None or credential.id != id:
            return constant(False, rows)
        formal = _any([opened[f"formal:{id}:{route.id}"] for route in credential.formal], rows)
        if kind == "ready" and credential.prepare:
            prepared = _any([opened[f"prepare:{id}:{line.id}"] for line in credential.prepare], rows)
            formal = crossed([formal, prepared], lambda a, b: False if False in (a, b) else None if None in (a, b)
                             else True)  # fmt: skip
        for fact in self.rulebook.active_facts:
            held = mapped(facts[fact], lambda value: value is not None and id in value[0])
            formal = crossed([formal, held], lambda one, has: False if has else one)
        return formal


def sets(flags: Mapping[str, Coded], rows: int) -> Coded:
    """Gather columns of flags into one of tuples of the names that hold."""
    names = list(flags)
    found = constant((), rows)
    for start in range(0, len(names), _BITS):
        some = names[start : start + _BITS]
        bits = np.zeros(rows, np.int64)
        for place, name in enumerate(some):
            held = np.array([bool(one) for one in flags[name].values], np.int64) << place
            bits |= held[flags[name].codes] if rows else bits
        part = numbered(bits, partial(_written, some))
        found = crossed([found, part], lambda one, other: (*one, *other)) if start else part
    return found


def _written(names: Sequence[str], bits: int) -> tuple[str, ...]:
    return tuple(name for place, name in enumerate(names) if bits >> place & 1)


def selected(people: People, rows: Any) -> People:
    """Give some of the people."""
    columns = {name: taken(getattr(people, name), rows) for name in People.__dataclass_fields__ if name != "rows"}
    return People(rows=len(rows), **columns)


def _any(columns: Sequence[Coded], rows: int) -> Coded:
    if not columns:
        return constant(False, rows)
    return crossed(columns, lambda *some: True if True in some else None if None in some else False)


def _rank(*answers: bool | None) -> tuple[int, int]:
    """Give the highest level that holds, and the highest still possible."""
    rank = max(n for n, one in enumerate(answers) if one)
    return rank, max([rank, *(n for n, one in enumerate(answers) if one is None)])


def _refusal(value: Any) -> Refusal | None:
    return value if isinstance(value, Refusal) else None


def _no_conclusion(fact: str, names: tuple[str, ...]) -> None:
    return None
