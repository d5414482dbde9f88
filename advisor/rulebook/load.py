"""A folder of YAML to a Rulebook, or an error with file, line, what is wrong and what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from advisor.document import Document, Place, parse_document, read_document
from advisor.errors import Problem, RulebookError, listing, nearest
from advisor.files import rules_folder
from advisor.problems import path_words, problems_of, unknown
from advisor.rulebook.activity import Activity
from advisor.rulebook.book import Rulebook
from advisor.rulebook.check import check
from advisor.rulebook.credential import Credential
from advisor.rulebook.draft import About, Draft, Located
from advisor.rulebook.model import (
    Assumption,
    Fact,
    Grounded,
    Guidance,
    Level,
    Part,
    Preference,
    Question,
    Source,
    Step,
    Title,
    Warning_,
)
from advisor.rulebook.names import VOCABULARIES, names_of
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
    "activities.yaml": Activity,
    "warnings.yaml": Warning_,
}
_SINGLE = ("rulebook.yaml", "vocabulary.yaml", "ranking.yaml", "choices.yaml")
_NEEDED = (
    "rulebook.yaml",
    "sources.yaml",
    "vocabulary.yaml",
    "questions.yaml",
    "facts.yaml",
    "levels.yaml",
    "titles.yaml",
)
_FILES = (*_SINGLE, *_LISTS)
_FOLDERS: dict[str, type[Part]] = {"credentials": Credential, "guidance": Guidance}


class Ranking(Part):
    """The shape of ``ranking.yaml``."""

    preferences: tuple[Any, ...] = ()


def load_rulebook(folder: Path | str | None = None, choices: Path | Mapping[str, str] | None = None) -> Rulebook:
    """Load a rulebook from a folder (default: the one that comes with the package).

    ``choices`` are an institution's own: ``{assumption: choice}`` or a YAML file of them; they come after
    the folder's ``choices.yaml``. Raises RulebookError with every mistake found.
    """
    root = Path(folder) if folder is not None else rules_folder()
    if not root.is_dir():
        raise RulebookError(Problem("There is no such folder of rules.", file=str(root)))
    documents, digest = _documents(root)
    draft = Draft(documents, names_of(documents))
    _read_single(documents, draft)
    for name, document in documents.items():
        _read_lists(name, document, draft)
    _read_choices(documents.get("choices.yaml"), choices, draft)
    draft.problems += check(draft)
    if draft.problems or draft.about is None or draft.vocabulary is None:
        raise RulebookError(*sorted(set(draft.problems), key=lambda p: (p.file, p.line, p.path, p.message)))
    if draft.choices:
        digest = sha256(f"{digest}{sorted(draft.choices.items())}".encode()).hexdigest()
    return _assemble(draft, draft.about, draft.vocabulary, digest)


def _documents(root: Path) -> tuple[dict[str, Document], str]:
    """Read every rule file; cases are tests and are left out, and so are hidden files and a README."""
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    missing = set(_NEEDED)
    digest = sha256()
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_dir() or name.startswith((".", "cases/")) or "/." in name or path.name == "README.md":
            continue
        folder, _, file = name.rpartition("/")
        if (folder not in _FOLDERS and (folder or file not in _FILES)) or not file.endswith(".yaml"):
            known = [*_FILES, *(f"{one}/{Path(file).stem}.yaml" for one in _FOLDERS)]
            allowed = listing([*_FILES, *(f"{one}/*.yaml" for one in (*_FOLDERS, "cases"))], 20)
            message = f"This is not a file of a rulebook.{nearest(name, known)} The files are {allowed}."
            problems.append(Problem(message, file=name))
            continue
        missing.discard(name)
        try:
            content = path.read_bytes()
            documents[name] = parse_document(content, name, surprises=True, error=RulebookError)
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        except OSError as problem:
            problems.append(Problem(f"The file cannot be opened: {problem.strerror}.", file=name))
        except RulebookError as error:
            problems += error.problems
    problems += [Problem("This file is needed and is missing.", file=name) for name in _NEEDED if name in missing]
    if problems:
        raise RulebookError(*problems)
    return documents, digest.hexdigest()


def _validated(model: type[_Model], data: Any, document: Document, place: Place, draft: Draft) -> _Model | None:
    try:
        return model.model_validate(data, context=draft.names)
    except ValidationError as error:
        above, id = path_words(place), data.get("id") if isinstance(data, Mapping) else None
        for problem in problems_of(error, document, model, at=place):
            inner = problem.path.removeprefix(above).lstrip(".") if isinstance(id, str) else problem.path
            path = ": ".join(part for part in (id, inner) if part) if isinstance(id, str) else problem.path
            draft.problems.append(replace(problem, path=path))
        return None


def _read_single(documents: Mapping[str, Document], draft: Draft) -> None:
    draft.about = _validated(About, documents["rulebook.yaml"].data, documents["rulebook.yaml"], (), draft)
    draft.vocabulary = _validated(
        VocabularyFile, documents["vocabulary.yaml"].data, documents["vocabulary.yaml"], (), draft
    )
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
    draft.names.stratum = {Level: 0, Fact: 0, Title: 1, Credential: 1, Activity: 1}.get(kind, 2)
    if kind is Credential:
        _keep(kind, document.data, document, (), draft)
        return
    if not isinstance(document.data, list):
        draft.problems.append(
            Problem("This file holds a list: entries that begin with `- id:`.", name, document.line(()))
        )
        return
    for number, item in enumerate(document.data):
        _keep(kind, item, document, (number,), draft)


def _keep(kind: type[Part], data: Any, document: Document, place: Place, draft: Draft) -> None:
    entry = _validated(kind, data, document, place, draft)
    if entry is not None:
        if isinstance(entry, Grounded):
            entry._file = document.name
        draft.of(kind).append(Located(entry, document, place))


def _read_choices(document: Document | None, given: Path | Mapping[str, str] | None, draft: Draft) -> None:
    documents = [document] if document else []
    if isinstance(given, Mapping):
        documents.append(Document(dict(given), "choices"))
    elif given is not None:
        documents.append(read_document(Path(given), surprises=True, error=RulebookError))
    assumptions = {located.entry.id: located.entry for located in draft.of(Assumption)}
    for one in documents:
        if not isinstance(one.data, Mapping):
            draft.problems.append(Problem("Choices are written as `assumption: choice`.", one.name, 1))
            continue
        for id, choice in one.data.items():
            if id not in assumptions:
                draft.problems.append(Problem(unknown("assumption", id, assumptions), one.name, one.line((id,))))
                continue
            allowed = assumptions[id].choices
            if isinstance(choice, str) and choice in allowed:
                draft.choices[id] = choice
            else:
                message = f"The choices of {id} are {listing(allowed)}.{nearest(str(choice), allowed)}"
                draft.problems.append(Problem(message, one.name, one.line((id,))))


def _assemble(draft: Draft, about: About, vocabulary: VocabularyFile, digest: str) -> Rulebook:
    def of(kind: type[_Kind]) -> tuple[_Kind, ...]:
        return tuple(located.entry for located in draft.of(kind))

    def by_id(entries: Iterable[_Named]) -> dict[str, _Named]:
        return {entry.id: entry for entry in entries}

    vocabularies = {
        domain: Vocabulary(getattr(vocabulary, name), vocabulary.abbreviations, vocabulary.fillers)
        for domain, name in VOCABULARIES.items()
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
        activities=of(Activity),
        preferences=of(Preference),
        warnings=of(Warning_),
        guidance=of(Guidance),
    )
