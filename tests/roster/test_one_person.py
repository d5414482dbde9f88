"""One person in several rows gets the answer of `advisor evaluate` for the whole of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice.advise import advise
from advisor.roster.answers import RESULTS, answer_in
from advisor.roster.batch import Batch, Done
from advisor.roster.headings import COLUMNS
from advisor.roster.joining import Grouped, numbered
from advisor.roster.reading import Chunk
from advisor.roster.tidying import Tidier
from advisor.rulebook.book import Rulebook
from advisor.rulebook.load import load_rulebook
from tests.people import DAY, scaled, steady
from tests.roster.exploding import Row, exploded, rows_of, whole
from tests.strategies import random_profile


@cache
def rulebook() -> Rulebook:
    return load_rulebook().as_of(DAY)


@cache
def batch() -> Batch:
    return Batch(rulebook(), DAY, "plain")


@cache
def tidier() -> Tidier:
    return Tidier(rulebook(), DAY)


def group_of(rows: Sequence[Row]) -> Grouped:
    """Put rows into a piece, the rows of a person together."""
    owner = numbered(pa.array([row.get("id") for row in rows], pa.string()))
    order = np.argsort(owner, kind="stable")
    cells = {}
    for column in COLUMNS:
        texts = pa.array([rows[n].get(column, "") for n in order], pa.string())
        cells[column] = texts if column in ("id", "name") else texts.dictionary_encode()
    chunk = Chunk(np.arange(len(rows)), cells)
    return Grouped(chunk, owner[order], order + 2, np.zeros(len(rows), np.int64), ["roster.csv"])


def gathered(rows: Sequence[Row]) -> Done:
    return batch().answer(group_of(rows))


def answers_by_id(done: Done) -> dict[str, dict[str, Any]]:
    return {row["id"]: {name: row[name] for name in RESULTS} for row in done.table.to_pylist()}


def one_answer(*rows: Row) -> dict[str, Any]:
    """The answer of one person; no row is refused."""
    done = gathered([{"id": "a", **row} for row in rows])
    assert done.rejects == []
    return answers_by_id(done)["a"]


def without_order(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The warnings are in the order in which a profile gives rise to them, and rows have no order."""
    return {**answer, "warnings": sorted(answer["warnings"].split("; "))}


def people(chance: random.Random, count: int) -> Iterator[tuple[str, list[Row], dict[str, Any]]]:
    """Make up people: the id of each, the rows of their parts, and the whole profile."""
    for n in range(count):
        rows = rows_of(random_profile(chance, rulebook()))
        yield f"p{n}", rows, whole(rows, tidier())


def exploded_people(chance: random.Random, count: int) -> list[Row]:
    """Make up people, and give the rows of all of them."""
    return [row for id, parts, _ in people(chance, count) for row in exploded(chance, id, parts)]


def expect_the_same(chance: random.Random, count: int) -> int:
    """Compare gathered rows with whole profiles, person by person; give how many people were compared."""
    made = list(people(chance, count))
    rows = [row for id, parts, _ in made for row in exploded(chance, id, parts)]
    chance.shuffle(rows)
    done = gathered(rows)
    refused = {rows[one.row - 2]["id"] for one in done.rejects}  # no row can hold a level and a field that do not fit
    answers, compared = answers_by_id(done), 0
    for id, _, profile in made:
        if id not in refused:
            expected = answer_in(advise(profile, rulebook(), as_of=DAY, engine="plain"))._asdict()
            assert without_order(answers[id]) == without_order(expected), profile
            compared += 1
    return compared


def test_a_person_has_the_number_of_their_first_row() -> None:
    """The number would be that of a row in another file, when the first row cannot be read."""
    done = gathered([{"id": "a", "birth_year": "x"}, {"id": "b"}, {"id": "a", "state": "CA"}, {"id": "b"}])
    assert done.rows.to_pylist() == [2, 3]
    assert [one.row for one in done.rejects] == [2]


@settings(steady, max_examples=scaled(60))
@given(st.randoms(use_true_random=False))
def test_people_cut_into_rows_get_the_answer_of_the_whole_profile(chance: random.Random) -> None:
    """An advisor would be told one thing of a person by the roster, and another by the profile."""
    expect_the_same(chance, 4)


def test_most_random_people_become_rows() -> None:
    """Rows that are all refused agree with anything."""
    assert expect_the_same(random.Random(3), 150) > 120


@settings(steady, max_examples=scaled(30))
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(chance: random.Random) -> None:
    """The same export, sorted otherwise, would say another thing."""
    rows = exploded_people(chance, 4)
    other = [*rows]
    chance.shuffle(other)
    assert answers_by_id(gathered(rows)) == answers_by_id(gathered(other))


CASES: dict[str, list[Row]] = {
    "part time beyond a working life": [
        {"birth_year": "2002", "experience_years": "14", "privacy_years": "6.5", "hours_per_week": "20"}
    ],
    "at most beyond a working life": [{"birth_year": "2008", "experience_years": "3 - 9", "experience_area": "coding"}],
    "a job in the future": [{"experience_role": "Medical coder, 2027-02 to present"}, {"state": "CA"}],
    "a job before the 14th birthday": [
        {"experience_role": "Medical coder, 2010-02 to 2020-03"},
        {"birth_year": "2000"},
    ],
    "what is no program, accredited": [
        {"education_level": "master in applied behavior analysis, almost", "accreditation": "none"}
    ],
    "credits in a cell of schooling": [{"education_level": "45 college credits"}, {"education_level": "AAS"}],
    "several schools in one row": [
        {"education_level": "AAS in HIT; BS in nursing"},
        {"education_level": "AAS in HIT"},
    ],
}


@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_rows_are_answered_as_their_profile(rows: list[Row]) -> None:
    """A cell of dates, hours or words would count otherwise in a roster than in a profile."""
    expected = answer_in(advise(whole(rows, tidier()), rulebook(), as_of=DAY, engine="plain"))._asdict()
    assert without_order(one_answer(*rows)) == without_order(expected)
    if len(rows) == 1:
        chunk = group_of([{"id": "a", **rows[0]}]).chunk
        alone = answers_by_id(batch().answer(chunk))["a"]
        assert without_order(alone) == without_order(expected)


def test_jobs_are_told_apart_by_what_their_cells_say() -> None:
    """Jobs of the same years would be one, or one job two because of a letter's case."""
    job = {"experience_role": "Medical coder", "experience_years": "0.75"}
    one = one_answer(job, {**job, "experience_role": "medical coder", "education_level": "high-school"})
    for other in ({"hours_per_week": "39"}, {"setting": "hospital"}, {"experience_role": "Coder"}):
        assert (
            one_answer(job, {**job, **other, "education_level": "high-school"})["missing_for_next_level"]
            != one["missing_for_next_level"]
        ), other
    assert one_answer({**job, "education_level": "high-school"}) == one
