"""A piece of a roster answered: its cells understood, its people decided, its answers written as columns of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from advisor.advice.prepared import Prepared
from advisor.engine.program import Engine
from advisor.facts.columns import Coded
from advisor.facts.distinct import Codes, Flags, distinct
from advisor.person import Person
from advisor.profile_fields import BIDI, NO_ID, NO_NUMBERS
from advisor.roster.amounts import Unreadable
from advisor.roster.answers import LISTS, RESULTS
from advisor.roster.counts import COUNTED, Counts
from advisor.roster.deciding import Decider, Words
from advisor.roster.gathering import Gatherer
from advisor.roster.joining import Grouped
from advisor.roster.merging import AnyPiece, GroupedLines, merged_people
from advisor.roster.people import People, Recognizer, coded, refusals, taken
from advisor.roster.profiles import people_in
from advisor.roster.reading import Broken, Chunk
from advisor.roster.recognition import Refusal
from advisor.roster.tidying import Tidier, Understood
from advisor.roster.totals import total_at, total_rows
from advisor.roster.writing import ANSWERS
from advisor.rulebook.book import Rulebook

_HIDDEN = ("id", "name")
_MOST_REMEMBERED = 200_000
"""Different cells of a column whose meaning is remembered."""
_CONTROL = "[\\x00-\\x1f\\x7f-\\x{9f}" + "".join(sorted(BIDI)) + "]"


@dataclass(slots=True)
class Done:
    """A piece answered: the results and their rows in the roster, what was refused, and what there is to count.

    ``kept`` are the roster's own columns that are carried through.
    """

    rows: pa.Array
    table: pa.Table
    rejects: list[Broken]
    counts: Counts = field(default_factory=Counts)
    kept: Mapping[str, pa.Array] = field(default_factory=dict)


class Batch:
    """Answers pieces of a roster with one rulebook (the one of the day), and remembers what its cells mean."""

    def __init__(self, rulebook: Rulebook, day: date, engine: Engine) -> None:
        self.prepared = Prepared.of(rulebook, day, engine)
        self.rulebook, self.day, self.engine = self.prepared.rulebook, day, engine
        self.tidier, self.decider = Tidier(self.rulebook, day), Decider(self.prepared, day)
        self.recognizer = Recognizer(self.rulebook, day, self.prepared.plan)
        self.gatherer = Gatherer(self.recognizer)
        self._meanings: dict[str, dict[str, Understood | Refusal]] = {}

    def answer(self, piece: AnyPiece) -> Done:
        """Answer a piece of a roster."""
        match piece:
            case Chunk():
                return self.answered(piece)
            case Grouped():
                return self.gathered(piece)
            case GroupedLines():
                return self._merged(piece)
        return self.profiles(piece.lines, piece.first)

    def answered(self, chunk: Chunk) -> Done:
        """Answer a chunk of columns, each row a person."""
        kept, cells, recognized, rejects, counts = self._read(chunk)
        people = self.recognizer.people(cells, recognized, len(kept)) if len(kept) else None
        return replace(self._finished(chunk, kept, people, rejects, counts), kept=chunk.kept_at(kept))

    def gathered(self, group: Grouped) -> Done:
        """Answer a chunk of columns, the rows of each owner a person.

        Their number and the columns kept are those of their first row, even where that cannot be read.
        """
        chunk = group.chunk
        kept, cells, recognized, rejects, counts = self._read(chunk)
        counts["rows"]["gathered"] = len(kept)
        people, first, begin, numbers = None, kept, kept, group.numbers.copy()
        if len(kept):
            owners = distinct(group.owner[kept])
            first = kept[owners.first]
            begin = np.searchsorted(group.owner, group.owner[first])
            numbers[first] = group.numbers[begin]
            whole = np.bincount(group.owner)[group.owner[first]] == np.bincount(owners.codes)
            names = chunk.cells["name"] if "name" in chunk.cells else pa.nulls(len(chunk.rows), pa.string())
            people = self.gatherer.people(cells, recognized, names.take(pa.array(kept)), owners.codes, ~whole)
        rejects = group.in_files(rejects)
        done = self._finished(replace(chunk, rows=numbers), first, people, rejects, counts)
        return replace(done, kept=chunk.kept_at(begin))

    def _finished(
        self, chunk: Chunk, rows: Codes, people: People | None, rejects: list[Broken], counts: dict[str, Counter[str]]
    ) -> Done:
        """Decide about people, who have the ids and numbers of these rows."""
        words = self.decider.answers(people) if people else None
        ids = chunk.cells["id"].take(pa.array(rows)) if "id" in chunk.cells else pa.nulls(len(rows), pa.string())
        return _finished(pa.array(chunk.rows[rows]), ids, words, rejects, counts)

    def _read(self, chunk: Chunk) -> tuple[Codes, dict[str, Coded], list[Coded], list[Broken], dict[str, Counter[str]]]:
        """Understand the cells of a chunk: its good rows, their cells, what may not fit together, rejects, counts."""
        rejects, counts = list(chunk.broken), _counters()
        good = np.ones(len(chunk.rows), bool)
        nobody = total_rows(chunk.cells, chunk.label, len(chunk.rows))
        rejects += [total_at(int(chunk.rows[n])) for n in np.flatnonzero(nobody)]
        good &= ~nobody
        for column in _HIDDEN:
            if column in chunk.cells:
                for code, wrong, reason in _unfit(column, chunk.cells[column]):
                    rejects += [Broken(int(chunk.rows[n]), column, code, reason) for n in np.flatnonzero(wrong & good)]
                    good &= ~wrong
        cells = {}
        for column in chunk.cells:
            if column not in _HIDDEN:
                cells[column] = self._understood(column, chunk.cells[column], counts)
                good &= self._refused(cells[column], good, chunk, rejects)
        kept = np.flatnonzero(good)
        cells = {column: taken(one, kept) for column, one in cells.items()}
        recognized = self.recognizer.fallible(cells, len(kept))
        fitting = self._refused(refusals(recognized), good[kept], chunk, rejects, kept)
        if not fitting.all():
            rows = np.flatnonzero(fitting)
            kept, recognized = kept[fitting], [taken(one, rows) for one in recognized]
            cells = {column: taken(one, rows) for column, one in cells.items()}
        rejects.sort(key=lambda one: one.row)
        return kept, cells, recognized, rejects, counts

    @staticmethod
    def _refused(column: Coded, among: Flags, chunk: Chunk, rejects: list[Broken], at: Codes | None = None) -> Flags:
        """Say which rows hold no Refusal, and note those that do (and are ``among`` the good ones) as rejects."""
        fits = np.array([not isinstance(value, Refusal) for value in column.values], bool)[column.codes]
        for n in np.flatnonzero(~fits & among).tolist():
            why = column.values[column.codes[n]]
            rejects.append(Broken(int(chunk.rows[n if at is None else at[n]]), why.column, why.code, why.reason))
        return fits

    def _understood(self, column: str, cells: pa.Array, counts: Mapping[str, Counter[str]]) -> Coded:
        """Understand each different text of a column once; texts that mean the same get one code."""
        known = self._meanings.setdefault(column, {})
        if len(known) > _MOST_REMEMBERED:
            known.clear()
        texts = [*cells.dictionary.to_pylist(), None]
        raw = np.asarray(cells.indices.fill_null(len(texts) - 1), dtype=np.int64)
        often = np.bincount(raw, minlength=len(texts))
        values: list[Any] = []
        for text, count in zip(texts, often.tolist(), strict=True):
            if not count:
                values.append(None)
                continue
            meaning = known.get(text or "")
            if meaning is None:
                meaning = known[text or ""] = self._meaning(column, text or "")
            if isinstance(meaning, Refusal):
                values.append(meaning)
                continue
            counts["filled"][column] += count * (meaning.value is not None)
            counts["rewritten"][column] += count * meaning.rewritten
            counts["unrecognized"][column] += count * meaning.unknown
            values.append(meaning.value)
        return coded(values, raw)

    def _meaning(self, column: str, text: str) -> Understood | Refusal:
        try:
            return self.tidier.understand(column, text)
        except Unreadable as problem:
            return Refusal(column, problem.code, problem.reason)

    def profiles(self, lines: Sequence[bytes], first: int) -> Done:
        """Answer lines of JSON, a whole profile each."""
        return self._whole(list(people_in(lines, first, self.rulebook, self.day)), _counters())

    def _merged(self, group: GroupedLines) -> Done:
        """Answer lines of JSON, those of each owner a person."""
        found, counts = list(merged_people(group, self.rulebook, self.day)), _counters()
        counts["rows"]["gathered"] = sum(map(bool, group.lines)) - sum(isinstance(one, Broken) for one in found)
        return self._whole(found, counts)

    def _whole(self, found: list[tuple[int, str | None, Person] | Broken], counts: dict[str, Counter[str]]) -> Done:
        rejects = [one for one in found if isinstance(one, Broken)]
        good = [one for one in found if not isinstance(one, Broken)]
        people = self.recognizer.people_of([person for _, _, person in good])
        rows = pa.array([number for number, _, _ in good], pa.int64())
        ids = pa.array([id for _, id, _ in good], pa.string())
        return _finished(rows, ids, self.decider.answers(people) if good else None, rejects, counts)


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
        return Done(rows, ANSWERS.empty_table(), rejects, Counts(counts))
    columns: dict[str, pa.Array] = {"id": pc.cast(ids, pa.string())}
    counts["rows"]["answered"] += len(ids)
    for name, (codes, values) in written.items():
        codes, values = coded(values, codes)  # no text twice
        often = np.bincount(codes, minlength=len(values))
        present = np.flatnonzero(often)
        words = pa.array([values[code] for code in present.tolist()], pa.string())
        order = np.asarray(pc.sort_indices(words))
        present, words = present[order], words.take(pa.array(order))
        if name in RESULTS:
            place = np.zeros(len(values), np.int32)
            place[present] = np.arange(len(present))
            columns[name] = pa.DictionaryArray.from_arrays(pa.array(place[codes]), words)
        if name in COUNTED:
            counts[name].update(_counted(words, often[present], name in LISTS))
    return Done(rows, pa.Table.from_pydict(columns, schema=ANSWERS), rejects, Counts(counts))


def _counted(words: pa.Array, often: Any, several: bool) -> dict[str, int]:
    """Count words, or each of several in one cell."""
    lists = pc.split_pattern(words, "; ") if several else words
    each = (lists.flatten() if several else words).dictionary_encode()
    weights = often[np.asarray(pc.list_parent_indices(lists))] if several else often
    known = np.asarray(each.is_valid())
    sums = np.bincount(np.asarray(each.drop_null().indices), weights[known], minlength=len(each.dictionary))
    found = zip(each.dictionary.to_pylist(), sums, strict=True)
    return {word: int(count) for word, count in found if word or not several}


def _counters() -> dict[str, Counter[str]]:
    return {name: Counter() for name in COUNTED}


def _unfit(column: str, cells: pa.Array) -> Iterator[tuple[str, np.ndarray[Any, np.dtype[np.bool_]], str]]:
    """Say where texts are no id or name that a profile allows: the code of each reason, the rows, and the words."""
    found = [
        ("control-character", pc.match_substring_regex(cells, _CONTROL), "Use letters, digits and punctuation only."),
        ("too-long", pc.greater(pc.utf8_length(cells), 300), "The text is too long; 300 characters at most."),
    ]
    if column == "id":
        none = pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(cells)), pa.array(sorted(NO_NUMBERS), cells.type))
        found.append(("no-id", none, NO_ID))
    for code, wrong, reason in found:
        yield code, np.asarray(wrong.fill_null(False).to_numpy(zero_copy_only=False), dtype=bool), reason
