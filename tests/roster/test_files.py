"""Roster files as offices save them: whoever is in the file is answered or rejected, whatever stands around them."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import time
from datetime import time as clock
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import AdvisorError, InputError
from advisor.roster import sparse_sheets
from advisor.roster.delimited import detect_dialect, lines_of
from advisor.roster.delimited_rows import index_rows
from advisor.roster.headings import COLUMNS, match_headings, plain
from advisor.roster.reading import Chunk, open_roster
from tests.people import scaled, steady

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-11-24"


def batch(
    *arguments: object, content: bytes | None = None, memory: int | None = None
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "advisor", "batch", *map(str, arguments), "--as-of", DAY]
    if memory:
        command = ["bash", "-c", f'ulimit -v {memory}; exec "$@"', "bash", *command]
    return subprocess.run(command, cwd=ROOT, input=content, capture_output=True, timeout=120, check=False)


def outcome(roster: Path, *arguments: object) -> tuple[list[tuple[str, str]], list[tuple[str, str]], str]:
    """Run a roster: the id and row of each result, the row and code of each reject, and what was said."""
    out = roster.with_name("out.csv")
    done = batch(roster, "-o", out, *arguments)
    said = done.stderr.decode()
    assert done.returncode in (0, 1), said
    rows = [(row["id"], row["row"]) for row in csv.DictReader(out.read_text("utf-8").splitlines())]
    rejects = csv.DictReader(out.with_suffix(".rejects.csv").read_text("utf-8").splitlines())
    return rows, [(one["row"], one["code"]) for one in rejects], said


def read(path: Path, form: str = "csv") -> tuple[list[tuple[int, str]], list[int]]:
    """Read a roster: the row and id of each person, and the rows that cannot be read."""
    people, broken = [], list[int]()
    for chunk in open_roster(path, "roster", form, {}).pieces():
        assert isinstance(chunk, Chunk)
        people += list(zip(chunk.rows.tolist(), chunk.cells["id"].to_pylist(), strict=True))
        broken += [one.row for one in chunk.broken]
    return people, broken


# -- quotation marks -------------------------------------------------------------


def test_a_quotation_that_is_not_closed_takes_nobody_along(tmp_path: Path) -> None:
    """5,000 people were lost behind one mark, and the run ended well."""
    roster = tmp_path / "r.csv"
    good = "".join(f"{n},BS,x\n" for n in range(2, 5002))
    roster.write_text(f'Student ID,Degree,Notes\n1,AAS,"not closed, really\n{good}')
    rows, rejects, said = outcome(roster)
    assert rows == [(str(n), str(n + 1)) for n in range(2, 5002)]
    assert rejects == [("2", "quotation")]
    assert "5,001 rows in the file: 5,000 answered, 1 rejected" in said


@pytest.mark.parametrize(
    ("content", "people", "broken"),
    [
        ('1,AAS,fine\n2,AAS,"said ""hi\n3,BS,\n4,"AAS",ok\n5,AAS,z\n', [2, 4, 5, 6], [3]),
        ('1,"AAS,x\n2,BS,y\n', [3], [2]),
        ('1,AAS,x\n2,BS,"', [2], [3]),
        ('1,AAS,"a\n2,AAS,"b\n3,AAS,"c\n4,BS,d\n', [5], [2, 3, 4]),
        ('1,AAS,5" tall\n2,BS,"x" y\n3,AA,"""\n4,AA,z\n', [2, 3, 5], [4]),
    ],
)
def test_a_broken_quotation_rejects_its_own_row(
    tmp_path: Path, content: str, people: list[int], broken: list[int]
) -> None:
    """People between two marks vanished into a remark."""
    roster = tmp_path / "r.csv"
    roster.write_text("Student ID,Degree,Notes\n" + content)
    found, rejected = read(roster)
    assert ([row for row, _ in found], rejected) == (people, broken)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('1,AAS,"tall\n2,BS,x\n3,AAS,5\'11"\n', 2),
        ('1,AAS,x\n2,AAS,"first\nsecond, third\n3,AAS,y\n', 3),
        ('1,AAS,"he said\n"so" and left"\n2,AAS,y\n', 2),
    ],
)
def test_where_people_cannot_be_told_from_a_remark_the_line_is_named(tmp_path: Path, content: str, line: int) -> None:
    """Half of a roster would be guessed at."""
    roster, out = tmp_path / "r.csv", tmp_path / "out.csv"
    roster.write_text("Student ID,Degree,Notes\n" + content)
    done = batch(roster, "-o", out)
    assert done.returncode == 3
    assert f"r.csv:{line}: A quotation that is opened in this line".encode() in done.stderr
    assert not out.exists()


