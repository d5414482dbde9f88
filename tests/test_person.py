"""How a profile's words and times are recognized, and what cannot be is noticed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given

from advisor.dates import UNITS_A_DAY, UNITS_A_YEAR, position
from advisor.person import UNKNOWN, Held, School, Stint, claimed_titles, time_worked
from advisor.words import EDUCATION_LEVELS
from tests.people import DAY, Plain, facts_of, job, person_of, profiles, remarks_of, rulebook, steady, working


def school_of(said: Plain | str) -> School:
    (school,) = person_of({"education": said}).schools or ()
    return school


def stint_of(said: Plain | float, **rest: object) -> Stint:
    (stint,) = person_of({"experience": said, **rest}).stints or ()
    return stint


def held_of(said: Plain | str, day: date = DAY) -> Held:
    (held,) = person_of({"certifications": said}, day).held or ()
    return held


# -- schooling ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "level", "field"),
    [
        ("A.A.S. in HIT", "associate", "health-information"),
        ("assoc. deg. Health Info Tech", "associate", "health-information"),
        ("AAS in Health Information Technology", "associate", "health-information"),
        ("B.S. in Health Information Management", "bachelor", "health-information"),
        ("Medical billing and coding certificate", "certificate", "medical-coding"),
        ("MHA", "master", "health-administration"),
        ("Health Information Technology", None, "health-information"),
        ("high school diploma", "high-school", None),
        ("51.0707", None, "health-information"),
        ("51.0706 Health Information/Medical Records Administration", None, "health-information"),
    ],
)
def test_a_level_inside_free_text_is_found_beside_the_field(text: str, level: str | None, field: str | None) -> None:
    """A person who writes their degree in one line would count as having none."""
    school = school_of({"field": text})
    assert school.level == (None if level is None else EDUCATION_LEVELS.index(level))
    assert school.field == field


def test_a_level_that_is_said_comes_before_one_in_the_text() -> None:
    """The text would overrule the answer to the question."""
    assert school_of({"level": "certificate", "field": "A.A.S. in HIT"}).level == EDUCATION_LEVELS.index("certificate")


def test_a_field_that_is_not_said_is_unknown_and_one_not_recognized_is_not() -> None:
    """A person who wrote nothing could never be asked; one who wrote Zorbology would be taken for anything."""
    assert school_of({"level": "associate"}).field == UNKNOWN
    assert school_of({"level": "associate", "field": "Zorbology"}).field is None
    assert remarks_of({"education": {"field": "Zorbology"}}) == ["unrecognized-field"]


@pytest.mark.parametrize(("written", "meant"), [(51.071, "51.0710"), (51.07, "51.0700"), (51.0707, "51.0707")])
def test_a_code_that_was_read_as_a_number_keeps_its_meaning(written: float, meant: str) -> None:
    """YAML drops the zero at the end of 51.0710, and the program would not be recognized."""
    assert school_of({"field": written}).field == school_of({"field": meant}).field
    assert school_of({"field": written}).field is not None


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (None, None),
        ("none", {"none"}),
        ("CAHIIM", {"CAHIIM"}),
        (["C.A.H.I.I.M.", "NCRA"], {"CAHIIM", "NCRA"}),
        ("Zorb", set()),
        ([], set()),
    ],
)
def test_accreditation_is_unknown_or_none_or_known(said: str | list[str] | None, found: set[str] | None) -> None:
    """An unaccredited program would be asked about again, or one of which nothing is known would count as without."""
    assert school_of({"level": "associate", "accreditation": said}).accreditation == found


def test_an_accreditor_that_is_not_known_is_said() -> None:
    """A misspelled accreditor would not count, silently."""
    assert remarks_of({"education": {"level": "associate", "accreditation": "Zorb"}}) == ["unrecognized-accreditor"]


@pytest.mark.parametrize(
    ("status", "completed", "read", "remarks"),
    [
        ("completed", "2026-11-24", "completed", []),
        ("completed", "2026-11-25", "in-progress", ["completed-in-the-future"]),
        ("completed", "2027", "in-progress", ["completed-in-the-future"]),
        ("completed", "2026", "completed", []),
        ("completed", "2026-11", "completed", []),
        ("completed", "2026-12", "in-progress", ["completed-in-the-future"]),
        ("in-progress", "2026", "in-progress", []),
        ("in-progress", "2026-11", "in-progress", []),
        ("in-progress", "2026-10", "in-progress", ["expected-date-past"]),
        ("unknown", "2025", "unknown", ["unknown-education-status"]),
        ("in-progress", "2027-05", "in-progress", []),
        ("in-progress", "2026-11-23", "in-progress", ["expected-date-past"]),
        ("withdrawn", "2027-05", "withdrawn", []),
    ],
)
def test_a_degree_counts_from_its_day(status: str, completed: str, read: str, remarks: list[str]) -> None:
    """A degree that is still to come would open titles today."""
    said = {"education": {"level": "associate", "status": status, "completed": completed}}
    assert school_of(said["education"]).status == read
    assert remarks_of(said) == remarks


# -- work -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "area", "remarks"),
    [
        ({"role": "Sr. inpatient coder"}, "coding", []),
        ({"role": "med records tech"}, "health-information", []),
        ({"role": "Zorbmaster"}, None, ["unrecognized-role"]),
        ({"role": "Zorbmaster", "area": "billing"}, "billing", []),
        ({"role": "Sr. inpatient coder", "area": "other"}, "other", []),
        ({"years": 2}, UNKNOWN, []),
        ({"area": "usual"}, "health-information", []),
    ],
)
def test_the_area_is_what_is_said_or_found_from_the_role(said: Plain, area: str | None, remarks: list[str]) -> None:
    """Work would count in an area that nobody named."""
    assert stint_of(said).area == area
    assert remarks_of({"experience": said}) == remarks


def test_bare_years_are_of_the_occupation_itself() -> None:
    """`experience: 3` would not count."""
    assert stint_of(3).area == rulebook().usual_area


EVERY_DAY = [date(2019, 12, 31) + timedelta(days=n) for n in range(3000)]


def days_of(said: Plain, **rest: object) -> tuple[date | None, int | None]:
    """A stint's begin as a day, and how many units it lasts."""
    stint = stint_of(said, **rest)
    assert stint.least == stint.most
    begins, ends, length, _ = stint.most
    if begins is None or ends is None:
        return None, length
    begin = next(day for day in EVERY_DAY if position(day) >= begins)
    return begin, ends - begins


