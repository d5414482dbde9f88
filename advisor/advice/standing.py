"""How a person stands with each credential: held, ready, prepare, check, not yet, or retired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from advisor.advice.explain import Explainer
from advisor.advice.model import CertificationAdvice, Reason, Status
from advisor.advice.status import status_after_lapse, status_by_routes
from advisor.advice.told import Told
from advisor.engine.decide import Decision
from advisor.engine.program import program_of, regions_of
from advisor.person import Held, Person
from advisor.readers import active_credentials
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Condition, SourceRefs
from advisor.rulebook.credential import Credential, Route


class _Way(NamedTuple):
    """A route to a credential, or a line of preparation, with the entry that decides it and what it asks."""

    route: Route
    entry: str
    condition: Condition
    rule: str
    sources: SourceRefs


class _Ways(NamedTuple):
    """All that is said of one credential, made ready, and what was said of it by the parts that were looked at."""

    credential: Credential
    forms: tuple[str, ...]
    formal: tuple[_Way, ...]
    prepare: tuple[_Way, ...]
    lift: tuple[_Way, ...]
    texts: tuple[str, ...]
    as_it_is: Told
    by_lifting: Told
    by_formal: Told
    by_all: Told


class Case(NamedTuple):
    """All that is needed to speak of a person's credentials."""

    person: Person
    rulebook: Rulebook
    decision: Decision
    explainer: Explainer
    active: frozenset[str]
    own: frozenset[str]
    lapsed: dict[str, Held]

    def says(self, text: str, credential: Credential, part: str = "") -> Reason:
        """A reason that stands on the credential's own sources."""
        rule = f"{credential.address}/{part}" if part else credential.address
        return Reason(text, rule, "", self.explainer.refs(credential.sources))


def standings(
    person: Person, rulebook: Rulebook, decision: Decision, explainer: Explainer
) -> tuple[CertificationAdvice, ...]:
    """Give the standing of every credential of the rulebook, in the order of their ids."""
    lapsed = {one.id: one for one in person.held or () if one.status in ("lapsed", "revoked")}
    own = frozenset(one.id for one in person.held or () if one.status == "active")
    active = active_credentials(person, rulebook)
    case = Case(person, rulebook, decision, explainer, active, own, lapsed)
    theirs = active.union(lapsed)
    formal = _formal(rulebook)
    opened = {formal[entry] for entry in decision.routes if entry in formal}
    found = []
    for ways in _ways(rulebook):
        credential, forms = ways.credential, ways.forms
        held: tuple[object, ...] | None = None
        if credential.former_names or not theirs.isdisjoint(forms):
            ended = [lapsed[id] for id in forms if id in lapsed]
            held = (person.day, *ended, *[id in own or (id in active and own) for id in forms])  # or by way of which
        if credential.status == "retired" or forms[0] in active:
            told = ways.as_it_is
        elif forms[-1] in active:
            told = ways.by_lifting
        else:
            told = ways.by_all if forms[0] in opened else ways.by_formal
        found.append(told.once(held, decision, _standing, ways, case))
    return tuple(found)


@lru_cache(maxsize=64)
def _ways(rulebook: Rulebook) -> tuple[_Ways, ...]:
    """Make ready what is to be said of each credential."""
    program, regions = program_of(rulebook), regions_of(rulebook)
    found = []
    for one in rulebook.credentials:
        lift = one.apprentice.lift if one.apprentice else ()
        parts = []
        for part, routes in (("formal", one.formal), ("prepare", one.prepare), ("lift", lift)):
            entries = [(route, f"{part}:{one.id}:{route.id}") for route in routes]
            parts.append(
                tuple(
                    _Way(
                        route,
                        entry,
                        program.openings[entry],
                        f"{one.address}/{part}/{route.id}",
                        route.sources or one.sources,
                    )
                    for route, entry in entries
                )
            )
        formal, prepare, lifting = parts
        forms = (one.id, one.apprentice.id) if one.apprentice else (one.id,)
        texts = tuple(route.text for route in one.formal)
        scopes = (regions.scope(*(way.condition for way in some)) for some in (lifting, formal, (*formal, *prepare)))
        found.append(_Ways(one, forms, formal, prepare, lifting, texts, Told(), *map(Told, scopes)))
    return tuple(found)


@lru_cache(maxsize=64)
def _formal(rulebook: Rulebook) -> Mapping[str, str]:
    """Give the credential of each formal route, by the entry that decides it."""
    return {way.entry: ways.credential.id for ways in _ways(rulebook) for way in ways.formal}


def _standing(ways: _Ways, case: Case) -> CertificationAdvice:
    credential = ways.credential
    acronym, _ = credential.called(case.person.day)
    apprentice = credential.apprentice
    if credential.status == "retired":
        return _advice(ways, case, "retired", [case.says(f"The {acronym} is no longer awarded.", credential)])
    if credential.id in case.active:
        return _advice(ways, case, "held", [case.says(_how_held(credential, case), credential)])
    if apprentice and apprentice.id in case.active:
        return _apprentice(ways, case)
    for held in (case.lapsed.get(credential.id), case.lapsed.get(apprentice.id) if apprentice else None):
        if held and (found := _after_lapse(ways, held, case)):
            return found
    return _by_routes(ways, case)


