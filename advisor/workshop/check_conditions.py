"""Findings in conditions and the sentences beside them, without a solver."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.language.lexicon import finder, fold
from advisor.language.numbers import numbers_in
from advisor.rulebook.condition import NEVER, Any_, Comparison, Condition, Not, comparisons, settled
from advisor.rulebook.tokens import tokens_of
from advisor.workshop.findings import Found, Written, asked_parts, inside

_MORE_IS_BETTER = ("requires", "formal", "prepare", "lift")
"""What decides a level, a title or a credential: whoever has more must not lose it."""
_LESS_IS_BETTER = ("years_since_work",)
"""Readers of which less is more: time since the last work."""
_MONTHS = 12
_NEAR = 3
"""Words behind a number among which its unit stands."""


def more_is_worse(written: Written) -> Iterator[Found]:
    """Requirements that having more can undo: ``not``, ``below``, ``at_most``, a flag that must be false."""
    for asked in written.conditions:
        if asked.role not in _MORE_IS_BETTER:
            continue
        for part, place in asked_parts(asked):
            if said := _undone_by_more(part, written):
                message = f"{said}: having more would undo it. Ask for what is needed, or say in `accepted:` why."
                yield Found(asked.located, message, place)


def _undone_by_more(part: Condition, written: Written) -> str:
    facts = written.rulebook.facts
    if isinstance(part, Not):
        grows = [one for one in comparisons(part) if one.fact in facts and facts[one.fact].type != "choice"]
        return "This asks for the opposite (not)" if grows else ""
    for one in (part,) if isinstance(part, Comparison) else _same_value(part):
        fact = facts.get(one.fact)
        if fact is None:
            continue
        if fact.type == "flag" and one.operand is False:
            return f"This asks that {fact.id} is false"
        less = ("at_least", "above") if set(fact.read) & set(_LESS_IS_BETTER) else ("at_most", "below")
        if one.operator.name in less:
            return f"This asks for no more than some {fact.id} ({one.operator.name})"
    return ""


def _same_value(part: Condition) -> tuple[Comparison, ...]:
    """Give the two comparisons that an ordered fact with a value is written out as."""
    both = [one for one in part.parts if isinstance(one, Comparison) and not one.note.sources]
    is_written_so = len(both) == 2 and both[0].fact == both[1].fact and both[0].operand is both[1].operand
    return tuple(both) if is_written_so else ()


def numbers_that_differ(written: Written) -> Iterator[Found]:
    """Sentences with a number beside a condition that compares with another."""
    for asked in written.conditions:
        for part, place in asked_parts(asked):
            for key in ("met", "missing"):
                if said := _other_numbers(getattr(part.note, key), part, written):
                    yield Found(asked.located, said, (*place, key))
        if asked.role in ("formal", "prepare", "lift"):
            route = (*asked.place[:-1], "text")
            text = inside(asked.located.document.data, (*asked.located.place, *route))
            if said := _other_numbers(text, asked.condition, written):
                yield Found(asked.located, said, route)


def _other_numbers(text: str, condition: Condition, written: Written) -> str:
    """Say which amounts a text has, when the condition compares with amounts and none of them is there."""
    facts = written.rulebook.facts
    compared = [one for one in comparisons(condition) if _type(one, written) in ("years", "number") and one.operand > 0]
    if not text or not compared:
        return ""
    units = {word for one in compared for word in tokens_of(facts[one.fact].unit)}
    folded = fold(text)
    said = {one.value for one in numbers_in(folded) if not one.article and _has_unit(folded[one.end :], units)}
    wanted = {float(one.operand) for one in compared}
    right = wanted | {round(one.operand * _MONTHS, 2) for one in compared if facts[one.fact].type == "years"}
    if not said or said & right:
        return ""
    told, asks = (", ".join(f"{number:g}" for number in sorted(one)) for one in (said, wanted))
    return f"This says {told}, and the condition beside it asks for {asks}."


def _has_unit(following: str, units: set[str]) -> bool:
    """Say whether a unit is among the words behind a number."""
    near = following.split()[:_NEAR]
    return finder("units").first(" ".join(near)) is not None or not units.isdisjoint(tokens_of(" ".join(near)))


def _type(one: Comparison, written: Written) -> str:
    fact = written.rulebook.facts.get(one.fact)
    return fact.type if fact else ""


def sentences_of_what_is_closed(written: Written) -> Iterator[Found]:
    """A group's ``missing`` that names an alternative which the usual choices close."""
    usual = written.rulebook.usual_choices
    for asked in written.conditions:
        for part, place in asked_parts(asked):
            if not isinstance(part, Any_) or not part.note.missing:
                continue
            closed = [one for one in part.parts if settled(one, usual) is NEVER]
            open_ones = {word for one in part.parts if one not in closed for word in _words(one)}
            said = set(tokens_of(part.note.missing))
            for one in closed:
                own = _words(one) - open_ones
                if own and len(own & said) * 2 >= len(own):
                    named = one.note.id or str(one)
                    message = f"This names {named}, which the usual choices close: nobody can meet it."
                    yield Found(asked.located, message, (*place, "missing"))


def _words(condition: Condition) -> set[str]:
    """Give the words of an alternative's own ``missing``."""
    texts = [condition.note.missing, *(part.note.missing for part in condition.parts)]
    return {word for text in texts for word in tokens_of(text)}
