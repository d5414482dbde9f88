"""Rosters from file to file: every format in and out, bad rows named, nothing half-written, the same bytes again."""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

import pexpect
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from advisor.roster import workers
from advisor.roster.checkpoint import Checkpoint
from advisor.roster.counts import Counts
from advisor.roster.duplicate_ids import find_duplicates
from advisor.roster.reading import open_roster
from advisor.roster.run import Outcome, rejects_of, run_roster
from advisor.rulebook.load import load_rulebook
from tests.people import steady
from tests.synthetic import synthetic_roster

ROOT = Path(__file__).resolve().parent.parent.parent
DAY = "2026-11-24"
HEAD = "Student ID,Degree,Major,Years of Experience,Certs\n"
ROW = "7,AAS,Health Information Technology,3 yrs,RHIT®\n"


def batch(*arguments: object, content: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "advisor", "batch", *map(str, arguments), "--as-of", DAY]
    return subprocess.run(command, cwd=ROOT, input=content, capture_output=True, timeout=120, check=False)


def answered(roster: Path, *arguments: object, code: int = 0) -> list[dict[str, str]]:
    """Run a roster to CSV and give its rows."""
    out = roster.with_name("out.csv")
    done = batch(roster, "-o", out, *arguments)
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return list(csv.DictReader(out.read_text("utf-8").splitlines()))


def rejected(roster: Path) -> list[tuple[str, str, str]]:
    rows = csv.DictReader(roster.with_name("out.rejects.csv").read_text("utf-8").splitlines())
    return [(row["row"], row["column"], row["code"]) for row in rows]


def test_semicolons_and_windows_1252(tmp_path: Path) -> None:
    """A spreadsheet saved in Europe could not be read, or accents would be garbage."""
    roster = tmp_path / "r.csv"
    roster.write_bytes((HEAD + "é1,BS – HIM,x,3,RHIT\n").replace(",", ";").encode("cp1252"))
    assert answered(roster)[0]["id"] == "é1"
    assert b"semicolons, windows-1252" in batch(roster, "--show-mapping").stdout


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
def test_encodings_and_their_marks(tmp_path: Path, encoding: str) -> None:
    """The first heading would carry the mark and not be found."""
    roster = tmp_path / "r.csv"
    roster.write_bytes((HEAD + ROW).encode(encoding))
    assert answered(roster)[0]["id"] == "7"


def test_quotes_and_line_breaks_in_cells(tmp_path: Path) -> None:
    """A note of two lines would become two people."""
    roster = tmp_path / "r.csv"
    lines = 'id,name,certifications,notes\n1,"Lee, ""Al""","RHIT\nCPC","two\r\nlines"\n2,B,CCS,\n'
    roster.write_text(lines, newline="")
    rows = answered(roster)
    assert [row["id"] for row in rows] == ["1", "2"]
    assert "unrecognized-certification" not in rows[0]["warnings"]


def test_200_columns_of_which_few_matter(tmp_path: Path) -> None:
    """Columns that are not ours would be mistaken for ours, or slow everything."""
    roster = tmp_path / "r.csv"
    extra = ",".join(f"X{n}" for n in range(195))
    roster.write_text(f"{HEAD.strip()},{extra}\n{ROW.strip()},{','.join(['junk'] * 195)}\n")
    plain = tmp_path / "plain.csv"
    plain.write_text(HEAD + ROW)
    assert answered(roster) == answered(plain)


def test_nothing_in_it(tmp_path: Path) -> None:
    """An empty file is a mistake to be told; headings alone are a roster of nobody."""
    empty, headings = tmp_path / "e.csv", tmp_path / "h.csv"
    empty.write_bytes(b"")
    headings.write_text(HEAD)
    done = batch(empty, "-o", tmp_path / "out.csv")
    assert done.returncode == 3
    assert b"nothing in this file" in done.stderr
    assert answered(headings) == []
    assert batch(headings, "-o", tmp_path / "out.parquet").returncode == 0
    assert parquet.read_table(tmp_path / "out.parquet").num_rows == 0


