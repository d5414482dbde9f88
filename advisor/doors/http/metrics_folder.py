"""The folder in which the processes of a server share their metrics, removed also when the server could not do it."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def metrics_folder() -> Iterator[Path]:
    """Make the folder, which is removed at the end; those that servers left when they were killed go first.

    A server holds a lock on its folder, which ends with its process.
    """
    base, prefix = Path(tempfile.gettempdir()), f"advisor-metrics-{os.geteuid()}-"
    for left in base.glob(f"{prefix}*"):
        if left.lstat().st_uid == os.geteuid() and (lock := _locked(left)) is not None:
            shutil.rmtree(left, ignore_errors=True)
            os.close(lock)
    made = Path(tempfile.mkdtemp(prefix="advisor-new-metrics-"))
    lock = _locked(made)
    folder = made.rename(base / f"{prefix}{made.name.rpartition('-')[2]}")  # from now on others may look at it
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _locked(folder: Path) -> int | None:
    """Lock a folder; give the open file that holds the lock, or None when another process has it."""
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(opened)
        return None
    return opened
