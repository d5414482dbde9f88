"""How much memory grows over very many evaluations in one process; it must be less than 20 MB after warm-up.

Run it from the repository's top: ``python -m tests.benchmarks.bench_memory [EVALUATIONS]``, by default 300,000.
Every evaluation is of another made-up person, half of them with words that nobody else writes, the whole way from plain
data to advice as JSON.
"""

from __future__ import annotations

import gc
import os
import random
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from advisor.advice.advise import advise
from advisor.rulebook.book import Rulebook
from advisor.rulebook.load import load_rulebook
from tests.strategies import random_profile

DAY = date(2026, 11, 24)
WARM_UP = 10_000
MOST_GROWTH = 20.0


def resident() -> float:
    """Memory that the process holds, in MB."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def varied(chance: random.Random, rulebook: Rulebook) -> dict[str, Any]:
    """Make up a person, perhaps with words of their own in each list."""
    person = random_profile(chance, rulebook)
    names = [word for title in rulebook.titles for word in title.name.split()]
    for key in ("experience", "certifications", "education", "coursework"):
        if chance.random() < 0.2:
            person[key] = [f"{' '.join(chance.sample(names, chance.randint(1, 5)))} {chance.randint(1, 10**7)}"]
    return person


def main() -> int:
    """Evaluate, and print the growth after warm-up."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300_000
    rulebook = load_rulebook()
    chance = random.Random(1)
    start = resident()
    for number in range(WARM_UP + count):
        if number == WARM_UP:
            warm, begun = resident(), time.perf_counter()
            print(f"before {start:.1f} MB, after {WARM_UP:,} evaluations of warm-up {warm:.1f} MB")
        advise(varied(chance, rulebook), rulebook, as_of=DAY).to_json()
        if number > WARM_UP and (number - WARM_UP) % (count // 5) == 0:
            print(f"  {number - WARM_UP:>7,} evaluations: {resident() - warm:+.1f} MB")
    growth = resident() - warm
    spent = time.perf_counter() - begun
    print(f"{count:,} evaluations in {spent:.0f} s: {growth:+.1f} MB (must be less than {MOST_GROWTH:.0f})")
    return 0 if growth < MOST_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
