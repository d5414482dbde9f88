"""The words that were not understood can be listed, without the people who wrote them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from click.testing import CliRunner

from advisor.doors.unplaced import unplaced

ROWS = """id,name,experience_role,experience_years,certifications
s-1,Ada Byron,Zorb wrangler,3,RHIT
s-2,Mary Shelley,Zorb wrangler,2,Zzyp; CPC
s-3,Jane Austen,Medical coder,about,none
"""


def listed(path: Path) -> list[list[str]]:
    done = CliRunner().invoke(unplaced, [str(path), "--as-of", "2026-11-27"])
    assert done.exit_code == 0, done.output
    assert not any(secret in done.output for secret in ("s-1", "Ada", "Shelley", "Austen"))
    return list(csv.reader(done.output.splitlines()))


def test_words_of_cells_are_counted(tmp_path: Path) -> None:
    """Who keeps the vocabulary would not see what people write."""
    roster = tmp_path / "roster.csv"
    roster.write_text(ROWS, "utf-8")
    assert listed(roster) == [
        ["column", "times", "words"],
        ["experience_role", "2", "Zorb wrangler"],
        ["certifications", "1", "Zzyp; CPC"],
        ["experience_years", "1", "about"],
    ]


def test_words_of_whole_profiles_are_counted(tmp_path: Path) -> None:
    """The words of profiles would not be seen."""
    people = [{"id": "s-1", "experience": [{"role": "Zorb wrangler", "years": 2}], "certifications": ["Zzyp"]}]
    roster = tmp_path / "roster.jsonl"
    roster.write_text("".join(json.dumps(one) + "\n" for one in people), "utf-8")
    assert sorted(listed(roster)[1:]) == [["certifications", "1", "Zzyp"], ["experience_role", "1", "Zorb wrangler"]]
