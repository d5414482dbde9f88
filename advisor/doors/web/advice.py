"""The pages of the advice, the plan, the reasoning, and what-if; and the advice as a file."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData

from advisor.advice.advise import advise
from advisor.advice.model import Advice
from advisor.changing import WhatIf, changed, compare
from advisor.dates import add_months
from advisor.doors.web.form_state import FormState, answer_form, form_text
from advisor.doors.web.templating import download, page
from advisor.errors import InputError, UsageError
from advisor.planning.plan import plan
from advisor.profile import profile_from
from advisor.reasoning.explain import explain
from advisor.render import wording
from advisor.render.career_map import career_map
from advisor.render.citations import Citations
from advisor.render.explanation import what_for
from advisor.render.pay import pay_scale
from advisor.render.pdf import render_pdf
from advisor.render.report import PAGE
from advisor.render.selection import first_sources, good_to_know, near_titles, open_titles, unlocked
from advisor.render.timeline import timeline
from advisor.render.values import values_in_words

router = APIRouter(include_in_schema=False)
_LATER = (1, 2, 3, 5)
"""Years ahead that can be looked at."""


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
            "limits": PAGE,
            "standing": {certification.id: certification for certification in advice.certifications},
            "first_sources": first_sources,
            "unlocked": lambda subjects: ", ".join(unlocked(subjects, rulebook)),
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

    def answer(now: FormState, form: FormData) -> dict[str, Any]:
        chosen = {name: _text(form, name) for name in ("to", "hours_per_week", "budget", "by")}
        ways, problem = None, ""
        try:
            ways = plan(_limited(now, chosen), chosen["to"] or None, now.rulebook, as_of=now.day)
        except (InputError, UsageError) as error:
            problem = error.problems[0].message
        shown = {"plan": ways, "timeline": timeline, "problem": problem, "chosen": chosen}
        return {**_base(now, form, _advice(now), "plan-source"), **shown}

    return page(request, "plan.html", **await answer_form(request, answer))


@router.post("/advice/why")
async def why_page(request: Request) -> Response:
    """Explain the level, a title or a certification."""

    def answer(now: FormState, form: FormData) -> dict[str, Any]:
        explanation = explain(now.state.profile, _text(form, "subject") or None, now.rulebook, as_of=now.day)
        rulebook = now.rulebook.as_of(now.day)
        goal = what_for(explanation) + rulebook.name_of(explanation.goal) if explanation.goal else ""
        shown = {"explanation": explanation, "to": goal, "values": lambda node: values_in_words(node, rulebook)}
        return {**_base(now, form, None, "why-source"), **shown}

    return page(request, "why.html", **await answer_form(request, answer))


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


def _advice(now: FormState) -> Advice:
    return advise(now.state.profile, now.rulebook, as_of=now.day)


def _base(now: FormState, form: FormData, advice: Advice | None, part: str = "source") -> dict[str, Any]:
    """Give the context of every page about advice; the ids of its sources begin with ``part``."""
    rulebook = now.rulebook.as_of(now.day)
    person = {"now": now, "passed": _text(form, "passed"), "advice": advice, "chosen": {}, "later": _LATER}
    return {**person, "rulebook": rulebook, "cite": Citations(rulebook), "wording": wording, "source_at": part}


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
    changes = _changes(chosen)
    if not changes and on is None:
        return None
    person = changed(profile_from(now.state.profile), changes)
    return compare(before, advise(person, now.rulebook, as_of=on or now.day), changes)


def _changes(chosen: dict[str, str]) -> tuple[str, ...]:
    """Write the changes of the form as ``what_if`` takes them. Raises UsageError for an incomplete one."""
    said = {name: text.replace(":", " ").strip() for name, text in chosen.items() if text.strip()}
    changes = []
    if "certification" in said:
        changes.append(f"certification={said['certification']}")
    if "level" in said:
        school = [said["level"], said.get("field", ""), said.get("accreditation", "")]
        if school[2] and not school[1]:
            raise UsageError("Say what you would study, too, when you choose who accredits the program.")
        changes.append("education=" + ":".join(part for part in school if part))
    if "years" in said:
        if "area" not in said:
            raise UsageError("Choose the kind of work, too.")
        changes.append(f"experience+{said['years']}:{said['area']}{':formal' if 'leading' in said else ''}")
    changes += [f"{key}={said[name]}" for name, key in (("course", "coursework"), ("track", "track")) if name in said]
    return tuple(changes)


def _text(form: FormData, name: str) -> str:
    return form_text(form, name).strip()
