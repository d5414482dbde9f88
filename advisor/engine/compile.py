"""Conditions to rulesets of the engine: a pure function from data to data.

One rule an entry: its condition as nested ``$and`` and ``$or`` over comparisons of one flat fact, with ``not`` pushed
down to the comparisons. The engine fires a rule once for each alternative of an ``$or`` that is true, and fails when
more than 64 are true in one ruleset; so a ruleset holds rules that come to at most ``MOST_TRUE``. A condition that
would pass the limits alone is divided: parts of it become rules of an earlier ruleset, and the later one is told which
of those fired. Authors have no limit to obey.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import prod
from typing import Any, Literal, NamedTuple

from advisor.rulebook.condition import Atom, Comparison, Condition, Feature, fold

MOST_TRUE = 60
"""Alternatives that can be true at once in one ruleset: the engine's own limit is 64."""
MOST_RULES = 40
"""Rules in one ruleset: with more, the engine takes longer for all of them than for two smaller rulesets."""
MOST_ATOMS = 200
"""Distinct comparisons in one ruleset: the engine hangs at about 511 on one level."""
MOST_FEATURES = 200
"""Attributes of one fact: the engine refuses more than 252."""
MOST_GROUPS = 14
"""Groups in one rule, besides the one around it: the engine refuses a rule of more than 15 ``$and`` and ``$or``."""
LARGEST = 1e9
"""Numbers beyond this are cut off: the engine misreads very large ones."""
SCALE = 20_000
"""The engine is told whole numbers of this part of one: twice as fine as a rulebook's four decimals."""

AMOUNTS = ("low", "high")
"""The aspects that are told as scaled numbers; the others are whole or text as they are."""
_SIGNS = {"!=": "$neq", ">=": "$gte", ">": "$gt", "<=": "$lte", "<": "$lt"}
_PART = "part "
"""Begins the name of a rule for part of a condition: no fact has a space in its name."""
_AND: Literal["$and"] = "$and"
_OR: Literal["$or"] = "$or"


class Group(NamedTuple):
    """Parts of a condition in the engine's form."""

    kind: Literal["$and", "$or"]
    parts: tuple[Tree, ...]


Tree = Atom | Group


class Rule(NamedTuple):
    """A rule to compile. ``name`` is the entry's, or that of a part, which only later rules are told of."""

    name: str
    tree: Tree
    layer: int
    """Rules of a layer may ask about the parts of the layers before."""


class Ruleset(NamedTuple):
    """A definition for the engine, the features it looks at by their names there, and its rules by theirs."""

    definition: Mapping[str, Any]
    features: Mapping[Feature, str]
    rules: Mapping[str, str]


def compile_rules(entries: Iterable[tuple[str, Condition]]) -> tuple[Ruleset, ...]:
    """Compile entries, (name, condition) each, into as few rulesets as the limits allow, in the order to ask them."""
    rules: list[Rule] = []
    for name, condition in entries:
        rules += _divided(name, engine_tree(condition), len(rules))
    rulesets: list[Ruleset] = []
    for layer in sorted({rule.layer for rule in rules}):
        batch: list[Rule] = []
        atoms: set[Atom] = set()
        true = 0
        for rule in [rule for rule in rules if rule.layer == layer]:
            more, grown = alternatives(rule.tree), atoms.union(_atoms(rule.tree))
            features = {atom.feature for atom in grown}
            if batch and (
                len(batch) == MOST_RULES
                or true + more > MOST_TRUE
                or len(grown) > MOST_ATOMS
                or len(features) > MOST_FEATURES
            ):
                rulesets.append(_ruleset(batch))
                batch, grown, true = [], set(_atoms(rule.tree)), 0
            batch.append(rule)
            atoms, true = grown, true + more
        rulesets.append(_ruleset(batch))
    return tuple(rulesets)


def is_part(feature: Feature) -> bool:
    """Say whether a feature is the firing of a rule for part of a condition, and not about a fact."""
    return feature.fact.startswith(_PART)


def engine_tree(condition: Condition) -> Tree:
    """Write that a condition surely holds, with ``not`` pushed down to the comparisons."""

    def leaf(one: Comparison) -> tuple[Tree, Tree]:
        return one.operator.atoms(one.fact, one.operand)

    def all_(parts: Sequence[tuple[Tree, Tree]]) -> tuple[Tree, Tree]:
        return Group(_AND, tuple(holds for holds, _ in parts)), Group(_OR, tuple(fails for _, fails in parts))

    def any_(parts: Sequence[tuple[Tree, Tree]]) -> tuple[Tree, Tree]:
        return Group(_OR, tuple(holds for holds, _ in parts)), Group(_AND, tuple(fails for _, fails in parts))

    def not_(part: tuple[Tree, Tree]) -> tuple[Tree, Tree]:
        holds, fails = part
        return fails, holds

    holds, _ = fold(condition, leaf, all_, any_, not_)
    return holds


