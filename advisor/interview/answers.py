"""Reads an answer and puts it into a profile, or refuses it with a short sentence that says how to answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any

from advisor.dates import parse_partial
from advisor.errors import InputError
from advisor.interview.entries import NOTHING, Plain, Unreadable, certification, dated, day, entries, job, school
from advisor.interview.fields import DETAILS, FIELDS, Field, choices_of, questions_by_field
from advisor.interview.nearest import did_you_mean, nearest_among
from advisor.language import words
from advisor.language.short_answers import yes_or_no
from advisor.profile import profile_from
from advisor.recognize import recognize
from advisor.rulebook.book import Rulebook

MOST = 1_000
"""Characters of an answer."""
_MOST_YEARS = 60
_NONE = "none"
"""The choice that a plain no stands for, where there is one."""
_SAME = {"education": ("level", "status"), "experience": ("role", "area")}
"""Entries that agree in these keys are of the same school or job."""
Given = str | Sequence[str | Plain]
"""An answer: text, or the entries of a list, each as text or as the profile has it."""


def put(profile: Mapping[str, Any], id: str, name: str, given: Given, rulebook: Rulebook, day_of_advice: date) -> Plain:
    """Give the profile with an answer at the place ``id`` of the field ``name``.

    Raises Unreadable when it cannot be taken.
    """
    field = FIELDS[name]
    changed: Plain = deepcopy(dict(profile))
    if field.kind == "entries":
        parts = [given] if isinstance(given, str) else given
        listed = [entry for part in parts for entry in _entries(name, part, rulebook)]
        changed[name] = [_with_details(entry, changed.get(name) or [], name) for entry in listed]
    elif isinstance(given, str):
        _set(changed, id, _value(field, _clean(given), rulebook))
    else:
        raise Unreadable("Please give one answer.")
    _check(changed, name, rulebook, day_of_advice)
    return changed


def _clean(text: str) -> str:
    if len(text) > MOST:
        raise Unreadable(f"That is long; {MOST:,} characters are enough. Please say it in fewer words.")
    if not text.isprintable() and any(unicodedata.category(c) in ("Cc", "Cs", "Cf") and c not in "\n\t" for c in text):
        raise Unreadable("Please use letters, digits and punctuation only.")
    if not text.strip():
        raise Unreadable('Please write something, or "I don\'t know".')
    return text.strip()


def _entries(name: str, given: str | Plain, rulebook: Rulebook) -> list[Plain]:
    """Read entries of a list from text, or take one as it is."""
    if not isinstance(given, str):
        return [dated(given) if name == "experience" else given]
    if name == "certifications":
        return entries(_clean(given), certification)
    read = school if name == "education" else job
    return entries(_clean(given), lambda part: read(part, rulebook))


def _with_details(entry: Plain, before: list[Plain], name: str) -> Plain:
    """Give an entry with the details of the same entry in the profile before."""
    if name not in _SAME:
        return entry
    main = _SAME[name][0]
    for other in before:
        same = all(entry.get(key, other.get(key)) == other.get(key) for key in _SAME[name])
        if entry.get(main) is not None and same:
            return {**{key: other[key] for key in DETAILS[name] if key in other}, **entry}
    return entry


def _value(field: Field, text: str, rulebook: Rulebook) -> bool | float | str | list[str] | Plain:
    """Read the answer to a question that is not about a list's entries."""
    if field.kind == "goal":
        return _goal(text, rulebook)
    if field.kind == "yes-no":
        meaning = yes_or_no(text)
        if meaning is None:
            raise Unreadable('Please answer "yes" or "no".')
        return meaning
    if field.kind == "number":
        return _number(text, field.most)
    if field.kind == "date":
        return day(text)
    if field.kind == "words":
        if text.casefold().rstrip(".") in NOTHING or yes_or_no(text) is False:
            return []
        if yes_or_no(text):
            return list(_meant_by_yes(field, rulebook))
        return [_chosen(part, field, rulebook) for part in map(str.strip, re.split("[;,]", text)) if part]
    return _choice(text, field, rulebook) if field.kind == "choice" else text


