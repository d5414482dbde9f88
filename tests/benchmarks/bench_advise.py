"""``advise`` in a warm process, on people it has not seen, beside work on the same data that is known to be fast.

Run it from the repository's top: ``python -m tests.benchmarks.bench_advise [PEOPLE]``, by default 500 made-up ones
beside those of ``profiles/``. One core; warm-up is on other people. Everyone is advised once as a stranger, and once
more when known.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections.abc import Callable
from datetime import date
from statistics import mean, median, quantiles
from typing import Any

import orjson

from advisor.advice.advise import advise
from advisor.document import read_document
from advisor.files import profiles_folder
from advisor.profile import Profile
from advisor.rulebook.load import load_rulebook
from tests.strategies import random_profile

DAY = date(2026, 11, 24)


def each(work: Callable[[Any], Any], things: list[Any]) -> tuple[list[float], list[Any]]:
    """Milliseconds for each thing, and what came of it."""
    times, results = [], []
    for thing in things:
        start = time.perf_counter()
        result = work(thing)
        times.append((time.perf_counter() - start) * 1e3)
        results.append(result)
    return times, results


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    rulebook = load_rulebook()
    chance = random.Random(11)
    for _ in range(3_000):
        advise(random_profile(chance, rulebook), rulebook, as_of=DAY).to_json()
    examples = [read_document(path).data for path in sorted(profiles_folder().glob("*.yaml"))]
    made_up = [random_profile(chance, rulebook) for _ in range(count)]
    print("milliseconds a person                      median    mean     95%   of validation (means)")
    for name, data in (("profiles/", examples), ("made-up people", made_up)):
        gc.collect()
        gc.freeze()
        validating, profiles = each(Profile.model_validate, data)
        advising, advice = each(lambda profile: advise(profile, rulebook, as_of=DAY), profiles)
        again, _ = each(lambda profile: advise(profile, rulebook, as_of=DAY), profiles)
        dumping, _ = each(lambda one: one.to_json(), advice)
        plain, _ = each(lambda one: orjson.dumps(one), [one.to_dict() for one in advice])
        gc.unfreeze()
        rows = {
            "pydantic validates the profile": validating,
            "advise(profile, rulebook), never seen": advising,
            "the same people again": again,
            "advice to JSON": dumping,
            "orjson alone on the advice's plain data": plain,
        }
        print(f"{name}: {len(data)} people")
        for row, times in rows.items():
            last = quantiles(times, n=20)[-1]
            ratio = mean(times) / mean(validating)
            print(f"  {row:<40} {median(times):6.3f}  {mean(times):6.3f}  {last:6.3f}  {ratio:6.1f}")


if __name__ == "__main__":
    main()
