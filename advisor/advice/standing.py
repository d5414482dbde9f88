"""What is said of each credential: how a person stands with it, why, and what is missing for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.advice.credential_status import Holding, status_by_holding, status_by_routes
from advisor.advice.effort import Effort, Efforts
from advisor.advice.explain import Explainer
from advisor.advice.model import CertificationAdvice, Reason, Status
from advisor.advice.sentences import day_in_words
from advisor.engine.decide import Decision
from advisor.person import Held, Person
from advisor.rulebook.condition import All, Answer, Condition, SourceRefs
from advisor.rulebook.credential import Credential, Route


class Way(NamedTuple):
    """A route to a credential, or a line of preparation, with the entry that decides it and what it asks."""

    route: Route
    entry: str
    condition: Condition
    rule: str
    sources: SourceRefs


class Ways(NamedTuple):
    """The routes of one credential, made ready."""

    credential: Credential
    formal: tuple[Way, ...]
    prepare: tuple[Way, ...]
    lift: tuple[Way, ...]
    texts: tuple[str, ...]
    asked: Condition
    """All that its routes and its preparation ask."""

    @property
    def every(self) -> tuple[Way, ...]:
        """The routes, then the lines of preparation, then what takes the apprentice suffix off."""
        return (*self.formal, *self.prepare, *self.lift)


class _Case(NamedTuple):
    """A person and a credential."""

    ways: Ways
    person: Person
    holding: Holding
    decision: Decision
    effort: Effort


class Standings:
    """Writes how people stand with the credentials of one rulebook."""

    def __init__(self, explainer: Explainer, efforts: Efforts) -> None:
        self.explainer, self.rulebook, self.efforts = explainer, explainer.rulebook, efforts
        openings = explainer.program.openings

        def ways(part: str, credential: Credential, routes: Iterable[Route]) -> tuple[Way, ...]:
            entries = [(route, f"{part}:{credential.id}:{route.id}") for route in routes]
            return tuple(
                Way(
                    route,
                    entry,
                    openings[entry],
                    f"{credential.address}/{part}/{route.id}",
                    route.sources or credential.sources,
                )
                for route, entry in entries
            )

        self.ways = {}
        for one in self.rulebook.credentials:
            formal, prepare = ways("formal", one, one.formal), ways("prepare", one, one.prepare)
            lift = ways("lift", one, one.apprentice.lift if one.apprentice else ())
            asked = All(tuple(way.condition for way in (*formal, *prepare)))
            self.ways[one.id] = Ways(one, formal, prepare, lift, tuple(route.text for route in one.formal), asked)

    def of(self, person: Person, decision: Decision, effort: Effort) -> tuple[CertificationAdvice, ...]:
        """Give the standing of every credential of the rulebook, in the order of their ids."""
        holding = Holding.of(person.held, self.rulebook)
        return tuple([self._standing(_Case(ways, person, holding, decision, effort)) for ways in self.ways.values()])

    def statuses(self, person: Person, decision: Decision) -> list[Status]:
        """Give the status of every credential alone, in the same order."""
        holding = Holding.of(person.held, self.rulebook)
        return [
            status_by_holding(ways.credential, holding, person.day) or self._status_by_routes(ways, decision)[0]
            for ways in self.ways.values()
        ]

    def _status_by_routes(self, ways: Ways, decision: Decision) -> tuple[Status, list[Answer], list[Answer]]:
        """Give the status with the answers to the routes and to the lines of preparation."""
        formal = [decision.stands(way.entry) for way in ways.formal]
        prepare = [decision.stands(line.entry) for line in ways.prepare]
        return status_by_routes(ways.credential, formal, prepare), formal, prepare

    def _standing(self, case: _Case) -> CertificationAdvice:
        credential, holding = case.ways.credential, case.holding
        status = status_by_holding(credential, holding, case.person.day)
        if status is None:
            if credential.former_names or credential.id in holding.ended:
                return self._by_routes(case.ways.asked, case.decision, case)
            formal = self.explainer.program.formal[credential.id]
            asked = case.ways.asked if case.decision.answer(formal) else formal
            asked = self.efforts.reach(asked)  # what is said hangs on no more
            return self.explainer.once(f"standing {credential.id}", asked, case.decision, self._by_routes, case)
        if status == "retired":
            acronym, _ = credential.called(case.person.day)
            return self._advice(case, status, [self._says(f"The {acronym} is no longer awarded.", credential)])
        if status == "check" and not holding.unknown.isdisjoint(credential.forms):
            acronym, _ = credential.called(case.person.day)
            text = f"We could not tell whether your {acronym} is active, so it does not count yet."
            return self._advice(case, status, [self._says(text, credential)], (), "Say whether it is, and we can.")
        if status != "held":
            found = holding.ended_form(credential, case.person.day)
            assert found is not None
            return self._after_lapse(case, *found)
        if credential.id in holding.active:
            return self._advice(case, status, [self._says(self._how_held(case), credential)])
        return self._apprentice(case)

    def _says(self, text: str, credential: Credential, part: str = "") -> Reason:
        """Give a reason that stands on the credential's own sources."""
        rule = f"{credential.address}/{part}" if part else credential.address
        return Reason(text, rule, "", self.explainer.refs(credential.sources))

    def _advice(
        self, case: _Case, status: Status, because: Iterable[Reason], missing: Iterable[Reason] = (), *notes: str
    ) -> CertificationAdvice:
        credential = case.ways.credential
        acronym, name = credential.called(case.person.day)
        texts = [*notes]
        if status in ("check", "ready", "prepare") and credential.check:
            texts.append(credential.check)
        ended = credential.id in case.holding.ended and status not in ("held", "retired")
        lapse = credential.lapse if ended else None
        if lapse and not any(lapse.text in note for note in notes):  # which do not speak of it yet
            texts.append(lapse.after or lapse.text)
        note = " ".join(dict.fromkeys([text for text in texts if text]))
        return CertificationAdvice(
            credential.id, name, status, tuple(because), tuple(missing), note, acronym, case.ways.texts
        )

    def _how_held(self, case: _Case) -> str:
        credential, own = case.ways.credential, case.holding.own
        acronym, _ = credential.called(case.person.day)
        if credential.id in own:
            return f"You hold the {acronym}."
        wider = next((c for c in self.rulebook.credentials if c.id in own and credential.id in c.counts_as), None)
        held = f"Your {wider.acronym}" if wider else "A credential you hold"
        return f"{held} includes the {acronym}."

    def _apprentice(self, case: _Case) -> CertificationAdvice:
        """Held with a suffix: what takes it off is said, or that it can come off now."""
        credential, lift = case.ways.credential, case.ways.lift
        apprentice = credential.apprentice
        assert apprentice is not None
        text = f"You hold the {apprentice.acronym}, the apprentice form of the {credential.acronym}."
        because = [self._says(text, credential)]
        open_now = [way.route for way in lift if case.decision.holds(way.entry)]
        sure = [route for route in open_now if not route.confirm]
        if sure:
            note = f"You can ask now to have the suffix taken off: {sure[0].text}."
            return self._advice(case, "held", because, (), apprentice.note, note)
        missing = self._nearest(tuple(way for way in lift if not way.route.confirm) or lift, case)
        return self._advice(case, "held", because, missing, apprentice.note, *[route.confirm for route in open_now])

    def _after_lapse(self, case: _Case, held: Held, status: Status) -> CertificationAdvice:
        """Speak of reinstatement while it is possible or not known."""
        credential = case.ways.credential
        lapse = credential.lapse
        assert lapse is not None
        acronym, _ = credential.called(case.person.day)
        since = f" on {day_in_words(held.lapsed.isoformat())}" if held.lapsed else ""
        because = [self._says(f"Your {acronym} lapsed{since}.", credential, "lapse")]
        if held.reinstate_until is None:
            when = "" if held.lapsed else "We do not know when it lapsed. "
            note = f"{when}{lapse.text} Ask the issuer what is open to you."
        else:
            last = day_in_words(held.reinstate_until.isoformat())
            note = f"Until {last} you can have it reinstated without the exam. {lapse.text}"
        return self._advice(case, status, because, (), note)

    def _by_routes(self, _: Condition, __: Decision, case: _Case) -> CertificationAdvice:
        ways = case.ways
        status, formal, prepare = self._status_by_routes(ways, case.decision)
        open_ways = [way for way, given in zip(ways.formal, formal, strict=True) if given]
        if not open_ways:
            return self._advice(case, status, (), self._nearest(ways.formal, case, None in formal))
        way = next((way for way in open_ways if not way.route.confirm), open_ways[0])
        because, missing = self._reasons(way, case), tuple[Reason, ...]()
        if True in prepare:
            because += self._reasons(ways.prepare[prepare.index(True)], case)
        elif prepare:
            missing = self._nearest(ways.prepare, case, None in prepare)
        return self._advice(case, status, because, missing, *filter(None, (way.route.confirm,)))

    def _reasons(self, way: Way, case: _Case) -> tuple[Reason, ...]:
        found = self.explainer.because(way.condition, case.decision, way.rule, way.sources)
        return found or (Reason(f"{way.route.text}.", way.rule, str(way.condition), self.explainer.refs(way.sources)),)

    def _nearest(self, ways: tuple[Way, ...], case: _Case, unknown: bool = False) -> tuple[Reason, ...]:
        """Give what is missing by the nearest route; by one that is still open when something is unknown."""
        decision, explainer, price = case.decision, self.explainer, case.effort.price
        open_still = [way for way in ways if decision.stands(way.entry) is None] if unknown else []
        usable = open_still or ways
        way = usable[0]
        if len(usable) > 1:
            way = min(usable, key=lambda way: price(way.condition))
        return explainer.missing(way.condition, decision, way.rule, way.sources, price)
