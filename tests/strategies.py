"""What properties are tried on: typed facts, conditions, rulebooks, and people."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from hypothesis import strategies as st

from advisor.engine.compile import alternatives, engine_tree
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import (
    ALWAYS,
    NUMERIC,
    OPERATORS,
    All,
    Any_,
    Comparison,
    Condition,
    FactType,
    Not,
    Note,
)
from advisor.rulebook.filters import CONCLUSIONS, STRATA
from advisor.words import EDUCATION_LEVELS

Values = dict[str, Any]
HUGE = (1e9, 1e9 + 1, 2.0**53 + 2, 1e16, 1e300)
THRESHOLDS = (0.0, 0.0001, 0.5, 1.0, 2.0, 4.9, 4.9999, 5.0, 5.0001, 30.0, 60.0, 120.0, 2080.0, 1_000_000.0)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a condition may ask of a fact: its type, and the names its values come from."""

    type: FactType
    names: tuple[str, ...] = ()


KINDS: Mapping[str, Kind] = {
    "years_a": Kind("years"),
    "years_b": Kind("years"),
    "number_a": Kind("number"),
    "rank_a": Kind("ordered", ("none", "some", "more", "most")),
    "flag_a": Kind("flag"),
    "flag_b": Kind("flag"),
    "choice_a": Kind("choice", ("records", "coding", "CA", "5")),
    "choice_b": Kind("choice", ("true", "1", "é", "x y")),
    "names_a": Kind("names", ("rhit", "rhia", "ccs-p", "cpc")),
    "names_b": Kind("names", ("a", "b")),
}
"""A few facts of every type, so that conditions often ask about the same one."""


def kinds_of(rulebook: Rulebook, before: int) -> dict[str, Kind]:
    """List the facts that a stratum may ask about: a rulebook's readings, and earlier conclusions."""
    kinds = {}
    for fact in rulebook.facts.values():
        concluded = fact.read.get("concluded")
        if concluded in CONCLUSIONS and STRATA.index(CONCLUSIONS[concluded][0]) >= before:
            continue
        kinds[fact.id] = Kind(fact.type, _names_of(fact.of, rulebook))
    return kinds


def _names_of(domain: str, rulebook: Rulebook) -> tuple[str, ...]:
    if domain == "levels":
        return tuple(rulebook.level_by_id)
    if domain == "titles":
        return tuple(rulebook.title_by_id)
    if domain == "credentials":
        return tuple(rulebook.credential_by_id)
    return tuple(rulebook.vocabularies[domain].terms) if domain else ()


# -- facts ------------------------------------------------------------------------


@st.composite
def operands(draw: st.DrawFn) -> float:
    """Draw what a rulebook may compare a number with: up to a million, at most four decimals."""
    return draw(
        st.sampled_from(THRESHOLDS)
        | st.integers(0, 120_000).map(lambda n: n / 10_000)
        | st.integers(0, 10_000_000_000).map(lambda n: n / 10_000)
    )


@st.composite
def numbers(draw: st.DrawFn) -> float:
    """Draw a number that a fact may be: often a threshold or its next neighbor, sometimes huge."""
    near = draw(operands())
    shift = draw(st.sampled_from((0.0, 0.0001, -0.0001, 0.00005, -0.00005, 1e-9, -1e-9, 0.3)))
    return draw(
        st.sampled_from((near, max(0.0, near + shift), math.nextafter(near, math.inf), math.nextafter(near, 0.0)))
        | st.sampled_from(HUGE)
        | st.floats(0, 1e6, allow_nan=False)
    )


