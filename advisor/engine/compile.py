"""Conditions to rulesets of the engine: a pure function from data to data.

Each alternative of an ``any`` becomes a rule of its own, a plain conjunction of comparisons on one flat fact; so
the firing tells the route. Only this part of durable_rules is sound, and only within limits: a ruleset therefore
holds at most ``MOST_RULES`` rules, and a larger stratum is split into several.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from advisor.errors import RulebookError
from advisor.rulebook.condition import ASPECTS, All, Atom, Comparison, Condition, Not, feature_value

MOST_RULES = 20
"""Rules in one ruleset: the engine fails when more than about 60 are true at once, and fewer are asked sooner."""
MOST_ATOMS = 200
"""Distinct comparisons in one ruleset: the engine hangs at about 511 on one level."""
MOST_FEATURES = 200
"""Attributes of one fact: the engine refuses more than 252."""
MOST_ALTERNATIVES = 2_000
"""Alternatives of one entry, when every choice among them is written out."""
LARGEST = 1e9
"""Numbers beyond this are cut off: the engine misreads very large ones."""
SCALE = 20_000
"""The engine is told whole numbers of this part of one: twice as fine as a rulebook's four decimals."""

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "==": operator.eq, "!=": operator.ne, ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt,
}  # fmt: skip
_AMOUNTS = ("low", "high")
"""The aspects that are told as scaled numbers; the others are whole or text as they are."""
_SIGNS = {"!=": "$neq", ">=": "$gte", ">": "$gt", "<=": "$lte", "<": "$lt"}


@dataclass(frozen=True, slots=True)
class Firing:
    """What a rule says when it fires: which entry holds, and by which route."""

    entry: str
    route: tuple[str, ...] = ()


