"""Reads what people write about their schooling: programs, how each stands, and when it ended.

A program is finished only where nothing says that it is not: in any wording, what is under way, left or planned is not
a degree, and words beside a program that are not understood make its status unknown.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from itertools import pairwise

from advisor.dates import parse_partial
from advisor.language import words
from advisor.language.dates import mark_dates
from advisor.language.lexicon import finder, fold, meaning_by_phrase, phrases
from advisor.language.marked import DATE, RANGE, Marked
from advisor.language.numbers import numbers_in
from advisor.language.short_answers import begins_unknown
from advisor.reading.programs import SECTION, Program, programs_in, separator
from advisor.reading.reading import (
    HARD,
    SILENT,
    Plain,
    Reading,
    leftover,
    means_none,
    says_nothing,
    tidy,
)
from advisor.rulebook.book import Rulebook
from advisor.words import EDUCATION_LEVELS

_STATUS = ("final term", "no practicum", "practicum", "withdrawn", "planned", "in-progress", "doubt", "completed")
_HIGH_SCHOOL = "high-school"
_CODES = frozenset(words("countries")["codes"].split(", "))
_CLAUSE = re.compile(r"[,;()\[\]|]|\.(?=\s)|\s-+\s")


def read_schooling(text: str, rulebook: Rulebook, today: date) -> Reading:
    """Read the programs that a text names, in its order; credits without a degree stand beside them."""
    if says_nothing(text):
        return SILENT
    if means_none(text, SECTION):
        return Reading(({"level": EDUCATION_LEVELS[0]},))
    entries: list[Plain] = []
    unclear: list[str] = []
    beside: Plain = {}
    for part in _parts(text, rulebook):
        before = len(entries)
        for program in programs_in(part, rulebook):
            _understand(program, rulebook, today, beside)
            entry = _entry(program, today)
            if "planned" in program.said or _says_nothing(program, text):
                unclear.append(tidy(program.text.text))
            elif entry.keys() & {"level", "field"}:
                entries += [entry] if entry not in entries[before:] else []
                unclear += program.unclear
            elif not beside and not begins_unknown(text) and (words := tidy(program.text.text)):
                unclear.append(words)
        if any(one.get("level") == EDUCATION_LEVELS[0] for one in entries[before:]):  # "high school (no diploma)"
            entries[before:] = [one for one in entries[before:] if one.get("level") != _HIGH_SCHOOL]
    if not entries and "college_credits" in beside:
        entries.append({"level": _HIGH_SCHOOL})
    return Reading(tuple(entries) or None, tuple(unclear), beside)


def _says_nothing(program: Program, text: str) -> bool:
    """Say whether a text only says that the person does not know something of their schooling."""
    if program.level is not None or program.names_field:
        return False
    return begins_unknown(text)


def status_of(text: str) -> str | None:
    """Read how a program stands, from a text about that alone; None when it says nothing of it."""
    said = {hit.meaning for hit in finder(SECTION, *_STATUS).hits(fold(text))}
    if not said:
        return None
    return "unknown" if "planned" in said else _status(said | ({"in-progress"} if "final term" in said else set()))


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
    text.take_all(_year_of())
    mark_dates(text, today, "terms")
    for year in text.take_all(re.compile(r"(?<![0-9.])(?:19|20)[0-9]{2}(?![0-9])[^\s,;)]*")):
        program.unclear.append(text.text[year.start() : year.end()])  # no such day
    _leave_aside(text)
    _read_country(program)
    program.said |= {hit.meaning for hit in text.drop(finder(SECTION, *_STATUS))}
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
        if id == "none" and not finder(SECTION, "accredited").is_in(text.folded[start:end]):
            continue
        denied = id == "none" or finder(SECTION, "not").is_in(clause)
        program.entry["accreditation"] = ["none"] if denied else [id]
        text.take(end - len(text.folded[:end]) + start if not denied else start - len(clause), end)
    if "accreditation" in program.entry:
        text.drop(finder(SECTION, "accredited"))


def _read_credits(program: Program, beside: Plain) -> None:
    """Read credits and hours of class; credits toward a degree, or still needed for it, leave it unfinished."""
    text = program.text
    for number in reversed(numbers_in(text.folded)):
        unit = finder(SECTION, "credits", "class hours").first(text.folded[number.end : number.end + 30])
        start, end = number.start, number.end + (unit.stop if unit else 0)
        if unit is None or text.folded[number.end : number.end + unit.begin].strip(" -+"):
            continue
        if unit.meaning == "class hours":
            program.entry["training_hours"] = number.value
        else:
            left = finder(SECTION, "remaining")
            before, after = left.hits(text.folded[:start]), left.first(text.folded[end:])
            if after is not None and not text.folded[end : end + after.begin].strip():
                program.said.add("in-progress")
                end += after.stop
            elif before and not text.folded[before[-1].stop : start].strip():
                program.said.add("in-progress")
                start = before[-1].begin
            elif program.level in (None, _HIGH_SCHOOL):
                beside["college_credits"] = number.value
            else:
                program.said.add("part")
        text.take(start, end)
    for match in re.finditer(r"(?<![\w.])[0-9]{1,3}\s*%", text.folded):
        program.said |= {"in-progress"} if int(match[0].rstrip("% ")) < 100 else set()
        text.take(match.start(), match.end())


def _leave_aside(text: Marked) -> None:
    """Take out clauses about work, money and life: they say nothing of the program."""
    while hit := finder(SECTION, "aside").first(text.folded):
        begin = max([one.end() for one in separator().finditer(text.folded, 0, hit.begin)], default=hit.begin)
        between = text.folded[begin : hit.begin]
        if between.strip() and not finder(SECTION, "in-progress").is_all_of(between):
            begin = hit.begin
        end = _CLAUSE.search(text.folded, hit.stop)
        text.take(begin, end.start() if end else len(text.text))


@cache
def _year_of() -> re.Pattern[str]:
    """Give a pattern for the word before a lone year, in ``from 2011``."""
    return re.compile(
        rf"{phrases(SECTION, 'year of')}\s*(?=(?:19|20)[0-9]{{2}}(?!\s*(?:-|[0-9]|{phrases('ranges', 'to')})))"
    )


def _read_country(program: Program) -> None:
    """Read a country that stands for itself; within the name of a school it says nothing."""
    text = program.text
    for hit in finder(SECTION, "country").hits(text.folded):
        code = re.compile(r"\s+([a-z]{2})(?!\w)").match(text.folded, hit.stop)
        if code and code[1].upper() in _CODES:
            program.entry["country"] = code[1].upper()
            text.take(hit.begin, code.end())
    for hit in finder("countries").hits(text.folded):
        before = re.sub(r"(?:(?<=\W)|\A)(?:the|la|el)\s*\Z", "", text.folded[: hit.begin]).rstrip()
        words = finder(SECTION, "country after").hits(before)
        alone = before.endswith((",", "(", "-")) or bool(words and words[-1].stop == len(before))
        if alone and re.match(r"\s*(?:[,.);\ue000-\ue006]|\Z)", text.folded[hit.stop :]):
            program.entry["country"] = hit.meaning
            text.take(hit.begin, hit.stop)


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
        first = spans[0]
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
    elif any(word.islower() for word in re.findall(r"[^\W\d_]{3,}", rest)):
        program.said.add("doubt")  # not the name of a school, and not understood
    if finder(SECTION, "unless").is_in(fold(rest)) or "?" in text.folded:
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
    for hit in finder(SECTION, "at").hits(text.folded):
        end = re.compile(r"[,;()]|\Z").search(text.folded, hit.stop)
        text.take(hit.begin, end.start() if end else len(text.text))
    places = [0, *(match.end() for match in _CLAUSE.finditer(text.folded)), len(text.text)]
    for start, stop in pairwise(places):
        if finder(SECTION, "institution").is_in(text.folded[start:stop]):
            text.take(start, stop)


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
    if (
        program.level == _HIGH_SCHOOL
        and program.names_field
        and finder(SECTION, "generic level").is_all_of(fold(program.level_words))
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
    if "in-progress" in said:
        return "in-progress"
    return "unknown" if "doubt" in said else "completed"
