"""Kinds of people in a roster: rows in which every rule finds the same are one kind, and a kind is decided once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import numpy as np

from advisor.advice.credential_status import Holding, status_by_holding, status_by_routes
from advisor.advice.prepared import Prepared
from advisor.advice.ranking import STATUSES
from advisor.engine.decide import conclusions, ranks_of
from advisor.engine.witness import ColumnWitness
from advisor.facts.columns import Amounts, Coded, Column, Marks, Members, every, schooling_columns
from advisor.facts.distinct import Codes, Distinct, Flags, distinct, distinct_rows
from advisor.facts.matching import Query
from advisor.facts.readers import OfPart, OfSchools, OfWork, shows_schooling
from advisor.facts.stints import work_columns
from advisor.person import Held
from advisor.roster.people import People, mapped
from advisor.rulebook.condition import Comparison, Condition, FactValue

Truth = tuple[Any, Any]


class Facts:
    """The facts of some rows, in groups that hang on the same owners: the owner of each row, and columns by owner."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.groups: list[tuple[Codes, dict[str, Column]]] = []

    def add(self, owners: Codes, columns: Iterable[tuple[str, Column]]) -> None:
        """Add facts that hang on the same owners."""
        self.groups.append((owners, dict(columns)))

    def take(self, rows: Codes) -> dict[str, Column]:
        """Give the facts of these rows."""
        return {id: one.take(owners[rows]) for owners, columns in self.groups for id, one in columns.items()}


class Kinds(NamedTuple):
    """What was decided about each kind of people."""

    kind: Codes
    """The kind of each row."""
    rank: Codes
    highest: Codes
    """The rank of the highest level that each kind may have."""
    titles: Distinct
    title_flags: Sequence[Flags]
    statuses: Sequence[Codes]
    superseded: Sequence[Flags]
    reinstatable: Sequence[Flags]
    steps: Sequence[Flags]
    warnings: Sequence[Flags]
    useful: Sequence[Truth]
    preferences: Sequence[Flags]
    first: Codes
    """The first row of each kind."""


