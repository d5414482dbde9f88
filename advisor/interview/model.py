"""What an interview is made of: its state, a question, and what became of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from advisor.advice.model import SourceRef


@dataclass(frozen=True, slots=True)
class State:
    """All there is to store: a profile as plain data, and the ids of the questions that were declined."""

    profile: Mapping[str, Any]
    declined: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the state as plain data, for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Why:
    """A rule that needs the answer: what is at stake, its name, the rule's address and its documents."""

    subject: str
    name: str
    rule: str
    sources: tuple[SourceRef, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its id, words, kind of answer, choices (word and name), and reasons.

    ``about`` is the entry of the person's own list that it speaks of. ``remaining`` is always null: each answer can
    open questions and close others, so nobody can say how many will follow, and a number that rises misleads.
    """

    id: str
    text: str
    help: str
    kind: str
    choices: tuple[tuple[str, str], ...]
    examples: tuple[str, ...]
    about: str
    why: tuple[Why, ...]
    remaining: None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the question as plain data, for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer of which nothing can be taken: a short sentence that says what would be right, and near names."""

    id: str
    sentence: str
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unclear:
    """A part of an answer that was not understood: its text, a sentence about it, and the nearest names.

    ``place`` is where it stands in the profile ("": nowhere), ``follow_up`` the question that asks about it next.
    """

    text: str
    sentence: str
    nearest: tuple[str, ...] = ()
    place: str = ""
    follow_up: str = ""

    @property
    def stays(self) -> bool:
        """Whether the person is asked to write it again, before the interview goes on."""
        return bool(self.nearest) or not self.follow_up


@dataclass(frozen=True, slots=True)
class Answered:
    """The state with an answer in it, what was understood of it, in words, and what was not.

    ``notes`` say how something was read. ``plain``: the answer was one of the choices, a number, yes or no, or that it
    is not known; to say it back is needless.
    """

    state: State
    understood: tuple[str, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    notes: tuple[str, ...] = ()
    plain: bool = False
