"""The questionnaire: one question at a time, back and change, and answers to take away and to go on with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData, UploadFile

from advisor import interview
from advisor.advice.model import DirectionAdvice
from advisor.document import parse_document
from advisor.doors.web.controls import control_of, given_by, typed_from
from advisor.doors.web.directions import address
from advisor.doors.web.entry_forms import MOST, PARTS, FieldProblem, Typed, count_of, groups_of, without
from advisor.doors.web.form_state import FormState, answer_form, form_state, form_text, read_form
from advisor.doors.web.templating import download, page
from advisor.errors import InputError
from advisor.interview import Answered, Asked, Refusal, State, Unclear
from advisor.interview.fields import GOAL, LISTS
from advisor.interview.nearest import did_you_mean
from advisor.interview.unreadable import Unreadable
from advisor.interview.wording import stakes_of
from advisor.language import words
from advisor.profile import profile_from
from advisor.reading.reading import Plain
from advisor.render.selection import directions_heading

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class View:
    """What a page shows: the form state, the question (None: the end), the questions that were passed, what is typed
    in the form, what is wrong with it as a whole (``error``) and in its groups (``problems``), the group to begin in
    (``place``), notes, what was understood of the answer to the question ``before``, and the directions to look at.

    ``unsettled``: the answer is kept, and the person may go on without what was not understood.
    """

    now: FormState
    question: Asked | None
    passed: tuple[str, ...] = ()
    typed: Typed = field(default_factory=dict)
    error: str = ""
    names: tuple[str, ...] = ()
    problems: Mapping[int, FieldProblem] = field(default_factory=dict)
    place: int | None = None
    notes: tuple[str, ...] = ()
    understood: str = ""
    before: str = ""
    directions: tuple[DirectionAdvice, ...] = ()
    unsettled: bool = False

    @property
    def unsure(self) -> tuple[str, str, str]:
        """The words around the directions: a heading, how to choose, and what stands before the first step."""
        said = words("directions")
        return directions_heading(self.directions), said["unsure"], said["begin"]


@router.get("/questions")
async def begin(request: Request, rulebook: str = "", track: str = "") -> Response:
    """Ask the first question, or the next when a direction is chosen."""
    now = form_state(request, FormData({"rulebook": rulebook}))
    return _response(request, await request.app.state.worker_pool.run(_chosen, now, track, ()))


@router.post("/questions")
async def go_on(request: Request) -> Response:
    """Take an answer or another action of the form, and ask what comes next."""
    return _response(request, await answer_form(request, _acted))


@router.post("/questions/file")
async def file(request: Request) -> Response:
    """Give the answers as a file to keep."""
    content = await answer_form(request, lambda now, _: orjson.dumps(now.state.to_dict(), option=orjson.OPT_INDENT_2))
    return download(content, "my-answers.json", "application/json")


@router.post("/questions/resume")
async def resume(request: Request) -> Response:
    """Go on with a file of answers, or with a profile as the command line takes it."""
    form = await read_form(request)
    upload = form.get("file")
    most = request.app.state.settings.most_bytes
    content = await upload.read(most + 1) if isinstance(upload, UploadFile) else b""
    now = form_state(request, FormData())

    def resumed() -> View:
        if len(content) > most:
            raise InputError("The file is larger than a person's answers can be.")
        if not content.strip():
            raise InputError("There is no file, or nothing in it. Choose the file of answers that you downloaded.")
        document = parse_document(content, "your file")
        if isinstance(document.data, dict) and "profile" in document.data:
            state = interview.restored(document.data)
        else:
            state = interview.start(profile_from(document).model_dump(mode="json", exclude_unset=True))
        unclear = [one.sentence for one in interview.all_unclear(state, now.rulebook, now.day)]
        notes = (words("interview")["welcome back"], *unclear)
        return _next(now.with_answers(state), _passed(state), notes)

    return _response(request, await request.app.state.worker_pool.run(resumed))


# -- what an action of the form leads to ----------------------------------------------------


def _passed(state: State) -> tuple[str, ...]:
    return (*interview.answered(state), *state.declined)


def _next(now: FormState, passed: tuple[str, ...], notes: tuple[str, ...] = ()) -> View:
    question = interview.next_question(now.state, now.rulebook, now.day)
    return View(now, question, passed, typed_from(question, None) if question else {}, notes=notes)


def _again(now: FormState, question: Asked, passed: tuple[str, ...]) -> View:
    return View(now, question, passed, typed_from(question, interview.answered(now.state).get(question.id)))


def _acted(now: FormState, form: FormData) -> View:
    """Do the action of a form: ``answer``, ``decline``, ``back``, ``change:ID`` and so on."""
    action, _, argument = form_text(form, "action").partition(":")
    passed = tuple(form_text(form, "passed").split()[:MOST])
    if action == "open":  # what was left open is asked again
        return _next(now.with_answers(State(now.state.profile)), passed)
    if action == "choose":
        return _chosen(now, argument, passed)
    id = argument if action == "change" else form_text(form, "question")
    question = interview.question(now.state, id, now.rulebook, now.day)
    if question is None or action == "go":
        return _next(now, passed)
    if action == "change":
        return _again(now, question, passed or _passed(now.state))
    if action == "back":
        earlier = interview.before(now.state, question.id, passed, now.rulebook, now.day)
        return _again(now, earlier or question, passed)
    typed = {name: [text for text in form.getlist(name) if isinstance(text, str)] for name in form}
    if action == "remove" and argument.isdecimal() and len(argument) < 4:
        return View(now, question, passed, without(typed, int(argument)))
    if action in ("another", "remove"):
        count = count_of(typed)
        return View(now, question, passed, {**typed, "entries": [str(min(MOST, count + 1))]}, place=count)
    if action == "use":  # a name that was meant, in the place of what was not understood
        name, _, text = argument.partition(":")
        typed |= {name: [text]} if name in typed else {}
    if action == "decline":
        state = interview.decline(interview.reopen(now.state, question.id), question.id)
        view = _next(now.with_answers(state), _done(question, passed))
        unsure = interview.directions(state, now.rulebook, now.day) if question.id == GOAL else ()
        return replace(view, directions=unsure)
    try:
        if action != "none" and question.id in LISTS:
            return _listed(now, question, passed, typed)
        text = "none" if action == "none" else given_by(question, typed)
    except Unreadable as problem:
        return View(now, question, passed, typed, str(problem))
    made = interview.answer(now.state, question.id, text, now.rulebook, now.day)
    if isinstance(made, Refusal):
        return View(now, question, passed, typed, made.sentence, made.nearest)
    return _taken(now, question, passed, made)


def _chosen(now: FormState, track: str, passed: tuple[str, ...]) -> View:
    """Go on with a direction as the goal; without one, or with one that there is not, ask what comes next."""
    question = interview.question(now.state, GOAL, now.rulebook, now.day) if track else None
    made = interview.answer(now.state, GOAL, track, now.rulebook, now.day) if question else None
    if question is None or not isinstance(made, Answered):
        return _next(now, passed)
    return _taken(now, question, passed, replace(made, plain=False))


def _done(question: Asked, passed: tuple[str, ...]) -> tuple[str, ...]:
    return (*(id for id in passed if id != question.id), question.id)


def _listed(now: FormState, question: Asked, passed: tuple[str, ...], typed: Typed) -> View:
    """Take a form of entries; the first that cannot be taken is named."""
    made: Answered | Refusal | None = None
    entries: list[str | Plain] = []
    groups = groups_of(question.id, typed, now.state.profile.get(question.id) or ())
    if not groups:
        raise Unreadable(words("empty answers")["entries"])
    for group in groups:
        entries.append(group.given)
        problem = group.problem
        if not problem:
            made = interview.answer(now.state, question.id, entries, now.rulebook, now.day)
            problem = made.sentence if isinstance(made, Refusal) else ""
        if problem:
            return View(now, question, passed, typed, problems={group.place: FieldProblem(problem)})
    assert isinstance(made, Answered)
    return _taken(now, question, passed, made)


def _taken(now: FormState, question: Asked, passed: tuple[str, ...], made: Answered) -> View:
    """Go on with an answer and say it back; stay where a part of it is not understood and was not seen before."""
    seen = {one.text for one in interview.unclear_in(now.state, question.id, now.rulebook, now.day)}
    unclear = [one for one in made.unclear if one.stays and one.text not in seen]
    now, passed = now.with_answers(made.state), _done(question, passed)
    if unclear:
        return _stay(now, question, passed, unclear)
    notes = (*made.notes, *(one.sentence for one in made.unclear if not one.stays))
    view = _next(now, passed, notes)
    if made.plain or not made.understood:
        return view
    understood = words("understanding")["understood"].format("; ".join(made.understood))
    return replace(view, understood=understood, before=question.id)


def _stay(now: FormState, question: Asked, passed: tuple[str, ...], unclear: Iterable[Unclear]) -> View:
    """Show the question again, filled with what was understood, and with what was not marked at its field."""
    view, ask = _again(now, question, passed), words("understanding")["change again"]
    problems: dict[int, FieldProblem] = {}
    error, names = "", tuple[str, ...]()
    for one in unclear:
        sentence = f"{one.sentence}{did_you_mean(one.nearest)} {ask}"
        match = re.fullmatch(rf"{question.id}\[([0-9]+)\]\.([a-z_]+).*", one.place) if question.id in LISTS else None
        if match:
            problems.setdefault(int(match[1]), FieldProblem(sentence, match[2], one.nearest))
        else:
            error, names = error or sentence, names or one.nearest
    return replace(view, error=error, names=names, problems=problems, unsettled=True)


# -- what is shown ----------------------------------------------------------------------------


def _response(request: Request, view: View) -> Response:
    """Show the page of a view; the template asks its parts for what it shows."""
    now, question = view.now, view.question
    shown: dict[str, Any] = {"view": view, "now": now, "passed": " ".join(view.passed), "asked": question}
    if question is None:
        return page(request, "questions-end.html", **shown)
    return page(
        request,
        "question.html",
        **shown,
        control=control_of(question),
        typed=view.typed,
        error=view.error,
        problems=view.problems,
        place=view.place,
        faulty=bool(view.error or view.problems),
        stakes=stakes_of(question, now.rulebook),
        # All questions about schools count as one, and all about jobs, as in the summary.
        number=len({id.partition("[")[0] for id in (*view.passed, question.id)}),
        browse=address("/directions", now.rulebook, request.app.state.rulebooks.get(None)),
        parts=PARTS.get(question.id, ()),
        count=count_of(view.typed),
        rulebook=now.rulebook.as_of(now.day),
        answered=question.id in interview.answered(now.state),
    )
