"""Interviews in progress, saved in the user's state folder: readable by their owner alone, and removed at their end."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

import orjson
from platformdirs import user_state_path

from advisor.document import read_document
from advisor.errors import InputError, Problem, UsageError
from advisor.interview import State, restored

_NAME = "interview-{}.json"


class SavedInterview:
    """The file of one interview, which is locked against other processes until this one ends.

    Where the folder cannot be written nothing is locked, since nothing can be lost there either.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_saved = False
        """Whether the file holds the last state."""
        self._lock: int | None = None

    @classmethod
    def new(cls) -> SavedInterview:
        """Choose the file of a new interview; nothing is written yet."""
        number = 1
        while True:
            one = cls(_folder() / _NAME.format(number))
            if not _exists(one.path) and one._locked():
                return one
            number += 1

    @classmethod
    def newest(cls) -> SavedInterview:
        """Find the interview saved last. Raises UsageError when there is none, or another process is at work on it."""
        paths = _paths()
        if not paths:
            raise UsageError("There are no answers to go on with; begin with advisor ask.")
        one = cls(max(paths, key=lambda path: path.stat().st_mtime_ns))
        if not one._locked():
            raise UsageError("These answers are open in another window. Go on there, or leave it first.")
        one.is_saved = True
        return one

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
        """Replace the file by these answers. Its mode is 0600. Raises OSError; the file then holds those of before."""
        self.is_saved = False
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self.path.with_suffix(f".{os.getpid()}")
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(orjson.dumps(state.to_dict()))
            beside.replace(self.path)
        except OSError:
            with suppress(OSError):
                beside.unlink()
            raise
        self.is_saved = True

    def leave(self, *, remove: bool = False) -> None:
        """Give the lock back, and ``remove`` the answers. Raises OSError when they cannot be removed."""
        try:
            if remove:
                self.path.unlink(missing_ok=True)
        finally:
            if self._lock is not None:
                with suppress(OSError):
                    self._lock_path.unlink()
                os.close(self._lock)
                self._lock = None

    @property
    def _lock_path(self) -> Path:
        return self.path.with_suffix(".lock")

    def _locked(self) -> bool:
        """Lock the interview, if that can be done; say whether no other process has it."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            while True:
                lock = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o600)
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    if _is_file(lock, self._lock_path):
                        self._lock = lock
                        return True
                except BlockingIOError:
                    os.close(lock)
                    return False
                os.close(lock)  # it was removed by the process that had it: there is another file now, or none
        except OSError:
            return True


def _is_file(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False


def _folder() -> Path:
    return user_state_path("career-path-advisor", appauthor=False)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # nobody may look there
        return False


def _paths() -> list[Path]:
    try:
        return sorted(_folder().glob(_NAME.format("*"))) if _folder().is_dir() else []
    except OSError:
        return []