YEAR = UNITS_A_YEAR
UNTIL_TODAY = position(DAY) - position(date(2024, 11, 24))


@pytest.mark.parametrize(
    ("said", "begin", "length", "remarks"),
    [
        ({"start": "2024-11-24"}, date(2024, 11, 24), 2 * YEAR, []),
        ({"start": "2024-11-24", "end": "2025-11-23"}, date(2024, 11, 24), YEAR, []),
        ({"start": "2024-11-24", "end": "2030"}, date(2024, 11, 24), UNTIL_TODAY, []),
        ({"start": "2027"}, DAY, 0, ["starts-in-the-future"]),
        ({"start": "2027", "years": 3}, DAY, 0, ["starts-in-the-future"]),
        ({"years": 3}, None, 3 * YEAR, []),
        ({"start": "2020", "years": 1}, date(2020, 1, 1), YEAR, []),
        ({"end": "2023", "years": 2}, date(2022, 1, 1), 2 * YEAR, []),
        ({"start": "2020", "end": "2024", "years": 1}, date(2020, 1, 1), YEAR, ["years-and-dates-differ"]),
        ({"start": "2020", "end": "2024", "years": 4}, date(2020, 1, 1), 4 * YEAR, []),
        ({"start": "2020", "end": "2024", "years": 4.5}, date(2020, 1, 1), round(4.5 * YEAR), []),
        ({"start": "2020", "end": "2024", "years": 5.08}, date(2020, 1, 1), 5 * YEAR, []),
        ({"start": "2020-01", "end": "2023-12", "years": 4.08}, date(2020, 1, 1), 4 * YEAR, []),
        ({"start": "2020-01", "end": "2020-12", "years": 9}, date(2020, 1, 1), YEAR, ["years-and-dates-differ"]),
        ({"start": "2024-11-24", "years": 9}, date(2024, 11, 24), UNTIL_TODAY, ["years-and-dates-differ"]),
        ({}, None, None, []),
        ({"start": "2020-06-01", "end": "2020-06-01"}, date(2020, 6, 1), UNITS_A_DAY, []),
    ],
)
def test_a_job_lasts_as_its_dates_and_years_say(
    said: Plain, begin: date | None, length: int | None, remarks: list[str]
) -> None:
    """Years could be made of dates that contradict them, or of days that are still to come."""
    assert days_of({"area": "coding", **said}) == (begin, length)
    assert remarks_of({"experience": {"area": "coding", **said}}) == remarks


