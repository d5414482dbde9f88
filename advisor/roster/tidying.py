"""What a cell means: each distinct text of a column is understood once.

Words are looked up in the rulebook's vocabulary, as ``advisor evaluate`` does; nothing is guessed. A cell that cannot
be read is Unreadable, and its sentence never repeats the cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from advisor.errors import listing, nearest
from advisor.language import meanings, words
from advisor.language.short_answers import is_unknown
from advisor.profile_fields import BIDI
from advisor.reading.credentials import read_credentials
from advisor.reading.schooling import read_schooling, status_of
from advisor.reading.work import read_length, read_work, says_more
from advisor.roster.amounts import Unreadable, read_day, read_number, within
from advisor.roster.rows import Entry
from advisor.rulebook.book import Rulebook
from advisor.words import EDUCATION_LEVELS

NOTHING = frozenset(("", *words("roster cells")["nothing"].split(", ")))
"""Texts that say nothing: the answer is not known."""
NONE = frozenset(words("roster cells")["none"].split(", "))
STATUSES = meanings("education statuses")
_LISTED = re.compile(r"[;|\n\r]+")


class Understood(NamedTuple):
    """A cell's meaning (None: nothing said), whether it was rewritten, and how many of its words were not known."""

    value: Hashable
    rewritten: bool = False
    unknown: int = 0