def test_no_column_is_found(tmp_path: Path) -> None:
    """Everyone would be a person of whom nothing is known."""
    roster = tmp_path / "r.csv"
    roster.write_text("a,b\n1,2\n")
    done = batch(roster)
    assert done.returncode == 3
    assert b"--map" in done.stderr


def test_every_format_gives_the_same_answers(tmp_path: Path) -> None:
    """The answer would depend on how the roster is saved."""
    table = next(iter(synthetic_roster(load_rulebook(), 60, seed=3)))
    source, book = tmp_path / "r.csv", tmp_path / "r.xlsx"
    arrow_csv.write_csv(table, source)
    parquet.write_table(table, tmp_path / "r.parquet")
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        for n, row in enumerate([table.column_names, *(list(one.values()) for one in table.to_pylist())]):
            for at, cell in enumerate(row):
                number = cell is not None and cell.replace(".", "", 1).isdigit()
                sheet.write(n, at, float(cell) if number else cell)
    expected = answered(source)
    assert len(expected) == 60
    assert answered(tmp_path / "r.parquet") == expected
    assert answered(book) == expected
    for ending in ("parquet", "xlsx", "jsonl"):
        assert batch(source, "-o", tmp_path / f"again.{ending}").returncode == 0
    assert (
        parquet.read_table(tmp_path / "again.parquet")
        .cast(pa.schema([(name, pa.string()) for name in expected[0]]))
        .to_pylist()
        == expected
    )
    lines = [json.loads(line) for line in (tmp_path / "again.jsonl").read_text().splitlines()]
    assert ["; ".join(line["ready"]) for line in lines] == [row["ready"] for row in expected]
    done = batch("-", content=source.read_bytes())
    assert done.returncode == 0
    assert list(csv.DictReader(done.stdout.decode().splitlines())) == expected


def test_a_spreadsheet_saved_by_libreoffice(tmp_path: Path) -> None:
    """Its dates, numbers and line breaks would be read as Excel's own are not written.

    Made by LibreOffice 7.4: a sheet with date cells, an empty row, years as number and as text, a date as text, and
    accents, saved with `soffice --headless --convert-to xlsx`.
    """
    roster = tmp_path / "r.xlsx"
    roster.write_bytes((Path(__file__).parent / "saved_by_libreoffice.xlsx").read_bytes())
    rows = answered(roster, code=1)
    assert [(row["id"], row["level"], row["warnings"]) for row in rows] == [
        ("1001", "mid", "lapsed-certification"),
        ("1002", "entry", ""),
        ("1003", "entry", ""),
        ("1004", "mid", "former-name"),
        ("1006", "senior", ""),
    ]
    assert rejected(roster) == [("7", "experience_years", "not-a-number")]


def test_columns_of_any_type_are_text_or_refused(tmp_path: Path) -> None:
    """A time of day, or a moment with nanoseconds, would end in a fault of ours."""
    day, morning = datetime(2021, 5, 6), time(10, 30)
    book = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["id", "education_completed", "certs"])
        sheet.write_row(1, 0, ["a", "", "RHIT"])
        sheet.write_datetime(1, 1, day, workbook.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_row(2, 0, ["b", "", "RHIT"])
        sheet.write_datetime(2, 1, morning, workbook.add_format({"num_format": "hh:mm"}))
    moments = pa.array([1_620_259_200_000_000_001, 0, None], pa.timestamp("ns"))
    table = pa.table({"id": ["a", "b", "c"], "education_completed": moments, "years of experience": [3.0, 2.5, None]})
    parquet.write_table(table, tmp_path / "r.parquet")
    assert [row["id"] for row in answered(book, code=1)] == ["a"]
    assert rejected(book) == [("3", "education_completed", "not-a-date")]
    assert [row["id"] for row in answered(tmp_path / "r.parquet")] == ["a", "b", "c"]
    lengths = pa.table({"id": ["a"], "years of experience": pa.array([1], pa.duration("ns"))})
    parquet.write_table(lengths, tmp_path / "l.parquet")
    done = batch(tmp_path / "l.parquet")
    assert done.returncode == 3
    assert b"The column years of experience of this Parquet file cannot be read as text" in done.stderr


def test_lines_of_whole_profiles(tmp_path: Path) -> None:
    """A line that is not a profile would stop the others."""
    roster = tmp_path / "r.jsonl"
    first, second = '{"id": "a", "certifications": ["RHIT"]}', '{"id": 5, "education": {"level": "x"}}'
    roster.write_text(f'{first}\n{second}\nno\n\n{{"id": "b"}}\n')
    assert [row["id"] for row in answered(roster, code=1)] == ["a", "b"]
    assert rejected(roster) == [("2", "education[0].level", "not-valid"), ("3", "", "not-json")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"id": "b", "education": "none", "education": "master"}', "not-valid"),
        ('{"id": "b", "name": "\\ud800"}', "not-json"),
        ("{id: b}", "not-json"),
        ("id: b", "not-json"),
    ],
)
def test_a_line_that_can_be_read_in_two_ways_is_refused(tmp_path: Path, line: str, code: str) -> None:
    """A key written twice would hide an answer, or what is no JSON would be guessed at."""
    roster = tmp_path / "r.jsonl"
    roster.write_text('{"id": "a"}\n' + line + '\n{"id": "c", "name": "Zoë"}\n', "utf-8")
    assert [row["id"] for row in answered(roster, code=1)] == ["a", "c"]
    assert rejected(roster) == [("2", "", code)]


