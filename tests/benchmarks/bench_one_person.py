"""A roster of a row a person, beside the same people and more jobs of theirs in rows of parts, in no order.

    python tests/benchmarks/bench_one_person.py [PEOPLE] [--thrice]

There are ten rows for three people. Each part runs in processes of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.csv as arrow_csv

from advisor.rulebook.load import load_rulebook
from tests.benchmarks.bench_roster import DAY, measured, shown
from tests.synthetic import in_rows, synthetic_roster


def main() -> None:
    """Make both rosters and compare."""
    people = next((int(one) for one in sys.argv[1:] if one.isdigit()), 300_000)
    with TemporaryDirectory() as folder:
        wide = pa.concat_tables(synthetic_roster(load_rulebook(), people, bad=0.0))
        rows = in_rows(wide, more=people // 3)
        arrow_csv.write_csv(wide, Path(folder) / "wide.csv")
        arrow_csv.write_csv(rows, Path(folder) / "rows.csv")
        count = rows.num_rows
        del wide, rows
        print(f"{people:,} people in as many rows, and in {count:,} rows")
        for _ in range(3 if "--thrice" in sys.argv else 1):
            base = None
            for name, options, lines in (("wide", (), people), ("rows", ("--one-person-by", "id"), count)):
                out = ("-o", str(Path(folder) / f"{name}.parquet"), "--as-of", DAY.isoformat(), "--jobs", "1")
                cost = measured("-m", "advisor", "batch", str(Path(folder) / f"{name}.csv"), *out, *options)
                base = base or cost
                shown(name, cost, base, lines)


if __name__ == "__main__":
    main()
