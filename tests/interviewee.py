"""Someone who answers an interview truthfully from a profile that says all they could say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from advisor.advice.advise import advise
from advisor.dates import parse_partial
from advisor.interview import Asked, Refusal, State, answer, decline, next_question, outcome, start
from advisor.reading.jobs import leads
from advisor.reading.work import says_more
from advisor.rulebook.book import Rulebook

Plain = dict[str, Any]
UNASKED = ("id", "name", "birth_year", "skills")
"""What no rule's question asks for; it is there from the start."""


def sayable(profile: Mapping[str, Any], day: date) -> Plain:
    """Give a profile as an honest person could say it in an interview: no future jobs, no finished school to come."""
    made = {key: value for key, value in profile.items() if value is not None}
    for entry in (*made.get("education", ()), *made.get("certifications", ()), *made.get("experience", ())):
        if entry.get("status") == "unknown":
            del entry["status"]
        for key in ("part_time", "years_at_most"):
            entry.pop(key, None)
    for school in made.get("education", ()):
        done = school.get("completed")
        if school.get("status", "completed") == "completed" and done and parse_partial(done) > day:
            school["status"] = "in-progress"
    if "experience" in made:
        made["experience"] = [
            job for job in made["experience"] if "start" not in job or parse_partial(job["start"]) <= day
        ]
        for job in made["experience"]:
            if "years" in job:
                job["years"] = round(job["years"], 3)
            if says_more(job.get("role", "")):
                job["paid"] = False  # an intern's or a volunteer's
            if leads(job.get("role", "")):
                job["supervision"] = "formal"  # a title of one who leads says so
    if made.get("goal") == {}:
        del made["goal"]
    if made.get("education") == []:
        made["education"] = [{"level": "none"}]
    for part in (*made.get("education", ()), *made.get("experience", ())):
        for key in ("field", "role"):
            if key in part:
                part[key] = part[key].replace(",", " ").replace(";", " ")
    for key in ("coursework", "interests"):
        if key in made:
            made[key] = [text.replace(",", " ").replace(";", " ") for text in made[key]]
    return made


def said(profile: Mapping[str, Any], id: str) -> str | None:
    """Say what this person would answer to a question; None is "I don't know"."""
    head, _, key = id.partition(".")
    goal = profile.get("goal", {})
    if head == "goal":
        words = [goal[name] for name in (("title", "track") if key == "track" else (key,)) if name in goal]
        return "; ".join(words) or None
    if "[" in head:
        name, number = head[:-1].split("[")
        return _word(profile[name][int(number)].get(key))
    if head not in profile:
        return None
    entry = {"education": _school, "experience": _job, "certifications": _credential}.get(head)
    if entry:
        return "; ".join(entry(one) for one in profile[head]) or "none"
    return _word(profile[head])


def _word(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return None if value is None else str(value)


def _school(one: Mapping[str, Any]) -> str:
    words = {"in-progress": "in progress", "withdrawn": "withdrew"}.get(one.get("status", ""), "")
    return ", ".join(part for part in (one["level"], words, f"country {one.get('country', 'US')}") if part)


def _job(one: Mapping[str, Any]) -> str:
    name = f"area {one['area']}" if "area" in one else one["role"]
    when = f"{one['years']} years" if "years" in one else f"since {one['start']}"
    if "end" in one:
        when = f"{one['start']} to {one['end']}"
    hours = f"{one['hours_per_week']} hours a week" if "hours_per_week" in one else ""
    paid = "" if one.get("paid") is None else "paid" if one["paid"] else "unpaid"  # an intern may be either
    return ", ".join(part for part in (name, when, hours, paid) if part)


def _credential(one: Mapping[str, Any]) -> str:
    dates = [f"{'earned' if key == 'earned' else 'expires'} {one[key]}" for key in ("earned", "expires") if key in one]
    status = one.get("status", "active").replace("-", " ")
    return ", ".join((one["name"], *dates, status))


def interviewed(profile: Mapping[str, Any], rulebook: Rulebook, day: date) -> tuple[State, list[Asked]]:
    """Give the state at the end of an interview with this person, and the questions that were asked."""
    state = start({key: profile[key] for key in UNASKED if key in profile})
    asked: list[Asked] = []
    while found := next_question(state, rulebook, day, engine="plain"):
        assert found.id not in [one.id for one in asked], f"{found.id} was asked twice"
        asked.append(found)
        words = said(profile, found.id)
        if words is None:
            state = decline(state, found.id)
            continue
        made = answer(state, found.id, words, rulebook, day)
        assert not isinstance(made, Refusal), f"{found.id}: {words!r}: {made}"
        state = made.state
    return state, asked


def outcome_of(profile: Mapping[str, Any], rulebook: Rulebook, day: date) -> tuple[Any, ...]:
    """Give the advice, as far as an interview settles it."""
    return outcome(advise(profile, rulebook, as_of=day, engine="plain"))


def fixed_form(profile: Mapping[str, Any], rulebook: Rulebook) -> int:
    """Count the questions of a form that asks all: each of the person, and each of every school and job named."""
    fields = {question.field for question in rulebook.questions.values()}
    lists = {"education": len(profile.get("education", ())), "experience": len(profile.get("experience", ()))}
    own = [f for f in fields if "." not in f or f.startswith("goal.") or f in ("education.level",)]
    in_line = ("status", "start", "end", "years", "hours_per_week")  # a form has them with the entry itself
    details = [f for f in fields if f not in own and f.partition(".")[2] not in in_line]
    return len(own) + sum(lists[field.partition(".")[0]] for field in details)