def test_bad_rows_are_named_and_good_ones_come_through_in_order(tmp_path: Path) -> None:
    """A cell that cannot be read would stop the roster, or be guessed at, or shown to whoever reads the log."""
    roster = tmp_path / "r.csv"
    roster.write_text(
        "id,education_level,education_completed,experience_years,supervisory_years,state,certifications\n"
        "1,AAS,05/06/2021,3,,CA,RHIT\n"
        "2,AAS,2021-05,3,,CA,RHIT\n"
        "3,AAS,2021-05,secretword,,CA,RHIT\n"
        "4,AAS,2021-05,1,3,CA,RHIT\n"
        "5,AAS\n"
        "6,AAS,2021-05,3,,Narnia,RHIT\n"
        "7,AAS,2021-05,3,,CA,RHIT 2024-03-01..2020-01-01\n"
        "8,AAS,2021-05,18 months,,CA,Frobnicator\n"
    )
    rows = answered(roster, code=1)
    assert [row["id"] for row in rows] == ["1", "2", "6", "8"]
    assert "unrecognized-certification" in rows[3]["warnings"]
    assert rejected(roster) == [
        ("4", "experience_years", "not-a-number"),
        ("5", "experience_years", "does-not-fit"),
        ("6", "", "columns"),
        ("8", "certifications", "not-valid"),
    ]
    done = batch(roster, "-o", tmp_path / "out.csv")
    said = done.stderr.decode() + (tmp_path / "out.rejects.csv").read_text()
    assert "secretword" not in said
    assert "Narnia" not in said


def test_strict_stops_at_the_first(tmp_path: Path) -> None:
    """A registrar who wants all or nothing gets something."""
    roster, out = tmp_path / "r.csv", tmp_path / "out.csv"
    roster.write_text(HEAD + ROW + "8,AAS,x,many,\n")
    out.write_text("old")
    done = batch(roster, "-o", out, "--strict")
    assert done.returncode == 3
    assert b"r.csv:3: experience_years" in done.stderr
    assert out.read_text() == "old"


def test_a_mapping_settles_the_rest(tmp_path: Path) -> None:
    """A heading nobody could guess would be lost, or a wrong mapping ignored."""
    roster, mapping = tmp_path / "r.csv", tmp_path / "map.yaml"
    roster.write_text("Key one,Key two\n7,RHIT\n")
    mapping.write_text("id: Key one\ncertifications: Key two\n")
    assert answered(roster, "--map", mapping)[0]["id"] == "7"
    mapping.write_text("id: Key one\ncertifications: Key tow\n")
    done = batch(roster, "--map", mapping)
    assert done.returncode == 2
    assert b"Did you mean Key two" in done.stderr


