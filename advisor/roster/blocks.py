"""What the readers of a roster's file give: some rows of it as columns, and the rows that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

Numbers = np.ndarray[Any, np.dtype[np.int64]]


class Broken(NamedTuple):
    """A row that cannot be read: its number, the column, a stable code and a reason without the person's data."""

    row: int
    column: str
    code: str
    reason: str


class Block(NamedTuple):
    """Some rows: their numbers in the file, their cells by the place of the heading, and what could not be read.

    Cells are text, dictionary-encoded or not.
    """

    rows: Numbers
    cells: Mapping[int, pa.Array]
    broken: tuple[Broken, ...] = ()
