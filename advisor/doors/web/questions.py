"""The questionnaire: one question at a time, back and change, and answers to take away and to go on with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData, UploadFile

from advisor.document import parse_document
from advisor.doors.web.carried import Carried, carried, form_of, taken_up
from advisor.doors.web.controls import (
    control_of,
    given_by,
    groups_given,
    options_of,
    suggestions,
    typed_from,
)
from advisor.doors.web.entry_forms import MOST, PARTS, Typed, count_of, without
from advisor.doors.web.site import download, page
from advisor.errors import InputError
from advisor.interview import (
    Asked,
    Refusal,
    State,
    answer,
    answered,
    before,
    decline,
    next_question,
    question,
    remarks,
    reopen,
    restored,
    start,
)
from advisor.interview.answers import LISTS, Given
from advisor.interview.entries import Unreadable
from advisor.interview.ids import field_of
from advisor.interview.wording import is_unknown, said_so_far, stakes_of
from advisor.profile import profile_from

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a person stands: what is carried, the question now (None: the end), what was passed, and what to say."""

    now: Carried
    asked: Asked | None
    passed: tuple[str, ...] = ()
    typed: Typed = field(default_factory=dict)
    error: str = ""
    place: int | None = None
    notes: tuple[str, ...] = ()


@router.get("/questions")
async def begin(request: Request) -> Response:
    """Ask the first question."""
    now = carried(request, FormData())
    return _shown(request, await request.app.state.workroom.run(_next, now, ()))


@router.post("/questions")
async def go_on(request: Request) -> Response:
    """Take an answer, or another wish, and ask what comes next."""
    return _shown(request, await taken_up(request, _turn))


@router.post("/questions/file")
async def file(request: Request) -> Response:
    """Give the answers as a file to keep."""
    content = await taken_up(request, lambda now, _: orjson.dumps(now.state.to_dict(), option=orjson.OPT_INDENT_2))
    return download(content, "my-answers.json", "application/json")


@router.post("/questions/resume")
async def resume(request: Request) -> Response:
    """Go on with a file of answers, or with a profile as the command line takes it."""
    form = await form_of(request)
    sent = form.get("file")
    most = request.app.state.settings.most_bytes
    content = await sent.read(most + 1) if isinstance(sent, UploadFile) else b""
    now = carried(request, FormData())

    def made() -> Turn:
        if len(content) > most:
            raise InputError("The file is larger than a person's answers can be.")
        if not content.strip():
            raise InputError("There is no file, or nothing in it. Choose the file of answers that you downloaded.")
        document = parse_document(content, "your file")
        ours = isinstance(document.data, dict) and "profile" in document.data
        plain = profile_from(document).model_dump(mode="json", exclude_unset=True) if not ours else {}
        state = restored(document.data) if ours else start(plain)
        return _next(now.answering(state), _passed(state), ("Welcome back. Your answers are here again.",))

    return _shown(request, await request.app.state.workroom.run(made))


# -- what a wish makes of where a person stands ---------------------------------------------


def _passed(state: State) -> tuple[str, ...]:
    return (*answered(state), *state.declined)


def _next(now: Carried, passed: tuple[str, ...], notes: tuple[str, ...] = ()) -> Turn:
    asked = next_question(now.state, now.rulebook, now.day)
    return Turn(now, asked, passed, typed_from(asked, None) if asked else {}, notes=notes)


def _again(now: Carried, asked: Asked, passed: tuple[str, ...]) -> Turn:
    return Turn(now, asked, passed, typed_from(asked, answered(now.state).get(asked.id)))


def _turn(now: Carried, form: FormData) -> Turn:
    """Do what a form asks for: ``answer``, ``decline``, ``back``, ``change:ID`` and so on."""
    wish, _, about = _one(form, "action").partition(":")
    passed = tuple(_one(form, "passed").split()[:MOST])
    if wish == "open":  # what was left open is asked again
        return _next(now.answering(State(now.state.profile)), passed)
    asked = question(now.state, about if wish == "change" else _one(form, "question"), now.rulebook, now.day)
    if asked is None or wish == "go":
        return _next(now, passed)
    if wish == "change":
        return _again(now, asked, passed or _passed(now.state))
    if wish == "back":
        earlier = before(now.state, asked.id, passed, now.rulebook, now.day)
        return _again(now, earlier or asked, passed)
    typed = {name: [one for one in form.getlist(name) if isinstance(one, str)] for name in form}
    if wish in ("another", "remove"):
        return _regrouped(now, asked, passed, typed, int(about) if wish == "remove" and about.isdecimal() else None)
    done = (*(one for one in passed if one != asked.id), asked.id)
    if wish == "decline":
        return _next(now.answering(decline(reopen(now.state, asked.id), asked.id)), done)
    return _answered(now, asked, passed, typed, "none" if wish == "none" else None, done)


