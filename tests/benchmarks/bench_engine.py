"""The engine's part of an evaluation beside the barest use of the engine, on the same rules in the same run.

Run it from the repository's top: ``python -m tests.benchmarks.bench_engine [PEOPLE]``, by default 2,000.

The bare loop asserts ready-made JSON to one handle for each ruleset, drains, and retracts: nothing else is done,
no fact is read and no conclusion drawn. A second line adds what no user of the engine can do without: writing each
fact with orjson from the person's facts. Then ``decide``, which asks the engine and its witness, and ``decide`` of the
witness alone. Nothing is remembered of a person.
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

from advisor.advice.prepared import Prepared
from advisor.engine.compile import Ruleset, compile_rules
from advisor.engine.decide import decide
from advisor.engine.stratum import _message_writer
from advisor.profile import profile_from
from advisor.rulebook.load import load_rulebook
from tests.strategies import random_profile

DAY = date(2026, 11, 24)
TURNS = 5
Values = dict[str, Any]


def people(chance: random.Random, prepared: Prepared, count: int) -> list[Values]:
    """The facts of new people."""
    made = (profile_from(random_profile(chance, prepared.rulebook)) for _ in range(count))
    return [prepared.plan.read(prepared.recognize(profile, DAY)) for profile in made]


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
    prepared = Prepared.of(load_rulebook(), DAY)
    program = prepared.program
    chance = random.Random(7)
    rulesets = [r for stratum in program.strata for r in compile_rules(stratum.entries.items())]
    handles = [bare_handle(ruleset, number) for number, ruleset in enumerate(rulesets)]
    writers = [_message_writer(ruleset) for ruleset in rulesets]
    rules = sum(len(ruleset.rules) for ruleset in rulesets)
    print(f"{rules} rules in {len(rulesets)} rulesets; {count:,} new people a turn, median of {TURNS} turns\n")
    found: dict[str, list[float]] = {}
    for _ in range(TURNS):
        new = people(chance, prepared, count)
        known = [decide(facts, program, witnessed=False).facts for facts in new]  # with every conclusion: same answers
        ready = [
            [orjson.dumps({"sid": "s", "id": "1", "person": 1, **write(facts.get)}).decode() for write in writers]
            for facts in known
        ]

        def bare(ready: list[list[str]] = ready) -> None:
            for person in ready:
                for handle, fact in zip(handles, person, strict=True):
                    bare_loop(handle, fact)

        def written(known: Any = known) -> None:
            for facts in known:
                for handle, write in zip(handles, writers, strict=True):
                    fact = {"sid": "s", "id": "1", "person": 1, **write(facts.get)}
                    bare_loop(handle, orjson.dumps(fact).decode())

        def ours(new: list[Values] = new) -> None:
            for facts in new:
                decide(facts, program)

        def evaluated(new: list[Values] = new) -> None:
            for facts in new:
                decide(facts, program, witnessed=False)

        for name, work in (
            ("bare loop, JSON ready-made", bare),
            ("bare loop, facts written with orjson", written),
            ("decide", ours),
            ("decide, the evaluator alone", evaluated),
        ):
            found.setdefault(name, []).append(timed(work, count))
    base = median(found["bare loop, JSON ready-made"])
    for name, each in found.items():
        per = median(each)
        print(f"{name:<40} {per:8.1f} µs   {1e6 / per:9,.0f} a second   {per / base:5.2f} of the bare loop")


if __name__ == "__main__":
    main()
