"""A row gets the answer that ``advisor evaluate`` gives for the same person."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.advice import explain
from advisor.advice.advise import advise
from advisor.errors import InputError
from advisor.files import profiles_folder, rules_folder
from advisor.profile import Profile, load_profile, profile_from
from advisor.roster import batch
from advisor.roster.answers import RESULTS, answer_in
from advisor.roster.batch import Batch
from advisor.roster.headings import COLUMNS
from advisor.roster.reading import Chunk
from advisor.roster.rows import profile_of
from advisor.roster.tidying import Tidier
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import ALWAYS
from advisor.rulebook.load import load_rulebook
from advisor.workshop.cases import read_cases
from tests.people import DAY, steady
from tests.strategies import random_profile, with_containment
from tests.synthetic import synthetic_profiles, synthetic_roster


@cache
def rulebook() -> Rulebook:
    return load_rulebook().as_of(DAY)


@cache
def row_batch() -> Batch:
    return Batch(rulebook(), DAY, "plain")


def chunk_of(rows: list[dict[str, str]]) -> Chunk:
    cells = {}
    for column in COLUMNS:
        array = pa.array([row.get(column, "") for row in rows], pa.string())
        cells[column] = array if column in ("id", "name") else array.dictionary_encode()
    return Chunk(np.arange(2, len(rows) + 2), cells)


def as_row(profile: dict[str, Any]) -> dict[str, str]:
    """Write what a row can hold of a profile."""
    said = Profile.model_validate(profile)
    row = {"id": said.id, "state": said.state, "birth_year": said.birth_year, "college_credits": said.college_credits}
    if said.education:
        school = said.education[0]
        row |= {
            "education_level": school.level,
            "education_field": school.field,
            "education_status": school.status,
            "education_completed": school.completed,
            "accreditation": "; ".join(school.accreditation or ()),
        }
    if said.experience:
        job = said.experience[0]
        row |= {
            "experience_role": job.role,
            "experience_area": job.area,
            "setting": job.setting,
            "experience_years": job.years if job.years is None else round(job.years, 4),
            "supervisory_years": round(job.years, 4) if job.years and job.supervision == "formal" else None,
        }
    if said.coursework is not None:
        row["coursework"] = "; ".join(said.coursework) or "none"
    if said.certifications is not None:
        marks = {"active": "", "lapsed": " (lapsed)", "in-progress": " (in progress)", "revoked": " (revoked)"}
        marks["unknown"] = " (in progress)"
        row["certifications"] = (
            "; ".join(
                f"{one.name} {one.earned or ''}..{one.expires or ''}".removesuffix(" ..") + marks[one.status]
                for one in said.certifications
            )
            or "none"
        )
    if said.goal:
        row |= {"goal_title": said.goal.title, "goal_track": said.goal.track}
    return {column: str(value) for column, value in row.items() if value is not None}


def expect_the_same(rows: list[dict[str, str]], batch: Batch | None = None) -> int:
    """Compare the columns' answers with the advice, row by row; give how many rows were answered."""
    batch = batch or row_batch()
    tidier = Tidier(batch.rulebook, DAY)
    done = batch.answered(chunk_of(rows))
    refused = {one.row for one in done.rejects}
    kept = [number for number in range(2, len(rows) + 2) if number not in refused]
    got = dict(zip(kept, done.table.to_pylist(), strict=True))
    for number, row in enumerate(rows, 2):
        if number not in got:
            continue
        cells = {column: tidier.understand(column, text).value for column, text in row.items()}
        expected = answer_in(advise(profile_of(cells), batch.rulebook, as_of=DAY, engine="plain"))
        assert {name: got[number][name] for name in RESULTS} == expected._asdict(), row
    return len(got)


@steady
@given(st.randoms(use_true_random=False))
def test_random_people_in_rows(chance: random.Random) -> None:
    """An answer would depend on who is evaluated beside whom."""
    expect_the_same([as_row(random_profile(chance, rulebook())) for _ in range(8)])


def test_most_random_people_become_rows() -> None:
    """Rows that are all refused agree with anything."""
    chance = random.Random(5)
    assert expect_the_same([as_row(random_profile(chance, rulebook())) for _ in range(200)]) > 100


def test_a_synthetic_roster() -> None:
    """Answers found by combination would be another person's."""
    rows = next(iter(synthetic_roster(rulebook(), 400, seed=11, bad=0.05))).to_pylist()
    assert expect_the_same([{column: text for column, text in row.items() if text} for row in rows]) > 340


def test_every_case_and_every_invented_person() -> None:
    """A case beside the rules would come out otherwise in a roster."""
    people = [load_profile(path) for path in sorted(profiles_folder().glob("*.yaml"))]
    for placed in read_cases(rules_folder()):
        if placed.case.profile is not None:
            people.append(profile_from(placed.case.profile))
    assert expect_the_same([as_row(person.model_dump(exclude_none=True)) for person in people]) > 60


