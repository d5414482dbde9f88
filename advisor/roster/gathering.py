"""The people of rows of which several are one person: entries are gathered, single values must agree.

The schools, jobs, credentials and courses of a person's rows are those of the person, each different one once. A single
value is known when all rows that say it say the same; where they differ it is not known, and a remark says so. Nothing
depends on the order of a person's rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from advisor.dates import UNITS_A_YEAR
from advisor.facts.columns import Coded
from advisor.facts.distinct import Codes, Distinct, Flags, distinct
from advisor.facts.stints import ANY, StintItems
from advisor.person import Stint
from advisor.recognize.lookup import Lookup
from advisor.recognize.work import LONGEST, Work, recency
from advisor.roster.people import People, Recognizer, Rows, coded, mapped, school_items, stint_items, taken
from advisor.roster.recognition import Jobs, Names, Said, ids_of

SINGLE = ("birth_year", "college_credits", "goal_title", "goal_track", "state")
"""The columns in which a person has one value; the rows must agree on it."""
LEFT_OUT = "row-left-out"
"""The warning that a row of the person could not be read."""
_WORD = re.compile(r"\w+")


def differs(column: str) -> str:
    """Give the id of the warning that the rows of a person say different things in a column."""
    return f"{column.replace('_', '-')}-differs"


class Owned(NamedTuple):
    """Different things that owners have: pairs of an owner and a code, in this order, each pair once.

    ``row`` is the first row of each pair, ``counts`` how many things each owner has.
    """

    owner: Codes
    code: Codes
    row: Codes
    counts: Codes

    @classmethod
    def of(cls, owner: Codes, codes: Codes, owners: int, some: Flags) -> Owned:
        """Find what ``owners`` owners have in rows whose owner and code are given; only ``some`` rows say anything."""
        rows = np.flatnonzero(some)
        found = distinct(owner[rows], codes[rows])
        first = rows[found.first]
        return cls(owner[first], codes[first], first, np.bincount(owner[first], minlength=owners))

    def alike(self) -> Distinct:
        """Number the owners by what they have."""
        starts = np.cumsum(self.counts) - self.counts
        key, size = np.zeros(len(self.counts), np.int64), 1
        for place in range(int(self.counts.max(initial=0))):
            some = np.flatnonzero(self.counts > place)
            found = distinct(key[some], self.code[starts[some] + place])
            key[some] = size + found.codes
            size += found.size
        return distinct(key)

    def sets(self, values: Sequence[Any]) -> Coded:
        """Give what each owner has as a tuple of the values of the codes."""
        found = self.alike()
        ends = np.cumsum(self.counts)
        table = []
        for end, count in zip(ends[found.first].tolist(), self.counts[found.first].tolist(), strict=True):
            table.append(tuple([values[code] for code in self.code[end - count : end].tolist()]))
        return coded(table, found.codes)


class Worked(NamedTuple):
    """The work of each owner: the jobs, the area and the setting of the latest, and what there is to remark."""

    stints: StintItems
    area: Coded
    setting: Coded
    remarks: Sequence[Coded]


class Gatherer:
    """Makes people of rows that have an owner each."""

    def __init__(self, recognizer: Recognizer) -> None:
        self.recognizer, self.cells = recognizer, recognizer.cells

    def people(
        self, cells: Mapping[str, Coded], recognized: Sequence[Coded], names: pa.Array, owner: Codes, short: Flags
    ) -> People:
        """Make a person of the rows of each owner; owners are numbered, and their rows lie together.

        ``cells`` and ``recognized`` are as for ``Recognizer.people``, ``names`` the texts of the column ``name``.
        ``short`` says which owners had a row that could not be read.
        """
        owners, nothing = len(short), Coded(np.zeros(len(owner), np.int64), [None])
        rows = self.recognizer.of_rows(cells, recognized, len(owner))
        single, unlike = {}, {}
        for column in SINGLE:
            said = rows.credits if column == "college_credits" else cells.get(column, nothing)
            single[column], unlike[column] = agreed(said, owner, owners)
        held, courses = (
            mapped(recognize, gathered(cells.get(column, nothing), owner, owners))
            for column, recognize in (("certifications", self._held), ("coursework", self._courses))
        )
        work = self._work(rows, owner, single["birth_year"])
        schools, school_owner = school_items(mapped(_together, gathered(rows.schools, owner, owners)))
        unsaid = Coded(np.zeros(owners, np.int64), [None])
        parts = {
            "held": mapped(_value, held),
            "college_credits": single["college_credits"],
            "courses": mapped(_value, courses),
            "skills": unsaid,
            "interests": unsaid,
            "goal_title": single["goal_title"],
            "track": mapped(self.cells.track, single["goal_title"], single["goal_track"], work.area),
            "setting": work.setting,
            "state": single["state"],
        }
        remarks = [mapped(_union, gathered(one, owner, owners)) for one in rows.remarks]
        remarks += [*work.remarks, mapped(_remarks, held), mapped(_remarks, courses)]
        unlike["name"] = names_differ(names, owner, owners)
        remarks += [_marked(unlike[column], differs(column)) for column in sorted(unlike)]
        remarks.append(_marked(short, LEFT_OUT))
        claimed = mapped(_union, gathered(rows.claimed, owner, owners))
        return People(owners, schools, school_owner, work.stints, np.arange(owners), parts, remarks, claimed)

    def _work(self, rows: Rows, owner: Codes, birth_year: Coded) -> Worked:
        """Gather the jobs of each owner; rows with the same time, duties, role, area and setting are one job."""
        owners = len(birth_year.codes)
        worked = np.array(rows.worked.values, bool)[rows.worked.codes]
        unbound = Coded(np.zeros(len(owner), np.int64), [None])
        of_row = mapped(self.cells.jobs, unbound, rows.years, rows.job, rows.hours)
        same = distinct(*[one.codes for one in (of_row, rows.role, rows.area, rows.setting)])
        jobs = Owned.of(owner, same.codes, owners, worked)
        area, setting, stints = (one.take(jobs.row) for one in (rows.area, rows.setting, of_row))
        crowded = self._crowded(stints, jobs, birth_year)
        bound = Coded(np.where(crowded, birth_year.codes, len(birth_year.values)), [*birth_year.values, None])
        said = [one.take(jobs.row) for one in (rows.years, rows.job, rows.hours)]
        stints = mapped(self.cells.jobs, bound.take(jobs.owner), *said)
        life = np.array([self._life(year) for year in bound.values], np.int64)[bound.codes]
        items = stint_items(jobs.owner, stints, area, setting, life, jobs.counts > 0)
        latest = _latest(jobs, mapped(_recency, stints, area, setting))
        area, setting = (_at(latest, one) for one in (area, setting))
        values = [of_row.value(row) for row in same.first.tolist()]
        own = mapped(_union, gathered(mapped(_remarks, of_row), owner, owners))
        return Worked(items, area, setting, (own, self._implausible(values, jobs, bound, crowded)))

    def _crowded(self, stints: Coded, jobs: Owned, birth_year: Coded) -> Flags:
        """Say whose jobs may not fit into their life: all others are plausible.

        These are longer, one after the other, than there is room for, or one begins too early.
        """
        lengths = np.array([sum(map(_length, some)) for some, *_ in stints.values], float)
        begins = np.array([min(map(_begin, some)) for some, *_ in stints.values], float)
        total = np.bincount(jobs.owner, lengths[stints.codes], len(jobs.counts))
        first = np.full(len(jobs.counts), np.inf)
        np.minimum.at(first, jobs.owner, begins[stints.codes])
        works = [Work(Lookup(self.cells.rulebook, self.cells.day), year) for year in birth_year.values]
        room = np.array([min(work.life, LONGEST * UNITS_A_YEAR) for work in works], float)[birth_year.codes]
        earliest = np.array([work.earliest or -np.inf for work in works], float)[birth_year.codes]
        return np.asarray((total > room) | (first < earliest))

    def _implausible(self, values: Sequence[Any], jobs: Owned, bound: Coded, crowded: Flags) -> Coded:
        """Remark on more work than a life has room for; it can only be where it is ``crowded``.

        ``values`` are the jobs of each code, as ``CellRecognizer.jobs`` gives them.
        """
        some = np.flatnonzero(crowded)
        if not len(some):
            return Coded(np.zeros(len(crowded), np.int64), [()])
        of_some = crowded[jobs.owner]
        theirs = Owned(jobs.owner[of_some], jobs.code[of_some], jobs.row[of_some], jobs.counts[some])
        found = mapped(self._remarks_of, bound.take(some), theirs.sets(values))
        codes = np.full(len(crowded), len(found.values))
        codes[some] = found.codes
        return coded([*found.values, ()], codes)

    def _remarks_of(self, birth_year: int | None, jobs: tuple[Jobs, ...]) -> Names:
        lookup = Lookup(self.cells.rulebook, self.cells.day)
        Work(lookup, birth_year).plausible(tuple([stint for some in jobs for stint in some.stints]))
        return ids_of(lookup.remarks)

    def _room(self, birth_year: int | None) -> int:
        return Work(Lookup(self.cells.rulebook, self.cells.day), birth_year).life

    def _life(self, birth_year: int | None) -> int:
        return ANY if birth_year is None else self._room(birth_year)

    def _held(self, cells: tuple[Any, ...]) -> Said:
        said = self.cells.held(_union(cells)) if cells else Said(None)
        assert isinstance(said, Said)  # each of these rows was recognized alone
        return said

    def _courses(self, cells: tuple[Any, ...]) -> Said:
        return self.cells.names(_union(cells)) if cells else Said(None)


def gathered(column: Coded, owner: Codes, owners: int) -> Coded:
    """Give the different values that the rows of each owner have, as a tuple; None is no value."""
    said = np.array([value is not None for value in column.values], bool)
    return Owned.of(owner, column.codes, owners, said[column.codes]).sets(column.values)


def agreed(column: Coded, owner: Codes, owners: int) -> tuple[Coded, Flags]:
    """Give the value of each owner whose rows say one alone (else None), and for whom they differ."""
    said = np.array([value is not None for value in column.values], bool)
    have = Owned.of(owner, column.codes, owners, said[column.codes])
    codes = np.full(owners, len(column.values))
    once = have.counts[have.owner] == 1
    codes[have.owner[once]] = have.code[once]
    return taken(Coded(codes, [*column.values, None]), np.arange(owners)), have.counts > 1


def names_differ(names: pa.Array, owner: Codes, owners: int) -> Flags:
    """Say whose rows have different names; the case and the order of their words are no difference."""
    plain = pc.utf8_lower(pc.utf8_trim_whitespace(names)).dictionary_encode()
    codes = np.asarray(plain.indices.fill_null(0), np.int64)
    have = Owned.of(owner, codes, owners, np.asarray(pc.greater(pc.utf8_length(names), 0).fill_null(False)))
    differ = have.counts > 1
    ends = np.cumsum(have.counts)
    for one in np.flatnonzero(differ).tolist():
        texts = plain.dictionary.take(pa.array(have.code[ends[one] - have.counts[one] : ends[one]])).to_pylist()
        differ[one] = len(set(map(name_key, texts))) > 1
    return differ


def name_key(name: str) -> tuple[str, ...]:
    """Give what two ways to write a name have in common: its words without regard to case and order."""
    return tuple(sorted(_WORD.findall(name.casefold())))


def _latest(jobs: Owned, recency: Coded) -> Codes:
    """Give the place of the latest job of each owner among all jobs; -1 for who has none."""
    order = sorted(range(len(recency.values)), key=recency.values.__getitem__)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    by_rank = np.lexsort((rank[recency.codes], jobs.owner))  # the last of each owner is the latest
    ends = np.cumsum(jobs.counts)
    found = np.full(len(ends), -1)
    some = jobs.counts > 0
    found[some] = by_rank[ends[some] - 1]
    return found


def _at(places: Codes, column: Coded) -> Coded:
    """Give the values at some places, None at -1."""
    return taken(Coded(np.append(column.codes, len(column.values)), [*column.values, None]), places)


def _recency(work: Jobs, area: str | None, setting: str | None) -> Any:
    return max(recency(stint._replace(area=area, setting=setting)) for stint in work.stints)


def _length(stint: Stint) -> int:
    """Give the longest that a job can have been, as far as it is known."""
    begin, end, length, _ = stint.most
    return (length or 0) if begin is None or end is None else end - begin


def _begin(stint: Stint) -> float:
    return np.inf if stint.most.begin is None else stint.most.begin


def _together(some: tuple[tuple[Any, ...], ...]) -> tuple[Any, ...]:
    """Join tuples, each different thing in them once."""
    return tuple(dict.fromkeys([one for several in some for one in several]))


def _union(some: tuple[Iterable[Any], ...]) -> tuple[Any, ...]:
    """Join lists, each different thing in them once; in an order that does not depend on theirs."""
    return tuple(sorted({one for several in some for one in several}, key=repr))


def _marked(flags: Flags, id: str) -> Coded:
    return Coded(flags.astype(np.int64), [(), (id,)])


def _value(said: Said) -> Any:
    return said.value


def _remarks(said: Said | Jobs) -> Names:
    return said.remarks
