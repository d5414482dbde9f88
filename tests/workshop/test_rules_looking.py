"""``advisor rules show``, ``facts`` and ``try``: an author looks into a rulebook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_type_hints

import pytest
from click.testing import CliRunner

from advisor.doors.rules import rules
from advisor.errors import UsageError
from advisor.rulebook.condition import OPERATORS
from advisor.rulebook.filters import SHAPES, Filter
from advisor.workshop.readers import texts

ROOT = Path(__file__).resolve().parent.parent.parent
BAKING = str(ROOT / "tests" / "rulebooks" / "workshop")


def asked(*arguments: str) -> str:
    """What a command writes."""
    done = CliRunner().invoke(rules, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def test_an_entry_is_shown_as_written_with_what_names_it() -> None:
    """An author would search files for what a change touches."""
    assert asked("show", "certification:mb", "--rules", BAKING).splitlines()[:4] == [
        "certification:mb  (credentials/mb.yaml:1)",
        "",
        "id: mb",
        "acronym: MB",
    ]
    shown = json.loads(asked("show", "night-baker", "--rules", BAKING, "--format", "json"))["entries"]
    assert [(one["entry"], one["line"], one["named_by"]) for one in shown] == [
        ("title:night-baker", 1, ["steps.yaml#bake-for-two-years"])
    ]
    assert shown[0]["cases"] == ["cases/bakers.yaml:6 three years make a baker"]
    assert shown[0]["text"].endswith("sources: {handbook: Titles}")
    assert "title: night-baker, cake-artist" in asked("show", "--rules", BAKING)


def test_an_entry_that_is_not_there_is_refused_with_the_nearest() -> None:
    """A misspelt name would look like an entry that nothing names."""
    with pytest.raises(UsageError, match=r"There is no entry night-bker. Did you mean night-baker"):
        asked("show", "title:night-bker", "--rules", BAKING)
    with pytest.raises(UsageError, match="Say which"):
        asked("show", "setting")


def test_each_reader_key_and_operator_says_what_it_means() -> None:
    """The meaning of one would have to be guessed from examples."""
    said = texts()
    filters = {shape.filter for shape in SHAPES.values()} | {Filter}
    assert set(said["readers"]) == {*SHAPES, "concluded"}
    assert set(said["operators"]) == set(OPERATORS)
    keys = {one.__name__: {key for key in get_type_hints(one) if key[0] != "_"} for one in filters}
    assert {name: set(told) for name, told in said["filters"].items()} == keys


def test_the_page_of_the_documentation_is_what_the_command_writes() -> None:
    """The documentation would lack what was added since. (Write it anew: advisor rules facts --format markdown)"""
    assert (ROOT / "docs" / "facts.md").read_text("utf-8") == asked("facts", "--format", "markdown")
    assert "years (years): baking; years_worked" in asked("facts", "--rules", BAKING)


def test_an_entry_is_tried_on_a_person_condition_by_condition(tmp_path: Path) -> None:
    """An author would have to find one entry's reasoning in the advice of the whole rulebook."""
    person = tmp_path / "person.yaml"
    person.write_text("experience: 3\ncertifications: []\neducation: none\n")
    day = ("--as-of", "2026-11-24", "--rules", BAKING)
    text = asked("try", "master", str(person), *day)

    assert "Yours: 3 years; asked: at least 5 years." in text
    trees = json.loads(asked("try", "certification:mb", str(person), *day, "--format", "json"))["trees"]
    assert [(one["entry"], one["answer"]) for one in trees] == [
        ("formal:mb:years", "met"),
        ("useful:mb", "met"),
    ]
    step = json.loads(asked("try", "step:bake-for-two-years", str(person), *day, "--format", "json"))["trees"]
    assert [one["answer"] for one in step] == ["not-met"]
