"""The same words are read alike through every door: a profile, the interview, and a cell of a roster."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.advice.prepared import Prepared
from advisor.interview import Answered, answer, start
from advisor.profile import profile_from
from advisor.recognize import recognize
from advisor.roster.answers import RESULTS, answer_in
from advisor.roster.batch import Batch
from advisor.roster.reading import Chunk
from advisor.rulebook.condition import FactValue
from tests.people import DAY, advice_for, rulebook, steady
from tests.reading.test_credentials import SAID as CREDENTIALS
from tests.reading.test_schooling import SAID as SCHOOLING
from tests.reading.test_work import SAID as WORK

NAMES = st.sampled_from(["RHIT", "CPC", "CCS-P", "CPC-A", "C.P.C.", "certified coding specialist", "CTR", "Zorb", "RN"])
STANDING = st.sampled_from(
    [
        "",
        "(lapsed)",
        "expired 2024",
        "in progress",
        "since 2020",
        "exp 03/2027",
        "(revoked)",
        "pending",
        "vencido",
        "maybe",
        "2019",
    ]
)
DEGREES = st.sampled_from(["AAS", "BS", "associate's degree", "certificate", "MHA", "high school diploma", "asociado"])
FIELDS = st.sampled_from(["", "in HIT", "Health Information Management", "medical coding", "Biology", "Zorbology"])
PROGRESS = st.sampled_from(
    [
        "",
        "2019",
        "May 2021",
        "expected 2027",
        "in progress",
        "dropped out",
        "12 credits left",
        "en curso",
        "not finished",
    ]
)
JOBS = st.sampled_from(["medical coder", "biller", "HIM director", "volunteer records clerk", "cashier", "Zorbist"])
TIMES = st.sampled_from(
    [
        "3 years",
        "18 months",
        "Jan 2020 - Mar 2022",
        "since 2021",
        "2019-21",
        "2 to 3 years",
        "nearly 4 years",
        "6/1/19 to 6/1/23",
    ]
)
HOURS = st.sampled_from(["", "part time", "20 hours a week", "0.5 FTE", "PRN", "full time", "medio tiempo"])
COLUMN = {"certifications": "certifications", "education": "education_level"}


def facts_by_profile(part: str, text: str) -> dict[str, FactValue]:
    """The facts of a profile that has the text."""
    return facts_of({part: text})


def facts_by_interview(part: str, text: str) -> dict[str, FactValue]:
    """The facts of who answers with the text; who is refused has said nothing yet."""
    made = answer(start(), part, text, rulebook(), DAY)
    return facts_of(made.state.profile if isinstance(made, Answered) else {})


def facts_of(profile: Any) -> dict[str, FactValue]:
    prepared = Prepared.of(rulebook(), DAY, "plain")
    return prepared.plan.read(recognize(profile_from(profile), rulebook(), DAY))


def expect_the_same(part: str, text: str) -> None:
    assert facts_by_profile(part, text) == facts_by_interview(part, text), text
    if part not in COLUMN:
        return
    cells = {COLUMN[part]: pa.array([text]).dictionary_encode(), "name": pa.array(["x"])}
    done = Batch(rulebook(), DAY, "plain").answered(Chunk(np.array([2]), cells))
    assert not done.rejects, text
    row = {key: value for key, value in done.table.to_pylist()[0].items() if key in RESULTS}
    whole = answer_in(advice_for({part: text}))
    assert row == whole._asdict(), text


@pytest.mark.parametrize("text", [text for text, _ in CREDENTIALS])
def test_credentials(text: str) -> None:
    """A credential would be held by one door, and not by another."""
    expect_the_same("certifications", text)


@pytest.mark.parametrize("text", [text for text, _ in SCHOOLING])
def test_schooling(text: str) -> None:
    """A degree would be finished by one door, and not by another."""
    expect_the_same("education", text)


@pytest.mark.parametrize("text", [text for text, _ in WORK])
def test_work(text: str) -> None:
    """A job would be longer by one door than by another."""
    expect_the_same("experience", text)


@steady
@given(st.lists(st.tuples(NAMES, STANDING), min_size=1, max_size=3), st.sampled_from(["; ", ", ", " and ", "\n"]))
def test_any_credentials(said: list[tuple[str, str]], separator: str) -> None:
    """A credential would be held by one door, and not by another."""
    expect_the_same("certifications", separator.join(f"{name} {standing}".strip() for name, standing in said))


@steady
@given(st.lists(st.tuples(DEGREES, FIELDS, PROGRESS), min_size=1, max_size=2), st.sampled_from(["; ", ", "]))
def test_any_schooling(said: list[tuple[str, str, str]], separator: str) -> None:
    """A degree would be finished by one door, and not by another."""
    expect_the_same("education", separator.join(" ".join(filter(None, one)) for one in said))


@steady
@given(st.lists(st.tuples(JOBS, TIMES, HOURS), min_size=1, max_size=2), st.sampled_from(["; ", ", then ", " + "]))
def test_any_work(said: list[tuple[str, str, str]], separator: str) -> None:
    """A job would be longer by one door than by another."""
    expect_the_same("experience", separator.join(", ".join(filter(None, one)) for one in said))
