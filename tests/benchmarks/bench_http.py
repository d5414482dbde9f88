"""``POST /v1/advice`` beside a bare route of the same framework that validates and returns the same profile.

Run it from the repository's top: ``python -m tests.benchmarks.bench_http [SECONDS [ROUNDS]]``; wrk is needed (Debian:
``apt-get install wrk``). Both are one process of uvicorn with the same loop and parser, and get the same bodies: those
of ``profiles/`` as JSON, in turn. They are measured in turns, round by round. ``... soak [SECONDS]`` instead keeps 200
clients at it and watches the memory. The machine also runs wrk, so figures are lower than a server's own.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, bad, summary.errors.timeout))
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


def wrk(address: str, lua: str, seconds: int, clients: int = 16) -> tuple[float, float, float, int, int]:
    """Requests a second, milliseconds at 50 and 99 of a hundred, errors, answers later than two seconds."""
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}", "--latency", "-s", lua, address]
    output = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    rate, middle, late, bad, timeouts = output.partition("FIGURES ")[2].split()
    return float(rate), float(middle), float(late), int(bad), int(timeouts)


def compare(seconds: int, rounds: int) -> None:
    """Measure both in turns and print."""
    ours, theirs = script("/v1/advice"), script("/profile")
    with running(SERVICE) as (service, _), running(BARE) as (plain, _):
        wrk(service, ours, 3)
        wrk(plain, theirs, 3)
        ratios = []
        print("round       /v1/advice a second   p50 ms   p99 ms      bare a second   p50 ms   p99 ms    ratio")
        for number in range(rounds):
            one, other = wrk(service, ours, seconds), wrk(plain, theirs, seconds)
            ratios.append(one[0] / other[0])
            print(f"{number + 1:>5} {one[0]:>25.0f} {one[1]:>8.1f} {one[2]:>8.1f} {other[0]:>18.0f} {other[1]:>8.1f}"
                  f" {other[2]:>8.1f} {ratios[-1]:>8.2f}   errors {one[3] + other[3]}")  # fmt: skip
        print(f"median ratio {median(ratios):.2f}, least {min(ratios):.2f}, best {max(ratios):.2f}")


def memory(process: int) -> float:
    """Megabytes that a process holds."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def soak(seconds: int) -> None:
    """Keep 200 clients at it, and print errors and memory."""
    lua = script("/v1/advice")
    with running(SERVICE) as (address, process):
        print(f"after start                 {memory(process):7.1f} MB")
        wrk(address, lua, 10, 200)
        print(f"after 10 s, 200 clients     {memory(process):7.1f} MB")
        rate, middle, late, bad, timeouts = wrk(address, lua, seconds, 200)
        print(f"after {seconds} s more            {memory(process):7.1f} MB")
        print(f"{rate:.0f} a second, p50 {middle:.0f} ms, p99 {late:.0f} ms, {bad} errors, {timeouts} later than 2 s")
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