def test_remarks_of_several_lines_stay_one_row(tmp_path: Path) -> None:
    """A remark with a line break would be refused, or each of its lines be a person."""
    roster = tmp_path / "r.csv"
    lines = (
        'Student ID,Degree,Notes,Certs\n1,AAS,"two\n\nlines, really",RHIT\n2,BS,"a, b\r\nc, d","RHIT\nCPC"\n3,BS,,\n'
    )
    roster.write_text(lines, newline="")
    assert read(roster) == ([(2, "1"), (3, "2"), (4, "3")], [])


_CELL = st.text(st.sampled_from('a1 ",;\n\t|é'), max_size=6)
_ROWS = st.lists(st.tuples(st.integers(1, 99), _CELL, _CELL), max_size=12)


@settings(steady, max_examples=scaled(150))
@given(_ROWS, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.sampled_from(",;\t|"))
def test_what_a_program_writes_is_read_or_named(
    rows: list[tuple[int, str, str]], end: str, every: bool, delimiter: str
) -> None:
    """Rows would be lost or made up where remarks hold marks, delimiters and line breaks."""
    text = io.StringIO(newline="")
    quoting: Literal[0, 1] = csv.QUOTE_ALL if every else csv.QUOTE_MINIMAL
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(["id", "degree", "notes"])
    writer.writerows(rows)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "r.csv"
        path.write_text(text.getvalue(), "utf-8", newline="")
        try:
            people, broken = read(path)
        except InputError as error:
            if "looks like a row" not in error.problems[0].message:  # so may a remark
                raise
            return
    assert people == [(n, str(id)) for n, (id, _, _) in enumerate(rows, 2)]
    assert broken == []


_NOISE = st.lists(st.sampled_from([b'"', b'"', b",", b"\n", b"\r\n", b"1,AAS,x\n", b'2,"BS",y\n', b"a", b" ", b'""']))


@settings(steady, max_examples=scaled(300))
@given(_NOISE)
def test_every_line_is_in_a_row_that_is_read_or_rejected(noise: list[bytes]) -> None:
    """A line would be in nobody's row, or a row be counted that is not there."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "r.csv"
        path.write_bytes(b"id,degree,notes\n" + b"".join(noise))
        try:
            people, broken = read(path)
        except InputError as error:
            if error.problems[0].line < 2:
                raise
            return
        index = index_rows(path, detect_dialect(path, "r"), "r")
        assert len(people) + len(broken) == index.rows
        rows = sorted([*(row for row, _ in people), *broken])
        assert len(set(rows)) == len(rows)
        left_out = set(index.skipped.tolist()) - {1, *(one.row for one in index.broken)}
        if not index.multi_line:  # then each line is a row
            lines = lines_of(path.read_bytes())
            assert sorted({*rows, *left_out}) == list(range(2, len(lines) + 1))
            assert all(not lines[row - 1].strip(b' ,"\t\r\n') for row in left_out)


@pytest.mark.parametrize("size", [64, 1000])
def test_rows_across_the_blocks_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """A remark that goes over the end of a block would be cut, or its row counted twice."""
    monkeypatch.setattr("advisor.roster.delimited_rows._BLOCK", size)
    roster, some = tmp_path / "r.csv", np.random.default_rng(1).integers(0, 5, 600)
    rows = ["x", '"a, ""b"""', '"two\nlines\nof it"', "", '5" tall']
    text = "".join(f"{n},AAS,{rows[kind]}\r\n{',,' * (n % 7 == 0)}\r\n" for n, kind in enumerate(some, 1))
    roster.write_text("id,degree,notes\r\n" + text, newline="")
    people, broken = read(roster)
    assert [id for _, id in people] == [str(n) for n in range(1, 601)]
    assert [row for row, _ in people] == list(range(2, 1202, 2))
    assert broken == []


