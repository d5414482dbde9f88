"""Why, and why not: the full reasoning for a level, a title or a certification, and the least that would change it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from advisor.advice.model import Advice, Reason
from advisor.advice.prepared import Prepared
from advisor.engine.decide import Decision
from advisor.engine.program import Engine
from advisor.language import words
from advisor.planning.goal import Aim, aim_of, aside, find_goal
from advisor.planning.minimal_changes import Change, smallest_ways
from advisor.planning.projection import Projection
from advisor.planning.suitability import unsuited
from advisor.profile import Profile, profile_from
from advisor.reasoning.model import Explanation, RankedReason, Tree, WayChange
from advisor.reasoning.tree import tree
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Condition, SourceRefs, all_parts
from advisor.rulebook.model import Level

_WORDS = words("explanations")


def explain(
    profile: Profile | Mapping[str, Any],
    subject: str | None = None,
    rulebook: Rulebook | None = None,
    *,
    as_of: date | None = None,
    engine: Engine = "durable_rules",
) -> Explanation:
    """Explain advice. ``subject`` is ``level``, ``level:ID``, ``title:ID`` or ``certification:ID``, or a name alone.

    ``level`` is why this level and not the next; without a subject that, and why these certifications come next in
    this order. Raises InputError when the profile is not valid, UsageError for an unknown subject.
    """
    day = as_of or date.today()
    prepared = Prepared.of(rulebook, day, engine)
    said = profile_from(profile)
    decision = prepared.decide(prepared.recognize(said, day), witnessed=False)  # the advice is decided by the engine
    case = _Case(Projection(said, prepared, day), prepared.advise(said, day), decision)
    if subject is None or subject == "level":
        return case.level(ranked=subject is None)
    kind, id = find_goal(subject, prepared.rulebook)
    if kind == "level":
        return case.one_level(prepared.rulebook.level_by_id[id])
    if kind == "certification":
        return case.certification(prepared.rulebook.credential_by_id[id].id)
    return case.title(aim_of(f"title:{id}", prepared.program))


class _Case:
    """One person's advice, with what it takes to explain it."""

    def __init__(self, projection: Projection, advice: Advice, decision: Decision) -> None:
        self.projection, self.advice, self.decision = projection, advice, decision
        self.rulebook, self.program, self.explainer = (
            projection.rulebook,
            projection.prepared.program,
            projection.prepared.explainer,
        )

        self.told: dict[tuple[str, str], Condition] = {}
        """The conditions of the trees, by their rule and text."""

    def level(self, ranked: bool) -> Explanation:
        level, above = self.advice.level, self.advice.next_level
        trees = [self.level_tree(self.rulebook.level_by_id[id]) for id in (level.id, above and above.id) if id]
        text, aim = _WORDS["level"].format(name=level.name), None
        if above:
            aim = aim_of(f"level:{above.id}", self.program, self.projection.person.track)
            text += " " + _WORDS["next level"].format(name=above.name)
        missing, asked = (above.missing if above else ()), (aim.condition if aim else None)
        following = self.advice.next_certifications if ranked else ()
        ranking = tuple(RankedReason(one.id, one.rank, one.why, one.status, one.because) for one in following)
        return self.explanation("level", level.name, level.id, text, trees, level.because, missing, aim, asked, ranking)

    def one_level(self, level: Level) -> Explanation:
        """Explain a level by itself, whichever is reached."""
        subject, ranks, trees = f"level:{level.id}", self.rulebook.level_rank, [self.level_tree(level)]
        if ranks[level.id] <= ranks[self.advice.level.id]:
            because = self.explainer.because(self.program.levels[subject], self.decision, level.address, level.sources)
            return self.explanation(subject, level.name, "reached", _WORDS["level reached"], trees, because, ())
        aim = aim_of(subject, self.program, self.projection.person.track)
        missing = self.explainer.of_level(level, self.decision)
        text = _WORDS["level not reached"]
        return self.explanation(subject, level.name, "not-reached", text, trees, (), missing, aim, aim.condition)

    def level_tree(self, level: Level) -> Tree:
        entry = f"level:{level.id}"
        return self.tree(entry, level.name, level.address, self.program.levels[entry], level.sources)

    def title(self, aim: Aim) -> Explanation:
        title = self.rulebook.title_by_id[aim.goal.id]
        entry = f"title:{title.id}"
        trees = [self.tree(entry, title.name, title.address, aim.condition, title.sources)]
        opened = next((one for one in self.advice.titles if one.id == title.id), None)
        if opened:
            return self.explanation(entry, title.name, "open", _WORDS["title open"], trees, opened.because, ())
        near = next(one for one in self.advice.near_titles if one.id == title.id)
        text = _WORDS["title not-open"]
        return self.explanation(entry, title.name, "not-open", text, trees, (), near.missing, aim, aim.condition)

    def certification(self, id: str) -> Explanation:
        standing = next(one for one in self.advice.certifications if one.id == id)
        status, program = standing.status, self.program
        acronym, name = self.rulebook.credential_by_id[id].called(self.projection.today)
        aim, asked = None, None
        if status in ("check", "not-yet", "prepare"):
            aim = aim_of(f"certification:{id}", program, self.projection.person.track)
            is_open = self.decision.answer(program.formal[id]) is True
            asked = (program.opened_exams if is_open else program.exams)[id]
        text = " ".join([part for part in (_WORDS[status], standing.note) if part])
        trees = [
            self.tree(way.entry, way.route.text, way.rule, way.condition, way.sources)
            for way in self.projection.prepared.standings.ways[id].every
        ]
        subject, name, because = f"certification:{id}", f"{acronym} ({name})", standing.because
        return self.explanation(subject, name, status, text, trees, because, standing.missing, aim, asked)

    def tree(self, entry: str, name: str, rule: str, condition: Condition, sources: SourceRefs) -> Tree:
        self.told |= {(rule, self.explainer.text_of(part)): part for part in all_parts(condition)}
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
            first = [self.told[key] for one in missing if (key := (one.rule, one.condition)) in self.told]
            ways = tuple([self.way(changes) for changes in smallest_ways(self.projection, asked, 5, last, first)])
        about = (self.advice.profile, self.advice.as_of, self.advice.rulebook, subject, name, conclusion, text)
        goal = f"{aim.goal.kind}:{aim.goal.id}" if aim else ""
        return Explanation(*about, tuple(trees), because, missing, goal, ways, ranking)

    def way(self, changes: tuple[Change, ...]) -> tuple[WayChange, ...]:
        done, refs = [(one.option, one.months) for one in changes], self.explainer.refs
        return tuple([WayChange(one.id, one.action, months, one.rule, refs(one.sources)) for one, months in done])
