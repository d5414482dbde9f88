"""A made roster, CSV in and Parquet out, beside the same library merely reading it and writing as many columns.

    python tests/benchmarks/bench_roster.py [ROWS] [RULES_TIMES] [--thrice]
    python tests/benchmarks/bench_roster.py [ROWS] --profiles [--thrice]

RULES_TIMES repeats every title, credential route, step and warning so many times under other names: the cost against
the number of rules. With --profiles the roster is JSON Lines of whole profiles, beside pydantic validating the same
profiles. Each part runs in processes of its own; the ratio in parentheses is that of the time of all processors, which
tells more on a machine that others use as well.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import NamedTuple

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet

from advisor.profile import Profile
from advisor.roster.answers import RESULTS
from advisor.roster.batch import Batch
from advisor.roster.reading import open_roster
from advisor.roster.writing import ANSWERS
from advisor.rulebook.book import Rulebook
from advisor.rulebook.load import load_rulebook
from tests.synthetic import synthetic_profiles, synthetic_roster

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
    """Answer the roster in this process alone, without the parts kept for resuming."""
    rulebook = grown(load_rulebook().as_of(DAY), times)
    batch = Batch(rulebook, DAY, "durable_rules")
    with parquet.ParquetWriter(out, ANSWERS) as writer:
        for chunk in open_roster(source, source.name, "csv", {}).chunks():
            writer.write_table(batch.answer(chunk).table)


def validate(source: Path) -> None:
    """Read JSON Lines and let pydantic validate each profile, nothing more."""
    with source.open("rb") as file:
        for line in file:
            Profile.model_validate_json(line)


class Cost(NamedTuple):
    """What a part took: seconds on the clock, seconds of processors, and megabytes at most."""

    wall: float
    processors: float
    memory: float


def measured(*command: str) -> Cost:
    """Run a command in processes of its own.

    Memory is what its processes have for themselves (Private_Clean and Private_Dirty), added up, at most: mapped files
    and libraries that nobody else uses count as well, what the system keeps of files does not.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began, most = time.perf_counter(), 0
    running = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def watch() -> None:
        nonlocal most
        while running.returncode is None:
            most = max(most, sum(map(_own_memory, _family(running.pid))))
            time.sleep(0.2)  # looking stops them for a moment

    watching = Thread(target=watch)
    watching.start()
    _, said = running.communicate()
    wall = time.perf_counter() - began
    watching.join()
    if running.returncode not in (0, 1):
        raise SystemExit(said.decode())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, spent, most / 1024)


def _family(process: int) -> Iterator[int]:
    yield process
    try:
        for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
            yield from _family(int(child))
    except OSError:
        return


def _own_memory(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(("Private_Clean", "Private_Dirty")))


def made(source: Path, rows: int) -> None:
    """Make the roster."""
    blocks = synthetic_roster(load_rulebook(), rows, bad=0.1)
    first = next(blocks)
    with arrow_csv.CSVWriter(source, first.schema) as writer:
        writer.write_table(first)
        for block in blocks:
            writer.write_table(block)


def shown(name: str, cost: Cost, base: Cost, rows: int) -> None:
    """Print one line of figures."""
    print(
        f"{name:<28} {cost.wall:6.1f} s {cost.processors:6.1f} s of processors {cost.memory:6,.0f} MB "
        f"{cost.wall / base.wall:5.1f} times ({cost.processors / base.processors:.1f}) {rows / cost.wall:9,.0f} rows/s",
        flush=True,
    )


def main() -> None:
    """Make the roster and compare."""
    if sys.argv[1:2] == ["--part"]:
        part, roster, results, times = sys.argv[2:]
        if part == "merely":
            merely(Path(roster), Path(results))
        elif part == "answer":
            answer(Path(roster), Path(results), int(times))
        elif part == "validate":
            validate(Path(roster))
        return
    form = "jsonl" if "--profiles" in sys.argv else "csv"
    numbers = [int(one) for one in sys.argv[1:] if one.isdigit()]
    rows, repeated = (*numbers, 1_000_000, 1)[:2] if len(numbers) != 1 else (numbers[0], 1)
    itself = (__file__, "--part")
    with TemporaryDirectory() as folder:
        source, out = Path(folder) / f"roster.{form}", str(Path(folder) / "results.parquet")
        command = ("-m", "advisor", "batch", str(source), "-o", out, "--as-of", DAY.isoformat())
        if form == "csv":
            made(source, rows)
        else:
            with source.open("wb") as file:
                file.writelines(synthetic_profiles(load_rulebook(), rows))
        print(f"{rows:,} rows, {source.stat().st_size / 1e6:,.0f} MB, {repeated} times the rules")
        for _ in range(3 if "--thrice" in sys.argv else 1):
            if form == "jsonl":
                base = measured(*itself, "validate", str(source), out, "1")
                shown("validated by pydantic alone", base, base, rows)
                shown("advisor batch", measured(*command), base, rows)
                continue
            base = measured(*itself, "merely", str(source), out, "1")
            shown("merely read and written", base, base, rows)
            shown("answered in one process", measured(*itself, "answer", str(source), out, str(repeated)), base, rows)
            if repeated == 1:
                shown("advisor batch", measured(*command), base, rows)


if __name__ == "__main__":
    main()
