"""A folder of YAML to a Rulebook, or an error that names file, line, what is wrong and what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from advisor.document import Document, Place, read_document
from advisor.errors import Problem, RulebookError, nearest
from advisor.files import rules_folder
from advisor.problems import problems_of
from advisor.rulebook.book import Rulebook
from advisor.rulebook.filters import CONCLUSIONS, STRATA
from advisor.rulebook.model import (
    Assumption,
    Credential,
    Entry,
    Fact,
    Guidance,
    Level,
    Part,
    Preference,
    Question,
    Source,
    Step,
    Title,
    Warning_,
    Words,
    choice_of,
)
from advisor.rulebook.parse import FactShape, Names
from advisor.rulebook.vocabulary import Vocabulary, VocabularyFile

_Model = TypeVar("_Model", bound=BaseModel)
_Kind = TypeVar("_Kind", bound=Part)
_Named = TypeVar("_Named", Source, Assumption, Question, Fact)

_LISTS: dict[str, type[Part]] = {
    "sources.yaml": Source,
    "assumptions.yaml": Assumption,
    "questions.yaml": Question,
    "facts.yaml": Fact,
    "levels.yaml": Level,
    "titles.yaml": Title,
    "steps.yaml": Step,
    "warnings.yaml": Warning_,
}
_SINGLE = ("rulebook.yaml", "vocabulary.yaml", "ranking.yaml", "choices.yaml")
_NEEDED = ("rulebook.yaml", "sources.yaml", "vocabulary.yaml", "questions.yaml", "facts.yaml", "levels.yaml", "titles.yaml")
_FOLDERS: dict[str, type[Part]] = {"credentials": Credential, "guidance": Guidance}
_VOCABULARIES = {
    "areas": "areas", "fields": "fields", "accreditors": "accreditors", "settings": "settings", "tracks": "tracks",
    "courses": "courses", "skills": "skills", "interests": "interests", "states": "states",
    "education-levels": "education_levels",
}  # fmt: skip


class About(Part):
    """The shape of ``rulebook.yaml``."""

    id: Words
    name: Words
    occupation: Words
    country: Words
    version: Words
    since: date | None = None
    usual_area: Words


class Ranking(Part):
    """The shape of ``ranking.yaml``."""

    preferences: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Located:
    """An entry and where it was written."""

    entry: Any
    document: Document
    place: Place

    def problem(self, message: str, *inner: str | int) -> Problem:
        """A problem at a place inside the entry."""
        path = ".".join(str(part) for part in inner)
        name = f"{self.entry.id}: {path}" if path else self.entry.id
        return Problem(message, self.document.name, self.document.line((*self.place, *inner)), name)


@dataclass(slots=True)
class Draft:
    """What has been read so far, with the problems found."""

    names: Names = field(default_factory=Names)
    problems: list[Problem] = field(default_factory=list)
    about: About | None = None
    vocabulary: VocabularyFile | None = None
    entries: dict[type[Part], list[Located]] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)

    def of(self, kind: type[Part]) -> list[Located]:
        """The entries of one kind."""
        return self.entries.setdefault(kind, [])


def load_rulebook(folder: Path | str | None = None, choices: Path | Mapping[str, str] | None = None) -> Rulebook:
    """Load a rulebook from a folder (default: the one that comes with the package).

    ``choices`` are an institution's own: ``{assumption: choice}`` or a YAML file of them; they come after
    the folder's ``choices.yaml``. Raises RulebookError with every mistake found.
    """
    from advisor.rulebook.check import check

    root = Path(folder) if folder is not None else rules_folder()
    if not root.is_dir():
        raise RulebookError(Problem("There is no such folder of rules.", file=str(root)))
    documents, digest = _documents(root)
    draft = Draft()
    draft.names = _names(documents)
    _read_single(documents, draft)
    for name, document in documents.items():
        _read_lists(name, document, draft)
    _read_choices(documents.get("choices.yaml"), choices, draft)
    draft.problems += check(draft)
    if draft.problems or draft.about is None or draft.vocabulary is None:
        raise RulebookError(*sorted(set(draft.problems), key=lambda p: (p.file, p.line, p.message)))
    if draft.choices:
        digest = sha256(f"{digest}{sorted(draft.choices.items())}".encode()).hexdigest()
    return _assemble(draft, draft.about, draft.vocabulary, digest)


def _documents(root: Path) -> tuple[dict[str, Document], str]:
    """Read every rule file; cases are tests and are left out."""
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    digest = sha256()
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_dir() or name.startswith("cases/") or path.name == "README.md":
            continue
        folder, _, file = name.rpartition("/")
        if folder not in _FOLDERS and (folder or file not in (*_LISTS, *_SINGLE)) or not file.endswith(".yaml"):
            known = [*_LISTS, *_SINGLE, *(f"{one}/..." for one in _FOLDERS)]
            problems.append(Problem(f"This is not a file of a rulebook.{nearest(name, known)}", file=name))
            continue
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
        try:
            documents[name] = read_document(path, surprises=True, error=RulebookError, name=name)
        except RulebookError as error:
            problems += error.problems
    problems += [Problem("This file is needed and is missing.", file=name) for name in _NEEDED if name not in documents]
    if problems:
        raise RulebookError(*problems)
    return documents, digest.hexdigest()


def _items(document: Document | None) -> list[Mapping[str, Any]]:
    data = document.data if document else None
    return [item for item in data if isinstance(item, Mapping)] if isinstance(data, list) else []


def _ids(document: Document | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item["id"] for item in _items(document) if isinstance(item.get("id"), str)))


def _names(documents: Mapping[str, Document]) -> Names:
    """Gather every name before anything is checked, so that files may refer to each other."""
    names = Names(sources=frozenset(_ids(documents["sources.yaml"])))
    vocabulary = documents["vocabulary.yaml"].data
    for domain in _VOCABULARIES:
        terms = vocabulary.get(domain) if isinstance(vocabulary, Mapping) else None
        names.domains[domain] = tuple(t["id"] for t in terms or () if isinstance(t, Mapping) and isinstance(t.get("id"), str))
    names.domains["levels"] = _ids(documents["levels.yaml"])
    names.domains["titles"] = _ids(documents["titles.yaml"])
    held: list[str] = []
    for name, document in documents.items():
        if name.startswith("credentials/") and isinstance(document.data, Mapping):
            held.append(Path(name).stem)
            apprentice = document.data.get("apprentice")
            if isinstance(apprentice, Mapping) and isinstance(apprentice.get("id"), str):
                held.append(apprentice["id"])
    names.domains["credentials"] = tuple(held)
    for item in _items(documents.get("assumptions.yaml")):
        if isinstance(item.get("id"), str) and isinstance(item.get("choices"), Mapping):
            names.assumptions[item["id"]] = tuple(item["choices"])
    for item in _items(documents["facts.yaml"]):
        read = item.get("read")
        concluded = read.get("concluded") if isinstance(read, Mapping) else None
        stratum = STRATA.index(CONCLUSIONS[concluded][0]) + 1 if concluded in CONCLUSIONS else 0
        of = item.get("of", "")
        if isinstance(item.get("id"), str) and isinstance(item.get("type"), str) and (not of or of in names.domains):
            names.facts[item["id"]] = FactShape(item["type"], of, stratum)
    return names


def _validated(model: type[_Model], data: Any, document: Document, place: Place, draft: Draft) -> _Model | None:
    try:
        return model.model_validate(data, context=draft.names)
    except ValidationError as error:
        draft.problems += problems_of(error, document, model, at=place)
        return None


def _read_single(documents: Mapping[str, Document], draft: Draft) -> None:
    draft.about = _validated(About, documents["rulebook.yaml"].data, documents["rulebook.yaml"], (), draft)
    draft.vocabulary = _validated(VocabularyFile, documents["vocabulary.yaml"].data, documents["vocabulary.yaml"], (), draft)
    ranking = documents.get("ranking.yaml")
    if ranking and _validated(Ranking, ranking.data, ranking, (), draft):
        draft.names.stratum = 2
        for number, item in enumerate(ranking.data.get("preferences", ())):
            _keep(Preference, item, ranking, ("preferences", number), draft)


def _read_lists(name: str, document: Document, draft: Draft) -> None:
    folder = name.rpartition("/")[0]
    kind = _LISTS.get(name) or _FOLDERS.get(folder)
    if kind is None:
        return
    draft.names.stratum = {Level: 0, Fact: 0, Title: 1, Credential: 1}.get(kind, 2)
    if kind is Credential:
        _keep(kind, document.data, document, (), draft)
        return
    if not isinstance(document.data, list):
        draft.problems.append(Problem("This file holds a list: entries that begin with `- id:`.", name, 1))
        return
    for number, item in enumerate(document.data):
        _keep(kind, item, document, (number,), draft)


def _keep(kind: type[Part], data: Any, document: Document, place: Place, draft: Draft) -> None:
    entry = _validated(kind, data, document, place, draft)
    if entry is not None:
        if isinstance(entry, Entry):
            entry._file = document.name
        draft.of(kind).append(Located(entry, document, place))


def _read_choices(document: Document | None, given: Path | Mapping[str, str] | None, draft: Draft) -> None:
    documents = [document] if document else []
    if isinstance(given, Mapping):
        documents.append(Document(dict(given), "choices"))
    elif given is not None:
        documents.append(read_document(given, surprises=True, error=RulebookError))
    assumptions = {located.entry.id: located.entry for located in draft.of(Assumption)}
    for one in documents:
        if not isinstance(one.data, Mapping):
            draft.problems.append(Problem("Choices are written as `assumption: choice`.", one.name, 1))
            continue
        for id, choice in one.data.items():
            if id not in assumptions:
                message = f"There is no assumption {id}.{nearest(id, assumptions)}"
                draft.problems.append(Problem(message, one.name, one.line((id,))))
                continue
            try:
                draft.choices[id] = choice_of(assumptions[id], str(choice))
            except ValueError as problem:
                draft.problems.append(Problem(str(problem), one.name, one.line((id,))))


def _assemble(draft: Draft, about: About, vocabulary: VocabularyFile, digest: str) -> Rulebook:
    def of(kind: type[_Kind]) -> tuple[_Kind, ...]:
        return tuple(located.entry for located in draft.of(kind))

    def by_id(entries: Iterable[_Named]) -> dict[str, _Named]:
        return {entry.id: entry for entry in entries}

    vocabularies = {
        domain: Vocabulary(getattr(vocabulary, name), vocabulary.abbreviations, vocabulary.fillers)
        for domain, name in _VOCABULARIES.items()
    }
    assumptions = by_id(of(Assumption))
    return Rulebook(
        id=about.id,
        name=about.name,
        occupation=about.occupation,
        country=about.country,
        version=about.version,
        digest=digest,
        usual_area=about.usual_area,
        sources=by_id(of(Source)),
        vocabularies=vocabularies,
        assumptions=assumptions,
        choices={id: draft.choices.get(id, assumption.default) for id, assumption in assumptions.items()},
        questions=by_id(of(Question)),
        facts=by_id(of(Fact)),
        levels=of(Level),
        titles=of(Title),
        credentials=tuple(sorted(of(Credential), key=lambda credential: credential.id)),
        steps=of(Step),
        preferences=of(Preference),
        warnings=of(Warning_),
        guidance=of(Guidance),
    )
