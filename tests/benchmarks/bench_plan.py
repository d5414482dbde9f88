"""A plan for everyone in ``profiles/`` and for made-up people, beside ``advise`` for the same people in the same run.

Run it from the repository's top: ``python -m tests.benchmarks.bench_plan [PEOPLE]``, by default 100 made-up ones.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import date
from statistics import median, quantiles
from typing import Any

from advisor.advice.advise import advise
from advisor.document import read_document
from advisor.files import profiles_folder
from advisor.planning.plan import plan
from advisor.profile import profile_from
from advisor.reasoning.explain import explain
from advisor.rulebook.load import load_rulebook
from tests.strategies import random_profile

DAY = date(2026, 11, 24)


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    rulebook = load_rulebook()
    chance = random.Random(5)
    goals = [f"title:{title.id}" for title in rulebook.titles]
    goals += [f"certification:{one.id}" for one in rulebook.credentials if one.status == "active"]
    data: list[tuple[Any, str | None]] = [
        (read_document(path).data, None) for path in sorted(profiles_folder().glob("*.yaml"))
    ]
    data += [(random_profile(chance, rulebook), chance.choice(goals)) for _ in range(count)]
    plan({"education": "high-school"}, "level:mid", rulebook, as_of=DAY)
    rows: dict[str, list[float]] = {"advise": [], "explain": [], "plan": []}
    for said, goal in data:
        profile = profile_from(said)
        for name, work in (
            ("advise", lambda profile=profile: advise(profile, rulebook, as_of=DAY)),
            ("explain", lambda profile=profile: explain(profile, None, rulebook, as_of=DAY)),
            ("plan", lambda profile=profile, goal=goal: plan(profile, goal, rulebook, as_of=DAY)),
        ):
            start = time.perf_counter()
            work()
            rows[name].append(time.perf_counter() - start)
    print(f"{len(data)} people; milliseconds     median       95%   slowest   of advise (medians)")
    for name, times in rows.items():
        last = quantiles(times, n=20)[-1]
        ratio = median(times) / median(rows["advise"])
        print(f"{name:<28} {median(times) * 1e3:9.1f} {last * 1e3:9.1f} {max(times) * 1e3:9.1f} {ratio:9.0f}")


if __name__ == "__main__":
    main()
