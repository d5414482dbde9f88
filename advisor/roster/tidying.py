"""What a cell means: each distinct text of a column is understood once.

Words are looked up in the rulebook's vocabulary, as ``advisor evaluate`` does; nothing is guessed. A cell that cannot
be read is Unreadable, and its sentence never repeats the cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from advisor.errors import listing, nearest
from advisor.language import meanings, words
from advisor.roster.amounts import Unreadable, read_day, read_number, read_years
from advisor.rulebook.book import Rulebook
from advisor.words import EDUCATION_LEVELS

NOTHING = frozenset(("", *words("roster cells")["nothing"].split(", ")))
"""Texts that say nothing: the answer is not known."""
NONE = frozenset(words("roster cells")["none"].split(", "))
STATUSES, HELD = meanings("education statuses"), meanings("certification statuses")
_DAY = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
_DATED = re.compile(rf"(.*?)[\s:]*\b({_DAY})?(\.\.)?({_DAY})?\s*\Z", re.DOTALL)
_MARKED = re.compile(r"(.*?)\s*[(\[]\s*([^()\[\]]*?)\s*[)\]]\s*\Z", re.DOTALL)
_LISTED = re.compile(r"[;|\n\r]+")
_RUN_TOGETHER = re.compile(r"\s*(?:[,/&+•]|\band\b)\s*", re.IGNORECASE)


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
            **dict.fromkeys(("experience_years", "supervisory_years", "privacy_years"), self._years),
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
        if text.strip().casefold() in NOTHING:
            return Understood(None)
        if not text.isprintable() and any(unicodedata.category(c) in ("Cc", "Cs") for c in text if c not in "\n\r\t"):
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
        """Give the level (None when the text is not one), and the text when there is more in it than the level."""
        word = text.casefold().replace(" ", "-").replace("_", "-")
        if word in EDUCATION_LEVELS:
            return Understood((word, ""), word != text)
        level, rest = self.rulebook.vocabularies["education-levels"].split(text)
        if level is None:
            return Understood((None, _short(text)), False, self.rulebook.vocabularies["fields"].find(text) is None)
        return Understood((level, _short(text) if rest else ""), True)

    def _field(self, text: str) -> Understood:
        fields, levels = self.rulebook.vocabularies["fields"], self.rulebook.vocabularies["education-levels"]
        known = fields.find_code(text) or fields.find(text) or ((rest := levels.split(text)[1]) and fields.find(rest))
        return Understood(_short(text), bool(known) and known != text, not known)

    def _accreditation(self, text: str) -> Understood:
        accreditors = self.rulebook.vocabularies["accreditors"]
        parts = [text] if accreditors.find(text) else [p for p in re.split(r"\s*[;,/|]\s*", text) if p]
        return Understood(tuple(map(_short, parts[:10])), False, sum(not accreditors.find(part) for part in parts))

    def _status(self, text: str) -> Understood:
        if found := STATUSES.get(text.casefold()):
            return Understood(found, found != text)
        close = nearest(text[:100], STATUSES)
        raise Unreadable("unknown-word", f"Write completed, in-progress or withdrawn.{close}")

    def _day(self, text: str) -> Understood:
        found = read_day(text)
        return Understood(found, found != text)

    def _credits(self, text: str) -> Understood:
        return Understood(read_number(text, 999_999), not text.replace(".", "", 1).isdigit())

    def _years(self, text: str) -> Understood:
        if text.casefold() in NONE:
            return Understood(0.0, True)
        return Understood(read_years(text), not text.replace(".", "", 1).isdigit())

    def _role(self, text: str) -> Understood:
        return Understood(_short(text), False, self.rulebook.vocabularies["areas"].find(text) is None)

    def _courses(self, text: str) -> Understood:
        if text.casefold() in NONE:
            return Understood(())
        courses = self.rulebook.vocabularies["courses"]
        parts = _parts(_LISTED.split(text))
        if len(parts) == 1 and not courses.find(text):
            parts = _parts(text.split(","))
        return Understood(tuple(map(_short, parts[:200])), False, sum(not courses.find(part) for part in parts))

    def _certifications(self, text: str) -> Understood:
        """Give (name, status, earned, expires) of each."""
        if text.casefold() in NONE:
            return Understood(())
        parts = [one for piece in _parts(_LISTED.split(text)) for one in self._pieces(piece)]
        said = tuple(map(self._certification, parts[:100]))
        unknown = sum(self.rulebook.find_credential(name) is None for name, *_ in said)
        return Understood(said, len(parts) > 1 and ";" not in text, unknown)

    def _pieces(self, piece: str) -> list[str]:
        """Split names run together, unless the whole is a name; words side by side only when each is a name."""
        if self.rulebook.find_credential(self._certification(piece)[0]):
            return [piece]
        parts = [part for part in _RUN_TOGETHER.split(piece) if part]
        if len(parts) > 1:
            return [one for part in parts for one in self._pieces(part)]
        words = piece.split()
        return words if len(words) > 1 and all(map(self.rulebook.find_credential, words)) else [piece]

    def _certification(self, text: str) -> tuple[str, str, str, str]:
        name, status, earned, expires = text.strip(), "active", "", ""
        marked = _MARKED.match(name)
        if marked and marked[1] and (found := HELD.get(marked[2].casefold())):
            name, status = marked[1], found
        dated = _DATED.match(name)
        if dated and dated[1] and (dated[2] or dated[4]) and (dated[3] or not dated[4]):
            name, earned, expires = dated[1], dated[2] or "", dated[4] or ""
            for day in filter(None, (earned, expires)):
                read_day(day)
        return _short(name), status, earned, expires


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
