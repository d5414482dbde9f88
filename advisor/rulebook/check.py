"""What must hold across a rulebook's files: references, circles, dates, and facts that can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import prod
from typing import Any

from pydantic import BaseModel

from advisor.document import Place
from advisor.errors import Problem, listing, nearest
from advisor.problems import unknown
from advisor.rulebook.activity import Activity
from advisor.rulebook.check_facts import (
    conclusion_problems,
    fact_problems,
    reference,
    references,
    vocabulary_problems,
)
from advisor.rulebook.condition import All, Comparison, Condition, Not, is_growing
from advisor.rulebook.credential import Credential, Route
from advisor.rulebook.draft import Draft, Located
from advisor.rulebook.model import (
    Assumption,
    Entry,
    Fact,
    Guidance,
    Level,
    Preference,
    Question,
    Source,
    Step,
    Title,
    Warning_,
)
from advisor.rulebook.vocabulary import tokens_of

ONWARD = "onward"
"""The level of titles beyond the highest: occupations that this one leads to."""
MOST_ALTERNATIVES = 2_000
"""Combinations of one condition's alternatives; each becomes a rule of the engine."""
MOST_COMPARED = 200
"""Comparisons in one of those combinations."""


def check(draft: Draft) -> Iterator[Problem]:
    """Give every problem that no single entry shows."""
    for kind in (
        Source,
        Assumption,
        Question,
        Fact,
        Level,
        Title,
        Credential,
        Step,
        Preference,
        Warning_,
        Guidance,
        Activity,
    ):
        yield from _repeated(draft.of(kind))
    yield from vocabulary_problems(draft)
    for located in draft.of(Assumption):
        if located.entry.default not in located.entry.choices:
            close = nearest(located.entry.default, located.entry.choices)
            yield located.problem(f"The choices are {listing(located.entry.choices)}.{close}", "default")
    for located in draft.of(Fact):
        yield from fact_problems(located, draft)
    yield from conclusion_problems(draft)
    yield from _levels(draft)
    for located in draft.of(Title):
        yield from _title(located, draft)
    yield from _names(draft.of(Title), lambda title: (("name", title.name), ("also_known_as", *title.also_known_as)))
    for located in draft.of(Credential):
        yield from _credential(located, draft)
    yield from _names(draft.of(Credential), _credential_names)
    yield from _circles(draft.of(Credential))
    for located in draft.of(Step):
        yield from _step(located, draft)
    for located in draft.of(Preference):
        yield from references(located, located.entry.order, draft, "credentials", "order")
    for located in draft.of(Activity):
        yield from _activity(located, draft)
    for kind in (Level, Title, Credential, Step, Preference, Warning_, Guidance, Activity):
        for located in draft.of(kind):
            yield from _sizes(located, located.entry)


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
                yield located.problem(
                    f"This id is in force on the same days as the one at {place}; "
                    "give each an own id, or `since` and `until` that do not overlap.",
                    "id",
                )
        seen[entry.id].append(located)


def _overlap(one: Entry, other: Entry) -> bool:
    starts_after = one.since and other.until and other.until < one.since
    ends_before = one.until and other.since and one.until < other.since
    return not (starts_after or ends_before)


def _levels(draft: Draft) -> Iterator[Problem]:
    """Refuse levels without a floor, and levels that come or go: conditions compare their places in the list."""
    levels = draft.of(Level)
    ids = draft.names.domains["levels"]
    if not ids and draft.documents["levels.yaml"].data == []:
        yield draft.problem("There must be at least one level.", "levels.yaml")
    for located in levels:
        if located.entry.id == ids[0] and not _asks_nothing(located.entry.requires):
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
            yield located.problem(
                f"{when} the levels would be {listing(on_the_day) or 'none'}, not {listing(ids)}: "
                "a level may change from a day on, but not come, go or move."
            )
            return


def _asks_nothing(condition: Condition) -> bool:
    return isinstance(condition, All) and not condition.parts


def _title(located: Located, draft: Draft) -> Iterator[Problem]:
    title: Title = located.entry
    if draft.names.domains["levels"]:
        yield from reference(located, title.level, draft, "levels", "level", ONWARD)
    yield from reference(located, title.from_level, draft, "levels", "from_level")
    yield from reference(located, title.track, draft, "tracks", "track")
    if title.level == ONWARD and not title.from_level:
        yield located.problem("An onward title says from which level it is reached: `from_level:`.", "level")


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