@pytest.mark.parametrize(
    ("lines", "says"),
    [('1,AAS,"a\n' * 20_000, "more than 100 rows"), ('1,5","""\n' * 20_000, "is not closed")],
)
def test_many_broken_quotations_end_soon(tmp_path: Path, lines: str, says: str) -> None:
    """A hostile file would be looked through again for each of its rows."""
    roster = tmp_path / "r.csv"
    roster.write_text("id,degree,notes\n" + lines + "2,BS,x\n" * 100_000)
    before = time.process_time()
    with pytest.raises(AdvisorError, match=says):
        read(roster)
    assert time.process_time() - before < 20


def test_a_file_that_is_written_to_meanwhile_is_noticed(tmp_path: Path) -> None:
    """Rows that come or go during a run would make its numbers untrue."""
    from datetime import date

    from advisor.roster.checkpoint import Checkpoint
    from advisor.roster.run import run_roster
    from advisor.rulebook.load import load_rulebook

    roster = tmp_path / "r.csv"
    roster.write_text("id,degree\n1,AAS\n")
    opened = open_roster(roster, "r", "csv", {})
    roster.write_text("id,degree\n1,AAS\n2,BS\n")
    day = date(2026, 11, 24)
    with pytest.raises(InputError, match="1 row in the file; read then: 2"):
        run_roster(
            opened,
            load_rulebook().as_of(day),
            day,
            "plain",
            Checkpoint(tmp_path / "parts"),
            tmp_path / "out.csv",
            "csv",
        )


@pytest.mark.parametrize("headings", ['id,"degree,notes\n', 'id,degree,"notes\n1,AAS,"x\n', 'id,"degree\n'])
def test_a_quotation_that_is_open_in_the_headings_is_named(tmp_path: Path, headings: str) -> None:
    """The first people would be a part of a heading."""
    roster = tmp_path / "r.csv"
    roster.write_text("Title,,\n" + headings + "2,BS,x\n" * 50)
    with pytest.raises(InputError, match=r"roster:2: A quotation that is opened in the headings"):
        open_roster(roster, "roster", "csv", {}, header_row=2)


def test_headings_of_several_lines(tmp_path: Path) -> None:
    """Spreadsheets break long headings, and the rows behind them would have other numbers."""
    roster = tmp_path / "r.csv"
    roster.write_text('A report\nid,"Years\nof experience",Degree\n1,2,AAS\n')
    rows, _, _ = outcome(roster)
    assert rows == [("1", "3")]


# -- empty rows, titles, totals -----------------------------------------------------


def test_rows_have_the_numbers_of_the_file(tmp_path: Path) -> None:
    """An advisor would look for a reject in the wrong row; an empty line of a spreadsheet would be a person."""
    roster = tmp_path / "r.csv"
    roster.write_text('id,degree,certs\n\n1,AAS,RHIT\n,,\n"","",""\n  \n2,AAS,RHIT,x\n\n3,BS,none\n')
    assert read(roster) == ([(3, "1"), (9, "3")], [7])


TITLED = [
    ["HIM roster"],
    ["Report run 11/03/2026", "Page 1"],
    [],
    ["Student #", "Degree", "Certs"],
    ["7", "AAS", "RHIT"],
]


