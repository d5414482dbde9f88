"""The entries of one stratum, decided by durable_rules with the generated evaluator as its witness.

The engine is asked for every person (of many people alike in all their answers, for one of them). The evaluator
supplies what the engine cannot say, that something is not known yet, and any difference between the two is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import cached_property
from itertools import compress
from operator import eq, itemgetter
from typing import Any, NamedTuple

from advisor.engine.compile import Ruleset, compile_rules, is_part, scaled
from advisor.engine.evaluator import Evaluator
from advisor.errors import EngineError
from advisor.rulebook.condition import Condition, Facts, FactValue

_ASPECTS: Mapping[str, str] = {
    "low": "scaled(value[0])",
    "high": "scaled(value[1]) if value[1] < infinite else None",
    "value": "value if isinstance(value, str) else int(value)",
    "within": "int(value in {argument})",
    "has": "1 if {argument} in value[0] else None if value[1] is None or {argument} in value[1] else 0",
    "any": "len(value[0].intersection({argument}))",
    "any_most": "None if value[1] is None else len(value[1].intersection({argument}))",
}
"""What the engine is told of each aspect of a fact's value, as a Python expression; None when it is unknown."""


class Outcome(NamedTuple):
    """The entries that surely hold, those that cannot be known yet, and what surely holds or fails of any condition."""

    holds: frozenset[str]
    unknown: tuple[str, ...]
    surely: Sequence[bool]
    surely_not: Sequence[bool]


class Stratum:
    """Decides the entries of one stratum; safe to share among threads.

    ``asks_engine``: whether durable_rules decides; otherwise the evaluator does alone. ``besides`` are conditions made
    of the entries', which are evaluated with them.
    """

    def __init__(self, entries: Mapping[str, Condition], asks_engine: bool, besides: Iterable[Condition] = ()) -> None:
        self.entries = entries
        self.evaluator = Evaluator((*entries.values(), *besides))
        self._names = tuple(entries)
        self._pick = _picker([self.evaluator.place[condition] for condition in entries.values()])
        self._rules = Rules(entries) if asks_engine else None

    def outcome(self, facts: Facts) -> Outcome:
        """Decide every entry for the facts of one person.

        Raises EngineError when the engine fails, or when it and the evaluator differ.
        """
        outcome = self.evaluated(facts)
        if self._rules:
            self._rules.check(facts, outcome.holds)
        return outcome

    def evaluated(self, facts: Facts) -> Outcome:
        """Evaluate every entry for the facts of one person, without asking the engine."""
        surely, surely_not = self.evaluator.evaluate(facts.get)
        holds, fails = self._pick(surely), self._pick(surely_not)
        unknown = compress(self._names, map(eq, holds, fails))  # neither: they are never both true
        return Outcome(frozenset(compress(self._names, holds)), tuple(unknown), surely, surely_not)


def _picker(places: Sequence[int]) -> Callable[[Sequence[bool]], Sequence[bool]]:
    """Make the function that picks what is at some places of a sequence."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: [values[place] for place in places]


class Rules:
    """Entries as rules of durable_rules, compiled when they are first asked; safe to share among threads."""

    def __init__(self, entries: Mapping[str, Condition]) -> None:
        self.entries = entries

    @cached_property
    def _rulesets(self) -> tuple[_Asked, ...]:
        return tuple(map(_Asked, compile_rules(self.entries.items())))

    def check(self, facts: Facts, holds: Set[str]) -> None:
        """Ask the engine about the facts of one person, and hold its answer against what surely holds.

        Raises EngineError, with the entry, when they differ, or when the engine fails.
        """
        fired = self.fired(facts)
        if fired != holds:
            entry = min(fired ^ holds)
            raise EngineError(f"durable_rules and the evaluator differ about {entry}. Nothing was decided.")

    def fired(self, facts: Facts) -> set[str]:
        """Give the entries whose rules fire for the facts of one person."""
        fired: set[str] = set()
        for ruleset in self._rulesets:
            fired |= ruleset.fired(facts, fired)
        return fired & self.entries.keys()


class _Asked:
    """A ruleset with what its attributes are of a person's facts."""

    def __init__(self, ruleset: Ruleset) -> None:
        from advisor.engine.durable import Decider

        self._decider = Decider(ruleset)
        self._parts = [(name, feature.fact) for feature, name in ruleset.features.items() if is_part(feature)]
        self._message = _message_writer(ruleset)

    def fired(self, facts: Facts, before: Set[str]) -> set[str]:
        """Ask about the facts, and which rules of the rulesets ``before`` have fired; what is unknown is left out."""
        message = self._message(facts.get)
        for name, part in self._parts:
            if part in before:
                message[name] = 1
        return self._decider.fired(message)


def _message_writer(
    ruleset: Ruleset,
) -> Callable[[Callable[[str], FactValue | None]], dict[str, float | str]]:
    """Generate the function that writes the engine's fact from a person's facts."""
    lines = ["def message(get):", " told = {}"]
    scope: dict[str, Any] = {"scaled": scaled, "infinite": float("inf")}
    features = {feature: name for feature, name in ruleset.features.items() if not is_part(feature)}
    for fact in dict.fromkeys(feature.fact for feature in features):
        lines += [f" value = get({fact!r})", " if value is not None:"]
        for feature, name in features.items():
            if feature.fact == fact:
                scope[f"a_{name}"] = feature.argument
                lines.append(f"  told[{name!r}] = {_ASPECTS[feature.aspect].format(argument=f'a_{name}')}")
                if " else None" in _ASPECTS[feature.aspect] or _ASPECTS[feature.aspect].startswith("None"):
                    lines.append(f"  if told[{name!r}] is None: del told[{name!r}]")
    lines.append(" return told")
    exec("\n".join(lines), scope)
    return scope["message"]  # type: ignore[no-any-return]
