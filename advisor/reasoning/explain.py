"""Why, and why not: the full reasoning for a level, a title or a certification, and the least that would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from advisor.advice.advise import advise, bundled
from advisor.advice.explain import explainer_of
from advisor.advice.model import Advice, CertificationAdvice, PersonRef, Reason, RulebookRef
from advisor.engine.decide import Decision, decide
from advisor.engine.program import program_of
from advisor.errors import UsageError, nearest
from advisor.facts import read_facts
from advisor.planning.goal import Aim, aim_of, aside, unsuited
from advisor.planning.undertaking import requirement
from advisor.planning.ways import Change, smallest_ways
from advisor.planning.world import World
from advisor.profile import Profile, profile_from
from advisor.reasoning.model import Explanation, RankedReason, Tree, WayChange
from advisor.reasoning.tree import tree
from advisor.recognize import recognize
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Condition

_STATUS = {
    "held": "You hold it.",
    "ready": "It is open to you now.",
    "prepare": "The exam is open to you; prepare first.",
    "check": "Based on your answers it may be open to you; check first.",
    "not-yet": "Based on your answers something is still missing.",
    "retired": "It is no longer awarded.",
}


def explain(
    profile: Profile | Mapping[str, Any],
    subject: str | None = None,
    rulebook: Rulebook | None = None,
    *,
    as_of: date | None = None,
) -> Explanation:
    """Explain advice: ``level``, ``title:ID`` or ``certification:ID``.

    Without a subject: why this level and not the next, and why these certifications come next in this order.
    Raises InputError when the profile is not valid, UsageError for an unknown subject.
    """
    day = as_of or date.today()
    rulebook = (rulebook or bundled()).as_of(day)
    said = profile_from(profile)
    advice = advise(said, rulebook, as_of=day)
    decision = decide(read_facts(recognize(said, rulebook, day), rulebook), rulebook)
    case = _Case(World(said, rulebook, day), rulebook, advice, decision)
    if subject is None or subject == "level":
        return case.level(ranked=subject is None)
    kind, colon, id = subject.partition(":")
    if not colon or kind not in ("title", "certification"):
        close = nearest(kind, ("level", "title", "certification"))
        raise UsageError(f"A subject is level, title:ID or certification:ID.{close}")
    if kind == "certification" and (found := rulebook.find_credential(id)):
        return case.certification(rulebook.credential_by_id[found[0]].id)
    return case.title(aim_of(subject, rulebook))


class _Case:
    """One person's advice, with what it takes to explain it."""

    def __init__(self, world: World, rulebook: Rulebook, advice: Advice, decision: Decision) -> None:
        self.world, self.rulebook, self.advice, self.decision = world, rulebook, advice, decision
        self.explainer = explainer_of(rulebook)

    def level(self, ranked: bool) -> Explanation:
        advice, rulebook = self.advice, self.rulebook
        wanted = [advice.level.id, *([advice.next_level.id] if advice.next_level else [])]
        trees = []
        for id in wanted:
            level = rulebook.level_by_id[id]
            condition = program_of(rulebook).levels[f"level:{id}"]
            trees.append(self.tree(f"level:{id}", level.name, level.address, condition, level.sources))
        text = f"You are at {advice.level.name}."
        aim = None
        if advice.next_level:
            aim = aim_of(f"level:{advice.next_level.id}", rulebook, self.world.person.track)
            text += f" {advice.next_level.name} asks for more: see what is not met."
        following = advice.next_certifications if ranked else ()
        return self.explanation(
            "level", advice.level.name, advice.level.id, text, trees, advice.level.because,
            advice.next_level.missing if advice.next_level else (), aim, aim.condition if aim else None,
            tuple(RankedReason(one.id, one.rank, one.why, one.status, one.because) for one in following),
        )  # fmt: skip

    def title(self, aim: Aim) -> Explanation:
        title = self.rulebook.title_by_id[aim.goal.id]
        entry = f"title:{title.id}"
        opened = next((one for one in self.advice.titles if one.id == title.id), None)
        near = next((one for one in self.advice.near_titles if one.id == title.id), None)
        trees = [self.tree(entry, title.name, title.address, aim.condition, title.sources)]
        text = "It is open to you now." if opened else "It is not open yet. This is what is missing."
        return self.explanation(
            entry, title.name, "open" if opened else "not-open", text, trees, opened.because if opened else (),
            near.missing if near else (), None if opened else aim, aim.condition,
        )  # fmt: skip

    def certification(self, id: str) -> Explanation:
        credential = self.rulebook.credential_by_id[id]
        standing = next(one for one in self.advice.certifications if one.id == id)
        acronym, name = credential.called(self.world.today)
        aim, asked = None, None
        if standing.status in ("check", "not-yet", "prepare"):
            aim = aim_of(f"certification:{id}", self.rulebook, self.world.person.track)
            asked = requirement(credential, self.rulebook, prepared=standing.status == "prepare")
        return self.explanation(
            f"certification:{id}", f"{acronym} ({name})", standing.status,
            " ".join(part for part in (_STATUS[standing.status], standing.note) if part),
            list(self.routes(standing)), standing.because, standing.missing, aim, asked,
        )  # fmt: skip

    def routes(self, standing: CertificationAdvice) -> Iterator[Tree]:
        """Give a tree for every route that the issuer opens, and for every line of preparation."""
        credential, openings = self.rulebook.credential_by_id[standing.id], program_of(self.rulebook).openings
        for part, routes in (
            ("formal", credential.formal),
            ("prepare", credential.prepare),
            ("lift", credential.apprentice.lift if credential.apprentice else ()),
        ):
            for route in routes:
                entry = f"{part}:{credential.id}:{route.id}"
                rule = f"{credential.address}/{part}/{route.id}"
                yield self.tree(entry, route.text, rule, openings[entry], route.sources or credential.sources)

    def tree(self, entry: str, name: str, rule: str, condition: Condition, sources: Any) -> Tree:
        return tree(entry, name, rule, condition, self.decision.values, sources, self.explainer)

    def explanation(
        self,
        subject: str,
        name: str,
        conclusion: str,
        text: str,
        trees: list[Tree],
        because: tuple[Reason, ...],
        missing: tuple[Reason, ...],
        aim: Aim | None = None,
        asked: Condition | None = None,
        ranking: tuple[RankedReason, ...] = (),
    ) -> Explanation:
        advice, ways = self.advice, ()
        if aim is not None and asked is not None:
            last = unsuited(self.world, aim) | aside(self.world, aim)
            ways = tuple(map(self.way, smallest_ways(self.world, asked, last=last)))  # type: ignore[assignment]
        return Explanation(
            PersonRef(advice.profile.id, advice.profile.name), advice.as_of,
            RulebookRef(self.rulebook.id, self.rulebook.version, self.rulebook.digest),
            subject, name, conclusion, text, tuple(trees), because, missing,
            f"{aim.goal.kind}:{aim.goal.id}" if aim else "", ways, ranking,
        )  # fmt: skip

    def way(self, changes: tuple[Change, ...]) -> tuple[WayChange, ...]:
        return tuple(
            WayChange(
                one.option.id, one.option.action, one.months, one.option.rule, self.explainer.refs(one.option.sources)
            )
            for one in changes
        )
