"""The answer to a condition and the status of a credential, worked out once more for the checker of explanations."""

from __future__ import annotations

from advisor.engine.program import Program
from advisor.facts.readers import active_credentials
from advisor.person import Person
from advisor.rulebook.condition import Answer, Any_, Comparison, Condition, Facts, Not
from advisor.rulebook.credential import Credential


def truth(condition: Condition, facts: Facts) -> Answer:
    """Answer a condition: true or false only when no value of what is unknown could change it, part by part."""
    if isinstance(condition, Comparison):
        value = facts.get(condition.fact)
        return None if value is None else condition.operator.meaning(value, condition.operand)
    if isinstance(condition, Not):
        return {True: False, False: True, None: None}[truth(condition.part, facts)]
    answers, settling = [truth(part, facts) for part in condition.parts], isinstance(condition, Any_)
    return settling if settling in answers else None if None in answers else not settling


def status_of(credential: Credential, person: Person, program: Program, facts: Facts) -> str:
    """Give the status of a credential: by what is or was held, and where that leaves it open by its routes."""
    held = {one.id: one for one in person.held or () if one.id in credential.forms}
    if credential.status == "retired":
        return "retired"
    if not active_credentials(person, program.rulebook).isdisjoint(credential.forms):
        return "held"
    if any(one.status == "unknown" for one in held.values()):
        return "check"
    for one in [held[form] for form in credential.forms if form in held]:
        if one.status == "lapsed" and credential.lapse and one.reinstate_until is None:
            return "check"
        if one.status == "lapsed" and credential.lapse and one.reinstate_until and person.day <= one.reinstate_until:
            return "ready" if credential.confirmed else "check"
    routes = [(one, truth(program.openings[f"formal:{credential.id}:{one.id}"], facts)) for one in credential.formal]
    is_open = [route for route, given in routes if given]
    if not is_open:
        return "check" if any(given is None for _, given in routes) else "not-yet"
    if not credential.confirmed or all(route.confirm for route in is_open):
        return "check"
    prepared = [truth(program.openings[f"prepare:{credential.id}:{one.id}"], facts) for one in credential.prepare]
    return "ready" if not prepared or True in prepared else "prepare"
