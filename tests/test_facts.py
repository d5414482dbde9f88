"""What the readers make of a person: exact, within bounds, or unknown."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.facts.matching import query_of
from advisor.facts.plan import FactPlan
from advisor.facts.readers import INFINITE, READERS, active_credentials
from advisor.rulebook.condition import NUMERIC
from advisor.rulebook.filters import CONCLUSIONS, SHAPES
from advisor.words import EDUCATION_LEVELS
from tests.people import (
    AREAS,
    DAY,
    Plain,
    certifications,
    facts_of,
    job,
    jobs,
    person_of,
    profiles,
    rulebook,
    schools,
    steady,
    working,
)


def read(reader: str, profile: Plain, **filter: Any) -> Any:
    """What one reader makes of a profile."""
    return READERS[reader].read(person_of(profile), query_of(reader, filter, rulebook()))


def years(*jobs: Plain, **filter: Any) -> Any:
    return read("years_worked", working(*jobs), **filter)


def rank(level: str) -> float:
    return float(EDUCATION_LEVELS.index(level))


def test_every_reader_has_its_filter_and_every_filter_its_reader() -> None:
    """A rulebook could name a reader that does not exist, or one could exist that none can name."""
    assert READERS.keys() == SHAPES.keys()


def test_every_fact_of_the_rulebook_is_read_or_concluded() -> None:
    """A fact would be unknown for everybody, for ever."""
    readers = {reader for fact in rulebook().facts.values() for reader in fact.read}
    assert readers <= READERS.keys() | {"concluded"}
    concluded = {fact.read["concluded"] for fact in rulebook().facts.values() if "concluded" in fact.read}
    assert concluded <= CONCLUSIONS.keys()


@given(profiles())
@steady
def test_every_value_has_the_form_of_its_type(said: Plain) -> None:
    """The engine is sound for typed facts alone."""
    values = facts_of(said)
    for id, value in values.items():
        fact = rulebook().facts[id]
        if fact.type in NUMERIC:
            low, high = value
            assert 0 <= low <= high
            assert low < INFINITE
        elif fact.type == "names":
            surely, possibly = value
            assert isinstance(surely, frozenset)
            assert possibly is None or surely <= possibly
        elif fact.type == "flag":
            assert isinstance(value, bool)
        else:
            assert isinstance(value, str)


def test_of_a_person_who_said_nothing_nothing_is_known() -> None:
    """Silence would be read as "no"."""
    for id, value in facts_of({}).items():
        fact = rulebook().facts[id]
        if fact.type in ("years", "number"):
            ((_, filter),) = fact.read.items()
            assert value == (0.0, filter.get("within_last_years", INFINITE)), id
        elif fact.type == "names":
            assert value == (frozenset(), None), id
        elif fact.of == "education-levels":
            assert value[0] == 0.0, id
            assert value[1] == rank("doctorate"), id
        else:
            pytest.fail(f"{id} is known to be {value}")


# -- time worked ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "worked"),
    [
        ("2023-01", "2024-12", 2.0),
        ("2023-01-01", "2024-12-31", 2.0),
        ("2022-01-15", "2024-01-14", 2.0),
        ("2022-01-15", "2024-01-13", 1.9973),
        ("2022-01-15", "2024-01-15", 2.0026),
        ("2022-02-15", "2024-02-14", 2.0),
        ("2023-02-15", "2025-02-14", 2.0),
        ("2023-03-01", "2025-02-28", 2.0),
        ("2022-03-01", "2024-02-29", 2.0),
        ("2024-02-29", "2026-02-28", 2.008),
        ("2020-02-28", "2022-02-27", 2.0),
        ("2019-07", "2024-06", 5.0),
        ("2019-07-02", "2024-06-30", 4.9973),
        ("2025-11-15", "2026-05-14", 0.5),
        ("2024-01-10", "2024-01-10", 0.0026),
        ("2026-05-24", None, 0.5),
        ("2021-11-24", None, 5.0),
        ("2021-11-25", None, 4.9973),
    ],
)
def test_whole_years_are_whole(start: str, end: str | None, worked: float) -> None:
    """A leap day would keep a person below a level, or a missing day lift them to it."""
    said = job(start=start) if end is None else job(start=start, end=end)
    assert years(said) == (worked, worked)


@pytest.mark.parametrize("said", [1.9999, 2.0, 2.0001, 4.9999, 5.0, 5.0001, 4.99, 0.1, 0.3])
def test_years_that_are_said_are_neither_rounded_up_nor_down(said: float) -> None:
    """4.9999 years would reach senior level, or 5.0 miss it."""
    assert years(job(years=said)) == (said, said)


def test_years_beyond_four_decimals_are_cut_off() -> None:
    """A repeating decimal just below a threshold would reach it."""
    assert years(job(years=1.99994)) == (1.9999, 1.9999)


def test_work_at_the_same_time_counts_once_and_at_most_full_time() -> None:
    """Two full-time jobs would make two years of one."""
    both = job(start="2020-01", end="2021-12")
    assert years(both, both) == (2.0, 2.0)
    assert years(both, job(start="2021-01", end="2022-12")) == (3.0, 3.0)
    assert years(both, job(start="2021-01", end="2022-12", hours_per_week=20)) == (2.5, 2.5)
    half = job(start="2020-01", end="2021-12", hours_per_week=20)
    assert years(half, half) == (2.0, 2.0)
    assert years(half, half, half) == (2.0, 2.0)
    assert years(job(start="2020-01", end="2021-12", hours_per_week=80)) == (2.0, 2.0)


@pytest.mark.parametrize(("hours", "worked"), [(40, 2.0), (20, 1.0), (30, 1.5), (0, 0.0), (39.99, 1.9995), (168, 2.0)])
def test_part_time_counts_by_its_hours(hours: float, worked: float) -> None:
    """Two years at half time would be two years."""
    assert years(job(start="2020-01", end="2021-12", hours_per_week=hours)) == (worked, worked)
    assert years(job(years=2, hours_per_week=hours)) == (worked, worked)


def test_an_institution_may_count_by_the_calendar() -> None:
    """The choice between hours and the calendar would change nothing."""
    said = working(job(start="2020-01", end="2021-12", hours_per_week=20))
    other = rulebook().choose({"part-time-work": "calendar"})
    assert facts_of(said)["counted_years"] == (1.0, 1.0)
    assert FactPlan(other).read(person_of(said))["counted_years"] == (2.0, 2.0)
    assert FactPlan(other).read(person_of(said))["coding_years"] == (1.0, 1.0)


@pytest.mark.parametrize("said", [{"years": 3}, {"start": "2020", "end": "2023"}, {"start": "2020"}, {}])
def test_unpaid_work_counts_nothing(said: Plain) -> None:
    """A practicum would count as years of work."""
    assert years(job(paid=False, **said)) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("said", "worked"),
    [
        ({"start": "2025-11-24", "end": "2030"}, 1.0),
        ({"start": "2025-11-24"}, 1.0),
        ({"start": "2026-11-24"}, 0.0),
        ({"start": "2028", "end": "2030"}, 0.0),
        ({"start": "2028", "years": 4}, 0.0),
        ({"end": "2027-11-23", "years": 2}, 1.0),
        ({"end": "2026-11", "years": 2}, 2.0),
        ({"start": "2025-11-24", "end": "2026-11-24"}, 1.0),
        ({"start": "2025-11-24", "end": "2026-11"}, 1.0),
        ({"start": "2025-11-24", "end": "2026-11-23"}, 1.0),
        ({"start": "2025-11-24", "end": "2026-11-22"}, 0.9973),
    ],
)
def test_time_that_is_still_to_come_does_not_count(said: Plain, worked: float) -> None:
    """A contract would count before it is worked."""
    assert years(job(**said)) == (worked, worked)


def test_work_within_the_last_years_is_cut_at_their_beginning() -> None:
    """Old work would count as recent."""
    long = job(start="2010", end="2025-11-23")
    assert years(long, within_last_years=3) == (2.0, 2.0)
    assert years(job(start="2010"), within_last_years=3) == (3.0, 3.0)
    assert years(job(start="2010", end="2015"), within_last_years=3) == (0.0, 0.0)
    assert years(job(years=2), within_last_years=3) == (0.0, 2.0)
    assert years(job(years=9), within_last_years=3) == (0.0, 3.0)
    assert years(job(years=2), job(start="2025-11-24"), within_last_years=3) == (1.0, 3.0)
    assert read("years_worked", {}, within_last_years=3) == (0.0, 3.0)


@pytest.mark.parametrize(
    ("said", "filter", "bounds"),
    [
        ({"years": 2, "area": None}, {"area": ["coding"]}, (0.0, 2.0)),
        ({"years": 2}, {"area": ["coding"]}, (2.0, 2.0)),
        ({"years": 2}, {"area": ["billing"]}, (0.0, 0.0)),
        ({"years": 2, "area": None, "role": "Zorbmaster"}, {"area": ["coding"]}, (0.0, 0.0)),
        ({"years": 2, "supervision": None}, {"supervision": ["formal"]}, (0.0, 2.0)),
        ({"years": 2, "supervision": "informal"}, {"supervision": ["formal"]}, (0.0, 0.0)),
        ({"years": 2, "supervision": "formal"}, {"supervision": ["formal"]}, (2.0, 2.0)),
        ({"years": 2}, {"privacy_management": True}, (0.0, 2.0)),
        ({"years": 2, "privacy_management": False}, {"privacy_management": True}, (0.0, 0.0)),
        ({"years": 2, "setting": None}, {"setting": ["hospital"]}, (0.0, 2.0)),
        ({"area": "coding"}, {"area": ["coding"]}, (0.0, INFINITE)),
        ({"area": "billing"}, {"area": ["coding"]}, (0.0, 0.0)),
    ],
)
def test_what_is_not_said_of_a_job_leaves_its_years_open(
    said: Plain, filter: Plain, bounds: tuple[float, float]
) -> None:
    """Unknown work would count as surely done, or as surely not."""
    assert years(job(**said), **filter) == bounds


@given(st.lists(jobs(), max_size=4), jobs(), st.sampled_from(("area", "supervision", "setting", "privacy_management")))
@steady
def test_a_job_of_unknown_kind_widens_the_years_only_upward(others: list[Plain], said: Plain, part: str) -> None:
    """What a person did not say would lower what they surely have, or hide what they may have."""
    unknown = {key: value for key, value in said.items() if key not in (part, "role")}
    filter = {"area": ("coding", "billing"), "supervision": ("formal",), "setting": ("hospital",)}.get(part, True)
    without = years(*others, **{part: filter})
    with_it = years(*others, unknown, **{part: filter})
    assert with_it[0] == without[0]
    assert with_it[1] >= without[1]


@given(st.lists(jobs(), max_size=5), st.sampled_from(AREAS))
@steady
def test_years_are_within_what_any_kind_of_job_makes(said: list[Plain], area: str) -> None:
    """One kind of work would come to more than all work."""
    low, high = years(*said, area=[area])
    most_low, most_high = years(*said)
    assert low <= most_low
    assert high <= most_high
    assert read("hours_worked", working(*said), area=[area])[0] == pytest.approx(low * 2080, abs=0.05)


@given(st.lists(jobs(), min_size=2, max_size=4))
@steady
def test_the_order_of_jobs_does_not_matter(said: list[Plain]) -> None:
    """A person would be advised by the order in which they remember."""
    found = {tuple(sorted(facts_of(working(*order)).items(), key=str)) for order in itertools.permutations(said)}
    first = facts_of(working(*said))
    assert all(dict(values).keys() == first.keys() for values in found)
    assert all(facts_of(working(*order)) == first for order in itertools.permutations(said))


def test_hours_are_two_thousand_and_eighty_a_year() -> None:
    """The 1,950 hours of a registry would be met a week early or late."""
    assert read("hours_worked", working(job(years=0.9375))) == (1950.0, 1950.0)
    assert read("hours_worked", working(job(years=0.9374)))[1] < 1950
    assert read("hours_worked", {}) == (0.0, INFINITE)


@pytest.mark.parametrize(
    ("jobs", "since"),
    [
        ([job(start="2010", end="2016-11-23")], (10.0, 10.0)),
        ([job(start="2010")], (0.0, 0.0)),
        ([job(start="2010", end="2016-11-23"), job(start="2010", end="2021-11-23")], (5.0, 5.0)),
        ([job(start="2010", end="2016-11-23"), job(start="2020", area="other")], (10.0, 10.0)),
        ([job(start="2010", end="2016-11-23"), job(start="2020", area=None)], (0.0, 10.0)),
        ([job(start="2010", end="2016-11-23"), job(years=2)], (0.0, 10.0)),
        ([job(start="2010", end="2016-11-23"), job(start="2025", paid=False)], (10.0, 10.0)),
        ([job(start="2010", end="2016-11-23"), job(start="2028")], (10.0, 10.0)),
        ([job(start="2010", end="2016")], (9.8951, 10.8951)),
        ([job(start="2010", end="2026")], (0.0, 0.8951)),
        ([job(start="2016-01", end="2016-12", part_time=True)], (9.8951, 9.8951)),
        ([job(years=3)], None),
        ([job(start="2020", area=None)], None),
        ([job(start="2020", paid=False)], None),
        ([], None),
    ],
)
def test_time_since_the_last_work_is_as_sure_as_what_is_known(
    jobs: list[Plain], since: tuple[float, float] | None
) -> None:
    """Work would be called stale when the person may be at work today."""
    assert read("years_since_work", working(*jobs), area=["coding"]) == since


# -- schooling ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("education", "bounds"),
    [
        ([], ("none", "none")),
        ("none", ("none", "none")),
        ("associate", ("associate", "associate")),
        (["high-school", "bachelor"], ("bachelor", "bachelor")),
        ({"level": "associate", "status": "in-progress"}, ("none", "high-school")),
        ({"level": "associate", "status": "withdrawn"}, ("none", "high-school")),
        ({"level": "high-school", "status": "in-progress"}, ("none", "none")),
        (["high-school", {"level": "associate", "status": "in-progress"}], ("high-school", "high-school")),
        ({"field": "Nursing"}, ("none", "doctorate")),
        ({"level": "associate", "status": "unknown"}, ("none", "associate")),
        (["high-school", {"level": "associate", "status": "unknown"}], ("high-school", "associate")),
        ({"level": "associate", "completed": "2027-05"}, ("none", "high-school")),
        ("A.A.S. in HIT", ("associate", "associate")),
    ],
)
def test_the_highest_schooling_is_what_was_finished(education: Any, bounds: tuple[str, str]) -> None:
    """A program under way or left would count as a degree."""
    assert read("highest_education", {"education": education}) == (rank(bounds[0]), rank(bounds[1]))


@pytest.mark.parametrize(
    ("education", "bounds"),
    [
        ({"level": "associate", "field": "HIT"}, ("associate", "associate")),
        ({"level": "associate", "field": "51.0707"}, ("associate", "associate")),
        ({"level": "associate", "field": "English"}, ("none", "none")),
        ({"level": "associate", "field": "Zorbology"}, ("none", "none")),
        ({"level": "associate"}, ("none", "associate")),
        (["bachelor", {"level": "certificate", "field": "Medical coding"}], ("certificate", "bachelor")),
    ],
)
def test_schooling_in_a_field_is_of_that_field(education: Any, bounds: tuple[str, str]) -> None:
    """Any degree would count as one of the field."""
    found = read("highest_education", {"education": education}, field=["@core"])
    assert found == (rank(bounds[0]), rank(bounds[1]))


CAHIIM = {"level": "associate", "field": "HIT", "accreditation": "CAHIIM"}
STUDENT = {**CAHIIM, "status": "in-progress"}
DUE = {"status": ["in-progress"], "expected_within_months": 12}


@pytest.mark.parametrize(
    ("education", "filter", "answer"),
    [
        (CAHIIM, {"accreditation": ["CAHIIM"]}, True),
        ({**CAHIIM, "accreditation": None}, {"accreditation": ["CAHIIM"]}, None),
        ({**CAHIIM, "accreditation": "none"}, {"accreditation": ["CAHIIM"]}, False),
        ({**CAHIIM, "accreditation": "Zorb"}, {"accreditation": ["CAHIIM"]}, False),
        ({**CAHIIM, "accreditation": ["Zorb", "CAHIIM"]}, {"accreditation": ["CAHIIM"]}, True),
        ({**CAHIIM, "status": "withdrawn"}, {"accreditation": ["CAHIIM"]}, False),
        (STUDENT, {"accreditation": ["CAHIIM"]}, False),
        (STUDENT, {"status": ["in-progress"], "final_term": True}, None),
        ({**STUDENT, "final_term": True}, {"status": ["in-progress"], "final_term": True}, True),
        ({**STUDENT, "final_term": False}, {"status": ["in-progress"], "final_term": True}, False),
        ({**CAHIIM, "final_term": True}, {"status": ["in-progress"], "final_term": True}, False),
        ({**CAHIIM, "completed": "2027"}, {"level": ["associate"]}, False),
        ({**CAHIIM, "completed": "2027"}, {"level": ["associate"], "status": ["in-progress"]}, True),
        ({**CAHIIM, "level": None}, {"level": ["associate"]}, None),
        ({**CAHIIM, "level": None}, {"at_least": "associate"}, None),
        ({"level": "bachelor"}, {"at_least": "associate"}, True),
        ({"level": "bachelor"}, {"level": ["associate"]}, False),
        ({"field": "A.A.S. in HIT"}, {"level": ["associate"], "field": ["health-information"]}, True),
        (CAHIIM, {"practicum": True}, None),
        ({**CAHIIM, "practicum": False}, {"practicum": True}, False),
        ({**CAHIIM, "country": "CA"}, {"country": ["CA", "KR", "AU"]}, True),
        (CAHIIM, {"country": ["CA", "KR", "AU"]}, False),
        ({**CAHIIM, "country": "IN"}, {"abroad": True}, True),
        (CAHIIM, {"abroad": True}, False),
        ({**CAHIIM, "completed": "2021-11-24"}, {"completed_within_years": 5}, True),
        ({**CAHIIM, "completed": "2021-11-23"}, {"completed_within_years": 5}, False),
        (CAHIIM, {"completed_within_years": 5}, None),
        ({**CAHIIM, "completed": "2021"}, {"completed_within_years": 5}, None),
        ({**CAHIIM, "completed": "2021-11"}, {"completed_within_years": 5}, True),
        ({**CAHIIM, "completed": "2021-10"}, {"completed_within_years": 5}, False),
        ({**CAHIIM, "completed": "2022"}, {"completed_within_years": 5}, True),
        ({**CAHIIM, "status": "unknown"}, {"accreditation": ["CAHIIM"]}, None),
        ({**CAHIIM, "status": "unknown"}, {"accreditation": ["NCRA"]}, False),
        ({**CAHIIM, "status": "unknown"}, {"status": ["in-progress"]}, None),
        ({**STUDENT, "completed": "2027"}, DUE, None),
        ({**STUDENT, "completed": "2027-10"}, DUE, True),
        ({**STUDENT, "completed": "2027-11"}, DUE, False),
        ({**STUDENT, "completed": "2028"}, DUE, False),
        ({**STUDENT, "completed": "2027-11-24"}, DUE, True),
        ({**STUDENT, "completed": "2027-11-25"}, DUE, False),
        (STUDENT, DUE, None),
        (None, {"level": ["associate"]}, None),
        ([], {"level": ["associate"]}, False),
    ],
)
def test_a_program_matches_or_not_or_nobody_knows(education: Any, filter: Plain, answer: bool | None) -> None:
    """A route to a credential would open for the wrong program, or close for one of which too little is known."""
    assert read("has_education", {"education": education}, **filter) is answer


@pytest.mark.parametrize(
    ("education", "answer"),
    [
        (None, None),
        ([], False),
        ("none", False),
        ("high-school", True),
        ("associate", True),
        ({"level": "associate", "status": "in-progress"}, None),
        ({"level": "certificate", "status": "withdrawn"}, None),
        ({"level": "high-school", "status": "in-progress"}, False),
        ({"level": "high-school", "status": "unknown"}, None),
        ({"level": "associate", "status": "unknown"}, None),
        ({"field": "Nursing"}, None),
        (["none", {"level": "certificate"}], False),
    ],
)
def test_a_diploma_is_had_or_not_or_not_mentioned(education: Any, answer: bool | None) -> None:
    """A student in college would be told to finish high school, or one without a diploma be taken to have it."""
    assert read("has_education", {"education": education}, at_least="high-school", unless_none=True) is answer


@pytest.mark.parametrize(
    ("education", "bounds"),
    [
        (None, (0.0, INFINITE)),
        ([], (0.0, 0.0)),
        ({"field": "Medical coding", "training_hours": 80}, (80.0, 80.0)),
        ({"field": "Medical coding"}, (0.0, INFINITE)),
        ({"field": "English", "training_hours": 80}, (0.0, 0.0)),
        ({"level": "certificate", "training_hours": 80}, (0.0, 80.0)),
        ({"field": "Medical coding", "training_hours": 80, "status": "in-progress"}, (0.0, 80.0)),
        ({"field": "Medical coding", "training_hours": 80, "status": "withdrawn"}, (0.0, 0.0)),
        ({"field": "Medical coding", "training_hours": 80, "status": "unknown"}, (0.0, 80.0)),
        ([{"field": "Medical coding", "training_hours": 40}] * 2, (40.0, 40.0)),
    ],
)
def test_training_hours_are_of_one_finished_course(education: Any, bounds: tuple[float, float]) -> None:
    """Hours of another field, or of a course that was left, would lift an apprentice's suffix."""
    assert read("training_hours", {"education": education}, field=["medical-coding"]) == bounds