def test_unpaid_practice_is_said_not_to_count() -> None:
    """A student would wonder where the practicum went."""
    assert remarks_of(working(job(years=1, paid=False))) == ["unpaid-work"]
    assert not stint_of(job(years=1, paid=False)).works


def test_the_direction_and_workplace_come_from_the_latest_work() -> None:
    """A person would be advised for the work they left, or for work they have not begun."""
    jobs = [
        job(start="2024", area="billing", setting="payer"),
        job(start="2010", end="2023", area="registry", setting="registry"),
        job(start="2027", area="coding", setting="hospital"),
    ]
    for order in (jobs, jobs[::-1]):
        person = person_of(working(*order))
        assert (person.track, person.setting) == ("billing", "payer")


@pytest.mark.parametrize(
    ("goal", "track"),
    [
        ({"track": "data"}, "data"),
        ("cancer-registrar", "registry"),
        ({"title": "cancer-registrar", "track": "data"}, "data"),
    ],
)
def test_a_goal_comes_before_the_work_done(goal: Plain | str, track: str) -> None:
    """A person who wants to change would be sent back."""
    assert person_of(working(job(years=2), goal=goal)).track == track


def test_titles_worked_under_are_recognized() -> None:
    """A director after one year would pass without a word."""
    said = working(
        {"role": "Director of Health Information Management", "years": 1}, {"role": "Zorbmaster", "years": 1}
    )
    assert list(claimed_titles(person_of(said))) == ["director-of-health-information-management"]


# -- what cannot be ---------------------------------------------------------------------


def test_fifteen_years_of_work_at_twenty_two_are_cut_and_warned_about() -> None:
    """Impossible years would reach senior level."""
    said = working(job(years=15), birth_year=2004)
    assert "work-before-14" in remarks_of(said)
    assert facts_of(said)["coding_years"] == (8.8951, 8.8951)


def test_dated_work_counts_from_the_year_of_the_fourteenth_birthday() -> None:
    """A slip in a date would give a child a career."""
    said = working(job(start="2010", end="2019-12"), birth_year=2004)
    assert remarks_of(said) == ["work-before-14"]
    assert facts_of(said)["coding_years"] == (2.0, 2.0)
    assert facts_of(working(job(start="2010", end="2012"), birth_year=2004))["coding_years"] == (0.0, 0.0)


def test_undated_jobs_together_last_no_longer_than_there_was_time() -> None:
    """Two possible lengths could make an impossible sum."""
    said = working(job(years=6), job(years=6, area="billing"), birth_year=2004)
    assert remarks_of(said) == ["work-before-14"]
    assert facts_of(said)["counted_years"] == (8.8951, 8.8951)
    assert facts_of(said)["coding_years"] == (6.0, 6.0)


@pytest.mark.parametrize(
    "said",
    [
        working(job(years=8), birth_year=2004),
        working(job(start="2018-01", end="2026-01"), birth_year=2004),
        working(job(years=8, hours_per_week=20), job(years=8, hours_per_week=20), birth_year=2004),
        working(job(start="2018-01"), job(start="2018-01", area="billing"), birth_year=2004),
        working(job(start="2005", paid=False), birth_year=2004),
        working(job(years=15)),
    ],
)
def test_work_that_can_be_is_not_doubted(said: Plain) -> None:
    """An honest person would be told that they cannot have worked."""
    assert "work-before-14" not in remarks_of(said)


