"""The advice, and what lies behind it: the plan, the reasoning, what would move, and files to take away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData
from starlette.routing import NoMatchFound

from advisor.advice.advise import advise
from advisor.advice.model import Advice
from advisor.changing import WhatIf, what_if
from advisor.doors.web.carried import Carried, taken_up
from advisor.doors.web.site import download, page
from advisor.errors import InputError, UsageError
from advisor.interview.ids import field_of
from advisor.interview.wording import said_so_far
from advisor.planning.model import Plan
from advisor.planning.plan import plan
from advisor.reasoning.explain import explain
from advisor.reasoning.model import Explanation
from advisor.render.career_map import career_map
from advisor.render.citations import Citations
from advisor.render.parts import first_sources, good_to_know, near_titles, open_titles, subject_name, unlocked
from advisor.render.pay import pay_scale
from advisor.render.timeline import timeline
from advisor.render.wording import (
    ASKED,
    STATUS,
    day_in_words,
    money_in_words,
    month_in_words,
    months_in_words,
    offer_in_words,
    pay_in_words,
    value_in_words,
)
from advisor.rulebook.book import Rulebook

router = APIRouter(include_in_schema=False)
_WORDS: dict[str, Callable[..., Any]] = {
    "long_day": day_in_words, "month": month_in_words, "months": months_in_words, "money": money_in_words,
    "offer_words": offer_in_words, "pay_words": pay_in_words, "value": value_in_words, "timeline": timeline,
    "first_sources": first_sources,
}  # fmt: skip
_LATER = (1, 2, 3, 5)
"""Years ahead that can be looked at."""


class Choices(NamedTuple):
    """What a person can choose to aim at or to change, each with its name."""

    goals: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    certifications: tuple[tuple[str, str], ...]
    words: dict[str, tuple[tuple[str, str], ...]]


@router.post("/advice")
async def advice_page(request: Request) -> Response:
    """Show the advice for what is carried."""

    def made(now: Carried, form: FormData) -> dict[str, Any]:
        advice, rulebook = _advice(now), now.rulebook.as_of(now.day)
        goal = (now.state.profile.get("goal") or {}).get("title")
        drawn = career_map(advice, rulebook, rulebook.find_title(goal) if goal else None)
        return {
            **_base(now, form), "advice": advice, "map": drawn,
            "pay": pay_scale(advice, rulebook), "titles": open_titles(advice), "near": near_titles(advice),
            "good": good_to_know(advice), "standing": {one.id: one for one in advice.certifications},
            "unlocked": lambda subjects: ", ".join(unlocked(subjects, rulebook)),
            "said": said_so_far(now.state, now.rulebook), "choices": _choices(advice, rulebook),
            "askable": lambda id: field_of(id, now.rulebook) is not None, "later": _LATER, "chosen": {},
        }  # fmt: skip

    return page(request, "advice.html", **await taken_up(request, made), paper=_has_paper(request))


@router.post("/advice/json")
async def advice_file(request: Request) -> Response:
    """Give the advice as the command line writes it."""
    content = await taken_up(request, lambda now, _: _advice(now).to_json())
    return download(content, "advice.json", "application/json")


@router.post("/advice/plan")
async def plan_page(request: Request) -> Response:
    """Work out the way to a goal within the person's limits."""

    def made(now: Carried, form: FormData) -> dict[str, Any]:
        rulebook = now.rulebook.as_of(now.day)
        chosen = {name: _one(form, name) for name in ("to", "hours_per_week", "budget", "by")}
        found: Plan | None = None
        problem = ""
        try:
            found = plan(_limited(now, chosen), chosen["to"] or None, now.rulebook, as_of=now.day)
        except (InputError, UsageError) as error:
            problem = error.problems[0].message
        return {
            **_base(now, form, "plan-source"), "plan": found, "problem": problem, "chosen": chosen,
            "choices": _choices(_advice(now), rulebook),
        }  # fmt: skip

    return page(request, "plan.html", **await taken_up(request, made))


