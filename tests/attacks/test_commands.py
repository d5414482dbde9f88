"""Each kind of attack on the commands, once: a clear sentence and the right exit status, never a traceback.

The longer set is ``make attack`` (tests/attacks/attack.py).
"""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
import xlsxwriter

from advisor import advise, what_if
from advisor.doors.cli import _translated
from advisor.errors import AdvisorError, InputError, RulebookError, UsageError
from advisor.files import profiles_folder, rules_folder
from advisor.profile import profile_from
from advisor.roster import sparse_sheets
from advisor.roster.table import answer_table
from advisor.rulebook.load import load_rulebook
from tests.people import rulebook

ROOT = Path(__file__).resolve().parents[2]
PERSON = str(profiles_folder() / "maria-lopez.yaml")
DAY = date(2026, 11, 24)
SECRET = "Zqxjkvbpyw"


def advisor(
    *arguments: str | Path, out: BinaryIO | int = subprocess.PIPE, given: BinaryIO | int = subprocess.DEVNULL
) -> tuple[int, str]:
    """Run a command; give its exit status and what it says on standard error."""
    done = subprocess.run(
        [sys.executable, "-m", "advisor", *map(str, arguments)],
        stdin=given,
        stdout=out,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return done.returncode, done.stderr.decode()


def roster(folder: Path) -> Path:
    """A roster of one person, in whose Parquet file there is a column of times."""
    path = folder / "r.parquet"
    columns = {"Student ID": ["1"], "Degree": ["AAS"], "Setting": [datetime.time(1, 2, 3)]}
    parquet.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize("command", [("evaluate", PERSON), ("batch", "ROSTER", "-o", "-"), ("--help",)])
def test_a_full_device_behind_standard_output_is_said(tmp_path: Path, command: tuple[str, ...]) -> None:
    """A full disk ends in "internal fault", or promises a --resume of what went to standard output."""
    arguments = [str(roster_of_one(tmp_path)) if word == "ROSTER" else word for word in command]
    with open("/dev/full", "wb") as full:
        status, said = advisor(*arguments, out=full)
    assert status == 2
    assert said.splitlines()[-1] == "advisor: standard output: This cannot be written: No space left on device."
    assert "resume" not in said


@pytest.mark.parametrize("command", [("evaluate", PERSON), ("batch", "ROSTER", "-o", "-")])
def test_a_reader_that_has_gone_is_no_error(tmp_path: Path, command: tuple[str, ...]) -> None:
    """``| head`` ends with a status that means that some input was rejected, or that the call was wrong."""
    arguments = [str(roster_of_one(tmp_path)) if word == "ROSTER" else word for word in command]
    reader, writer = os.pipe()
    os.close(reader)
    try:
        status, said = advisor(*arguments, out=writer)
    finally:
        os.close(writer)
    assert status == 0
    assert "cannot be written" not in said


def test_streams_that_are_closed_are_said() -> None:
    """A program started without its streams ends in an internal fault, or writes into a file that got their number."""
    done = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m advisor evaluate - <&- >&-'],
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (3, b"advisor: standard input: There is nothing in the file.\n")


def test_an_endless_standard_input_is_refused() -> None:
    """The whole of it would be read before its size is looked at."""
    with open("/dev/zero", "rb") as endless:
        status, said = advisor("evaluate", "-", given=endless)
    assert (status, said) == (3, "advisor: standard input: The file is larger than 8 MB.\n")


class PanicException(BaseException):
    """What a library in Rust raises when it breaks: no Exception."""


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (MemoryError(SECRET), 3, "not enough memory"),
        (ZeroDivisionError(SECRET), 70, "ZeroDivisionError"),
        (OverflowError(SECRET), 70, "OverflowError"),
        (RecursionError(SECRET), 70, "RecursionError"),
        (PanicException(SECRET), 70, "PanicException"),
        (AssertionError(SECRET), 70, "AssertionError"),
    ],
)
def test_whatever_breaks_is_said_without_a_persons_words(
    error: BaseException, status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A traceback holds what a person wrote."""
    with pytest.raises(SystemExit) as ended, _translated():
        raise error
    said = capsys.readouterr().err
    assert ended.value.code == status
    assert words in said
    assert SECRET not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("kind", ["endless", "pipe", "large"])
def test_a_rulebook_is_made_of_files(tmp_path: Path, kind: str) -> None:
    """A link to a device takes all memory, and a pipe waits for ever."""
    folder = tmp_path / "rules"
    shutil.copytree(rules_folder(), folder)
    file = folder / "ranking.yaml"
    file.unlink(missing_ok=True)
    if kind == "endless":
        file.symlink_to("/dev/zero")
    elif kind == "pipe":
        os.mkfifo(file)
    else:
        file.write_bytes(b"#" * 8_000_001)
    with pytest.raises(RulebookError) as found:
        load_rulebook(folder)
    assert [str(one) for one in found.value.problems] == [
        "ranking.yaml: " + ("The file is larger than 8 MB." if kind == "large" else "This is not a file.")
    ]


def test_a_cell_in_the_far_corner_and_a_column_of_times(tmp_path: Path) -> None:
    """A stray cell asks for hundreds of gigabytes and the process is killed; a time of day is an internal fault."""
    book = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Student ID", "Degree"])
        sheet.write_row(1, 0, ["1", "AAS"])
        sheet.write(1_048_575, 16_383, "x")
    status, said = advisor("batch", book, "-o", tmp_path / "results.csv")
    assert (status, "1 answered, 1 rejected" in said) == (1, True), said
    status, said = advisor("batch", roster(tmp_path), "-o", tmp_path / "results.csv")
    assert (status, "1 rejected" in said) == (1, True), said


def test_a_sheet_for_which_there_is_no_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells on a diagonal are no sparse sheet, and the library that makes room for all of it aborts the process."""
    book = tmp_path / "diagonal.xlsx"
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Student ID", "Degree"])
        for n in range(1, 600):
            sheet.write(n, n, "x")
    assert sparse_sheets.compacted(book, "Sheet1", "diagonal.xlsx") is None
    monkeypatch.setattr(sparse_sheets, "_free_memory", lambda: 10_000_000)
    with pytest.raises(InputError, match="takes more memory than there is"):
        sparse_sheets.compacted(book, "Sheet1", "diagonal.xlsx")


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(2201, 1, 1), date.max])
def test_days_too_far_away_are_refused(day: date) -> None:
    """A day after which there is none is an internal fault."""
    person = {"education": "associate", "certifications": ["RHIT"]}
    with pytest.raises(UsageError, match="from 1900 to 2200"):
        advise(person, rulebook(), as_of=day)
    with pytest.raises(UsageError, match="from 1900 to 2200"):
        what_if(person, ["experience+1:coding"], rulebook(), as_of=DAY, on=day)


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2200, 12, 31)])
def test_the_first_and_the_last_day_are_advised(day: date) -> None:
    """The bounds promise what is not held."""
    person = {"education": "associate", "certifications": [{"name": "RHIT", "expires": "2200-12-31"}]}
    assert advise(person, rulebook(), as_of=day).as_of == day.isoformat()


