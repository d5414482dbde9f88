"""Invented people for tests: builders of profiles, and strategies that vary a profile over its whole shape."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from advisor.advice.advise import advise
from advisor.advice.model import Advice
from advisor.advice.prepared import Prepared
from advisor.person import Person
from advisor.profile import profile_from
from advisor.profile_fields import COUNTRIES
from advisor.recognize import recognize
from advisor.rulebook.book import Rulebook
from advisor.rulebook.load import load_rulebook
from advisor.words import EDUCATION_LEVELS

Plain = dict[str, Any]
DAY = date(2026, 11, 24)
"""The day of evaluation of every test that does not name its own."""

steady = settings(
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
"""The same examples on every machine and in every run; how many, the profile says (tests/conftest.py)."""


def scaled(examples: int) -> int:
    """So many examples in a usual run, and in a quick one fewer in the same proportion as of ``steady``."""
    return max(1, examples * settings().max_examples // settings.get_profile("usual").max_examples)


@cache
def rulebook() -> Rulebook:
    """The rulebook that comes with the package, loaded once."""
    return load_rulebook()


def person_of(profile: Mapping[str, Any], day: date = DAY) -> Person:
    """A profile with its words recognized."""
    return recognize(profile_from(profile), rulebook().as_of(day), day)


def facts_of(profile: Mapping[str, Any], day: date = DAY) -> Plain:
    """The facts read from a profile."""
    return Prepared.of(rulebook(), day).plan.read(person_of(profile, day))


def remarks_of(profile: Mapping[str, Any], day: date = DAY) -> list[str]:
    """The ids of what the advisor remarks on in a profile."""
    return [remark.id for remark in person_of(profile, day).remarks]


def advice_for(profile: Mapping[str, Any], day: date = DAY) -> Advice:
    """The advice of the bundled rulebook."""
    return advise(profile, rulebook(), as_of=day)


def job(**said: Any) -> Plain:
    """One coding job in a hospital; what is said replaces or adds to it."""
    return {"area": "coding", "setting": "hospital", "supervision": "none", **said}


def working(*jobs: Plain, **rest: Any) -> Plain:
    """A profile of jobs alone."""
    return {"experience": list(jobs), **rest}


# -- strategies -------------------------------------------------------------------

AREAS = ("coding", "health-information", "registry", "billing", "healthcare-admin", "clinical", "other")
ROLES = (
    "Medical coder",
    "med records tech",
    "Tumor registrar",
    "Registered Nurse",
    "Director of HIM",
    "Zorbmaster",
)
SETTINGS = ("hospital", "physician-office", "payer", "registry")
TRACKS = ("records", "coding", "billing", "registry", "privacy", "data", "management")
FIELDS = (
    "Health Information Technology",
    "51.0713",
    "Nursing",
    "Business Administration",
    "Zorbology",
    "English",
)
CREDENTIALS = (
    "RHIT",
    "RHIA",
    "CCA",
    "CCS",
    "CCS-P",
    "CPC",
    "CPC-A",
    "COC-A",
    "CIC",
    "CRC",
    "CPB",
    "CPMA",
    "CBCS",
    "CEHRS",
    "ODS",
    "CTR",
    "CHDA",
    "CHPS",
    "CDIP",
    "CPHI",
    "Lpc",
)
COURSES = ("anatomy-physiology", "medical-terminology", "practicode", "aapc-preparation-80h", "A&P I and II")
TITLES = ("medical-coder", "health-information-manager", "cancer-registrar", "medical-records-clerk")


def days(first: date = date(1995, 1, 1), last: date = date(2032, 12, 31)) -> st.SearchStrategy[str]:
    """Days as people write them: to the day, to the month, to the year."""
    shapes = st.sampled_from(("%Y-%m-%d", "%Y-%m", "%Y"))
    return st.builds(date.strftime, st.dates(first, last), shapes)


def _some(required: Plain, **optional: st.SearchStrategy[Any]) -> st.SearchStrategy[Plain]:
    return st.fixed_dictionaries(required, optional=optional)


@st.composite
def _times(draw: st.DrawFn, consistent: bool) -> Plain:
    """When a job was: dates to the day, the month or the year, years or a range of them, both, or neither."""
    first = draw(st.dates(date(1998, 1, 1), date(2026, 1, 1) if consistent else date(2028, 1, 1)))
    last = first + timedelta(days=draw(st.integers(0, 4000)))
    if consistent:
        last = min(last, DAY)
    start, end = (str(day)[: draw(st.sampled_from((10, 7, 4)))] for day in (first, last))
    years = draw(st.floats(0, 12).map(lambda number: round(number, 2)))
    some_years = draw(st.sampled_from(({"years": years}, {"years": years, "years_at_most": round(years + 1.5, 2)})))
    shapes = [{"start": start}, {"start": start, "end": end}, some_years, {}]
    if not consistent:
        shapes += [
            {"start": start, **some_years},
            {"end": end, **some_years},
            {"start": start, "end": end, **some_years},
        ]
    return draw(st.sampled_from(shapes))


@st.composite
def jobs(draw: st.DrawFn, consistent: bool = False) -> Plain:
    """One job. ``consistent``: nothing in it contradicts another part or lies in the future."""
    said = draw(
        _some(
            {},
            area=st.sampled_from(AREAS),
            role=st.sampled_from(ROLES),
            setting=st.sampled_from(SETTINGS),
            supervision=st.sampled_from(("none", "informal", "formal")),
            privacy_management=st.booleans(),
            paid=st.sampled_from((True, True, True, False)),
            hours_per_week=st.sampled_from((0, 10, 20, 32.5, 40, 60)),
            part_time=st.sampled_from((True, True, False)),
        )
    )
    if consistent and "area" in said:
        said.pop("role", None)
    return said | draw(_times(consistent))


@st.composite
def schools(draw: st.DrawFn, consistent: bool = False) -> Plain:
    """One school or program; a consistent one is not ``none``, and is completed before the day if at all."""
    levels = EDUCATION_LEVELS[1:] if consistent else EDUCATION_LEVELS
    said = draw(
        _some(
            {},
            level=st.sampled_from(levels),
            field=st.sampled_from(FIELDS),
            accreditation=st.lists(st.sampled_from(("CAHIIM", "NCRA", "AAPC", "none", "Zorb")), max_size=2),
            status=st.sampled_from(("completed", "completed", "in-progress", "withdrawn", "unknown")),
            final_term=st.booleans(),
            completed=days(last=date(2025, 12, 31)) if consistent else days(),
            country=st.sampled_from(("US", "US", "CA", "IN")),
            training_hours=st.integers(0, 200),
            practicum=st.booleans(),
        )
    )
    if consistent and said.get("status", "completed") != "completed":
        said.pop("completed", None)
    return said


@st.composite
def certifications(draw: st.DrawFn, consistent: bool = False) -> Plain:
    """One credential, held, lapsed or under way."""
    said = draw(
        _some(
            {"name": st.sampled_from(CREDENTIALS)},
            status=st.sampled_from(("active", "active", "in-progress", "lapsed", "revoked", "unknown")),
            earned=days(last=date(2020, 1, 1)),
            expires=days(first=date(2021, 1, 1)),
            lapsed=days(first=date(2021, 1, 1)),
        )
    )
    if consistent and said.get("status", "active") == "active":
        said.pop("lapsed", None)
    return said


def profiles(consistent: bool = False) -> st.SearchStrategy[Plain]:
    """Whole profiles; any part may be unknown."""
    return _some(
        {},
        id=st.sampled_from(("s-1", "s-2")),
        name=st.sampled_from(("Ana Roe", "Zoë Đặng")),
        **({} if consistent else {"birth_year": st.integers(1930, 2012)}),
        state=st.sampled_from(("CA", "NC", "TX")),
        education=st.lists(schools(consistent), max_size=3),
        college_credits=st.integers(0, 130),
        coursework=st.lists(st.sampled_from(COURSES), max_size=3),
        experience=st.lists(jobs(consistent), max_size=4),
        certifications=st.lists(certifications(consistent), max_size=3),
        goal=_some(
            {},
            title=st.sampled_from(TITLES),
            track=st.sampled_from(TRACKS),
            setting=st.sampled_from(SETTINGS),
        ),
        constraints=_some({}, hours_per_week=st.integers(0, 60), budget=st.integers(0, 5000), by=days()),
        interests=st.lists(st.sampled_from(("conventional", "investigative", "juggling")), max_size=2),
        skills=st.lists(st.sampled_from(("ICD-10-CM", "Epic", "juggling")), max_size=2),
    )


def full_profile() -> Plain:
    """A valid profile with every key of the contract filled."""
    assert "CA" in COUNTRIES
    return {
        "id": "s-1042",
        "name": "Ana Roe",
        "birth_year": 1980,
        "state": "CA",
        "education": [
            {
                "level": "associate",
                "field": "Health Information Technology",
                "accreditation": ["CAHIIM"],
                "status": "completed",
                "final_term": False,
                "completed": "2010-06",
                "country": "US",
                "training_hours": 120,
                "practicum": True,
            }
        ],
        "college_credits": 45,
        "coursework": ["anatomy-physiology"],
        "experience": [
            {
                "role": "Medical coder",
                "area": "coding",
                "setting": "hospital",
                "supervision": "none",
                "privacy_management": False,
                "paid": True,
                "start": "2019-01",
                "end": "2023-06",
                "years": 4.4,
                "years_at_most": 4.5,
                "hours_per_week": 40,
                "part_time": False,
            }
        ],
        "certifications": [
            {
                "name": "RHIT",
                "status": "active",
                "earned": "2012-03-01",
                "expires": "2027-03-31",
                "lapsed": "2028-01-01",
            }
        ],
        "goal": {"title": "medical-coder", "track": "coding", "setting": "hospital"},
        "constraints": {"hours_per_week": 10, "budget": 1500, "by": "2028-06"},
        "interests": ["conventional"],
        "skills": ["Epic"],
    }
