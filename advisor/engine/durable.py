"""The only door to durable_rules: one flat fact in, the rules that fire out.

The engine is sound for single facts and unsound for nearly all else, so it is used in one way: one fact under one
session id, drained and then retracted, on a handle that nobody else holds meanwhile. A handle that met an
exception is thrown away, and its memory with it. Handles wait in a pool for each ruleset; a thread borrows one
and gives it back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from itertools import count
from weakref import finalize

import orjson

from advisor.engine.compile import Ruleset
from advisor.errors import EngineError

try:
    import durable_rules_engine as _engine
except ImportError:  # pragma: no cover - exercised by a test in an environment without it
    _engine = None

HOW_TO_INSTALL = (
    'durable_rules cannot be loaded. Install it with CPPFLAGS="-DPyEval_CallObject=PyObject_CallObject" '
    "pip install --no-binary durable_rules durable_rules==2.0.28 (a C compiler and Python's headers are needed), "
    "or choose the plain reading instead: --engine plain."
)
_SESSION = "s"
_WARM_UP = "warm"
_PERSON = f'{{"sid":"{_SESSION}","id":"1","person":1'
"""How the fact of every person begins."""
_MATCHED, _NOTHING = 0, 1
_numbers = count(1)
"""Names for the engine's rulesets. No lock is needed: the engine holds Python's own for the whole of each call."""


def is_installed() -> bool:
    """Say whether the engine can be used here."""
    return _engine is not None


def _release(handles: deque[int]) -> None:
    """Give back the engine's memory of a ruleset that nobody uses any more, each session before its ruleset.

    Every handle here has fired at least once (its warm-up), so its session may be deleted.
    """
    for handle in handles:
        _engine.delete_state(handle, _SESSION)
        _engine.delete_ruleset(handle)


class Decider:
    """Decides one ruleset; safe to share among threads."""

    def __init__(self, ruleset: Ruleset) -> None:
        if _engine is None:
            raise EngineError(HOW_TO_INSTALL)
        self._rules = ruleset.rules
        definition = {**ruleset.definition, _WARM_UP: {"all": [{"m": {_WARM_UP: 1}}]}}
        self._definition = orjson.dumps(definition).decode()
        self._free: deque[int] = deque()
        finalize(self, _release, self._free).atexit = False

    def fired(self, fact: Mapping[str, float | str]) -> set[str]:
        """Give the names of the rules that hold for one flat fact, its attributes by their names in the ruleset.

        Raises EngineError when the engine refuses; nothing of the failed evaluation stays behind.
        """
        try:
            handle = self._free.pop()
        except IndexError:
            handle = self._new_handle()
        fired = self._drain(handle, _PERSON + (f",{orjson.dumps(fact)[1:].decode()}" if fact else "}"))
        self._free.append(handle)  # not reached after an exception: the handle is thrown away
        return {self._rules[name] for name in fired}

    def _new_handle(self) -> int:
        """Make a handle, and fire one rule with it: before its first firing the engine's memory is not settled."""
        try:
            handle: int = _engine.create_ruleset(f"rules{next(_numbers)}", self._definition)
        except _engine.error as problem:
            raise EngineError(f"The rules engine refused the rules: {problem}.") from None
        if self._drain(handle, f'{{"sid":"{_SESSION}","id":"1","{_WARM_UP}":1}}') != {_WARM_UP}:
            raise EngineError("The rules engine did not answer its first question as it must.")
        return handle

    @staticmethod
    def _drain(handle: int, fact: str) -> set[str]:
        try:
            return Decider._ask(handle, fact)
        except _engine.error as problem:
            raise EngineError(f"The rules engine refused a fact: {problem}.") from None

    @staticmethod
    def _ask(handle: int, fact: str) -> set[str]:
        """Give what fires; a rule whose condition holds by several alternatives fires for each, and counts once."""
        code, offset = _engine.assert_fact(handle, fact)
        if code not in (_MATCHED, _NOTHING):
            raise EngineError(f"The rules engine refused a fact (answer {code}).")
        fired: set[str] = set()
        if code == _MATCHED:
            action = _engine.start_action_for_state(handle, offset)
            answer = action and action[1]
            while answer:
                fired.add(answer.split('"', 2)[1])  # the one key; what follows is the whole fact again
                answer = _engine.complete_and_start_action(handle, offset)
        _engine.retract_fact(handle, '{"sid":"s","id":"1"}')
        return fired
