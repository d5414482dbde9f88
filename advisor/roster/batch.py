"""A piece of a roster answered: its cells understood, its people decided, its answers written as columns of words."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from advisor.engine.stratum import Engine
from advisor.roster.amounts import Unreadable
from advisor.roster.answers import LISTS, RESULTS
from advisor.roster.coded import Codes, Given
from advisor.roster.deciding import Decider, Formula, Words, one_after_another
from advisor.roster.histories import Histories
from advisor.roster.people import Refusal
from advisor.roster.reading import Broken, Chunk, Piece
from advisor.roster.schools import Schools
from advisor.roster.tidying import Tidier, Understood
from advisor.roster.whole import PARTS, people_in
from advisor.roster.writing import SCHEMA
from advisor.rulebook.book import Rulebook

_HIDDEN = ("id", "name")
_BLOCK = 32_768
"""Rows decided at once: all of a piece of CSV, mostly."""
_FIRST = 512
"""Rows decided at first, when nothing is remembered yet."""
_CONTROL = r"[\x00-\x1f\x7f]"


@dataclass(slots=True)
class Done:
    """A piece answered: the results and their rows in the roster, what was refused, and what there is to count."""

    rows: pa.Array
    table: pa.Table
    rejects: list[Broken]
    counts: dict[str, Counter[str]] = field(default_factory=dict)


class Batch:
    """Answers chunks with one rulebook (the one of the day), and remembers what it understood."""

    def __init__(self, rulebook: Rulebook, day: date, engine: Engine) -> None:
        self.rulebook, self.day, self.engine = rulebook, day, engine
        self.tidier, self.decider = Tidier(rulebook, day), Decider(rulebook, day, engine)
        self.histories, self.schools = Histories(rulebook, day), Schools(self.decider.recognizer)
        self._formula: Formula | None = None
        self._texts: dict[str, dict[str, tuple[int, Understood | Refusal]]] = {}

    def answer(self, piece: Piece) -> Done:
        """Answer a piece of a roster."""
        return self.answered(piece) if isinstance(piece, Chunk) else self.profiles(piece.lines, piece.first)

    def answered(self, chunk: Chunk) -> Done:
        """Answer a chunk of columns."""
        rejects, counts = list(chunk.broken), _counters()
        good = np.ones(len(chunk.rows), bool)
        formula = self._ready([column for column in chunk.cells if column not in _HIDDEN])
        cells: dict[str, Codes] = {}
        for column in _HIDDEN:
            if column in chunk.cells:
                wrong = _unfit(chunk.cells[column])
                unfit = np.flatnonzero(wrong & good)
                reason = "Use letters, digits and punctuation only, 300 at most."
                rejects += [Broken(int(chunk.rows[n]), column, "control-character", reason) for n in unfit]
                good &= ~wrong
        for column in formula.cells:
            cells[column], bad = self._understood(formula.cells[column], column, chunk.cells[column], counts)
            for code, refusal in bad.items():
                at = np.flatnonzero((cells[column] == code) & good)
                rejects += [Broken(int(row), column, refusal.code, refusal.reason) for row in chunk.rows[at]]
                good[at] = False
        kept = np.flatnonzero(good)
        words, refused = _decided(formula, {column: codes[kept] for column, codes in cells.items()}, len(kept))
        for n, why in refused.items():
            rejects.append(Broken(int(chunk.rows[kept[n]]), why.column, why.code, why.reason))
        kept = np.delete(kept, list(refused))
        rejects.sort(key=lambda one: one.row)
        ids = chunk.cells["id"].take(pa.array(kept)) if "id" in chunk.cells else pa.nulls(len(kept), pa.string())
        return _finished(pa.array(chunk.rows[kept]), ids, words, rejects, counts)

    def _ready(self, columns: Sequence[str], whole: bool = False) -> Formula:
        """Give the formula of these columns; a new one when it has come to remember too much."""
        formula = self._formula
        if formula is None or list(formula.cells) != list(columns) or formula.is_full:
            if formula is not None:
                formula = self._formula = None
                gc.collect()  # its columns hold each other, and whoever answers a roster may have turned this off
            formula = self._formula = Formula(self.decider, columns, whole)
            self._texts = {column: {} for column in columns}
        return formula

    def _understood(
        self, given: Given, column: str, cells: pa.Array, counts: Mapping[str, Counter[str]]
    ) -> tuple[Codes, dict[int, Refusal]]:
        """Understand each different text of a column once; texts that mean the same get one code."""
        known = self._texts[column]
        texts = cells.dictionary.to_pylist()
        size = len(texts) + 1
        raw = np.asarray(cells.indices.fill_null(len(texts)), dtype=np.int64)
        often = np.bincount(raw, minlength=size)
        code_of = np.zeros(size, np.int32)
        bad: dict[int, Refusal] = {}
        for n in np.flatnonzero(often).tolist():
            text = (texts[n] if n < len(texts) else None) or ""
            if text not in known:
                known[text] = self._meaning(given, column, text)
            code_of[n], meaning = known[text]
            count = int(often[n])
            if isinstance(meaning, Refusal):
                bad[int(code_of[n])] = meaning
                continue
            counts["filled"][column] += count * (meaning.value is not None)
            counts["rewritten"][column] += count * meaning.rewritten
            counts["unrecognized"][column] += count * meaning.unknown
        return code_of[raw], bad

    def _meaning(self, given: Given, column: str, text: str) -> tuple[int, Understood | Refusal]:
        try:
            meaning = self.tidier.understand(column, text)
        except Unreadable as problem:
            refusal = Refusal(column, problem.code, problem.reason)
            return given.code(refusal), refusal
        return given.code(meaning.value), meaning

    def profiles(self, lines: Sequence[bytes], first: int) -> Done:
        """Answer lines of JSON, a whole profile each."""
        formula = self._ready((*PARTS, *self.histories.facts, *self.schools.facts), whole=True)
        found = list(people_in(lines, first, self.rulebook, self.day))
        rejects = [one for one in found if isinstance(one, Broken)]
        good = [one for one in found if not isinstance(one, Broken)]
        persons = [person for _, _, person in good]
        cells = {part: formula.cells[part].coded(map(read, persons)) for part, read in PARTS.items()}
        for some in (self.histories, self.schools):
            cells |= some.read(persons, lambda fact, values: formula.cells[fact].coded(values))
        words, _ = _decided(formula, cells, len(good))
        rows = pa.array([number for number, _, _ in good], pa.int64())
        ids = pa.array([id for _, id, _ in good], pa.string())
        return _finished(rows, ids, words, rejects, _counters())


def _decided(
    formula: Formula, cells: Mapping[str, Codes], count: int
) -> tuple[dict[str, Words] | None, dict[int, Refusal]]:
    """Decide about rows, a block after the other; give also the rows that cannot be people, and why."""
    blocks, refused, start = [], dict[int, Refusal](), 0
    while start < count:
        rows = slice(start, min(count, start + min(_BLOCK, formula.seen + _FIRST)))
        some = {column: np.ascontiguousarray(codes[rows]) for column, codes in cells.items()}
        wrong = formula.begin(some, rows.stop - start)
        if wrong:
            refused |= {start + n: why for n, why in wrong.items()}
            kept = {column: np.delete(codes, list(wrong)) for column, codes in some.items()}
            formula.begin(kept, rows.stop - start - len(wrong))
        blocks.append(formula.written())
        start = rows.stop
    return one_after_another(blocks) if blocks else None, refused


def _finished(
    rows: pa.Array,
    ids: pa.Array,
    written: Mapping[str, Words] | None,
    rejects: list[Broken],
    counts: dict[str, Counter[str]],
) -> Done:
    """Write answers as columns of words, the words of a chunk in their own order whatever came before it."""
    for one in rejects:
        counts["rejected"][f"{one.code}\t{one.column}"] += 1
    if written is None:
        return Done(rows, SCHEMA.empty_table(), rejects, counts)
    columns: list[pa.Array] = [pc.cast(ids, pa.string())]
    counts["rows"]["answered"] += len(ids)
    for name, (codes, values) in written.items():
        often = np.bincount(codes, minlength=len(values))
        present = np.flatnonzero(often)
        words = pa.array([values[code] for code in present.tolist()], pa.string())
        order = np.asarray(pc.sort_indices(words))
        present, words = present[order], words.take(pa.array(order))
        if name in RESULTS:
            place = np.zeros(len(values), np.int32)
            place[present] = np.arange(len(present))
            columns.append(pa.DictionaryArray.from_arrays(pa.array(place[codes]), words))
        if name in COUNTED:
            counts[name].update(_counted(words, often[present], name in LISTS))
    return Done(rows, pa.Table.from_arrays(columns, schema=SCHEMA), rejects, counts)


def _counted(words: pa.Array, often: Any, several: bool) -> dict[str, int]:
    """Count words, or each of several in one cell."""
    lists = pc.split_pattern(words, "; ") if several else words
    each = (lists.flatten() if several else words).dictionary_encode()
    weights = often[np.asarray(pc.list_parent_indices(lists))] if several else often
    known = np.asarray(each.is_valid())
    sums = np.bincount(np.asarray(each.drop_null().indices), weights[known], minlength=len(each.dictionary))
    found = zip(each.dictionary.to_pylist(), sums, strict=True)
    return {word: int(count) for word, count in found if word or not several}


COUNTED = ("rows", "rejected", "filled", "rewritten", "unrecognized", "level", "track", "one-from", "readiness",
           "titles", "ready", "prepare", "check", "steps", "warnings")  # fmt: skip


def _counters() -> dict[str, Counter[str]]:
    return {name: Counter() for name in COUNTED}


def _unfit(cells: pa.Array) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Say which texts hold control characters or are longer than a profile allows."""
    wrong = pc.or_kleene(pc.match_substring_regex(cells, _CONTROL), pc.greater(pc.utf8_length(cells), 300))
    return np.asarray(wrong.fill_null(False).to_numpy(zero_copy_only=False), dtype=bool)
