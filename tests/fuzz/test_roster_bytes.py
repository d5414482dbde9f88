"""Any bytes as a roster give answers or a clear error: files of every format changed here and there, and noise."""

from __future__ import annotations

import faulthandler
import io
import random
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
import xlsxwriter

from advisor.errors import AdvisorError
from advisor.roster.batch import Batch
from advisor.roster.kept import kept_columns
from advisor.roster.reading import open_roster
from advisor.rulebook.load import load_rulebook

DAY = date(2026, 11, 24)
ROWS = [
    ["Title", "", "", ""],
    ["Student ID", "Degree", "Years of Experience", "Notes"],
    *([f"s{n}", "AAS", str(n), "said x\ny"] for n in range(9)),
]
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252")
SIGNS = (b'"', b",", b"\n", b"\r", b"\0", b"\xff", b'"\n"', b";", b"\t", b"{", b"\xed\xa0\x80", b"<", b"&x;", b"9" * 40)


def whole_files(form: str, chance: random.Random) -> bytes:
    """A good file of a format."""
    if form == "csv":
        text = "\n".join(",".join(f'"{cell}"' if "\n" in cell else cell for cell in row) for row in ROWS)
        return text.encode(chance.choice(ENCODINGS))
    if form == "jsonl":
        return "".join(f'{{"id": "{n}", "education": "associate"}}\n' for n in range(9)).encode(
            chance.choice(ENCODINGS)
        )
    out = io.BytesIO()
    if form == "xlsx":
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            page = book.add_worksheet()
            for n, row in enumerate(ROWS):
                page.write_row(n, 0, row)
        return out.getvalue()
    columns = list(zip(*ROWS[2:], strict=True))
    compression = chance.choice(("none", "snappy", "zstd"))
    parquet.write_table(pa.table(dict(zip(ROWS[1], map(pa.array, columns), strict=True))), out, compression=compression)
    return out.getvalue()


def changed(content: bytes, chance: random.Random) -> bytes:
    """Change a file in a few places."""
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        at = chance.randrange(len(content) + 1)
        kind = chance.randrange(5)
        if kind == 0:
            content = content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
        elif kind == 1:
            content = content[:at] + chance.choice(SIGNS) + content[at:]
        elif kind == 2:
            content = content[:at] + content[at + chance.randrange(1, 50) :]
        elif kind == 3:
            content = content[: chance.randrange(len(content) + 1)] if chance.random() < 0.3 else content
        else:
            content = content[:at] + content[max(0, at - 40) :]
    return content


def files(form: str, seed: int, count: int) -> Iterator[bytes]:
    chance = random.Random(f"{form} {seed}")
    for n in range(count):
        if n % 10:
            yield changed(whole_files(form, chance), chance)
        else:
            yield b"".join(chance.choice((*SIGNS, b"id", b"degree", b" ")) for _ in range(chance.randrange(60)))


def read_all(batch: Batch, path: Path, form: str) -> str:
    """Read and answer a file to its end; give the class of its error, which is one of ours, or nothing."""
    try:
        roster = open_roster(path, "roster", form, {})
        kept_columns(["all"], roster.headings, ()) if roster.headings else None
        rows = 0
        for piece in roster.pieces():
            done = batch.answer(piece)
            rows += done.table.num_rows + len(done.rejects)
        assert roster.rows in (None, rows)
    except AdvisorError as error:
        return type(error).__name__ if str(error) else "nothing said"
    return ""


@pytest.mark.parametrize(("form", "count"), [("csv", 400), ("jsonl", 100), ("xlsx", 100), ("parquet", 150)])
def test_any_bytes_give_answers_or_an_error_of_ours(form: str, count: int, tmp_path: Path) -> None:
    """A file that a mail program has damaged would end in a traceback, with a person's words in it."""
    batch, ends = Batch(load_rulebook().as_of(DAY), DAY, "plain"), set[str]()
    for content in files(form, 1, count):
        path = tmp_path / f"r.{form}"
        path.write_bytes(content)
        ends.add(read_all(batch, path, form))
    assert ends <= {"", "InputError", "NoColumns"}
    assert "" in ends
    assert form == "jsonl" or len(ends) > 1


def main() -> None:
    """Try many more: ``python -m tests.fuzz.test_roster_bytes FORMAT SEED COUNT``."""
    faulthandler.enable()
    form, seed, count = sys.argv[1], *map(int, sys.argv[2:4])
    batch = Batch(load_rulebook().as_of(DAY), DAY, "plain")
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"r.{form}"
        for n, content in enumerate(files(form, seed, count)):
            path.write_bytes(content)
            try:
                read_all(batch, path, form)
            except BaseException:
                Path(f"/tmp/roster-{form}-{seed}-{n}.{form}").write_bytes(content)
                raise


if __name__ == "__main__":
    main()