@cache
def whole_batch() -> Batch:
    return Batch(rulebook(), DAY, "plain")


def expect_the_same_of_profiles(people: list[Profile], batch: Batch | None = None) -> None:
    """Compare the answers to lines of whole profiles with the advice, person by person."""
    lines = [person.model_dump_json(exclude_none=True).encode() for person in people]
    batch = batch or whole_batch()
    done = batch.profiles(lines, 1)
    assert done.rejects == []
    for got, person in zip(done.table.to_pylist(), people, strict=True):
        expected = answer_in(advise(person, batch.rulebook, as_of=DAY, engine="plain"))
        assert {name: got[name] for name in RESULTS} == expected._asdict(), person


@steady
@given(st.randoms(use_true_random=False))
def test_random_whole_profiles(chance: random.Random) -> None:
    """People with several schools and jobs would get another answer in a roster."""
    expect_the_same_of_profiles([profile_from(random_profile(chance, rulebook())) for _ in range(8)])


@pytest.mark.parametrize("seed", range(4))
def test_credentials_that_contain_others_that_contain_others(seed: int) -> None:
    """A narrow credential would be named before the wide one in the advice, and behind it in a roster."""
    chance = random.Random(seed)
    book = with_containment(rulebook(), chance)
    expect_the_same_of_profiles(
        [profile_from(random_profile(chance, rulebook())) for _ in range(60)], Batch(book, DAY, "plain")
    )


@pytest.mark.parametrize("folder", ["minimal", "pharmacy-technician"])
def test_another_occupation(folder: str) -> None:
    """Rosters would be answered for the rulebook that comes with the package alone."""
    book, chance = load_rulebook(Path(__file__).parents[1] / "rulebooks" / folder).as_of(DAY), random.Random(1)
    people = [random_profile(chance, book) for _ in range(100)]
    expect_the_same_of_profiles(list(map(profile_from, people)), Batch(book, DAY, "plain"))
    assert expect_the_same(list(map(as_row, people)), Batch(book, DAY, "plain")) > 50


def test_a_level_that_asks_for_nothing() -> None:
    """An institution whose entry level is open to all would have no rosters."""
    lowest, entry, *others = rulebook().levels
    levels = (lowest, entry.model_copy(update={"requires": ALWAYS}), *others)
    chance = random.Random(8)
    expect_the_same_of_profiles(
        [profile_from(random_profile(chance, rulebook())) for _ in range(30)],
        Batch(replace(rulebook(), levels=levels, _editions={}), DAY, "plain"),
    )


def test_whole_profiles_of_every_case_and_every_invented_person() -> None:
    """A case beside the rules would come out otherwise in a roster of whole profiles."""
    people = [load_profile(path) for path in sorted(profiles_folder().glob("*.yaml"))]
    people += [profile_from(placed.case.profile) for placed in read_cases(rules_folder()) if placed.case.profile]
    assert len(people) > 60
    expect_the_same_of_profiles(people)


def test_made_whole_profiles() -> None:
    """Answers remembered for one person would be given to another."""
    expect_the_same_of_profiles([load_profile(line) for line in synthetic_profiles(rulebook(), 400, seed=5)])


def test_what_is_remembered_does_not_grow_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory would grow with the roster, or answers change where what was remembered is let go of."""
    monkeypatch.setattr(batch, "_MOST_REMEMBERED", 20)
    monkeypatch.setattr(explain, "_MOST_REMEMBERED", 50)
    people = [load_profile(line) for line in synthetic_profiles(rulebook(), 200, seed=6)]
    small = Batch(replace(rulebook(), _editions={}), DAY, "plain")
    for start in range(0, len(people), 40):
        expect_the_same_of_profiles(people[start : start + 40], small)
    rows = [as_row(person.model_dump(exclude_none=True)) for person in people]
    for start in range(0, len(rows), 40):
        expect_the_same(rows[start : start + 40], small)
    assert max(len(known) for known in small._meanings.values()) <= 20 + 40
    assert len(small.prepared.explainer._remembered) <= 50


def test_what_a_row_cannot_be_is_refused_by_the_profile_too() -> None:
    """A row would be refused whose person `advisor evaluate` takes."""
    tidier = Tidier(rulebook(), DAY)
    row = {"certifications": "RHIT 2024-01-01..2020-01-01"}
    try:
        profile_from(profile_of({column: tidier.understand(column, text).value for column, text in row.items()}))
    except InputError:
        assert len(row_batch().answered(chunk_of([row])).rejects) == 1
    else:
        raise AssertionError("this cannot be")
