"""The same code advises another occupation: Python knows how to read and weigh, and nothing of any work."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from advisor.advice.advise import advise
from advisor.advice.model import Advice
from advisor.rulebook.book import Rulebook
from advisor.rulebook.load import load_rulebook

TESTS = Path(__file__).resolve().parent
PACKAGE = TESTS.parent / "advisor"
DAY = date(2026, 11, 24)


@cache
def pharmacy() -> Rulebook:
    return load_rulebook(TESTS / "rulebooks" / "pharmacy-technician")


@dataclass(frozen=True)
class Person:
    """Somebody in a pharmacy, and what must come out for them; what is left out is not looked at."""

    profile: Mapping[str, Any]
    level: str
    titles: tuple[str, ...]
    credentials: Mapping[str, str]
    first: str | None = None
    steps: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    day: date = DAY
    choices: Mapping[str, str] = field(default_factory=dict)


PEOPLE = {
    "a high-school student": Person(
        profile={
            "education": {"level": "high-school", "status": "in-progress", "completed": "2027-06"},
            "experience": [],
            "certifications": [],
            "coursework": [],
        },
        level="trainee",
        titles=("pharmacy-clerk",),
        credentials={"cpht": "not-yet", "dra": "retired"},
        steps=("finish-high-school",),
        missing=("diploma", "certified", "pharmacy_years"),
    ),
    "a graduate of an accredited program": Person(
        profile={
            "education": {"field": "AAS in Pharm Tech", "accreditation": "ASHP"},
            "experience": [],
            "certifications": [],
            "coursework": ["pharm math"],
        },
        level="trainee",
        titles=("pharmacy-clerk",),
        credentials={"cpht": "ready", "excpt": "ready", "cspt": "not-yet"},
        first="cpht",
        steps=("earn-the-cpht",),
        missing=("certified", "pharmacy_years"),
    ),
    "half a year, full time": Person(
        profile={"education": "GED", "experience": [{"role": "pharm tech", "years": 0.5}], "certifications": []},
        level="trainee",
        titles=("pharmacy-clerk",),
        credentials={"cpht": "prepare", "excpt": "not-yet"},
        first="cpht",
        steps=("earn-the-cpht",),
        missing=("certified", "pharmacy_years"),
        warnings=("title-above-level",),
    ),
    "certified, in the clean room": Person(
        profile={
            "education": "associate",
            "experience": {"role": "IV technician", "start": "2022-01"},
            "certifications": {"name": "CPhT", "expires": "2027-05-01"},
            "goal": {"track": "IV room"},
            "coursework": ["aseptic technique"],
        },
        level="technician",
        titles=("pharmacy-technician", "sterile-compounding-technician", "pharmacy-buyer", "pharmacy-clerk"),
        credentials={"cpht": "held", "cspt": "check", "cpht-adv": "ready"},
        first="cspt",
        missing=("years_leading",),
    ),
    "ten years, leading a shift": Person(
        profile={
            "education": "AAS in Chemistry",
            "experience": {"role": "Pharmacy Technician", "start": "2015", "supervision": "formal"},
            "certifications": ["CPhT-Adv"],
            "coursework": [],
        },
        level="lead",
        titles=(
            "pharmacy-operations-manager",
            "lead-pharmacy-technician",
            "pharmacy-technician",
            "pharmacy-buyer",
            "pharmacy-clerk",
        ),
        credentials={"cpht": "held", "cpht-adv": "held"},
    ),
    "back after years, under a former name": Person(
        profile={
            "education": "GED",
            "experience": {"role": "Pharm Tech", "start": "2005", "end": "2012"},
            "certifications": [{"name": "ICPT", "expires": "2011-01-01"}, "RHIT"],
        },
        level="technician",
        titles=("pharmacy-technician", "pharmacy-buyer", "pharmacy-clerk"),
        credentials={"excpt": "ready", "cpht": "ready"},
        first="cpht",
        steps=("earn-the-cpht",),
        missing=("certified", "years_leading"),
        warnings=("former-name", "unrecognized-certification"),
    ),
    "a certification that rests on one not held": Person(
        profile={
            "education": "high-school",
            "certifications": "CSPT",
            "experience": {"role": "IV technician", "years": 4},
        },
        level="technician",
        titles=("pharmacy-technician", "sterile-compounding-technician", "pharmacy-buyer", "pharmacy-clerk"),
        credentials={"cspt": "held", "cpht": "ready"},
        first="cpht",
        steps=("earn-the-cpht",),
        warnings=("cspt-without-cpht",),
    ),
    "the provisional form of a certification": Person(
        profile={"education": "high-school", "experience": [], "certifications": ["ExCPT-P"]},
        level="trainee",
        titles=("pharmacy-clerk",),
        credentials={"excpt": "held"},
    ),
    "a year of work, before the level changed": Person(
        profile={"education": "GED", "experience": {"role": "pharm tech", "start": "2023-06"}, "certifications": []},
        level="technician",
        titles=("pharmacy-technician", "pharmacy-buyer", "pharmacy-clerk"),
        credentials={"cpht": "ready"},
        day=date(2024, 12, 31),
    ),
    "the same year of work, a day later": Person(
        profile={"education": "GED", "experience": {"role": "pharm tech", "start": "2023-06"}, "certifications": []},
        level="trainee",
        titles=("pharmacy-clerk",),
        credentials={"cpht": "ready"},
        missing=("certified", "pharmacy_years"),
        warnings=("title-above-level",),
        day=date(2025, 1, 1),
    ),
    "six years at the counter": Person(
        profile={"education": "high-school", "experience": {"role": "cashier", "start": "2020"}, "certifications": []},
        level="trainee",
        titles=("pharmacy-clerk",),
        credentials={"cpht": "not-yet"},
    ),
    "six years at the counter, where they count": Person(
        profile={"education": "high-school", "experience": {"role": "cashier", "start": "2020"}, "certifications": []},
        level="technician",
        titles=("pharmacy-technician", "pharmacy-buyer", "pharmacy-clerk"),
        credentials={"cpht": "not-yet"},
        choices={"counter-work": "counts"},
    ),
}


def advice_for(person: Person) -> Advice:
    rulebook = pharmacy().choose(person.choices) if person.choices else pharmacy()
    return advise(person.profile, rulebook, as_of=person.day)


@pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE)
def test_another_occupation_is_advised_by_the_same_code(person: Person) -> None:
    """A second folder of rules would not be enough for a second occupation."""
    advice = advice_for(person)
    assert advice.level.id == person.level
    assert tuple(title.id for title in advice.titles) == person.titles
    statuses = {one.id: one.status for one in advice.certifications}
    assert {id: statuses[id] for id in person.credentials} == person.credentials
    if person.first:
        assert advice.next_certifications[0].id == person.first
    if person.steps:
        assert tuple(step.id for step in advice.steps) == person.steps
    if person.missing:
        assert advice.next_level is not None
        assert {fact for reason in advice.next_level.missing for fact in reason.facts} == set(person.missing)
    assert tuple(warning.id for warning in advice.warnings) == person.warnings


@pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE)
def test_the_plain_reading_and_the_engine_agree_on_another_occupation(person: Person) -> None:
    """The engine would be right about one rulebook only."""
    rulebook = pharmacy().choose(person.choices) if person.choices else pharmacy()
    plain = advise(person.profile, rulebook, as_of=person.day, engine="plain").to_dict()
    engine = advise(person.profile, rulebook, as_of=person.day).to_dict()
    assert {**plain, "decided_by": ""} == {**engine, "decided_by": ""}


@pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE)
def test_every_sentence_about_another_occupation_stands_on_its_sources(person: Person) -> None:
    """A sentence would come from the code, or from the rules of another occupation."""
    advice = advice_for(person)
    reasons = [*advice.level.because, *(advice.next_level.missing if advice.next_level else ())]
    parts = (advice.titles, advice.steps, advice.next_certifications, advice.assumptions)
    reasons += [reason for part in parts for one in part for reason in one.because]
    for credential in advice.certifications:
        reasons += (*credential.because, *credential.missing)
    assert reasons
    for reason in reasons:
        assert reason.text
        assert reason.rule
        assert {source.id for source in reason.sources} <= set(pharmacy().sources), reason
        assert reason.sources, reason


def test_nothing_known_is_advised_in_the_words_of_the_occupation() -> None:
    """Somebody who has said nothing would be asked about another occupation, or told that they are nobody."""
    advice = advise({}, pharmacy(), as_of=DAY)
    assert advice.level.could_be == ("trainee", "technician", "lead")
    asked = {question.question for question in advice.questions}
    assert "Which certifications do you hold?" in asked
    assert asked <= {question.text for question in pharmacy().questions.values()}
    assert {one.status for one in advice.certifications} == {"check", "retired"}


def test_words_of_the_first_occupation_mean_nothing_to_another() -> None:
    """A vocabulary would have a second home in Python."""
    advice = advise(
        {"education": {"level": "associate", "field": "Health Information Technology"}, "experience": "medical coder"},
        pharmacy(),
        as_of=DAY,
    )
    assert {warning.id for warning in advice.warnings} == {"unrecognized-field", "unrecognized-role"}
    assert advice.level.id == "trainee"


def test_another_choice_is_told_where_it_would_matter() -> None:
    """Assumptions would be told for the first rulebook only."""
    advice = advise(PEOPLE["six years at the counter"].profile, pharmacy(), as_of=DAY)
    assert [(one.id, one.chosen) for one in advice.assumptions] == [("counter-work", "does-not-count")]
    assert "Technician" in advice.assumptions[0].otherwise


WORDS_OF_THE_WORK = frozenset(
    {
        "rhit",
        "rhia",
        "cca",
        "ccs",
        "cpc",
        "coc",
        "cic",
        "crc",
        "cpb",
        "cpma",
        "cbcs",
        "cehrs",
        "cmrs",
        "ods",
        "ctr",
        "chda",
        "chps",
        "cdip",
        "cphims",
        "cahims",
        "chts",
        "ahima",
        "aapc",
        "cahiim",
        "ncra",
        "nha",
        "himss",
        "amba",
        "haha",
        "coding",
        "coder",
        "coders",
        "billing",
        "biller",
        "registry",
        "registrar",
        "registries",
        "tumor",
        "oncology",
        "cancer",
        "hospital",
        "hospitals",
        "physician",
        "physicians",
        "patient",
        "patients",
        "medical",
        "medicine",
        "clinical",
        "clinic",
        "nurse",
        "nursing",
        "nurses",
        "healthcare",
        "health",
        "outpatient",
        "inpatient",
        "ambulatory",
        "icd",
        "cpt",
        "hcpcs",
        "ehr",
        "emr",
        "hipaa",
        "phi",
        "diagnosis",
        "diagnoses",
        "chart",
        "charts",
        "abstractor",
        "pharmacy",
        "pharmacist",
        "cpht",
        "sterile",
    }
)

"""Words that mean a kind of work, and nothing in ordinary English about advice, rules or programs."""


def words_in(source: str) -> Iterator[tuple[str, int]]:
    """Every word of the names and the strings of a module, with its line; prose (docstrings, comments) is left out."""
    prose = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            prose.add(node.value.lineno)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        kind = tokenize.tok_name[token.type]  # from Python 3.12 on, the text of an f-string is FSTRING_MIDDLE
        if kind in ("NAME", "FSTRING_MIDDLE") or (kind == "STRING" and token.start[0] not in prose):
            for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", token.string):
                yield word.casefold(), token.start[0]


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_line_of_python_knows_an_occupation(path: Path) -> None:
    """A rule in Python cannot be read, changed or traced by those who keep the rules."""
    source = path.read_text("utf-8").replace('"/health"', '"/alive"')  # the address at which a server says that it runs
    found = [f"{path.name}:{line}: {word}" for word, line in words_in(source) if word in WORDS_OF_THE_WORK]
    assert found == []


PAGES = sorted([*PACKAGE.rglob("templates/*.html"), *PACKAGE.rglob("static/journey.js")])


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_knows_an_occupation(path: Path) -> None:
    """A page would speak of hospitals to a cook."""
    words = re.findall(r"[a-z]+", path.read_text("utf-8").casefold())
    assert sorted(WORDS_OF_THE_WORK & set(words)) == []


def test_words_of_an_occupation_are_found_where_they_hide() -> None:
    """The search for words would find nothing because it looks at nothing."""
    source = '"""Prose about coding."""\nhasRhit = coding_years = 1  # hospital\n'
    source += 'encoding = f"in a {hasRhit} registry"\nbillingCode = "x"\n'
    found = {word for word, _ in words_in(source)} & WORDS_OF_THE_WORK
    assert found == {"rhit", "coding", "registry", "billing"}
