"""Results that can be joined to people: the row of each, and the roster's own columns carried through."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from advisor.errors import UsageError
from advisor.roster.checkpoint import Checkpoint
from advisor.roster.headings import Headings, match_headings
from advisor.roster.kept import kept_columns
from advisor.roster.reading import open_roster
from advisor.roster.run import run_roster
from advisor.roster.writing import results_schema, write_file
from advisor.rulebook.load import load_rulebook
from tests.people import steady

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-11-24"
ROSTER = (
    "Student ID,Degree,Certs,Notes,level,Balance\n"
    "7,AAS,RHIT,=1+1,x,-5\n"
    '8,many words,,"two\nlines",y,"+1,200.50"\n'
    "9,BS,none,@me,z,12\n"
)


def batch(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "advisor", "batch", *map(str, arguments), "--as-of", DAY]
    return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, check=False)


def table(path: Path) -> list[dict[str, object]]:
    """Read results of any format."""
    if path.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    if path.suffix == ".parquet":
        return list(parquet.read_table(path).to_pylist())
    head, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl", "parquet"])
def test_the_row_and_the_columns_kept_in_every_format(tmp_path: Path, ending: str) -> None:
    """Results of a roster without an id it knows could not be joined to anybody."""
    roster, out = tmp_path / "r.csv", tmp_path / f"out.{ending}"
    roster.write_text(ROSTER, newline="")
    done = batch(roster, "-o", out, "--keep", "all")
    assert done.returncode == 0, done.stderr
    rows = table(out)
    assert list(rows[0])[-8:] == ["row", "next", "Student ID", "Degree", "Certs", "Notes", "roster level", "Balance"]
    assert [int(str(row["row"]).removesuffix(".0")) for row in rows] == [2, 3, 4]
    assert [row["Degree"] for row in rows] == ["AAS", "many words", "BS"]
    assert [row["roster level"] for row in rows] == ["x", "y", "z"]
    spreadsheet = ending == "csv"
    assert [row["Notes"] for row in rows] == (
        ["'=1+1", "two\nlines", "'@me"] if spreadsheet else ["=1+1", "two\nlines", "@me"]
    )
    assert [row["Balance"] for row in rows] == ["-5", "+1,200.50", "12"]


def test_rows_of_lines_of_profiles(tmp_path: Path) -> None:
    """People without an id in JSON Lines could not be found again."""
    roster, out = tmp_path / "r.jsonl", tmp_path / "out.csv"
    roster.write_text('{"id": "a"}\n\nno\n{"id": "b"}\n')
    assert batch(roster, "-o", out).returncode == 1
    assert [(row["id"], row["row"]) for row in table(out)] == [("a", "1"), ("b", "4")]
    done = batch(roster, "--keep", "all")
    assert done.returncode == 2
    assert b"has no columns to keep" in done.stderr


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_what_is_kept_is_of_the_same_person(tmp_path: Path, form: str) -> None:
    """Rejects between people would move what is kept to somebody else."""
    names, path, out = ["Student ID", "Years of Experience", "Mail"], tmp_path / f"r.{form}", tmp_path / "out.csv"
    rows = [[f"s{n}", "many" if n % 3 else "2", f"s{n}@x"] for n in range(30)]
    if form == "csv":
        path.write_text("".join(",".join(row) + "\n\n" for row in [names, *rows]))
    elif form == "xlsx":
        with xlsxwriter.Workbook(path) as book:
            page = book.add_worksheet()
            for n, row in enumerate([names, *rows]):
                page.write_row(n * 2, 0, row)
    else:
        parquet.write_table(pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))), path)
    assert batch(path, "-o", out, "--keep", "mail").returncode == 1
    found = table(out)
    assert [row["id"] for row in found] == [f"s{n}" for n in range(0, 30, 3)]
    assert all(row["Mail"] == f"{row['id']}@x" for row in found)
    step = 1 if form == "parquet" else 2
    assert [row["row"] for row in found] == [str(step * n + step + 1) for n in range(0, 30, 3)]


def test_any_number_of_processes_and_a_run_resumed_keep_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept would depend on which process answered a part."""
    monkeypatch.setattr("advisor.roster.reading.CHUNK_ROWS", 500)
    monkeypatch.setattr("advisor.roster.delimited_blocks._BLOCK", 1 << 13)
    rulebook, day, roster = load_rulebook().as_of(date(2026, 11, 24)), date(2026, 11, 24), tmp_path / "r.csv"
    roster.write_text("id,degree,note\n" + "".join(f"{n},AAS,n{n}\n{',,' * (n % 5 == 0)}\n" for n in range(4000)))

    def run(processes: int, stop: int = 0) -> list[bytes]:
        opened = open_roster(roster, "r", "csv", {})
        kept = kept_columns(["all"], opened.headings, results_schema().names)
        opened, checkpoint, parts = replace(opened, kept=kept), Checkpoint(tmp_path / "parts"), 0

        def on_rows(rows: int) -> None:
            nonlocal parts
            parts += 1
            if stop == parts:
                raise KeyboardInterrupt

        arguments = (opened, rulebook, day, "plain", checkpoint, tmp_path / "out.csv", "csv")
        run_roster(*arguments, processes=processes, resume=True, on_rows=on_rows)  # type: ignore[arg-type]
        files = [(tmp_path / "out.csv").read_bytes()]
        for form in ("parquet", "jsonl", "xlsx"):
            write_file(tmp_path / f"out.{form}", form, checkpoint.tables(), results_schema(kept))
            files.append((tmp_path / f"out.{form}").read_bytes())
        checkpoint.remove()
        return files

    expected = run(1)
    assert run(2) == expected
    with pytest.raises(KeyboardInterrupt):
        run(1, stop=3)
    assert run(1) == expected
    assert [row["note"] for row in table(tmp_path / "out.csv")] == [f"n{n}" for n in range(4000)]


