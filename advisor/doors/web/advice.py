"""The pages of the advice, the plan, the reasoning, and what-if; and the advice as a file.

A page of them that is asked for without answers (by Back, reload or a bookmark) finds them, with scripts, in the part
of its address that no server sees, and posts them; without scripts, it says how to go on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal, TypeVar

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData

from advisor.advice.advise import advise
from advisor.advice.model import Advice
from advisor.changing import WhatIf, changed, compare
from advisor.dates import add_months
from advisor.doors.http.process_pool import ProcessPool
from advisor.doors.http.shares import client_of
from advisor.doors.web.changes import changes_by, changes_of
from advisor.doors.web.form_state import FormState, answer_form, form_state, form_text, read_form
from advisor.doors.web.templating import download, page
from advisor.errors import InputError, UsageError
from advisor.language import words
from advisor.planning.comparison import Comparison
from advisor.planning.comparison import compare as side_by_side
from advisor.planning.model import Plan
from advisor.planning.plan import plan
from advisor.profile import profile_from
from advisor.reasoning.explain import explain
from advisor.reasoning.model import Explanation
from advisor.render import wording
from advisor.render.career_map import career_map
from advisor.render.citations import Citations
from advisor.render.explanation import what_for
from advisor.render.pay import pay_scale
from advisor.render.pdf import render_pdf
from advisor.render.report import SHORT
from advisor.render.selection import (
    before_the_first_level,
    cannot_say,
    directions_heading,
    duration_of,
    first_sources,
    good_to_know,
    near_titles,
    open_titles,
    other_steps,
    step_facts,
    unlocked,
)
from advisor.render.timeline import timeline
from advisor.render.values import values_in_words
from advisor.rulebook.book import Rulebook

T = TypeVar("T")
router = APIRouter(include_in_schema=False)
_LATER = (1, 2, 3, 5)
"""Years ahead that can be looked at."""


@router.get("/advice")
@router.get("/advice/{part}")
async def without_answers(request: Request, part: Literal["plan", "why", "what-if"] | None = None) -> Response:
    """Show the page that finds the answers in its address, or says where to give them."""
    return page(request, "advice-again.html")


@router.post("/advice")
async def advice_page(request: Request) -> Response:
    """Show the advice for the answers in the form."""

    def answer(now: FormState, form: FormData) -> dict[str, Any]:
        advice, rulebook = _advice(now), now.rulebook.as_of(now.day)
        goal = (now.state.profile.get("goal") or {}).get("title")
        return {
            **_base(now, form, advice),
            "map": career_map(advice, rulebook, rulebook.find_title(goal) if goal else None),
            "pay": pay_scale(advice, rulebook),
            "titles": open_titles(advice),
            "near": near_titles(advice),
            "good": good_to_know(advice),
            "limits": SHORT,
            "suiting": {**words("directions"), "heading": _not_sure(advice)},
            "unsure": cannot_say(advice, rulebook),
            "early": before_the_first_level(advice, rulebook),
            "others": other_steps(advice),
            "ranked": advice.next_certifications,
            "duration": duration_of(advice.next, advice) if advice.next else "",
            "facts": step_facts,
            "tried": {step.id: bool(changes_by(step, rulebook)) for step in advice.steps},
            "page": words("advice page"),
            "standing": {certification.id: certification for certification in advice.certifications},
            "first_sources": first_sources,
            "unlocked": lambda subjects: unlocked(subjects, advice, rulebook),
        }

    return page(request, "advice.html", **await answer_form(request, answer))


@router.post("/advice/json")
async def advice_file(request: Request) -> Response:
    """Give the advice as the command line writes it."""
    content = await answer_form(request, lambda now, _: _advice(now).to_json())
    return download(content, "advice.json", "application/json")


@router.post("/advice/pdf")
async def advice_pdf(request: Request) -> Response:
    """Give the advice as a PDF, with the words of the page."""
    content = await answer_form(request, lambda now, _: render_pdf(_advice(now), now.rulebook))
    return download(content, "career-advice.pdf", "application/pdf")


@router.post("/advice/plan")
async def plan_page(request: Request) -> Response:
    """Show the ways to a goal within the limits in the form."""

    form = await read_form(request)
    now, context = await _with_state(request, form, lambda now: _base(now, form, _advice(now), "plan-source"))
    chosen = {name: _text(form, name) for name in ("to", "hours_per_week", "budget", "by")}
    ways, problem = None, ""
    try:
        ways = await _apart(request, _ways, now, _limited(now, chosen), chosen["to"])
    except (InputError, UsageError) as error:
        problem = error.problems[0].message
    shown = {"plan": ways, "timeline": timeline, "problem": problem, "chosen": chosen}
    return page(request, "plan.html", **{**context, **shown})


@router.post("/advice/compare")
async def compare_page(request: Request) -> Response:
    """Put the ways to the two goals in the form side by side."""

    form = await read_form(request)
    now, context = await _with_state(request, form, lambda now: _base(now, form, _advice(now), "compare-source"))
    chosen = {name: _text(form, name) for name in ("to", "other")}
    ways, problem = None, ""
    try:
        ways = await _apart(request, _sides, now, now.state.profile, "\n".join(filter(None, chosen.values())))
    except (InputError, UsageError) as error:
        problem = error.problems[0].message
    return page(request, "compare.html", **{**context, "compared": ways, "problem": problem, "chosen": chosen})


@router.post("/advice/why")
async def why_page(request: Request) -> Response:
    """Explain the level, a title or a certification."""

    form = await read_form(request)
    now, context = await _with_state(request, form, lambda now: _base(now, form, None, "why-source"))
    explanation = await _apart(request, _reasons, now, now.state.profile, _text(form, "subject"))
    rulebook = now.rulebook.as_of(now.day)
    goal = what_for(explanation) + rulebook.name_of(explanation.goal) if explanation.goal else ""
    shown = {"explanation": explanation, "to": goal, "values": lambda node: values_in_words(node, rulebook)}
    return page(request, "why.html", **{**context, **shown})


@router.post("/advice/what-if")
async def what_if_page(request: Request) -> Response:
    """Compare the advice with that after the changes in the form, or on a later day."""

    def answer(now: FormState, form: FormData) -> dict[str, Any]:
        chosen = {name: _text(form, name) for name in form}
        before, moves, problem = _advice(now), None, ""
        try:
            moves = _moves(now, before, chosen)
            problem = "" if moves else "Choose at least one change, or a later day."
        except (InputError, UsageError) as error:
            problem = error.problems[0].message
        return {**_base(now, form, before), "moved": moves, "problem": problem, "chosen": chosen}

    return page(request, "what-if.html", **await answer_form(request, answer))


# -- what a form asks for ---------------------------------------------------------------------


def _not_sure(advice: Advice) -> str:
    return words("report headings")["directions"].format(directions_heading(advice.directions))


def _ways(rulebook: Rulebook, profile: dict[str, Any], goal: str, day: date) -> Plan:
    return plan(profile, goal or None, rulebook, as_of=day)


def _sides(rulebook: Rulebook, profile: dict[str, Any], goals: str, day: date) -> Comparison:
    return side_by_side(profile, goals.split("\n"), rulebook, as_of=day)


def _reasons(rulebook: Rulebook, profile: dict[str, Any], subject: str, day: date) -> Explanation:
    return explain(profile, subject or None, rulebook, as_of=day)


async def _with_state(
    request: Request, form: FormData, context: Callable[[FormState], dict[str, Any]]
) -> tuple[FormState, dict[str, Any]]:
    """Read the state of a form and make a page's context of it, in the worker pool."""

    def made() -> tuple[FormState, dict[str, Any]]:
        now = form_state(request, form)
        return now, context(now)

    result: tuple[FormState, dict[str, Any]] = await request.app.state.worker_pool.run(made)
    return result


