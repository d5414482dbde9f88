"""Whether threads give the same bytes: ``python -m tests.benchmarks.same_bytes_in_threads [THREADS] [EVALUATIONS]``.

By default 8 threads evaluate the same 2,000 made-up people at once, each in an order of its own. It ends with 1 when a
byte differs from the advice that one thread gave before.
"""

from __future__ import annotations

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from advisor.advice.advise import advise
from advisor.rulebook.load import load_rulebook
from tests.strategies import random_profile

DAY = date(2026, 11, 24)


def main() -> int:
    """Evaluate alone, then in threads; print the number of differences."""
    threads, count = [*map(int, sys.argv[1:]), 8, 2_000][:2] if len(sys.argv) > 2 else (8, 2_000)
    rulebook, chance = load_rulebook(), random.Random(8)
    people = [random_profile(chance, rulebook) for _ in range(count)]
    alone = [advise(person, rulebook, as_of=DAY).to_json() for person in people]

    def different(seed: int) -> int:
        order = random.Random(seed).sample(range(count), count)
        return sum(advise(people[n], rulebook, as_of=DAY).to_json() != alone[n] for n in order)

    with ThreadPoolExecutor(threads) as pool:
        found = sum(pool.map(different, range(threads)))
    print(f"{threads} threads, {count:,} evaluations each: {found} differences")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