@pytest.mark.parametrize(
    ("level", "hours", "bounds"),
    [
        ("certificate", 80, (80.0, 80.0)),
        ("certificate", None, (0.0, float("inf"))),
        ("associate", 80, (0.0, 0.0)),
        ("associate", None, (0.0, 0.0)),
        ("bachelor", None, (0.0, 0.0)),
        (None, 80, (0.0, 80.0)),
    ],
)
def test_training_hours_may_be_those_of_courses_alone(
    level: str | None, hours: float | None, bounds: tuple[float, float]
) -> None:
    """A degree would stay open until somebody counts its hours of class."""
    said = {"field": "Medical coding", "level": level, "training_hours": hours}
    education = {key: value for key, value in said.items() if value is not None}
    assert read("training_hours", {"education": education}, field=["medical-coding"], at_most="certificate") == bounds


@given(st.lists(schools(), max_size=3))
@steady
def test_schooling_of_a_field_is_never_more_than_schooling(said: list[Plain]) -> None:
    """One field alone would come to more than everything."""
    of_field = read("highest_education", {"education": said}, field=["@core"])
    of_all = read("highest_education", {"education": said})
    assert of_field[0] <= of_all[0]
    assert of_field[1] <= of_all[1]


def test_credits_are_what_is_said() -> None:
    """Silence about credits would be read as none."""
    assert read("college_credits", {"college_credits": 45}) == (45.0, 45.0)
    assert read("college_credits", {}) == (0.0, INFINITE)