def test_ids_that_appear_twice_are_reported(tmp_path: Path) -> None:
    """A student listed twice is counted twice, and nobody notices."""
    roster = tmp_path / "r.csv"
    roster.write_text(HEAD + ROW + "8,AAS,x,many,\n" + ",AAS,x,1,\n,AAS,x,1,\n" + ROW + ROW)
    done = batch(roster, "--each-row", "-o", tmp_path / "out.csv")
    assert b"2 rows have an id that a row before has: row 6, 7 of the roster." in done.stderr


_IDS = st.sampled_from([None, "", "a", "b", "aa", "S1", "1S", "é" * 40])


@steady
@given(st.lists(st.lists(_IDS, max_size=6), max_size=5))
def test_every_id_that_appears_again_is_found(pieces: list[list[str | None]]) -> None:
    """A duplicate would be missed at the border of two parts, or two people without an id be taken for one."""
    expected, seen, row = [], set(), 0
    with TemporaryDirectory() as folder:
        checkpoint = Checkpoint(Path(folder) / "parts")
        checkpoint.begin("", resume=False)
        for number, ids in enumerate(pieces):
            rows = list(range(row, row + len(ids)))
            row += len(ids)
            table = pa.table({"id": pa.array(ids, pa.string())})
            checkpoint.save(number, pa.array(rows, pa.int64()), table, b"", Counts())
            for at, id in zip(rows, ids, strict=True):
                if id and id in seen:
                    expected.append(at)
                seen.add(id)
        found = find_duplicates(checkpoint, row)
    assert found == (len(expected), tuple(expected[:8]))


def test_ids_that_appear_twice_are_found_in_another_part(tmp_path: Path) -> None:
    """A student in two exports that were put together would be taken for two."""
    roster = tmp_path / "r.jsonl"
    ids = [*range(20_000), *range(19_990, 20_010), 3, 3]
    roster.write_text("".join(f'{{"id": "S{id}"}}\n' for id in ids))
    done = batch(roster, "--each-row", "-o", tmp_path / "out.parquet", "--engine", "plain")
    rows = ", ".join(map(str, range(20_001, 20_009)))
    assert f"12 rows have an id that a row before has: row {rows} ... of the roster.".encode() in done.stderr


def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    """`-o /dev/null` would put a file in the place of the device."""
    roster, pipe = tmp_path / "r.csv", tmp_path / "pipe.csv"
    roster.write_text(HEAD + ROW)
    os.mkfifo(pipe)
    assert batch(roster, "-o", pipe).returncode == 2
    assert not pipe.is_file()


def test_a_killed_run_leaves_the_old_results_and_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    """A run of hours would be lost, or half a file taken for all of it."""
    roster, out = tmp_path / "r.jsonl", tmp_path / "out.csv"
    line = '{{"id": "{}", "education": "associate", "experience": {}, "certifications": ["RHIT"]}}\n'
    roster.write_text("".join(line.format(n, n % 97 / 4) for n in range(20_000)))
    out.write_text("old")
    command = [sys.executable, "-m", "advisor", "batch", str(roster), "-o", str(out), "--as-of", DAY]
    running = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    first = tmp_path / ".out.csv.parts" / "000000.json"
    for _ in range(1200):
        if first.exists():
            break
        sleep(0.05)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    assert first.exists()
    assert out.read_text() == "old"
    done = subprocess.run([*command, "--resume"], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.search(rb"going on after part [1-9][0-9]*, which is done", done.stderr)
    again = tmp_path / "again.csv"
    assert batch(roster, "-o", again).returncode == 0
    assert out.read_bytes() == again.read_bytes()
    assert not (tmp_path / ".out.csv.parts").exists()


@pytest.mark.parametrize("largest", [20_000, 400_000])
def test_a_full_disk_leaves_the_old_results_and_goes_on_to_the_same_bytes(tmp_path: Path, largest: int) -> None:
    """The old results would be gone and the new ones cut off; ``largest`` stops the parts, or the results."""
    roster, out, again = tmp_path / "r.csv", tmp_path / "out.csv", tmp_path / "again.csv"
    arrow_csv.write_csv(next(iter(synthetic_roster(load_rulebook(), 1500, seed=4))), roster)
    out.write_text("old")
    command = [sys.executable, "-m", "advisor", "batch", str(roster), "-o", str(out), "--as-of", DAY]

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    full = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, preexec_fn=no_room)
    assert full.returncode == 2, full.stderr
    assert b"cannot be written: File too large. What is done is kept; --resume goes on." in full.stderr
    assert out.read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"r.csv", "out.csv", ".out.csv.parts"}
    assert batch(roster, "-o", out, "--resume").returncode == 0
    assert batch(roster, "-o", again).returncode == 0
    assert out.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("option", ["-o", "--rejects", "--summary"])
