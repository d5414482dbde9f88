"""What must hold of the words and facts of a rulebook: names that exist, readers that can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pydantic import ValidationError

from advisor.document import Place
from advisor.errors import Problem, listing, nearest
from advisor.problems import path_words, problems_of, unknown
from advisor.rulebook.draft import Draft, Located
from advisor.rulebook.filters import CONCLUSIONS, SHAPES, EducationFilter
from advisor.rulebook.model import Fact, Question, Title
from advisor.rulebook.names import VOCABULARIES, WITH_VALUES
from advisor.rulebook.parse import RESERVED
from advisor.rulebook.vocabulary import tokens_of
from advisor.words import EDUCATION_LEVELS

_NAMED_IN_FILTERS = {
    "field": "fields", "area": "areas", "accreditation": "accreditors", "setting": "settings",
    "credentials": "credentials", "shown_by": "credentials",
}  # fmt: skip
_ASKED_BY_FILTERS = {
    "accreditation": "accreditation", "practicum": "practicum", "final_term": "final_term",
    "completed_within_years": "completed", "expected_within_months": "completed", "setting": "setting",
    "supervision": "supervision", "privacy_management": "privacy_management",
}  # fmt: skip
"""The part of a school or a job that a filter's key looks at: the interview must be able to ask for it."""
_SINGULAR = {
    "levels": "level", "titles": "title", "credentials": "credential", "tracks": "track", "settings": "setting",
    "fields": "field of study", "areas": "area of work", "accreditors": "accreditor",
}  # fmt: skip


def references(
    located: Located,
    ids: Iterable[str],
    draft: Draft,
    domain: str,
    *inner: str | int,
    more: Iterable[str] = (),
) -> Iterator[Problem]:
    """Refuse ids that are not in a domain; ``inner`` is the list they stand in."""
    known = [*draft.names.domains[domain], *more]
    for number, id in enumerate(ids):
        if id not in known:
            yield located.problem(unknown(_SINGULAR[domain], id, known), *inner, number)


def reference(located: Located, id: str | None, draft: Draft, domain: str, key: str, *more: str) -> Iterator[Problem]:
    for problem in references(located, [id] if id else [], draft, domain, more=more):
        yield located.problem(problem.message, key)


def vocabulary_problems(draft: Draft) -> Iterator[Problem]:
    """Give what is wrong across the words: ids and spellings that mean two things, tracks that do not exist."""
    words, file = draft.vocabulary, "vocabulary.yaml"
    if draft.about and draft.about.usual_area not in draft.names.domains["areas"]:
        message = unknown("area of work", draft.about.usual_area, draft.names.domains["areas"])
        yield draft.problem(message, "rulebook.yaml", "usual_area")
    if not words:
        return
    if tuple(term.id for term in words.education_levels) != EDUCATION_LEVELS:
        message = f"The levels of education must be {listing(EDUCATION_LEVELS)}, in this order."
        yield draft.problem(message, file, "education-levels")
    for domain, name in VOCABULARIES.items():
        ids: set[str] = set()
        means: dict[tuple[str, ...], str] = {}
        for number, term in enumerate(getattr(words, name)):
            if term.id in ids:
                yield draft.problem(
                    f"The id {term.id} is used twice; each word needs its own.", file, domain, number, "id"
                )
            ids.add(term.id)
            places: list[Place] = [
                ("id",),
                ("name",),
                *(("spellings", n) for n in range(len(term.spellings))),
            ]
            for place, text in zip(places, (term.id, term.name, *term.spellings), strict=True):
                other = means.setdefault(tokens_of(text), term.id)
                if other != term.id:
                    message = f'"{text}" means {other} already; a spelling means one thing.'
                    yield draft.problem(message, file, domain, number, *place)
    for number, area in enumerate(words.areas):
        if area.track and area.track not in draft.names.domains["tracks"]:
            message = unknown("track", area.track, draft.names.domains["tracks"])
            yield draft.problem(message, file, "areas", number, "track")
    for short in words.abbreviations:
        if len(tokens_of(short)) != 1:
            yield draft.problem("An abbreviation is one word.", file, "abbreviations", short)


