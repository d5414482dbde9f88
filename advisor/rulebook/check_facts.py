"""What must hold of the words and facts of a rulebook: names that exist, readers that can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from advisor.document import Place
from advisor.errors import Problem, listing, nearest
from advisor.problems import unknown
from advisor.rulebook.about import About
from advisor.rulebook.draft import RESERVED, VOCABULARIES, WITH_VALUES, Draft, Located, references, refused
from advisor.rulebook.filters import CALENDAR, CONCLUSIONS, SHAPES, STRICT, EducationFilter, Shape
from advisor.rulebook.model import Fact, Question, Title
from advisor.rulebook.part import validated
from advisor.rulebook.terms import Term, VocabularyFile
from advisor.rulebook.tokens import tokens_of
from advisor.words import EDUCATION_LEVELS

_NAMED_IN_FILTERS = {"fields": "field", "areas": "area", "accreditors": "accreditation", "settings": "setting"}
_NAMED_IN_FILTERS["credentials"] = "credentials shown_by"
_PARTS = "accreditation practicum final_term setting supervision privacy_management"
_COMPLETED = {"completed_within_years": "completed", "expected_within_months": "completed"}
_ASKED_BY_FILTERS = {part: part for part in _PARTS.split()} | _COMPLETED
"""The part of a school or a job that a filter's key looks at: the interview must be able to ask for it."""


def vocabulary_problems(draft: Draft) -> Iterator[Problem]:
    """Give what is wrong across the words: ids and spellings that mean two things, tracks that do not exist."""
    file, domains = "vocabulary.yaml", draft.names.domains
    for about in draft.of(About):
        if about.entry.usual_area not in domains["areas"]:
            message = unknown("area of work", about.entry.usual_area, domains["areas"])
            yield draft.problem(message, "rulebook.yaml", "usual_area")
        if about.entry.years_by and (message := _unfit(about.entry.years_by, STRICT, draft)):
            yield draft.problem(message, "rulebook.yaml", "years_by")
    for located in draft.of(VocabularyFile):
        words: VocabularyFile = located.entry
        if tuple(term.id for term in words.education_levels) != EDUCATION_LEVELS:
            message = f"The levels of education must be {listing(EDUCATION_LEVELS)}, in this order."
            yield draft.problem(message, file, "education-levels")
        for domain, name in VOCABULARIES.items():
            yield from _terms(getattr(words, name), domain, draft)
        for number, area in enumerate(words.areas):
            if area.track and area.track not in domains["tracks"]:
                yield draft.problem(unknown("track", area.track, domains["tracks"]), file, "areas", number, "track")
        for short in words.abbreviations:
            if len(tokens_of(short)) != 1:
                yield draft.problem("An abbreviation is one word.", file, "abbreviations", short)


def _terms(terms: Iterable[Term], domain: str, draft: Draft) -> Iterator[Problem]:
    ids: set[str] = set()
    means: dict[tuple[str, ...], str] = {}
    for number, term in enumerate(terms):
        at = ("vocabulary.yaml", domain, number)
        if term.id in ids:
            yield draft.problem(f"The id {term.id} is used twice; each word needs its own.", *at, "id")
        ids.add(term.id)
        for rule, instead in enumerate(term.instead):
            for n, id in enumerate(instead.of):
                if id not in draft.names.domains[domain]:
                    message = unknown("word", id, draft.names.domains[domain])
                    yield draft.problem(message, *at, "instead", rule, "of", n)
        texts: dict[Place, str] = {("id",): term.id, ("name",): term.name}
        texts |= {("spellings", n): spelling for n, spelling in enumerate(term.spellings)}
        for place, text in texts.items():
            other = means.setdefault(tokens_of(text), term.id)
            if other != term.id:
                yield draft.problem(f'"{text}" means {other} already; a spelling means one thing.', *at, *place)


