"""What an answer makes of a state: put in, corrected, declined, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from advisor.dates import is_year_alone
from advisor.errors import InputError
from advisor.interview.answers import Given, put
from advisor.interview.entry_wording import in_words, name_in_words
from advisor.interview.fields import DETAILS, FIELDS, LISTS, field_of, number_of
from advisor.interview.model import Answered, Refusal, State, Unclear
from advisor.interview.places import value_at
from advisor.interview.understanding import is_plain, not_placed, notes_on, unclear_in, understood
from advisor.interview.unreadable import Unreadable
from advisor.language import words
from advisor.language.short_answers import is_unknown
from advisor.profile import profile_from
from advisor.reading.reading import Plain
from advisor.rulebook.book import Rulebook


def start(profile: Mapping[str, Any] | None = None) -> State:
    """Begin an interview, with a profile or with nothing. Raises InputError when the profile is not valid."""
    return State(profile_from(profile or {}).model_dump(mode="json", exclude_unset=True))


def restored(data: Any) -> State:
    """Take up a state that ``State.to_dict`` wrote. Raises InputError when it is not one."""
    declined = data.get("declined", []) if isinstance(data, dict) else None
    if not isinstance(declined, list) or not all(isinstance(one, str) for one in declined):
        raise InputError("These are not the answers of an interview.")
    return State(start(data.get("profile")).profile, tuple(declined))


def answer(state: State, id: str, given: Given, rulebook: Rulebook, day: date) -> Answered | Refusal:
    """Put an answer into the profile: text, or the entries of a list; a Refusal says what would be right.

    One that says no more than that the person does not know declines the question.
    """
    field = field_of(id, rulebook)
    if field is None or not _has_place(state, id):
        return Refusal(id, words("interview")["no question"])
    texts = [given] if isinstance(given, str) else given
    told = [text for text in texts if not (isinstance(text, str) and is_unknown(text))]
    if texts and not told:
        return Answered(decline(reopen(state, id), id), plain=True)
    given = given if isinstance(given, str) else told
    try:
        made, leftover = put(state.profile, id, field, given, rulebook.as_of(day), day)
    except Unreadable as problem:
        return Refusal(id, str(problem), problem.nearest)
    except (LookupError, TypeError):
        return Refusal(id, words("interview")["no question"])
    declined = [one for one in state.declined if one != id and not one.startswith(f"{id}[")]
    if FIELDS[field].kind == "date" and is_year_alone(value_at(made, id)):
        declined.append(id)  # the person knows no more than the year, and is not asked again
    after = State(made, tuple(declined))
    unclear = (*unclear_in(after, id, rulebook, day), *(not_placed(text) for text in leftover))
    return Answered(
        after,
        (*understood(after, id, rulebook, day), *_said_beside(state, after, id, rulebook)),
        unclear,
        notes_on(after, state, rulebook, day),
        is_plain(after, id, field, given, rulebook),
    )


def _said_beside(before: State, after: State, id: str, rulebook: Rulebook) -> tuple[str, ...]:
    """Give what an answer said of the person outside of the place that was asked for, such as college credits."""
    told = words("said beside")
    return tuple(
        told[key].format(in_words(after.profile[key], rulebook, key))
        for key in told
        if key != id and key in after.profile and key not in before.profile
    )


def corrected(state: State, id: str, unclear: Unclear, text: str, rulebook: Rulebook, day: date) -> Answered | Refusal:
    """Put other words in the place of those of an answer that were not understood; the rest of it stays."""
    before = value_at(state.profile, id)
    head, _, key = unclear.place.removeprefix(id).partition(".")
    if not isinstance(before, list):
        return answer(state, id, text, rulebook, day)
    if id not in LISTS:
        kept = ", ".join(text if one == unclear.text else str(one) for one in before)
        return answer(state, id, kept, rulebook, day)
    entries: list[str | Plain] = list(before)
    n = int(head[1:-1]) if head else len(entries)
    whole = answer(state, id, [*entries[:n], text, *entries[n + 1 :]], rulebook, day)
    if isinstance(whole, Answered) and _names_twice(whole.state.profile[id], id, n, len(entries), rulebook):
        return answer(state, id, text, rulebook, day)  # all of it was written again
    if n < len(entries) and isinstance(before[n].get(key), str) and not _says_more(whole, id, n, len(entries), key):
        return answer(state, id, [*entries[:n], {**before[n], key: text}, *entries[n + 1 :]], rulebook, day)
    return whole


def _names_twice(listed: list[Plain], id: str, n: int, count: int, rulebook: Rulebook) -> bool:
    """Say whether the entries in the place of one, ``n`` of ``count``, name others of the list again."""
    end = len(listed) - max(0, count - n - 1)
    new, others = listed[n:end], [*listed[:n], *listed[end:]]
    names = {name_in_words(one, rulebook, id) for one in others}
    return any(name_in_words(one, rulebook, id) in names for one in new)


def _says_more(made: Answered | Refusal, id: str, n: int, count: int, key: str) -> bool:
    """Say whether the entry read from other words says more than a name, or is none or several."""
    listed = made.state.profile.get(id) or () if isinstance(made, Answered) else None
    return listed is not None and (len(listed) != count or listed[n].keys() != {key})


def _has_place(state: State, id: str) -> bool:
    """Say whether the entry that a question is about is in the profile."""
    name, bracket, _ = id.partition("[")
    return not bracket or number_of(id) < len(state.profile.get(name) or ())


def decline(state: State, id: str) -> State:
    """Leave a question unanswered: what it asks for stays unknown."""
    return state if id in state.declined else State(state.profile, (*state.declined, id))


def reopen(state: State, id: str) -> State:
    """Take an answer back; all others stay, but for the details of a list that is taken back."""
    made = deepcopy(dict(state.profile))
    declined = tuple(one for one in state.declined if one != id and not one.startswith(f"{id}["))
    head, _, key = id.partition(".")
    if head == "goal" and made.get("goal"):
        gone = ("track", "title") if key == "track" else (key,)
        made["goal"] = {name: value for name, value in made["goal"].items() if name not in gone}
    elif "[" in head:
        name, number = head[:-1].split("[")
        listed = made.get(name) or []
        if int(number) < len(listed):
            _take_back(listed[int(number)], key)
    else:
        made.pop(head, None)
    return State(made, declined)


def _take_back(entry: Plain, key: str) -> None:
    """Make a part of an entry unknown again; a job keeps its years, and a status left out would be the best."""
    if key == "status":
        entry[key] = "unknown"
    elif key in ("start", "end") and key in entry:
        entry[key] = entry[key][:4]
    else:
        entry.pop(key, None)


def answered(state: State) -> dict[str, Any]:
    """Give what was said, by the id of its question, in the order of the profile."""
    found: dict[str, Any] = {}
    for name, value in state.profile.items():
        if name == "goal":
            parts = {key: part for key, part in (value or {}).items() if part is not None}
            if aims := {key: part for key, part in parts.items() if key in ("title", "track")}:
                found["goal.track"] = aims
            if "setting" in parts:
                found["goal.setting"] = parts["setting"]
        elif name in LISTS:
            found[name] = value
            for number, entry in enumerate(value or ()):
                found |= {f"{name}[{number}].{key}": entry[key] for key in DETAILS.get(name, ()) if key in entry}
        elif value is not None:
            found[name] = value
    return found
