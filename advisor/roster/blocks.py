"""What the readers of a roster's file give: some rows of it as columns, and the rows that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

Numbers = np.ndarray[Any, np.dtype[np.int64]]


class Broken(NamedTuple):
    """A row that cannot be read: its number, the column, a stable code and a reason without the person's data.

    ``file`` says of which file it is, when several are joined.
    """

    row: int
    column: str
    code: str
    reason: str
    file: str = ""

    @property
    def cells(self) -> tuple[object, ...]:
        """Give the cells of a row of rejects; the file only when there are several."""
        return self if self.file else self[:4]


class Block(NamedTuple):
    """Some rows: their numbers in the file, their cells by the place of the heading, and what could not be read.

    Cells are text, dictionary-encoded or not.
    """

    rows: Numbers
    cells: Mapping[int, pa.Array]
    broken: tuple[Broken, ...] = ()
