"""The engine's part of an evaluation beside the barest use of the engine, on the same rules in the same run.

Run it from the repository's top: ``python -m tests.benchmarks.bench_engine [PEOPLE]``, by default 2,000.

The bare loop asserts ready-made JSON to one handle for each ruleset, drains, and retracts: nothing else is done,
no fact is read and no conclusion drawn. A second line adds what no user of the engine can do without: writing each
fact with orjson from the person's values. Ours is all that ``decide`` does, with what it remembers and without.
Every person is new to ours in the measured turn; a ratio below 1 means that ours is faster.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

import durable_rules_engine
import orjson

from advisor.engine import decide as deciding
from advisor.engine.compile import Ruleset, message
from advisor.engine.decide import decide
from advisor.facts import read_facts
from advisor.profile import profile_from
from advisor.recognize import recognize
from advisor.rulebook.book import Rulebook
from advisor.rulebook.load import load_rulebook
from tests.strategies import random_profile

DAY = date(2026, 11, 24)
TURNS = 5
Values = dict[str, Any]


def people(chance: random.Random, rulebook: Rulebook, count: int) -> list[Values]:
    """The facts of new people."""
    made = (profile_from(random_profile(chance, rulebook)) for _ in range(count))
    return [read_facts(recognize(profile, rulebook, DAY), rulebook) for profile in made]


def bare_handle(ruleset: Ruleset, number: int) -> int:
    """A handle as the engine's notes say: made once, and warmed by one firing."""
    warm = {"warm": {"all": [{"m": {"warm": 1}}]}}
    handle: int = durable_rules_engine.create_ruleset(
        f"bare{number}", orjson.dumps({**ruleset.definition, **warm}).decode()
    )
    bare_loop(handle, '{"sid":"s","id":"1","warm":1}')
    return handle


def bare_loop(handle: int, fact: str) -> list[str]:
    """Assert, drain, retract."""
    fired = []
    code, offset = durable_rules_engine.assert_fact(handle, fact)
    action = durable_rules_engine.start_action_for_state(handle, offset) if code == 0 else None
    answer = action and action[1]
    while answer:
        fired.append(next(iter(orjson.loads(answer))))
        answer = durable_rules_engine.complete_and_start_action(handle, offset)
    durable_rules_engine.retract_fact(handle, '{"sid":"s","id":"1"}')
    return fired


def timed(work: Callable[..., None], count: int) -> float:
    """Microseconds for each of ``count`` people."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) / count * 1e6


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    rulebook = load_rulebook().as_of(DAY)
    chance = random.Random(7)
    strata = deciding._strata(rulebook, "durable_rules")
    rulesets = [ruleset for stratum in strata for ruleset in stratum.rulesets]
    handles = [bare_handle(ruleset, number) for number, ruleset in enumerate(rulesets)]
    memories = [table.known for stratum in strata for table in stratum._tables]
    memories += [shelf.known for stratum in strata for shelf in stratum._shelves]
    rules = sum(len(ruleset.firings) for ruleset in rulesets)
    print(f"{rules} rules in {len(rulesets)} rulesets; {count:,} new people a turn, median of {TURNS} turns\n")
    for values in people(chance, rulebook, 5_000):  # warm: others were here before
        decide(values, rulebook)
    found: dict[str, list[float]] = {}
    for _ in range(TURNS):
        new = people(chance, rulebook, count)
        known = [decide(values, rulebook, "plain").values for values in new]  # with every conclusion: same answers
        facts = [[{"sid": "s", "id": "1", **message(r, values)} for r in rulesets] for values in known]
        ready = [[orjson.dumps(fact).decode() for fact in person] for person in facts]

        def bare(ready: list[list[str]] = ready) -> None:
            for person in ready:
                for handle, fact in zip(handles, person, strict=True):
                    bare_loop(handle, fact)

        def written(known: Any = known) -> None:
            for values in known:
                for handle, ruleset in zip(handles, rulesets, strict=True):
                    bare_loop(handle, orjson.dumps({"sid": "s", "id": "1", **message(ruleset, values)}).decode())

        def ours(new: list[Values] = new) -> None:
            for values in new:
                decide(values, rulebook)

        def forgetful(new: list[Values] = new) -> None:
            for values in new:
                for memory in memories:
                    memory.clear()
                decide(values, rulebook)

        for name, work in (
            ("bare loop, JSON ready-made", bare),
            ("bare loop, facts written with orjson", written),
            ("decide, remembering others", ours),
        ):
            found.setdefault(name, []).append(timed(work, count))
        kept = [dict(memory) for memory in memories]
        found.setdefault("decide, remembering nothing", []).append(timed(forgetful, count))
        for memory, known_before in zip(memories, kept, strict=True):
            memory.update(known_before)
    base = median(found["bare loop, JSON ready-made"])
    for name, each in found.items():
        per = median(each)
        print(f"{name:<40} {per:8.1f} µs   {1e6 / per:9,.0f} a second   {per / base:5.2f} of the bare loop")
    sizes = [len(memory) for memory in memories]
    print(f"\n{len(sizes)} tables; combinations remembered: {sum(sizes):,}, at most {max(sizes):,} in one")


if __name__ == "__main__":
    main()