@st.composite
def value_of(draw: st.DrawFn, kind: Kind) -> Any:
    """Draw a fact's value: exact, within bounds, or open-ended; names surely and possibly among them."""
    if kind.type == "flag":
        return draw(st.booleans())
    if kind.type == "choice":
        return draw(st.sampled_from(kind.names))
    if kind.type == "names":
        surely = draw(st.frozensets(st.sampled_from(kind.names)))
        more = draw(st.none() | st.just(frozenset[str]()) | st.frozensets(st.sampled_from(kind.names)))
        return (surely, None if more is None else surely | more)
    ends, top = numbers(), st.just(math.inf)
    if kind.type == "ordered":
        ends = top = st.integers(0, len(kind.names) - 1).map(float)
    low = draw(ends)
    high = draw(st.just(low) | ends | top)
    return (min(low, high), max(low, high))


def facts(kinds: Mapping[str, Kind] = KINDS) -> st.SearchStrategy[Values]:
    """Draw a person's facts; any of them may be unknown."""
    return st.fixed_dictionaries({}, optional={name: value_of(kind) for name, kind in kinds.items()})


@st.composite
def completion(draw: st.DrawFn, values: Values, kinds: Mapping[str, Kind] = KINDS) -> Values:
    """Draw facts that are all known, and that the given ones leave possible."""
    known: Values = {}
    for name, kind in kinds.items():
        value = values.get(name)
        if kind.type == "names":
            surely, possibly = (frozenset[str](), None) if value is None else value
            allowed = sorted(kind.names if possibly is None else possibly)
            more = draw(st.frozensets(st.sampled_from(allowed))) if allowed else frozenset()
            known[name] = (surely | more, surely | more)
        elif kind.type in NUMERIC:
            top = len(kind.names) - 1.0 if kind.type == "ordered" else math.inf
            low, high = (0.0, top) if value is None else value
            inside = [low, min(high, 2e300)]
            between = draw(numbers() if kind.type != "ordered" else st.integers(0, int(top)).map(float))
            number = draw(st.sampled_from([*inside, min(max(between, low), high)]))
            known[name] = (number, number)
        else:
            known[name] = draw(value_of(kind)) if value is None else value
    return known


# -- conditions ---------------------------------------------------------------------


@st.composite
def comparisons(draw: st.DrawFn, kinds: Mapping[str, Kind] = KINDS) -> Comparison:
    """Draw a comparison that the loader would accept."""
    name = draw(st.sampled_from(sorted(name for name, kind in kinds.items() if _can_be_asked(kind))))
    kind = kinds[name]
    operator = OPERATORS[draw(st.sampled_from([row.name for row in OPERATORS.values() if kind.type in row.types]))]
    operand: Any
    if operator.takes_list:
        operand = tuple(draw(st.lists(st.sampled_from(kind.names), min_size=1, max_size=3, unique=True)))
    elif kind.type == "flag":
        operand = draw(st.booleans())
    elif kind.type == "ordered":
        operand = float(draw(st.integers(0, len(kind.names) - 1)))
    elif kind.type in NUMERIC:
        operand = draw(operands())
    else:
        operand = draw(st.sampled_from(kind.names))
    return Comparison(name, operator, operand, note=draw(_notes))


def _can_be_asked(kind: Kind) -> bool:
    return bool(kind.names) or kind.type in ("years", "number", "flag")


_notes = st.sampled_from(("", "", "", "one", "two", "three")).map(Note)
_parsed_kinds = st.sampled_from((All, Any_))