class Attribute(NamedTuple):
    """One attribute of the engine's fact: its name, and how it is told from a person's facts."""

    name: str
    fact: str
    aspect: Callable[[Any, Any], float | str | None]
    argument: Any
    is_amount: bool


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A definition for the engine, the attributes it looks at, and what each of its rules means."""

    definition: Mapping[str, Any]
    attributes: tuple[Attribute, ...]
    firings: Mapping[str, Firing]
    conjunctions: Mapping[str, tuple[Atom, ...]]

    @property
    def atoms(self) -> Iterator[Atom]:
        """Every comparison of every rule."""
        return (atom for atoms in self.conjunctions.values() for atom in atoms)

    def read(self, values: Mapping[str, Any]) -> Iterator[Firing]:
        """Give what fires by comparing in Python: for when the engine is not to be had, and as its witness."""
        for name, atoms in self.conjunctions.items():
            if all(_is_true(atom, feature_value(atom.feature, values)) for atom in atoms):
                yield self.firings[name]


def alternatives(condition: Condition, positive: bool = True) -> Iterator[tuple[tuple[Atom, ...], tuple[str, ...]]]:
    """Write a condition out as alternatives: each a conjunction of comparisons, and the route it is."""
    route = (condition.note.id,) if condition.note.id else ()
    if isinstance(condition, Comparison):
        form = condition.operator.holds if positive else condition.operator.fails
        yield (form(condition.fact, condition.operand),), route
    elif isinstance(condition, Not):
        for atoms, inner in alternatives(condition.part, not positive):
            yield atoms, route + inner
    elif isinstance(condition, All) is positive:
        if count_alternatives(condition, positive) == 0:
            return  # one part never holds, so the others, however many, need not be written out
        choices = [list(alternatives(part, positive)) for part in condition.parts]
        for chosen in product(*choices):
            atoms = tuple(dict.fromkeys(atom for part, _ in chosen for atom in part))
            yield atoms, route + tuple(name for _, names in chosen for name in names)
    else:
        for part in condition.parts:
            for atoms, inner in alternatives(part, positive):
                yield atoms, route + inner


def count_alternatives(condition: Condition, positive: bool = True) -> int:
    """Count the alternatives without writing them out."""
    if isinstance(condition, Comparison):
        return 1
    if isinstance(condition, Not):
        return count_alternatives(condition.part, not positive)
    counts = [count_alternatives(part, positive) for part in condition.parts]
    if isinstance(condition, All) is positive:
        total = 1
        for count in counts:
            total *= count
        return total
    return sum(counts)


def compile_stratum(entries: Iterable[tuple[str, Condition]]) -> tuple[Ruleset, ...]:
    """Compile the entries of one stratum, (id, condition) each, into as few rulesets as the limits allow.

    Raises RulebookError when one entry has more than ``MOST_ALTERNATIVES`` alternatives, or one alternative asks
    for more than ``MOST_FEATURES`` different things.
    """
    rules: list[tuple[Firing, tuple[Atom, ...]]] = []
    for entry, condition in entries:
        if count_alternatives(condition) > MOST_ALTERNATIVES:
            raise RulebookError(
                f"{entry}: its alternatives make more than {MOST_ALTERNATIVES:,} combinations; "
                "name part of them as a fact of its own."
            )
        rules += [(Firing(entry, route), atoms) for atoms, route in alternatives(condition)]
    for firing, needed in rules:
        if len({atom.feature for atom in needed}) > MOST_FEATURES or len(needed) > MOST_ATOMS:
            raise RulebookError(
                f"{firing.entry}: one alternative makes more than {min(MOST_FEATURES, MOST_ATOMS)} "
                "comparisons; name part of them as a fact of its own."
            )
    rulesets = []
    batch: list[tuple[Firing, tuple[Atom, ...]]] = []
    atoms: set[Atom] = set()
    for firing, needed in rules:
        grown = atoms.union(needed)
        features = {atom.feature for atom in grown}
        if batch and (len(batch) == MOST_RULES or len(grown) > MOST_ATOMS or len(features) > MOST_FEATURES):
            rulesets.append(_ruleset(batch))
            batch, grown = [], set(needed)
        batch.append((firing, needed))
        atoms = grown
    if batch:
        rulesets.append(_ruleset(batch))
    return tuple(rulesets)


def _ruleset(rules: Sequence[tuple[Firing, tuple[Atom, ...]]]) -> Ruleset:
    names = {
        feature: f"f{n}" for n, feature in enumerate(dict.fromkeys(a.feature for _, atoms in rules for a in atoms))
    }
    definition = {}
    firings = {}
    conjunctions = {}
    for number, (firing, atoms) in enumerate(rules):
        pattern: list[dict[str, Any]] = [{"person": 1}]
        pattern += [_comparison(names[atom.feature], atom) for atom in atoms]
        definition[f"r{number}"] = {"all": [{"m": {"$and": pattern} if atoms else pattern[0]}]}
        firings[f"r{number}"] = firing
        conjunctions[f"r{number}"] = atoms
    attributes = tuple(
        Attribute(name, one.fact, ASPECTS[one.aspect], one.argument, one.aspect in _AMOUNTS)
        for one, name in names.items()
    )
    return Ruleset(definition, attributes, firings, conjunctions)


def _is_true(atom: Atom, value: float | str | None) -> bool:
    if value is None:
        return False
    if isinstance(value, str) or isinstance(atom.operand, str):
        return (value == atom.operand) is (atom.sign == "==")
    return _COMPARE[atom.sign](value, atom.operand)


def _comparison(name: str, atom: Atom) -> dict[str, Any]:
    operand = atom.operand
    if not isinstance(operand, str):
        operand = scaled(operand) if atom.feature.aspect in _AMOUNTS else int(operand)
    return {name: operand} if atom.sign == "==" else {_SIGNS[atom.sign]: {name: operand}}


@lru_cache(maxsize=4096)
def scaled(number: float) -> int:
    """Write a number as the engine reads it rightly: whole, bounded, and on the same side of every threshold.

    The engine reads decimals by the machine's locale and rejects exponents, so it never sees a decimal. A rulebook
    compares with at most four decimals: those become even numbers, and all that lies between two of them the odd
    number between.
    """
    number = min(max(number, -LARGEST), LARGEST)
    near = round(number, 4)
    return round(near * SCALE) + (number > near) - (number < near)


def message(ruleset: Ruleset, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the one flat fact that the engine is asked about; what is unknown is left out."""
    told: dict[str, Any] = {"person": 1}
    for name, fact, aspect, argument, is_amount in ruleset.attributes:
        given = values.get(fact)
        if given is not None:
            value = aspect(given, argument)
            if value is not None:
                told[name] = scaled(value) if is_amount else value
    return told