def _regrouped(now: Carried, asked: Asked, passed: tuple[str, ...], typed: Typed, gone: int | None) -> Turn:
    """Show a form of entries again, with one group more or one less."""
    count = count_of(typed)
    changed = without(typed, gone) if gone is not None else {**typed, "entries": [str(min(MOST, count + 1))]}
    return Turn(now, asked, passed, changed, place=count if gone is None else None)


def _answered(
    now: Carried, asked: Asked, passed: tuple[str, ...], typed: Typed, none: str | None, done: tuple[str, ...]
) -> Turn:
    """Take an answer and go on, or say beside the field why it cannot be taken; what was typed stays."""
    try:
        if none is None and asked.id in LISTS:
            return _listed(now, asked, passed, typed, done)
        given = none or given_by(asked, typed)
    except Unreadable as problem:
        return Turn(now, asked, passed, typed, str(problem))
    if is_unknown(given):
        return _next(now.answering(decline(reopen(now.state, asked.id), asked.id)), done)
    made = answer(now.state, asked.id, given, now.rulebook, now.day)
    if isinstance(made, Refusal):
        return Turn(now, asked, passed, typed, made.sentence)
    return _next(now.answering(made), done, _news(now, made))


def _listed(now: Carried, asked: Asked, passed: tuple[str, ...], typed: Typed, done: tuple[str, ...]) -> Turn:
    """Take a form of entries; the first that cannot be taken is named."""
    made: State | Refusal = now.state
    given: list[Any] = []
    for group in groups_given(asked, typed, now.state.profile.get(asked.id) or ()):
        given.append(group.given)
        sentence = group.problem
        if not sentence:
            made = answer(now.state, asked.id, _given(given), now.rulebook, now.day)
            sentence = made.sentence if isinstance(made, Refusal) else ""
        if sentence:
            return Turn(now, asked, passed, typed, sentence, group.place)
    assert isinstance(made, State)
    return _next(now.answering(made), done, _news(now, made))


def _given(parts: Sequence[Any]) -> Given:
    return list(parts)


def _news(now: Carried, made: State) -> tuple[str, ...]:
    """Give what there is to say about an answer that was not to be said before it."""
    told = set(remarks(now.state, now.rulebook, now.day))
    return tuple(text for text in remarks(made, now.rulebook, now.day) if text not in told)


def _one(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


# -- what is shown ----------------------------------------------------------------------------


def _shown(request: Request, turn: Turn) -> Response:
    now, asked = turn.now, turn.asked
    words: dict[str, Any] = {
        "now": now, "passed": " ".join(turn.passed), "said": said_so_far(now.state, now.rulebook),
        "notes": turn.notes, "asked": asked,
        "askable": lambda id: field_of(id, now.rulebook) is not None,
    }  # fmt: skip
    if asked is None:
        return page(request, "questions-end.html", **words)
    return page(
        request, "question.html", **words, control=control_of(asked), options=options_of(asked), typed=turn.typed,
        suggestions=suggestions(asked, now.rulebook), stakes=stakes_of(asked, now.rulebook), error=turn.error,
        place=turn.place, number=_number(turn.passed, asked.id), parts=PARTS.get(asked.id, ()),
        count=count_of(turn.typed), titles=_titles(now), levels=now.rulebook.vocabularies["education-levels"].terms,
        tracks=now.rulebook.vocabularies["tracks"].terms, answered=asked.id in answered(now.state),
    )  # fmt: skip


def _number(passed: Iterable[str], id: str) -> int:
    """Give a question's place among those asked; all about schools are one, and all about jobs, as in the summary."""
    return len({one.partition("[")[0] for one in (*passed, id)})


def _titles(now: Carried) -> dict[str, list[tuple[str, str]]]:
    """Give the titles of each direction, for the choice of a goal."""
    tracks, found = now.rulebook.vocabularies["tracks"].terms, dict[str, list[tuple[str, str]]]()
    for title in now.rulebook.as_of(now.day).titles:
        found.setdefault(tracks[title.track].name, []).append((title.id, title.name))
    return found