def _credential(located: Located, draft: Draft) -> Iterator[Problem]:
    credential: Credential = located.entry
    expected = located.document.name.removeprefix("credentials/").removesuffix(".yaml")
    if credential.id != expected:
        yield located.problem(f"The id and the file's name must be the same: {expected}.", "id")
    if credential.status == "active" and not credential.formal:
        yield located.problem("An active credential has at least one route under `formal:`.", "formal")
    if credential.status == "retired" and credential.formal:
        yield located.problem("A retired credential has no routes; write `formal: []`.", "formal")
    for key in ("counts_as", "superseded_by"):
        yield from references(located, getattr(credential, key), draft, "credentials", key)
    yield from references(located, credential.fits.tracks, draft, "tracks", "fits", "tracks")
    yield from references(located, credential.fits.settings, draft, "settings", "fits", "settings")
    if credential.apprentice and credential.apprentice.id == credential.id:
        yield located.problem("The apprentice form needs an id of its own.", "apprentice", "id")
    lift = credential.apprentice.lift if credential.apprentice else ()
    parts: tuple[tuple[tuple[str, ...], tuple[Route, ...]], ...] = (
        (("formal",), credential.formal), (("prepare",), credential.prepare), (("apprentice", "lift"), lift),
    )  # fmt: skip
    for key_place, routes in parts:
        ids = [route.id for route in routes]
        for number, id in enumerate(ids):
            if id in ids[:number]:
                yield located.problem(f"The id {id} is used twice here.", *key_place, number, "id")


def _circles(credentials: list[Located]) -> Iterator[Problem]:
    """Refuse credentials that count as each other."""
    counts: Mapping[str, Sequence[str]] = {located.entry.id: located.entry.counts_as for located in credentials}
    for located in credentials:
        ways: list[tuple[str, ...]] = [(located.entry.id,)]
        reached: set[str] = set()
        while ways:
            way = ways.pop(0)
            for id in counts.get(way[-1], ()):
                if id == located.entry.id:
                    yield located.problem(f"This would count as itself: {' > '.join((*way, id))}.", "counts_as")
                    return
                if id not in reached:
                    reached.add(id)
                    ways.append((*way, id))


def _step(located: Located, draft: Draft) -> Iterator[Problem]:
    step: Step = located.entry
    domains = {"level": "levels", "title": "titles", "certification": "credentials"}
    for number, unlocked in enumerate(step.unlocks):
        kind, _, id = unlocked.partition(":")
        if kind not in domains:
            forms = " or ".join(f"{one}:ID" for one in domains)
            yield located.problem(f"Write {forms}, not {unlocked}.", "unlocks", number)
            continue
        for problem in references(located, [id], draft, domains[kind]):
            yield located.problem(problem.message, "unlocks", number)
    yield from reference(located, step.credential, draft, "credentials", "credential")


def _activity(located: Located, draft: Draft) -> Iterator[Problem]:
    """Refuse unknown words, and requirements that more could undo: a plan only ever adds."""
    activity: Activity = located.entry
    yield from references(located, activity.coursework, draft, "courses", "coursework")
    if school := activity.education:
        yield from references(located, school.accreditation, draft, "accreditors", "education", "accreditation")
        if school.field is not None and school.field not in draft.names.domains["fields"]:
            said = unknown("field of study", school.field, draft.names.domains["fields"])
            yield located.problem(said, "education", "field")
    if activity.work and activity.work.area not in draft.names.domains["areas"]:
        yield located.problem(unknown("area of work", activity.work.area, draft.names.domains["areas"]), "work", "area")
    if not is_growing(activity.requires):
        yield located.problem("An activity's requirement cannot use not, below or at_most.", "requires")


def _sizes(located: Located, part: BaseModel, place: Place = ()) -> Iterator[Problem]:
    """Refuse conditions whose alternatives make more combinations than the engine can take."""
    for key in type(part).model_fields:
        value = getattr(part, key)
        many = isinstance(value, tuple)
        for number, inner in enumerate(value if many else (value,)):
            here = (*place, key, number) if many else (*place, key)
            if isinstance(inner, Condition):
                count, longest = _size(inner)
                if count > MOST_ALTERNATIVES:
                    message = (
                        f"The alternatives here make {count:,} combinations, and {MOST_ALTERNATIVES:,} is the most"
                    )
                    yield located.problem(f"{message}; name part of them as a fact of its own.", *here)
                elif longest > MOST_COMPARED:
                    message = f"One alternative here makes {longest} comparisons, and {MOST_COMPARED} is the most"
                    yield located.problem(f"{message}; name part of them as a fact of its own.", *here)
            elif isinstance(inner, BaseModel):
                yield from _sizes(located, inner, here)


def _size(condition: Condition, positive: bool = True) -> tuple[int, int]:
    """Count a condition's alternatives, and the comparisons in the longest of them."""
    if isinstance(condition, Comparison):
        return 1, 1
    if isinstance(condition, Not):
        return _size(condition.part, not positive)
    sizes = [_size(part, positive) for part in condition.parts]
    counts, lengths = [count for count, _ in sizes], [length for _, length in sizes]
    if isinstance(condition, All) is positive:
        return prod(counts), sum(lengths)
    return sum(counts), max(lengths, default=0)
