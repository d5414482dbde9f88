"""``advisor rules check``: each check on a rulebook on which it fails, and on one like it on which it is silent."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from advisor.doors.rules import rules
from advisor.errors import RulebookError
from advisor.files import rules_folder
from advisor.workshop.check import ACCEPTED, CHECKS, UNREADABLE, check_folder

RULEBOOKS = Path(__file__).resolve().parent.parent / "rulebooks"
CLEAN = RULEBOOKS / "workshop"
GALLERY: list[dict[str, Any]] = yaml.safe_load((RULEBOOKS / "findings.yaml").read_text("utf-8"))
DAY = date(2026, 11, 24)


def laid_over(edit: dict[str, Any], by: str, folder: Path) -> list[str]:
    """What is found in a copy of the clean rulebook with one edit."""
    shutil.copytree(CLEAN, folder)
    for file, text in edit.get("add", {}).items():
        (folder / file).write_text(text + "\n")
    path = folder / edit["file"]
    assert path.read_text().count(edit["replace"]) == 1
    path.write_text(path.read_text().replace(edit["replace"], edit[by]))
    return [str(one) for one in check_folder(folder, DAY).findings]


@pytest.mark.parametrize("edit", GALLERY, ids=lambda edit: f"{edit['code']}:{edit['file']}")
def test_a_check_finds_what_is_wrong_and_only_that(edit: dict[str, Any], tmp_path: Path) -> None:
    """A careless edit would pass in silence, or an author would learn to look away."""
    assert laid_over(edit, "by", tmp_path / "wrong") == edit["found"]
    assert laid_over(edit, "silent", tmp_path / "right") == []


def test_every_check_is_in_the_gallery() -> None:
    """A check that cannot fail checks nothing."""
    assert {edit["code"] for edit in GALLERY} == {*CHECKS, UNREADABLE, ACCEPTED}


def test_nothing_is_found_in_the_rulebook_that_is_edited() -> None:
    """Each edit would be found whatever it is."""
    assert check_folder(CLEAN, DAY).findings == ()


def test_the_shipped_rulebook_is_clean() -> None:
    """What is silenced there has a reason, and all else is mended."""
    assert [str(one) for one in check_folder(rules_folder(), DAY).findings] == []


def test_findings_end_with_1_and_mistakes_with_4(tmp_path: Path) -> None:
    """A check in CI would not stop, or a program could not read what is wrong."""
    shutil.copytree(CLEAN, tmp_path / "rules")
    steps = tmp_path / "rules" / "steps.yaml"
    steps.write_text(steps.read_text().replace("  unlocks: [level:baker, title:night-baker]\n", ""))
    arguments = ["check", str(tmp_path / "rules"), "--as-of", "2026-11-24", "--format", "json"]
    done = CliRunner().invoke(rules, arguments)
    found = json.loads(done.output)["findings"]
    assert (done.exit_code, [(one["code"], one["file"], one["line"]) for one in found]) == (
        1,
        [("opens-nothing", "steps.yaml", 1)],
    )
    steps.write_text(
        "- {id: a, action: Do., when: {yeers: {above: 2}}, unlocks: [level:bakr], sources: {handbook: x}}\n"
    )
    done = CliRunner().invoke(rules, arguments)
    assert isinstance(done.exception, RulebookError)
    assert {one["code"] for one in json.loads(done.output)["findings"]} == {"invalid"}
