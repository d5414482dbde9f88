"""A roster of a row a person, beside the same people and more jobs of theirs in rows of parts, in no order.

    python tests/benchmarks/bench_one_person.py [PEOPLE] [--thrice]

There are ten rows for three people. Each part runs in processes of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from advisor.rulebook.load import load_rulebook
from tests.benchmarks.bench_roster import DAY, measured, shown
from tests.synthetic import synthetic_roster

PARTS = (
    "name state birth_year education_level education_field accreditation education_status education_completed",
    "experience_years experience_role experience_area setting supervisory_years privacy_years college_credits",
    "coursework certifications goal_title goal_track",
)


def in_rows(wide: pa.Table, seed: int = 3) -> pa.Table:
    """Cut each row into three, and give a third of the people one more job, which is another person's."""
    chance, empty = np.random.default_rng(seed), pa.nulls(wide.num_rows, pa.string())

    def part(columns: str) -> pa.Table:
        cells = {one: wide.column(one) if one in columns.split() else empty for one in wide.column_names if one != "id"}
        return pa.table({"id": wide.column("id"), **cells})

    more = part(PARTS[1]).take(pa.array(chance.integers(0, wide.num_rows, wide.num_rows // 3)))
    ids = wide.column("id").take(pa.array(chance.permutation(wide.num_rows)[: more.num_rows]))
    rows = pa.concat_tables([*map(part, PARTS), more.set_column(0, "id", ids)])
    return rows.take(pa.array(chance.permutation(rows.num_rows)))


def main() -> None:
    """Make both rosters and compare."""
    people = next((int(one) for one in sys.argv[1:] if one.isdigit()), 300_000)
    with TemporaryDirectory() as folder:
        wide = pa.concat_tables(synthetic_roster(load_rulebook(), people, bad=0.0))
        rows = in_rows(wide)
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
