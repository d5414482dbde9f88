"""Work in hand: each chunk done is kept beside the results until all are, so that a run can be gone on with.

A part counts once its counts are written, and they are written last; each file takes its place by being renamed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import pyarrow as pa

_BLOCK = 1 << 22


@dataclass(frozen=True, slots=True)
class Parts:
    """The folder of the parts of one run."""

    folder: Path

    def begin(self, fingerprint: str, resume: bool) -> int:
        """Make the folder ready; give how many parts of the same run are done."""
        state = self.folder / "run"
        if resume and state.is_file() and state.read_text("utf-8") == fingerprint:
            number = 0
            while self._counts(number).is_file():
                number += 1
            return number
        self.end()
        self.folder.mkdir(parents=True)
        state.write_text(fingerprint, "utf-8")
        return 0

    def keep(self, number: int, rows: pa.Array, table: pa.Table, rejects: bytes, counts: Mapping[str, Any]) -> None:
        """Keep one part: its results with their rows in the roster, its rejects as lines, and what there is to count.
        """
        place = self._table(number)
        table = table.append_column("row", rows)
        with pa.OSFile(str(place) + "~", "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
        for path, content in ((self._rejects(number), rejects), (self._counts(number), orjson.dumps(counts))):
            Path(f"{path}~").write_bytes(content)
        for path in (place, self._rejects(number), self._counts(number)):
            os.replace(f"{path}~", path)

    def tables(self) -> Iterator[pa.Table]:
        """Read the results of every part, in order."""
        for table in self._kept():
            yield table.drop_columns("row")

    def ids(self) -> Iterator[pa.Table]:
        """Read the id and the row of every person in every part."""
        for table in self._kept():
            yield table.select(["id", "row"])

    def _kept(self) -> Iterator[pa.Table]:
        number = 0
        while self._counts(number).is_file():
            with pa.memory_map(str(self._table(number))) as file:
                yield pa.ipc.open_file(file).read_all()
            number += 1

    def rejects(self) -> Iterator[bytes]:
        """Read the rejects of every part, in order."""
        number = 0
        while self._counts(number).is_file():
            yield self._rejects(number).read_bytes()
            number += 1

    def counts(self) -> Iterator[dict[str, Any]]:
        """Read the counts of every part, in order."""
        number = 0
        while self._counts(number).is_file():
            yield orjson.loads(self._counts(number).read_bytes())
            number += 1

    def end(self) -> None:
        """Remove the folder."""
        if self.folder.is_dir():
            shutil.rmtree(self.folder)

    def _table(self, number: int) -> Path:
        return self.folder / f"{number:06}.arrow"

    def _rejects(self, number: int) -> Path:
        return self.folder / f"{number:06}.csv"

    def _counts(self, number: int) -> Path:
        return self.folder / f"{number:06}.json"


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file to write beside its place, and move it there at the end: it is as before, or whole."""
    beside = path.with_name(f".{path.name}~")
    try:
        with beside.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)  # there is one only when it was not moved


def replaced(path: Path, content: bytes) -> None:
    """Write a file so that it is either as before or whole."""
    with whole(path) as file:
        file.write(content)


def fingerprint(path: Path, *settings: str) -> str:
    """Tell one run from another: by every byte of the roster, and by the settings."""
    digest = sha256("\0".join(settings).encode())
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