def _chosen(text: str, field: Field, rulebook: Rulebook) -> str:
    """Take the number of a choice for the choice; other words stay as they are."""
    ids = list(choices_of(field.name, rulebook))
    return ids[int(text) - 1] if text.isdecimal() and 0 < int(text) <= len(ids) else text


def _choice(text: str, field: Field, rulebook: Rulebook) -> str:
    choices = choices_of(field.name, rulebook)
    if (chosen := _chosen(text, field, rulebook)) in choices:
        return chosen
    if field.domain:
        known = rulebook.vocabularies[field.domain].find(text)
    else:
        known = text.casefold() if text.casefold() in choices else None
    if known is None and yes_or_no(text) is not None:
        known = next(iter(_meant_by_yes(field, rulebook)), None) if yes_or_no(text) else _NONE
        known = known if known in choices else None
    if known is None:
        close = nearest_among(text, {choices[id]: (id, choices[id]) for id in choices})
        raise Unreadable(f"Please choose one of the list.{did_you_mean(close)}", close)
    return known


def _meant_by_yes(field: Field, rulebook: Rulebook) -> Sequence[str]:
    """Give the words that a plain yes stands for. Raises Unreadable when the question says none."""
    question = questions_by_field(rulebook).get(field.name)
    if question is None or not question.if_yes:
        raise Unreadable(words("interview")["which"])
    return question.if_yes


def _goal(text: str, rulebook: Rulebook) -> Plain:
    goal: Plain = {}
    tracks = rulebook.vocabularies["tracks"]
    for part in (part.strip() for part in text.split(";") if part.strip()):
        part = _chosen(part, FIELDS["goal.track"], rulebook)
        title, track = rulebook.find_title(part), part if part in tracks.terms else None
        track = track or (None if title else tracks.find(part))
        if not (title or track):
            names: dict[str, Sequence[str]] = {term.name: (term.id, term.name) for term in tracks.terms.values()}
            names |= {one.name: (one.name, *one.also_known_as) for one in rulebook.titles}
            close = nearest_among(part, names)
            hint = 'Choose from the list, or say "not sure yet".'
            raise Unreadable(f"We could not place that job or direction.{did_you_mean(close)} {hint}", close)
        goal |= {"track": track} if track else {"title": title}
    return goal


def _number(text: str, most: float) -> float:
    if text.casefold().rstrip(".") in NOTHING or yes_or_no(text) is False:
        return 0.0
    try:
        number = float(text.replace(",", "").split()[0])
    except (ValueError, IndexError):
        raise Unreadable("Please write a number, such as 45.") from None
    if not 0 <= number <= most:
        raise Unreadable(f"Please write a number from 0 to {most:,}.")
    return number


def _set(profile: Plain, id: str, value: object) -> None:
    """Put a value at its place; a goal keeps its other parts."""
    head, _, key = id.partition(".")
    if head == "goal":
        profile["goal"] = {**(profile.get("goal") or {}), **(value if isinstance(value, dict) else {key: value})}
    elif "[" in head:
        name, number = head[:-1].split("[")
        profile[name][int(number)][key] = value
    else:
        profile[head] = value


def _check(changed: Plain, name: str, rulebook: Rulebook, today: date) -> None:
    try:
        profile = profile_from(changed)
        recognize(profile, rulebook, today)
    except InputError as error:
        raise Unreadable(error.problems[0].message) from None
    if name == "experience":
        for work in profile.experience or ():
            if work.start and parse_partial(work.start) > today:
                raise Unreadable("That job starts in the future. Please name the jobs you have now or had before.")
            if (work.years or 0) > _MOST_YEARS:
                raise Unreadable(f"More than {_MOST_YEARS} years of work is too much for one person. Please check it.")
    if name in ("education", "education.completed"):
        for program in profile.education or ():
            if program.completed and program.status == "completed" and parse_partial(program.completed) > today:
                hint = 'If you are in the program now, write "in progress" with it.'
                raise Unreadable(f"That date is still to come. {hint}")
