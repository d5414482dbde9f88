"""From a cold start: the command line beside Python that only imports pydantic.

Run it from the repository's top: ``python -m tests.benchmarks.bench_start [TIMES]``, by default 15. Each line is a
process of its own, taken in turn; the least is what the work needs, the median what one sees.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from advisor.files import profiles_folder

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Measure and print."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    person = str(profiles_folder() / "maria-lopez.yaml")
    commands = {
        "python -c pass": ["-c", "pass"],
        "python -c 'import pydantic'": ["-c", "import pydantic"],
        "advisor --help": ["-m", "advisor", "--help"],
        "advisor evaluate PERSON": ["-m", "advisor", "evaluate", person],
        "advisor evaluate PERSON --format json": ["-m", "advisor", "evaluate", person, "--format", "json"],
    }
    found: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(times + 2):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, check=True)
            if turn >= 2:  # the first turns fill the disk's cache and compile
                found[name].append((time.perf_counter() - start) * 1e3)
    base = median(found["python -c 'import pydantic'"])
    print("milliseconds                               least  median   of importing pydantic")
    for name, each in found.items():
        print(f"{name:<40} {min(each):7.0f} {median(each):7.0f}  {median(each) / base:6.2f}")


if __name__ == "__main__":
    main()
