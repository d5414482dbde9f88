"""What is missing for the next level, and what each credential does about it, for many people at once.

A level's requirements are looked at part by part, since few facts decide about each: what is missing for a part is
written once for different values of its facts, and amounts that meet all that a part asks of them are one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from advisor.advice.explain import NEVER, UNKNOWN_DISTANCE
from advisor.advice.gaps import NOTHING, Effect, LevelGap, gap_code
from advisor.advice.prepared import Prepared
from advisor.engine.decide import Supposition
from advisor.engine.three_valued import Truth, all_of, any_of, negated
from advisor.facts.columns import Amounts, Coded, Column, Marks
from advisor.facts.distinct import Codes, Distinct, distinct
from advisor.roster.people import coded, mapped
from advisor.rulebook.condition import All, Comparison, Condition, comparisons, fold
from advisor.rulebook.model import Level

if TYPE_CHECKING:
    from advisor.roster.kinds import Facts

Texts = tuple[str, ...]


class Gaps(NamedTuple):
    """The gaps of some rows: what credentials do about them, sentences, and how many things are missing."""

    effects: Distinct
    closing: Codes
    """For each combination of effects, the code of what each credential does."""
    texts: Coded
    counts: Coded


class Missing:
    """Works out gaps by one prepared rulebook."""

    def __init__(self, prepared: Prepared) -> None:
        self.explainer, self.levels = prepared.explainer, prepared.gaps.by_rank
        self.width = len(prepared.rulebook.credentials)

    def of(self, facts: Facts, rank: Codes) -> Gaps:
        """Work out the gaps of rows whose levels have these ranks."""
        code = np.zeros(facts.rows, np.int64)
        closing: list[list[int]] = [[NOTHING] * self.width]
        said = np.zeros(facts.rows, np.int64)
        texts: list[Texts] = [()]
        for gap in self.levels[1:]:
            rows = np.flatnonzero(rank == self.levels.index(gap) - 1)
            if len(rows):
                effects, does, written = self._of_level(gap, facts, rows)
                code[rows], said[rows] = effects + len(closing), written.codes + len(texts)
                closing += does
                texts += written.values
        found, column = distinct(code), Coded(said, texts)
        return Gaps(
            found,
            np.array(closing, np.int64)[code[found.first]],
            mapped(lambda some: " ".join(dict.fromkeys(some)), column),
            mapped(len, column),
        )

    def _of_level(self, gap: LevelGap, facts: Facts, rows: Codes) -> tuple[Codes, list[list[int]], Coded]:
        """Give for rows one below a level the number of their effects, what each number does, and what is missing."""
        requires, level = gap.requires, gap.level
        whole = not isinstance(requires, All) or requires.note.missing or not requires.parts
        parts = (requires,) if whole else requires.parts
        before, after, said = [], [], []
        for part in parts:
            found = self._values(part, facts, rows)
            columns = facts.take(rows[found.first])
            away = _distance(part, columns, self.explainer.lacking, found.size)
            before.append(away[found.codes])
            after.append([self._after(part, effect, columns, away)[found.codes] for effect in gap.effects])
            kind = f"missing texts {level.address}"
            texts = [
                self.explainer.once(kind, part, known, self._texts, level)
                for known in _known(part, columns, found.size)
            ]
            said.append(coded(texts, found.codes))
        whole_before = reduce(add, before, 0.0)
        codes = [gap_code(whole_before, reduce(add, each, 0.0)) for each in zip(*after, strict=True)]
        found = distinct(*codes) if codes else Distinct(np.zeros(len(rows), np.int64), np.zeros(1, np.int64))
        does = [
            [NOTHING if place is None else int(codes[place][row]) for place in gap.places]
            for row in found.first.tolist()
        ]
        return found.codes, does, mapped(lambda *some: tuple([text for texts in some for text in texts]), *said)

    def _texts(self, part: Condition, known: Supposition, level: Level) -> Texts:
        """Say what is missing of a part of what a level requires."""
        return tuple([reason.text for reason in self.explainer.missing(part, known, level.address, level.sources)])

    def _values(self, part: Condition, facts: Facts, rows: Codes) -> Distinct:
        """Number the different values of the facts that a part asks about, as far as anything is said of them."""
        asked: dict[str, list[Comparison]] = {}
        for one in comparisons(part):
            asked.setdefault(one.fact, []).append(one)
        codes = [np.zeros(len(rows), np.int64)]
        for owners, columns in facts.groups:
            mine = [_said_of(columns[id], asked[id]) for id in columns if id in asked]
            codes += [one[owners[rows]] for one in mine]
        return distinct(*codes)

    def _after(self, part: Condition, effect: Effect, columns: Mapping[str, Column], away: Any) -> Any:
        """Give how far a part is once a credential of this effect is held."""
        changed: dict[str, Column] = {}
        for fact in set(effect.flags) & set(part.facts):
            changed[fact] = Coded(np.zeros(len(away), np.int64), [True])
        for fact, gained in effect.names:
            if fact in part.facts:
                column = columns[fact]
                assert isinstance(column, Coded)
                values = [(one[0] | gained, None if one[1] is None else one[1] | gained) for one in column.values]
                changed[fact] = Coded(column.codes, values)
        return _distance(part, {**columns, **changed}, self.explainer.lacking, len(away)) if changed else away


def _said_of(column: Column, asked: Sequence[Comparison]) -> Codes:
    """Number the values of a fact, by owner; values of which the same is said have the same number."""
    if isinstance(column, Amounts):
        met = reduce(np.logical_and, [column.truth(one)[0] for one in asked])
        low, high = (np.unique(np.where(met, 0.0, side), return_inverse=True)[1] for side in column)
        return distinct(low, high, met.astype(np.int64)).codes
    if isinstance(column, Marks):
        return column.yes.astype(np.int64) * 2 + column.no
    assert isinstance(column, Coded)
    names: dict[str, None] = {}
    for one in asked:
        names |= dict.fromkeys(one.operand if isinstance(one.operand, tuple) else (one.operand,))

    def said(value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        surely, possibly = value
        return tuple([(name in surely, possibly is None or name in possibly) for name in names])

    return mapped(said, column).codes if len(column.codes) else column.codes


def _known(part: Condition, columns: Mapping[str, Column], count: int) -> list[Supposition]:
    """Give what is known of the facts of a part in each row."""
    asked = [(id, columns[id].to_list()) for id in part.facts if id in columns]
    names = [id for id, _ in asked]
    rows = zip(*[values for _, values in asked], strict=True) if asked else [()] * count
    return [Supposition({id: value for id, value in zip(names, row, strict=True) if value is not None}) for row in rows]


def _distance(part: Condition, columns: Mapping[str, Column], lacking: Any, rows: int) -> Any:
    """Say how far each row is from meeting a condition: ``Explainer.distance`` for arrays."""

    def compared(one: Comparison) -> tuple[Truth, Any]:
        column = columns.get(one.fact)
        holds, fails = (False, False) if column is None else column.truth(one)
        away = lacking(one, column.low if isinstance(column, Amounts) else 0.0)
        return (holds, fails), np.where(holds, 0.0, np.where(fails, away, UNKNOWN_DISTANCE))

    def opposite(inner: tuple[Truth, Any]) -> tuple[Truth, Any]:
        holds, fails = negated(inner[0])
        return (holds, fails), np.where(holds, 0.0, np.where(fails, NEVER, UNKNOWN_DISTANCE))

    _, away = fold(
        part,
        compared,
        lambda parts: (all_of([one for one, _ in parts]), reduce(add, [one for _, one in parts], 0.0)),
        lambda parts: (any_of([one for one, _ in parts]), reduce(np.minimum, [one for _, one in parts], NEVER)),
        opposite,
    )
    return np.broadcast_to(away, rows)
