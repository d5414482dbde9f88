"""Findings in entries as wholes: what steps open, what is retired, prices, sources, and words that are taken over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median
from typing import Any

from advisor.document import Place
from advisor.rulebook.activity import Activity
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import Comparison, Condition
from advisor.rulebook.credential import Credential
from advisor.rulebook.draft import Located
from advisor.rulebook.filters import SHAPES, EducationFilter, TrainingFilter, WorkFilter
from advisor.rulebook.model import ONWARD, Fact, Preference, Question, Source, Step, Title
from advisor.rulebook.tokens import tokens_of
from advisor.workshop.findings import Found, Written, conjuncts
from advisor.workshop.implied import excludes

_OPENS = ("finish", "earn", "study", "work")
"""Kinds of steps that are done in order to open something."""
_TIMES = 3
"""A price is far from its neighbors when it is more than so many times the highest, or less than that part of the
lowest of them."""
_OLD = 12
"""A source is old when it is of so many years before today, or more."""
_ASKS = {EducationFilter: "education", TrainingFilter: "education", WorkFilter: "experience"}
"""The part of a profile that a reader looks at, by its filter."""


def steps_that_open_nothing(written: Written) -> Iterator[Found]:
    """Steps that are done in order to open something, and say of nothing that it opens."""
    for located in written.of(Step):
        is_course = located.entry.credential and located.entry.does == "study"  # it comes with the step that earns it
        if located.entry.does in _OPENS and not located.entry.unlocks and not is_course:
            yield Found(located, "This opens nothing: say in `unlocks:` what it may open.")


def steps_that_open_what_is_open(written: Written) -> Iterator[Found]:
    """Steps that open what their ``when`` says is open already, or a level beyond the next one."""
    book = written.rulebook.as_of(written.day)
    ranks = book.level_rank
    for located in written.of(Step):
        asks = list(conjuncts(located.entry.when))
        lowest, highest = _levels(asks, book)
        held = {one.operand for one in asks if isinstance(one, Comparison) and one.fact in book.active_facts}
        for number, unlocked in enumerate(located.entry.unlocks):
            kind, _, id = unlocked.partition(":")
            title = book.title_by_id.get(id)
            level = id if kind == "level" else (title.from_level or title.level) if kind == "title" and title else ""
            message = ""
            if (kind == "level" and ranks[id] <= lowest) or (kind == "certification" and id in held):
                message = f"Whoever is shown this has {id} already."
            elif level and level != ONWARD and ranks[level] > highest + 1:
                most = book.levels[highest].id
                message = f"Whoever is shown this is at {most} at most, so this alone does not open {id}."
            if message:
                yield Found(located, message, ("unlocks", number))


def _levels(asks: list[Condition], book: Rulebook) -> tuple[int, int]:
    """Give the lowest and the highest level of anybody of whom all this holds, by what can be read off it."""
    low, high = 0, len(book.levels) - 1
    fact = book.conclusions.get("level")
    for one in asks:
        if isinstance(one, Comparison) and one.fact == fact:
            name, rank = one.operator.name, int(one.operand)
            low = max(low, rank + (name == "above")) if name in ("at_least", "above") else low
            high = min(high, rank - (name == "below")) if name in ("at_most", "below") else high
    for rank, level in enumerate(book.levels):
        if any(excludes(a, b) for a in conjuncts(level.requires) for b in asks):
            return low, min(high, rank - 1)
    return low, high


def retired_credentials(written: Written) -> Iterator[Found]:
    """Orders and steps that lead to a credential which is no longer awarded."""
    retired = {one.entry.id for one in written.of(Credential) if one.entry.status == "retired"}
    for located in written.of(Preference, Step):
        entry = located.entry
        named: list[tuple[Place, str]] = [(("order", n), id) for n, id in enumerate(getattr(entry, "order", ()))]
        if isinstance(entry, Step):
            unlocked = [one.partition(":") for one in entry.unlocks]
            named += [(("unlocks", n), id) for n, (kind, _, id) in enumerate(unlocked) if kind == "certification"]
            named += [(("credential",), entry.credential)] if entry.credential else []
        for place, id in named:
            if id in retired:
                yield Found(located, f"{id} is no longer awarded: nobody can earn it.", place)


def prices_far_from_others(written: Written) -> Iterator[Found]:
    """Prices more than three times, or less than a third of, every other of the issuer, or of programs of the level."""
    prices: list[tuple[Located, Place, float, str]] = [
        (located, ("cost", number), price.amount, located.entry.issuer)
        for located in written.of(Credential)
        for number, price in enumerate(located.entry.cost)
        if not price.on_top
    ]
    for located in written.of(Activity):
        if located.entry.cost is not None:
            level = located.entry.education.level if located.entry.education else located.entry.kind
            prices.append((located, ("cost", "high"), located.entry.cost.high, level))
    for located, place, amount, kind in prices:
        alike = [other for one, at, other, of in prices if of == kind and (one is not located or at != place)]
        if len(alike) > 1 and amount and (amount > _TIMES * max(alike) or amount * _TIMES < min(alike)):
            message = f"${amount:,.0f} is far from the prices like it (about ${median(alike):,.0f}). Is it right?"
            yield Found(located, message, place)


def sources_nobody_cites(written: Written) -> Iterator[Found]:
    """Sources on which nothing stands."""
    cited = _cited(written)
    for located in written.of(Source):
        if located.entry.id not in cited:
            yield Found(located, "Nothing stands on this source. Cite it, or take it out.")


def _cited(written: Written, present: bool = False) -> set[str]:
    """Give the sources on which anything stands; ``present``: anything but the history of a credential."""
    cited: set[str] = set()
    waiting: list[Any] = [document.data for document in written.draft.documents.values()]
    for data in waiting:  # grows on the way
        if isinstance(data, list):
            waiting += data
        for key, value in data.items() if isinstance(data, Mapping) else ():
            if key == "sources" and isinstance(value, Mapping):
                cited.update(value)
            elif not (present and key == "history"):
                waiting.append(value)
    return cited


def old_sources(written: Written) -> Iterator[Found]:
    """Sources that are twelve years old or older, unless they are cited for what used to be."""
    cited = _cited(written, present=True)
    for located in written.of(Source):
        dated = located.entry.date
        if dated and written.day.year - int(dated[:4]) >= _OLD and located.entry.id in cited:
            yield Found(located, f"This is of {dated}. Look for a newer one, or say why it still holds.", ("date",))


def questions_about_something_else(written: Written) -> Iterator[Found]:
    """Facts whose question asks for another part of a profile than their reader looks at."""
    questions = {located.entry.id: located.entry for located in written.of(Question)}
    for located in written.of(Fact):
        fact: Fact = located.entry
        reader = next(iter(fact.read))
        part = _ASKS.get(SHAPES[reader].filter) if reader in SHAPES else None
        question = questions.get(fact.question)
        if part and question and question.field.partition(".")[0] not in (part, "coursework"):
            message = f"{reader} reads {part}, and the question {fact.question} asks for {question.field}."
            yield Found(located, message, ("question",))


def words_taken_over(written: Written) -> Iterator[Found]:
    """Ids, names and spellings of an area that take a title's name over for work of another track."""
    areas = written.rulebook.vocabularies["areas"]
    located_areas = {one.entry.id: one for domain, one in written.terms if domain == "areas"}
    directions = {one.entry.track for one in located_areas.values()}
    told: set[tuple[str, str]] = set()
    for located in written.of(Title):
        title: Title = located.entry
        for name in (title.name, *title.also_known_as):
            id = areas.find(name)
            area = located_areas.get(id or "")
            if area is None or area.entry.track in ("", title.track) or title.track not in directions:
                continue  # not recognized, or of this track, or of one that no kind of work leads in
            if areas.names(name):
                continue  # listed word for word
            words = set(tokens_of(name))
            texts: list[tuple[Place, str]] = [(("id",), area.entry.id), (("name",), area.entry.name)]
            texts += [(("spellings", n), text) for n, text in enumerate(area.entry.spellings)]
            inside_name = [(place, text) for place, text in texts if set(tokens_of(text)) <= words]
            place, text = max(inside_name, key=lambda one: len(one[1]), default=((), area.entry.id))
            if (area.entry.id, title.id) not in told:
                told.add((area.entry.id, title.id))
                message = f'"{text}" makes the job "{name}" work of {area.entry.id} ({area.entry.track}), '
                yield Found(area, f"{message}and the title {title.id} is of {title.track}.", place)
