"""What suits a person and their goal: what an advisor would propose, and what only when nothing else leads there.

It hangs on the person and the goal alone, never on their limits: with less money or time nothing more is allowed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.advice.prepared import Prepared
from advisor.engine.three_valued import answer
from advisor.facts.readers import active_credentials
from advisor.person import Person
from advisor.planning.goal import Aim
from advisor.planning.limits import Limits, duration
from advisor.planning.lower_bounds import LowerBounds
from advisor.planning.projection import HORIZON, Projection
from advisor.planning.undertaking import Undertaking
from advisor.rulebook.condition import Comparison, Condition, comparisons
from advisor.rulebook.credential import Credential

MOST_ADVISED = 3
"""How many of the credentials that the advice ranks are proposed of themselves: the first ones."""


class Suitability(NamedTuple):
    """What is ``barred``, and of what would be barred for itself what is allowed because nothing else leads on.

    ``needed`` are those exams of them that the advice does not name among the first; ``unconfirmed`` are exams that
    it does name and that are left out, since nobody confirmed what they ask. ``advised`` are the credentials that the
    advice itself names first, whatever the goal of the plan is; ``named`` are those that the goal asks for by name.
    """

    barred: frozenset[str]
    needed: frozenset[str]
    unconfirmed: tuple[str, ...]
    advised: tuple[str, ...]
    named: frozenset[str]


def unsuited(projection: Projection, aim: Aim) -> frozenset[str]:
    """Give all that is proposed only when nothing else leads to the goal."""
    return frozenset().union(*_Judge(projection, aim).groups())


def suitability(projection: Projection, aim: Aim) -> Suitability:
    """Bar all that does not suit, but for the least of it without which no way leads to the goal."""
    judge = _Judge(projection, aim)
    groups = judge.groups()
    free = Limits()

    def is_reachable(barred: frozenset[str]) -> bool:
        return LowerBounds(projection, lambda one: duration(one, free.hours), barred).of(aim.condition) <= HORIZON

    barred = frozenset[str]().union(*groups)
    allowed = frozenset[str]()
    if barred and not is_reachable(barred):
        kept = frozenset[str]()
        for group in reversed(groups):  # what suits least is barred again first
            kept = kept | group if is_reachable(kept | group) else kept
        barred, allowed = kept, barred - kept
    advised = [f"earn-{id}" for id in judge.ranked[:MOST_ADVISED]]
    needed = frozenset(id for id in allowed if projection.options[id].kind == "exam" and id not in advised)
    unconfirmed = tuple(id for id in advised if id in barred and judge.is_unconfirmed(id))
    own = judge.ranked if judge.is_own_aim else ranked(projection.prepared, judge.own)
    return Suitability(barred, needed, unconfirmed, tuple(own[:MOST_ADVISED]), frozenset(judge.named))


def ranked(prepared: Prepared, person: Person) -> list[str]:
    """List the credentials that the advice would tell a person to pursue next, best first."""
    decision = prepared.decide(person, witnessed=False)
    statuses = prepared.standings.statuses(person, decision)
    order = prepared.ranking.order(statuses, person, decision, prepared.gaps.codes(decision))
    return [prepared.rulebook.credentials[n].id for n, _ in order]


class _Judge:
    """Judges what one person could undertake for one goal."""

    def __init__(self, projection: Projection, aim: Aim) -> None:
        self.projection, self.aim, self.rulebook = projection, aim, projection.rulebook
        prepared = projection.prepared
        person = prepared.recognize(projection.profile, projection.today)
        title = aim.goal.id if aim.goal.kind == "title" else person.goal_title
        self.own = person
        person = person._replace(track=aim.track or person.track, goal_title=title)
        self.is_own_aim = person == self.own
        self.decision = prepared.decide(person, witnessed=False)
        self.active = active_credentials(person, self.rulebook)
        self.credentials = {one.id: one for one in self.rulebook.credentials}
        self.ranked = ranked(prepared, person)
        self.named = set(self.named_by([aim.condition]))
        waiting = [id for id in self.named if aim.goal.kind != "level"]
        while waiting:
            one = self.credentials[waiting.pop()]
            more = [id for id in self.named_by(self.routes(one)) if id not in self.named]
            self.named.update(more)
            waiting += more

    def routes(self, credential: Credential) -> list[Condition]:
        openings = self.projection.prepared.program.openings
        parts = (("formal", credential.formal), ("prepare", credential.prepare))
        return [openings[f"{part}:{credential.id}:{route.id}"] for part, routes in parts for route in routes]

    def named_by(self, conditions: Iterable[Condition]) -> list[str]:
        """List the credentials that conditions ask for by name."""
        found = dict[str, None]()
        for condition in conditions:
            for one in comparisons(condition):
                if self._names_credentials(one):
                    names = one.operand if isinstance(one.operand, tuple) else (one.operand,)
                    found |= {self.rulebook.credential_by_id[name].id: None for name in names}
        return list(found)

    def _names_credentials(self, comparison: Comparison) -> bool:
        return self.rulebook.facts[comparison.fact].of == "credentials"

    def is_unconfirmed(self, id: str) -> bool:
        option = self.projection.options.get(id)
        return option is not None and not self.credential_of(option).confirmed

    def credential_of(self, option: Undertaking) -> Credential:
        return self.rulebook.credential_by_id[option.credential]

    def is_useful(self, credential: Credential) -> bool:
        return f"useful:{credential.id}" in self.decision.holding

    def is_superseded(self, credential: Credential) -> bool:
        """Whether what is held, or the goal itself, makes a credential needless."""
        if not self.active.isdisjoint(credential.superseded_by):
            return True
        goal = self.aim.goal
        if goal.kind != "certification" or credential.id == goal.id:
            return False
        forms = self.credentials[goal.id].forms
        return not set(forms).isdisjoint(credential.superseded_by) or credential.id in self.rulebook.implied((goal.id,))

    def groups(self) -> list[frozenset[str]]:
        """Group what does not suit, from what suits best to what suits least."""
        leads, work, unconfirmed, by_advised, ranked, rest = (set[str]() for _ in range(6))
        advised = self.ranked[:MOST_ADVISED]
        paths = self.named_by(route for id in advised for route in self.routes(self.credentials[id]))
        facts = self.decision.facts
        for id, option in self.projection.options.items():
            if option.kind == "work":
                if answer(option.proposed_for, facts) is not True:
                    is_lead = option.activity and option.activity.work and option.activity.work.supervision == "formal"
                    (leads if is_lead else work).add(id)
            elif option.kind == "exam":
                credential = self.credential_of(option)
                if self.aim.goal.kind == "certification" and credential.id == self.aim.goal.id:
                    continue
                if self.is_superseded(credential) or self._can_be_reinstated(credential):
                    rest.add(id)
                elif credential.id in advised or (credential.id in self.named and self.is_useful(credential)):
                    if not credential.confirmed:
                        unconfirmed.add(id)
                elif credential.id in (*paths, *self.named) and credential.confirmed:
                    by_advised.add(id)
                elif credential.id in self.ranked:
                    ranked.add(id)
                else:
                    rest.add(id)
        return [frozenset(group) for group in (leads, work, unconfirmed, by_advised, ranked, rest)]

    def _can_be_reinstated(self, credential: Credential) -> bool:
        options = [self.projection.options.get(f"reinstate-{form}") for form in credential.forms]
        return any(one is not None and one.until and one.until >= self.projection.start for one in options)


def superseding(projection: Projection) -> list[tuple[str, str]]:
    """List the pairs of exams of which the second makes the first needless: no plan earns both."""
    rulebook = projection.rulebook
    exams = [option for option in projection.options.values() if option.kind == "exam"]
    found = []
    for one in exams:
        inner = rulebook.credential_by_id[one.credential]
        for other in exams:
            wider = rulebook.credential_by_id[other.credential]
            needless = not set(wider.forms).isdisjoint(inner.superseded_by)
            if one is not other and (needless or inner.id in rulebook.implied((wider.id,))):
                found.append((one.id, other.id))
    return found
