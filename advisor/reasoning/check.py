"""Checks an explanation against the profile and the rulebook, without the rules engine or the code that explained.

All that an explanation says, but for its ways, is worked out again and compared leaf by leaf: conditions are answered
here once more, sentences follow from rule and value, reasons and ranking are those of the advice, by the evaluator
alone. Ways are tried on the person changed (``check_ways``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from advisor.advice.model import Reason
from advisor.advice.prepared import Prepared
from advisor.differences import differences, plain
from advisor.engine.decide import Supposition
from advisor.errors import UsageError
from advisor.language import words
from advisor.planning.goal import Aim, aim_of
from advisor.planning.projection import Projection
from advisor.profile import Profile, profile_from
from advisor.reasoning.check_status import status_of, truth
from advisor.reasoning.check_ways import way_problems
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Any_, Comparison, Condition, Not, SourceRefs

Plain = dict[str, Any]
_ANSWERS = {True: "met", False: "not-met", None: "unknown"}


def check_explanation(explanation: Any, profile: Profile | Mapping[str, Any], rulebook: Rulebook) -> tuple[str, ...]:
    """Give what is wrong with an explanation (the data of its JSON), each with its place; nothing when it is true.

    Any data may be given. Raises InputError when the profile is not valid.
    """
    said = profile_from(profile)
    if not isinstance(explanation, dict):
        return ("It is not an explanation.",)
    try:
        day = date.fromisoformat(str(explanation.get("as_of")))
        projection = Projection(said, Prepared.of(rulebook, day, "plain"), day)
    except (ValueError, UsageError):
        return ("as_of: it is no day on which ways can be looked for.",)
    checker, subject = _Checker(said, projection), explanation.get("subject")
    if subject not in checker.subjects():
        return ("subject: it is nothing that the rulebook has on that day.",)
    right = checker.right(subject, ranked=explanation.get("ranking") != [])
    stated = {key: value for key, value in explanation.items() if key != "ways"}
    if problems := (*differences(stated, right), *checker.contradictions()):
        return problems
    return tuple(way_problems(explanation.get("ways"), projection, *checker.goal, checker.missing()))


class _Entry(NamedTuple):
    """An entry of the rulebook on which a subject rests."""

    id: str
    name: str
    rule: str
    condition: Condition
    sources: SourceRefs


class _Checker:
    """What the rules say of one person on one day."""

    def __init__(self, profile: Profile, projection: Projection) -> None:
        prepared = self.prepared = projection.prepared
        self.book, self.program, self.day = prepared.rulebook, prepared.program, projection.today
        self.person, self.advice = prepared.recognize(profile, self.day), prepared.advise(profile, self.day)
        self.facts: dict[str, Any] = prepared.plan.read(self.person)
        answers = [truth(condition, self.facts) for condition in self.program.levels.values()]
        self.rank = max(n for n, answer in enumerate(answers) if answer)
        most = max(n for n, answer in enumerate(answers) if answer is not False)
        self.facts |= {fact: (float(self.rank), float(most)) for fact in [self.book.conclusions.get("level")] if fact}
        self.goal: tuple[Aim | None, Condition | None] = None, None
        """What the ways lead to, and the condition that must hold then; None: nothing is missing."""
        self.entries: list[_Entry] = []
        self.told: Plain = {}
        self.answered: dict[tuple[str, str], bool] = {}
        self.conditions: dict[tuple[str, str], Condition] = {}
        """What the trees hold, by rule and text: whether it is met, and the condition."""

    def subjects(self) -> list[str]:
        """List all that can be explained."""
        named = (("level", self.book.levels), ("title", self.book.titles), ("certification", self.book.credentials))
        return ["level", *(f"{kind}:{one.id}" for kind, entries in named for one in entries)]

    def right(self, subject: str, ranked: bool) -> Plain:
        """Give all that the explanation of a subject must say but its ways, which lead to ``goal``.

        ``ranked`` says of the level whether the next certifications are explained as well.
        """
        self.subject = subject
        kind, colon, id = subject.partition(":")
        explained = {"level": self.one_level if colon else self.level, "title": self.title}
        self.told = {**explained, "certification": self.certification}[kind](id)
        advice, keys = self.advice, ("id", "rank", "why", "status", "because")
        following = advice.next_certifications if ranked and subject == "level" else ()
        right = {
            **{"profile": advice.profile, "as_of": advice.as_of, "rulebook": advice.rulebook, "subject": subject},
            **self.told,
            "trees": [self.tree(entry) for entry in self.entries],
            "goal": f"{self.goal[0].goal.kind}:{self.goal[0].goal.id}" if self.goal[0] else "",
            "ranking": [{key: getattr(one, key) for key in keys} for one in following],
        }
        return plain(right)  # type: ignore[no-any-return]

    def level(self, _: str) -> Plain:
        """Why the level that is reached, and why not the next."""
        reached, *above = self.book.levels[self.rank : self.rank + 2]
        self.entries = [self.level_entry(one.id) for one in (reached, *above)]
        text, missing = words("explanations")["level"].format(name=reached.name), tuple[Reason, ...]()
        for one in above:
            self.aims(f"level:{one.id}")
            text += " " + words("explanations")["next level"].format(name=one.name)
            missing = self.advice.next_level.missing if self.advice.next_level else ()
        return _told(reached.name, reached.id, text, self.advice.level.because, missing)

    def one_level(self, id: str) -> Plain:
        """Why a level is reached, or why not."""
        self.entries, explainer = [self.level_entry(id)], self.prepared.explainer
        about = (self.entries[0].condition, Supposition(self.facts), self.entries[0].rule, self.entries[0].sources)
        if self.book.level_rank[id] <= self.rank:
            return _told(self.entries[0].name, "reached", "level reached", explainer.because(*about), ())
        self.aims(f"level:{id}")
        return _told(self.entries[0].name, "not-reached", "level not reached", (), explainer.missing(*about))

    def level_entry(self, id: str) -> _Entry:
        level = self.book.level_by_id[id]
        return _Entry(f"level:{id}", level.name, level.address, self.program.levels[f"level:{id}"], level.sources)

    def title(self, id: str) -> Plain:
        """Why a title is open, or why not."""
        title, condition = self.book.title_by_id[id], self.program.openings[f"title:{id}"]
        self.entries = [_Entry(f"title:{id}", title.name, title.address, condition, title.sources)]
        if truth(condition, self.facts):
            because = next(one.because for one in self.advice.titles if one.id == id)
            return _told(title.name, "open", "title open", because, ())
        self.aims(f"title:{id}")
        missing = next(one.missing for one in self.advice.near_titles if one.id == id)
        return _told(title.name, "not-open", "title not-open", (), missing)

    def certification(self, id: str) -> Plain:
        """How the person stands with a credential, by each route to it and each line of preparation."""
        one = {credential.id: credential for credential in self.book.credentials}[id]
        parts = (
            ("formal", one.formal),
            ("prepare", one.prepare),
            ("lift", one.apprentice.lift if one.apprentice else ()),
        )
        self.entries = [
            _Entry(entry, route.text, f"{one.address}/{part}/{route.id}", self.program.openings[entry], sources)
            for part, routes in parts
            for route in routes
            for entry, sources in [(f"{part}:{id}:{route.id}", route.sources or one.sources)]
        ]
        standing = next(standing for standing in self.advice.certifications if standing.id == id)
        if standing.status in ("check", "not-yet", "prepare"):
            is_open = truth(self.program.formal[id], self.facts) is True
            exams = self.program.opened_exams if is_open else self.program.exams
            self.aims(f"certification:{id}", exams[id])
        acronym, name = one.called(self.day)
        text = " ".join([part for part in (words("explanations")[standing.status], standing.note) if part])
        return _told(f"{acronym} ({name})", standing.status, text, standing.because, standing.missing)

    def aims(self, goal: str, asked: Condition | None = None) -> None:
        """Set what the ways must lead to."""
        aim = aim_of(goal, self.program, self.person.track)
        self.goal = aim, asked or aim.condition

    def contradictions(self) -> Iterator[str]:
        """Say where what the advice concludes does not go with the answers to the conditions, worked out here."""
        for part in ("because", "missing"):
            for number, reason in enumerate(self.told[part]):
                if reason.condition and self.answered.get((reason.rule, reason.condition), "") is not (
                    part == "because"
                ):
                    yield f"{part}[{number}]: the trees do not bear it out."
        kind, _, id = self.subject.partition(":")
        if kind == "certification":
            credential = self.book.credential_by_id[id]
            if self.told["conclusion"] != status_of(credential, self.person, self.program, self.facts):
                yield "conclusion: the routes come to another."

    def missing(self) -> list[Condition]:
        """Give the conditions that are said to be missing."""
        keys = [(reason.rule, reason.condition) for reason in self.told["missing"]]
        return [self.conditions[key] for key in keys if key in self.conditions]

    def tree(self, entry: _Entry) -> Plain:
        root = self.node(entry.condition, entry.sources, entry.rule)
        return {"entry": entry.id, "name": entry.name, "rule": entry.rule, "answer": root["answer"], "root": root}

    def node(self, condition: Condition, sources: SourceRefs, rule: str) -> Plain:
        """Answer a condition, with its sentence, and all below it; its sources are those nearest around it."""
        sources, given = condition.note.sources or sources, truth(condition, self.facts)
        self.answered[rule, str(condition)] = given is True
        self.conditions[rule, str(condition)] = condition
        one = dict.fromkeys(("fact", "value", "operator", "asked"))
        if isinstance(condition, Comparison):
            value, operand = self.facts.get(condition.fact), condition.operand
            ranked = self.book.facts[condition.fact].type == "ordered"
            one = {
                "fact": condition.fact,
                "value": self.written(condition.fact, value),
                "operator": condition.operator.name,
                "asked": self.written(condition.fact, (operand, operand)) if ranked else operand,
            }
            kind, text = "compared", self.prepared.explainer.sentences.of(condition, value, given)
        else:
            kind = "not" if isinstance(condition, Not) else "any" if isinstance(condition, Any_) else "all"
            said = condition.note.met if given else condition.note.missing
            name = self.book.definition_names.get(condition.note.definition)
            text = said if said and "{" not in said else name or words("explanations")[kind]
        return {
            **{"kind": kind, "answer": _ANSWERS[given], "text": text, "condition": str(condition), **one},
            "sources": [{"id": id, "section": section} for id, section in sources],
            "parts": [self.node(part, sources, rule) for part in condition.parts],
            "definition": condition.note.definition,
        }

    def written(self, id: str, value: Any) -> Any:
        """Write a fact's value as data: exact, within bounds (null: without end), or null when it is not known."""
        fact = self.book.facts[id]
        if not isinstance(value, tuple):
            return value
        low, high = value
        if fact.type == "names":
            return sorted(low) if low == high else {"surely": sorted(low), "more": "possible"}
        if fact.type == "ordered":
            names = list(self.book.level_by_id if fact.of == "levels" else self.book.vocabularies[fact.of].terms)
            low, high = names[int(low)], names[int(high)]
        high = None if high == float("inf") else high
        return low if low == high else {"low": low, "high": high}


def _told(name: str, conclusion: str, text: str, because: tuple[Reason, ...], missing: tuple[Reason, ...]) -> Plain:
    text = words("explanations").get(text, text)
    return {"name": name, "conclusion": conclusion, "text": text, "because": because, "missing": missing}