def test_a_roster_is_not_written_over(tmp_path: Path, option: str) -> None:
    """A slip of the hand would replace the export of the student system by results."""
    roster = tmp_path / "roster.txt"
    roster.write_text(HEAD + ROW)
    done = batch(roster, option, roster, *([] if option == "-o" else ["-o", tmp_path / "out.csv"]))
    assert done.returncode == 2
    assert b"This file is read, and would be written over. Name another one." in done.stderr
    assert roster.read_text() == HEAD + ROW


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
def test_standard_output_that_is_full(tmp_path: Path) -> None:
    """A pipeline would end well with half of the results."""
    roster = tmp_path / "r.csv"
    roster.write_text(HEAD + ROW)
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "advisor", "batch", str(roster), "--as-of", DAY]
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert b"cannot be written: No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


def test_several_processes_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows would come out in the order in which processes happen to end, or be lost with a process that is gone."""
    rulebook, day = load_rulebook().as_of(date(2026, 11, 24)), date(2026, 11, 24)
    roster = tmp_path / "r.jsonl"
    line = '{{"id": "{}", "education": "associate", "experience": {}, "certifications": ["RHIT"]}}\n'
    roster.write_text("".join(line.format(n, n % 97 / 4 if n % 1000 else -1) for n in range(70_000)))

    def run(processes: int, on_rows: Callable[[int], None] = lambda rows: None) -> tuple[bytes, bytes, Outcome]:
        out, checkpoint = tmp_path / "out.csv", Checkpoint(tmp_path / "parts")
        opened = open_roster(roster, "r", "jsonl", {})
        outcome = run_roster(
            opened, rulebook, day, "plain", checkpoint, out, "csv", processes=processes, on_rows=on_rows
        )
        rejects = b"".join(rejects_of(checkpoint))
        checkpoint.remove()
        assert multiprocessing.active_children() == []
        return out.read_bytes(), rejects, outcome

    def end_workers(rows: int) -> None:
        for child in multiprocessing.active_children():
            child.kill()

    expected = run(1)
    assert expected[2].refused == 70
    assert run(2) == expected
    assert run(2, end_workers) == expected
    monkeypatch.setattr(workers, "_start_worker", os.abort)  # it takes no argument, so that no process can start
    assert run(2) == expected


def test_worker_processes_are_for_large_rosters() -> None:
    """Every class list would wait for a second process to start, or a whole state's roster for one processor."""
    assert {workers.default_processes(rows) for rows in (0, 1, 1_999_999)} == {1}
    assert workers.default_processes(2_000_000) == min(2, os.cpu_count() or 1)


def test_worker_processes_end_with_the_process_that_is_killed(tmp_path: Path) -> None:
    """Students' data would stay in the memory of processes that nobody knows of."""
    roster = tmp_path / "r.jsonl"
    roster.write_text('{"id": "a", "experience": 3, "certifications": ["RHIT"]}\n' * 200_000)
    command = [sys.executable, "-m", "advisor", "batch", str(roster), "-o", str(tmp_path / "out.csv"), "--jobs", "2"]
    running = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True)
    first = tmp_path / ".out.csv.parts" / "000000.json"
    for _ in range(1200):
        if first.exists() or running.poll() is not None:
            break
        sleep(0.05)
    assert len(group(running.pid)) >= 3
    running.kill()
    running.wait()
    assert ends(running.pid)


