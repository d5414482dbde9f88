"""Checks an explanation against the profile and the rulebook, without the rules engine or the code that explained.

What it accepts has the person's own values, the rulebook's own rules and sources, and the conclusion that follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from advisor.engine.program import Program
from advisor.facts.plan import FactPlan
from advisor.facts.readers import active_credentials
from advisor.profile import Profile, profile_from
from advisor.recognize import recognize
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Answer, Any_, Comparison, Condition, Facts, Not, SourceRefs

Plain = Mapping[str, Any]
_ANSWERS = {True: "met", False: "not-met", None: "unknown"}


def check_explanation(explanation: Plain, profile: Profile | Plain, rulebook: Rulebook) -> tuple[str, ...]:
    """Give what is wrong with an explanation (the data of its JSON); nothing when it is true."""
    try:
        return tuple(_Checker(explanation, profile_from(profile), rulebook).problems())
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        return (f"It does not have the form of an explanation ({type(error).__name__}).",)


class _Checker:
    def __init__(self, explanation: Plain, profile: Profile, rulebook: Rulebook) -> None:
        self.given, day = explanation, date.fromisoformat(explanation["as_of"])
        self.book = rulebook.as_of(day)
        self.person = recognize(profile, self.book, day)
        self.facts = FactPlan(self.book).read(self.person)
        self.program, self.seen = Program(self.book), set[tuple[str, str]]()
        answers = [_truth(condition, self.facts) for condition in self.program.levels.values()]
        self.rank = max(n for n, answer in enumerate(answers) if answer)
        most = max(n for n, answer in enumerate(answers) if answer is not False)
        self.facts |= {fact: (float(self.rank), float(most)) for fact in [self.book.conclusions.get("level")] if fact}

    def problems(self) -> Iterator[str]:
        given, book = self.given, self.book
        if given["rulebook"] != {"id": book.id, "version": book.version, "digest": book.digest}:
            yield "rulebook: it is of other rules."
        expected = dict(self.expected(given["subject"]))
        if [tree["entry"] for tree in given["trees"]] != list(expected):
            yield "trees: they are not the entries that the subject rests on."
            return
        for tree in given["trees"]:
            condition, rule, sources = expected[tree["entry"]]
            if tree["rule"] != rule or tree["answer"] != tree["root"]["answer"]:
                yield f"{tree['entry']}: its rule or its answer is another."
            yield from self.walk(tree["root"], condition, sources, tree["entry"], rule)
        if given["conclusion"] not in self.conclusions(given["subject"]):
            yield "conclusion: it does not follow."
        for reason in (*given["because"], *given["missing"]):
            if reason["condition"] and (reason["rule"], reason["condition"]) not in self.seen:
                yield f"{reason['rule']}: a reason that the trees do not hold."

    def expected(self, subject: str) -> Iterator[tuple[str, tuple[Condition, str, SourceRefs]]]:
        kind, _, id = subject.partition(":")
        for level in self.book.levels[self.rank : self.rank + 2] if kind == "level" else ():
            yield f"level:{level.id}", (self.program.levels[f"level:{level.id}"], level.address, level.sources)
        if kind == "title":
            title = self.book.title_by_id[id]
            yield subject, (self.program.openings[subject], title.address, title.sources)
        elif kind == "certification":
            one = self.book.credential_by_id[id]
            lift = one.apprentice.lift if one.apprentice else ()
            for part, routes in (("formal", one.formal), ("prepare", one.prepare), ("lift", lift)):
                for route in routes:
                    entry, rule = f"{part}:{id}:{route.id}", f"{one.address}/{part}/{route.id}"
                    yield entry, (self.program.openings[entry], rule, route.sources or one.sources)

    def walk(self, node: Plain, condition: Condition, sources: SourceRefs, place: str, rule: str) -> Iterator[str]:
        self.seen.add((rule, node["condition"]))
        sources = condition.note.sources or sources
        refs = [(ref["id"], ref["section"]) for ref in node["sources"]]
        right = (_ANSWERS[_truth(condition, self.facts)], str(condition), list(sources))
        if (node["answer"], node["condition"], refs) != right:
            yield f"{place}: its answer, its condition or its sources are others."
        if isinstance(condition, Comparison):
            operand = condition.operand
            asked = list(operand) if isinstance(operand, tuple) else operand
            if self.book.facts[condition.fact].type == "ordered":
                asked = self.written(condition.fact, (operand, operand))
            said = (node["kind"], node["fact"], node["operator"], node["asked"], node["parts"])
            if said != ("compared", condition.fact, condition.operator.name, asked, []):
                yield f"{place}: it asks for something else."
            if node["value"] != self.written(condition.fact, self.facts.get(condition.fact)):
                yield f"{place}: the person's value is another."
            return
        kind = "not" if isinstance(condition, Not) else "any" if isinstance(condition, Any_) else "all"
        group = (node["kind"], node["fact"], node["value"], node["operator"], node["asked"], len(node["parts"]))
        if group != (kind, None, None, None, None, len(condition.parts)):
            yield f"{place}: its parts are others."
            return
        for number, part in enumerate(condition.parts):
            yield from self.walk(node["parts"][number], part, sources, f"{place}.{number}", rule)

    def written(self, id: str, value: Any) -> Any:
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

    def conclusions(self, subject: str) -> set[str]:
        kind, _, id = subject.partition(":")
        if kind != "certification":
            opened = kind == "title" and _truth(self.program.openings[subject], self.facts)
            return {self.book.levels[self.rank].id if kind == "level" else "open" if opened else "not-open"}
        one, active = self.book.credential_by_id[id], active_credentials(self.person, self.book)
        forms = {one.id, one.apprentice.id if one.apprentice else one.id}
        if one.status == "retired" or active & forms:
            return {"held" if one.status == "active" else "retired"}
        if any(held.id in forms and held.status == "unknown" for held in self.person.held or ()):
            return {"check"}  # it may be held
        if one.lapse and any(held.id in forms and held.status == "lapsed" for held in self.person.held or ()):
            return {"ready", "check", "prepare", "not-yet"}  # by the issuer's rule of reinstatement
        truths = {
            p: {r.id: _truth(self.program.openings[f"{p}:{id}:{r.id}"], self.facts) for r in routes}
            for p, routes in (("formal", one.formal), ("prepare", one.prepare))
        }
        if True not in truths["formal"].values():
            return {"check" if None in truths["formal"].values() else "not-yet"}
        sure, lines = any(truths["formal"][r.id] and not r.confirm for r in one.formal), truths["prepare"].values()
        prepared = not lines or True in lines or (None if None in lines else False)
        return {"check" if not (sure and one.confirmed) or prepared is None else "ready" if prepared else "prepare"}


def _truth(condition: Condition, facts: Facts) -> Answer:
    if isinstance(condition, Comparison):
        value = facts.get(condition.fact)
        return None if value is None else condition.operator.meaning(value, condition.operand)
    if isinstance(condition, Not):
        return {True: False, False: True, None: None}[_truth(condition.part, facts)]
    answers, settling = [_truth(part, facts) for part in condition.parts], isinstance(condition, Any_)
    return settling if settling in answers else None if None in answers else not settling
