"""An answer put into a profile, or a short kind sentence that says how to answer."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any

from advisor.dates import parse_partial
from advisor.errors import InputError, nearest
from advisor.interview.entries import NOTHING, Plain, Unreadable, certification, dated, day, entries, job, school
from advisor.profile import Profile, profile_from
from advisor.recognize import recognize
from advisor.rulebook.book import Rulebook

MOST = 1_000
"""Characters of an answer."""
_MOST_YEARS = 60
_YES = frozenset(("y", "yes", "true", "yeah", "yep", "sure"))
_NO = frozenset(("n", "no", "false", "nope", "not"))
YES_NO = ("yes", "no")
SUPERVISION = {"none": "No", "informal": "Mentored or trained others", "formal": "Lead, supervisor or manager"}
CLOSED = {"goal.setting": "settings", "experience.setting": "settings", "experience.area": "areas", "state": "states"}
"""Places in a profile whose word comes from a list."""
_LISTS = {"coursework", "interests", "education.accreditation"}
_SWITCHES = {"education.final_term", "education.practicum", "experience.privacy_management"}
LISTS = ("education", "experience", "certifications")
DETAILS = {
    "education": ("field", "accreditation", "final_term", "practicum", "completed", "training_hours"),
    "experience": ("area", "setting", "supervision", "privacy_management"),
}
"""The parts of an entry that are asked for by themselves."""
_NUMBERS = {"college_credits": 300, "education.training_hours": 10_000}


def kind_of(field: str) -> str:
    """Name the kind of answer to a question: entries, choice, yes-no, words, number, date, goal or text."""
    if field in ("education", "experience", "certifications"):
        return "entries"
    if field in CLOSED or field in ("experience.supervision", "education.level"):
        return "choice"
    if field == "goal.track":
        return "goal"
    table = {"yes-no": _SWITCHES, "words": _LISTS, "number": _NUMBERS, "date": {"education.completed"}}
    return next((kind for kind, fields in table.items() if field in fields), "text")


def choices_of(field: str, rulebook: Rulebook) -> dict[str, str]:
    """Give the words that may answer a question, each with its name; nothing when any text may."""
    if field == "experience.supervision":
        return dict(SUPERVISION)
    domain = CLOSED.get(field) or {
        "goal.track": "tracks", "education.level": "education-levels", "education.accreditation": "accreditors",
        "coursework": "courses", "interests": "interests",
    }.get(field)  # fmt: skip
    return {term.id: term.name for term in rulebook.vocabularies[domain].terms.values()} if domain else {}


Given = str | Sequence[str | Plain]
"""An answer: text, or the entries of a list, each as text or as the profile has it."""


def put(
    profile: Mapping[str, Any], id: str, field: str, given: Given, rulebook: Rulebook, day_of_advice: date
) -> Plain:
    """Give the profile with an answer in it. Raises Unreadable when it cannot be taken."""
    if isinstance(given, str):
        value = _value(field, _clean(given), rulebook)
    elif field in LISTS:
        value = [entry for part in given for entry in _entries(field, part, rulebook)]
    else:
        raise Unreadable("Please give one answer.")
    made: Plain = deepcopy(dict(profile))
    if id in DETAILS:
        value = [_kept(entry, made.get(id) or [], id) for entry in value]
    _set(made, id, value)
    _check(made, field, rulebook, day_of_advice)
    return made


def _clean(text: str) -> str:
    if len(text) > MOST:
        raise Unreadable(f"That is long; {MOST:,} characters are enough. Please say it in fewer words.")
    if any(unicodedata.category(c) in ("Cc", "Cs", "Cf") and c not in "\n\t" for c in text):
        raise Unreadable("Please use letters, digits and punctuation only.")
    if not text.strip():
        raise Unreadable('Please write something, or "I don\'t know".')
    return text.strip()


def _entries(field: str, given: str | Plain, rulebook: Rulebook) -> list[Plain]:
    """Read entries of a list from text, or take one as it is."""
    if isinstance(given, str):
        found = _value(field, _clean(given), rulebook)
        assert isinstance(found, list)
        return found
    return [dated(given) if field == "experience" else given]


def _kept(entry: Plain, before: list[Plain], name: str) -> Plain:
    """Give an entry with the details that were said of the same one before."""
    same = ("level", "status") if name == "education" else ("role", "area")
    for other in before:
        if entry.get(same[0]) is not None and all(entry.get(key, other.get(key)) == other.get(key) for key in same):
            return {**{key: other[key] for key in DETAILS[name] if key in other}, **entry}
    return entry


def _value(field: str, text: str, rulebook: Rulebook) -> Any:
    if field == "education":
        return entries(text, lambda part: school(part, rulebook))
    if field == "experience":
        return entries(text, lambda part: job(part, rulebook))
    if field == "certifications":
        return entries(text, certification)
    if field == "goal.track":
        return _goal(text, rulebook)
    if field in _SWITCHES:
        word = text.casefold().rstrip(".!")
        if word not in _YES | _NO:
            raise Unreadable('Please answer "yes" or "no".')
        return word in _YES
    if field in _NUMBERS:
        return _number(text, _NUMBERS[field])
    if field == "education.completed":
        return day(text)
    if field in _LISTS:
        words = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
        return [] if text.casefold().rstrip(".") in NOTHING else [_chosen(one, field, rulebook) for one in words]
    if kind_of(field) == "choice":
        return _choice(text, field, rulebook)
    return text


def _chosen(text: str, field: str, rulebook: Rulebook) -> str:
    """Take the number of a choice for the choice; other words stay as they are."""
    ids = list(choices_of(field, rulebook))
    return ids[int(text) - 1] if text.isdecimal() and 0 < int(text) <= len(ids) else text


def _choice(text: str, field: str, rulebook: Rulebook) -> str:
    choices = choices_of(field, rulebook)
    if (chosen := _chosen(text, field, rulebook)) in choices:
        return chosen
    domain = CLOSED.get(field, "education-levels")
    if field == "experience.supervision":
        word = text.casefold()
        found = "formal" if word in _YES else "none" if word in _NO else word if word in choices else None
    else:
        found = rulebook.vocabularies[domain].find(text)
    if found is None:
        raise Unreadable(f"Please choose one of the list.{nearest(text[:100], [*choices, *choices.values()])}")
    return found


def _goal(text: str, rulebook: Rulebook) -> Plain:
    made: Plain = {}
    tracks = rulebook.vocabularies["tracks"]
    for part in (part.strip() for part in text.split(";") if part.strip()):
        part = _chosen(part, "goal.track", rulebook)
        title, track = rulebook.find_title(part), part if part in tracks.terms else None
        track = track or (None if title else tracks.find(part))
        if not (title or track):
            known = [*tracks.terms, *(one.name for one in rulebook.titles)]
            raise Unreadable(f"We do not know that job or direction.{nearest(part[:100], known)} "
                             'Choose from the list, or say "not sure yet".')  # fmt: skip
        made |= {"track": track} if track else {"title": title}
    return made


def _number(text: str, most: int) -> float:
    try:
        number = float(text.replace(",", "").split()[0])
    except ValueError:
        raise Unreadable("Please write a number, such as 45.") from None
    if not 0 <= number <= most:
        raise Unreadable(f"Please write a number from 0 to {most:,}.")
    return number


def _set(made: Plain, id: str, value: Any) -> None:
    """Put a value at its place; a goal keeps its other parts."""
    head, _, key = id.partition(".")
    if head == "goal":
        made["goal"] = {**(made.get("goal") or {}), **(value if key == "track" else {key: value})}
    elif "[" in head:
        name, number = head[:-1].split("[")
        made[name][int(number)][key] = value
    else:
        made[head] = value


def _check(made: Plain, field: str, rulebook: Rulebook, today: date) -> None:
    try:
        profile = profile_from(made)
        recognize(profile, rulebook, today)
    except InputError as error:
        raise Unreadable(error.problems[0].message) from None
    if field == "experience":
        for one in profile.experience or ():
            if one.start and parse_partial(one.start) > today:
                raise Unreadable("That job starts in the future. Please name the jobs you have now or had before.")
            if (one.years or 0) > _MOST_YEARS:
                raise Unreadable(f"More than {_MOST_YEARS} years of work is too much for one person. Please check it.")
    if field in ("education", "education.completed"):
        _check_schools(profile, today)


def _check_schools(profile: Profile, today: date) -> None:
    for one in profile.education or ():
        if one.completed and one.status == "completed" and parse_partial(one.completed) > today:
            raise Unreadable('That date is still to come. If you are in the program now, write "in progress" with it.')
