"""The places in a profile that questions and forms ask for: one table, a row each, in ``fields.json``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import orjson

from advisor.language import words
from advisor.rulebook.book import Rulebook
from advisor.rulebook.model import Question

Kind = Literal["entries", "choice", "yes-no", "words", "number", "date", "goal", "text"]
Control = Literal["text", "choice", "date", "day", "number", "no"]
_ID = re.compile(r"([a-z_]+)(?:\[([0-9]{1,3})\])?(\.[a-z_]+)?\Z")


@dataclass(frozen=True, slots=True)
class Field:
    """One place in a profile, such as ``state``, or of each entry of a list in it, such as ``education.level``.

    ``kind`` is the kind of its answer (None: no question asks for it alone), ``domain`` the vocabulary of its words,
    ``control`` its control in a form of the list's entries (None: not in it), ``filters`` the keys of a fact's filter
    that it can decide, ``most`` the largest number. Where its words are of no vocabulary, ``words`` is the section of
    the language with each and its name, ``meanings`` the one with other ways to say them, and ``yes`` and ``no`` the
    words that these mean.
    """

    name: str
    kind: Kind | None = None
    domain: str = ""
    control: Control | None = None
    filters: Sequence[str] = ()
    most: float = 0
    words: str = ""
    meanings: str = ""
    yes: str = ""
    no: str = ""

    @property
    def key(self) -> str:
        """The key in its part of the profile."""
        return self.name.rpartition(".")[2]


FIELDS = {
    name: Field(name, **row) for name, row in orjson.loads(Path(__file__).with_name("fields.json").read_bytes()).items()
}
LISTS = tuple(name for name, row in FIELDS.items() if row.kind == "entries")
PARTS = {of: tuple(row for row in FIELDS.values() if row.name.startswith(f"{of}.")) for of in LISTS}
"""The fields of the entries of each list; the question for the first is the question for the list."""
DETAILS = {of: tuple(row.key for row in parts[1:] if row.kind) for of, parts in PARTS.items()}
"""The keys of an entry that questions of their own ask for."""
GOAL = "goal.track"
"""The question for what a person would like to do: a direction or a title."""
WHOLE = tuple(name for name in FIELDS if name.partition(".")[0] not in LISTS or name in LISTS)
"""The fields that are asked for once, not for each entry of a list."""


def kind_of(name: str) -> Kind:
    """Give the kind of answer to the question for a field."""
    return FIELDS[name].kind or "text"


def choices_of(name: str, rulebook: Rulebook) -> dict[str, str]:
    """Give the words that may answer a question, each with its name; nothing when any text may."""
    row = FIELDS[name]
    if row.domain:
        return {term.id: term.name for term in rulebook.vocabularies[row.domain].terms.values()}
    return dict(words(row.words)) if row.words else {}


def questions_by_field(rulebook: Rulebook) -> dict[str, Question]:
    """Give a rulebook's questions by the field that they ask for."""
    questions: dict[str, Question] = {}
    for question in rulebook.questions.values():
        questions.setdefault(question.field, question)
        part = question.field.partition(".")[0]
        if part in PARTS and question.field == PARTS[part][0].name:
            questions.setdefault(part, question)
    return questions


def field_of(id: str, rulebook: Rulebook) -> str | None:
    """Give the name of the field that a question asks for; None when there is no question of that id."""
    match = _ID.match(id)
    if match is None or (match[2] is not None and match[1] not in LISTS):
        return None
    name = match[1] + (match[3] or "")
    known = name in FIELDS and name in questions_by_field(rulebook)
    return name if known and (match[2] is None) is (name in WHOLE) else None


def number_of(id: str) -> int:
    """Give the number of the entry in a question's id, such as 0 of ``education[0].field``."""
    return int(id.partition("[")[2].partition("]")[0])