def conditions(
    kinds: Mapping[str, Kind] = KINDS, leaves: int = 10, most_alternatives: int = 150
) -> st.SearchStrategy[Condition]:
    """Draw a condition of any shape, empty groups among them, with not too many alternatives."""

    def group(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(parts, max_size=4).map(tuple)
        return st.builds(lambda kind, some, note: kind(some, note), _parsed_kinds, several, _notes) | st.builds(
            Not, parts, _notes
        )

    return st.recursive(comparisons(kinds), group, max_leaves=leaves).filter(
        lambda condition: alternatives(engine_tree(condition)) <= most_alternatives
    )


@st.composite
def oversize_conditions(draw: st.DrawFn, kinds: Mapping[str, Kind] = KINDS) -> Condition:
    """Draw a condition of more alternatives, or comparisons, than the engine bears in one ruleset."""
    pool = draw(st.lists(conditions(kinds, leaves=4, most_alternatives=8), min_size=4, max_size=12))
    chance = random.Random(draw(st.integers(0, 1_000_000)))
    kinds_of_group: tuple[tuple[type[All] | type[Any_], type[All] | type[Any_]], ...] = ((All, Any_), (Any_, All))
    outer, inner = draw(st.sampled_from(kinds_of_group))
    width, depth = draw(st.sampled_from(((7, 3), (70, 1), (20, 6), (3, 40))))
    whole = outer(tuple(inner(tuple(chance.choices(pool, k=depth))) for _ in range(width)))
    return draw(st.sampled_from((whole, Not(whole))))


def strata(
    kinds: Mapping[str, Kind] = KINDS, most: int = 12, leaves: int = 10
) -> st.SearchStrategy[dict[str, Condition]]:
    """Draw the entries of one stratum."""
    return st.lists(conditions(kinds, leaves), min_size=1, max_size=most).map(
        lambda found: {f"entry:{number}": condition for number, condition in enumerate(found)}
    )


@st.composite
def rulebooks(draw: st.DrawFn, start: Rulebook) -> Rulebook:
    """Draw a rulebook: some entries of another, each with requirements of its own, on the same facts."""
    first, second, third = (
        conditions(kinds_of(start, stratum), leaves=6, most_alternatives=40) for stratum in range(3)
    )

    def some(entries: Sequence[Any], most: int = 6) -> list[Any]:
        return draw(st.lists(st.sampled_from(entries), min_size=1, max_size=most, unique_by=lambda entry: entry.id))

    levels = [
        level.model_copy(update={"requires": draw(first) if rank else ALWAYS})
        for rank, level in enumerate(start.levels)
    ]
    titles = [title.model_copy(update={"requires": draw(second)}) for title in some(start.titles)]
    credentials = [
        credential.model_copy(
            update={
                "formal": tuple(route.model_copy(update={"requires": draw(second)}) for route in credential.formal),
                "prepare": tuple(route.model_copy(update={"requires": draw(second)}) for route in credential.prepare),
                "useful_when": draw(second),
            }
        )
        for credential in some(start.credentials)
    ]
    return replace(
        start,
        levels=tuple(levels),
        titles=tuple(titles),
        credentials=tuple(credentials),
        steps=tuple(step.model_copy(update={"when": draw(third)}) for step in some(start.steps)),
        preferences=tuple(one.model_copy(update={"when": draw(third)}) for one in some(start.preferences)),
        warnings=tuple(one.model_copy(update={"when": draw(third)}) for one in some(start.warnings)),
        guidance=(),
        _editions={},
    )


# -- people -------------------------------------------------------------------------


@cache
def _spellings(rulebook: Rulebook, domain: str) -> tuple[str, ...]:
    terms = rulebook.vocabularies[domain].terms.values()
    return tuple(text for term in terms for text in (term.id, term.name, *term.spellings))


def with_containment(rulebook: Rulebook, chance: random.Random) -> Rulebook:
    """Let credentials contain others, which contain others again."""
    credentials, found = list(rulebook.credentials), {}
    chance.shuffle(credentials)
    for number, one in enumerate(credentials):
        narrower = [other.id for other in credentials[number + 1 :]]
        some = tuple(chance.sample(narrower, min(len(narrower), chance.choice((0, 1, 2, 3)))))
        found[one.id] = one.model_copy(update={"counts_as": some, "superseded_by": ()})
    return replace(rulebook, credentials=tuple(found[one.id] for one in rulebook.credentials), _editions={})


def random_profile(chance: random.Random, rulebook: Rulebook) -> dict[str, Any]:
    """Make up a person whose profile is valid: some things unsaid, some words not recognized."""

    def maybe(part: dict[str, Any], likely: float = 0.5) -> dict[str, Any]:
        return {key: value for key, value in part.items() if chance.random() < likely}

    def word(domain: str) -> str:
        spellings = _spellings(rulebook, domain)
        return chance.choice(spellings) if spellings and chance.random() < 0.95 else "Basket weaving"

    def some_state() -> dict[str, Any]:
        states = list(rulebook.vocabularies["states"].terms)
        return {"state": chance.choice(states)} if states else {}

    def day(first: int, last: int) -> str:
        text = f"{chance.randint(first, last)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        return text[: chance.choice((4, 7, 10))]

    def school() -> dict[str, Any]:
        return {"level": chance.choice(EDUCATION_LEVELS)} | maybe(
            {
                "field": word("fields"),
                "accreditation": chance.choice([*rulebook.vocabularies["accreditors"].terms, "none"]),
                "status": chance.choice(("completed",) * 4 + ("in-progress", "in-progress", "withdrawn", "unknown")),
                "final_term": chance.random() < 0.5,
                "completed": day(1990, 2030),
                "country": chance.choice(("US", "US", "CA", "IN")),
                "training_hours": round(chance.uniform(0, 400), chance.choice((0, 1, 6))),
                "practicum": chance.random() < 0.5,
            }
        )

    def job() -> dict[str, Any]:
        start = chance.randint(1990, 2027)
        when: dict[str, Any] = {"start": day(start, start)}
        if chance.random() < 0.6:
            when["end"] = f"{start + chance.randint(1, 12)}"
        if chance.random() < 0.3:
            when = {"years": chance.choice((chance.choice(THRESHOLDS[:8]), round(chance.uniform(0, 25), 3)))}
            if chance.random() < 0.2:
                when["years_at_most"] = when["years"] + chance.choice((0, 0.5, 2))
        said: dict[str, Any] = {
            "setting": chance.choice(list(rulebook.vocabularies["settings"].terms)),
            "supervision": chance.choice(("none", "informal", "formal")),
            "privacy_management": chance.random() < 0.3,
            "paid": chance.random() < 0.9,
            "hours_per_week": chance.choice((40, 40, 20, 37.5, 12, 60)),
            "part_time": chance.random() < 0.3,
        }
        role = {"role": word("areas")}
        if chance.random() < 0.4:
            role = {"area": chance.choice(list(rulebook.vocabularies["areas"].terms))}
        return role | when | maybe(said, 0.6)

    def credential() -> dict[str, Any]:
        name = chance.choice([one.acronym for one in rulebook.credentials] + ["Scuba diver"])
        return (
            {"name": name}
            | maybe({"status": chance.choice(("active",) * 4 + ("in-progress", "lapsed", "revoked", "unknown"))}, 0.5)
            | maybe({"earned": day(2000, 2012)}, 0.3)
            | maybe({"expires": day(2013, 2030)}, 0.3)
        )

    def several(make: Any, most: int) -> list[Any]:
        return [make() for _ in range(chance.randint(0, most))]

    return maybe(
        {
            "id": f"p-{chance.randint(1, 10**9)}",
            "birth_year": chance.randint(1945, 2010),
            **some_state(),
            "education": several(school, 3),
            "college_credits": round(chance.uniform(0, 160), chance.choice((0, 1, 7))),
            "coursework": several(lambda: word("courses"), 4),
            "experience": several(job, 4),
            "certifications": several(credential, 4),
            "goal": maybe(
                {
                    "title": chance.choice(rulebook.titles).id,
                    "track": chance.choice(list(rulebook.vocabularies["tracks"].terms)),
                    "setting": chance.choice(list(rulebook.vocabularies["settings"].terms)),
                }
            ),
            "interests": several(lambda: word("interests"), 2),
            "skills": several(lambda: word("skills"), 3),
        },
        0.8,
    )


def profiles(rulebook: Rulebook) -> st.SearchStrategy[dict[str, Any]]:
    """Draw a person whose profile is valid for a rulebook."""
    return st.randoms(use_true_random=False).map(lambda chance: random_profile(chance, rulebook))
