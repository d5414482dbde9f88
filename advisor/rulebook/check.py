"""What must hold across a rulebook's files: references, circles, dates, and facts that can be read."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from advisor.errors import Problem, listing, nearest
from advisor.problems import problems_of
from advisor.rulebook.condition import ALWAYS, Comparison, Condition, Not
from advisor.rulebook.filters import CONCLUSIONS, SHAPES
from advisor.rulebook.model import (
    Assumption,
    Credential,
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
from advisor.words import EDUCATION_LEVELS

if TYPE_CHECKING:
    from advisor.rulebook.load import Draft, Located

ONWARD = "onward"
"""The level of titles beyond the highest: occupations that this one leads to."""


def check(draft: Draft) -> Iterator[Problem]:
    """Give every problem that no single entry shows."""
    for kind in (Source, Assumption, Question, Fact, Level, Title, Credential, Step, Preference, Warning_, Guidance):
        yield from _repeated(draft.of(kind))
    yield from _vocabulary(draft)
    for located in draft.of(Assumption):
        if located.entry.default not in located.entry.choices:
            allowed = located.entry.choices
            yield located.problem(f"The default is none of the choices {listing(allowed)}.", "default")
    for located in draft.of(Fact):
        yield from _fact(located, draft)
    yield from _levels(draft.of(Level))
    for located in draft.of(Title):
        yield from _title(located, draft)
    for located in draft.of(Credential):
        yield from _credential(located, draft)
    yield from _circles(draft.of(Credential))
    for located in draft.of(Step):
        yield from _step(located, draft)
    for located in draft.of(Preference):
        yield from _references(located, located.entry.order, draft.names.domains["credentials"], "credential", "order")
    for kind in (Level, Title, Credential, Step, Preference, Warning_, Guidance):
        for located in draft.of(kind):
            yield from _sentences(located)


def _repeated(entries: list[Located]) -> Iterator[Problem]:
    """Refuse an interval that ends before it starts, and two entries of one id in force on the same day."""
    seen: dict[str, list[Located]] = {}
    for located in entries:
        entry = located.entry
        if isinstance(entry, Entry) and entry.since and entry.until and entry.until < entry.since:
            yield located.problem(f"This ends ({entry.until}) before it starts ({entry.since}).", "until")
        for other in seen.setdefault(entry.id, []):
            if not isinstance(entry, Entry):
                yield located.problem("This id is used twice; each entry needs its own.", "id")
            elif _overlap(entry, other.entry):
                place = f"{other.document.name}:{other.document.line((*other.place, 'id'))}"
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


def _vocabulary(draft: Draft) -> Iterator[Problem]:
    levels = draft.names.domains["education-levels"]
    if draft.vocabulary and levels != EDUCATION_LEVELS:
        yield Problem(f"education-levels must be {listing(EDUCATION_LEVELS)}, in this order.", "vocabulary.yaml")
    if not draft.vocabulary:
        return
    for number, area in enumerate(draft.vocabulary.areas):
        if area.track and area.track not in draft.names.domains["tracks"]:
            close = nearest(area.track, draft.names.domains["tracks"])
            yield Problem(f"There is no track {area.track}.{close}", "vocabulary.yaml", path=f"areas[{number}].track")
    usual = draft.about and draft.about.usual_area
    if usual and usual not in draft.names.domains["areas"]:
        close = nearest(usual, draft.names.domains["areas"])
        yield Problem(f"There is no area of work {usual}.{close}", "rulebook.yaml", path="usual_area")


def _fact(located: Located, draft: Draft) -> Iterator[Problem]:
    fact: Fact = located.entry
    names = draft.names
    if fact.type in ("ordered", "choice", "names") and fact.of not in names.domains:
        yield located.problem(f"Say what its values come from, `of:`, one of {listing(names.domains, 20)}.", "of")
        return
    if fact.question and fact.question not in {one.entry.id for one in draft.of(Question)}:
        ids = [one.entry.id for one in draft.of(Question)]
        yield located.problem(f"There is no question {fact.question}.{nearest(fact.question, ids)}", "question")
    if len(fact.read) != 1:
        yield located.problem("Say one reader and its filter, such as `read: {credentials: {}}`.", "read")
        return
    ((reader, filter),) = fact.read.items()
    if reader == "concluded":
        if filter not in CONCLUSIONS:
            yield located.problem(f"The conclusions are {listing(CONCLUSIONS)}.{nearest(str(filter), CONCLUSIONS)}", "read")
        elif CONCLUSIONS[filter][1:] != (fact.type, fact.of):
            _, type, of = CONCLUSIONS[filter]
            yield located.problem(f"The conclusion {filter} is a fact of type {type} of {of}.", "type")
        return
    if reader not in SHAPES:
        yield located.problem(
            f"There is no reader {reader}.{nearest(reader, SHAPES)} The readers are {listing(SHAPES, 20)}.", "read"
        )
        return
    shape = SHAPES[reader]
    if fact.type not in shape.types or (shape.of and fact.of != shape.of):
        of = f" of {shape.of}" if shape.of else ""
        yield located.problem(f"The reader {reader} gives facts of type {' or '.join(shape.types)}{of}.", "type")
    if not fact.question:
        yield located.problem("Say which question asks for it.", "question")
    place = (*located.place, "read", reader)
    try:
        wanted = shape.filter.model_validate(filter)
    except ValidationError as error:
        yield from problems_of(error, located.document, shape.filter, at=place)
        return
    for key, domain in (
        ("field", "fields"), ("area", "areas"), ("accreditation", "accreditors"), ("setting", "settings"),
        ("credentials", "credentials"), ("shown_by", "credentials"),
    ):  # fmt: skip
        allowed = names.domains[domain]
        groups = {f"@{term.group}" for term in draft.vocabulary.fields} if draft.vocabulary and key == "field" else set()
        yield from _references(located, getattr(wanted, key, None) or (), {*allowed, *groups}, domain, "read")
    hours_by = getattr(wanted, "hours_by", None)
    if hours_by and "calendar" not in names.assumptions.get(hours_by, ()):
        yield located.problem(f"There is no assumption {hours_by} with the choice calendar.", "read")


def _references(
    located: Located, ids: Iterable[str], allowed: Iterable[str], what: str, *inner: str | int
) -> Iterator[Problem]:
    known = list(allowed)
    for id in ids:
        if id not in known:
            yield located.problem(f"There is no {what.rstrip('s')} {id}.{nearest(id, known)}", *inner)


def _levels(levels: list[Located]) -> Iterator[Problem]:
    if not levels:
        yield Problem("There must be at least one level.", "levels.yaml")
    elif levels[0].entry.requires != ALWAYS:
        yield levels[0].problem("The lowest level must ask nothing, so that everyone has a level.", "requires")
    for located in levels:
        salary = located.entry.salary
        if salary and salary.high < salary.low:
            yield located.problem("The range of pay ends below its start.", "salary")


def _title(located: Located, draft: Draft) -> Iterator[Problem]:
    title: Title = located.entry
    levels = draft.names.domains["levels"]
    yield from _references(located, [title.level], [*levels, ONWARD], "level", "level")
    yield from _references(located, [title.from_level] if title.from_level else [], levels, "level", "from_level")
    yield from _references(located, [title.track], draft.names.domains["tracks"], "track", "track")
    if title.level == ONWARD and not title.from_level:
        yield located.problem("An onward title says from which level it is reached: `from_level:`.", "from_level")


def _credential(located: Located, draft: Draft) -> Iterator[Problem]:
    credential: Credential = located.entry
    domains = draft.names.domains
    expected = located.document.name.removeprefix("credentials/").removesuffix(".yaml")
    if credential.id != expected:
        yield located.problem(f"The id and the file's name must be the same: {expected}.", "id")
    if credential.status == "active" and not credential.formal:
        yield located.problem("An active credential has at least one route under `formal:`.", "formal")
    if credential.status == "retired" and credential.formal:
        yield located.problem("A retired credential has no routes; write `formal: []`.", "formal")
    for key in ("counts_as", "superseded_by"):
        yield from _references(located, getattr(credential, key), domains["credentials"], "credential", key)
    yield from _references(located, credential.fits.tracks, domains["tracks"], "track", "fits")
    yield from _references(located, credential.fits.settings, domains["settings"], "setting", "fits")
    for key in ("formal", "prepare"):
        ids = [route.id for route in getattr(credential, key)]
        if len(ids) != len(set(ids)):
            yield located.problem("Two routes have the same id.", key)
    span = credential.lapse and credential.lapse.within
    if span and sum(part is not None for part in (span.days, span.months, span.years)) != 1:
        yield located.problem("Say days, months or years, and one of them alone.", "lapse")


def _circles(credentials: list[Located]) -> Iterator[Problem]:
    """Refuse credentials that count as each other."""
    counts = {located.entry.id: located.entry.counts_as for located in credentials}
    for located in credentials:
        reached: set[str] = set()
        waiting = list(counts[located.entry.id])
        while waiting:
            id = waiting.pop()
            if id not in reached:
                reached.add(id)
                waiting += counts.get(id, ())
        if located.entry.id in reached:
            yield located.problem("This counts as itself, by way of others: a circle.", "counts_as")


def _step(located: Located, draft: Draft) -> Iterator[Problem]:
    step: Step = located.entry
    domains = {"level": "levels", "title": "titles", "certification": "credentials"}
    for unlocked in step.unlocks:
        kind, _, id = unlocked.partition(":")
        if kind not in domains:
            yield located.problem(f"Write {listing(f'{one}:ID' for one in domains)}, not {unlocked}.", "unlocks")
        else:
            yield from _references(located, [id], draft.names.domains[domains[kind]], kind, "unlocks")
    yield from _references(
        located, [step.credential] if step.credential else [], draft.names.domains["credentials"], "credential", "credential"
    )
    for key, span in (("months", step.months), ("cost", step.cost)):
        if span and span.high < span.low:
            yield located.problem("The range ends below its start.", key)


def _sentences(located: Located) -> Iterator[Problem]:
    """Check the places in an author's sentences that are filled in for a person."""
    for condition in _conditions(located.entry):
        for note in _notes(condition):
            for text in (note.met, note.missing):
                try:
                    fields = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
                except ValueError:
                    fields = {"?"}
                if fields - {"value", "needed", "gap"}:
                    yield located.problem("A sentence may hold {value}, {needed} and {gap}, and no other braces.")


def _conditions(entry: Any) -> Iterator[Condition]:
    for value in dict(entry).values() if not isinstance(entry, Mapping) else ():
        parts = value if isinstance(value, tuple) else (value,)
        for part in parts:
            if isinstance(part, Condition):
                yield part
            elif hasattr(part, "requires") and isinstance(part.requires, Condition):
                yield part.requires


def _notes(condition: Condition) -> Iterator[Any]:
    yield condition.note
    if isinstance(condition, Not):
        yield from _notes(condition.part)
    elif not isinstance(condition, Comparison):
        for part in condition.parts:
            yield from _notes(part)