def sheet(path: Path, rows: list[list[str]], name: str = "People") -> Path:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(name)
        for n, row in enumerate(rows):
            page.write_row(n, 0, row)
    return path


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_headings_below_titles_are_found(tmp_path: Path, form: str) -> None:
    """A report with a title was refused, with advice that could not help."""
    path = tmp_path / f"r.{form}"
    if form == "csv":
        path.write_text("".join(f"{','.join(row)}\n" for row in TITLED))
    else:
        sheet(path, TITLED)
    rows, _, said = outcome(path)
    assert rows == [("7", "5")]
    assert "The headings are in row 4; what stands in rows 1 to 3 is not read." in said


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_row_of_headings_can_be_said(tmp_path: Path, form: str) -> None:
    """Headings of an office's own below a title could not be reached with a mapping."""
    path, mapping = tmp_path / f"r.{form}", tmp_path / "map.yaml"
    rows = [["Title"], ["Kennung", "Abschluss"], ["7", "AAS"]]
    if form == "csv":
        path.write_text("".join(f"{','.join(row)}\n" for row in rows))
    else:
        sheet(path, rows)
    mapping.write_text("id: Kennung\neducation_level: Abschluss\n")
    assert outcome(path, "--map", mapping, "--header-row", 2)[0] == [("7", "3")]
    assert outcome(path, "--map", mapping)[0] == [("7", "3")]
    assert batch(path, "--header-row", 2).returncode == 3
    done = batch(path, "--header-row", 9)
    assert done.returncode == 2
    assert b"There is nothing in row 9" in done.stderr


def test_a_person_is_never_taken_for_headings(tmp_path: Path) -> None:
    """Somebody whose cells are words of headings would be lost."""
    roster = tmp_path / "r.csv"
    roster.write_text("ID,Degree,Job\n7,Program,Position\n")
    assert read(roster) == ([(2, "7")], [])


@pytest.mark.parametrize(
    "line",
    ["Total,,,\n", "Grand total: 312,,,\n", ",,Average,\n", "Count: 312\n", "End of report,,,\n", "TOTALS:,1,,\n"],
)
def test_totals_are_no_person(tmp_path: Path, line: str) -> None:
    """A row of totals was a person before entry level."""
    roster = tmp_path / "r.csv"
    roster.write_text(f"Student ID,Years of Experience,Degree,Certs\n1,2,AAS,RHIT\n{line}2,1,BS,none\n")
    rows, rejects, said = outcome(roster)
    assert rows == [("1", "2"), ("2", "4")]
    assert rejects == [("3", "no-person")]
    assert "3 rows in the file: 2 answered, 1 rejected" in said


def test_people_who_are_called_like_totals_are_people(tmp_path: Path) -> None:
    """Wai Sum, with an id, and a student whose id begins with Total would be left out."""
    roster = tmp_path / "r.csv"
    roster.write_text("Term,Student ID,Name,Track\nTotal,1,Sum,records\nx,Totally-2,Count,records\n,,Ann,records\n")
    assert [row for row, _ in outcome(roster)[0]] == ["1", "Totally-2", ""]


# -- headings ------------------------------------------------------------------------


def test_no_heading_stands_for_two_columns() -> None:
    """The order of a table would decide what a column is."""
    seen: dict[str, str] = {}
    for column, headings in COLUMNS.items():
        for heading in {plain(one) for one in (column, *headings)}:
            assert seen.setdefault(heading, column) == column


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("SPRIDEN_ID SHRDGMR_DEGC_CODE STVMAJR_DESC SHRDGMR_GRAD_DATE", "id education_level education_field completed"),
        ("EMPLID DEGREE ACAD_PLAN DEGR_CONFER_DT", "id education_level education_field completed"),
        ("STUDENTS.ID ACAD.DEGREE ACAD.MAJORS ACAD.DEGREE.DATE", "id education_level education_field completed"),
        ("EMPLID COMPLETION_TERM STATE TOT_CUMULATIVE", "id completed state college_credits"),
        ("Stu_ID role years hrs/wk", "id experience_role experience_years hours_per_week"),
        ("ID# Weekly_Hours YEARS Position", "id hours_per_week experience_years experience_role"),
        ("Student_ID_Number birthDate givenName Certs", "id birth_year - certifications"),
        ("sourcedId role birthDate grades status", "id - birth_year - -"),
        ("id years FTE certs", "id - - certifications"),
    ],
)
def test_headings_of_student_systems(headings: str, expected: str) -> None:
    """An export would have to be renamed by hand, or a column be taken for what it is not."""
    found = match_headings([one.replace("_", " ") if "/" in one else one for one in headings.split()], {})
    column_at = {
        place: column.removeprefix("education_completed") or "completed" for column, place in found.places.items()
    }
    assert [column_at.get(n, "-") for n in range(len(headings.split()))] == expected.split()


