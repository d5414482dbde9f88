"""Reads an answer and puts it into a profile, or refuses it with a short sentence that says how to answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any, NamedTuple

from advisor.dates import parse_partial
from advisor.errors import InputError
from advisor.interview.fields import DETAILS, FIELDS, Field, choices_of, questions_by_field
from advisor.interview.nearest import did_you_mean, nearest_among
from advisor.interview.places import value_at
from advisor.interview.unreadable import Unreadable
from advisor.language import meanings, words
from advisor.language.amounts import hours_in, mark_hours
from advisor.language.dates import mark_dates
from advisor.language.lexicon import finder
from advisor.language.marked import DATE, RANGE, Marked
from advisor.language.numbers import numbers_in
from advisor.language.short_answers import is_none, yes_or_no
from advisor.profile import profile_from
from advisor.reading.credentials import read_credentials, standing_of
from advisor.reading.goal import read_goal
from advisor.reading.reading import Plain, Reading
from advisor.reading.schooling import read_schooling, status_of
from advisor.reading.work import read_length, read_work
from advisor.recognize import recognize
from advisor.recognize.written_out import written_out
from advisor.rulebook.book import Rulebook

MOST = 1_000
"""Characters of an answer."""
_MOST_YEARS = 60
_NONE = "none"
"""The choice that a plain no stands for, where there is one."""
_STANDING = {"education.status": status_of, "certifications.status": standing_of}
"""Readers of how an entry stands."""
_SAME = {"education": ("level", "status"), "experience": ("role", "area")}
"""Entries that agree in these keys are of the same school or job."""
_SAID_ANEW = frozenset(("status", "start", "end", "years", "hours_per_week"))
"""Details that an entry in words says or leaves out; they are not taken over from the entry before."""
Given = str | Sequence[str | Plain]
"""An answer: text, or the entries of a list, each as text or as the profile has it."""


_READERS: Mapping[str, Callable[[str, Rulebook, date], Reading]] = {
    "education": read_schooling,
    "experience": read_work,
    "certifications": read_credentials,
}
_YEARS, _HOURS = "experience.years", "experience.hours_per_week"


class Put(NamedTuple):
    """A profile with an answer in it, and the words of the answer that were not placed."""

    profile: Plain
    unclear: tuple[str, ...] = ()


def put(profile: Mapping[str, Any], id: str, name: str, given: Given, rulebook: Rulebook, day_of_advice: date) -> Put:
    """Give the profile with an answer at the place ``id`` of the field ``name``.

    Raises Unreadable when it cannot be taken.
    """
    field = FIELDS[name]
    changed: Plain = deepcopy(dict(profile))
    unclear: list[str] = []
    if field.kind == "entries":
        listed: list[Plain] = []
        for part in [given] if isinstance(given, str) else given:
            if not isinstance(part, str) and part in (changed.get(name) or ()):  # of a form, and nobody touched it
                reading = Reading((part,))
            else:
                reading = _entries(name, part, rulebook, day_of_advice)
            listed += reading.entries or ()
            unclear += reading.unclear
            changed = {**reading.beside, **changed}
        changed[name] = [_with_details(entry, changed.get(name) or [], name) for entry in listed]
    elif isinstance(given, str):
        before = value_at(profile, id)
        _set(changed, id, _value(field, _clean(given), rulebook, day_of_advice, before))
    else:
        raise Unreadable(words("what to say")["one"])
    _check(changed, name, rulebook, day_of_advice)
    return Put(changed, tuple(unclear))


def _clean(text: str) -> str:
    if len(text) > MOST:
        raise Unreadable(f"That is long; {MOST:,} characters are enough. Please say it in fewer words.")
    if not text.isprintable() and any(unicodedata.category(c) in ("Cc", "Cs", "Cf") and c not in "\n\t" for c in text):
        raise Unreadable("Please use letters, digits and punctuation only.")
    if not text.strip():
        raise Unreadable('Please write something, or "I don\'t know".')
    return text.strip()


def _entries(name: str, given: str | Plain, rulebook: Rulebook, today: date) -> Reading:
    """Read entries of a list from text; take one as it is, but for what its own text says."""
    if not isinstance(given, str):
        return Reading(_written(name, given, rulebook, today))
    reading = _READERS[name](_clean(given), rulebook, today)
    if reading.entries is None:
        said = words("understanding")["unclear"].format(reading.unclear[0][:100]) if reading.unclear else ""
        raise Unreadable(f"{said} {words('what to say')[name]}".strip())
    return reading


def _written(name: str, entry: Plain, rulebook: Rulebook, today: date) -> tuple[Plain, ...]:
    """Write an entry of a form out: someone may have written all into its first field."""
    try:
        profile = written_out(profile_from({name: [entry]}), rulebook, today).profile
    except InputError:
        return (entry,)
    made = getattr(profile, name) or ()
    return tuple(one.model_dump(mode="json", exclude_unset=True) for one in made) or (entry,)


def _with_details(entry: Plain, before: list[Plain], name: str) -> Plain:
    """Give an entry with the details of the same entry in the profile before."""
    if name not in _SAME:
        return entry
    main = _SAME[name][0]
    for other in before:
        same = all(entry.get(key, other.get(key)) == other.get(key) for key in _SAME[name])
        if entry.get(main) is not None and same:
            return {**{key: other[key] for key in DETAILS[name] if key in other and key not in _SAID_ANEW}, **entry}
    return entry


def _value(
    field: Field, text: str, rulebook: Rulebook, today: date, before: object
) -> bool | float | str | list[str] | Plain:
    """Read the answer to a question that is not about a list's entries; ``before`` is the answer that it has."""
    if field.kind == "goal":
        return _goal(text, rulebook, today)
    if field.kind == "yes-no":
        meaning = yes_or_no(text)
        if meaning is None:
            raise Unreadable('Please answer "yes" or "no".')
        return meaning
    if field.kind == "number":
        return _number(text, field)
    if field.kind == "date":
        return _day(text, today, before)
    if field.kind == "words":
        if is_none(text) or yes_or_no(text) is False:
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
        word = text.casefold().rstrip(".!")
        known = (meanings(field.meanings) if field.meanings else {}).get(word, word if word in choices else None)
        known = known or _STANDING.get(field.name, lambda _: None)(text)
        known = known if known in choices else None
    if known is None and (said := yes_or_no(text)) is not None:
        known = field.yes if said else field.no or _NONE
        if said and not known:
            known = next(iter(_meant_by_yes(field, rulebook)), None)
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