async def _apart(
    request: Request,
    function: Callable[[Rulebook, dict[str, Any], str, date], T],
    now: FormState,
    profile: Mapping[str, Any],
    about: str,
) -> T:
    """Do work that may take long in a process that can be ended."""
    pool: ProcessPool = request.app.state.process_pool
    return await pool.run(client_of(request), function, now.rulebook.id, dict(profile), about, now.day)


def _advice(now: FormState) -> Advice:
    return advise(now.state.profile, now.rulebook, as_of=now.day)


def _base(now: FormState, form: FormData, advice: Advice | None, part: str = "source") -> dict[str, Any]:
    """Give the context of every page about advice; the ids of its sources begin with ``part``."""
    rulebook = now.rulebook.as_of(now.day)
    carried = ("state", "rulebook", "passed")
    asked = [(name, text) for name, text in form.multi_items() if name not in carried and isinstance(text, str)]
    person = {"now": now, "passed": _text(form, "passed"), "advice": advice, "chosen": {}, "later": _LATER}
    return {
        **person,
        "asked": asked,
        "rulebook": rulebook,
        "cite": Citations(rulebook),
        "wording": wording,
        "source_at": part,
    }


def _limited(now: FormState, chosen: dict[str, str]) -> dict[str, Any]:
    """Give the profile with the limits of the form. Raises InputError for what is no number."""
    said = dict(now.state.profile)
    limits = dict(said.get("constraints") or {})
    for name in ("hours_per_week", "budget"):
        if text := chosen[name].replace(",", "").removeprefix("$"):
            try:
                limits[name] = float(text)
            except ValueError:
                raise InputError("Write hours and money as numbers, such as 10 or 1500.") from None
    if chosen["by"]:
        limits["by"] = chosen["by"]
    return {**said, "constraints": limits} if limits else said


def _moves(now: FormState, before: Advice, chosen: dict[str, str]) -> WhatIf | None:
    """Compare the advice with that after the changes of the form; None when it names none."""
    later = chosen.get("later", "")
    on = add_months(now.day, 12 * int(later)) if later.isdecimal() and int(later) in _LATER else None
    changes = changes_of(chosen, before, now.rulebook.as_of(now.day))
    if not changes and on is None:
        return None
    person = changed(profile_from(now.state.profile), changes)
    return compare(before, advise(person, now.rulebook, as_of=on or now.day), changes)


def _text(form: FormData, name: str) -> str:
    return form_text(form, name).strip()
