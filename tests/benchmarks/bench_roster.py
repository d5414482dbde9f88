"""A made roster, CSV in and Parquet out, beside the same library merely reading it and writing as many columns.

    python tests/benchmarks/bench_roster.py [ROWS] [RULES_TIMES]

Each part runs in a process of its own, so that its memory can be told. RULES_TIMES repeats every title, credential
route, step and warning so many times under other names: the cost against the number of rules.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet

from advisor.roster.answers import RESULTS
from advisor.roster.batch import Batch
from advisor.roster.made import made_roster
from advisor.roster.reading import open_roster
from advisor.roster.writing import SCHEMA
from advisor.rulebook.book import Rulebook
from advisor.rulebook.load import load_rulebook

DAY = date(2026, 11, 24)


def grown(rulebook: Rulebook, times: int) -> Rulebook:
    """Repeat the entries of a rulebook under other names."""
    if times == 1:
        return rulebook

    def more(entries: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(
            one.model_copy(update={"id": f"{one.id}-{n}" if n else one.id})  # type: ignore[attr-defined]
            for n in range(times)
            for one in entries
        )

    parts = {name: more(getattr(rulebook, name)) for name in ("titles", "credentials", "steps", "warnings")}
    return replace(rulebook, **parts, _editions={})  # type: ignore[arg-type]


def merely(source: Path, out: Path) -> None:
    """Read the CSV and write as many columns of Parquet as the results have."""
    reader = arrow_csv.open_csv(
        source,
        read_options=arrow_csv.ReadOptions(block_size=1 << 24),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
    )
    names = reader.schema.names[: len(RESULTS) + 1]
    schema = pa.schema([reader.schema.field(name) for name in names])
    with parquet.ParquetWriter(out, schema) as writer:
        for batch in reader:
            writer.write_table(pa.Table.from_batches([batch]).select(names))


def answer(source: Path, out: Path, times: int) -> None:
    """Answer the roster in this process, without the parts kept for resuming."""
    rulebook = grown(load_rulebook().as_of(DAY), times)
    batch = Batch(rulebook, DAY, "durable_rules")
    with parquet.ParquetWriter(out, SCHEMA) as writer:
        for chunk in open_roster(source, source.name, "csv", {}).chunks():
            writer.write_table(batch.answered(chunk).table)


def measured(*command: str) -> tuple[float, float]:
    """Run a part in a process of its own; give its seconds and its megabytes at most."""
    began = time.perf_counter()
    done = subprocess.run([sys.executable, __file__, *command], check=True, capture_output=True, text=True)
    return time.perf_counter() - began, float(done.stdout.split()[-1])


def main() -> None:
    """Make the roster and compare."""
    if sys.argv[1:2] == ["--part"]:
        part, roster, results, times = sys.argv[2:]
        if part == "merely":
            merely(Path(roster), Path(results))
        elif part == "answer":
            answer(Path(roster), Path(results), int(times))
        else:
            from click.testing import CliRunner

            from advisor.doors.cli import cli

            CliRunner().invoke(cli, ["batch", roster, "-o", results, "--as-of", DAY.isoformat()])
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    times = sys.argv[2] if len(sys.argv) > 2 else "1"
    with TemporaryDirectory() as folder:
        source, out = Path(folder) / "roster.csv", Path(folder) / "results.parquet"
        blocks = made_roster(load_rulebook(), rows, bad=0.1)
        first = next(blocks)
        with arrow_csv.CSVWriter(source, first.schema) as writer:
            writer.write_table(first)
            for block in blocks:
                writer.write_table(block)
        print(f"{rows:,} rows, {source.stat().st_size / 1e6:,.0f} MB, a tenth of them bad, {times} times the rules")
        base, memory = measured("--part", "merely", str(source), str(out), "1")
        print(f"merely read and written  {base:6.1f} s  {memory:6,.0f} MB")
        for part in ("answer", "command") if times == "1" else ("answer",):
            took, memory = measured("--part", part, str(source), str(out), times)
            print(f"{part:<23}  {took:6.1f} s  {memory:6,.0f} MB  {took / base:.1f} times, {rows / took:,.0f} rows/s")


if __name__ == "__main__":
    main()