def test_a_program_under_way_is_no_degree(tmp_path: Path) -> None:
    """The current program of a student counted as a degree that was finished."""
    roster = tmp_path / "r.csv"
    roster.write_text("SPRIDEN_ID,SGBSTDN_DEGC_CODE_1,SGBSTDN_MAJR_CODE_1\nA1,AAS,HIT\nA2,,\n")
    (chunk,) = open_roster(roster, "r", "csv", {}).chunks()
    assert chunk.cells["education_status"].to_pylist() == ["in-progress", ""]
    _, _, said = outcome(roster)
    assert "A program in SGBSTDN_DEGC_CODE_1, SGBSTDN_MAJR_CODE_1 is one under way" in said


def test_headings_of_any_size(tmp_path: Path) -> None:
    """Headings beyond 64 KB were cut, and every row refused."""
    roster = tmp_path / "r.csv"
    wide = [f"a column whose name is long {n}" for n in range(5000)]
    roster.write_text(",".join(["id", *wide, "Degree"]) + "\n7" + "," * 5000 + ",AAS\n")
    assert roster.stat().st_size > 150_000
    (chunk,) = open_roster(roster, "r", "csv", {}).chunks()
    assert chunk.cells["education_level"].to_pylist() == ["AAS"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_of_two_columns_for_one_thing_what_was_taken_is_said(tmp_path: Path, form: str) -> None:
    """The id of another system, or a lower degree, was taken without a word."""
    names, cells = ["Student ID", "Student ID", "Degree Level", "Degree", "Email"], ["A", "B", "BS", "AAS", "x"]
    path = tmp_path / f"r.{form}"
    if form == "csv":
        path.write_text(f"{','.join(names)}\n{','.join(cells)}\n")
    elif form == "xlsx":
        sheet(path, [names, cells])
    else:
        parquet.write_table(pa.Table.from_arrays([pa.array([one]) for one in cells], names=names), path)
    rows, _, said = outcome(path)
    assert rows == [("A", "2")]
    assert "Several columns have the heading Student ID: the first is read as id." in said
    assert "education_level is read from Degree; Degree Level could be the same and is not used." in said
    assert "Not used: Email." in said
    (chunk,) = open_roster(path, "r", form, {}).chunks()
    assert chunk.cells["education_level"].to_pylist() == ["AAS"]


def test_what_is_not_used_is_said_unless_nobody_wants_to_know(tmp_path: Path) -> None:
    """A column that holds the certifications under a strange name would be missed and nobody told."""
    roster = tmp_path / "r.csv"
    roster.write_text("Degree,First name,Kenntnisse\nAAS,Ann,RHIT\n")
    said = batch(roster, "-o", tmp_path / "o.csv").stderr.decode()
    assert "Not used: First name, Kenntnisse." in said
    assert "There is no column for an id" in said
    assert batch(roster, "-o", tmp_path / "o.csv", "--quiet").stderr == b""


# -- workbooks --------------------------------------------------------------------------


def workbook(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Read me").write(0, 0, "An export of the fall")
        hidden = book.add_worksheet("Lists")
        hidden.write_row(0, 0, ["id", "degree"])
        hidden.write_row(1, 0, ["hidden", "AAS"])
        hidden.hide()
        people = book.add_worksheet("People")
        people.write_row(0, 0, ["id", "degree"])
        people.write_row(1, 0, ["seen", "AAS"])
        book.add_worksheet("Last year").write_row(0, 0, ["id", "degree"])
    return path


def test_the_first_sheet_with_headings_is_read_and_the_others_told(tmp_path: Path) -> None:
    """People in the second sheet could not be reached, and a hidden sheet was read without a word."""
    rows, _, said = outcome(workbook(tmp_path / "r.xlsx"))
    assert rows == [("seen", "2")]
    assert "The sheet People is read; not read: Read me, Last year." in said
    assert "Hidden sheets are not read: Lists." in said


def test_a_sheet_can_be_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx")
    rows, _, said = outcome(path, "--sheet", "lists")
    assert rows == [("hidden", "2")]
    assert "The sheet Lists is a hidden one." in said
    done = batch(path, "--sheet", "Peeple")
    assert done.returncode == 2
    assert b"There is no sheet Peeple. Did you mean People?" in done.stderr
    roster = tmp_path / "r.csv"
    roster.write_text("id,degree\n1,AAS\n")
    assert batch(roster, "--sheet", "People").returncode == 2


@pytest.mark.parametrize(("row", "column"), [(1_048_575, 16_383), (1_048_575, 0), (1, 16_383)])
def test_one_far_cell_costs_nothing(tmp_path: Path, row: int, column: int) -> None:
    """A stray cell in the last corner asked for hundreds of gigabytes, and the process was aborted."""
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 1, ["id", "degree"])
        page.write_row(1, 1, ["1", "AAS"])
        page.write_row(4, 1, ["2", "BS"])
        page.write(row, column, "x")
    out = tmp_path / "out.csv"
    done = batch(path, "-o", out, memory=2_500_000)
    assert done.returncode in (0, 1), done.stderr
    rows = csv.DictReader(out.read_text("utf-8").splitlines())
    assert [(one["id"], one["row"]) for one in rows] == [("1", "2"), ("2", "5")]
    if row > 4:
        assert b"1048576" in out.with_suffix(".rejects.csv").read_bytes()


def test_cells_all_over_a_sheet_are_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells on the diagonal of a sheet would take all memory there is."""
    monkeypatch.setattr(sparse_sheets, "MOST_CELLS", 100 * 100)
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["id", "degree"])
        for n in range(1, 102):
            page.write(n * 50, n, "x")
    with pytest.raises(InputError, match="lie too far apart"):
        open_roster(path, "r", "xlsx", {})


# -- JSON Lines and Parquet ----------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_encodings(tmp_path: Path, form: str, encoding: str) -> None:
    """The first person of a file with a byte-order mark was refused, and everybody in UTF-16."""
    path = tmp_path / f"r.{form}"
    text = '{"id": "é1"}\n{"id": "é2"}\n' if form == "jsonl" else "id,degree\né1,AAS\né2,BS\n"
    path.write_bytes(text.encode(encoding))
    assert [id for id, _ in outcome(path)[0]] == ["é1", "é2"]


def test_a_file_that_is_not_in_the_encoding_it_begins_with(tmp_path: Path) -> None:
    """Letters would be others than those that were written, or a fault of a library."""
    utf16, utf8 = "id,degree\n1,AAS\n".encode("utf-16") + b"\xd8", "\ufeffid,degree\n1,AAS\n".encode() + b"\xff\n"
    for name, content in (("r.csv", utf16), ("r.jsonl", utf16), ("r.csv", utf8)):
        path = tmp_path / name
        path.write_bytes(content)
        done = batch(path)
        assert done.returncode == 3, done.stderr
        assert b"not in the encoding that it begins with" in done.stderr


_WHEN = clock(10, 30)


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (pa.array([b"AAS"]), "AAS"),
        (pa.array([b"AAS"], pa.binary(3)), "AAS"),
        (pa.array([_WHEN], pa.time64("us")), "10:30:00"),
        (pa.array([Decimal("0")], pa.decimal128(20, 10)), "0.0000000000"),
        (pa.array([float("nan")]), "nan"),
        (pa.array([["RHIT", "CPC"]]), "RHIT; CPC"),
        (pa.array([b"\xff"]), None),
        (pa.array([{"a": 1}]), None),
        (pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64())), None),
        (pa.array([[{"a": 1}]]), None),
        (pa.array([5], pa.duration("s")), None),
    ],
    ids=lambda one: str(one.type) if isinstance(one, pa.Array) else "",
)
def test_columns_of_parquet_are_read_or_refused_by_name(tmp_path: Path, cells: pa.Array, text: str | None) -> None:
    """Bytes and records were read as Python writes them, and times ended in a fault of ours."""
    path = tmp_path / "r.parquet"
    parquet.write_table(pa.table({"id": ["1"], "Certs held": pa.array(["RHIT"]), "Degree": cells}), path)
    roster = open_roster(path, "r", "parquet", {})
    if text is None:
        with pytest.raises(InputError, match="The column Degree of this Parquet file cannot be read as text"):
            list(roster.chunks())
    else:
        (chunk,) = roster.chunks()
        assert chunk.cells["education_level"].to_pylist() == [text]


# -- pipes ---------------------------------------------------------------------------------------


def content_of(form: str, folder: Path) -> bytes:
    path = folder / f"source.{form}"
    if form == "csv":
        path.write_text("id,degree\n7,AAS\n")
    elif form == "xlsx":
        sheet(path, [["id", "degree"], ["7", "AAS"]])
    elif form == "jsonl":
        path.write_text('{"id": "7", "education": "associate"}\n')
    else:
        parquet.write_table(pa.table({"id": ["7"], "degree": ["AAS"]}), path)
    return path.read_bytes()


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl", "parquet"])
@pytest.mark.parametrize("place", ["-", "/dev/stdin", "fifo"])
def test_a_pipe_is_a_file(tmp_path: Path, form: str, place: str) -> None:
    """`cat roster.csv | advisor batch /dev/stdin` said that there is no such file."""
    content, rest = content_of(form, tmp_path), tmp_path / "temporary"
    rest.mkdir()
    script = {"-": "cat {0} | {1} -", "/dev/stdin": "cat {0} | {1} /dev/stdin", "fifo": "{1} <(cat {0})"}[place]
    (tmp_path / "roster").write_bytes(content)
    command = f"{sys.executable} -m advisor batch --as-of {DAY} --quiet"
    done = subprocess.run(
        ["bash", "-c", script.format(tmp_path / "roster", command)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(rest)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [row["id"] for row in csv.DictReader(done.stdout.decode().splitlines())] == ["7"]
    assert list(rest.iterdir()) == []


@pytest.mark.parametrize("place", ["/", "no-such-file.csv", "a\0b"])
def test_what_is_no_file(place: str) -> None:
    from advisor.doors.batch_files import roster_on_disk

    with pytest.raises(InputError):
        roster_on_disk(place, Path("/nowhere"), "csv")


# -- files that are written --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("-o", "{}/o.csv", "--rejects", "{}/o.csv"),
        ("-o", "{}/o.csv", "--rejects", "{}/sub/../o.csv"),
        ("-o", "{}/o.csv", "--rejects", "{}/link.csv"),
        ("-o", "{}/link.csv", "--summary", "{}/o.txt", "--rejects", "{}/o.csv"),
        ("-o", "{}/o.csv", "--rejects", "{}/.o.csv~"),
        ("-o", "{}/o.csv", "--rejects", "{}/hard.csv"),
        ("-o", "{}/p.csv", "--summary", "{}/s.txt", "--rejects", "{}/s.txt"),
        ("-o", "{}/s.txt", "--output-format", "csv", "--summary", "{}/s.txt"),
    ],
)
def test_no_two_results_are_written_to_one_file(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """The results were replaced by the rejects, and the run ended well."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "o.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("o.csv")
    os.link(tmp_path / "o.csv", tmp_path / "hard.csv")
    roster = tmp_path / "r.csv"
    roster.write_text("id,degree\n1,AAS\n")
    done = batch(roster, *(one.format(tmp_path) for one in arguments))
    assert done.returncode == 2
    assert b"would be written to the same file. Name another one." in done.stderr
    assert (tmp_path / "o.csv").read_text() == "old"


def test_a_roster_is_not_replaced_by_its_own_rejects(tmp_path: Path) -> None:
    """The default name of the rejects can be that of the roster."""
    roster = tmp_path / "out.rejects.csv"
    roster.write_text("id,degree\n1,AAS\n")
    done = batch(roster, "-o", tmp_path / "out.csv")
    assert done.returncode == 2
    assert roster.read_text() == "id,degree\n1,AAS\n"
