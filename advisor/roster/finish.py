"""What is known only at the end of a roster: every reject, and the ids that appear more than once."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np

from advisor.roster.parts import Parts
from advisor.roster.writing import REJECTS


def rejects_file(parts: Parts) -> tuple[int, bytes]:
    """Write the rejects as CSV: how many rows, and the file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(REJECTS)
    count = 0
    for part in parts.counts():
        writer.writerows(part["rejects"])
        count += len(part["rejects"])
    return count, out.getvalue().encode()


def duplicate_rows(parts: Parts) -> list[str]:
    """Give the places in the results of the second and later rows of an id.

    Ids are told apart by a hash of 64 bits, eight bytes a row.
    """
    hashes: list[np.ndarray[Any, np.dtype[np.int64]]] = []
    for table in parts.tables():
        ids = table.column("id").to_pylist()
        hashes.append(np.fromiter((0 if one is None else hash(one) or 1 for one in ids), np.int64, len(ids)))
    if not hashes:
        return []
    every = np.concatenate(hashes)
    order = np.argsort(every, kind="stable")
    again = np.flatnonzero((every[order][1:] == every[order][:-1]) & (every[order][1:] != 0))
    return [str(place + 1) for place in sorted(order[again + 1].tolist())]