def test_a_birth_year_still_to_come_leaves_no_time_for_work() -> None:
    """A slip in the birth year would end in a traceback."""
    said = working(job(years=2), job(start="2020"), birth_year=2100)
    assert "work-before-14" in remarks_of(said)
    assert facts_of(said)["coding_years"] == (0.0, 0.0)


@pytest.mark.parametrize(
    ("said", "doubted"),
    [
        (working(job(years=60)), False),
        (working(job(years=60.1)), True),
        (working(job(years=31), job(years=31)), True),
        (working(job(start="1960")), True),
        (working(job(start="1996"), job(start="1996"), job(start="1996")), False),
        (working(job(years=61, paid=False)), False),
    ],
)
def test_more_than_sixty_years_of_work_are_doubted(said: Plain, doubted: bool) -> None:
    """A slip in a year would pass without a word."""
    assert ("improbable-years" in remarks_of(said)) is doubted


@given(profiles())
@steady
def test_no_one_has_worked_longer_than_since_their_fourteenth_year(said: Plain) -> None:
    """Some way to write a job would still make impossible years."""
    person = person_of(said)
    if person.working_life is not None and person.stints is not None:
        spans = [span for stint in person.stints if stint.counts for span in (stint.least, stint.most)]
        assert all(span.begin is None or span.begin >= position(DAY) - person.working_life for span in spans)
        low, _ = facts_of(said)["counted_or_clinical_years"]
        assert low <= person.working_life / UNITS_A_YEAR


@given(profiles())
@steady
def test_no_job_ends_before_it_begins_or_after_the_day(said: Plain) -> None:
    """Time could count backward, or before it has passed."""
    stints = person_of(said).stints or ()
    for begin, end, _, _ in [span for stint in stints for span in (stint.least, stint.most)]:
        if begin is not None and end is not None:
            assert begin <= end <= position(DAY)
    assert (time_worked([stint.least for stint in stints]) or 0) >= 0


# -- credentials ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("RHIT", "rhit"),
        ("rhit", "rhit"),
        ("RHIT®", "rhit"),
        ("CPC™", "cpc"),
        ("R.H.I.T.", "rhit"),
        ("Registered Health Information Technician", "rhit"),
        ("Registered Health Information Technician (RHIT)", "rhit"),
        ("Certified Professional Coder (CPC®)", "cpc"),
        ("CPC certification", "cpc"),
        ("CPC-A", "cpc-a"),
        ("CPC - A", "cpc-a"),
        ("cpc a", "cpc-a"),
        ("COC-A", "coc-a"),
        ("CPC-H", "coc"),
        ("CCS-P", "ccs-p"),
        ("CCS P", "ccs-p"),
        ("CTR", "ods"),
        ("Certified Tumor Registrar", "ods"),
        ("ODS-C", "ods"),
        ("Zpc", None),
        ("CPCX", None),
        ("CP", None),
    ],
)
def test_a_credential_is_recognized_by_its_names_alone(text: str, id: str | None) -> None:
    """A credential nobody holds would be credited, or one that is held would be lost."""
    held = person_of({"certifications": text}).held
    assert [one.id for one in held or ()] == ([id] if id else [])
    assert ("unrecognized-certification" in remarks_of({"certifications": text})) is (id is None)


@pytest.mark.parametrize(
    ("name", "day", "remarks"),
    [
        ("CTR", DAY, ["former-name"]),
        ("CTR", date(2023, 12, 31), []),
        ("CTR", date(2024, 1, 1), ["former-name"]),
        ("ODS", DAY, []),
    ],
)
def test_a_former_name_is_said_once_it_is_former(name: str, day: date, remarks: list[str]) -> None:
    """A person would look for a credential under a name that is gone, or be corrected too early."""
    assert remarks_of({"certifications": name}, day) == remarks


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, "active"),
        ({"expires": "2026-11-23"}, "lapsed"),
        ({"expires": "2026-11-24"}, "active"),
        ({"expires": "2026-11-25"}, "active"),
        ({"lapsed": "2026-11-23"}, "lapsed"),
        ({"lapsed": "2026-11-24"}, "lapsed"),
        ({"lapsed": "2026-11-25"}, "active"),
        ({"expires": "2025"}, "lapsed"),
        ({"expires": "2027"}, "active"),
        ({"earned": "2026-11-24"}, "active"),
        ({"earned": "2026-11-25"}, "in-progress"),
        ({"status": "in-progress"}, "in-progress"),
        ({"status": "lapsed"}, "lapsed"),
        ({"status": "revoked", "expires": "2030"}, "revoked"),
    ],
)
def test_a_credential_is_active_through_its_last_day(said: Plain, status: str) -> None:
    """A credential would count a day too long, or a day too short."""
    assert held_of({"name": "CCS", **said}).status == status


