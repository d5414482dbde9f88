"""The answers of a person, sent in a hidden field of each form, since the server keeps nothing.

They are in the body of a request and never in the path or query of its URL, so that no log has them. The address of
an advice carries them, without the name, behind its #: browsers send that part to no server.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import orjson
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from advisor.document import parse_document
from advisor.doors.http.problems import RequestError
from advisor.interview import State, restored
from advisor.interview.fields import field_of
from advisor.interview.wording import AnswerLine, said_so_far
from advisor.rulebook.book import Rulebook

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FormState:
    """A person's answers so far, the rulebook of the interview, and the day."""

    state: State
    rulebook: Rulebook
    day: date

    @property
    def text(self) -> str:
        """Write the answers for the hidden field."""
        return orjson.dumps(self.state.to_dict()).decode()

    def said(self, asked: Sequence[str] = ()) -> tuple[AnswerLine, ...]:
        """Give the answers in words, a line each, in the order in which they were ``asked``."""
        return said_so_far(self.state, self.rulebook, self.day, asked)

    def askable(self, id: str) -> bool:
        """Say whether there is a question for an answer."""
        return field_of(id, self.rulebook) is not None

    def with_answers(self, state: State) -> FormState:
        """Replace the answers."""
        return replace(self, state=state)


def form_state(request: Request, form: FormData) -> FormState:
    """Read the state in a form; without one, there are no answers yet.

    Raises InputError when it is not as one of our pages wrote it, UsageError for an unknown rulebook.
    """
    rulebook = request.app.state.rulebooks.get(form_text(form, "rulebook") or None)
    text = form_text(form, "state")
    data = parse_document(text.encode("utf-8", "replace"), "answers").data if text else {}
    return FormState(restored(data), rulebook, date.today())


def form_text(form: FormData, name: str) -> str:
    """Give the text of a field, or nothing."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


async def read_form(request: Request) -> FormData:
    """Read a form. Raises RequestError when it is larger than a person's answers can be, or is no form."""
    try:
        return await request.form(max_files=1, max_part_size=request.app.state.settings.most_bytes)
    except HTTPException:
        sentence = "What was sent cannot be read: it is larger than a person's answers can be, or it is not a form."
        raise RequestError(400, "input", sentence) from None


async def answer_form(request: Request, answer: Callable[[FormState, FormData], T]) -> T:
    """Read a form, and give what ``answer`` makes of its state, in the worker pool. Raises what they raise."""
    form = await read_form(request)
    result: T = await request.app.state.worker_pool.run(lambda: answer(form_state(request, form), form))
    return result
