"""The same person, changed: what moves in their advice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from advisor.advice.model import Advice, PersonRef, Reason, RulebookRef, StepAdvice
from advisor.advice.prepared import Prepared
from advisor.engine.program import Engine
from advisor.errors import UsageError, nearest
from advisor.language import words
from advisor.person import Person
from advisor.profile import Profile, profile_from
from advisor.rulebook.book import Rulebook

_FORMS = {
    "certification": "certification=NAME, or certification=NAME:lapsed",
    "education": "education=LEVEL, education=LEVEL:FIELD or education=LEVEL:FIELD:ACCREDITOR",
    "experience": "experience+YEARS:AREA, or experience+YEARS:AREA:formal for a lead role",
    "coursework": "coursework=COURSE",
    "credits": "credits=NUMBER",
    "goal": "goal=TITLE",
    "track": "track=TRACK",
    "setting": "setting=SETTING",
}
_UNKNOWN = {
    "unrecognized-certification": "credentials",
    "unrecognized-coursework": "courses",
    "unrecognized-accreditor": "accreditors",
}
"""What the remarks about unknown names are about."""
_CHANGE = re.compile(r"\s*([a-z]+)\s*([=+])\s*(.+?)\s*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Move:
    """Something before and after; ``id`` and ``name`` say what."""

    id: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What moves when a person changes, or when time passes: nothing else is listed."""

    profile: PersonRef
    rulebook: RulebookRef
    changes: tuple[str, ...]
    as_of: str
    on: str
    level: Move
    titles_gained: tuple[Move, ...]
    titles_lost: tuple[Move, ...]
    certifications: tuple[Move, ...]
    next_certifications: tuple[str, ...]
    steps_done: tuple[Move, ...]
    steps_new: tuple[Move, ...]
    missing_for_next_level: tuple[Reason, ...]
    warnings_new: tuple[str, ...]

    def to_json(self) -> bytes:
        """Write what moves as one line of JSON: UTF-8."""
        return orjson.dumps(self, option=orjson.OPT_APPEND_NEWLINE)


def what_if(
    profile: Profile | Mapping[str, Any],
    changes: Iterable[str] = (),
    rulebook: Rulebook | None = None,
    *,
    as_of: date | None = None,
    on: date | None = None,
    steps: Iterable[str] = (),
    engine: Engine = "durable_rules",
) -> WhatIf:
    """Evaluate a person, and the person changed, and say what moves.

    A change is written ``certification=NAME``, ``experience+YEARS:AREA`` and so on; ``steps`` are steps of the person's
    advice that are done as well, by their number in it or their id; ``on`` is a later day, by which jobs go on and
    certifications may have lapsed. Raises InputError when the profile or a change's words are not valid, UsageError
    when a change is not written in one of the forms or names what the rulebook does not know, or the advice has no such
    step.
    """
    day = as_of or date.today()
    later = on or day
    said = profile_from(profile)
    wanted = tuple(changes)
    now, prepared = Prepared.of(rulebook, day, engine), Prepared.of(rulebook, later, engine)
    other = changed(said, wanted)
    _refuse_unknown(now.recognize(said, day), prepared.recognize(other, later), prepared.rulebook)
    before = now.advise(said, day)
    chosen = [_chosen(step, before) for step in steps]

    def with_steps(person: Person) -> Person:
        for step in chosen:
            done = prepared.steps.having_done(step.id, person, prepared.decide(person, witnessed=False))
            if done is None:
                raise UsageError(words("what-if")["unsaid"].format(step.action))
            person = done
        return person

    after = prepared.advise(other, later, with_steps)
    return compare(before, after, (*[words("what-if")["step"].format(step.action) for step in chosen], *wanted))


def _chosen(text: str, advice: Advice) -> StepAdvice:
    """Find a step of an advice by its number, from 1 on, or its id."""
    said, steps = words("what-if"), advice.steps
    number = text.strip().removeprefix("#")
    if number.isdecimal() and 1 <= int(number) <= len(steps):
        return steps[int(number) - 1]
    found = next((step for step in steps if step.id == text.strip().casefold()), None)
    if found is None:
        asked = said["no steps"] if not steps else said["no such step"].format(len(steps))
        raise UsageError(asked + nearest(text, [step.id for step in steps]))
    return found