@pytest.mark.parametrize(
    ("expires", "day", "status"),
    [
        ("2026-11", date(2026, 11, 1), "active"),
        ("2026-11", date(2026, 11, 30), "active"),
        ("2026-11", date(2026, 12, 1), "lapsed"),
        ("2026", date(2026, 12, 31), "active"),
        ("2026", date(2027, 1, 1), "lapsed"),
        ("2024-02", date(2024, 2, 29), "active"),
        ("2024-02", date(2024, 3, 1), "lapsed"),
    ],
)
def test_a_credential_lasts_through_the_whole_of_its_partial_date(expires: str, day: date, status: str) -> None:
    """A card that says "11/2026" would be taken as lapsed on the first of November."""
    assert held_of({"name": "CCS", "expires": expires}, day).status == status
    assert remarks_of({"certifications": {"name": "CCS", "expires": expires}}, day) == []


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, "unknown"),
        ({"expires": "2027-03"}, "unknown"),
        ({"expires": "2026-10"}, "lapsed"),
        ({"lapsed": "2026-10"}, "lapsed"),
        ({"lapsed": "2027-10"}, "unknown"),
        ({"earned": "2020"}, "unknown"),
    ],
)
def test_a_date_beats_the_word_in_the_less_favorable_direction_alone(said: Plain, status: str) -> None:
    """A credential of which something not understood was said would be held for a date beside it."""
    held = {"name": "CCS", "status": "unknown", **said}
    assert held_of(held).status == status
    assert remarks_of({"certifications": held}) == ["unknown-certification-status"] * (status == "unknown")
    assert held_of({"name": "CCS", "status": "lapsed", "expires": "2030"}).status == "lapsed"


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ({"name": "CCS", "expires": "2026-05-28"}, date(2026, 11, 24)),
        ({"name": "CCS", "lapsed": "2026-05-27"}, date(2026, 11, 23)),
        ({"name": "CCS", "status": "lapsed"}, None),
        ({"name": "CCS", "status": "revoked", "lapsed": "2026-05-28"}, None),
        ({"name": "CCS", "status": "lapsed", "expires": "2030-01-01"}, None),
        ({"name": "ODS", "lapsed": "2026-05-28"}, None),
        ({"name": "CCS", "expires": "2026-05"}, date(2026, 11, 27)),
        ({"name": "CCS", "lapsed": "2026-06"}, date(2026, 11, 28)),
        ({"name": "CCS", "lapsed": "2026-05"}, None),
        ({"name": "CCS", "lapsed": "2026-04"}, date(2026, 9, 28)),
    ],
)
def test_the_time_to_reinstate_runs_from_the_lapse(said: Plain, until: date | None) -> None:
    """A person would sit an exam they need not, or miss the time in which they need not."""
    assert held_of(said).reinstate_until == until


def test_the_same_credential_twice_is_read_alike_in_any_order() -> None:
    """The order of two entries would decide whether a credential can be reinstated."""
    entries = [{"name": "CCS", "lapsed": "2015-01-01"}, {"name": "CCS", "lapsed": "2026-10-01"}]
    assert person_of({"certifications": entries}).held == person_of({"certifications": entries[::-1]}).held


def test_what_is_not_said_stays_unknown() -> None:
    """Silence would be read as "no"."""
    person = person_of({})
    unknown = (person.schools, person.stints, person.held, person.college_credits, person.courses, person.skills)
    assert unknown == (None,) * 6
    assert (person.track, person.setting, person.state, person.goal_title, person.working_life) == (None,) * 5
    assert person.remarks == ()