# -- credentials --------------------------------------------------------------------------


def names(*ids: str) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(ids), frozenset(ids)


def test_a_credential_counts_as_those_it_contains() -> None:
    """A holder of the RHIA would be told to earn the RHIT."""
    assert read("credentials", {"certifications": "RHIA"}) == names("rhia", "rhit")
    assert active_credentials(person_of({"certifications": "RHIA"}), rulebook()) == {"rhia", "rhit"}


def test_an_apprentice_form_does_not_count_as_the_credential() -> None:
    """The suffix would mean nothing."""
    assert read("credentials", {"certifications": "CPC-A"}) == names("cpc-a")
    assert read("holds_any", {"certifications": "CPC-A"}, credentials=["cpc"]) is False
    assert read("holds_any", {"certifications": "CPC-A"}, credentials=["cpc", "cpc-a"]) is True


def test_only_active_credentials_are_held() -> None:
    """One that lapsed or is still to come would open a level."""
    said = {
        "certifications": [
            {"name": "CCS", "status": "lapsed"},
            {"name": "CCA", "status": "in-progress"},
            {"name": "CPC", "status": "revoked"},
            {"name": "RHIA", "status": "lapsed"},
            "Lpc",
            "CBCS",
        ]
    }
    assert read("credentials", said) == names("cbcs")
    assert read("credentials", said, status=["lapsed", "revoked"]) == names("ccs", "cpc", "rhia")
    assert read("credentials", said, status=["in-progress"]) == names("cca")
    assert read("credentials", {"certifications": []}) == names()
    assert read("credentials", {}) == (frozenset(), None)
    assert read("holds_any", {}, credentials=["ccs"]) is None
    assert read("holds_any", said, credentials=["ccs", "cca", "cpc"]) is False


