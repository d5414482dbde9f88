"""The metrics for Prometheus: requests by route and status, their time, and how many are under way."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder through which processes share their metrics; prometheus_client reads it when it is imported."""
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)
disable_created_metrics()  # type: ignore[no-untyped-call]
_REQUESTS = Counter("advisor_requests", "Requests answered.", ("method", "route", "status"))
_SECONDS = Histogram("advisor_request_seconds", "How long requests took.", ("route",), buckets=_BUCKETS)
UNDER_WAY = Gauge("advisor_requests_under_way", "Requests being served.", multiprocess_mode="livesum")
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


def observe(method: str, route: str, status: int, seconds: float) -> None:
    """Count an answered request."""
    requests, took = _labeled(method if method in _METHODS else "other", route, status)
    requests.inc()
    took.observe(seconds)


@lru_cache(maxsize=1_000)
def _labeled(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return _REQUESTS.labels(method, route, str(status)), _SECONDS.labels(route)


def exposition() -> bytes:
    """Write the metrics in Prometheus's text format, of all processes when there are several."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return generate_latest()
    for path in Path(folder).glob("gauge_livesum_*.db"):
        process = int(path.stem.rpartition("_")[2])
        if not Path(f"/proc/{process}").exists():
            mark_process_dead(process, folder)  # type: ignore[no-untyped-call]
    return generate_latest(MultiProcessCollector(None, folder))  # type: ignore[no-untyped-call]