@router.post("/advice/why")
async def why_page(request: Request) -> Response:
    """Unfold the reasoning about the level, a title or a certification."""

    def made(now: Carried, form: FormData) -> dict[str, Any]:
        found: Explanation = explain(now.state.profile, _one(form, "subject") or None, now.rulebook, as_of=now.day)
        rulebook = now.rulebook.as_of(now.day)
        to = subject_name(found.goal, rulebook) if found.goal else ""
        return {**_base(now, form, "why-source"), "told": found, "to": to, "asked_words": ASKED}

    return page(request, "why.html", **await taken_up(request, made))


@router.post("/advice/what-if")
async def what_if_page(request: Request) -> Response:
    """Change the person, or let time pass, and show what moves."""

    def made(now: Carried, form: FormData) -> dict[str, Any]:
        rulebook = now.rulebook.as_of(now.day)
        chosen = {name: _one(form, name) for name in form}
        before, found, problem = _advice(now), None, ""
        try:
            found = _moved(now, chosen)
            problem = "" if found else "Choose at least one change, or a later day."
        except (InputError, UsageError) as error:
            problem = error.problems[0].message
        return {
            **_base(now, form), "before": before, "moved": found, "problem": problem, "chosen": chosen,
            "choices": _choices(before, rulebook), "later": _LATER,
        }  # fmt: skip

    return page(request, "what-if.html", **await taken_up(request, made))


def _has_paper(request: Request) -> bool:
    """Say whether this server makes PDFs."""
    try:
        return bool(request.app.url_path_for("pdf"))
    except NoMatchFound:
        return False


# -- what a form asks for ---------------------------------------------------------------------


def _advice(now: Carried) -> Advice:
    return advise(now.state.profile, now.rulebook, as_of=now.day)


def _base(now: Carried, form: FormData, part: str = "source") -> dict[str, Any]:
    """Give what every page about advice needs; the numbers of its sources lead to ids that begin with ``part``."""
    rulebook = now.rulebook.as_of(now.day)
    return {
        **_WORDS, "now": now, "passed": _one(form, "passed"), "rulebook": rulebook, "cite": Citations(rulebook),
        "stands": STATUS, "source_at": part,
    }  # fmt: skip


def _limited(now: Carried, chosen: dict[str, str]) -> dict[str, Any]:
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


def _moved(now: Carried, chosen: dict[str, str]) -> WhatIf | None:
    """Say what moves with the changes of the form; None when it names none."""
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
    if "course" in said:
        changes.append(f"coursework={said['course']}")
    if "track" in said:
        changes.append(f"track={said['track']}")
    later = chosen.get("later", "")
    on = _years_on(now.day, int(later)) if later.isdecimal() and int(later) in _LATER else None
    if not changes and on is None:
        return None
    return what_if(now.state.profile, changes, now.rulebook, as_of=now.day, on=on)


def _years_on(day: date, years: int) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap else day.day)


def _choices(advice: Advice, rulebook: Rulebook) -> Choices:
    """Give what can be aimed at and what can be changed, by what the person has already."""
    here = rulebook.level_rank[advice.level.id]
    levels = tuple((f"level:{one.id}", one.name) for one in rulebook.levels if rulebook.level_rank[one.id] > here)
    titles = tuple((f"title:{one.id}", one.name) for one in advice.near_titles)
    free = [one for one in advice.certifications if one.status not in ("held", "retired")]
    goals = (
        ("A level", levels), ("A job title", titles),
        ("A certification", tuple((f"certification:{one.id}", f"{one.acronym} ({one.name})") for one in free)),
    )  # fmt: skip
    words = {
        name: tuple((term.id, term.name) for term in rulebook.vocabularies[domain].terms.values())
        for name, domain in (("level", "education-levels"), ("accreditation", "accreditors"), ("area", "areas"),
                             ("course", "courses"), ("track", "tracks"), ("field", "fields"))
    }  # fmt: skip
    words["level"] = tuple(one for one in words["level"] if one[0] != "none")
    return Choices(
        tuple((name, group) for name, group in goals if group),
        tuple((one.id, f"{one.acronym} ({one.name})") for one in free),
        words,
    )


def _one(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""
