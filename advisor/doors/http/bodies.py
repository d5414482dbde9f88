"""The bodies of requests: read as documents, and validated with the place and line of each mistake."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from advisor.document import Document, located, parse_document
from advisor.doors.http.query import Day, QuestionIds, Word
from advisor.errors import InputError, Problem
from advisor.planning.model import FEWEST, MOST
from advisor.problems import problems_of
from advisor.profile import Profile
from advisor.profile_fields import TEXT_PATTERN
from advisor.rulebook.book import Rulebook

T = TypeVar("T")
Q = TypeVar("Q")


def answer_body(body: bytes, rulebook: Rulebook, query: Q, answer: Callable[[Document, Rulebook, Q], T]) -> T:
    """Read a body and give what ``answer`` makes of it. Raises InputError with the line of each mistake."""
    document = parse_document(body, "body")
    with located(document):
        return answer(document, rulebook, query)


class Body(BaseModel):
    """A body that holds more than a profile."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def of(cls, document: Document) -> Self:
        """Validate a document. Raises InputError with a problem for each mistake."""
        if not isinstance(document.data, Mapping):
            raise InputError(Problem("Send keys and values here.", line=1))
        try:
            return cls.model_validate(document.data)
        except ValidationError as error:
            raise InputError(*problems_of(error, document, cls, private=True)) from None


class Changes(Body):
    """A person, the changes to be made, the ``steps`` of their advice that are done, and with ``on`` a later day."""

    profile: Profile
    changes: Annotated[list[Word], Field(alias="with", max_length=50)] = []
    steps: Annotated[list[Word], Field(max_length=50)] = []
    on: Day | None = None


class Goals(Body):
    """A person, and the two to four goals (``to``) whose ways are put side by side."""

    profile: Profile
    to: Annotated[list[Word], Field(min_length=FEWEST, max_length=MOST)]


class InterviewAnswer(Body):
    """The profile so far, the questions declined, and the answer (``text``) to the question ``id``.

    What came with the profile of the last answer (``understood``, ``unclear``, ``notes``) may stay beside it.
    """

    profile: dict[str, Any]
    declined: QuestionIds = []
    id: Word
    text: Annotated[str, Field(json_schema_extra={"pattern": TEXT_PATTERN})]
    understood: Any = None
    unclear: Any = None
    notes: Any = None
