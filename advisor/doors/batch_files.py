"""The files of ``advisor batch``: a roster that may be a pipe, and results that are not written over one another."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from advisor.errors import InputError, Problem, UsageError
from advisor.roster.checkpoint import beside
from advisor.roster.formats import FORMATS, content_format, format_of


def roster_on_disk(roster: str, folder: Path, option: str | None) -> tuple[Path, str, str]:
    """Give a roster as a file, its name in messages, and its format: a pipe is copied to the ``folder`` first.

    Raises InputError when there is no such file, UsageError when its format cannot be told or it cannot be copied.
    """
    if roster == "-":
        return _copied(sys.stdin.buffer, folder, "standard input", option)
    try:
        mode = os.stat(roster).st_mode
    except (OSError, ValueError):
        raise InputError(Problem("There is no such file.", file=roster)) from None
    if stat.S_ISREG(mode):
        return Path(roster), roster, format_of(roster, option, "roster")
    if stat.S_ISDIR(mode) or stat.S_ISBLK(mode):
        raise InputError(Problem("This is not a file.", file=roster))
    ending = FORMATS.get(Path(roster).suffix.casefold())
    with open(roster, "rb") as pipe:
        return _copied(pipe, folder, roster, option or ending)


def joined_files(files: Sequence[Path]) -> list[tuple[Path, str, str]]:
    """Give the path, the name and the format of each file that is joined to the roster.

    Raises InputError when there is no such file, UsageError when its format cannot be told.
    """
    for file in files:
        if not file.is_file():
            raise InputError(Problem("There is no such file.", file=str(file)))
    return [(file, str(file), format_of(str(file), None, "file")) for file in files]


def rejects_beside(results: Path | None, rejects: Path | None) -> Path | None:
    """Give the file for rejects: the one that is named, or one beside the results."""
    return rejects or (results and results.with_suffix(".rejects.csv"))


def check_written(written: Mapping[str, Path | None], read: Sequence[Path | None]) -> None:
    """Check the files that will be written, by what each of them is, against one another and those that are read.

    Raises UsageError when one of them, or of the temporary files beside them, is another one.
    """
    place_of: dict[str, str] = {}
    inputs = {_place(one) for one in read if one}
    for what, path in written.items():
        if path is None:
            continue
        if path.exists() and not path.is_file():
            raise UsageError(Problem("This is not a file that can be replaced; - is standard output.", file=str(path)))
        places = {_place(path), _place(beside(path)), os.path.join(_place(path.parent), path.name)}
        if places & inputs or any(one and one.exists() and path.exists() and one.samefile(path) for one in read):
            message = "This file is read, and would be written over. Name another one."
            raise UsageError(Problem(message, file=str(path)))
        for place in places:
            other = place_of.setdefault(place, what)
            if other != what:
                message = f"The {other} and the {what} would be written to the same file. Name another one."
                raise UsageError(Problem(message, file=str(path)))
    same = [(what, path) for what, path in written.items() if path and path.exists()]
    for n, (what, path) in enumerate(same):
        for other, another in same[:n]:
            if path.samefile(another):
                message = f"The {other} and the {what} would be written to the same file. Name another one."
                raise UsageError(Problem(message, file=str(path)))


def _place(path: Path) -> str:
    return os.path.realpath(path)


def _copied(pipe: BinaryIO, folder: Path, name: str, option: str | None) -> tuple[Path, str, str]:
    """Copy a pipe to a file that nobody else can read."""
    path = folder / "roster"
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            shutil.copyfileobj(pipe, file, 1 << 20)
    except OSError as problem:
        reason = os.strerror(problem.errno) if problem.errno else str(problem)
        raise UsageError(Problem(f"The roster cannot be copied: {reason}.", file=name)) from None
    return path, name, option or content_format(path)
