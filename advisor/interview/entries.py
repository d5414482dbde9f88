"""Reads free text about a school, a job or a certification into plain data of a profile.

One entry is one short phrase, such as ``AAS in HIT, 2021-06`` or ``Medical coder, 2019-01 to 2023-06, 20 hours``;
several stand with a semicolon between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from advisor.profile import COUNTRIES
from advisor.rulebook.book import Rulebook
from advisor.words import EDUCATION_LEVELS

Plain = dict[str, Any]

_DAY = r"[0-9]{4}(?:-[0-9]{1,2}(?:-[0-9]{1,2})?)?"
_TO = r"(?:-|–|—|\.\.|\bto\b|\buntil\b|\btill\b)"
_SPAN = re.compile(rf"(?:\bfrom\s+)?\b({_DAY})\s*{_TO}\s*({_DAY}|now|today|present|current)\b", re.I)
_SINCE = re.compile(rf"\b(?:since|from|start(?:ed|s)?)\s+({_DAY})\b", re.I)
_YEARS = re.compile(r"\b([0-9]+(?:\.[0-9]+)?)\s*(?:years?|yrs?)\b", re.I)
_MONTHS = re.compile(r"\b([0-9]+(?:\.[0-9]+)?)\s*months?\b", re.I)
_HOURS = re.compile(r"\b([0-9]+(?:\.[0-9]+)?)\s*(?:hours?|hrs?)\b(?:\s*(?:a|per|/)\s*week)?", re.I)
_UNPAID = re.compile(r"\b(?:unpaid|volunteer(?:ing)?)\b", re.I)
_AREA = re.compile(r"\barea\s+([a-z-]+)", re.I)
_ABROAD = re.compile(r"\bcountry\s+([a-z]{2})\b", re.I)
_PROGRESS = re.compile(r"\b(?:in[ -]progress|under way|currently|studying|still)\b", re.I)
_ATTENDS = re.compile(r"\A\s*(?:,\s*)?(?:i am |i'm )?in\s+(?![0-9])", re.I)
_LEFT = re.compile(r"\b(?:withdrawn|withdrew|dropped out|left|not finished)\b", re.I)
_DONE = re.compile(r"\b(?:completed|finished|graduated|done)\b", re.I)
_LONE_DAY = re.compile(rf"(?:\b(?:in|on|by|due|expected)\s+)?(?<![\w.-])({_DAY})(?![\w.-])", re.I)
_DATED = {
    word: re.compile(rf"\b{pattern}\s+(?:in\s+|on\s+)?({_DAY})\b", re.I)
    for word, pattern in {"earned": "earned", "expires": "expire[sd]?", "lapsed": "lapsed"}.items()
}
_STATUS = {
    "in-progress": _PROGRESS,
    "revoked": re.compile(r"\brevoked\b", re.I),
    "lapsed": re.compile(r"\b(?:lapsed|expired)\b", re.I),
    "active": re.compile(r"\bactive\b", re.I),
}
NOTHING = frozenset(("none", "no", "nothing", "nil", "-", "i have none", "none yet"))


class Unreadable(Exception):
    """An answer that cannot be taken; its text is a short sentence for the person, ``nearest`` names they may mean."""

    def __init__(self, sentence: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.nearest = nearest


def entries(text: str, read: Callable[[str], Plain]) -> list[Plain]:
    """Read several entries; a word for nothing gives none."""
    if text.strip().casefold().rstrip(".") in NOTHING:
        return []
    parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    if not parts:
        raise Unreadable('Please write something, or "none".')
    return [read(part) for part in parts]


class _Rest:
    """The text of one entry that is not understood yet."""

    def __init__(self, text: str) -> None:
        self.text = text

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Find a pattern and cut it out; None when it is not in the text."""
        match = pattern.search(self.text)
        if match:
            self.text = self.text[: match.start()] + " , " + self.text[match.end() :]
        return match

    def put(self, made: Plain, key: str, pattern: re.Pattern[str], read: Callable[[str], Any] = float) -> None:
        """Cut a pattern out, and read its group for a key; nothing when it is not in the text."""
        if match := self.take(pattern):
            made[key] = read(match[1])

    def put_span(self, made: Plain, begin: str, end: str) -> bool:
        """Cut two days out for two keys, of which the end may be now; say whether they were there."""
        if span := self.take(_SPAN):
            made[begin] = _padded(span[1])
            if span[2][0].isdigit():
                made[end] = _padded(span[2])
        return span is not None

    def words(self) -> str:
        """Give what is left: the name of the thing."""
        left = " ".join(part.strip() for part in self.text.split(",") if part.strip())
        return re.sub(r"\s+", " ", re.sub(r"\(\s*\)", "", left)).strip(" .-()" if "(" not in left else " .-")


