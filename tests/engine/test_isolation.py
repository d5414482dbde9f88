"""One evaluation never touches another: not in a thread, after a failure, later on, or in a forked process."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from advisor.advice.prepared import Prepared
from advisor.engine import durable
from advisor.engine.compile import MOST_RULES
from advisor.engine.decide import Decision, decide
from advisor.engine.stratum import Rules
from advisor.engine.three_valued import answer
from advisor.errors import EngineError
from advisor.profile import profile_from
from advisor.rulebook.condition import OPERATORS, All, Any_, Comparison, Condition
from tests.people import rulebook
from tests.strategies import random_profile

DAY = date(2026, 11, 24)
ROOT = Path(__file__).resolve().parents[2]
Values = dict[str, Any]
ENGINE: Any = vars(durable)["_engine"]


@cache
def shipped() -> Prepared:
    return Prepared.of(rulebook(), DAY)


@cache
def people(count: int) -> list[Values]:
    """The facts of made-up people, the same ones in every run."""
    chance = random.Random(20261124)
    made = (profile_from(random_profile(chance, rulebook())) for _ in range(count))
    return [shipped().plan.read(shipped().recognize(profile, DAY)) for profile in made]


def at_least(fact: str, operand: float) -> Comparison:
    return Comparison(fact, OPERATORS["at_least"], operand)


ENTRIES: Mapping[str, Condition] = {
    f"e{n}": Any_((All((at_least("a", n), at_least("b", n))), at_least("c", n))) for n in range(MOST_RULES // 2)
}


def some_rules() -> Rules:
    """Entries that the engine decides in one ruleset, its first handle made."""
    rules = Rules(ENTRIES)
    rules.fired({})
    return rules


def handles(rules: Rules) -> deque[int]:
    """The engine's handles that wait for the next question."""
    (ruleset,) = rules._rulesets
    free: deque[int] = ruleset._decider._free
    return free


def a_person(chance: random.Random) -> Values:
    return {fact: (float(chance.randint(0, 20)),) * 2 for fact in "abc" if chance.random() < 0.8}


def right(values: Values) -> set[str]:
    return {entry for entry, condition in ENTRIES.items() if answer(condition, values) is True}


def in_threads(work: Callable[[int], int], threads: int = 8) -> list[int]:
    """Run work in several threads that all start at the same moment."""
    together = threading.Barrier(threads)

    def start(number: int) -> int:
        together.wait()
        return work(number)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # switch often, so that threads meet in the middle of things
    try:
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(start, range(threads)))
    finally:
        sys.setswitchinterval(interval)


def test_threads_share_some_rules_and_each_gets_its_own_answer() -> None:
    """One person's facts reach another's answer, or the process crashes."""
    rules = some_rules()

    def work(number: int) -> int:
        chance = random.Random(number)
        cases = [a_person(chance) for _ in range(2500)]
        return sum(rules.fired(values) != right(values) for values in cases)

    assert in_threads(work) == [0] * 8
    assert 1 <= len(handles(rules)) <= 8


def told(decision: Decision) -> tuple[Any, ...]:
    """What a decision says, and reasons that are remembered for the values of the facts."""
    explainer, levels = shipped().explainer, shipped().program.levels
    missing = [explainer.missing(condition, decision, name, ()) for name, condition in levels.items()]
    return decision.holding, decision.unknown, decision.level, decision.could_be, missing


@pytest.mark.long
def test_threads_share_a_rulebook_and_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reasons that threads remember and forget together get mixed up."""
    expected = [told(decide(facts, shipped().program, witnessed=False)) for facts in people(150)]
    monkeypatch.setattr("advisor.advice.explain._MOST_REMEMBERED", 40)

    def work(number: int) -> int:
        order = list(range(150))
        wrong = 0
        for turn in range(6):
            random.Random(number * 100 + turn).shuffle(order)
            wrong += sum(told(decide(people(150)[n], shipped().program)) != expected[n] for n in order)
        return wrong

    assert in_threads(work) == [0] * 8


class FailingEngine:
    """The engine, but for one call that fails when its turn comes."""

    def __init__(self, call: str, turn: int, failure: BaseException) -> None:
        self.error = ENGINE.error
        self._real = ENGINE
        self._call, self._left, self._failure = call, turn, failure

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._real, name)
        if name != self._call:
            return real

        def call(*arguments: Any) -> Any:
            self._left -= 1
            if self._left == 0:
                raise self._failure
            return real(*arguments)

        return call


CALLS = ("assert_fact", "start_action_for_state", "complete_and_start_action", "retract_fact")
BUSY: Values = {"a": (9.0, 9.0), "b": (9.0, 9.0), "c": (4.0, 4.0)}
QUIET: Values = {"c": (2.0, 2.0)}


@pytest.mark.parametrize("failure", [MemoryError("no memory"), KeyboardInterrupt()], ids=["memory", "interrupt"])
@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.parametrize("call", CALLS)
def test_after_a_failure_in_the_middle_the_next_answer_is_right(
    call: str, turn: int, failure: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a failed evaluation left behind is told to the next person."""
    rules = some_rules()
    assert rules.fired(BUSY) == right(BUSY)
    (used,) = handles(rules)
    with monkeypatch.context() as patch:
        patch.setattr(durable, "_engine", FailingEngine(call, turn, failure))
        with pytest.raises(type(failure)):
            [rules.fired(BUSY) for _ in range(turn)]
    assert used not in handles(rules)
    for values in (QUIET, BUSY, {}, QUIET):
        assert rules.fired(values) == right(values)