def test_other_columns_kept_are_another_run(tmp_path: Path) -> None:
    """Parts with other columns would be put together."""
    roster, out = tmp_path / "r.csv", tmp_path / "out.csv"
    roster.write_text(ROSTER, newline="")
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, 12_000))"
    stopped = f"{full}; import sys; sys.argv[0] = 'advisor'; from advisor.doors.cli import main; main()"
    command = [sys.executable, "-c", stopped, "batch", str(roster), "-o", str(out), "--as-of", DAY, "--keep", "Notes"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False)
    done = batch(roster, "-o", out, "--resume")
    assert done.returncode == 0, done.stderr
    assert "Notes" not in table(out)[0]


def test_a_name_that_is_not_there_gets_the_nearest() -> None:
    headings = match_headings(["Student #", "Degree", "E-mail", "Last, First"], {})
    with pytest.raises(UsageError, match=r"No heading is called Emial\. Did you mean E-mail"):
        kept_columns(["Emial"], headings, ())
    assert kept_columns(["email, id"], headings, ()) == {"E-mail": 2, "Student #": 0}
    assert kept_columns(["Last, First", "Degree"], headings, ()) == {"Last, First": 3, "Degree": 1}
    assert kept_columns(['Degree,"Last, First"'], headings, ()) == {"Degree": 1, "Last, First": 3}
    assert kept_columns([], None, ()) == {}


@steady
@given(st.lists(st.sampled_from(["id", "ID", "row", "roster id", "x", "X", "", "column 2", "x 2"]), max_size=8))
def test_names_among_the_results_are_never_twice(every: list[str]) -> None:
    """One column would hide another, in a spreadsheet or in a database that does not tell case."""
    taken = results_schema().names
    names = kept_columns(["all"], Headings(tuple(every), {}), taken)
    assert list(names.values()) == list(range(len(every)))
    folded = [name.casefold() for name in (*taken, *names)]
    assert len(set(folded)) == len(folded)


def test_headings_that_a_spreadsheet_would_run(tmp_path: Path) -> None:
    """A heading is a cell too."""
    roster, out = tmp_path / "r.csv", tmp_path / "out.csv"
    roster.write_text("id,degree,=cmd()\n1,AAS,x\n")
    assert batch(roster, "-o", out, "--keep", "all").returncode == 0
    assert list(table(out)[0])[-1] == "'=cmd()"


def test_what_a_sheet_of_excel_cannot_hold_is_said(tmp_path: Path) -> None:
    """A long cell came out empty without a word."""
    roster = tmp_path / "r.csv"
    roster.write_text("id,degree,note\n1,AAS," + "x" * 32_768 + "\n")
    done = batch(roster, "-o", tmp_path / "out.xlsx", "--keep", "all")
    assert done.returncode == 2
    assert b"32,767 letters" in done.stderr
    assert not (tmp_path / "out.xlsx").exists()
