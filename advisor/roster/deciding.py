"""Decides a chunk by column: recognize, read the facts, decide each entry by its table, rank, and write as words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from advisor.engine.program import program_of
from advisor.engine.stratum import Engine
from advisor.roster.answers import listed, ordered_steps
from advisor.roster.coded import Codes, Column, Given, Sheet, constant, crossed, folded, mapped
from advisor.roster.facts import FactReader
from advisor.roster.gaps import Gaps
from advisor.roster.people import People, Recognizer, Refusal
from advisor.roster.ranks import Ranking
from advisor.roster.standings import by_status, standing_columns
from advisor.roster.tables import Answers, Tables
from advisor.rulebook.book import Rulebook

_LISTED = ("ready", "prepare", "check")
_MOST = 550_000
"""What a formula remembers before it is made anew: values and combinations, about 200 MB of them."""


class Words(NamedTuple):
    """A column of a block that is done: the code of each row, and the value of each code."""

    codes: Codes
    values: Sequence[Any]


class Known(NamedTuple):
    """All that answers depend on, as columns: facts, credentials held, direction and workplace, remarks and titles."""

    facts: dict[str, Column]
    held: Column
    track: Column
    setting: Column
    remarks: Column
    claimed: Column


class Formula:
    """Columns of cells, or of the parts of persons, in; columns of answers out; and what they remember."""

    def __init__(self, decider: Decider, cells: Iterable[str], whole: bool) -> None:
        self.sheet, self.seen = Sheet(), 0
        self.cells = {column: Given(self.sheet) for column in cells}
        if whole:
            known, self.refused = decider.of_persons(self.cells), constant(self.sheet, None)
        else:
            people = decider.recognizer.people(self.cells, self.sheet)
            self.refused = crossed([mapped(one, _refusal) for one in people.refusals],
                                   lambda *some: next((one for one in some if one), None))  # fmt: skip
            known = decider.of_people(people)
        self.decided = decider.decided(known)
        for column in (self.refused, *self.decided.values()):
            column.readers += 1  # what comes out is looked at here, at the end of a block

    def begin(self, cells: Mapping[str, Codes], rows: int) -> dict[int, Refusal]:
        """Begin a block of rows; give those that cannot be people, and why."""
        self.sheet.turn(rows)
        for column, codes in cells.items():
            self.cells[column].fill(codes)
        reasons = self.refused.values
        return {n: reasons[code] for n, code in enumerate(self.refused.codes.tolist()) if reasons[code]}

    def written(self) -> dict[str, Words]:
        """Give the answers of the block."""
        self.seen += self.sheet.rows
        return {name: Words(column.codes, column.values) for name, column in self.decided.items()}

    @property
    def is_full(self) -> bool:
        """Whether it remembers so much that it should be made anew."""
        return self.sheet.remembered > _MOST


class Decider:
    """Makes formulas. ``rulebook`` is the one of the day."""

    def __init__(self, rulebook: Rulebook, day: date, engine: Engine) -> None:
        self.rulebook, self.day = rulebook, day
        program = program_of(rulebook)
        self.recognizer, self.facts = Recognizer(rulebook, day), FactReader(rulebook, day)
        self.levels = Tables(program.levels, engine)
        self.openings = Tables(program.openings, engine)
        third = {id: one for id, one in program.advice.items() if not id.startswith("guidance:")}
        self.third = Tables(third, engine)
        self.gaps = Gaps(rulebook)
        self._ordered: dict[str | None, list[str]] = {}

    def of_people(self, people: People) -> Known:
        """Give what is known of people in order, the remarks of schooling, work, certifications and courses."""
        worked = crossed([people.has_work, people.life], lambda some, life: life.remarks if some else ())
        columns = [mapped(one, attrgetter("remarks")) for one in
                   (people.school, people.progress, people.accreditation, people.role)]  # fmt: skip
        columns += [worked, *(mapped(one, attrgetter("remarks")) for one in (people.certified, people.courses))]
        claimed = mapped(people.role, lambda role: (role.title,) if role.title else ())
        return Known(self.facts.read(people), people.held, people.track, people.setting, folded(columns, _and), claimed)

    def of_persons(self, parts: Mapping[str, Column]) -> Known:
        """Give what is known of whole persons, each part a column."""
        named = (parts[name] for name in ("held", "track", "setting", "remarks", "claimed"))
        return Known(self.facts.read_whole(parts), *named)

    def decided(self, known: Known) -> dict[str, Column]:
        """Decide about people who are all in order: a row's columns, and more that is counted for the summary."""
        rulebook, sheet = self.rulebook, known.held.sheet
        facts = known.facts
        levels = self.levels.answers(facts, _no_conclusion, sheet)
        reached = crossed([levels[f"level:{level.id}"] for level in rulebook.levels], _rank)
        conclusions = rulebook.conclusions
        if "level" in conclusions:
            facts[conclusions["level"]] = mapped(reached, lambda one: (float(one[0]), float(one[1])))
        opened = self.openings.answers(facts, _no_conclusion, sheet)
        third = self.third.answers(facts, partial(self._concluded, opened, facts, sheet), sheet)
        ranks = mapped(reached, lambda one: one[0])
        gaps = self.gaps.column(ranks, facts)
        statuses = standing_columns(known.held, opened, rulebook, self.day)
        useful = [opened[f"useful:{one.id}"] for one in rulebook.credentials]
        following = Ranking(rulebook, statuses, gaps, useful, third, known.held, known.track, known.setting)
        top = len(rulebook.levels)
        ids = [level.id for level in rulebook.levels]
        by_level = sorted(rulebook.titles, key=lambda title: -rulebook.level_rank.get(title.level, top))
        titles = opened.holding({f"title:{title.id}": title.id for title in by_level})
        steps = third.holding({f"step:{step.id}": step.id for step in rulebook.steps})
        standing = by_status(statuses, _LISTED, sheet)
        by = {one.credential for one in rulebook.steps}
        columns = {
            "level": mapped(ranks, lambda one: ids[one]),
            "next_level": mapped(ranks, lambda one: ids[one + 1] if one + 1 < top else ""),
            "titles": mapped(titles, listed),
            "next_certifications": mapped(following, lambda one: one[0]),
            **{status: mapped(ids, listed) for status, ids in standing.items()},
            "missing_for_next_level": mapped(gaps, lambda gap: gap.text),
            "steps": crossed([steps, mapped(following, lambda one: one[1] if one[1] in by else None)], self._steps),
            "warnings": self._warnings(known, ranks, titles, third),
        }  # fmt: skip
        missing = crossed([columns["next_level"], mapped(gaps, lambda gap: gap.missing)],
                          lambda level, count: level if count == 1 else None)  # fmt: skip
        readiness = crossed(
            [columns["level"], *(mapped(ids, bool) for ids in standing.values())],
            lambda level, *some: f"{level}/{next((s for s, one in zip(_LISTED, some, strict=True) if one), 'none')}",
        )
        track = mapped(known.track, lambda one: one or "")
        return {**columns, "track": track, "one-from": missing, "readiness": readiness}

    def _steps(self, held: tuple[str, ...], best: str | None) -> str:
        some = set(held)
        if best not in self._ordered:
            self._ordered[best] = ordered_steps(self.rulebook, best)
        return listed(step for step in self._ordered[best] if step in some)

    def _warnings(self, known: Known, ranks: Column, titles: Column, third: Answers) -> Column:
        """Give the warnings in their order: remarks, of titles claimed, of the rules."""
        rulebook = self.rulebook

        def above(claimed: tuple[str, ...], rank: int, held: tuple[str, ...]) -> tuple[str, ...]:
            places = (rulebook.level_rank.get(rulebook.title_by_id[id].level, len(rulebook.levels))
                      for id in claimed if id not in held)  # fmt: skip
            return ("title-above-level",) if any(place > rank for place in places) else ()

        claims = crossed([known.claimed, ranks, titles], above)
        own = third.holding({f"warning:{one.id}": one.id for one in rulebook.warnings})
        return mapped(folded([known.remarks, claims, own], _and), listed)

    def _concluded(
        self, opened: Mapping[str, Column], facts: Mapping[str, Column], sheet: Sheet, fact: str, names: tuple[str, ...]
    ) -> Column | None:
        """Give a conclusion of the second stratum about some names: those that surely hold, and those that may."""
        kind = next((kind for kind, id in self.rulebook.conclusions.items() if id == fact and kind != "level"), None)
        if kind is None:
            return None
        columns = []
        for name in names:
            if kind == "titles":
                columns.append(opened.get(f"title:{name}") or constant(sheet, False))
            else:
                columns.append(self._standing(kind, name, opened, facts, sheet))

        def gathered(*answers: bool | None) -> tuple[frozenset[str], frozenset[str]]:
            given = list(zip(names, answers, strict=True))
            return (frozenset(name for name, one in given if one), frozenset(n for n, one in given if one is not False))

        return crossed(columns, gathered) if columns else constant(sheet, (frozenset(), frozenset()))

    def _standing(
        self, kind: str, id: str, opened: Mapping[str, Column], facts: Mapping[str, Column], sheet: Sheet
    ) -> Column:
        """Say whether the exam of a credential is open to people who do not hold it, or open and prepared for."""
        credential = self.rulebook.credential_by_id.get(id)
        if credential is None or credential.id != id:
            return constant(sheet, False)
        formal = _any([opened[f"formal:{id}:{route.id}"] for route in credential.formal], sheet)
        if kind == "ready" and credential.prepare:
            prepared = _any([opened[f"prepare:{id}:{line.id}"] for line in credential.prepare], sheet)
            formal = crossed([formal, prepared], lambda a, b: False if False in (a, b) else None if None in (a, b)
                             else True)  # fmt: skip
        for fact in self.rulebook.active_facts:
            held = mapped(facts[fact], lambda value: value is not None and id in value[0])
            formal = crossed([formal, held], lambda one, has: False if has else one)
        return formal


def one_after_another(blocks: Sequence[Mapping[str, Words]]) -> dict[str, Words]:
    """Put the blocks of one formula together."""
    return {name: Words(np.concatenate([block[name].codes for block in blocks]), last.values)
            for name, last in blocks[-1].items()}  # fmt: skip


def _any(columns: Sequence[Column], sheet: Sheet) -> Column:
    if not columns:
        return constant(sheet, False)
    return crossed(columns, lambda *some: True if True in some else None if None in some else False)


def _rank(*answers: bool | None) -> tuple[int, int]:
    """Give the highest level that holds, and the highest still possible."""
    rank = max(n for n, one in enumerate(answers) if one)
    return rank, max([rank, *(n for n, one in enumerate(answers) if one is None)])


def _and(some: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*some, *more)))


def _refusal(value: Any) -> Refusal | None:
    return value if isinstance(value, Refusal) else None


def _no_conclusion(fact: str, names: tuple[str, ...]) -> None:
    return None
