"""``answer_table``: a table in, a table out, equal to ``advisor batch`` row by row."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import advisor
from advisor import Advisor
from advisor.errors import InputError, UsageError
from advisor.roster import ANSWER_SCHEMA, answer_table
from advisor.roster import table as answering
from advisor.roster.headings import COLUMNS
from tests.people import DAY, rulebook, scaled, steady
from tests.synthetic import synthetic_roster

ROOT = Path(__file__).resolve().parents[2]
ROWS = 400
FORMS = (pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int16(), pa.string()))
NO_REJECT = (None, None, None)

Row = tuple[str | None, ...]


def by_batch(roster: Path, rows: int) -> list[Row]:
    """The rows that ``answer_table`` should give, put together from the files that ``advisor batch`` writes."""
    results, rejects = roster.with_name("results.parquet"), roster.with_name("rejects.csv")
    command = [
        sys.executable,
        "-m",
        "advisor",
        "batch",
        str(roster),
        "-o",
        str(results),
        "--rejects",
        str(rejects),
        "--as-of",
        str(DAY),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, check=False)
    assert done.returncode in (0, 1), done.stderr.decode()
    answers = iter(as_rows(parquet.read_table(results).drop_columns("row")))
    refused = {
        int(one["row"]): (one["column"], one["code"], one["reason"]) for one in arrow_csv.read_csv(rejects).to_pylist()
    }
    blank = (None,) * (len(ANSWER_SCHEMA) - 4)
    found: list[Row] = []
    for number in range(2, rows + 2):
        if number in refused:
            found.append((*blank, *refused[number], None))
        else:
            *first, last = next(answers)
            found.append((*first, *NO_REJECT, last))
    return found


def as_rows(table: pa.Table) -> list[Row]:
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def without_refused_ids(table: pa.Table) -> list[Row]:
    """The rows of answers; ``advisor batch`` does not tell the ids of rows that it rejects."""
    return [(None, *row[1:]) if row[-2] else row for row in as_rows(table)]


@cache
def roster() -> pa.Table:
    """A made roster in which some rows cannot be read."""
    return next(iter(synthetic_roster(rulebook(), ROWS, seed=12, bad=0.1)))


@cache
def expected() -> list[Row]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "roster.csv"
        arrow_csv.write_csv(roster(), file)
        return by_batch(file, ROWS)


@cache
def usual() -> Advisor:
    return Advisor(rulebook(), DAY)


def test_the_roster_has_both_kinds_of_rows() -> None:
    """Answers that are all alike agree with anything."""
    refused = [row for row in expected() if row[-2]]
    assert 10 < len(refused) < 100
    assert len({row[1:] for row in expected()}) > 200


@st.composite
def pieces(draw: st.DrawFn) -> list[pa.Table | pa.RecordBatch]:
    """A split of the roster, each piece in text types and chunks of its own."""
    places = sorted({0, ROWS, *draw(st.lists(st.integers(0, ROWS), max_size=6))})
    found = []
    for start, end in pairwise(places):
        piece = roster().slice(start, end - start)
        forms = [draw(st.sampled_from(FORMS)) for _ in piece.column_names]
        piece = piece.cast(pa.schema(list(zip(piece.column_names, forms, strict=True))))
        shape = draw(st.sampled_from(("table", "chunks", "batch")))
        if shape == "batch":
            found.append(piece.combine_chunks().to_batches()[0])
        elif shape == "chunks":
            inner = draw(st.integers(0, piece.num_rows))
            found.append(pa.concat_tables([piece.slice(0, inner), piece.slice(inner)]))
        else:
            found.append(piece)
    return found


@settings(steady, max_examples=scaled(50))
@given(pieces())
def test_any_split_gives_the_answers_of_batch(split: list[pa.Table | pa.RecordBatch]) -> None:
    """A person's answer would depend on who is in the same piece, or on the types that a table comes in."""
    answers = [usual().answer_table(piece) for piece in split]
    assert [len(one) for one in answers] == [piece.num_rows for piece in split]
    whole = pa.concat_tables(answers)
    assert whole.schema.equals(ANSWER_SCHEMA, check_metadata=True)
    assert without_refused_ids(whole) == expected()
    assert whole["id"].to_pylist() == roster()["id"].to_pylist()