def school(text: str, rulebook: Rulebook) -> Plain:
    """Read one school: level or program, and perhaps how it stands, when, and in which country."""
    rest, made = _Rest(text), Plain()
    if abroad := rest.take(_ABROAD):
        if abroad[1].upper() not in COUNTRIES:
            raise Unreadable("Write the two letters of the country, such as CA or IN.")
        made["country"] = abroad[1].upper()
    now = [rest.take(pattern) for pattern in (_PROGRESS, _ATTENDS)]
    if any(now):
        made["status"] = "in-progress"
    elif rest.take(_LEFT):
        made["status"] = "withdrawn"
    rest.take(_DONE)
    rest.put(made, "training_hours", _HOURS)
    rest.put(made, "completed", _LONE_DAY, _padded)
    words = rest.words()
    if not words:
        raise Unreadable("Please say the level or the program, such as a degree and its field.")
    level, remains = rulebook.vocabularies["education-levels"].split(words)
    if words.casefold().replace(" ", "-") in EDUCATION_LEVELS:
        level, remains = words.casefold().replace(" ", "-"), ""
    if level is not None:
        made["level"] = level
    if remains.strip():
        made["field"] = words
    return made


def job(text: str, rulebook: Rulebook) -> Plain:
    """Read one job: its title, when or how long, hours a week, and whether it was unpaid."""
    rest, made = _Rest(text), Plain()
    rest.put(made, "area", _AREA, str.lower)
    if not rest.put_span(made, "start", "end"):
        rest.put(made, "start", _SINCE, _padded)
    rest.put(made, "years", _YEARS)
    rest.put(made, "years", _MONTHS, lambda months: round(made.get("years", 0.0) + float(months) / 12, 4))
    rest.put(made, "hours_per_week", _HOURS)
    if rest.take(_UNPAID):
        made["paid"] = False
    if words := rest.words():
        made["role"] = words
    if "role" not in made and "area" not in made:
        raise Unreadable("Please say what the job was, such as its title.")
    return dated(made)


def dated(job: Plain) -> Plain:
    """Give a job back that says when it was or how long: another cannot be counted."""
    if not job.keys() & {"start", "years"}:
        raise Unreadable('Please say when or how long for each job, such as "2019 to 2023" or "4 years".')
    return job


def certification(text: str) -> Plain:
    """Read one certification: its name, and perhaps how it stands and when it was earned or ended."""
    rest, made = _Rest(text), Plain()
    rest.put_span(made, "earned", "expires")
    for word, pattern in _DATED.items():
        rest.put(made, word, pattern, _padded)
    if "lapsed" in made:
        made["status"] = "lapsed"
    for status, pattern in _STATUS.items():
        if rest.take(pattern):
            made["status"] = status
            break
    made["name"] = rest.words()
    if not made["name"]:
        raise Unreadable("Please say which certification, such as its letters.")
    return made


def day(text: str) -> str:
    """Read one date; the profile checks that there is such a day."""
    match = _LONE_DAY.search(text)
    if not match:
        raise Unreadable("Please write a date as 2024, 2024-05 or 2024-05-31.")
    return _padded(match[1])


def _padded(text: str) -> str:
    year, *rest = text.split("-")
    return "-".join((year, *(part.zfill(2) for part in rest)))
