"""Conditions with a name (`definitions.yaml`), and years with a unit, in everything that reads conditions."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor.advice.advise import advise
from advisor.doors.cli import cli
from advisor.errors import RulebookError
from advisor.planning.plan import plan
from advisor.reasoning.check import check_explanation
from advisor.reasoning.explain import explain
from advisor.render.explanation import render_explanation
from advisor.rulebook.book import Rulebook
from advisor.rulebook.codec import decode, encode
from advisor.rulebook.load import load_rulebook

CLEAN = Path(__file__).resolve().parent / "rulebooks" / "workshop"
DAY = date(2026, 11, 24)
DEFINITIONS = """
- id: basic-requirement
  name: the basic requirement of the guild
  requires:
    any:
      - years: {at_least: 8 months}
      - schooled: true
    missing: Eight months of baking, or high school.
  sources: {handbook: Basics}
- id: skilled
  name: a skilled baker
  requires: {all: [{basic-requirement: true}, {years: {at_least: 2}}]}
  sources: {handbook: Skills}
"""
LEVELS = """
- {id: helper, name: Helper, summary: You carry flour., sources: {handbook: Levels}}
- {id: baker, name: Baker, summary: You bake., requires: {basic-requirement: true}, sources: {handbook: Levels}}
- id: master
  name: Master
  summary: You run the bakery.
  requires: {all: [{basic-requirement: true}, {skilled: true}, {credentials: {includes: mb}}]}
  sources: {handbook: Levels}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The clean rulebook with definitions, which its levels use."""
    copied = tmp_path / "rules"
    shutil.copytree(CLEAN, copied)
    (copied / "definitions.yaml").write_text(DEFINITIONS)
    (copied / "levels.yaml").write_text(LEVELS)
    return copied


@pytest.fixture
def rulebook(folder: Path) -> Rulebook:
    """The same, loaded."""
    return load_rulebook(folder)


def worked(start: str, end: str) -> dict[str, object]:
    """A baker who worked so long."""
    return {"experience": [{"area": "oven", "start": start, "end": end}], "education": "none", "certifications": []}


def test_a_definition_is_what_it_says_wherever_it_is_used(rulebook: Rulebook) -> None:
    """A requirement copied into every level would be changed in all but one."""
    eight, seven = worked("2025-01-01", "2025-08-31"), worked("2025-01-01", "2025-07-31")
    assert advise(eight, rulebook, as_of=DAY).level.id == "baker"
    less = advise(seven, rulebook, as_of=DAY)
    assert less.level.id == "helper"
    assert less.next_level is not None
    (reason,) = less.next_level.missing
    assert reason.text == "Eight months of baking, or high school."
    assert [(one.id, one.section) for one in reason.sources] == [("handbook", "Basics")]
    assert advise({**seven, "education": "high-school"}, rulebook, as_of=DAY).level.id == "baker"
    assert advise(eight, rulebook, as_of=DAY, engine="plain").level.id == "baker"


def test_a_definition_says_false_for_its_opposite(folder: Path) -> None:
    """A step would be shown to those who are through with it."""
    steps = folder / "steps.yaml"
    steps.write_text(steps.read_text().replace("when: {years: {below: 2}}", "when: {skilled: false}"))
    rulebook = load_rulebook(folder)
    shown = [
        [one.id for one in advise(worked(start, "2026-10"), rulebook, as_of=DAY).steps] for start in ("2026", "2020")
    ]
    assert ["bake-for-two-years" in one for one in shown] == [True, False]


def test_a_definition_is_explained_once_and_the_explanation_can_be_checked(rulebook: Rulebook) -> None:
    """The same ten lines would stand in every level, and a reader would look for the difference."""
    person = worked("2023-01", "2025-08")
    found = explain(person, "level:master", rulebook, as_of=DAY)
    text = render_explanation(found, rulebook)
    assert text.count("+ 8 months") + text.count("asked: at least 8 months") == 1
    assert "the basic requirement of the guild (as above)" in text
    import orjson

    assert check_explanation(orjson.loads(found.to_json()), person, rulebook) == ()


def test_a_plan_and_a_roster_use_it(folder: Path, rulebook: Rulebook, tmp_path: Path) -> None:
    """Rosters and plans would answer by another rulebook than the page."""
    found = plan({"education": "none", "certifications": [], "experience": []}, "level:baker", rulebook, as_of=DAY)
    assert found.goal is not None
    roster, results = tmp_path / "roster.csv", tmp_path / "results.csv"
    roster.write_text(
        "id,education_level,experience_years,experience_area,certifications\n"
        "a,none,0.6666,oven,\nb,none,0.6665,oven,\nc,high-school,0,oven,\n"
    )
    options = ["--rules", str(folder), "--as-of", "2026-11-24", "--quiet"]
    done = CliRunner().invoke(cli, ["batch", str(roster), "-o", str(results), *options])
    assert done.exception is None or done.exit_code == 0
    levels = [line.split(",")[1].strip('"') for line in results.read_text().splitlines()]
    assert levels == ["level", "baker", "helper", "baker"]


def test_a_rulebook_with_definitions_is_the_same_from_the_cache(rulebook: Rulebook) -> None:
    """The second start would advise by other words than the first."""
    again, _ = decode(encode((rulebook, {})))
    person = worked("2023-01", "2025-08")
    assert explain(person, "level:master", again, as_of=DAY).to_json() == (
        explain(person, "level:master", rulebook, as_of=DAY).to_json()
    )


def test_a_definition_of_what_is_decided_later_is_refused(folder: Path) -> None:
    """A level would hang on itself."""
    late = "- {id: late, name: Late, requires: {level: {at_least: baker}}, sources: {handbook: Levels}}\n"
    (folder / "definitions.yaml").write_text(DEFINITIONS + late)
    levels = folder / "levels.yaml"
    levels.write_text(levels.read_text().replace("{skilled: true}", "{late: true}"))
    with pytest.raises(RulebookError, match="late is decided later than this entry"):
        load_rulebook(folder)
