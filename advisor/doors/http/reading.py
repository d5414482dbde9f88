"""Bodies as documents, and documents as what a route takes; every problem with its path and line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from advisor.document import Document, parse_document
from advisor.doors.http.asked import Day, Questions, Word
from advisor.doors.options import placed
from advisor.errors import InputError, Problem
from advisor.problems import problems_of
from advisor.profile import Profile
from advisor.rulebook.book import Rulebook

T = TypeVar("T")
Q = TypeVar("Q")


def read(body: bytes, rulebook: Rulebook, query: Q, work: Callable[[Document, Rulebook, Q], T]) -> T:
    """Read a body and do the work on it. Raises InputError with the line of each mistake, and what the work raises."""
    document = parse_document(body, "body")
    with placed(document):
        return work(document, rulebook, query)


class Sent(BaseModel):
    """A body that is more than a profile."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def of(cls, document: Document) -> Self:
        """Take a document as this. Raises InputError with a problem for each mistake."""
        if not isinstance(document.data, Mapping):
            raise InputError(Problem("Send keys and values here.", line=1))
        try:
            return cls.model_validate(document.data)
        except ValidationError as error:
            raise InputError(*problems_of(error, document, cls, private=True)) from None


class Changes(Sent):
    """A person, and what is to be changed; ``on`` is a later day."""

    profile: Profile
    changes: Annotated[list[Word], Field(alias="with", max_length=50)] = []
    on: Day | None = None


class Answered(Sent):
    """An answer in an interview: the person so far, what was declined, the question's id, and the answer's words."""

    profile: dict[str, Any]
    declined: Questions = []
    id: Word
    text: str
