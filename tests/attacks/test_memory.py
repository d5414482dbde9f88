"""Many people in one process: what is remembered of their words is bounded, and threads give the same bytes.

``python -m tests.benchmarks.bench_memory 300000`` measures it by hand.
"""

from __future__ import annotations

import functools
import gc
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from advisor.advice.advise import advise
from tests.people import rulebook
from tests.strategies import random_profile

DAY = date(2026, 11, 24)


def test_what_is_remembered_of_peoples_words_is_bounded_and_small() -> None:
    """Memory still grew after 68,000 people: some fifty memories of 8,192 texts each were filling."""
    advise({"education": "associate", "experience": [{"role": "coder", "years": 2}]}, rulebook(), as_of=DAY)
    found = [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]
    sizes = [one.cache_parameters()["maxsize"] for one in found if one.__module__.startswith("advisor.rulebook")]
    sizes = list(filter(None, sizes))  # what has no bound is of no person's words
    assert len(sizes) > 20
    assert max(sizes) <= 1024


def test_threads_give_the_same_bytes() -> None:
    """Two people advised at once would get a part of each other's advice."""
    chance = random.Random(8)
    people = [random_profile(chance, rulebook()) for _ in range(25)]
    alone = [advise(person, rulebook(), as_of=DAY).to_json() for person in people]

    def all_of_them(seed: int) -> list[bytes]:
        order = random.Random(seed).sample(range(len(people)), len(people))
        found = {n: advise(people[n], rulebook(), as_of=DAY).to_json() for n in order}
        return [found[n] for n in range(len(people))]

    with ThreadPoolExecutor(8) as pool:
        assert all(one == alone for one in pool.map(all_of_them, range(8)))
