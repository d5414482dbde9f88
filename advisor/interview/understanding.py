"""What was understood of an answer, and what was not: told from the entries that it put into the profile.

The words are looked up by the same recognition as for advice, so that what is said back is what counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from advisor.errors import InputError
from advisor.interview.entry_wording import entry_in_words, in_words
from advisor.interview.fields import LISTS, kind_of, questions_by_field
from advisor.interview.model import State, Unclear
from advisor.interview.nearest import nearest_names
from advisor.interview.places import value_at
from advisor.language import words
from advisor.language.short_answers import yes_or_no
from advisor.person import Remark
from advisor.profile import profile_from
from advisor.recognize import recognize
from advisor.rulebook.book import Rulebook

UNPLACED = "unrecognized-"
"""The ids of remarks about words that were not recognized begin so."""


def remarks_on(state: State, rulebook: Rulebook, day: date) -> tuple[Remark, ...]:
    """Give what recognition remarks on the words of a profile; nothing when they cannot be looked up."""
    try:
        return recognize(profile_from(state.profile), rulebook.as_of(day), day).remarks
    except InputError:
        return ()


def notes_on(state: State, before: State, rulebook: Rulebook, day: date) -> tuple[str, ...]:
    """Give the remarks that could not be made before an answer, but for those about words that are not recognized."""
    made = {remark.text for remark in remarks_on(before, rulebook, day)}
    new = [one for one in remarks_on(state, rulebook, day) if not one.id.startswith(UNPLACED)]
    return tuple(dict.fromkeys(remark.text for remark in new if remark.text not in made))


def unclear_in(state: State, id: str, rulebook: Rulebook, day: date) -> tuple[Unclear, ...]:
    """Give what was not understood of the answer to one question."""
    return tuple(one for one in all_unclear(state, rulebook, day) if _is_of(id, one.place))


def all_unclear(state: State, rulebook: Rulebook, day: date) -> Iterator[Unclear]:
    """Give what was not understood of all answers.

    A field of study without a near name is no mistake: it is another field than those that the rulebook knows.
    """
    for remark in remarks_on(state, rulebook, day):
        if not remark.id.startswith(UNPLACED):
            continue
        names = nearest_names(remark.said, remark.id, rulebook)
        if remark.id != "unrecognized-field" or names:
            sentence = words("understanding")["unclear"].format(remark.said)
            yield Unclear(remark.said, sentence, names, remark.place, _follow_up(remark, rulebook))


def not_placed(text: str) -> Unclear:
    """Give words of an answer that were not placed in any of its entries."""
    return Unclear(text, words("understanding")["unclear"].format(text))


def understood(state: State, id: str, rulebook: Rulebook, day: date) -> tuple[str, ...]:
    """Give the answer to a question in words: a line an entry, but for certifications that are not recognized."""
    value = value_at(state.profile, id)
    if id not in LISTS:
        parts = value if isinstance(value, list) and value else [value]
        unclear = [one.text for one in unclear_in(state, id, rulebook, day)]
        return tuple(in_words(part, rulebook, id.rpartition(".")[2]) for part in parts if part not in unclear)
    if not value:
        return (in_words([], rulebook),)
    nameless = {one.place for one in unclear_in(state, id, rulebook, day)}
    return tuple(
        entry_in_words(entry, rulebook, id) for n, entry in enumerate(value) if f"{id}[{n}].name" not in nameless
    )


def is_plain(state: State, id: str, field: str, given: object, rulebook: Rulebook) -> bool:
    """Say whether an answer was written as it is kept, so that it needs not be said back.

    A bare no to a question for a list is said back: it may have been meant for what was said back before.
    """
    value = value_at(state.profile, id)
    if kind_of(field) in ("yes-no", "number"):
        return True
    if not isinstance(given, str) or id in LISTS:
        return value == [] and yes_or_no(str(given)) is None
    texts, key = [text.strip().casefold() for text in re.split("[;,]", given) if text.strip()], id.rpartition(".")[2]
    parts = list(value.values()) if isinstance(value, Mapping) else value if isinstance(value, list) else [value]
    same = {text.casefold() for part in parts for text in (str(part), in_words(part, rulebook, key))}
    return all(text.isdecimal() or text in same or yes_or_no(text) is not None for text in texts)


def _is_of(id: str, place: str) -> bool:
    """Say whether a place in the profile is of the answer to a question: of the list, and of no detail asked alone."""
    if id in LISTS:
        return re.fullmatch(rf"{id}\[[0-9]+\](\.[a-z_]+(\[[0-9]+\])?)?", place) is not None
    return place == id or place.startswith(f"{id}[")


def _follow_up(remark: Remark, rulebook: Rulebook) -> str:
    """Give the question that asks next about a job whose title is not recognized."""
    asked = remark.id == "unrecognized-role" and "experience.area" in questions_by_field(rulebook)
    return remark.place.replace(".role", ".area") if asked else ""
