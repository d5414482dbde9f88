"""What is missing for the next level, and which credentials close or narrow that gap, as columns."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from advisor.advice.explain import explainer_of
from advisor.engine.program import program_of
from advisor.facts import with_credential
from advisor.roster.coded import Coded, crossed, mapped, taken
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Comparison, comparisons, facts_of


class Gap(NamedTuple):
    """What is missing for the next level: sentences, how many, and what each credential does about it."""

    text: str
    missing: int
    closed_by: tuple[str, ...]


class Gaps:
    """Works out the gaps to the next level, each once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook, self.explainer = rulebook, explainer_of(rulebook)
        self._known: dict[Any, Gap] = {}
        self._first: dict[Any, Any] = {}

    def columns(self, ranks: Coded, facts: Mapping[str, Coded]) -> Coded:
        """Give a column of gaps for people of these levels."""
        codes = np.zeros(len(ranks.codes), np.int64)
        values: list[Gap] = []
        for place, rank in enumerate(ranks.values):
            rows = np.flatnonzero(ranks.codes == place)
            found = self._of_level(rank, rows, facts)
            codes[rows] = found.codes + len(values)
            values += found.values
        return Coded(codes, values)

    def _of_level(self, rank: int, rows: Any, facts: Mapping[str, Coded]) -> Coded:
        if rank + 1 >= len(self.rulebook.levels):
            nothing = Gap("", 0, ("",) * len(self.rulebook.credentials))
            return Coded(np.zeros(len(rows), np.int64), [nothing])
        level = self.rulebook.levels[rank + 1]
        condition = program_of(self.rulebook).levels[f"level:{level.id}"]
        asked = sorted(facts_of(condition) & set(facts))
        by_fact: dict[str, list[Comparison]] = {}
        for one in comparisons(condition):
            by_fact.setdefault(one.fact, []).append(one)
        columns = [
            mapped(taken(facts[fact], rows), partial(self._alike, rank, fact, by_fact[fact]))
            for fact in asked
        ]

        def gap(*values: Any) -> Gap:
            key = (rank, *values)
            if key not in self._known:
                known = {fact: value for fact, value in zip(asked, values, strict=True) if value is not None}
                self._known[key] = self._gap(known, level, condition)
            return self._known[key]

        return crossed(columns, gap) if columns else Coded(np.zeros(len(rows), np.int64), [gap()])

    def _alike(self, rank: int, fact: str, asked: list[Comparison], value: Any) -> Any:
        """Give one value for all numbers that meet every comparison: nothing is said of them."""
        if value is None or self.rulebook.facts[fact].type not in ("years", "number", "ordered"):
            return value
        if all(one.operator.meaning(value, one.operand) for one in asked):
            return self._first.setdefault((rank, fact), value)
        return value

    def _gap(self, values: Mapping[str, Any], level: Any, condition: Any) -> Gap:
        missing = self.explainer.missing(condition, values, level.address, level.sources)
        before = self.explainer.distance(condition, values)
        effects: dict[frozenset[tuple[str, Any]], str] = {}
        closed_by = []
        for credential in self.rulebook.credentials:
            changed = with_credential(values, credential.id, self.rulebook, condition)
            effect = frozenset(changed.items())
            if effect not in effects:
                after = self.explainer.distance(condition, {**values, **changed}) if changed else before
                closes = bool(changed) and after == 0
                effects[effect] = "closes" if closes else "narrows" if after < before - 1e-9 else ""
            closed_by.append(effects[effect])
        return Gap(" ".join(dict.fromkeys(reason.text for reason in missing)), len(missing), tuple(closed_by))