REFUSED = {
    "x" * 500_000: ("too-long", "too long"),
    "NaN": ("no-id", "there is no id"),
    "-Infinity": ("no-id", "there is no id"),
    "a\x01b": ("control-character", "Use letters"),
    "a\x85b": ("control-character", "Use letters"),
    "a\u202eb": ("control-character", "Use letters"),
}


def test_ids_are_refused_with_the_right_reason_at_every_door() -> None:
    """What is too long is said to hold a control character, and NaN of another program becomes the id of a person."""
    table = pa.table({"Student ID": list(REFUSED), "Degree": ["AAS"] * len(REFUSED)})
    answers = answer_table(table, rulebook(), as_of=DAY)
    assert answers["rejected_code"].to_pylist() == [code for code, _ in REFUSED.values()]
    for id, (_, words) in REFUSED.items():
        with pytest.raises(InputError, match=words):
            profile_from({"id": id})
    for number in (float("nan"), float("inf")):
        with pytest.raises(InputError, match="there is no id"):
            profile_from({"id": number})
    assert profile_from({"id": 7, "name": "Nan"}).id == "7"


@pytest.mark.parametrize("text", ["a\x00b", "a\x1b[31m", "a\u2066b"])
@pytest.mark.parametrize("key", ["name", "state", "coursework", "skills"])
def test_control_characters_in_text_are_refused(key: str, text: str) -> None:
    """They disturb a screen, or turn the words after them."""
    with pytest.raises(AdvisorError, match="Use letters, digits and punctuation only"):
        profile_from({key: text})


def roster_of_one(folder: Path) -> Path:
    """A roster of one person as CSV."""
    path = folder / "r.csv"
    path.write_text("Student ID,Degree\n1,AAS\n", "utf-8")
    return path
