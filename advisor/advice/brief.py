"""The brief view of advice: the level, what is missing for the next one, and the first certifications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import orjson

from advisor.advice.model import PersonRef, RulebookRef, Status
from advisor.advice.prepared import Prepared
from advisor.profile import Profile

MOST_CERTIFICATIONS = 3


@dataclass(frozen=True)
class BriefLevel:
    """The level, and the higher ones still possible while something is unknown."""

    id: str
    name: str
    could_be: tuple[str, ...]


@dataclass(frozen=True)
class BriefNextLevel:
    """The level above, and sentences that say what is missing for it."""

    id: str
    name: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class BriefCertification:
    """A certification to pursue, and why it has its place."""

    id: str
    name: str
    status: Status
    cost: str
    why: str


@dataclass(frozen=True)
class BriefAdvice:
    """Advice without its reasons and sources; ``titles`` are the ids of those that are open."""

    profile: PersonRef
    as_of: str
    rulebook: RulebookRef
    level: BriefLevel
    next_level: BriefNextLevel | None
    next_certifications: tuple[BriefCertification, ...]
    titles: tuple[str, ...]

    def to_json(self) -> bytes:
        """Write one line of JSON: UTF-8, keys in the order of the fields."""
        return orjson.dumps(self, option=orjson.OPT_APPEND_NEWLINE)


def brief(profile: Profile, prepared: Prepared, day: date) -> BriefAdvice:
    """Give the brief view of a person's advice as of a day, without working out the rest of it.

    Raises InputError for words outside a closed list, EngineError when the rules engine fails.
    """
    person = prepared.recognize(profile, day)
    decision = prepared.decide(person)
    rulebook = prepared.rulebook
    level, above = rulebook.level_by_id[decision.level], prepared.gaps.above(decision)
    missing = prepared.explainer.of_level(above.level, decision) if above else ()
    statuses = prepared.standings.statuses(person, decision)
    first = prepared.ranking.order(statuses, person, decision, prepared.gaps.codes(decision))[:MOST_CERTIFICATIONS]
    return BriefAdvice(
        profile=PersonRef(profile.id, profile.name),
        as_of=day.isoformat(),
        rulebook=prepared.ref,
        level=BriefLevel(level.id, level.name, decision.could_be),
        next_level=BriefNextLevel(above.level.id, above.level.name, tuple([reason.text for reason in missing]))
        if above
        else None,
        next_certifications=tuple(
            [
                BriefCertification(
                    rulebook.credentials[n].id,
                    rulebook.credentials[n].called(day)[1],
                    statuses[n],
                    grounds.cost,
                    grounds.why,
                )
                for n, grounds in first
            ]
        ),
        titles=tuple([title.id for title in prepared.titles.opened(decision)]),
    )
