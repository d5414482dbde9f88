"""How a person stands with each credential: held, ready, prepare, check, not yet, or retired."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, partial

from advisor.advice.explain import Explainer
from advisor.advice.model import CertificationAdvice, Reason, Status
from advisor.engine.decide import Decision
from advisor.engine.program import Program, program_of
from advisor.engine.region import EVERYONE, Scope
from advisor.person import Held, Person
from advisor.readers import active_credentials
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Condition
from advisor.rulebook.credential import Credential, Route


@dataclass(frozen=True, slots=True)
class Case:
    """All that is needed to speak of a person's credentials."""

    person: Person
    rulebook: Rulebook
    decision: Decision
    program: Program
    explainer: Explainer
    active: frozenset[str]
    own: frozenset[str]
    lapsed: dict[str, Held]

    def condition(self, credential: Credential, part: str, route: Route) -> Condition:
        """The condition of a route, as the institution's choices leave it."""
        return self.program.openings[f"{part}:{credential.id}:{route.id}"]

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
    case = Case(person, rulebook, decision, program_of(rulebook), explainer, active, own, lapsed)
    theirs = active.union(lapsed)
    found = []
    for credential, forms, scope in _looked_at(rulebook):
        held: list[object] = []
        if credential.former_names or not theirs.isdisjoint(forms):
            ended = [lapsed[id] for id in forms if id in lapsed]
            held = [person.day, *ended, *[id in own or (id in active and own) for id in forms]]  # or by way of which
        if credential.status == "retired" or credential.id in active:  # then the routes to it are not looked at
            scope = EVERYONE
        subject = (credential.address, *held)
        found.append(explainer.once(subject, scope, decision, partial(_standing, credential, case)))
    return tuple(found)


@lru_cache(maxsize=64)
def _looked_at(rulebook: Rulebook) -> tuple[tuple[Credential, tuple[str, ...], Scope], ...]:
    """Give each credential with the ids of its forms and the scope of its routes."""
    program = program_of(rulebook)
    routes: dict[str, list[Condition]] = {credential.id: [] for credential in rulebook.credentials}
    for entry, condition in program.openings.items():
        part, id, *_ = entry.split(":")
        if part in ("formal", "prepare", "lift"):
            routes[id].append(condition)
    return tuple(
        (
            credential,
            (credential.id, *([credential.apprentice.id] if credential.apprentice else [])),
            program.regions.scope(*routes[credential.id]),
        )
        for credential in rulebook.credentials
    )


def _standing(credential: Credential, case: Case) -> CertificationAdvice:
    acronym, _ = credential.called(case.person.day)
    apprentice = credential.apprentice
    if credential.status == "retired":
        return _advice(credential, case, "retired", [case.says(f"The {acronym} is no longer awarded.", credential)])
    if credential.id in case.active:
        return _advice(credential, case, "held", [case.says(_how_held(credential, case), credential)])
    if apprentice and apprentice.id in case.active:
        return _apprentice(credential, case)
    for held in (case.lapsed.get(credential.id), case.lapsed.get(apprentice.id) if apprentice else None):
        if held and (found := _after_lapse(credential, held, case)):
            return found
    return _by_routes(credential, case)


def _advice(
    credential: Credential,
    case: Case,
    status: Status,
    because: Iterable[Reason],
    missing: Iterable[Reason] = (),
    *notes: str,
) -> CertificationAdvice:
    acronym, name = credential.called(case.person.day)
    told = [*notes]
    if status in ("check", "ready", "prepare") and credential.check:
        told.append(credential.check)
    if status not in ("held", "retired") and case.lapsed.get(credential.id) and credential.lapse and not notes:
        told.append(credential.lapse.after or credential.lapse.text)
    note = " ".join(dict.fromkeys(text for text in told if text))
    ways = tuple(route.text for route in credential.formal)
    return CertificationAdvice(credential.id, name, status, tuple(because), tuple(missing), note, acronym, ways)


def _how_held(credential: Credential, case: Case) -> str:
    acronym, _ = credential.called(case.person.day)
    if credential.id in case.own:
        return f"You hold the {acronym}."
    wider = next((c for c in case.rulebook.credentials if c.id in case.own and credential.id in c.counts_as), None)
    return (
        f"Your {wider.acronym} includes the {acronym}." if wider else f"A credential you hold includes the {acronym}."
    )


