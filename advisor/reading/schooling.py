"""Reads what people write about their schooling: programs, how each stands, and when it ended.

A program is finished only where nothing says that it is not: in any wording, what is under way, left or planned is not
a degree, and words beside a program that are not understood make its status unknown.
"""

from __future__ import annotations

import itertools
import re
from datetime import date
from functools import cache

from advisor.dates import parse_partial
from advisor.language.amounts import number_of, number_pattern
from advisor.language.dates import mark_dates
from advisor.language.lexicon import finder, fold, meaning_by_phrase, phrases, scan
from advisor.language.marked import DATE, RANGE, Marked
from advisor.reading.programs import SECTION, Program, programs_in, separator
from advisor.reading.reading import (
    HARD,
    SILENT,
    Plain,
    Reading,
    begins_unknown,
    leftover,
    means_none,
    means_unknown,
    tidy,
)
from advisor.rulebook.book import Rulebook
from advisor.words import EDUCATION_LEVELS

_STATUS = ("final term", "no practicum", "practicum", "withdrawn", "planned", "in-progress", "doubt", "completed")
_HIGH_SCHOOL = "high-school"
_CLAUSE = re.compile(r"[,;()\[\]|]|\.(?=\s)|\s-+\s")


def read_schooling(text: str, rulebook: Rulebook, today: date) -> Reading:
    """Read the programs that a text names, in its order; credits without a degree stand beside them."""
    if means_unknown(text):
        return SILENT
    if means_none(text, SECTION):
        return Reading(({"level": EDUCATION_LEVELS[0]},))
    entries: list[Plain] = []
    unclear: list[str] = []
    beside: Plain = {}
    for part in _parts(text, rulebook):
        for program in programs_in(part, rulebook):
            _understand(program, rulebook, today, beside)
            entry = _entry(program, today)
            if entry.keys() & {"level", "field"}:
                entries += [entry] if entry not in entries else []
            elif not beside and not begins_unknown(text) and (words := tidy(program.text.text)):
                unclear.append(words)
    if not entries and "college_credits" in beside:
        entries.append({"level": _HIGH_SCHOOL})
    return Reading(tuple(entries) or None, tuple(unclear), beside)


def _parts(text: str, rulebook: Rulebook) -> list[str]:
    """Cut a text where entries end; a part that names no level and no field is said of the one before it."""
    vocabularies = rulebook.vocabularies
    parts: list[str] = []
    for part in filter(None, map(str.strip, HARD.split(re.sub(r"(?<=[A-Za-z]{2})[._](?=[A-Za-z]{2})", " ", text)))):
        names = any(vocabularies[domain].spans(part) for domain in ("education-levels", "fields"))
        if parts and not names:
            parts[-1] += f", {part}"
        else:
            parts.append(part)
    return parts


def _understand(program: Program, rulebook: Rulebook, today: date, beside: Plain) -> None:
    """Read all that is said about one program."""
    text, entry = program.text, program.entry
    _read_accreditation(program, rulebook)
    _read_credits(program, beside)
    text.has(_year_of())
    mark_dates(text, today, "terms")
    _leave_aside(text)
    _read_country(program)
    for match, status in scan(SECTION, _STATUS, text.folded):
        program.said.add(status)
        text.take(match.start(), match.end())
    if "final term" in program.said:
        entry["final_term"] = True
        program.said.add("in-progress")
    if "practicum" in program.said or "no practicum" in program.said:
        entry["practicum"] = "no practicum" not in program.said
    _read_dates(program, today)
    _read_field(program, rulebook)


def _read_accreditation(program: Program, rulebook: Rulebook) -> None:
    """Read who accredits a program; what is denied is none."""
    text = program.text
    for start, end, id in rulebook.vocabularies["accreditors"].spans(text.text):
        clause = _CLAUSE.split(text.folded[:start])[-1]
        if id == "none" and not finder(SECTION, "accredited").search(text.folded[start:end]):
            continue
        denied = id == "none" or finder(SECTION, "not").search(clause)
        program.entry["accreditation"] = ["none"] if denied else [id]
        text.take(end - len(text.folded[:end]) + start if not denied else start - len(clause), end)
    if "accreditation" in program.entry:
        text.has(finder(SECTION, "accredited"))


@cache
def _amount_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    n = number_pattern()
    left = phrases(SECTION, "remaining")
    credits = rf"(?P<n>{n})\+?\s*{phrases(SECTION, 'credits')}(?:\s*(?P<left>{left}))?"
    return re.compile(credits), re.compile(rf"(?P<n>{n})[\s-]*{phrases(SECTION, 'class hours')}")


def _read_credits(program: Program, beside: Plain) -> None:
    """Read credits and hours of class; credits toward a degree, or still needed for it, leave it unfinished."""
    text = program.text
    credits, hours = _amount_patterns()
    for match in credits.finditer(text.folded):
        before = text.folded[: match.start()].rstrip()
        left = match["left"] or re.search(phrases(SECTION, "remaining") + r"\Z", before)
        if left:
            program.said.add("in-progress")
        elif program.level in (None, _HIGH_SCHOOL):
            beside["college_credits"] = number_of(match["n"])
        else:
            program.said.add("part")
        text.take(match.start(), match.end())
    for match in re.finditer(r"(?<![\w.])[0-9]{1,3}\s*%", text.folded):
        program.said |= {"in-progress"} if int(match[0].rstrip("% ")) < 100 else set()
        text.take(match.start(), match.end())
    for match in hours.finditer(text.folded):
        program.entry["training_hours"] = number_of(match["n"])
        text.take(match.start(), match.end())


