"""The bytes of a rulebook's files to a Rulebook, or every mistake with file, line and what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from advisor.document import Document, Place, parse_document
from advisor.errors import Problem, RulebookError
from advisor.rulebook import model
from advisor.rulebook.about import About
from advisor.rulebook.activity import Activity
from advisor.rulebook.book import Rulebook
from advisor.rulebook.check import check
from advisor.rulebook.credential import Credential
from advisor.rulebook.draft import VOCABULARIES, Draft, Located, names_of, refused
from advisor.rulebook.folder import FOLDERS, LISTS, Choices, Files, in_order, read_choices
from advisor.rulebook.model import Ranking
from advisor.rulebook.part import Part, validated
from advisor.rulebook.spelling import SpellingFile
from advisor.rulebook.terms import VocabularyFile
from advisor.rulebook.vocabulary import SharedWords, Vocabularies

_SINGLE: dict[str, type[Part]] = {
    "rulebook.yaml": About,
    "vocabulary.yaml": VocabularyFile,
    "spelling.yaml": SpellingFile,
    "ranking.yaml": Ranking,
}
_STRATA: dict[type[Part], int] = {model.Level: 0, model.Fact: 0, model.Title: 1, Credential: 1, Activity: 1}


def validate(files: Files, digest: str, choices: Choices = None) -> tuple[Rulebook, dict[str, str]]:
    """Parse and check the files of a folder: the rulebook with the usual choices, and the folder's own choices.

    ``choices`` are those of the caller: their mistakes are told with the others. Raises RulebookError with every
    mistake found.
    """
    draft, own = checked_draft(files, choices)
    return assemble(draft, digest), own


def checked_draft(files: Files, choices: Choices = None) -> tuple[Draft, dict[str, str]]:
    """Parse and check the files of a folder: the entries with their places, and the folder's own choices."""
    documents = _documents(files)
    draft = Draft(documents, names_of(documents))
    for name, document in documents.items():
        _read(name, document, draft)
    assumptions = {located.entry.id: located.entry for located in draft.of(model.Assumption)}
    own, problems = read_choices(documents.get("choices.yaml"), assumptions)
    problems += [*read_choices(choices, assumptions)[1], *draft.problems, *check(draft)]
    if problems:
        raise RulebookError(*in_order(problems))
    return draft, own


def _documents(files: Files) -> dict[str, Document]:
    documents: dict[str, Document] = {}
    problems = [content for content in files.values() if isinstance(content, Problem)]
    for name, content in files.items():
        try:
            if isinstance(content, bytes):
                documents[name] = parse_document(content, name, surprises=True, error=RulebookError)
        except RulebookError as error:
            problems += error.problems
    if problems:
        raise RulebookError(*problems)
    return documents


def _read(name: str, document: Document, draft: Draft) -> None:
    kind = _SINGLE.get(name) or LISTS.get(name) or FOLDERS.get(name.rpartition("/")[0])
    if kind is None:  # the folder's choices
        return
    draft.names.stratum = _STRATA.get(kind, 2)
    if name in _SINGLE or kind is Credential:
        _keep(kind, document.data, document, (), draft)
    elif isinstance(document.data, list):
        for number, item in enumerate(document.data):
            _keep(kind, item, document, (number,), draft)
    else:
        message = "This file holds a list: entries that begin with `- id:`."
        draft.problems.append(Problem(message, name, document.line(())))


def _keep(kind: type[Part], data: Any, document: Document, place: Place, draft: Draft) -> None:
    try:
        entry = validated(kind, data, draft.names)
    except ValidationError as error:
        id = data.get("id") if isinstance(data, Mapping) else None
        draft.problems += refused(error, kind, id, document, place)
        return
    if isinstance(entry, model.Grounded):
        vars(entry)["_file"] = document.name
    draft.of(kind).append(Located(entry, document, place))
    if isinstance(entry, Ranking):
        for number, item in enumerate(entry.preferences):
            _keep(model.Preference, item, document, ("preferences", number), draft)


def assemble(draft: Draft, digest: str) -> Rulebook:
    """Make the rulebook of a draft without mistakes."""

    def of(kind: type[Part]) -> tuple[Any, ...]:
        return tuple(located.entry for located in draft.of(kind))

    (about,), (words,) = of(About), of(VocabularyFile)
    lists: dict[str, Any] = {file.removesuffix(".yaml"): of(kind) for file, kind in LISTS.items()}
    for name in ("sources", "assumptions", "questions", "facts"):
        lists[name] = {entry.id: entry for entry in lists[name]}
    parts = "id name occupation country version usual_area years_by month_worth"
    return Rulebook(
        **{name: getattr(about, name) for name in parts.split()},
        **lists,
        digest=digest,
        vocabularies=Vocabularies(
            {domain: getattr(words, name) for domain, name in VOCABULARIES.items()},
            SharedWords(words.abbreviations, words.fillers, next((file.words for file in of(SpellingFile)), {})),
        ),
        choices={id: assumption.default for id, assumption in lists["assumptions"].items()},
        credentials=tuple(sorted(of(Credential), key=lambda credential: credential.id)),
        preferences=of(model.Preference),
        guidance=of(model.Guidance),
        credential_words=words.credential_words,
    )
