"""docs/beyond-one-machine.md: its code runs as it stands, and a cluster gives what one process gives.

Slow, and needs ``pip install 'pyspark[sql]' 'ray[data]'`` and Java 17 or later: ``pytest -m slow``.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet
import pytest

from advisor.roster.writing import REJECTS, as_lines, results_schema, write_tables
from advisor.rulebook.load import load_rulebook
from tests.synthetic import synthetic_roster

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = re.findall(
    r"```python\n(.*?)```(?:\n```text\n(.*?)```)?", (ROOT / "docs" / "beyond-one-machine.md").read_text(), re.DOTALL
)
ROWS = 200_000


def script(name: str) -> str:
    """The code of the document that begins with this name."""
    found: list[str] = [code for code, _ in BLOCKS if code.startswith(f"# {name} ")]
    assert len(found) == 1
    return found[0]


def run(
    folder: Path, *command: str, code: int = 0, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder. ``advisor`` is this checkout's."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        capture_output=True,
        encoding="utf-8",
        timeout=1200,
        check=False,
    )
    assert done.returncode == code, done.stderr[-3000:]
    return done


@pytest.mark.process
def test_the_code_gives_the_output_shown(tmp_path: Path) -> None:
    """The first thing that a reader tries would not work."""
    shown = [(code, output) for code, output in BLOCKS if output]
    assert len(shown) == 1
    for code, output in shown:
        assert run(tmp_path, "-c", code).stdout == output


class Whole(NamedTuple):
    """A roster on disk, and what one process makes of it."""

    folder: Path
    results: bytes
    rejects: bytes
    said: str


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """A roster of which some rows cannot be read and some have the id of another, answered by ``advisor batch``."""
    folder = tmp_path_factory.mktemp("whole")
    table = pa.concat_tables(synthetic_roster(load_rulebook(), ROWS, seed=4, bad=0.02))
    ids = table["id"].to_pylist()
    for number in range(9, ROWS, 9973):
        ids[number] = ids[number // 2]
    parquet.write_table(table.set_column(0, "id", pa.array(ids)), folder / "roster.parquet")
    batch = ("-m", "advisor", "batch", "roster.parquet", "-o", "one.csv", "--as-of", "2026-11-24")
    said = run(folder, *batch, code=1).stderr
    run(folder, "-c", script("number_rows.py"), "roster.parquet", "numbered")
    assert len(list((folder / "numbered").iterdir())) == ROWS // 50_000
    return Whole(folder, (folder / "one.csv").read_bytes(), (folder / "one.rejects.csv").read_bytes(), said)


def expect_the_same(folder: Path, whole: Whole) -> None:
    """Compare the answers in a folder, put in order, with the files of one process, byte by byte."""
    answers = parquet.read_table(folder).sort_by("row")
    assert answers["row"].to_pylist() == list(range(2, ROWS + 2))
    schema, results, is_answered = results_schema(), io.BytesIO(), pc.is_null(answers["rejected_code"])
    write_tables(results, "csv", [answers.filter(is_answered).select(schema.names).cast(schema)], schema)
    assert results.getvalue() == whole.results
    refused = answers.filter(pc.invert(is_answered)).select(["row", *(f"rejected_{name}" for name in REJECTS[1:])])
    rows = zip(*(column.to_pylist() for column in refused.columns), strict=True)
    assert as_lines([REJECTS, *rows]) == whole.rejects


@pytest.mark.slow
@pytest.mark.skipif(not find_spec("pyspark"), reason="no Spark here: pip install 'pyspark[sql]'")
@pytest.mark.skipif(not shutil.which("java"), reason="no Java here; Spark needs 17 or later")
def test_spark_gives_the_same_bytes(whole: Whole, tmp_path: Path) -> None:
    """A roster that is answered on a cluster would give other advice than on one machine."""
    numbered, answers = whole.folder / "numbered", tmp_path / "answers"
    two = {"PYSPARK_SUBMIT_ARGS": "--master local[2] pyspark-shell", "PYSPARK_PYTHON": sys.executable}
    done = run(tmp_path, "-c", script("answer_with_spark.py"), str(numbered), str(answers), environment=two)
    expect_the_same(answers, whole)
    times, rows = re.findall(r"([\d,]+) rows have an id that a row before has: row (.*?) \.\.\.", whole.said)[0]
    assert f"{times} rows have an id that a row before has: [{rows}]" in done.stdout


@pytest.mark.slow
@pytest.mark.skipif(not find_spec("ray"), reason="no Ray here: pip install 'ray[data]'")
def test_ray_gives_the_same_bytes(whole: Whole, tmp_path: Path) -> None:
    """A roster that is answered on a cluster would give other advice than on one machine."""
    numbered, answers = whole.folder / "numbered", tmp_path / "answers"
    three = {"RAY_OVERRIDE_RESOURCES": '{"CPU": 3}', "RAY_USAGE_STATS_ENABLED": "0"}
    run(tmp_path, "-c", script("answer_with_ray.py"), str(numbered), str(answers), environment=three)
    expect_the_same(answers, whole)