class KindFinder:
    """Reads the facts of people, and decides about each kind of them, by one prepared rulebook as of a day."""

    def __init__(self, prepared: Prepared, day: date) -> None:
        self.prepared, self.rulebook, self.day = prepared, prepared.rulebook, day
        facts = prepared.plan.facts.values()
        self._schooling = [fact for fact in facts if isinstance(fact.reader, OfSchools)]
        self._work = [fact for fact in facts if isinstance(fact.reader, OfWork)]
        self._by_part: dict[str, list[tuple[str, OfPart, Query]]] = {}
        for fact in facts:
            if isinstance(fact.reader, OfPart):
                self._by_part.setdefault(fact.reader.part, []).append((fact.id, fact.reader, fact.query))
        self._compared: dict[str, list[Comparison]] = {}
        for stratum in prepared.program.strata:
            for one in stratum.evaluator.comparisons:
                self._compared.setdefault(one.fact, []).append(one)
        asks = prepared.engine == "durable_rules"
        self._witnesses = [ColumnWitness(stratum) for stratum in prepared.program.strata] if asks else []

    def facts(self, people: People) -> Facts:
        facts = Facts(people.rows)
        facts.add(people.work_owner, work_columns(people.stints, self._work, self.day))
        schooling, held = self._schooling, people.parts["held"]
        showing = mapped(lambda some: tuple(shows_schooling(some, fact.query) for fact in schooling), held)
        owners = distinct(people.school_owner, showing.codes)
        shown: dict[str, Marks] = {}
        for n, fact in enumerate(schooling):
            table = np.array([(some[n] is True, some[n] is False) for some in showing.values], bool).reshape(-1, 2)
            yes, no = table[showing.codes[owners.first]].T
            shown[fact.id] = Marks(yes, no)
        items = people.schools.take(people.school_owner[owners.first])
        facts.add(owners.codes, schooling_columns(items, schooling, shown, self.day))
        for part, some in self._by_part.items():
            values = people.parts[part].values
            read = [(id, [reader.value(one, self.day, query) for one in values]) for id, reader, query in some]
            facts.add(people.parts[part].codes, [(id, _column(found)) for id, found in read])
        return facts

    def kinds(self, people: People, facts: Facts) -> Kinds:
        """Find the kinds of people, and decide about each."""
        held = mapped(self._by_holding, people.parts["held"])
        classes = [held.codes, people.parts["track"].codes, people.parts["setting"].codes]
        for owners, facts_of_owner in facts.groups:
            truths = [column.truth(one) for id, column in facts_of_owner.items() for one in self._compared.get(id, ())]
            if truths:
                count = int(owners.max()) + 1 if len(owners) else 0
                flags = [every(truth, count)[side] for truth in truths for side in (0, 1)]
                classes.append(distinct_rows(flags, count).codes[owners])
        found = distinct(*classes)
        first = found.first
        columns, rows = facts.take(first), found.size
        rulebook, program = self.rulebook, self.prepared.program

        def decided(number: int) -> Callable[[Condition], Truth]:
            evaluator = program.strata[number].evaluator
            surely, surely_not = evaluator.combine([_truth(columns, one) for one in evaluator.comparisons])
            if self._witnesses:
                self._witnesses[number].check(surely, rows, lambda row: _facts_at(columns, row))

            def truth(condition: Condition) -> Truth:
                place = evaluator.place[condition]
                return every((surely[place], surely_not[place]), rows)

            return truth

        level = decided(0)
        rank, highest = ranks_of([level(condition) for condition in program.levels.values()])
        if "level" in rulebook.conclusions:
            columns[rulebook.conclusions["level"]] = Amounts(rank.astype(float), highest.astype(float))
        opening = decided(1)
        opened = {name: opening(condition) for name, condition in program.openings.items()}
        held_columns = [columns[fact] for fact in rulebook.active_facts]

        def active(id: str) -> Flags:
            return reduce(or_, [_includes(column, id) for column in held_columns], np.zeros(rows, bool))

        for fact, names in conclusions(program, opening, active):
            columns[fact] = Members(names)
        advising = decided(2)
        advised = {name: advising(condition) for name, condition in program.advice.items()}
        titles = [opened[f"title:{title.id}"][0] for title in rulebook.titles]
        by_holding = np.array(held.values, np.int64).reshape(len(held.values), -1)[held.codes[first]].T
        width = len(rulebook.credentials)
        statuses = [self._status(n, by_holding[n], opened, rows) for n in range(width)]
        return Kinds(
            found.codes,
            rank,
            highest,
            distinct_rows(titles, rows),
            titles,
            statuses,
            list(by_holding[width : 2 * width].astype(bool)),
            list(by_holding[2 * width :].astype(bool)),
            [advised[f"step:{step.id}"][0] for step in rulebook.steps],
            [advised[f"warning:{warning.id}"][0] for warning in rulebook.warnings],
            [opened[f"useful:{one.id}"] for one in rulebook.credentials],
            [advised[f"preference:{one.id}"][0] for one in rulebook.preferences],
            first,
        )

    def _by_holding(self, held: tuple[Held, ...] | None) -> tuple[int, ...]:
        """Give the codes of the statuses by what is held (-1: the routes decide); whether that supersedes each; whether
        each lapsed and can be had back.
        """
        holding = Holding.of(held, self.rulebook)
        found = [status_by_holding(one, holding, self.day) for one in self.rulebook.credentials]
        codes = [-1 if status is None else STATUSES.index(status) for status in found]
        keys, day = self.prepared.ranking.keys, self.day
        return (*codes, *keys.superseded(holding, day), *keys.reinstatable(holding, day))

    def _status(self, n: int, by_holding: Codes, opened: Mapping[str, Truth], rows: int) -> Codes:
        """Give the codes of how people stand with a credential."""
        credential = self.rulebook.credentials[n]
        parts = (("formal", credential.formal), ("prepare", credential.prepare))
        truths = [opened[f"{part}:{credential.id}:{route.id}"] for part, routes in parts for route in routes]
        found = distinct_rows([side for truth in truths for side in truth], rows)
        formal = len(credential.formal)
        some = [Marks(*truth).take(found.first).to_list() for truth in truths]
        codes = []
        for row in zip(*some, strict=True) if some else [()] * found.size:
            codes.append(STATUSES.index(status_by_routes(credential, row[:formal], row[formal:])))
        return np.where(by_holding < 0, np.array(codes, np.int64)[found.codes], by_holding)


def _column(values: Sequence[Any]) -> Column:
    """Make a column of the values of one fact, by owner."""
    if any(isinstance(value, tuple) and isinstance(value[0], float) for value in values):
        low, high = np.array([(-np.inf, np.inf) if value is None else value for value in values], float).T
        return Amounts(low, high)
    return Coded(np.arange(len(values)), values)


def _truth(columns: Mapping[str, Column], comparison: Comparison) -> Truth:
    column = columns.get(comparison.fact)
    return (False, False) if column is None else column.truth(comparison)


def _facts_at(columns: Mapping[str, Column], row: int) -> dict[str, FactValue]:
    found = {id: column.value(row) for id, column in columns.items()}
    return {id: value for id, value in found.items() if value is not None}


def _includes(column: Column, name: str) -> Any:
    assert isinstance(column, Coded)
    return np.array([one is not None and name in one[0] for one in column.values], bool)[column.codes]
