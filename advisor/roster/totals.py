"""Rows that are no person: totals, counts, averages, and what a report writes below its rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from advisor.language import words
from advisor.roster.blocks import Broken

Flags = np.ndarray[Any, np.dtype[np.bool_]]
_NUMBER = r"\s*[:=]?\s*[$]?[0-9]*(?:[.,][0-9]+)*\s*"


def is_total(text: str) -> bool:
    """Say whether a cell is the name of a total, with or without its number, or a remark of a report."""
    return re.match(_pattern(), text) is not None


def total_rows(cells: Mapping[str, pa.Array], label: pa.Array | None, rows: int) -> Flags:
    """Say which rows are no person: where the id is the name of a total, or there is no id and another cell is.

    ``label`` is the first column of the file when it is no column of a roster.
    """
    ids = cells.get("id")
    if ids is None:
        found = np.zeros(rows, bool)
        for column in (cells.get("name"), label):
            if column is not None:
                found |= _flags(pc.match_substring_regex(_decoded(column), _pattern()))
        return found
    found = _flags(pc.match_substring_regex(ids, _pattern()))
    nobody = _flags(pc.equal(pc.binary_length(ids), 0), missing=True)
    if nobody.any():
        places = np.flatnonzero(nobody)
        for column in (*cells.values(), *(() if label is None else (label,))):
            said = _decoded(column.take(pa.array(places)))
            found[places] |= _flags(pc.match_substring_regex(said, _pattern()))
    return found


def total_at(row: int) -> Broken:
    """Say that a row is no person."""
    return Broken(row, "", "no-person", "This row has a total or a remark of the report, and no person.")


@cache
def _pattern() -> str:
    listed = words("roster totals")
    whole, beginnings = (
        "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in listed[name].split(", "))
        for name in ("words", "beginnings")
    )
    return rf"(?i)^\s*(?:(?:{whole}){_NUMBER}$|(?:{beginnings})\b)"


def _decoded(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _flags(found: pa.Array, missing: bool = False) -> Flags:
    return np.asarray(found.fill_null(missing).to_numpy(zero_copy_only=False), bool)