def _apprentice(credential: Credential, case: Case) -> CertificationAdvice:
    """Held with a suffix: what takes it off is said, or that it can come off now."""
    apprentice = credential.apprentice
    assert apprentice is not None
    because = [
        case.says(f"You hold the {apprentice.acronym}, the apprentice form of the {credential.acronym}.", credential)
    ]
    open_now = [route for route in apprentice.lift if case.decision.holds(f"lift:{credential.id}:{route.id}")]
    if open_now:
        note = f"You can ask now to have the suffix taken off: {open_now[0].text}."
        return _advice(credential, case, "held", because, (), apprentice.note, note)
    missing = _nearest(credential, "lift", apprentice.lift, case)
    return _advice(credential, case, "held", because, missing, apprentice.note)


def _after_lapse(credential: Credential, held: Held, case: Case) -> CertificationAdvice | None:
    """Speak of reinstatement while it is possible or not known; afterwards the ordinary routes apply."""
    lapse = credential.lapse
    if held.status == "revoked" or lapse is None:
        return None
    acronym, _ = credential.called(case.person.day)
    since = f" on {held.lapsed}" if held.lapsed else ""
    because = [case.says(f"Your {acronym} lapsed{since}.", credential, "lapse")]
    if held.reinstate_until and case.person.day <= held.reinstate_until:
        note = f"Until {held.reinstate_until} you can have it reinstated without the exam. {lapse.text}"
        return _advice(credential, case, "ready" if credential.confirmed else "check", because, (), note)
    if held.reinstate_until is None:
        when = "" if held.lapsed else "We do not know when it lapsed. "
        return _advice(
            credential, case, "check", because, (), f"{when}{lapse.text} Ask the issuer what is open to you."
        )
    return None


def _by_routes(credential: Credential, case: Case) -> CertificationAdvice:
    decision = case.decision
    open_routes = [route for route in credential.formal if decision.holds(f"formal:{credential.id}:{route.id}")]
    if not open_routes:
        unknown = any(case.decision.answer(f"formal:{credential.id}:{route.id}") is None for route in credential.formal)
        missing = _nearest(credential, "formal", credential.formal, case, unknown)
        return _advice(credential, case, "check" if unknown else "not-yet", (), missing)
    sure = [route for route in open_routes if not route.confirm]
    route = (sure or open_routes)[0]
    because = _reasons(credential, "formal", route, case)
    confirm = "" if sure else route.confirm
    if not credential.prepare:
        prepared: bool | None = True
    else:
        lines = [line for line in credential.prepare if decision.holds(f"prepare:{credential.id}:{line.id}")]
        prepared = True if lines else None
        if lines:
            because += _reasons(credential, "prepare", lines[0], case)
        elif all(decision.answer(f"prepare:{credential.id}:{line.id}") is False for line in credential.prepare):
            prepared = False
    missing = () if prepared else _nearest(credential, "prepare", credential.prepare, case, prepared is None)
    if confirm or not credential.confirmed or prepared is None:
        return _advice(credential, case, "check", because, missing, confirm)
    return _advice(credential, case, "ready" if prepared else "prepare", because, missing)


def _reasons(credential: Credential, part: str, route: Route, case: Case) -> tuple[Reason, ...]:
    rule = f"{credential.address}/{part}/{route.id}"
    sources = route.sources or credential.sources
    condition = case.condition(credential, part, route)
    found = case.explainer.because(condition, case.decision.values, rule, sources)
    return found or (Reason(f"{route.text}.", rule, str(condition), case.explainer.refs(sources)),)


def _nearest(
    credential: Credential, part: str, routes: tuple[Route, ...], case: Case, unknown: bool = False
) -> tuple[Reason, ...]:
    """Give what is missing by the nearest route; by one that is still open when something is unknown."""
    values = case.decision.values
    ways = [(route, case.condition(credential, part, route)) for route in routes]
    open_still = [way for way in ways if case.decision.answer(f"{part}:{credential.id}:{way[0].id}") is None]
    usable = (unknown and open_still) or ways
    route, condition = usable[0]
    if len(usable) > 1:
        route, condition = min(usable, key=lambda way: case.explainer.distance(way[1], values))
    rule = f"{credential.address}/{part}/{route.id}"
    return case.explainer.missing(condition, values, rule, route.sources or credential.sources)