def _leave_aside(text: Marked) -> None:
    """Take out clauses about work, money and life: they say nothing of the program."""
    aside = finder(SECTION, "aside")
    ends = re.compile(rf"{_CLAUSE.pattern}")
    while match := aside.search(text.folded):
        begin = max([one.end() for one in separator().finditer(text.folded, 0, match.start())], default=match.start())
        if (
            finder(SECTION, "in-progress").fullmatch(text.folded[begin : match.start()].strip()) is None
            and text.folded[begin : match.start()].strip()
        ):
            begin = match.start()
        end = ends.search(text.folded, match.end())
        text.take(begin, end.start() if end else len(text.text))


@cache
def _year_of() -> re.Pattern[str]:
    """Give a pattern for the word before a lone year, in ``from 2011``."""
    return re.compile(
        rf"{phrases(SECTION, 'year of')}\s*(?=(?:19|20)[0-9]{{2}}(?!\s*(?:-|[0-9]|{phrases('ranges', 'to')})))"
    )


@cache
def _countries() -> re.Pattern[str]:
    place = rf"(?P<c>{phrases('countries')})\s*(?=[,.);\ue000-\ue006]|\Z)"
    return re.compile(rf"(?:{phrases(SECTION, 'country after')}|[,(-])\s*(?:the\s+|la\s+|el\s+)?{place}")


def _read_country(program: Program) -> None:
    """Read a country that stands for itself; within the name of a school it says nothing."""
    text = program.text
    if match := _countries().search(text.folded):
        program.entry["country"] = meaning_by_phrase("countries")[match["c"].strip()]
        text.take(match.start(), match.end())


def _read_dates(program: Program, today: date) -> None:
    text = program.text
    for start, end, stretch in list(text.marks(RANGE)):
        if stretch.now and "completed" not in program.said:
            program.said.add("in-progress")
        elif stretch.end:
            program.entry["completed"] = stretch.end
        text.take(start, end)
    for start, end, day in list(text.marks(DATE)):
        program.entry["completed"] = day.iso
        text.take(start, end)
    day_said = program.entry.get("completed")
    if day_said and parse_partial(day_said) > today and not program.said & {"withdrawn", "planned", "part"}:
        program.said.add("in-progress")


def _read_field(program: Program, rulebook: Rulebook) -> None:
    """Read the field of study, and note whether words are left that are not understood."""
    text, fields = program.text, rulebook.vocabularies["fields"]
    spans = [one for one in fields.spans(text.words()) if tidy(text.words(one.start, one.end))]
    code = fields.find_code(text.words())
    if spans:
        first = max(spans, key=lambda one: one.end - one.start)
        program.entry["field"] = tidy(text.text[first.start : first.end])
        program.names_field = True
        for one in spans:
            text.take(one.start, one.end)
    elif program.level_words and fields.find(program.level_words):
        program.entry["field"] = program.level_words
    _leave_out_schools(text)
    rest = leftover(text, 0, len(text.text), SECTION, "fillers", "completed")
    if code and "field" not in program.entry:
        program.entry["field"] = code
    elif rest and "field" not in program.entry and program.level != EDUCATION_LEVELS[0]:
        plain = tidy(" ".join(text.words().split()))
        program.entry["field"] = _field_words(plain) or rest
    elif rest and finder(SECTION, "unless").search(fold(rest)):
        program.said.add("doubt")
    if finder(SECTION, "unless").search(fold(rest)) or "?" in text.folded:
        program.said.add("doubt")


def _field_words(text: str) -> str:
    """Leave out the general words at the beginning and the end of a field of study."""
    words = text.split()
    fillers = meaning_by_phrase(SECTION)
    while words and fillers.get(fold(words[0]).strip(",.:()")) == "fillers":
        words.pop(0)
    while words and fillers.get(fold(words[-1]).strip(",.:()")) == "fillers":
        words.pop()
    return tidy(" ".join(words))


def _leave_out_schools(text: Marked) -> None:
    """Take out the names of schools: what stands after ``from`` or ``at``, and clauses that name an institution."""
    at = re.compile(rf"{phrases(SECTION, 'at')}\s*[^,;()]*")
    text.has(at)
    places = [0, *(match.end() for match in _CLAUSE.finditer(text.folded)), len(text.text)]
    for start, end in itertools.pairwise(places):
        if finder(SECTION, "institution").search(text.folded[start:end]):
            text.take(start, end)


def _entry(program: Program, today: date) -> Plain:
    """Write a program as a profile has it."""
    entry: Plain = {}
    if program.level is not None:
        entry["level"] = program.level
    entry |= program.entry
    status = _status(program.said)
    if program.level == EDUCATION_LEVELS[0]:
        return {key: value for key, value in entry.items() if key == "level"} | (
            {"status": status} if status == "in-progress" else {}
        )
    if program.level == _HIGH_SCHOOL and status == "withdrawn":
        return {"level": EDUCATION_LEVELS[0]}
    if (
        program.level == _HIGH_SCHOOL
        and program.names_field
        and finder(SECTION, "generic level").fullmatch(fold(program.level_words))
    ):
        entry["level"] = "certificate"  # "medical assisting diploma"
    elif program.level == _HIGH_SCHOOL:
        entry.pop("field", None)
    if status != "completed":
        entry["status"] = status
        if status in ("withdrawn", "unknown"):
            entry.pop("completed", None)
    return entry


def _status(said: set[str]) -> str:
    """Give the least that was said: what is left or planned is never finished."""
    if "withdrawn" in said or "part" in said:
        return "in-progress" if "in-progress" in said and "part" in said and "withdrawn" not in said else "withdrawn"
    if "planned" in said or "doubt" in said:
        return "unknown"
    return "in-progress" if "in-progress" in said else "completed"
