"""``POST /v1/advice`` beside a bare route of the same framework that validates and returns the same profile.

Run it from the repository's top: ``python -m tests.benchmarks.bench_http [SECONDS [ROUNDS]]``; wrk is needed (Debian:
``apt-get install wrk``). Both are one process of uvicorn with the same loop and parser, and get the same bodies: those
of ``profiles/`` as JSON, in turn. They are measured in turns, round by round. ``... soak [SECONDS]`` instead keeps 200
clients at it and watches the memory. The machine also runs wrk and whatever else, so
the time that each server's process worked for a request is told as well.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.request import urlopen

import orjson
import uvicorn
from fastapi import FastAPI

from advisor.document import read_document
from advisor.files import profiles_folder
from advisor.profile import Profile

ROOT = Path(__file__).resolve().parents[2]
SERVICE = [sys.executable, "-m", "advisor", "serve", "--port", "0"]
BARE = [sys.executable, "-m", "tests.benchmarks.bench_http", "bare"]
LUA = """
local bodies = {%s}
local number = 0
request = function()
  number = number %% #bodies + 1
  return wrk.format("POST", "%s", {["content-type"] = "application/json"}, bodies[number])
end
done = function(summary, latency, requests)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write
  io.write(string.format("FIGURES %%f %%f %%f %%d %%d\\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, bad, summary.requests))
end
"""


def bare() -> None:
    """Serve the route to compare with."""
    app = FastAPI()

    @app.post("/profile")
    async def echo(profile: Profile) -> Profile:
        return profile

    uvicorn.run(app, port=0, http="httptools", access_log=False, server_header=False)


@contextmanager
def running(command: list[str]) -> Iterator[tuple[str, int]]:
    """Start a server; give its address and its process."""
    with tempfile.NamedTemporaryFile() as log, subprocess.Popen(command, cwd=ROOT, stderr=log) as server:
        try:
            for _ in range(300):
                time.sleep(0.1)
                if found := re.search(rb"http://127\.0\.0\.1:[0-9]+", Path(log.name).read_bytes()):
                    break
            else:
                raise SystemExit("a server did not start")
            yield found[0].decode(), server.pid
        finally:
            server.terminate()


def script(path: str) -> str:
    """Write wrk's script: each request has the next body."""
    bodies = [orjson.dumps(read_document(one).data).decode() for one in sorted(profiles_folder().glob("*.yaml"))]
    file = Path(tempfile.mkdtemp()) / "bodies.lua"
    file.write_text(LUA % (",".join(f"[==[{body}]==]" for body in bodies), path), "utf-8")
    return str(file)


@dataclass(frozen=True)
class Run:
    """Requests a second, milliseconds at 50 and 99 of a hundred, errors, and the server's own microseconds for each."""

    rate: float
    p50: float
    p99: float
    errors: int
    work: float

    def __str__(self) -> str:
        return f"{self.rate:>9.0f} {self.p50:>8.1f} {self.p99:>8.1f} {self.work:>8.0f}"


def wrk(server: tuple[str, int], lua: str, seconds: int, clients: int = 16) -> Run:
    """Call a server for so many seconds by so many clients."""
    address, process = server
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}", "--latency", "--timeout", "30s", "-s", lua, address]
    before = busy(process)
    output = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    rate, middle, late, bad, count = output.partition("FIGURES ")[2].split()
    timeouts = re.search(r"timeout ([0-9]+)", output)
    errors = int(bad) + (int(timeouts[1]) if timeouts else 0)
    return Run(float(rate), float(middle), float(late), errors, (busy(process) - before) / int(count) * 1e6)


def busy(process: int) -> float:
    """Seconds that a process has worked."""
    figures = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(figures[11]) + int(figures[12])) / os.sysconf("SC_CLK_TCK")


def compare(seconds: int, rounds: int) -> None:
    """Measure both in turns and print."""
    ours, theirs = script("/v1/advice"), script("/profile")
    with running(SERVICE) as service, running(BARE) as plain:
        wrk(service, ours, 3)
        wrk(plain, theirs, 3)
        rates, works = [], []
        columns = " a second   p50 ms   p99 ms  µs work"
        print(
            f"{'round':<6}  /v1/advice:{'':<24}  bare route:{'':<24}  bare = 1\n{'':<6}{columns}  {columns}"
            "      rate   by work   errors"
        )
        for number in range(rounds):
            one, other = wrk(service, ours, seconds), wrk(plain, theirs, seconds)
            rates.append(one.rate / other.rate)
            works.append(other.work / one.work)
            print(f"{number + 1:<6}{one}  {other}  {rates[-1]:>8.2f}  {works[-1]:>8.2f} {one.errors + other.errors:>8}")
        print(f"median: {median(rates):.2f} of its rate; by the processes' own work {median(works):.2f}")


def memory(process: int) -> float:
    """Megabytes that a process holds."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def soak(seconds: int) -> None:
    """Keep 200 clients at it, and print errors and memory."""
    lua = script("/v1/advice")
    with running(SERVICE) as (address, process):
        print(f"after start                 {memory(process):7.1f} MB")
        wrk((address, process), lua, 40, 200)
        print(f"after 40 s, 200 clients     {memory(process):7.1f} MB")
        run = wrk((address, process), lua, seconds, 200)
        print(f"after {seconds} s more            {memory(process):7.1f} MB")
        print(f"{run.rate:.0f} a second, p50 {run.p50:.0f} ms, p99 {run.p99:.0f} ms, {run.errors} errors")
        print(urlopen(f"{address}/ready").read().decode().strip())


if __name__ == "__main__":
    arguments = sys.argv[1:]
    match arguments[:1]:
        case ["bare"]:
            bare()
        case ["soak"]:
            soak(int([*arguments, "60"][1]))
        case _:
            figures = [int(one) for one in arguments] + [5, 5][len(arguments) :]
            compare(figures[0], figures[1])