def _goal(text: str, rulebook: Rulebook, today: date) -> Plain:
    goal: Plain = {}
    tracks = rulebook.vocabularies["tracks"]
    for part in (part.strip() for part in text.split(";") if part.strip()):
        reading = read_goal(_chosen(part, FIELDS["goal.track"], rulebook), rulebook, today)
        if not reading.entries:
            names: dict[str, Sequence[str]] = {term.name: (term.id, term.name) for term in tracks.terms.values()}
            names |= {one.name: (one.name, *one.also_known_as) for one in rulebook.titles}
            close = nearest_among(part, names)
            hint = 'Choose from the list, or say "not sure yet".'
            raise Unreadable(f"We could not place that job or direction.{did_you_mean(close)} {hint}", close)
        goal |= reading.entries[0]
    return goal


def _number(text: str, field: Field) -> float:
    """Read a number, or an amount of years or hours where that is asked."""
    if is_none(text) or yes_or_no(text) is False:
        return 0.0
    said = Marked(text)
    if field.name == _YEARS and (length := read_length(text)):
        return _bounded(float(length["years"]), field)
    if field.name == _HOURS:
        mark_hours(said)
        if (hours := hours_in(said).weekly) is not None:
            return _bounded(hours, field)
    numbers = [one for one in numbers_in(said.folded) if not one.article]
    if not numbers:
        raise Unreadable("Please write a number, such as 45.")
    return _bounded(numbers[0].value, field)


def _bounded(number: float, field: Field) -> float:
    if not 0 <= number <= field.most:
        raise Unreadable(f"Please write a number from 0 to {field.most:,}.")
    return number


def _day(text: str, today: date, before: object) -> str:
    """Read a date; a month alone is one of the year that is known."""
    said = Marked(text)
    mark_dates(said, today)
    days: list[str] = [day.iso for _, _, day in said.marks(DATE)] + [
        one.start or one.end for _, _, one in said.marks(RANGE)
    ]
    months = finder("months").hits(said.folded)
    if not days and len(months) == 1 and isinstance(before, str):
        days = [f"{before[:4]}-{int(months[0].meaning):02}"]
    if len(days) != 1:
        raise Unreadable("Please write a date as 2024, 2024-05 or 2024-05-31.")
    return days[0]


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
    if name.partition(".")[0] == "experience":
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