class Tidier:
    """Understands the cells of every column by one rulebook, as of a day."""

    def __init__(self, rulebook: Rulebook, day: date) -> None:
        self.rulebook, self.day = rulebook, day
        self._of: Mapping[str, Callable[[str], Understood]] = {
            **dict.fromkeys(("id", "name"), self._text),
            **dict.fromkeys(("supervisory_years", "privacy_years"), self._years),
            "experience_years": self._length,
            "state": self._state,
            "birth_year": self._birth_year,
            "education_level": self._level,
            "education_field": self._field,
            "accreditation": self._accreditation,
            "education_status": self._status,
            "education_completed": self._day,
            "college_credits": self._credits,
            "coursework": self._courses,
            "experience_role": self._role,
            "experience_area": lambda text: self._closed("areas", "an area of work", text),
            "setting": lambda text: self._closed("settings", "a workplace", text),
            "certifications": self._certifications,
            "goal_title": self._title,
            "goal_track": lambda text: self._closed("tracks", "a track", text),
            "hours_per_week": lambda text: Understood(read_number(text, 168), not text.replace(".", "", 1).isdigit()),
        }

    def understand(self, column: str, text: str) -> Understood:
        """Say what a cell means. Raises Unreadable."""
        if text.strip().casefold() in NOTHING or is_unknown(text):
            return Understood(None)
        if not text.isprintable() and any(
            c in BIDI or unicodedata.category(c) in ("Cc", "Cs") for c in text if c not in "\n\r\t"
        ):
            raise Unreadable("control-character", "Use letters, digits and punctuation only.")
        return self._of[column](" ".join(text.split()) if column != "certifications" else text.strip())

    def _text(self, text: str) -> Understood:
        return Understood(_short(text))

    def _closed(self, domain: str, what: str, text: str) -> Understood:
        terms = self.rulebook.vocabularies[domain]
        if (found := terms.find(text)) is None:
            allowed = list(terms.terms)
            shown = f" The words are {listing(allowed)}." if len(allowed) <= 12 else ""
            close = nearest(text[:100], allowed)
            raise Unreadable("unknown-word", f"This is not {what} of the rulebook.{close}{shown}")
        return Understood(found, found != text)

    def _state(self, text: str) -> Understood:
        """A place that is no state of the rulebook's country leaves the state unknown: people live elsewhere."""
        found = self.rulebook.vocabularies["states"].find(text)
        return Understood(found, found is not None and found != text, found is None)

    def _title(self, text: str) -> Understood:
        if (found := self.rulebook.find_title(text)) is None:
            close = nearest(text[:100], [title.id for title in self.rulebook.titles])
            raise Unreadable("unknown-word", f"This is not a title of the rulebook.{close}")
        return Understood(found, found != text)

    def _birth_year(self, text: str) -> Understood:
        plain = text.removesuffix(".0")
        year = int(plain) if plain.isascii() and plain.isdigit() else _year_of(text)
        if not 1900 <= year <= 2100:
            raise Unreadable("out-of-range", "The year must be between 1900 and 2100.")
        return Understood(year, str(year) != text)

    def _level(self, text: str) -> Understood:
        """Give the programs that a text names; a text that names none is a field of study."""
        word = text.casefold().replace(" ", "-").replace("_", "-")
        if word in EDUCATION_LEVELS:
            return Understood(_entries([{"level": word}]), word != text)
        levels = self.rulebook.vocabularies["education-levels"]
        if levels.names(text) and (level := levels.find(text)):
            implied = {"field": text} if self.rulebook.vocabularies["fields"].find(text) else {}
            return Understood(_entries([{"level": level, **implied}]), True)
        return self._schooling(text)

    def _field(self, text: str) -> Understood:
        fields = self.rulebook.vocabularies["fields"]
        known = fields.find_code(text) or (fields.find(text) if fields.names(text) else None)
        if known:
            return Understood(_entries([{"field": _short(text)}]), known != text)
        return self._schooling(text)

    def _schooling(self, text: str) -> Understood:
        reading = read_schooling(_short(text), self.rulebook, self.day)
        entries = list(reading.entries or ())
        if not entries or entries == [{"field": entries[0].get("field")}]:
            known = self.rulebook.vocabularies["fields"].find(text) is not None
            return Understood(_entries([{"field": text}]), known, not known)
        return Understood(_entries([{**entries[0], **reading.beside}, *entries[1:]]), True, len(reading.unclear))

    def _accreditation(self, text: str) -> Understood:
        accreditors = self.rulebook.vocabularies["accreditors"]
        parts = [text] if accreditors.find(text) else [p for p in re.split(r"\s*[;,/|]\s*", text) if p]
        return Understood(tuple(map(_short, parts[:10])), False, sum(not accreditors.find(part) for part in parts))

    def _status(self, text: str) -> Understood:
        if found := STATUSES.get(text.casefold()) or status_of(text):
            return Understood(found, found != text)
        close = nearest(text[:100], STATUSES)
        raise Unreadable("unknown-word", f"Write completed, in-progress or withdrawn.{close}")

    def _day(self, text: str) -> Understood:
        found = read_day(text, self.day)
        return Understood(found, found != text)

    def _credits(self, text: str) -> Understood:
        return Understood(read_number(text, 999_999), not text.replace(".", "", 1).isdigit())

    def _years(self, text: str) -> Understood:
        """Give years as a number: of a range the least."""
        return Understood(dict(self._read_length(text))["years"], not text.replace(".", "", 1).isdigit())

    def _length(self, text: str) -> Understood:
        """Give a length of work: its years, the most that they can be, and hours a week where they are said."""
        return Understood(self._read_length(text), not text.replace(".", "", 1).isdigit())

    def _read_length(self, text: str) -> Entry:
        if text.casefold() in NONE:
            return (("years", 0.0),)
        found = read_length(text)
        if found is None or "years" not in found:
            raise Unreadable("not-a-number", "Write years as 3, 3.5 or 18 months.")
        years = {key: within(value, 100) for key, value in found.items() if key in ("years", "years_at_most")}
        return _entry({**found, **years})

    def _role(self, text: str) -> Understood:
        """Give the one job that a text names, with what it says of it; several stay as they are written."""
        areas = self.rulebook.vocabularies["areas"]
        if areas.names(text) and not says_more(text):
            return Understood(_entry({"role": _short(text)}))
        reading = read_work(_short(text), self.rulebook, self.day)
        if reading.entries == ():
            return Understood(_entry({"role": text}), False, 0)
        job = reading.entries[0] if reading.entries and len(reading.entries) == 1 else {}
        said = job if job.keys() - {"role"} else {"role": text}
        return Understood(_entry(said), said is job, areas.find(said.get("role", text)) is None)

    def _courses(self, text: str) -> Understood:
        if text.casefold() in NONE:
            return Understood(())
        courses = self.rulebook.vocabularies["courses"]
        parts = _parts(_LISTED.split(text))
        if len(parts) == 1 and not courses.find(text):
            parts = _parts(text.split(","))
        return Understood(tuple(map(_short, parts[:200])), False, sum(not courses.find(part) for part in parts))

    def _certifications(self, text: str) -> Understood:
        """Give the credentials that a text names."""
        if text.casefold() in NONE:
            return Understood(())
        reading = read_credentials(text, self.rulebook, self.day)
        if reading.entries is None:
            said = _entries([{"name": _short(text)}]) if reading.unclear else None
            return Understood(said, False, len(reading.unclear))
        entries = [{**entry, "name": _short(entry["name"])} for entry in reading.entries[:100]]
        unknown = sum(self.rulebook.find_credential(entry["name"]) is None for entry in entries)
        plain = len(entries) == 1 and entries[0] == {"name": text}
        return Understood(_entries(entries), not plain, unknown + len(reading.unclear))


def _entry(said: Mapping[str, Any]) -> Entry:
    return tuple(said.items())


def _entries(said: Iterable[Mapping[str, Any]]) -> tuple[Entry, ...]:
    return tuple(
        tuple((key, tuple(value) if isinstance(value, list) else value) for key, value in one.items()) for one in said
    )


def _parts(texts: Iterable[str]) -> list[str]:
    return [text.strip() for text in texts if text.strip()]


def _short(text: str) -> str:
    if not text or len(text) > 300:
        raise Unreadable("too-long", "The text is too long; 300 characters at most.")
    return text


def _year_of(text: str) -> int:
    """Give the year of a date of birth; that its day and month may be told apart does not matter."""
    if years := re.findall(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", text):
        return int(years[0])
    raise Unreadable("not-a-date", "Write the year of birth with four digits.")
