"""What a roster tells of one person: the part of the advice that fits into a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from advisor.advice.explain import explainer_of
from advisor.advice.model import Advice, CertificationAdvice, Reason
from advisor.advice.ranking import rank
from advisor.advice.standing import standings
from advisor.advice.warnings import warnings
from advisor.engine.decide import Decision, decide
from advisor.engine.program import program_of
from advisor.engine.stratum import Engine
from advisor.facts import read_facts
from advisor.profile import Profile
from advisor.recognize import recognize
from advisor.rulebook.book import Rulebook


class Answer(NamedTuple):
    """A row of results, without the id; lists of ids are separated by semicolons."""

    level: str
    next_level: str
    titles: str
    next_certifications: str
    ready: str
    prepare: str
    check: str
    missing_for_next_level: str
    steps: str
    warnings: str


class Found(NamedTuple):
    """What is known of a row: its answer, the person's track, and how many things are missing for the next level."""

    answer: Answer
    track: str
    missing: int


RESULTS = Answer._fields
LISTS = frozenset(RESULTS) - {"level", "next_level", "missing_for_next_level"}
SHORTEST = 5
"""How many of the next certifications a row lists, best first."""


def answer_in(advice: Advice) -> Answer:
    """Give the row of results that an advice comes to: the definition of what a roster answers."""
    missing = advice.next_level.missing if advice.next_level else ()
    return Answer(
        advice.level.id,
        advice.next_level.id if advice.next_level else "",
        listed(title.id for title in advice.titles),
        listed([one.id for one in advice.next_certifications][:SHORTEST]),
        _standing(advice.certifications, "ready"),
        _standing(advice.certifications, "prepare"),
        _standing(advice.certifications, "check"),
        " ".join(dict.fromkeys(reason.text for reason in missing)),
        listed(step.id for step in advice.steps),
        listed(dict.fromkeys(warning.id for warning in advice.warnings)),
    )


def answer_for(profile: Profile, rulebook: Rulebook, day: date, engine: Engine) -> Found:
    """Work out only what a row tells. ``rulebook`` is the one of the day. Raises InputError."""
    person = recognize(profile, rulebook, day)
    decision = decide(read_facts(person, rulebook), rulebook, engine)
    explainer = explainer_of(rulebook)
    certifications = standings(person, rulebook, decision, explainer)
    following = rank(certifications, person, rulebook, decision, explainer)
    above = rulebook.level_rank[decision.level] + 1
    level = rulebook.levels[above] if above < len(rulebook.levels) else None
    missing: tuple[Reason, ...] = ()
    if level:
        condition = program_of(rulebook).levels[f"level:{level.id}"]
        missing = explainer.missing(condition, decision.values, level.address, level.sources)
    best = following[0].id if following and following[0].status != "not-yet" else None
    answer = Answer(
        decision.level,
        level.id if level else "",
        listed(open_titles(rulebook, decision)),
        listed([one.id for one in following][:SHORTEST]),
        _standing(certifications, "ready"),
        _standing(certifications, "prepare"),
        _standing(certifications, "check"),
        " ".join(dict.fromkeys(reason.text for reason in missing)),
        listed(step for step in ordered_steps(rulebook, best) if f"step:{step}" in decision.routes),
        listed(dict.fromkeys(warning.id for warning in warnings(person, rulebook, decision, explainer))),
    )
    return Found(answer, person.track or "", len(missing))


def listed(ids: Iterable[str]) -> str:
    """Write ids as one cell."""
    return "; ".join(ids)


def open_titles(rulebook: Rulebook, decision: Decision) -> Iterator[str]:
    """Give the titles that are open, highest level first."""
    top = len(rulebook.levels)
    for title in sorted(rulebook.titles, key=lambda title: -rulebook.level_rank.get(title.level, top)):
        if f"title:{title.id}" in decision.routes:
            yield title.id


def ordered_steps(rulebook: Rulebook, best: str | None) -> list[str]:
    """Give all steps in the order of the advice: first what earns the best credential."""
    return [step.id for step in sorted(rulebook.steps, key=lambda s: s.credential is None or s.credential != best)]


def _standing(certifications: Iterable[CertificationAdvice], status: str) -> str:
    return listed(one.id for one in certifications if one.status == status)
