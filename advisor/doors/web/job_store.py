"""The jobs of uploaded rosters: each has a private folder whose name cannot be guessed.

All processes of a server find the jobs on disk. A job is removed when it is deleted, after half an hour in which nobody
looked at it, also while it runs, when the last process of the server ends, and at the next start if that was cut off.
File locks tell what is alive: each server process holds ``alive``, and the process of a job holds ``running`` in its
folder.
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
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

import orjson

from advisor.doors.http.problems import RequestError
from advisor.doors.http.settings import Limits

UNUSED_SECONDS = 30 * 60
_LATE_SECONDS = 60
"""How long after its time a process that should have ended by itself is killed."""
_LIFE, _ = os.pipe()  # this process alone has the other end, and never writes
RUN_LIMITS = {"roster_rows", "roster_seconds", "roster_memory", "roster_disk"}
"""The settings that limit the process of a job."""
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
        with private_file(beside) as file:
            file.write(orjson.dumps(data))
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
        """Say whether nobody has looked at the job for long."""
        try:
            unused = time.time() - (self.folder / "used").stat().st_mtime
        except FileNotFoundError:  # it is only just made, or being removed
            return False
        return unused > UNUSED_SECONDS

    @property
    def client(self) -> str:
        """Give the address from which the roster was uploaded, by which each client has its share."""
        try:
            return (self.folder / "client").read_text()
        except FileNotFoundError:
            return ""

    def is_late(self, seconds: float) -> bool:
        """Say whether the process runs, although it was to end after so many seconds."""
        try:
            began = (self.folder / "started").stat().st_mtime
        except FileNotFoundError:
            return False
        return time.time() - began > seconds + _LATE_SECONDS and self.is_running

    def kill(self) -> None:
        """Kill the process whose id is in ``started``, if the lock shows that it is still that process."""
        with suppress(OSError, ValueError):  # none was started, or it has ended
            process = os.pidfd_open(int((self.folder / "started").read_text()))
            try:
                if self.is_running:
                    signal.pidfd_send_signal(process, signal.SIGKILL)  # the workers that it started end with it
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

    def __init__(self, base: Path | None = None, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
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

    def check_room(self, client: str) -> None:
        """Raise RequestError when there are too many jobs: of the client (429), or in all (503)."""
        jobs = self._jobs()
        if sum(job.client == client for job in jobs) >= self._limits.rosters_per_client:
            message = "Many rosters of yours are here. Delete one, or try again in half an hour."
            raise RequestError(429, "too-many", message, UNUSED_SECONDS)
        if len(jobs) >= self._limits.rosters:
            message = "Many rosters are here at this moment. Try again in half an hour."
            raise RequestError(503, "busy", message, UNUSED_SECONDS)

    def new(self, client: str = "") -> Job:
        """Make the folder of a new job of a client. Raises RequestError when there are too many."""
        self.sweep()
        with self._counting():
            self.check_room(client)
            job = Job(self.base / secrets.token_urlsafe(16))
            job.folder.mkdir(mode=0o700)
            with private_file(job.folder / "client") as file:
                file.write(client.encode())
            private_file(job.folder / "used").close()
            return job

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
        """Remove the jobs that have not been used for long, and end the processes whose time is up."""
        self.open()
        self._children = [child for child in self._children if child.poll() is None]
        for job in self._jobs():
            if job.is_unused:
                self.delete(job)
            elif job.is_late(self._limits.roster_seconds):
                job.kill()
        for deleted in self.base.glob("gone-*"):
            Job(deleted).remove()

    def start(self, job: Job) -> None:
        """Start the process of a job, unless it was started, or as many run as may: in all, or of its client."""
        with self._counting(), private_file(job.folder / "running") as running:
            clients = [other.client for other in self._jobs() if other.is_running]
            most = self._limits.rosters_at_once
            if job.has("started") or len(clients) >= most or clients.count(job.client) >= max(1, most - 1):
                return
            if _try_lock(running):
                child = start_process(job, "answer", running.fileno())  # it inherits the file, and so its lock
                self._children.append(child)
                with private_file(job.folder / "started") as started:
                    started.write(str(child.pid).encode())

    @contextmanager
    def _counting(self) -> Iterator[None]:
        """Let one of the server's processes at a time count the jobs and add to them."""
        self.open()
        with private_file(self.base / "starting") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            yield

    def _jobs(self) -> list[Job]:
        return [Job(path) for path in self.base.iterdir() if _TOKEN.fullmatch(path.name) and path.is_dir()]

    def _remove_all_if_alone(self, alive: IO[bytes]) -> None:
        if _try_lock(alive):
            for path in self.base.iterdir():
                if path.is_dir():
                    Job(path).remove()


def start_process(job: Job, task: str, *inherited: int) -> subprocess.Popen[bytes]:
    """Start a process that does a task of ``roster_job`` for a job, with the open files ``inherited``.

    Its standard input is a pipe that ends when this process does, in whatever way, and it ends then.
    """
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "advisor.doors.web.roster_job", task],
        cwd=job.folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
        pass_fds=inherited,
        start_new_session=True,
        stdin=_LIFE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def private_file(path: Path) -> IO[bytes]:
    """Open a file to write that only the user of the server may read."""
    return open(path, "wb", opener=lambda name, flags: os.open(name, flags, 0o600))


def _try_lock(file: IO[bytes], kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