def fact_problems(located: Located, draft: Draft) -> Iterator[Problem]:
    """Give what is wrong with how a fact is called, asked for and read."""
    fact, names = located.entry, draft.names
    if fact.id in RESERVED or fact.id in names.assumptions:
        what = "an assumption's id" if fact.id in names.assumptions else "a key of conditions"
        yield located.problem(f"A fact cannot be called {fact.id}, which is {what}.", "id")
    if fact.type in WITH_VALUES and fact.of not in names.domains:
        allowed = f"{listing(names.domains, 20)}.{nearest(fact.of, names.domains)}"
        yield located.problem(f"Say what its values come from, `of:`, one of {allowed}", "of")
        return
    if fact.type not in WITH_VALUES and fact.of:
        message = f"A fact of type {fact.type} has no `of:`; types with it are {listing(WITH_VALUES)}."
        yield located.problem(message, "of")
    ids = [one.entry.id for one in draft.of(Question)]
    if fact.question and fact.question not in ids:
        yield located.problem(unknown("question", fact.question, ids), "question")
    if len(fact.read) != 1:
        yield located.problem("Say one reader and its filter, such as `read: {credentials: {}}`.", "read")
        return
    ((reader, filter),) = fact.read.items()
    if reader in SHAPES:
        yield from _reader_problems(located, SHAPES[reader], reader, filter, draft)
    elif reader != "concluded":
        yield located.problem(unknown("reader", reader, [*SHAPES, "concluded"]), "read", reader)
    elif not isinstance(filter, str) or filter not in CONCLUSIONS:
        close = nearest(str(filter), CONCLUSIONS)
        yield located.problem(f"The conclusions are {listing(CONCLUSIONS)}.{close}", "read", reader)
    elif CONCLUSIONS[filter][1:] != (fact.type, fact.of):
        _, type, of = CONCLUSIONS[filter]
        yield located.problem(f"The conclusion {filter} is a fact of type {type}, of {of}.", "type")


def _reader_problems(located: Located, shape: Shape, reader: str, filter: Any, draft: Draft) -> Iterator[Problem]:
    fact: Fact = located.entry
    if fact.type not in shape.types or (shape.of and fact.of != shape.of):
        of = f", of {shape.of}" if shape.of else ""
        yield located.problem(f"The reader {reader} gives facts of type {' or '.join(shape.types)}{of}.", "type")
    if not fact.question:
        yield located.problem("Say which question asks for it, `question:`.")
    try:
        wanted = validated(shape.filter, filter, draft.names)
    except ValidationError as error:
        yield from refused(error, shape.filter, fact.id, located.document, located.place, "read", reader)
        return
    yield from references(located, wanted, _NAMED_IN_FILTERS, draft.names, "read", reader)
    fields = {one.entry.field for one in draft.of(Question)}
    part = "education" if shape.filter is EducationFilter else "experience"
    for key, name in _ASKED_BY_FILTERS.items():
        field = f"{part}.{name}"
        if getattr(wanted, key, None) is not None and fields and field not in fields:
            message = f"No question asks for what this looks at; one with `field: {field}` is needed."
            yield located.problem(message, "read", reader, key)
    hours_by = getattr(wanted, "hours_by", None)
    if hours_by and (message := _unfit(hours_by, CALENDAR, draft)):
        yield located.problem(message, "read", reader, "hours_by")


def _unfit(id: str, choice: str, draft: Draft) -> str:
    """Say what is wrong with an id that must be of an assumption with a choice; nothing when it is one."""
    assumptions = draft.names.assumptions
    if id in draft.names.broken or choice in assumptions.get(id, ()):
        return ""
    fitting = [one for one, choices in assumptions.items() if choice in choices]
    return unknown(f"assumption with the choice {choice} called", id, fitting)


def conclusion_problems(draft: Draft) -> Iterator[Problem]:
    """Refuse a conclusion that two facts read, and levels that nothing reads although titles rest on them."""
    read: dict[str, str] = {}
    for located in draft.of(Fact):
        concluded = located.entry.read.get("concluded")
        if isinstance(concluded, str) and concluded in CONCLUSIONS:
            first = read.setdefault(concluded, located.entry.id)
            if first != located.entry.id:
                yield located.problem(f"The fact {first} reads this conclusion already; ask for that one.", "read")
    lowest = draft.names.domains["levels"][:1]
    if "level" not in read and any((one.entry.from_level or one.entry.level) not in lowest for one in draft.of(Title)):
        message = "A title above the lowest level needs a fact that gives the level: `read: {concluded: level}`."
        yield draft.problem(message, "facts.yaml")
