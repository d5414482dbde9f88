"""Interviews in progress, saved in the user's state folder: readable by their owner alone, and removed at their end."""

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
class SavedInterview:
    """The file of one interview."""

    path: Path

    @classmethod
    def new(cls) -> SavedInterview:
        """Choose the file of a new interview; nothing is written yet."""
        number = 1
        while (path := _folder() / _NAME.format(number)).exists():
            number += 1
        return cls(path)

    @classmethod
    def newest(cls) -> SavedInterview:
        """Find the interview saved last. Raises UsageError when there is none."""
        paths = _paths()
        if not paths:
            raise UsageError("There are no answers to go on with; begin with advisor ask.")
        return cls(max(paths, key=lambda path: path.stat().st_mtime_ns))

    def has_others(self) -> bool:
        """Say whether another interview is saved."""
        return any(path != self.path for path in _paths())

    def read(self) -> State:
        """Read the answers. Raises InputError when the file is not as it was written."""
        try:
            return restored(read_document(self.path).data)
        except InputError:
            message = "These kept answers cannot be read; remove the file to begin anew."
            raise InputError(Problem(message, file=str(self.path))) from None

    def write(self, state: State) -> None:
        """Replace the file by these answers; when that fails, it holds those of before. Its mode is 0600."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self.path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(orjson.dumps(state.to_dict()))
        beside.replace(self.path)

    def remove(self) -> None:
        """Remove the file."""
        self.path.unlink(missing_ok=True)


def _folder() -> Path:
    return user_state_path("career-path-advisor", appauthor=False)


def _paths() -> list[Path]:
    return sorted(_folder().glob(_NAME.format("*"))) if _folder().is_dir() else []
