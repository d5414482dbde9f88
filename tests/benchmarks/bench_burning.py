"""How long pages and advice take while plans burn: half and 99th percentile, in milliseconds, and the worst.

Run it from the repository's top: ``python -m tests.benchmarks.bench_burning [SECONDS [PLANS]]``. PLANS clients of
different addresses ask for a costly plan again and again; meanwhile one client asks for the first question and for a
piece of advice, in turn, on a connection that stays open. First the same is measured with nobody planning. Those who
ask run on the same machine; its load is told as well.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from threading import Event

import httpx

from tests.http.serving import serving

COSTLY = {"education": [{"level": "master", "status": "in-progress"}]}
GOAL = "/v1/plan?to=level:senior&as_of=2026-11-24"


def burn(address: str, number: int, stop: Event) -> Counter[int]:
    """Ask for plans until it is enough; give how they were answered."""
    statuses = Counter[int]()
    headers = {"X-Forwarded-For": f"10.0.0.{number}"}
    with httpx.Client(base_url=address, timeout=90, headers=headers) as client:
        while not stop.is_set():
            status = client.post(GOAL, json=COSTLY).status_code
            statuses[status] += 1
            if status != 200:
                time.sleep(0.2)
    return statuses


def measured(address: str, seconds: float) -> dict[str, list[float]]:
    """Ask for pages and advice in turn; give the milliseconds of each."""
    took: dict[str, list[float]] = {"GET /questions": [], "POST /v1/advice": []}
    ends = time.monotonic() + seconds
    with httpx.Client(base_url=address, timeout=60) as client:
        while time.monotonic() < ends:
            for method, path, body in (("GET", "/questions", None), ("POST", "/v1/advice", {"experience": 3})):
                began = time.perf_counter()
                answer = client.request(method, path, json=body)
                took[f"{method} {path}"].append(1000 * (time.perf_counter() - began))
                assert answer.status_code == 200, answer.text
                time.sleep(0.02)
    return took


def show(title: str, took: dict[str, list[float]]) -> None:
    """Print the figures."""
    for name, all_ in took.items():
        hundredths = quantiles(all_, n=100)
        figures = f"p50 {hundredths[49]:6.1f}  p99 {hundredths[98]:6.1f}  worst {max(all_):6.1f} ms"
        print(f"{title:12} {name:16} {figures}  ({len(all_)} asked; load {os.getloadavg()[0]:.1f})", flush=True)


def main() -> None:
    """Measure without plans, and with them."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
    plans = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    with TemporaryDirectory() as folder, serving(Path(folder)) as server:
        measured(server.address, 2)
        show("nobody plans", measured(server.address, seconds))
        stop = Event()
        with ThreadPoolExecutor(plans) as pool:
            asking = [pool.submit(burn, server.address, number, stop) for number in range(plans)]
            time.sleep(10)
            show(f"{plans} plan", measured(server.address, seconds))
            stop.set()
            statuses = sum((one.result() for one in asking), Counter[int]())
        ready = httpx.get(f"{server.address}/ready").status_code
        print("plans were answered with", dict(statuses), "and /ready with", ready)


if __name__ == "__main__":
    main()
