"""Answers kept on this computer while an interview is under way: for their owner's eyes, and removed at its end."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import orjson
from platformdirs import user_state_path

from advisor.document import read_document
from advisor.errors import InputError, Problem, UsageError
from advisor.interview import State, restored

_NAME = "interview-{}.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of the user's state folder."""

    path: Path

    @classmethod
    def new(cls) -> Kept:
        """Give a place for a new interview; nothing is written yet."""
        number = 1
        while (path := _folder() / _NAME.format(number)).exists():
            number += 1
        return cls(path)

    @classmethod
    def newest(cls) -> Kept:
        """Give the interview kept last. Raises UsageError when there is none."""
        found = _all()
        if not found:
            raise UsageError("There are no answers to go on with; begin with advisor ask.")
        return cls(max(found, key=lambda path: path.stat().st_mtime_ns))

    @staticmethod
    def any_other(than: Kept) -> bool:
        """Say whether another interview is kept."""
        return any(path != than.path for path in _all())

    def state(self) -> State:
        """Read the answers. Raises InputError when the file is not what was written."""
        try:
            return restored(read_document(self.path).data)
        except InputError:
            raise InputError(Problem("These kept answers cannot be read; remove the file to begin anew.",
                                     file=str(self.path))) from None  # fmt: skip

    def write(self, state: State) -> None:
        """Keep the answers: all of them or, when that fails, those of before. Only the owner can read the file."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self.path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(orjson.dumps(state.to_dict()))
        beside.replace(self.path)

    def remove(self) -> None:
        """Forget the answers."""
        self.path.unlink(missing_ok=True)


def _folder() -> Path:
    return user_state_path("career-path-advisor", appauthor=False)


def _all() -> list[Path]:
    return sorted(_folder().glob(_NAME.format("*"))) if _folder().is_dir() else []
