"""``advisor rules test``: an author runs the cases beside the rules."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor.doors.rules import rules
from advisor.errors import RulebookError

MINIMAL = Path(__file__).resolve().parent.parent / "rulebooks" / "minimal"
CASES = """
- name: three years make a baker
  why: The handbook asks for two years.
  profile: {experience: 3}
  as_of: 2026-11-24
  expect: {level: baker, titles: {include: [night-baker]}}
- name: one year makes a baker
  why: It does not.
  profile: {experience: 1}
  as_of: 2026-11-24
  expect: {level: baker}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the minimal rulebook, without cases."""
    copied = tmp_path / "rulebook"
    shutil.copytree(MINIMAL, copied)
    (copied / "cases").mkdir()
    return copied


def test_a_case_that_is_not_met_shows_what_was_expected_and_what_came(folder: Path) -> None:
    """An author would learn that something is wrong, and not what."""
    (folder / "cases" / "years.yaml").write_text(CASES)
    done = CliRunner().invoke(rules, ["test", str(folder)])
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "cases/years.yaml:7: one year makes a baker",
        "  because: It does not.",
        "  - level",
        "      expected: baker",
        "      got:      helper (missing for the next: 12 months more of baking: you have 1 year of 2 years.)",
        "",
        "Cases: 2, 1 not met.",
    ]
    data = json.loads(CliRunner().invoke(rules, ["test", str(folder), "--format", "json"]).output)
    assert data["cases"] == 2
    assert [(one["line"], one["differences"][0]["expected"]) for one in data["failures"]] == [(7, "baker")]


def test_cases_that_are_all_met_end_with_0(folder: Path) -> None:
    """A check in CI would fail for nothing."""
    (folder / "cases" / "years.yaml").write_text(CASES.partition("- name: one year")[0])
    done = CliRunner().invoke(rules, ["test", str(folder)])
    assert (done.exit_code, done.output) == (0, "Cases: 1, all met.\n")


def test_every_mistake_of_the_cases_is_told_at_once(folder: Path) -> None:
    """An author would mend one mistake a run; a file of nonsense would pass as no case at all."""
    (folder / "cases" / "one.yaml").write_text("- {nme: x}\n")
    (folder / "cases" / "two.yaml").write_text("level: baker\n")
    done = CliRunner().invoke(rules, ["test", str(folder)])
    assert isinstance(done.exception, RulebookError)
    said = [str(problem) for problem in done.exception.problems]
    assert said[-1] == "cases/two.yaml:1: This file holds a list of cases."
    assert any("nme is not a key here. Did you mean name?" in one for one in said)


def test_no_cases_are_no_success(folder: Path) -> None:
    """A folder without cases would look tested."""
    done = CliRunner().invoke(rules, ["test", str(folder)])
    assert isinstance(done.exception, RulebookError)
    assert "There are no cases" in str(done.exception)
