"""Every case beside the rules, and every case of the tests' own rulebook, one test each."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from advisor.files import profiles_folder, rules_folder
from advisor.rulebook.book import Rulebook
from advisor.rulebook.load import load_rulebook
from advisor.workshop.cases import Case, Expected, LocatedCase, differences, read_cases

CASES = list(read_cases(rules_folder()))


@cache
def rulebook_of(folder: Path) -> Rulebook:
    return load_rulebook(folder)


@pytest.mark.parametrize("placed", CASES, ids=lambda placed: f"{placed.file}:{placed.case.name}")
def test_the_advice_is_what_the_case_expects(placed: LocatedCase) -> None:
    """A rule, a reading of the documents or the code that applies it has changed what a person is told."""
    found = [str(one) for one in differences(placed.case, rulebook_of(rules_folder()), profiles_folder())]
    if found:
        head = f"{placed.file}:{placed.line}: {placed.case.name}\n  because {placed.case.why}"
        pytest.fail("\n  - ".join([head, *found]), pytrace=False)


def test_there_are_cases_for_the_documents() -> None:
    """The folder of cases moved or was emptied, and nothing would notice."""
    assert len(CASES) >= 40
    assert len({(placed.file, placed.case.name) for placed in CASES}) == len(CASES)


def test_a_case_that_is_not_met_says_how() -> None:
    """A case that cannot fail proves nothing."""
    case = Case(
        name="wrong",
        why="a test",
        profile={},
        as_of=date(2026, 11, 24),
        expect=Expected.model_validate(
            {
                "level": "senior",
                "titles": {"include": ["medical-coder"]},
                "certifications": {"rhit": "held"},
                "steps": {"include": ["fly-to-the-moon"]},
                "next_certifications": {"first": ["no-such"]},
                "missing": ["nothing"],
            }
        ),
    )
    found = list(differences(case, rulebook_of(rules_folder()), profiles_folder()))
    assert [one.what for one in found] == [
        "level",
        "missing",
        "certification rhit",
        "next_certifications",
        "titles",
        "steps",
    ]