def _refuse_unknown(before: Person, after: Person, rulebook: Rulebook) -> None:
    """Refuse names in changes that mean nothing here: they would move nothing. Raises UsageError with the nearest.

    A field of study may be any, so that a warning says of one that it does not count.
    """
    known = {(remark.id, remark.said) for remark in before.remarks}
    names = {"credentials": [name for one in rulebook.credentials for name in (one.acronym, one.name)]} | {
        domain: [name for term in rulebook.vocabularies[domain].terms.values() for name in (term.id, term.name)]
        for domain in ("courses", "accreditors")
    }
    problems = []
    for remark in after.remarks:
        domain = _UNKNOWN.get(remark.id, "")
        if domain and (remark.id, remark.said) not in known:
            close = nearest(remark.said[:100], names[domain])
            problems.append(f"This is not {words('closed lists')[domain]} that the rulebook knows.{close}")
    if problems:
        raise UsageError(" ".join(problems))


def changed(profile: Profile, changes: Iterable[str]) -> Profile:
    """Give the person with changes made. Raises UsageError for one that is not written in a known form."""
    data = profile.model_dump(exclude_unset=True, mode="json")
    for change in changes:
        match = _CHANGE.match(change)
        kind = match[1] if match else change.partition("=")[0].partition("+")[0].strip()
        if match is None or kind not in _FORMS or (match[2] == "+") is not (kind == "experience"):
            form = f" Write {_FORMS[kind]}." if kind in _FORMS else f" Write {'; '.join(_FORMS.values())}."
            raise UsageError(f"This is not a change we know.{nearest(kind, _FORMS)}{form}")
        _make(data, kind, [part.strip() for part in match[3].split(":")])
    return profile_from(data)


def _make(data: dict[str, Any], kind: str, parts: list[str]) -> None:
    if len(parts) > 3 or not all(parts):
        raise UsageError(f"This is not a change we know. Write {_FORMS[kind]}.")
    first, second, third = (*parts, None, None)[:3]
    if kind == "certification":
        _more(data, "certifications", {"name": first, "status": second or "active"})
    elif kind == "education":
        school = {"level": first, "field": second, "accreditation": third}
        data["education"] = [one for one in data.get("education") or () if one.get("level") != "none"]
        _more(data, "education", {key: value for key, value in school.items() if value})
    elif kind == "experience":
        years, job = _number(first, kind), {"area": second, "supervision": third}
        _more(data, "experience", {"years": years, **{key: value for key, value in job.items() if value}})
    elif kind == "coursework":
        _more(data, "coursework", first)
    elif kind == "credits":
        data["college_credits"] = _number(first, kind)
    else:
        key = "title" if kind == "goal" else kind
        data["goal"] = {**(data.get("goal") or {}), key: first}


def _more(data: dict[str, Any], key: str, value: Any) -> None:
    data[key] = [*(data.get(key) or ()), value]


def _number(text: str | None, kind: str) -> float:
    try:
        return float(text or "")
    except ValueError:
        raise UsageError(f"A number is needed. Write {_FORMS[kind]}.") from None


def compare(before: Advice, after: Advice, changes: tuple[str, ...]) -> WhatIf:
    """Say what moves between the advice of a person and that after these changes."""
    had, has = ({one.id: one for one in advice.titles} for advice in (before, after))
    stood = {one.id: one for one in before.certifications}
    did, does = ({one.id: one for one in advice.steps} for advice in (before, after))
    told = {warning.text for warning in before.warnings}
    return WhatIf(
        profile=before.profile,
        rulebook=after.rulebook,
        changes=changes,
        as_of=before.as_of,
        on=after.as_of,
        level=Move(after.level.id, after.level.name, before.level.id, after.level.id),
        titles_gained=tuple(Move(id, one.name, "not-open", "open") for id, one in has.items() if id not in had),
        titles_lost=tuple(Move(id, one.name, "open", "not-open") for id, one in had.items() if id not in has),
        certifications=tuple(
            Move(one.id, f"{one.acronym} ({one.name})", stood[one.id].status, one.status)
            for one in after.certifications
            if one.id in stood and stood[one.id].status != one.status
        ),
        next_certifications=tuple(one.id for one in after.next_certifications),
        steps_done=tuple(Move(id, one.action, "to-do", "done") for id, one in did.items() if id not in does),
        steps_new=tuple(Move(id, one.action, "later", "to-do") for id, one in does.items() if id not in did),
        missing_for_next_level=after.next_level.missing if after.next_level else (),
        warnings_new=tuple(warning.text for warning in after.warnings if warning.text not in told),
    )
