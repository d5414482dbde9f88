"""What can be read off two conditions without a solver: that one holds whenever another does, or never with it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.rulebook.condition import All, Any_, Comparison, Condition
from advisor.workshop.findings import Found, Written, asked_parts, conjuncts

_LEAST, _MOST = ("at_least", "above"), ("at_most", "below")


def implies(one: Condition, other: Condition) -> bool:
    """Say whether whoever meets one condition surely meets the other: each part of that follows from a part of this."""
    asked = list(conjuncts(one))
    return all(any(_follows(part, need) for part in asked) for need in conjuncts(other))


def _follows(one: Condition, other: Condition) -> bool:
    if str(one) == str(other):
        return True
    if not (isinstance(one, Comparison) and isinstance(other, Comparison) and one.fact == other.fact):
        return False
    name, wanted = one.operator.name, other.operator.name
    if name in _LEAST and wanted in _LEAST:
        return bool(one.operand > other.operand or (one.operand == other.operand and wanted == "at_least"))
    if name in _MOST and wanted in _MOST:
        return bool(one.operand < other.operand or (one.operand == other.operand and wanted == "at_most"))
    ids, allowed = (one.operand if isinstance(one.operand, tuple) else (one.operand,) for one in (one, other))
    return (
        name in ("is", "one_of", "includes", "includes_any")
        and wanted
        in (
            "one_of",
            "includes_any",
        )
        and set(ids) <= set(allowed)
    )


def excludes(one: Condition, other: Condition) -> bool:
    """Say whether two comparisons of one fact cannot hold of the same person."""
    if not (isinstance(one, Comparison) and isinstance(other, Comparison) and one.fact == other.fact):
        return False
    if one.operator.name == "is" and other.operator.name == "is":
        return bool(one.operand != other.operand)
    if one.operator.name not in _LEAST or other.operator.name not in _MOST:
        return False
    touching = one.operator.name == "at_least" and other.operator.name == "at_most"
    return bool(one.operand > other.operand or (one.operand == other.operand and not touching))


def alternatives_that_add_nothing(written: Written) -> Iterator[Found]:
    """Alternatives and routes that hold only when another beside them holds too."""
    for asked in written.conditions:
        for part, place in asked_parts(asked):
            if isinstance(part, Any_) and (covered := _covered([(one, "") for one in part.parts])):
                yield Found(asked.located, _nothing(str(part.parts[covered[1]])), (*place, "any", covered[0]))
        if asked.role in ("formal", "prepare", "lift") and asked.place[-2] == 0:
            entry = asked.located.entry
            routes = entry.apprentice.lift if asked.role == "lift" else getattr(entry, asked.role)
            if covered := _covered([(route.requires, route.confirm) for route in routes]):
                yield Found(asked.located, _nothing(routes[covered[1]].id), (*asked.place[:-2], covered[0]))


def _nothing(by: str) -> str:
    return f"This holds only when another beside it does too ({by}), so it adds nothing."


def _covered(ways: list[tuple[Condition, str]]) -> tuple[int, int] | None:
    """Give the first way that another covers, and that one; nothing that must be confirmed covers what need not be."""
    for number, (way, confirm) in enumerate(ways):
        for other, (wider, confirmed) in enumerate(ways):
            is_same = other > number and implies(wider, way)
            if other != number and implies(way, wider) and not is_same and not (confirmed and not confirm):
                return number, other
    return None


def conditions_that_never_hold(written: Written) -> Iterator[Found]:
    """Conditions that ask for two things which nobody is at once."""
    for asked in written.conditions:
        for part, place in asked_parts(asked):
            if not isinstance(part, All):
                continue
            asks = list(conjuncts(part))
            clash = next(((a, b) for a in asks for b in asks if excludes(a, b)), None)
            if clash:
                yield Found(asked.located, f"Nobody can meet this: {clash[0]}, and {clash[1]}.", place)
                break
