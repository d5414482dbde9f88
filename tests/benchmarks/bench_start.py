"""From a cold start: the command line beside a Python process that imports pydantic and validates one model.

Run it from the repository's top: ``python -m tests.benchmarks.bench_start [TIMES]``, by default 15. Each line is a
process of its own, taken in turn. The least is what the work needs, the median what one sees; a ratio is to the
pydantic process: of the leasts, and the median of the ratios within each turn. CPU time is that of the process.
Modules are compiled before, as pip does when it installs, and the checked rulebook is in the cache.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory

from advisor.files import profiles_folder

ROOT = Path(__file__).resolve().parents[2]
BASE = "pydantic, one model"
MODEL = "from pydantic import BaseModel\nclass One(BaseModel):\n    name: str\nOne.model_validate({'name': 'x'})"


def cpu_time() -> float:
    """Seconds that the processes used which have ended."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure and print, with a folder for what is kept between starts."""
    with TemporaryDirectory() as kept:
        environment = {**os.environ, "XDG_CACHE_HOME": kept, "PYTHONPYCACHEPREFIX": kept}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        _measure(environment)


def _measure(environment: dict[str, str]) -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    person = str(profiles_folder() / "maria-lopez.yaml")
    commands = {
        BASE: ["-c", MODEL],
        "python -c pass": ["-c", "pass"],
        "advisor --help": ["-m", "advisor", "--help"],
        "advisor evaluate PERSON": ["-m", "advisor", "evaluate", person],
        "advisor evaluate PERSON --format json": ["-m", "advisor", "evaluate", person, "--format", "json"],
    }
    clock: dict[str, list[float]] = {name: [] for name in commands}
    processor: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(times + 2):
        for name, command in commands.items():
            start, before = time.perf_counter(), cpu_time()
            subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, check=True)
            elapsed, used = time.perf_counter() - start, cpu_time() - before
            if turn >= 2:  # the first turns fill the disk's cache, compile, and keep the checked rulebook
                clock[name].append(elapsed * 1e3)
                processor[name].append(used * 1e3)
    for kind, found in (("by the clock", clock), ("CPU time", processor)):
        print(f"milliseconds, {kind:<26} least  median   ratio: least  median")
        for name, each in found.items():
            ratio = median(one / base for one, base in zip(each, found[BASE], strict=True))
            print(f"{name:<40} {min(each):5.0f} {median(each):7.0f} {min(each) / min(found[BASE]):14.2f} {ratio:7.2f}")


if __name__ == "__main__":
    main()
