"""The jobs of uploaded rosters: each has a private folder whose name cannot be guessed.

All processes of a server find the jobs on disk. A job is removed when it is deleted, after half an hour in which nobody
looked at it, when the last process of the server ends, and at the next start if that was cut off. File locks tell what
is alive: each server process holds ``alive``, and the process of a job holds ``running`` in its folder.
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
from typing import IO, Any, Literal

import orjson

from advisor.doors.http.problems import RequestError

UNUSED_SECONDS = 30 * 60
MOST_JOBS = 20
_AT_ONCE = 2
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
Phase = Literal["new", "understood", "waiting", "running", "done", "failed", "broken"]


@dataclass(frozen=True, slots=True)
class Job:
    """The folder of one job, and the JSON files in it by which its processes tell each other what they know."""

    folder: Path

    @property
    def token(self) -> str:
        """Give the folder's name, which is the only key to the job."""
        return self.folder.name

    def read(self, name: str) -> dict[str, Any]:
        """Read a JSON file; an empty dictionary when there is none."""
        try:
            data: dict[str, Any] = orjson.loads((self.folder / f"{name}.json").read_bytes())
        except FileNotFoundError:
            return {}
        return data

    def write(self, name: str, data: dict[str, Any]) -> None:
        """Write a JSON file, atomically."""
        beside = self.folder / f".{name}~{secrets.token_hex(4)}"
        beside.write_bytes(orjson.dumps(data))
        os.replace(beside, self.folder / f"{name}.json")

    def has(self, name: str) -> bool:
        """Say whether the folder has a file."""
        return (self.folder / name).is_file()

    @property
    def phase(self) -> Phase:
        """Give the state of the job, from the files in its folder."""
        is_started = self.has("started")
        is_running = is_started and self.is_running  # before its result is looked for, which it writes before it ends
        if self.has("failed.json"):
            return "failed"
        if self.has("done.json"):
            return "done"
        if not self.has("run.json"):
            return "understood" if self.has("understood.json") else "new"
        if not is_started:
            return "waiting"
        return "running" if is_running else "broken"

    @property
    def is_running(self) -> bool:
        """Say whether the process of the job runs, by its lock."""
        try:
            with (self.folder / "running").open("rb") as running:
                return not _try_lock(running, fcntl.LOCK_SH)
        except FileNotFoundError:
            return False

    @property
    def is_unused(self) -> bool:
        """Say whether nobody has looked at the job for long, and it does not run."""
        try:
            unused = time.time() - (self.folder / "used").stat().st_mtime
        except FileNotFoundError:  # it is only just made, or being removed
            return False
        return unused > UNUSED_SECONDS and not self.is_running

    def kill(self) -> None:
        """Kill the process whose id is in ``started``, if the lock shows that it is still that process."""
        with suppress(OSError, ValueError):  # none was started, or it has ended
            process = os.pidfd_open(int((self.folder / "started").read_text()))
            try:
                if self.is_running:
                    signal.pidfd_send_signal(process, signal.SIGKILL)
            finally:
                os.close(process)

    def remove(self) -> None:
        """Kill the process, and remove the folder."""
        self.kill()
        for _ in range(20):
            shutil.rmtree(self.folder, ignore_errors=True)
            if not self.folder.exists():
                return
            time.sleep(0.05)  # the process was still writing there


class JobStore:
    """The jobs of all servers of this user on this machine, in the folder ``base``."""

    def __init__(self, base: Path | None = None) -> None:
        self.base = base or Path(tempfile.gettempdir()) / f"advisor-rosters-{os.geteuid()}"
        self._alive: IO[bytes] | None = None
        self._children: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()

    def open(self) -> None:
        """Make the folder; the first process there removes what was left. Raises RequestError if it is not private."""
        with self._lock:
            if self._alive:
                return
            self.base.mkdir(mode=0o700, exist_ok=True)
            found = self.base.lstat()
            if found.st_uid != os.geteuid() or found.st_mode & 0o77 or not self.base.is_dir():
                raise RequestError(503, "no-place", "Rosters cannot be taken here: their folder is not private.")
            self._alive = (self.base / "alive").open("ab")
            self._remove_all_if_alone(self._alive)
            fcntl.flock(self._alive, fcntl.LOCK_SH)

    def close(self) -> None:
        """End the jobs that this process started; the last process removes all jobs."""
        for child in self._children:
            child.terminate()
        for child in self._children:
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._children.clear()
        if self._alive:
            with self._alive as alive:
                self._remove_all_if_alone(alive)
            self._alive = None

    def new(self) -> Job:
        """Make the folder of a new job. Raises RequestError (503) when there are too many."""
        self.open()
        self.sweep()
        if len(self._jobs()) >= MOST_JOBS:
            raise RequestError(503, "busy", "Many rosters are here at this moment. Try again in half an hour.", 1800)
        folder = self.base / secrets.token_urlsafe(16)
        folder.mkdir(mode=0o700)
        (folder / "used").touch()
        return Job(folder)

    def find(self, token: str) -> Job:
        """Find a job by its token, and note that it was used. Raises RequestError (404)."""
        job = Job(self.base / token)
        if _TOKEN.fullmatch(token) and job.has("used"):
            if not job.is_unused:
                (job.folder / "used").touch()
                return job
            self.delete(job)
        message = "There is no such roster here. It was deleted, or nobody looked at it for half an hour."
        raise RequestError(404, "not-found", message)

    def delete(self, job: Job) -> None:
        """Kill the process of a job, and remove its folder."""
        with suppress(FileNotFoundError):  # another process was first
            Job(job.folder.rename(self.base / f"gone-{secrets.token_hex(8)}")).remove()

    def sweep(self) -> None:
        """Remove the jobs that have not been used for long."""
        self._children = [child for child in self._children if child.poll() is None]
        for job in self._jobs():
            if job.is_unused:
                self.delete(job)
        for deleted in self.base.glob("gone-*"):
            Job(deleted).remove()

    def start(self, job: Job) -> None:
        """Start the process of a job, unless it was started or as many run as may."""
        with (self.base / "starting").open("wb") as starting, (job.folder / "running").open("wb") as running:
            fcntl.flock(starting, fcntl.LOCK_EX)
            if job.has("started") or sum(other.is_running for other in self._jobs()) >= _AT_ONCE:
                return
            if _try_lock(running):
                child = start_process(job, "answer", running.fileno())  # it inherits the file, and so its lock
                self._children.append(child)
                (job.folder / "started").write_text(str(child.pid))

    def _jobs(self) -> list[Job]:
        return [Job(path) for path in self.base.iterdir() if _TOKEN.fullmatch(path.name) and path.is_dir()]

    def _remove_all_if_alone(self, alive: IO[bytes]) -> None:
        if _try_lock(alive):
            for path in self.base.iterdir():
                if path.is_dir():
                    Job(path).remove()


def start_process(job: Job, task: str, *inherited: int) -> subprocess.Popen[bytes]:
    """Start a process that does a task of ``roster_job`` for a job, with the open files ``inherited``."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "advisor.doors.web.roster_job", task],
        cwd=job.folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
        pass_fds=inherited,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _try_lock(file: IO[bytes], kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
