"""Checkpoints of a roster's run: each finished part is written to a folder, so that ``--resume`` can continue.

A part is three files: its results (Arrow), its rejects (CSV) and its counts (JSON). Each is renamed into place when it
is whole, and the counts last: a part whose counts are there is complete.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import count, takewhile
from pathlib import Path
from typing import BinaryIO

import orjson
import pyarrow as pa

from advisor.roster.counts import Counts

_BLOCK = 1 << 22


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The folder of one run's finished parts, which are numbered from 0."""

    folder: Path

    def begin(self, fingerprint: str, resume: bool) -> int:
        """Prepare the folder; return the number of finished parts to continue after.

        These are kept when ``resume`` and when the folder is of the run with this ``fingerprint``, else removed.
        """
        state = self.folder / "run"
        if resume and state.is_file() and state.read_text("utf-8") == fingerprint:
            return sum(1 for _ in self._finished())
        self.remove()
        self.folder.mkdir(parents=True)
        state.write_text(fingerprint, "utf-8")
        return 0

    def save(
        self,
        number: int,
        rows: pa.Array,
        table: pa.Table,
        rejects: bytes,
        counts: Counts,
        kept: Mapping[str, pa.Array] | None = None,
    ) -> None:
        """Write a part: its results with their row numbers and the columns kept, its rejects as CSV, and its counts."""
        table = table.add_column(table.num_columns - 1, "row", rows)  # as in ``writing.results_schema``
        for name, column in (kept or {}).items():
            table = table.append_column(name, column)
        path = self._path(number, "arrow")
        with pa.OSFile(f"{path}~", "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
        Path(f"{self._path(number, 'csv')}~").write_bytes(rejects)
        Path(f"{self._path(number, 'json')}~").write_bytes(orjson.dumps(counts.as_data()))
        for ending in ("arrow", "csv", "json"):
            path = self._path(number, ending)
            os.replace(f"{path}~", path)

    def tables(self) -> Iterator[pa.Table]:
        """Read the results of every part, in order, with their rows and the columns kept."""
        yield from self._arrow_files()

    def ids(self) -> Iterator[pa.Table]:
        """Read the ``id`` and ``row`` of everyone in every part, in order."""
        for table in self._arrow_files():
            yield table.select(["id", "row"])

    def rejects(self) -> Iterator[bytes]:
        """Read the rejects of every part, in order."""
        for number in self._finished():
            yield self._path(number, "csv").read_bytes()

    def counts(self) -> Iterator[Counts]:
        """Read the counts of every part, in order."""
        for number in self._finished():
            yield Counts(orjson.loads(self._path(number, "json").read_bytes()))

    def remove(self) -> None:
        """Remove the folder and all in it."""
        if self.folder.is_dir():
            shutil.rmtree(self.folder)

    def _finished(self) -> Iterator[int]:
        return takewhile(lambda number: self._path(number, "json").is_file(), count())

    def _arrow_files(self) -> Iterator[pa.Table]:
        for number in self._finished():
            with pa.memory_map(str(self._path(number, "arrow"))) as file:
                yield pa.ipc.open_file(file).read_all()

    def _path(self, number: int, ending: str) -> Path:
        return self.folder / f"{number:06}.{ending}"


def beside(path: Path) -> Path:
    """Give the temporary file that is written in the place of ``path``."""
    return path.with_name(f".{path.name}~")


@contextmanager
def atomic_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file to write that takes the place of ``path`` when the block ends without an error, and not before."""
    temporary = beside(path)
    try:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)  # it is there only after an error


def fingerprint(paths: Iterable[Path], *settings: str) -> str:
    """Give a digest that tells runs apart: of every byte of the files, and of the settings."""
    digest = sha256("\0".join(settings).encode())
    for path in paths:
        digest.update(f"\0{path.stat().st_size}\0".encode())
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    return digest.hexdigest()
