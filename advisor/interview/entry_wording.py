"""An answer in words: schools, jobs, certifications and choices, by the names of the rulebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from advisor.advice.sentences import day_in_words
from advisor.interview.fields import FIELDS
from advisor.language import words
from advisor.rulebook.book import Rulebook
from advisor.words import USUAL_AREA

Plain = Mapping[str, Any]
_DOMAINS = {"title": "titles", **{field.key: field.domain for field in FIELDS.values() if field.domain}}
"""The domain of the rulebook that an answer's words come from, by the key of its field."""


def in_words(value: object, rulebook: Rulebook, key: str = "") -> str:
    """Write an answer in words; ``key`` is that of its field, from whose domain its words are."""
    if isinstance(value, bool):
        return words("said yes and no")["yes" if value else "no"]
    if isinstance(value, Mapping):
        return entry_in_words(value, rulebook, key)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(in_words(part, rulebook, key) for part in value) or words("said yes and no")["none"]
    if isinstance(value, int | float):
        return f"{value:g}"
    if key == "supervision":
        return words("supervision").get(str(value), str(value)).lower()
    if key in ("completed", "start", "end", "earned", "expires", "lapsed"):
        return day_in_words(str(value))
    return _named(_DOMAINS[key], str(value), rulebook) if key in _DOMAINS else str(value)


def _named(domain: str, text: str, rulebook: Rulebook) -> str:
    """Write a word by its name in the rulebook; as it is when the rulebook does not know it."""
    if domain == "titles":
        return rulebook.label(domain, rulebook.find_title(text) or text)
    return rulebook.label(domain, rulebook.vocabularies[domain].find(text) or text)


def entry_in_words(entry: Plain, rulebook: Rulebook, of: str) -> str:
    """Write an entry of a list of the profile, or a goal, as a line; ``of`` is the list's name."""
    return _LINES.get(of, _goal)(entry, rulebook)


def name_in_words(entry: Plain, rulebook: Rulebook, of: str) -> str:
    """Write what a school, a job or a certification is, without its times and its status."""
    return _NAMES[of](entry, rulebook)


def _certification(entry: Plain, rulebook: Rulebook) -> str:
    texts, status = [_credential_name(entry, rulebook)], entry.get("status")
    if status or not entry.get("expires"):
        status = status or "active"
        texts.append(words("said status of a certification").get(status, status))
    for key, text in words("said dates of a certification").items():
        if entry.get(key):
            texts.append(text.format(day_in_words(str(entry[key]))))
    return ", ".join(texts)


def _credential_name(entry: Plain, rulebook: Rulebook) -> str:
    known = rulebook.find_credential(entry["name"])
    return rulebook.label("credentials", known[0]) if known else str(entry["name"])


def _goal(entry: Plain, rulebook: Rulebook) -> str:
    return ", ".join(in_words(entry[key], rulebook, key) for key in ("title", "track", "setting") if entry.get(key))


def _school(entry: Plain, rulebook: Rulebook) -> str:
    said = words("said of a school")
    texts = [_school_name(entry, rulebook)]
    status, day = entry.get("status") or "completed", entry.get("completed")
    if entry.get("level") == "none" and status == "completed":
        return texts[0]
    when = said[f"{status} by"].format(day_in_words(str(day))) if day and f"{status} by" in said else ""
    texts.append(when or said.get(status, status))
    if entry.get("country") not in (None, rulebook.country):
        texts.append(said["country"].format(entry["country"]))
    texts += _details(entry, ("accreditation", "training_hours", "practicum", "final_term"), rulebook)
    return ", ".join(filter(None, texts))


def _school_name(entry: Plain, rulebook: Rulebook) -> str:
    """Write level and field, such as "an associate's degree in health information"."""
    said = words("said of a school")
    level = _named("education-levels", entry["level"], rulebook) if entry.get("level") else ""
    field = str(entry.get("field") or "")
    fields = rulebook.vocabularies["fields"]
    known = fields.find_code(field) or fields.find(field) if field else None
    if known:
        field = fields.terms[known].name
        return said["level and field"].format(level, field) if level else field
    return ", ".join(filter(None, (level, field))) or said["unnamed"]


def _job(entry: Plain, rulebook: Rulebook) -> str:
    said = words("said of a job")
    texts = [_job_name(entry, rulebook)]
    start, end = entry.get("start"), entry.get("end")
    if start and end:
        texts.append(said["from to"].format(day_in_words(str(start)), day_in_words(str(end))))
    elif start:
        texts.append(said["since"].format(day_in_words(str(start))))
    elif end:
        texts.append(said["until"].format(day_in_words(str(end))))
    if entry.get("years_at_most") is not None:
        texts.append(said["years from to"].format(f"{entry.get('years') or 0:.4g}", f"{entry['years_at_most']:.4g}"))
    elif entry.get("years") is not None:
        texts.append(_years_in_words(entry["years"]))
    if entry.get("hours_per_week") is not None:
        texts.append(said["hours a week"].format(in_words(entry["hours_per_week"], rulebook)))
    elif entry.get("part_time"):
        texts.append(said["part time"])
    if entry.get("paid") is False:
        texts.append(said["unpaid"])
    texts += _details(entry, ("setting", "supervision", "privacy_management"), rulebook)
    return ", ".join(texts)


def _years_in_words(years: float) -> str:
    """Write an amount of years; less than a year, or years and months that come out even, by their months."""
    said, months = words("said of a job"), round(years * 12)
    if abs(years * 12 - months) < 0.01 and months % 12 and months < 24:
        return said["one month" if months == 1 else "months"].format(months)
    return said["one year" if years == 1 else "years"].format(f"{years:.4g}")


def _job_name(entry: Plain, rulebook: Rulebook) -> str:
    """Write the title and the kind of work, such as "Medical coder (medical coding)"."""
    role, area, areas = str(entry.get("role") or ""), entry.get("area"), rulebook.vocabularies["areas"]
    if area is None and role:
        area = areas.find(role)
    elif area == USUAL_AREA:
        area = rulebook.usual_area
    kind = _named("areas", area, rulebook) if area else ""
    if not role:
        return kind or words("said of a job")["unnamed"]
    return role if kind.casefold() in ("", role.casefold()) else f"{role} ({kind})"


def _details(entry: Plain, keys: Sequence[str], rulebook: Rulebook) -> list[str]:
    """Write the details of an entry that a summary has no line for."""
    names = words("said details")
    return [f"{names[key]}: {in_words(entry[key], rulebook, key)}" for key in keys if entry.get(key) is not None]


_Writer = Callable[[Plain, Rulebook], str]
_LINES: Mapping[str, _Writer] = {"education": _school, "experience": _job, "certifications": _certification}
_NAMES: Mapping[str, _Writer] = {
    "education": _school_name,
    "experience": lambda entry, rulebook: str(entry.get("role") or _job_name(entry, rulebook)),
    "certifications": _credential_name,
}
