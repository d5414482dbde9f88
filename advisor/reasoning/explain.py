"""Why, and why not: the full reasoning for a level, a title or a certification, and the least that would change it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from advisor.advice.model import Advice, Reason
from advisor.advice.prepared import Prepared
from advisor.engine.decide import Decision
from advisor.engine.program import Engine
from advisor.errors import UsageError, nearest
from advisor.planning.goal import Aim, aim_of, aside
from advisor.planning.minimal_changes import Change, smallest_ways
from advisor.planning.projection import Projection
from advisor.planning.suitability import unsuited
from advisor.profile import Profile, profile_from
from advisor.reasoning.model import Explanation, RankedReason, Tree, WayChange
from advisor.reasoning.tree import tree
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Condition, SourceRefs

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
    engine: Engine = "durable_rules",
) -> Explanation:
    """Explain advice: ``level``, ``title:ID`` or ``certification:ID``.

    Without a subject: why this level and not the next, and why these certifications come next in this order.
    Raises InputError when the profile is not valid, UsageError for an unknown subject.
    """
    day = as_of or date.today()
    prepared = Prepared.of(rulebook, day, engine)
    said = profile_from(profile)
    decision = prepared.decide(prepared.recognize(said, day), witnessed=False)  # the advice is decided by the engine
    case = _Case(Projection(said, prepared, day), prepared.advise(said, day), decision)
    if subject is None or subject == "level":
        return case.level(ranked=subject is None)
    kind, colon, id = subject.partition(":")
    if not colon or kind not in ("title", "certification"):
        close = nearest(kind, ("level", "title", "certification"))
        raise UsageError(f"A subject is level, title:ID or certification:ID.{close}")
    if kind == "certification" and (found := prepared.rulebook.find_credential(id)):
        return case.certification(prepared.rulebook.credential_by_id[found[0]].id)
    return case.title(aim_of(subject, prepared.program))


class _Case:
    """One person's advice, with what it takes to explain it."""

    def __init__(self, projection: Projection, advice: Advice, decision: Decision) -> None:
        self.projection, self.advice, self.decision = projection, advice, decision
        self.rulebook, self.program, self.explainer = (
            projection.rulebook,
            projection.prepared.program,
            projection.prepared.explainer,
        )

    def level(self, ranked: bool) -> Explanation:
        level, above, rulebook = self.advice.level, self.advice.next_level, self.rulebook
        trees = []
        for one in [rulebook.level_by_id[id] for id in (level.id, above and above.id) if id]:
            entry = f"level:{one.id}"
            trees.append(self.tree(entry, one.name, one.address, self.program.levels[entry], one.sources))
        text, aim = f"You are at {level.name}.", None
        if above:
            aim = aim_of(f"level:{above.id}", self.program, self.projection.person.track)
            text += f" {above.name} asks for more: see what is not met."
        missing, asked = (above.missing if above else ()), (aim.condition if aim else None)
        following = self.advice.next_certifications if ranked else ()
        ranking = tuple(RankedReason(one.id, one.rank, one.why, one.status, one.because) for one in following)
        return self.explanation("level", level.name, level.id, text, trees, level.because, missing, aim, asked, ranking)

    def title(self, aim: Aim) -> Explanation:
        title = self.rulebook.title_by_id[aim.goal.id]
        entry = f"title:{title.id}"
        trees = [self.tree(entry, title.name, title.address, aim.condition, title.sources)]
        opened = next((one for one in self.advice.titles if one.id == title.id), None)
        if opened:
            return self.explanation(entry, title.name, "open", "It is open to you now.", trees, opened.because, ())
        near = next(one for one in self.advice.near_titles if one.id == title.id)
        text = "It is not open yet. This is what is missing."
        return self.explanation(entry, title.name, "not-open", text, trees, (), near.missing, aim, aim.condition)

    def certification(self, id: str) -> Explanation:
        standing = next(one for one in self.advice.certifications if one.id == id)
        status, program = standing.status, self.program
        acronym, name = self.rulebook.credential_by_id[id].called(self.projection.today)
        aim, asked = None, None
        if status in ("check", "not-yet", "prepare"):
            aim = aim_of(f"certification:{id}", program, self.projection.person.track)
            asked = (program.prepared_exams if status == "prepare" else program.exams)[id]
        text = " ".join([part for part in (_STATUS[status], standing.note) if part])
        trees = [
            self.tree(way.entry, way.route.text, way.rule, way.condition, way.sources)
            for way in self.projection.prepared.standings.ways[id].every
        ]
        subject, name, because = f"certification:{id}", f"{acronym} ({name})", standing.because
        return self.explanation(subject, name, status, text, trees, because, standing.missing, aim, asked)

    def tree(self, entry: str, name: str, rule: str, condition: Condition, sources: SourceRefs) -> Tree:
        return tree(entry, name, rule, condition, self.decision, sources, self.explainer)

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
        ways: tuple[tuple[WayChange, ...], ...] = ()
        if aim is not None and asked is not None:
            last = unsuited(self.projection, aim) | aside(self.projection, aim)
            ways = tuple([self.way(changes) for changes in smallest_ways(self.projection, asked, last=last)])
        about = (self.advice.profile, self.advice.as_of, self.advice.rulebook, subject, name, conclusion, text)
        goal = f"{aim.goal.kind}:{aim.goal.id}" if aim else ""
        return Explanation(*about, tuple(trees), because, missing, goal, ways, ranking)

    def way(self, changes: tuple[Change, ...]) -> tuple[WayChange, ...]:
        done, refs = [(one.option, one.months) for one in changes], self.explainer.refs
        return tuple([WayChange(one.id, one.action, months, one.rule, refs(one.sources)) for one, months in done])
