"""Dates as said: the least and the most time of a job, against every day that can have been meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.dates import UNITS_A_MONTH, add_months, is_year_alone, last_day, parse_partial, position
from advisor.errors import InputError
from advisor.facts.plan import FactPlan
from advisor.profile import profile_from
from advisor.recognize import recognize
from tests.people import DAY, Plain, facts_of, job, rulebook, steady, working

STRICT = rulebook().choose({"years-without-months": "strict"})
PLAN = FactPlan(STRICT)
DAYS = st.dates(date(2015, 1, 1), date(2028, 12, 31))
LENGTHS = st.sampled_from((4, 7, 10))


def strictly(*jobs: Plain) -> Any:
    """The years of coding of some jobs, by the strict reading."""
    return PLAN.read(recognize(profile_from(working(*jobs)), STRICT, DAY))["coding_years"]


def usually(*jobs: Plain) -> Any:
    """The years of coding of some jobs, by the usual reading."""
    return facts_of(working(*jobs))["coding_years"]


@st.composite
def dated(draw: st.DrawFn) -> tuple[Plain, Plain]:
    """A job to the day, and the same job as somebody says it who leaves a month or a day out."""
    first, last = sorted((draw(DAYS), draw(DAYS)))
    exact, said = {"start": first.isoformat()}, {"start": first.isoformat()[: draw(LENGTHS)]}
    if draw(st.booleans()):
        exact["end"], said["end"] = last.isoformat(), last.isoformat()[: draw(LENGTHS)]
    return exact, said


def within_months(exact: Plain, said: Plain) -> Plain:
    """What a date without its day means is the whole month: only within a year alone may any day be meant."""
    meant = dict(exact)
    if len(said["start"]) == 7:
        meant["start"] = parse_partial(said["start"]).isoformat()
    if len(said.get("end", "")) == 7:
        meant["end"] = last_day(said["end"]).isoformat()
    return meant


@given(st.lists(dated(), min_size=1, max_size=3), st.sampled_from((20, 40)))
@steady
def test_the_time_of_every_day_that_can_be_meant_lies_within_the_bounds(
    jobs: list[tuple[Plain, Plain]], hours: int
) -> None:
    """A year alone would count as more than it was, or hide what it may have been."""
    meant = strictly(*(job(**within_months(exact, said), hours_per_week=hours) for exact, said in jobs))
    low, high = strictly(*(job(**said, hours_per_week=hours) for _, said in jobs))
    assert meant[0] == meant[1]
    assert low <= meant[0] <= high


@given(st.lists(dated(), min_size=1, max_size=3))
@steady
def test_the_usual_reading_lies_between_the_strict_one_and_the_most(jobs: list[tuple[Plain, Plain]]) -> None:
    """The assumption could take years away, or add what cannot have been."""
    said = [job(**one) for _, one in jobs]
    (strict, most), (usual, at_most) = strictly(*said), usually(*said)
    assert strict <= usual + 0.0055 * len(said)  # of a year without another the strict reading keeps two days
    assert usual <= most == at_most


@given(DAYS, st.integers(0, 60))
@steady
def test_whole_months_are_whole_years_exactly(first: date, months: int) -> None:
    """Two years from month to month would be a day short or a day long."""
    start = first.replace(day=1)
    end = add_months(start, months)
    if end <= DAY.replace(day=1):
        said = job(start=f"{start:%Y-%m}", end=f"{end - timedelta(days=1):%Y-%m}")
        if months:
            assert usually(said) == (months * 10_000 // 12 / 10_000,) * 2
        assert position(end) - position(start) == months * UNITS_A_MONTH


@given(DAYS, st.integers(1, 40), st.integers(1, 40), st.sampled_from((10, 20, 40)))
@steady
def test_a_job_in_two_parts_is_the_same_job(first: date, months: int, more: int, hours: int) -> None:
    """A promotion at the end of a month would cost a day, or add one."""
    start = first.replace(day=1)
    middle = add_months(start, months)
    end = add_months(middle, more)

    def to(day: date) -> str:
        return f"{day - timedelta(days=1):%Y-%m}"

    whole = job(start=f"{start:%Y-%m}", end=to(end), hours_per_week=hours)
    parts = [
        job(start=f"{start:%Y-%m}", end=to(middle), hours_per_week=hours),
        job(start=f"{middle:%Y-%m}", end=to(end), hours_per_week=hours),
    ]
    assert facts_of(working(*parts)) == facts_of(working(whole))


@pytest.mark.parametrize(
    ("said", "usual", "strict"),
    [
        ({"start": "2023", "end": "2024"}, (1.0, 2.0), (0.0053, 2.0)),
        ({"start": "2019", "end": "2024"}, (5.0, 6.0), (4.0053, 6.0)),
        ({"start": "2023", "end": "2023"}, (0.0, 1.0), (0.0, 1.0)),
        ({"start": "2023"}, (2.8978, 3.8951), (2.8978, 3.8951)),
        ({"start": "2023", "end": "2024-06"}, (0.5026, 1.5), (0.5026, 1.5)),
        ({"start": "2023", "end": "2023-06"}, (0.0, 0.5), (0.0, 0.5)),
        ({"start": "2019-01", "end": "2024"}, (5.0026, 6.0), (5.0026, 6.0)),
        ({"start": "2023-06", "end": "2023"}, (0.0026, 0.5833), (0.0026, 0.5833)),
        ({"start": "2024", "end": "2026"}, (2.0, 2.8951), (1.0053, 2.8951)),
        ({"start": "2024", "end": "2030"}, (1.8978, 2.8951), (1.8978, 2.8951)),
        ({"start": "2026"}, (0.0, 0.8951), (0.0, 0.8951)),
        ({"start": "2024-01", "end": "2026-11"}, (2.8951, 2.8951), (2.8951, 2.8951)),
    ],
)
def test_a_year_alone_leaves_the_time_within_bounds(said: Plain, usual: object, strict: object) -> None:
    """2023 to 2024 would be read as a year, or as two, without a word."""
    assert usually(job(**said)) == usual
    assert strictly(job(**said)) == strict


def test_without_the_assumption_a_rulebook_reads_years_strictly() -> None:
    """A reading that no document gives would be taken without its name."""
    said = profile_from(working(job(start="2022", end="2024")))
    silent = replace(rulebook(), years_by=None, _editions={})
    assert FactPlan(silent).read(recognize(said, silent, DAY))["coding_years"] == (1.0053, 3.0)


# -- ranges of years, and part time ---------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "bounds"),
    [
        ({"years": 2, "years_at_most": 3}, (2.0, 3.0)),
        ({"years": 2, "years_at_most": 2}, (2.0, 2.0)),
        ({"years_at_most": 3}, (0.0, 3.0)),
        ({"years": 2, "years_at_most": 3, "hours_per_week": 20}, (1.0, 1.5)),
        ({"years": 2, "part_time": True}, (0.0, 1.75)),
        ({"years": 2, "years_at_most": 4, "part_time": True}, (0.0, 3.5)),
        ({"years": 2, "part_time": True, "hours_per_week": 20}, (1.0, 1.0)),
        ({"years": 2, "part_time": True, "hours_per_week": 40}, (2.0, 2.0)),
        ({"years": 2, "part_time": False}, (2.0, 2.0)),
        ({"years": 2, "part_time": True, "paid": False}, (0.0, 0.0)),
        ({"start": "2022-01", "end": "2023-12", "part_time": True}, (0.0, 1.75)),
        ({"start": "2020-01", "years": 2, "years_at_most": 3}, (2.0, 3.0)),
        ({"end": "2024-06", "years": 2, "years_at_most": 3}, (2.0, 3.0)),
        ({"start": "2020-01", "end": "2022-06", "years": 2, "years_at_most": 3}, (2.5, 2.5)),
        ({"start": "2020", "end": "2022", "years": 2, "years_at_most": 2.5}, (2.0, 2.5)),
    ],
)
def test_what_is_known_within_bounds_counts_within_them(said: Plain, bounds: tuple[float, float]) -> None:
    """ "2 to 3 years" would be three, and part time full time."""
    assert usually(job(**said)) == bounds


def test_part_time_of_unknown_hours_counts_by_the_calendar_where_hours_do_not_matter() -> None:
    """An institution that counts by the calendar would ask for hours that change nothing."""
    said = profile_from(working(job(years=2, part_time=True)))
    calendar = rulebook().choose({"part-time-work": "calendar"})
    facts = FactPlan(calendar).read(recognize(said, calendar, DAY))
    assert facts["counted_years"] == (2.0, 2.0)
    assert facts["coding_years"] == (0.0, 1.75)


def test_hours_that_were_not_said_are_not_written_as_full_time() -> None:
    """A profile saved and read again would count part time in full."""
    said = profile_from(working(job(years=2, part_time=True)))
    for data in (said.model_dump(mode="json"), said.model_dump(mode="json", exclude_none=True)):
        assert facts_of(data) == facts_of(working(job(years=2, part_time=True)))
    assert profile_from(working(job(years=2))).model_dump()["experience"][0]["hours_per_week"] == 40


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"start": "2023-06", "end": "2023-05"}, "The end is before the start."),
        ({"start": "2024", "end": "2023"}, "The end is before the start."),
        ({"years": 3, "years_at_most": 2}, "The most years are fewer than the years."),
        ({"years": 3, "years_at_most": 101}, "at most 100"),
    ],
)
def test_what_cannot_be_is_refused(said: Plain, says: str) -> None:
    """A slip would count as work."""
    with pytest.raises(InputError, match=says):
        profile_from(working(job(**said)))


@pytest.mark.parametrize(
    "said",
    [{"start": "2023-06", "end": "2023"}, {"start": "2023-06-15", "end": "2023-06"}, {"start": "2023", "end": "2023"}],
)
def test_an_end_means_its_last_day_beside_its_start(said: Plain) -> None:
    """ "2023-06 to 2023" would be refused, although it ended by December."""
    assert profile_from(working(job(**said))).experience


@given(DAYS, LENGTHS)
@steady
def test_a_date_lies_within_what_is_said_of_it(day: date, length: int) -> None:
    """The first or the last day of a month or a year would be another."""
    said = day.isoformat()[:length]
    assert parse_partial(said) <= day <= last_day(said)
    assert (last_day(said) + timedelta(days=1)).isoformat()[:length] != said
    assert is_year_alone(said) is (length == 4)


@given(st.lists(dated(), min_size=1, max_size=2), st.sampled_from(("start", "end")))
@steady
def test_saying_the_month_only_narrows_the_bounds(jobs: list[tuple[Plain, Plain]], key: str) -> None:
    """The answer to the question for a month would contradict what was possible before."""
    (exact, said), *others = jobs
    if key in said and len(said[key]) == 4:
        rest = [job(**one) for _, one in others]
        low, high = strictly(job(**said), *rest)
        meant = {**said, key: exact[key][:7]}
        if last_day(meant.get("end", "2200")) >= parse_partial(meant["start"]):
            narrow = strictly(job(**meant), *rest)
            assert low - 1e-9 <= narrow[0] <= narrow[1] <= high + 1e-9
