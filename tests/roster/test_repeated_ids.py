"""Ids that come again: told before anything is written, and counted once where the rows are the same."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.roster.reading import open_roster
from advisor.roster.repeated_ids import find_repeated_ids
from tests.people import scaled, steady

ROOT = Path(__file__).resolve().parent.parent.parent
DAY = "2026-11-24"


def batch(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "advisor", "batch", *map(str, arguments), "--as-of", DAY, "--engine", "plain"]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)


def answers(results: Path) -> list[list[str]]:
    """The results without the number of the row."""
    with results.open(newline="") as file:
        return [[row[name] for name in row if name != "row"] for row in csv.DictReader(file)]


CELLS = st.tuples(st.sampled_from(["", "a", "b", " a", "n/a", "S1"]), st.sampled_from(["", "AAS", "BS"]))


@settings(steady, max_examples=scaled(60))
@given(st.lists(CELLS, max_size=12))
def test_every_row_that_repeats_another_is_found(rows: list[tuple[str, str]]) -> None:
    """A person would be counted twice, or two people without an id be taken for one."""
    same, differing, first = [], [], dict[str, tuple[str, str]]()
    for number, row in enumerate(rows, 2):
        id = row[0].strip()
        if id in ("", "n/a") or id not in first:
            first.setdefault(id, row)
        elif first[id] == row:
            same.append(number)
        else:
            differing.append(number)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "r.csv"
        path.write_text("id,degree,other\n" + "".join(f"{id},{degree},{n}\n" for n, (id, degree) in enumerate(rows)))
        found = find_repeated_ids(open_roster(path, "r", "csv", {}))
    assert list(found.differing) == differing[:9]
    if len(differing) < 9:
        assert found.same.tolist() == same


def test_rows_with_the_same_id_and_other_values_are_asked_about(tmp_path: Path) -> None:
    """Schools of one person in two rows would be answered as two people, and nobody notices."""
    roster, out = tmp_path / "r.csv", tmp_path / "out.csv"
    roster.write_text("id,degree,name\n77,AAS,Maria\n8,BS,Ana\n77,BS,Maria\n")
    done = batch(roster, "-o", out)
    assert done.returncode == 2
    assert "Row 4 has the id of a row before and other values." in done.stderr
    assert "--one-person-by id" in done.stderr
    assert "--each-row" in done.stderr
    assert "77" not in done.stderr.replace(str(roster), "")
    assert "Maria" not in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"r.csv"}


def test_each_row_is_a_person_when_that_is_said(tmp_path: Path) -> None:
    """Who counts enrolments, not people, could not."""
    roster, out = tmp_path / "r.csv", tmp_path / "out.csv"
    roster.write_text("id,degree\n7,AAS\n8,BS\n7,BS\n")
    done = batch(roster, "-o", out, "--each-row")
    assert done.returncode == 0
    assert [line.split(",")[0] for line in out.read_text().splitlines()[1:]] == ['"7"', '"8"', '"7"']
    assert "1 row has an id that a row before has: row 4 of the roster." in done.stderr


def test_totals_are_no_ids_that_come_again(tmp_path: Path) -> None:
    """A roster with subtotals could not be answered."""
    roster, out = tmp_path / "r.csv", tmp_path / "out.csv"
    roster.write_text("id,experience_years\n7,3\nTotal,3\n8,2\nTotal,5\n")
    done = batch(roster, "-o", out)
    assert done.returncode == 1
    assert "4 rows in the file: 2 answered, 2 rejected" in done.stderr


LINES = ['{"id": "7", "education": "associate"}', '{"id": 8}', '{"education": "associate", "id": 7}']


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_rows_that_are_the_same_are_counted_once(tmp_path: Path, ending: str) -> None:
    """A join of two tables gives every student several times."""
    rows = ["id,degree,course", "7,AAS,x", "8,BS,x", "7,AAS,y", ",AAS,x", ",AAS,x"] if ending == "csv" else LINES
    twice, once = tmp_path / f"twice.{ending}", tmp_path / f"once.{ending}"
    again = 3 if ending == "csv" else 2
    twice.write_text("\n".join(rows) + "\n")
    once.write_text("\n".join(row for n, row in enumerate(rows) if n != again) + "\n")
    first, second = batch(once, "-o", tmp_path / "1.csv"), batch(twice, "-o", tmp_path / "2.csv")
    assert (first.returncode, second.returncode) == (0, 0)
    assert answers(tmp_path / "1.csv") == answers(tmp_path / "2.csv")
    said = ("4 rows in the file: 4 answered", "5 rows in the file: 4 answered")
    if ending == "jsonl":
        said = ("2 rows in the file: 2 answered", "3 rows in the file: 2 answered")
    assert said[0] in first.stderr
    assert said[1] in second.stderr
    assert f"1 row is the same as a row before, and counted once: row {again + 1} of the roster." in second.stderr


def test_profiles_with_the_same_id_and_other_values_are_asked_about(tmp_path: Path) -> None:
    """A roster of whole profiles would be answered without a word."""
    roster = tmp_path / "r.jsonl"
    roster.write_text(LINES[0] + "\n" + '{"id": "7", "education": "bachelor"}\n')
    done = batch(roster, "-o", tmp_path / "out.csv")
    assert done.returncode == 2
    assert "Row 2 has the id of a row before" in done.stderr
    assert not (tmp_path / "out.csv").exists()


def test_what_nobody_can_want_is_refused(tmp_path: Path) -> None:
    """A wrong word would be taken for a wish."""
    roster, lines = tmp_path / "r.csv", tmp_path / "r.jsonl"
    roster.write_text("id,degree\n7,AAS\n")
    lines.write_text(LINES[0])
    for arguments, said in (
        ((roster, "--each-row", "--one-person-by", "id"), "a row cannot be both"),
        ((roster, "--each-row", "--with", roster), "a row cannot be both"),
        ((roster, "--one-person-by", "Idd"), "No heading is called Idd. Did you mean id?"),
        ((lines, "--one-person-by", "name"), "told apart by their id"),
        ((lines, "--with", roster), "joined by their columns"),
        ((roster, "--with", lines), "joined by their columns"),
    ):
        done = batch(*arguments)
        assert done.returncode == 2, done.stderr
        assert said in done.stderr
        assert "Traceback" not in done.stderr