def alternatives(tree: Tree) -> int:
    """Count the alternatives of a tree that may be true at once: as often the engine may fire its rule."""
    if isinstance(tree, Atom):
        return 1
    counts = map(alternatives, tree.parts)
    return prod(counts) if tree.kind == _AND else sum(counts)


def _atoms(tree: Tree) -> Iterator[Atom]:
    if isinstance(tree, Atom):
        yield tree
    else:
        for part in tree.parts:
            yield from _atoms(part)


def _divided(name: str, tree: Tree, first: int) -> list[Rule]:
    """Give the rule of an entry, after the rules of the parts that must be asked before it."""
    rules: list[Rule] = []

    def part(tree: Tree) -> Atom:
        feature = Feature(f"{_PART}{first + len(rules)}", "value")
        rules.append(Rule(feature.fact, tree, layer(tree)))
        return Atom(feature, "==", 1)

    def layer(tree: Tree) -> int:
        layers = {rule.name: rule.layer for rule in rules}
        return 1 + max([layers.get(atom.feature.fact, -1) for atom in _atoms(tree)], default=-1)

    def reduced(tree: Tree) -> Tree:
        if isinstance(tree, Atom) or _fits(tree):
            return tree
        parts = [reduced(one) for one in tree.parts]
        while not _fits(Group(tree.kind, tuple(parts))):
            largest = max(parts, key=lambda one: len(list(_atoms(one))))
            if isinstance(largest, Atom):  # nothing but single comparisons: too many of them
                some = [parts[n : n + MOST_TRUE] for n in range(0, len(parts), MOST_TRUE)]
                parts = [part(Group(tree.kind, tuple(one))) for one in some]
            else:
                parts[parts.index(largest)] = part(largest)
        return Group(tree.kind, tuple(parts))

    whole = reduced(tree)
    return [*rules, Rule(name, whole, layer(whole))]


def _fits(tree: Tree) -> bool:
    atoms = set(_atoms(tree))
    features = {atom.feature for atom in atoms}
    return (
        alternatives(tree) <= MOST_TRUE
        and _groups(tree) <= MOST_GROUPS
        and len(atoms) <= MOST_ATOMS
        and len(features) <= MOST_FEATURES
    )


def _groups(tree: Tree) -> int:
    return 0 if isinstance(tree, Atom) else 1 + sum(map(_groups, tree.parts))


def _ruleset(rules: Iterable[Rule]) -> Ruleset:
    named = {f"r{number}": rule for number, rule in enumerate(rules)}
    asked = dict.fromkeys(atom.feature for rule in named.values() for atom in _atoms(rule.tree))
    features = {feature: f"f{number}" for number, feature in enumerate(asked)}
    definition = {
        name: {"all": [{"m": pattern}]}
        for name, rule in named.items()
        if (pattern := _pattern(rule.tree, features)) is not None
    }
    return Ruleset(definition, features, {name: named[name].name for name in definition})


def _pattern(tree: Tree, features: Mapping[Feature, str]) -> dict[str, Any] | None:
    """Write the pattern of a rule; None when it can never hold."""
    written = _written(tree, features)
    if written is None or isinstance(written, dict):
        return written and {"$and": [{"person": 1}, written]}
    return {"person": 1}


def _written(tree: Tree, features: Mapping[Feature, str]) -> dict[str, Any] | Literal[True] | None:
    """Write a tree as the engine takes it; True when it always holds, None when it never does."""
    if isinstance(tree, Atom):
        name, operand = features[tree.feature], tree.operand
        if not isinstance(operand, str):
            operand = scaled(operand) if tree.feature.aspect in AMOUNTS else int(operand)
        return {name: operand} if tree.sign == "==" else {_SIGNS[tree.sign]: {name: operand}}
    parts = [_written(part, features) for part in tree.parts]
    deciding: Literal[True] | None = None if tree.kind == _AND else True
    empty: Literal[True] | None = True if tree.kind == _AND else None
    if any(part is deciding for part in parts):
        return deciding
    left = [part for part in parts if part is not empty]
    return empty if not left else left[0] if len(left) == 1 else {tree.kind: left}


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