@pytest.mark.parametrize("call", CALLS)
def test_an_error_of_the_engine_is_said_as_one_of_ours(call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person sees a traceback of a library instead of a sentence."""
    rules = some_rules()
    failing = FailingEngine(call, 1, ENGINE.error("Could not assert fact, error code: 302"))
    rules.fired(QUIET)
    with monkeypatch.context() as patch:
        patch.setattr(durable, "_engine", failing)
        with pytest.raises(EngineError, match=r"^The rules engine refused a fact: .*error code: 302"):
            rules.fired(BUSY)
    assert not handles(rules)
    assert rules.fired(QUIET) == right(QUIET)


def test_rules_that_the_engine_refuses_are_said_as_one_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rulebook beyond what the engine bears ends in a traceback."""
    failing = FailingEngine("create_ruleset", 1, ENGINE.error("Could not create ruleset, error code: 112"))
    rules = some_rules()
    only = handles(rules).pop()  # another must be made
    with monkeypatch.context() as patch:
        patch.setattr(durable, "_engine", failing)
        with pytest.raises(EngineError, match=r"^The rules engine refused the rules: .*error code: 112"):
            rules.fired(BUSY)
    handles(rules).append(only)
    assert rules.fired(BUSY) == right(BUSY)


def test_an_evaluation_that_failed_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure is taken for "nothing holds" from then on."""
    rules = some_rules()
    with monkeypatch.context() as patch:
        patch.setattr(durable, "_engine", FailingEngine("complete_and_start_action", 2, ENGINE.error("x")))
        with pytest.raises(EngineError):
            rules.check(BUSY, right(BUSY))
    rules.check(BUSY, right(BUSY))


def test_failures_in_many_threads_leave_every_other_answer_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under load, one thread's failure spoils what the others are told."""
    rules = some_rules()
    real = ENGINE.complete_and_start_action
    local = threading.local()

    class Unreliable(FailingEngine):
        def __getattr__(self, name: str) -> Any:
            if name != "complete_and_start_action":
                return getattr(self._real, name)

            def call(*arguments: Any) -> Any:
                if local.chance.random() < 0.02:
                    raise self.error("injected")
                return real(*arguments)

            return call

    def work(number: int) -> int:
        local.chance = random.Random(number)
        wrong = failed = 0
        for _ in range(500):
            values = a_person(local.chance)
            try:
                wrong += rules.fired(values) != right(values)
            except EngineError:
                failed += 1
        return wrong if failed else -1

    with monkeypatch.context() as patch:
        patch.setattr(durable, "_engine", Unreliable("", 0, MemoryError()))
        assert in_threads(work, 4) == [0] * 4
    assert rules.fired(BUSY) == right(BUSY)


def test_an_answer_does_not_depend_on_those_before_it() -> None:
    """State stays in the engine between evaluations."""
    rules = some_rules()
    chance = random.Random(5)
    cases = [a_person(chance) for _ in range(60)]
    first = {n: some_rules().fired(values) for n, values in enumerate(cases)}
    for turn in range(20):
        order = list(first)
        random.Random(turn).shuffle(order)
        for n in order:
            assert rules.fired(cases[n]) == first[n]
    assert len(handles(rules)) == 1


def in_a_new_process(code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter that sees what this one sees; a crash shows as its exit code."""
    path = os.pathsep.join([str(ROOT), *sys.path])
    return subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", code],
        env={**os.environ, "PYTHONPATH": path},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


FORK = """
import os, random, threading
from tests.engine.test_isolation import some_rules, a_person, right

rules = some_rules()
stop = threading.Event()
wrong = []

def busy():
    chance = random.Random(1)
    while not stop.is_set():
        values = a_person(chance)
        if rules.fired(values) != right(values):
            wrong.append(values)

thread = threading.Thread(target=busy)
thread.start()
for number in range(20):
    child = os.fork()
    chance = random.Random(number)
    bad = sum(rules.fired(v) != right(v) for v in [a_person(chance) for _ in range(100)])
    if child == 0:
        os._exit(1 if bad else 0)
    _, status = os.waitpid(child, 0)
    assert status == 0 and not bad, (status, bad)
stop.set()
thread.join()
assert not wrong
print("ok")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_and_its_parent_both_answer_rightly() -> None:
    """A server that forks its workers hangs, crashes, or mixes people up."""
    done = in_a_new_process("import warnings; warnings.simplefilter('ignore')\n" + FORK)
    assert done.stdout == "ok\n", done.stderr
    assert done.returncode == 0


ABSENT = """
import sys
sys.modules["durable_rules_engine"] = None  # as when it is not installed: importing it fails
from datetime import date
from advisor.advice.advise import advise
from advisor.engine.durable import is_installed
from advisor.errors import EngineError

assert not is_installed()
try:
    advise({"experience": 3}, as_of=date(2026, 11, 24))
except EngineError as problem:
    print(problem)
advice = advise({"experience": 3}, as_of=date(2026, 11, 24), engine="plain")
print(advice.decided_by, advice.level.id)
"""


def test_without_the_engine_one_is_told_how_to_install_it_and_the_plain_reading_decides_when_chosen() -> None:
    """Someone whose compiler failed gets a traceback, or is advised by another engine without being told."""
    done = in_a_new_process(ABSENT)
    assert done.returncode == 0, done.stderr
    told, chosen = done.stdout.splitlines()
    assert "pip install" in told
    assert "durable_rules==2.0.28" in told
    assert "--engine plain" in told
    assert chosen.startswith("plain ")
