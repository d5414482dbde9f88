"""What must hold across a rulebook's files: references, circles, dates, and facts that can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from advisor.errors import Problem, listing, nearest
from advisor.problems import unknown
from advisor.rulebook.activity import Activity
from advisor.rulebook.check_facts import conclusion_problems, fact_problems, vocabulary_problems
from advisor.rulebook.condition import All, is_growing
from advisor.rulebook.credential import Credential, Route
from advisor.rulebook.draft import Draft, Located, references
from advisor.rulebook.folder import FOLDERS, LISTS
from advisor.rulebook.model import (
    ONWARD,
    Assumption,
    Definition,
    Direction,
    Entry,
    Fact,
    Level,
    Preference,
    Question,
    Step,
    Title,
)
from advisor.rulebook.part import Part
from advisor.rulebook.tokens import tokens_of
from advisor.words import SUPERVISION

_REFERENCES: dict[type[Part], dict[str, str]] = {
    Title: {"levels": "level from_level", "tracks": "track"},
    Credential: {"credentials": "counts_as superseded_by", "tracks": "fits.tracks", "settings": "fits.settings"},
    Step: {"credentials": "credential"},
    Preference: {"credentials": "order"},
    Activity: {
        "courses": "coursework",
        "accreditors": "education.accreditation",
        "fields": "education.field",
        "areas": "work.area",
        "settings": "work.setting",
    },
    Direction: {
        "tracks": "id",
        "interests": "suits.interests",
        "skills": "suits.skills",
        "fields": "suits.fields",
        "areas": "suits.areas",
    },
}
"""The attributes of entries that hold ids of other entries or words, by the domain of the ids."""
_UNLOCKED = {"level": "levels", "title": "titles", "certification": "credentials"}


def check(draft: Draft) -> Iterator[Problem]:
    """Give every problem that no single entry shows."""
    for kind in (*LISTS.values(), *FOLDERS.values(), Preference):
        yield from _repeated(draft.of(kind))
    for kind, named in _REFERENCES.items():
        for located in draft.of(kind):
            yield from references(located, located.entry, named, draft.names)
    yield from vocabulary_problems(draft)
    for located in draft.of(Assumption):
        if located.entry.default not in located.entry.choices:
            close = nearest(located.entry.default, located.entry.choices)
            yield located.problem(f"The choices are {listing(located.entry.choices)}.{close}", "default")
    for located in draft.of(Question):
        yield from _meaning_of_yes(located, draft)
    for located in draft.of(Fact):
        yield from fact_problems(located, draft)
    for located in draft.of(Definition):
        if located.entry.id in draft.names.refused:
            yield located.problem(draft.names.refused[located.entry.id], "id")
    yield from conclusion_problems(draft)
    yield from _levels(draft)
    for located in draft.of(Title):
        if located.entry.level == ONWARD and not located.entry.from_level:
            yield located.problem("An onward title says from which level it is reached: `from_level:`.", "level")
    yield from _names(draft.of(Title), lambda title: (("name", title.name), ("also_known_as", *title.also_known_as)))
    for located in draft.of(Credential):
        yield from _credential(located)
    yield from _names(draft.of(Credential), _credential_names)
    yield from _circles(draft.of(Credential))
    for located in draft.of(Step):
        yield from _unlocked(located, draft)
        by, known = located.entry.by, [one.entry.id for one in draft.of(Activity)]
        if by and by not in known:
            yield located.problem(unknown("activity", by, known), "by")
    for located in draft.of(Activity):
        if not is_growing(located.entry.requires):  # a plan only ever adds
            yield located.problem("An activity's requirement cannot use not, below or at_most.", "requires")


def _meaning_of_yes(located: Located, draft: Draft) -> Iterator[Problem]:
    """Refuse a plain yes that stands for no answer of its question."""
    question: Question = located.entry
    answers = {"education.accreditation": draft.names.domains["accreditors"], "experience.supervision": SUPERVISION}
    allowed = answers.get(question.field, ())
    for number, word in enumerate(question.if_yes):
        if word not in allowed:
            message = f"A plain yes cannot stand for this here. Allowed: {listing(allowed)}." if allowed else ""
            place = ("if_yes", number)
            yield located.problem(message or "A plain yes to this question needs no meaning of its own.", *place)


def _repeated(entries: list[Located]) -> Iterator[Problem]:
    """Refuse an interval that ends before it starts, and two entries of one id in force on the same day."""
    seen: dict[str, list[Located]] = {}
    for located in entries:
        entry = located.entry
        dated = isinstance(entry, Entry)
        if dated and entry.since and entry.until and entry.until < entry.since:
            yield located.problem(f"This ends ({entry.until}) before it starts ({entry.since}).", "until")
        for other in seen.setdefault(entry.id, []):
            place = f"{other.document.name}:{other.document.line((*other.place, 'id'))}"
            if not dated:
                yield located.problem(f"This id is used already at {place}; each entry needs its own.", "id")
            elif _overlap(entry, other.entry):
                message = f"This id is in force on the same days as the one at {place}; "
                message += "give each an own id, or `since` and `until` that do not overlap."
                yield located.problem(message, "id")
        seen[entry.id].append(located)


def _overlap(one: Entry, other: Entry) -> bool:
    starts_after = one.since and other.until and other.until < one.since
    ends_before = one.until and other.since and one.until < other.since
    return not (starts_after or ends_before)


def _levels(draft: Draft) -> Iterator[Problem]:
    """Refuse levels without a floor, and levels that come or go: conditions compare their places in the list."""
    levels, ids = draft.of(Level), draft.names.domains["levels"]
    if not ids and draft.documents["levels.yaml"].data == []:
        yield draft.problem("There must be at least one level.", "levels.yaml")
    for located in levels:
        requires = located.entry.requires
        if located.entry.id == ids[0] and (requires.parts or not isinstance(requires, All)):
            yield located.problem("The lowest level must ask nothing, so that everyone has a level.", "requires")
        if located.entry.id == ONWARD:
            yield located.problem(f"No level can be called {ONWARD}; titles beyond the highest level say so.", "id")
    if {located.entry.id for located in levels} != set(ids):
        return  # one of them is refused for itself
    days = {date.min, *(one.entry.since for one in levels if one.entry.since)}
    days |= {one.entry.until + timedelta(days=1) for one in levels if one.entry.until}
    for day in sorted(days):
        on_the_day = tuple(one.entry.id for one in levels if one.entry.in_force(day))
        if on_the_day != ids and len(set(on_the_day)) == len(on_the_day):
            located = next((one for one in levels if one.entry.id not in on_the_day), levels[0])
            when = "At first" if day == date.min else f"On {day}"
            message = f"{when} the levels would be {listing(on_the_day) or 'none'}, not {listing(ids)}: "
            yield located.problem(f"{message}a level may change from a day on, but not come, go or move.")
            return


def _credential_names(credential: Credential) -> Iterator[tuple[str, ...]]:
    yield "acronym", credential.acronym
    yield "name", credential.name
    yield "spellings", *credential.spellings
    if credential.apprentice:
        yield "apprentice", credential.apprentice.id, credential.apprentice.acronym
    for former in credential.former_names:
        yield "former_names", former.acronym, former.name


def _names(entries: list[Located], names: Callable[[Any], Iterable[tuple[str, ...]]]) -> Iterator[Problem]:
    """Refuse a name that two entries go by on the same day."""
    known: dict[tuple[str, ...], list[Located]] = {}
    for located in entries:
        known.setdefault(tokens_of(located.entry.id), []).append(located)
    for located in entries:
        for key, *texts in names(located.entry):
            for text in filter(None, texts):
                bearers = known.setdefault(tokens_of(text), [])
                for other in bearers:
                    if other.entry.id != located.entry.id and _overlap(located.entry, other.entry):
                        yield located.problem(f'"{text}" is a name of {other.entry.id} already.', key)
                bearers.append(located)


def _credential(located: Located) -> Iterator[Problem]:
    credential: Credential = located.entry
    expected = located.document.name.removeprefix("credentials/").removesuffix(".yaml")
    if credential.id != expected:
        yield located.problem(f"The id and the file's name must be the same: {expected}.", "id")
    if credential.status == "active" and not credential.formal:
        yield located.problem("An active credential has at least one route under `formal:`.", "formal")
    if credential.status == "retired" and credential.formal:
        yield located.problem("A retired credential has no routes; write `formal: []`.", "formal")
    routes: dict[tuple[str, ...], tuple[Route, ...]]
    routes = {("formal",): credential.formal, ("prepare",): credential.prepare}
    if credential.apprentice:
        routes["apprentice", "lift"] = credential.apprentice.lift
        if credential.apprentice.id == credential.id:
            yield located.problem("The apprentice form needs an id of its own.", "apprentice", "id")
    for place, listed in routes.items():
        ids = [route.id for route in listed]
        for number, id in enumerate(ids):
            if id in ids[:number]:
                yield located.problem(f"The id {id} is used twice here.", *place, number, "id")


def _circles(credentials: list[Located]) -> Iterator[Problem]:
    """Refuse credentials that count as themselves, or that what is wider than they are makes needless."""
    counts: dict[str, Sequence[str]] = {one.entry.id: one.entry.counts_as for one in credentials}
    found = [*_circle(credentials, counts, "counts_as", "count as itself")]
    wider = {id: [*(one for one in counts if id in counts[one])] for id in counts}
    for located in credentials:
        wider[located.entry.id] += located.entry.superseded_by
    yield from found or _circle(credentials, wider, "superseded_by", "be superseded by itself")


def _circle(credentials: list[Located], others: Mapping[str, Sequence[str]], key: str, said: str) -> Iterator[Problem]:
    """Refuse the first credential that comes back to itself."""
    for located in credentials:
        ways: list[tuple[str, ...]] = [(located.entry.id,)]
        for way in ways:  # grows on the way
            for id in others.get(way[-1], ()):
                if id == located.entry.id:
                    yield located.problem(f"This would {said}: {' > '.join((*way, id))}.", key)
                    return
                if all(id != other[-1] for other in ways):
                    ways.append((*way, id))


def _unlocked(located: Located, draft: Draft) -> Iterator[Problem]:
    for number, unlocked in enumerate(located.entry.unlocks):
        kind, _, id = unlocked.partition(":")
        if kind not in _UNLOCKED:
            forms = " or ".join(f"{one}:ID" for one in _UNLOCKED)
            yield located.problem(f"Write {forms}, not {unlocked}.", "unlocks", number)
        elif id not in draft.names.domains[_UNLOCKED[kind]]:
            message = unknown(_UNLOCKED[kind].removesuffix("s"), id, draft.names.domains[_UNLOCKED[kind]])
            yield located.problem(message, "unlocks", number)