def _advice(
    ways: _Ways,
    case: Case,
    status: Status,
    because: Iterable[Reason],
    missing: Iterable[Reason] = (),
    *notes: str,
) -> CertificationAdvice:
    credential = ways.credential
    acronym, name = credential.called(case.person.day)
    told = [*notes]
    if status in ("check", "ready", "prepare") and credential.check:
        told.append(credential.check)
    lapse = credential.lapse if credential.id in case.lapsed and status not in ("held", "retired") else None
    if lapse and not any(lapse.text in note for note in notes):  # which do not speak of it yet
        told.append(lapse.after or lapse.text)
    note = " ".join(dict.fromkeys(text for text in told if text))
    return CertificationAdvice(credential.id, name, status, tuple(because), tuple(missing), note, acronym, ways.texts)


def _how_held(credential: Credential, case: Case) -> str:
    acronym, _ = credential.called(case.person.day)
    if credential.id in case.own:
        return f"You hold the {acronym}."
    wider = next((c for c in case.rulebook.credentials if c.id in case.own and credential.id in c.counts_as), None)
    return (
        f"Your {wider.acronym} includes the {acronym}." if wider else f"A credential you hold includes the {acronym}."
    )


def _apprentice(ways: _Ways, case: Case) -> CertificationAdvice:
    """Held with a suffix: what takes it off is said, or that it can come off now."""
    credential = ways.credential
    apprentice = credential.apprentice
    assert apprentice is not None
    because = [
        case.says(f"You hold the {apprentice.acronym}, the apprentice form of the {credential.acronym}.", credential)
    ]
    open_now = [way.route for way in ways.lift if case.decision.holds(way.entry)]
    if open_now:
        note = f"You can ask now to have the suffix taken off: {open_now[0].text}."
        return _advice(ways, case, "held", because, (), apprentice.note, note)
    return _advice(ways, case, "held", because, _nearest(ways.lift, case), apprentice.note)


def _after_lapse(ways: _Ways, held: Held, case: Case) -> CertificationAdvice | None:
    """Speak of reinstatement while it is possible or not known; afterwards the ordinary routes apply."""
    credential = ways.credential
    lapse, status = credential.lapse, status_after_lapse(credential, held, case.person.day)
    if lapse is None or status is None:
        return None
    acronym, _ = credential.called(case.person.day)
    since = f" on {held.lapsed}" if held.lapsed else ""
    because = [case.says(f"Your {acronym} lapsed{since}.", credential, "lapse")]
    if held.reinstate_until is None:
        when = "" if held.lapsed else "We do not know when it lapsed. "
        note = f"{when}{lapse.text} Ask the issuer what is open to you."
    else:
        note = f"Until {held.reinstate_until} you can have it reinstated without the exam. {lapse.text}"
    return _advice(ways, case, status, because, (), note)


def _by_routes(ways: _Ways, case: Case) -> CertificationAdvice:
    answer = case.decision.answer
    formal = [answer(way.entry) for way in ways.formal]
    prepare = [answer(line.entry) for line in ways.prepare]
    status = status_by_routes(ways.credential, formal, prepare)
    open_ways = [way for way, given in zip(ways.formal, formal, strict=True) if given]
    if not open_ways:
        return _advice(ways, case, status, (), _nearest(ways.formal, case, None in formal))
    way = next((way for way in open_ways if not way.route.confirm), open_ways[0])
    because, missing = _reasons(way, case), tuple[Reason, ...]()
    if True in prepare:
        because += _reasons(ways.prepare[prepare.index(True)], case)
    elif prepare:
        missing = _nearest(ways.prepare, case, None in prepare)
    return _advice(ways, case, status, because, missing, *filter(None, (way.route.confirm,)))


def _reasons(way: _Way, case: Case) -> tuple[Reason, ...]:
    found = case.explainer.because(way.condition, case.decision.values, way.rule, way.sources)
    return found or (Reason(f"{way.route.text}.", way.rule, str(way.condition), case.explainer.refs(way.sources)),)


def _nearest(ways: tuple[_Way, ...], case: Case, unknown: bool = False) -> tuple[Reason, ...]:
    """Give what is missing by the nearest route; by one that is still open when something is unknown."""
    values = case.decision.values
    open_still = [way for way in ways if case.decision.answer(way.entry) is None] if unknown else []
    usable = open_still or ways
    way = usable[0]
    if len(usable) > 1:
        way = min(usable, key=lambda way: case.explainer.distance(way.condition, values))
    return case.explainer.missing(way.condition, values, way.rule, way.sources)
