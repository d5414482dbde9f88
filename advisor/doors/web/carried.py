"""What a page carries for its person from one request to the next, since nothing is kept here.

It travels in the body of a form and never in an address, so that no log, history or bookmark has it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import orjson
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from advisor.document import parse_document
from advisor.doors.http.problems import RequestError
from advisor.interview import State, restored
from advisor.rulebook.book import Rulebook

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Carried:
    """A person's answers so far, the rulebook that they are asked by, and the day."""

    state: State
    rulebook: Rulebook
    day: date

    @property
    def text(self) -> str:
        """Write the answers for the form's hidden field."""
        return orjson.dumps(self.state.to_dict()).decode()

    def answering(self, state: State) -> Carried:
        """Go on with other answers."""
        return Carried(state, self.rulebook, self.day)


def carried(request: Request, form: FormData) -> Carried:
    """Take up what a form carries; nothing when it carries none.

    Raises InputError when that is not what a page of ours wrote, UsageError for an unknown rulebook.
    """
    id, told = form.get("rulebook"), form.get("state")
    rulebook = request.app.state.shelf.take(id if isinstance(id, str) and id else None)
    data = parse_document(told.encode("utf-8", "replace"), "answers").data if isinstance(told, str) and told else {}
    return Carried(restored(data), rulebook, date.today())


async def form_of(request: Request) -> FormData:
    """Read a form. Raises RequestError when it is larger than a person's answers can be, or none."""
    try:
        return await request.form(max_files=1, max_part_size=request.app.state.settings.most_bytes)
    except HTTPException:
        sentence = "What was sent cannot be read: it is larger than a person's answers can be, or it is not a form."
        raise RequestError(400, "input", sentence) from None


async def taken_up(request: Request, made: Callable[[Carried, FormData], T]) -> T:
    """Read a form and make something of what it carries, in a thread. Raises what ``carried`` and ``made`` raise."""
    form = await form_of(request)
    answer: T = await request.app.state.workroom.run(lambda: made(carried(request, form), form))
    return answer