def test_a_credential_of_unknown_status_is_possibly_held_and_never_surely() -> None:
    """Words that were not understood would count as held, or as surely not."""
    said = {"certifications": [{"name": "RHIA", "status": "unknown"}, "CCA"]}
    assert read("credentials", said) == (frozenset({"cca"}), frozenset({"cca", "rhia", "rhit"}))
    assert read("credentials", said, status=["lapsed", "revoked"]) == (frozenset(), frozenset({"rhia"}))
    assert read("credentials", said, status=["in-progress"]) == (frozenset(), frozenset({"rhia"}))
    assert read("reinstatable", said) == (frozenset(), frozenset({"rhia"}))
    assert active_credentials(person_of(said), rulebook()) == {"cca"}
    assert read("holds_any", said, credentials=["rhit", "ccs"]) is None
    assert read("holds_any", said, credentials=["rhit", "cca"]) is True
    assert read("holds_any", said, credentials=["ccs"]) is False
    shown = {"at_least": "high-school", "shown_by": ["rhit"]}
    assert read("has_education", {**said, "education": []}, **shown) is None
    assert read("has_education", {**said, "education": []}, at_least="high-school", shown_by=["cca"]) is True


@given(profiles(), st.integers(0, 3), st.sampled_from(("active", "in-progress", "lapsed", "revoked")))
@steady
def test_whatever_a_status_turns_out_to_be_was_possible(said: Plain, place: int, status: str) -> None:
    """What is known once the person says how it stands would contradict what was said before."""
    held = [one for one in said.get("certifications", ()) if not one.keys() & {"expires", "lapsed", "earned"}]
    if place < len(held):
        unknown = [{**one, "status": "unknown"} if n == place else one for n, one in enumerate(held)]
        turned_out = [{**one, "status": status} if n == place else one for n, one in enumerate(held)]
        before, after = (facts_of({**said, "certifications": one}) for one in (unknown, turned_out))
        for id, value in before.items():
            fact = rulebook().facts[id]
            if fact.type == "names" and value[1] is not None:
                assert value[0] <= after[id][0] <= after[id][1] <= value[1], id
            elif fact.type == "flag":
                assert after[id] is value, id