def test_who_has_answered_nothing_yet_answers_alike() -> None:
    """An answer would depend on what was answered before it."""
    pieces = [roster().slice(start, end - start) for start, end in pairwise((0, 1, 2, 150, ROWS))]
    answers = [answer_table(piece, rulebook(), DAY) for piece in reversed(pieces)]
    assert without_refused_ids(pa.concat_tables(answers[::-1])) == expected()


def test_blocks_of_one_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of more than one block would come back with rows left out or in another order."""
    monkeypatch.setattr(answering, "CHUNK_ROWS", 37)
    assert without_refused_ids(answer_table(roster(), rulebook(), DAY)) == expected()


def test_threads_share_an_answerer() -> None:
    """Two calls at once would mix up the people of both."""
    pieces = [roster().slice(start, 25) for start in range(0, ROWS, 25)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(usual().answer_table, pieces))
    assert without_refused_ids(pa.concat_tables(answers)) == expected()


def test_the_schema_is_plain_text_in_a_fixed_order() -> None:
    """Spark checks the schema exactly; a change of it breaks whoever wrote it down."""
    assert ANSWER_SCHEMA.names == [
        "id",
        "level",
        "next_level",
        "titles",
        "next_certifications",
        "ready",
        "prepare",
        "check",
        "missing_for_next_level",
        "steps",
        "warnings",
        "rejected_column",
        "rejected_code",
        "rejected_reason",
        "next",
    ]
    assert {field.type for field in ANSWER_SCHEMA} == {pa.string()}
    assert advisor.answer_table is answer_table


@pytest.mark.parametrize("rows", [0, 1])
@pytest.mark.parametrize("form", [*FORMS, pa.null()])
def test_few_rows_and_nothing_in_them(rows: int, form: pa.DataType) -> None:
    """A piece of a large table may be empty, and a column nobody filled may have no type."""
    table = pa.table({column: pa.array([None] * rows, form) for column in COLUMNS})
    nobody = pa.table({"certifications": pa.array([""] * rows)})
    batch = pa.RecordBatch.from_arrays([column.combine_chunks() for column in table.columns], names=table.column_names)
    for asked in (table, batch):
        answers = answer_table(asked, rulebook(), DAY)
        assert answers.schema == ANSWER_SCHEMA
        assert answers.num_rows == rows
        assert as_rows(answers) == as_rows(answer_table(nobody, rulebook(), DAY))
        assert answers["level"].to_pylist() == ["pre-entry"] * rows
    assert answer_table(table.schema.empty_table(), rulebook(), DAY).num_rows == 0


def test_only_rows_that_cannot_be_read() -> None:
    """Nothing is decided then, and the rows must be there all the same."""
    answers = answer_table(pa.table({"Years of Experience": ["a few", "many"], "ID": ["7", None]}), rulebook(), DAY)
    reason = "Write years as 3, 3.5 or 18 months."
    refused = ("experience_years", "not-a-number", reason)
    assert as_rows(answers) == [("7", *[None] * 10, *refused, None), (None, *[None] * 10, *refused, None)]


def typed() -> pa.Table:
    """A roster as a database has it: numbers, dates, lists."""
    years = [3.0, 4.5, float("nan"), None, 2.25, 130.0]
    completed = [date(2015, 5, 1), None, date(2031, 6, 1), date(1999, 1, 1), date(2015, 5, 1), None]
    credits = [Decimal("60.50"), None, Decimal("12.00"), None, None, None]
    held = [["RHIT", "CCS (lapsed)"], [], None, ["CPC"], ["CCA"], None]
    day = datetime(2021, 5, 1, 3, 4, 5, 678_901, UTC)
    return pa.table(
        {
            "id": pa.array([1001, 1002, 1003, 1004, 1005, 1006], pa.int64()),
            "birth_year": pa.array([1990, 1985, None, 2001, 1850, 1970], pa.int32()),
            "experience_years": pa.array(years, pa.float64()),
            "supervisory_years": pa.array([1.5, 0.0, -0.0, None, None, None], pa.float32()),
            "experience_role": pa.array(["Medical coder", None, "Cancer registrar", "coder", "coder", "coder"]),
            "education_level": pa.array(["associate", "bachelor", "AAS", "BS", "MS", None]).dictionary_encode(),
            "education_completed": pa.array(completed, pa.date32()),
            "college_credits": pa.array(credits, pa.decimal128(6, 2)),
            "certifications": pa.array(held, pa.list_(pa.string())),
            "state": pa.array(["CA", "NC", None, "TX", "CA", "NC"], pa.large_string()),
            "coursework": pa.array([True, False, None, None, None, None]),
            "goal_track": pa.array([None] * 6, pa.null()),
            "Grad Date": pa.array([day] * 6, pa.timestamp("us", "America/New_York")),
        }
    )


AS_TEXT = {
    "id": ["1001", "1002", "1003", "1004", "1005", "1006"],
    "birth_year": ["1990", "1985", "", "2001", "1850", "1970"],
    "experience_years": ["3", "4.5", "nan", "", "2.25", "130"],
    "supervisory_years": ["1.5", "0", "0", "", "", ""],
    "experience_role": ["Medical coder", "", "Cancer registrar", "coder", "coder", "coder"],
    "education_level": ["associate", "bachelor", "AAS", "BS", "MS", ""],
    "education_completed": ["2015-05-01", "", "2031-06-01", "1999-01-01", "2015-05-01", ""],
    "college_credits": ["60.50", "", "12.00", "", "", ""],
    "certifications": ["RHIT; CCS (lapsed)", "", "", "CPC", "CCA", ""],
    "state": ["CA", "NC", "", "TX", "CA", "NC"],
    "coursework": ["True", "False", "", "", "", ""],
}


@pytest.mark.process
def test_columns_with_types_are_read_as_text(tmp_path: Path) -> None:
    """A number or a date of a database would be another than the one that a spreadsheet shows."""
    columns = {"education_completed": "Grad Date"}
    for mapping, written in ({}, AS_TEXT), (columns, {**AS_TEXT, "education_completed": ["2021-04-30 23:04:05"] * 6}):
        answers = answer_table(typed(), rulebook(), DAY, mapping)
        assert as_rows(answers) == as_rows(answer_table(pa.table(written), rulebook(), DAY))
    parquet.write_table(typed(), tmp_path / "roster.parquet")
    rows = by_batch(tmp_path / "roster.parquet", 6)
    assert without_refused_ids(answer_table(typed(), rulebook(), DAY)) == rows
    assert [row[-3] for row in rows] == [None, None, None, None, "out-of-range", "out-of-range"]


@pytest.mark.process
def test_days_and_times_of_any_size(tmp_path: Path) -> None:
    """Nanoseconds, the year 10,000 and times without a day ended in a fault, in Parquet files as well."""
    table = pa.table(
        {
            "id": ["1", "2"],
            "education_completed": pa.array([1_600_000_000_123_456_789, 1], pa.timestamp("ns")),
            "experience_years": pa.array([1, 2], pa.time32("s")),
            "birth_year": pa.array([10**12, 0], pa.timestamp("s")),
        }
    )
    parquet.write_table(table, tmp_path / "roster.parquet")
    answers = answer_table(table, rulebook(), DAY)
    assert answers["rejected_column"].to_pylist() == ["birth_year", "experience_years"]
    assert without_refused_ids(answers) == by_batch(tmp_path / "roster.parquet", 2)


def test_headings_and_a_mapping() -> None:
    """A column would be found by `advisor batch` and not here."""
    known = pa.table({"Student ID": ["1"], "Degree": ["AAS"], "Creds held": ["RHIT"]})
    assert (
        answer_table(known, rulebook(), DAY)["ready"].to_pylist()
        != answer_table(known, rulebook(), DAY, {"certifications": "Creds held"})["ready"].to_pylist()
    )
    plain = pa.table({"id": ["1"], "education_level": ["AAS"], "certifications": ["RHIT"]})
    mapped = answer_table(known, rulebook(), DAY, {"certifications": "Creds held"})
    assert as_rows(mapped) == as_rows(answer_table(plain, rulebook(), DAY))


@pytest.mark.process
def test_of_two_columns_with_one_heading_the_first_counts(tmp_path: Path) -> None:
    """The cells of another column would be read, or a table that a CSV file can be would be a fault."""
    arrays = [pa.array(["1"]), pa.array(["high-school"]), pa.array(["RHIT"]), pa.array(["master"]), pa.array(["x"])]
    table = pa.Table.from_arrays(arrays, names=["id", "Degree", "Certs", "Degree", "Other"])
    (tmp_path / "roster.csv").write_text("id,Degree,Certs,Degree,Other\n1,high-school,RHIT,master,x\n")
    assert as_rows(answer_table(table, rulebook(), DAY)) == by_batch(tmp_path / "roster.csv", 1)
    first = answer_table(table.select([0, 1, 2, 4]), rulebook(), DAY)
    assert as_rows(answer_table(table, rulebook(), DAY)) == as_rows(first)


def broken_text() -> pa.Table:
    cells = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\3\0\0\0"), pa.py_buffer(b"\xffab")])
    return pa.table({"certifications": cells})


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: answer_table(pa.table({"a": ["1"]})), InputError, "columns says which heading"),
        (lambda: answer_table(pa.table({"id": ["1"]})), InputError, "No column of a roster"),
        (lambda: answer_table(pa.table({})), InputError, "No column of a roster"),
        (lambda: answer_table(roster(), columns={"certs": "x"}), UsageError, "columns: There is no column certs"),
        (lambda: answer_table(roster(), columns={"state": "x"}), UsageError, "columns: state: No heading"),
        (lambda: answer_table(roster(), columns={"state": 1}), UsageError, "columns: A mapping"),  # type: ignore[dict-item]
        (lambda: answer_table(roster().to_pylist()), UsageError, "pyarrow.Table"),
        (lambda: answer_table(broken_text()), InputError, "certifications: The cells"),
    ],
)
def test_what_cannot_be_answered_is_an_error_of_ours(
    call: Callable[[], pa.Table], error: type[Exception], says: str
) -> None:
    """A caller could not tell a mistake in the call from a fault in the program."""
    with pytest.raises(error, match=says):
        call()


def test_an_id_that_no_profile_may_have() -> None:
    """A line break in an id would break the lines of whoever writes the answers."""
    answers = answer_table(pa.table({"id": ["a\nb", "c"], "certifications": ["RHIT", "RHIT"]}), rulebook(), DAY)
    assert answers["rejected_code"].to_pylist() == ["control-character", None]
    assert answers["level"].to_pylist()[0] is None
    assert answers["level"].to_pylist()[1] is not None


PROBE = """
import gc, json, os, signal, sys, threading, warnings, random, locale, decimal

