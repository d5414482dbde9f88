"""Advice as a document on paper, in plain data: headings, items with their sources' numbers, the ladder of levels.

How it looks is the business of ``pdf.typ``; what it says is decided here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from advisor.advice.model import Advice, NextCertification, Reason, SourceRef
from advisor.render.citations import Citations
from advisor.render.parts import good_to_know, near_titles, open_titles, unlocked
from advisor.render.wording import LAST_WORD, STATUS, day_in_words
from advisor.rulebook.book import Rulebook

Block = dict[str, Any]
"""A heading with its ``items``: each has ``lead`` (in bold), ``text``, ``cites`` (numbers), ``lines`` and ``parts``;
and with what follows them, ``more``."""
Form = Literal["points", "numbers", "plain"]
_MOST_CERTIFICATIONS, _MOST_SUMMARIES, _MOST_NEAR, _MOST_REASONS = 6, 8, 6, 3


def paper(advice: Advice, rulebook: Rulebook) -> dict[str, Any]:
    """Write advice as the data of a document."""
    return _Paper(advice, rulebook).written()


class _Paper:
    def __init__(self, advice: Advice, rulebook: Rulebook) -> None:
        self.advice, self.rulebook = advice, rulebook
        self.citations = Citations(rulebook)

    def written(self) -> dict[str, Any]:
        """Give the parts in the order in which they are read, so that the numbers of the sources rise."""
        day = date.fromisoformat(self.advice.as_of)
        name = shown(self.advice.profile.name or self.advice.profile.id or "you")
        ladder = self.ladder()
        blocks = [
            self.level(), self.held(), self.certifications(), self.steps(), self.open(), self.near(), self.guidance(),
            self.assumptions(), self.questions(), self.warnings(),
        ]  # fmt: skip
        plain = self.advice.decided_by == "plain"
        return {
            "title": f"Career advice for {name}",
            "subtitle": f"{self.rulebook.name}, as of {day_in_words(self.advice.as_of)}",
            "remark": "Decided by the plain reading of the rules, without the rules engine." if plain else "",
            "day": [day.year, day.month, day.day],
            "paper": "us-letter" if self.rulebook.country in ("US", "CA") else "a4",
            "ladder": ladder,
            "blocks": [block for block in blocks if block["items"] or block["more"]],
            "sources": [
                {"number": one.number, "text": f"{one.title} ({one.who}): {'; '.join(one.sections)}."}
                for one in self.citations.listed()
            ],
            "rules": f"Rulebook {self.rulebook.id}, version {self.advice.rulebook.version}, "
            f"{self.advice.rulebook.digest[:12]}.",
            "last": LAST_WORD,
        }

    # -- parts ------------------------------------------------------------------

    def level(self) -> Block:
        level, following = self.advice.level, self.advice.next_level
        items = [self.item(level.name, level.summary)]
        if len(level.could_be) > 1:
            names = " or ".join(self.rulebook.label("levels", id) for id in level.could_be[1:])
            items[0]["lines"].append(
                f"From what you have told us so far. It could be {names}: see the questions below."
            )
        items += [self.item("", one.text, one.sources) for one in self.advice.guidance if one.topic == "headline"]
        if level.because:
            items.append(self.item("Why", "", parts=level.because))
        if following:
            items.append(self.item(f"Still missing for {following.name}", "", parts=following.missing))
        return _block("Your level", items, "plain")

    def ladder(self) -> list[dict[str, Any]]:
        """Give the levels with their guide pay, each with its year and source."""
        rungs = []
        for level in self.rulebook.levels:
            pay = level.salary
            refs = [SourceRef(id, section) for id, section in pay.sources] if pay else []
            more = " and more" if pay and pay.open_ended else ""
            said = f"${pay.low:,} to ${pay.high:,}{more} ({pay.year})" if pay else ""
            rungs.append({
                "name": level.name, "here": level.id == self.advice.level.id, "pay": said, "cites": self.cite(refs),
                "low": pay.low if pay else None, "high": pay.high if pay else None,
            })  # fmt: skip
        return rungs

    def held(self) -> Block:
        held = [one for one in self.advice.certifications if one.status == "held"]
        return _block("You hold", [
            self.item(f"{one.acronym} ({one.name})", one.note, parts=one.missing) for one in held
        ])  # fmt: skip

    def certifications(self) -> Block:
        every = self.advice.next_certifications
        items = [self.certification(one) for one in every[:_MOST_CERTIFICATIONS]]
        others = [self.rulebook.label("credentials", one.id) for one in every[_MOST_CERTIFICATIONS:]]
        more = f"After these: {', '.join(others)}." if others else ""
        return _block("Next certifications, best first", items, "numbers", more)

    def certification(self, entry: NextCertification) -> dict[str, Any]:
        standing = next(one for one in self.advice.certifications if one.id == entry.id)
        lead = f"{standing.acronym} ({entry.name}): {STATUS[entry.status].words}"
        item = self.item(lead, entry.why, [ref for reason in entry.because[:2] for ref in reason.sources[:1]])
        item["parts"] = self.reasons(standing.missing)
        item["lines"] += [standing.note] if standing.note else []
        item["lines"] += [f"Cost of the exam: {entry.cost}."] if entry.cost else []
        return item

    def steps(self) -> Block:
        items = []
        for step in self.advice.steps:
            refs = [ref for reason in step.because[:1] for ref in reason.sources[:2]]
            item = self.item("", step.action, refs)
            facts = [f"Takes {step.duration}." if step.duration else "", f"Costs {step.cost}." if step.cost else ""]
            opens = list(unlocked(step.unlocks, self.rulebook))
            facts.append(f"Opens: {', '.join(opens)}." if opens else "")
            item["lines"] += [" ".join(fact for fact in facts if fact)] if any(facts) else []
            items.append(item)
        return _block("What to do", items, "numbers")

    def open(self) -> Block:
        mine = [title for title in open_titles(self.advice) if title.level in (self.advice.level.id, "onward")]
        items = []
        for title in mine[:_MOST_SUMMARIES]:
            items.append(self.item(title.name, title.summary, title.because[0].sources[:1] if title.because else ()))
        others = [title.name for title in self.advice.titles if title not in mine[:_MOST_SUMMARIES]]
        if not items:
            return _block("Open to you now", [self.item("", "Nothing yet: the steps above open the first titles.")])
        return _block("Open to you now", items, more=f"Also: {', '.join(others)}." if others else "")

    def near(self) -> Block:
        return _block("Not far off", [
            self.item(", ".join(near.name for near in alike), "", parts=alike[0].missing[:_MOST_REASONS])
            for alike in near_titles(self.advice)[:_MOST_NEAR]
        ])  # fmt: skip

    def guidance(self) -> Block:
        items = []
        for one in good_to_know(self.advice):
            item = self.item(one.title, one.text, one.sources)
            item["lines"] += ["; ".join(one.items) + "."] if one.items else []
            items.append(item)
        return _block("Good to know", items)

    def assumptions(self) -> Block:
        items = []
        for one in self.advice.assumptions:
            for reason in one.because:
                item = self.item("", reason.text, reason.sources)
                item["lines"].append(f"Read the other way: {one.otherwise}")
                items.append(item)
        return _block("This rests on", items)

    def questions(self) -> Block:
        return _block("We would like to know", [self.item("", one.question) for one in self.advice.questions])

    def warnings(self) -> Block:
        return _block("Please check", [self.item("", one.text, one.sources) for one in self.advice.warnings])

    # -- pieces -----------------------------------------------------------------

    def item(
        self, lead: str, text: str, sources: Iterable[SourceRef] = (), parts: Iterable[Reason] = ()
    ) -> dict[str, Any]:
        cites = self.cite(sources)
        return {"lead": lead, "text": text, "cites": cites, "lines": [], "parts": self.reasons(parts)}

    def reasons(self, reasons: Iterable[Reason]) -> list[dict[str, Any]]:
        return [{"text": reason.text, "cites": self.cite(reason.sources)} for reason in reasons]

    def cite(self, sources: Iterable[SourceRef]) -> list[int]:
        return list(self.citations.numbers(sources))


def _block(heading: str, items: list[dict[str, Any]], form: Form = "points", more: str = "") -> Block:
    return {"heading": heading, "items": items, "form": form, "more": more}


def shown(name: str) -> str:
    """Write a name so that it fits on paper: without what cannot be printed, and with places to break a long word."""
    plain = "".join(" " if unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn") else sign for sign in name)
    words = " ".join(plain.split()) or "you"
    return " ".join("\u200b".join(word[n : n + 20] for n in range(0, len(word), 20)) for word in words.split(" "))
