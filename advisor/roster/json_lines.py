"""Reads the lines of a JSON Lines file, in whatever encoding it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from advisor.roster.encodings import open_text, shown_encoding

LINES = 16_384
"""Lines of a piece: what is answered at once and is a part of a checkpoint."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of JSON Lines; ``first`` is the number of the first one."""

    first: int
    lines: Sequence[bytes]


def read_lines(path: Path, name: str) -> Iterator[Lines]:
    """Read a file in pieces of lines. Raises InputError when it is not of the encoding that it begins with."""
    with open_text(path, shown_encoding(path) or "utf-8", name) as file:
        first = 1
        while lines := list(islice(file, LINES)):
            yield Lines(first, lines)
            first += len(lines)