@pytest.mark.parametrize(
    ("said", "surely", "possibly"),
    [
        ({"name": "CCS", "lapsed": "2026-05-28"}, {"ccs"}, {"ccs"}),
        ({"name": "CCS", "lapsed": "2026-05-27"}, set(), set()),
        ({"name": "CCS", "status": "lapsed"}, set(), {"ccs"}),
        ({"name": "CCS", "status": "revoked"}, set(), set()),
        ({"name": "CCS"}, set(), set()),
    ],
)
def test_a_lapsed_credential_can_be_reinstated_in_its_time(said: Plain, surely: set[str], possibly: set[str]) -> None:
    """A person would be promised, or denied, a return without the exam."""
    assert read("reinstatable", {"certifications": said}) == (surely, possibly)


@given(st.lists(certifications(), max_size=4))
@steady
def test_the_order_of_credentials_does_not_matter(said: list[Plain]) -> None:
    """Facts would depend on which credential was written first."""
    assert facts_of({"certifications": said}) == facts_of({"certifications": said[::-1]})


# -- aims -----------------------------------------------------------------------------------


def test_words_are_read_as_the_vocabulary_knows_them() -> None:
    """A course or a skill would count only when written as the rulebook writes it."""
    said = {"coursework": ["A&P", "practicode", "juggling"], "interests": "conventional", "skills": ["juggling"]}
    assert read("coursework", said) == names("anatomy-physiology", "practicode")
    assert read("interests", said) == names("conventional")
    assert read("skills", said) == names()
    assert read("coursework", {}) == (frozenset(), None)


def test_aims_are_what_the_person_says() -> None:
    """A goal would be lost on the way to the rules."""
    said = {"goal": {"title": "Medical Coder", "track": "coding", "setting": "hospital"}, "state": "North Carolina"}
    assert read("goal_title", said) == "medical-coder"
    assert read("track", said) == "coding"
    assert read("setting", said) == "hospital"
    assert read("state", said) == "NC"
    assert {reader: read(reader, {}) for reader in ("goal_title", "track", "setting", "state")} == dict.fromkeys(
        ("goal_title", "track", "setting", "state")
    )


def test_facts_are_as_of_the_day() -> None:
    """The same profile a year later would not have grown by a year."""
    said = working(job(start="2024-11-24"))
    assert facts_of(said)["coding_years"] == (2.0, 2.0)
    assert facts_of(said, DAY.replace(year=2027))["coding_years"] == (3.0, 3.0)