def state():
    return {
        "gc": [gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()],
        "signals": [str(signal.getsignal(one)) for one in sorted(signal.valid_signals() - {9, 19})],
        "finders": [str(one) for one in sys.meta_path],
        "path": [sys.path, os.getcwd(), sorted(os.listdir())],
        "environment": dict(os.environ),
        "limits": [sys.getrecursionlimit(), sys.getswitchinterval(), str(sys.gettrace()), str(sys.excepthook)],
        "threads": threading.active_count(),
        "locale": [locale.setlocale(locale.LC_ALL), str(decimal.getcontext())],
        "random": hash(random.getstate()),
    }

before = state()
import pyarrow as pa
from datetime import date
from importlib.util import find_spec
from advisor import answer_table
table = pa.table({"certifications": ["RHIT", "CPC"], "experience_years": ["2", "no way"]})
answers = answer_table(table, as_of=date(2026, 11, 24))
after = state()
assert answers.num_rows == 2
assert not find_spec("pandas") or len(answers.to_pandas()) == 2
changed = {key: [before[key], after[key]] for key in before if before[key] != after[key]}
with open(sys.argv[1], "w") as file:
    json.dump(changed, file)
"""


@pytest.mark.process
def test_nothing_of_the_process_is_changed(tmp_path: Path) -> None:
    """A notebook or a worker of somebody else would stop collecting garbage, or find no pandas."""
    empty, changed = tmp_path / "empty", tmp_path / "changed.json"
    empty.mkdir()
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{PROBE}", str(changed)]
    done = subprocess.run(command, cwd=empty, capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert json.loads(changed.read_text()) == {}
    assert list(empty.iterdir()) == []
