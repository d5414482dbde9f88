"""Rosters that were uploaded: each in a private folder of its own, whose name cannot be guessed, and not for long.

Every process of a server finds them on disk. They go when they are deleted, after half an hour in which nobody looked,
when the last process ends, and at the next start when it could not end in order. Who holds a lock says who is alive:
``alive`` each process, ``running`` in an upload's folder the process at work on it, ``work-N`` whoever works at all.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import orjson

from advisor.doors.http.problems import RequestError

UNUSED_SECONDS = 30 * 60
MOST_UPLOADS = 20
_AT_ONCE = 2
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_BEGIN = (
    "import os, sys; sys.path[:] = sys.argv[2].split(os.pathsep); from advisor.doors.web.errand import main; main()"
)
Phase = Literal["new", "understood", "waiting", "running", "done", "failed", "broken"]


@dataclass(frozen=True, slots=True)
class Upload:
    """The folder of one upload; its name is the only key to it."""

    folder: Path

    @property
    def token(self) -> str:
        """Give the key."""
        return self.folder.name

    def read(self, name: str) -> dict[str, Any]:
        """Read what is known under a name; nothing when there is none."""
        try:
            data: dict[str, Any] = orjson.loads((self.folder / f"{name}.json").read_bytes())
        except FileNotFoundError:
            return {}
        return data

    def write(self, name: str, data: dict[str, Any]) -> None:
        """Keep data under a name, whole or not at all."""
        beside = self.folder / f".{name}~{secrets.token_hex(4)}"
        beside.write_bytes(orjson.dumps(data))
        os.replace(beside, self.folder / f"{name}.json")

    def has(self, name: str) -> bool:
        """Say whether there is such a file."""
        return (self.folder / name).is_file()

    @property
    def phase(self) -> Phase:
        """Say how far it is."""
        if self.has("failed.json"):
            return "failed"
        if self.has("done.json"):
            return "done"
        if not self.has("run.json"):
            return "understood" if self.has("understood.json") else "new"
        if not self.has("started"):
            return "waiting"
        if _is_held(self.folder / "running"):
            return "running"
        return "done" if self.has("done.json") else "failed" if self.has("failed.json") else "broken"


class Uploads:
    """All uploads of this machine's servers, seen from one process."""

    def __init__(self, base: Path | None = None) -> None:
        self.base = base or Path(tempfile.gettempdir()) / f"advisor-rosters-{os.geteuid()}"
        self._alive = -1
        self._children: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()

    def open(self) -> None:
        """Make the place ready; whoever is the first process there removes what was left."""
        with self._lock:
            if self._alive >= 0:
                return
            self.base.mkdir(mode=0o700, exist_ok=True)
            seen = self.base.lstat()
            if seen.st_uid != os.geteuid() or seen.st_mode & 0o77 or not self.base.is_dir():
                raise RequestError(503, "no-place", "Rosters cannot be taken here: their folder is not private.")
            alive = os.open(self.base / "alive", os.O_RDWR | os.O_CREAT, 0o600)
            if _try_lock(alive):
                self._remove_all()
            fcntl.flock(alive, fcntl.LOCK_SH)
            self._alive = alive

    def close(self) -> None:
        """End what works for this process; the last process removes everything."""
        for child in self._children:
            child.terminate()
        for child in self._children:
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._children.clear()
        if self._alive >= 0:
            if _try_lock(self._alive):
                self._remove_all()
            os.close(self._alive)
            self._alive = -1

    def new(self) -> Upload:
        """Make a folder for an upload. Raises RequestError (503) when there are too many."""
        self.open()
        self.sweep()
        if len(self._folders()) >= MOST_UPLOADS:
            raise RequestError(503, "busy", "Many rosters are here at this moment. Try again in half an hour.", 1800)
        folder = self.base / secrets.token_urlsafe(16)
        folder.mkdir(mode=0o700)
        (folder / "used").touch(mode=0o600)
        return Upload(folder)

    def find(self, token: str) -> Upload:
        """Find an upload by its key, and note that it was looked at. Raises RequestError (404)."""
        upload = Upload(self.base / token)
        if _TOKEN.fullmatch(token) and upload.has("used"):
            if not self._is_old(upload):
                (upload.folder / "used").touch()
                return upload
            self.delete(upload)
        message = "There is no such roster here. It was deleted, or nobody looked at it for half an hour."
        raise RequestError(404, "not-found", message)

    def delete(self, upload: Upload) -> None:
        """End what works on an upload, and remove it."""
        gone = self.base / f"gone-{secrets.token_hex(8)}"
        with suppress(FileNotFoundError):  # another process was first
            os.rename(upload.folder, gone)
            _stop(gone)
            _remove(gone)

    def sweep(self) -> None:
        """Remove what nobody has looked at for long."""
        self._children = [child for child in self._children if child.poll() is None]
        for upload in self._folders():
            if self._is_old(upload):
                self.delete(upload)
        for gone in self.base.glob("gone-*"):
            _remove(gone)

    def start(self, upload: Upload) -> bool:
        """Begin to answer a roster, unless that was begun; say no when two others are worked on."""
        running = os.open(upload.folder / "running", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not _try_lock(running) or upload.has("started"):
                return True
            place = self._place()
            if place < 0:
                return False
            try:
                (upload.folder / "started").touch(mode=0o600)
                child = subprocess.Popen(
                    command("answer"), cwd=upload.folder, pass_fds=(running, place), start_new_session=True,
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )  # fmt: skip
                self._children.append(child)
                (upload.folder / "started").write_text(str(child.pid))
            finally:
                os.close(place)
        finally:
            os.close(running)  # the other process has it now, and its lock
        return True

    def _place(self) -> int:
        """Take one of the places for work: an open, locked file, or -1."""
        for number in range(_AT_ONCE):
            place = os.open(self.base / f"work-{number}", os.O_RDWR | os.O_CREAT, 0o600)
            if _try_lock(place):
                return place
            os.close(place)
        return -1

    def _folders(self) -> list[Upload]:
        return [Upload(path) for path in self.base.iterdir() if _TOKEN.fullmatch(path.name) and path.is_dir()]

    def _is_old(self, upload: Upload) -> bool:
        try:
            unused = time.time() - (upload.folder / "used").stat().st_mtime
        except FileNotFoundError:  # it is only just made, or being removed
            return False
        return unused > UNUSED_SECONDS and not _is_held(upload.folder / "running")

    def _remove_all(self) -> None:
        for path in self.base.iterdir():
            if path.is_dir():
                _stop(path)
                _remove(path)


def command(errand: str) -> list[str]:
    """Give the command of another process that runs an errand in the folder where it is started."""
    paths = os.pathsep.join(os.path.abspath(path) for path in sys.path)
    return [sys.executable, "-P", "-c", _BEGIN, errand, paths]


def _try_lock(file: int, kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_held(path: Path) -> bool:
    try:
        file = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not _try_lock(file, fcntl.LOCK_SH)
    finally:
        os.close(file)


def _stop(folder: Path) -> None:
    """End the process at work in a folder: the one whose number is there, while its lock is held."""
    try:
        process = os.pidfd_open(int((folder / "started").read_text()))
    except (OSError, ValueError):
        return  # none was started, or it has ended
    try:
        if _is_held(folder / "running"):
            signal.pidfd_send_signal(process, signal.SIGKILL)
    finally:
        os.close(process)


def _remove(folder: Path) -> None:
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)  # somebody was still writing