def fact_problems(located: Located, draft: Draft) -> Iterator[Problem]:
    """Give what is wrong with how a fact is called, asked for and read."""
    fact: Fact = located.entry
    names = draft.names
    if fact.id in RESERVED or fact.id in names.assumptions:
        what = "an assumption's id" if fact.id in names.assumptions else "a key of conditions"
        yield located.problem(f"A fact cannot be called {fact.id}, which is {what}.", "id")
    if fact.type in WITH_VALUES and fact.of not in names.domains:
        close = nearest(fact.of, names.domains)
        yield located.problem(
            f"Say what its values come from, `of:`, one of {listing(names.domains, 20)}.{close}", "of"
        )
        return
    if fact.type not in WITH_VALUES and fact.of:
        yield located.problem(
            f"A fact of type {fact.type} has no `of:`; types with it are {listing(WITH_VALUES)}.", "of"
        )
    ids = [one.entry.id for one in draft.of(Question)]
    if fact.question and fact.question not in ids:
        yield located.problem(unknown("question", fact.question, ids), "question")
    if len(fact.read) != 1:
        yield located.problem("Say one reader and its filter, such as `read: {credentials: {}}`.", "read")
        return
    ((reader, filter),) = fact.read.items()
    if reader == "concluded":
        if not isinstance(filter, str) or filter not in CONCLUSIONS:
            close = nearest(str(filter), CONCLUSIONS)
            yield located.problem(f"The conclusions are {listing(CONCLUSIONS)}.{close}", "read", reader)
        elif CONCLUSIONS[filter][1:] != (fact.type, fact.of):
            _, type, of = CONCLUSIONS[filter]
            yield located.problem(f"The conclusion {filter} is a fact of type {type}, of {of}.", "type")
        return
    if reader not in SHAPES:
        yield located.problem(unknown("reader", reader, [*SHAPES, "concluded"]), "read", reader)
        return
    shape = SHAPES[reader]
    if fact.type not in shape.types or (shape.of and fact.of != shape.of):
        of = f", of {shape.of}" if shape.of else ""
        yield located.problem(f"The reader {reader} gives facts of type {' or '.join(shape.types)}{of}.", "type")
    if not fact.question:
        yield located.problem("Say which question asks for it, `question:`.")
    place = (*located.place, "read", reader)
    try:
        wanted = shape.filter.model_validate(filter)
    except ValidationError as error:
        for problem in problems_of(error, located.document, shape.filter, at=place):
            inner = problem.path.removeprefix(path_words(located.place)).lstrip(".")
            yield replace(problem, path=f"{fact.id}: {inner}")
        return
    groups = {f"@{term.group}" for term in draft.vocabulary.fields if term.group} if draft.vocabulary else set()
    for key, domain in _NAMED_IN_FILTERS.items():
        more = sorted(groups) if key == "field" else ()
        yield from references(located, getattr(wanted, key, None) or (), draft, domain, "read", reader, key, more=more)
    fields = {one.entry.field for one in draft.of(Question)}
    part = "education" if shape.filter is EducationFilter else "experience"
    for key, name in _ASKED_BY_FILTERS.items():
        field = f"{part}.{name}"
        if getattr(wanted, key, None) is not None and field not in fields and draft.of(Question):
            message = f"No question asks for what this looks at; one with `field: {field}` is needed."
            yield located.problem(message, "read", reader, key)
    hours_by = getattr(wanted, "hours_by", None)
    if hours_by and hours_by not in names.broken and "calendar" not in names.assumptions.get(hours_by, ()):
        fitting = [id for id, choices in names.assumptions.items() if "calendar" in choices]
        message = unknown("assumption with the choice calendar called", hours_by, fitting)
        yield located.problem(message, "read", reader, "hours_by")


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