def test_ctrl_c_ends_worker_processes_that_are_starting(tmp_path: Path) -> None:
    """The terminal would be full of their tracebacks."""
    roster = tmp_path / "r.jsonl"
    roster.write_text('{"id": "a", "experience": 3, "certifications": ["RHIT"]}\n' * 200_000)
    command = [sys.executable, "-m", "advisor", "batch", str(roster), "-o", str(tmp_path / "out.csv"), "--jobs", "2"]
    running = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True, encoding="utf-8")
    for _ in range(1200):
        if len(group(running.pid)) >= 3 or running.poll() is not None:
            break
        sleep(0.02)
    sleep(0.1)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert said.endswith("advisor: stopped.\n")
    assert "Traceback" not in said
    assert ends(running.pid)


def ends(leader: int) -> bool:
    """Whether all processes of a group end in time."""
    for _ in range(200):
        if not group(leader):
            return True
        sleep(0.05)
    return False


def group(leader: int) -> list[int]:
    """The processes of a group that are at work."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, process_group = stat.read_text().rpartition(")")[2].split()[:3]
            if int(process_group) == leader and state != "Z":
                found.append(int(stat.parent.name))
    return found


def test_progress_is_shown_on_a_terminal(tmp_path: Path) -> None:
    """Who waits for a large roster would not know for how long."""
    roster = tmp_path / "r.jsonl"
    roster.write_text('{"experience": 3}\n' * 50_000)
    command = ["-m", "advisor", "batch", str(roster), "-o", str(tmp_path / "out.csv"), "--as-of", DAY]
    child = pexpect.spawn(sys.executable, command, cwd=str(ROOT), encoding="utf-8", timeout=60, dimensions=(24, 100))
    child.expect(r"16,384 rows .* a second, .*[0-9]:[0-9]{2}:[0-9]{2}")
    child.expect(r"50,000 rows in the file: 50,000 answered, 0 rejected\.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_a_million_rows_with_a_tenth_bad(tmp_path: Path) -> None:
    """Good rows would be lost or change places between parts and processes, or memory and time run out."""
    table = next(iter(synthetic_roster(load_rulebook(), 50_000, seed=6, bad=0.1)))
    roster, once = tmp_path / "r.csv", tmp_path / "once.csv"
    arrow_csv.write_csv(table, once)
    with arrow_csv.CSVWriter(roster, table.schema) as writer:
        for turn in range(20):
            ids = pc.binary_join_element_wise(table.column("id"), str(turn), "-")
            writer.write_table(table.set_column(0, "id", ids))
    assert batch(once, "-o", tmp_path / "once.parquet").returncode == 1
    done = batch(roster, "-o", tmp_path / "out.parquet")
    assert done.returncode == 1, done.stderr
    few, many = parquet.read_table(tmp_path / "once.parquet"), parquet.read_table(tmp_path / "out.parquet")
    assert many.num_rows == 20 * few.num_rows
    assert 42_000 < few.num_rows < 48_000
    expected, rows_of = few.drop_columns(["id", "row"]).to_pydict(), few.column("row").to_pylist()
    for turn in range(20):
        part = many.slice(turn * few.num_rows, few.num_rows)
        assert part.column("id").to_pylist() == [f"{id}-{turn}" for id in few.column("id").to_pylist()]
        if turn in (0, 7, 19):
            assert part.drop_columns(["id", "row"]).to_pydict() == expected
            assert part.column("row").to_pylist() == [row + turn * 50_000 for row in rows_of]
    refused = list(csv.reader((tmp_path / "out.rejects.csv").read_text().splitlines()))[1:]
    rows = [int(row) for row, *_ in refused]
    assert len(rows) == 20 * (50_000 - few.num_rows)
    assert rows == sorted(rows)


def test_a_synthetic_roster_with_a_tenth_bad(tmp_path: Path) -> None:
    """Good rows would be lost beside bad ones."""
    table = next(iter(synthetic_roster(load_rulebook(), 2000, seed=2, bad=0.1)))
    roster = tmp_path / "r.csv"
    arrow_csv.write_csv(table, roster)
    rows = answered(roster, code=1)
    refused = [int(row) for row, _, _ in rejected(roster)]
    ids = table.column("id").to_pylist()
    assert 120 < len(refused) < 320
    assert [row["id"] for row in rows] == [id for n, id in enumerate(ids) if n + 2 not in refused]
