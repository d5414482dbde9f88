"""Lines of whole profiles, and each person taken apart into what answers depend on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from advisor.document import Document, parse_document, read_json
from advisor.errors import InputError
from advisor.facts import fact_plan
from advisor.person import UNKNOWN, Person, School, claimed_titles
from advisor.profile import Profile, profile_from
from advisor.recognize import recognize
from advisor.roster.people import Recognizer
from advisor.roster.reading import Broken
from advisor.rulebook.book import Rulebook

PARTS = ("schools", "held", "college_credits", "courses", "skills", "interests", "goal_title", "track", "setting",
         "state", "remarks", "claimed")  # fmt: skip
"""What answers depend on besides work, whose facts are read for many at once (``advisor.roster.histories``)."""


class Whole:
    """Reads lines and takes persons apart. ``rulebook`` is the one of the day."""

    def __init__(self, rulebook: Rulebook, recognizer: Recognizer) -> None:
        self.rulebook, self.day, self._alike = rulebook, recognizer.day, recognizer.alike
        self._groups = list(dict.fromkeys(asked.fields for _, _, asked in fact_plan(rulebook) if asked.fields))
        self._field_of: dict[tuple[bool, ...], str | None] = {}
        self._numbers: dict[School, int] = {}
        self._schools: list[School] = []

    def people(self, lines: Sequence[bytes], first: int) -> Iterator[tuple[int, Profile, Person] | Broken]:
        """Give each line's number, profile and person, or why it is refused; empty lines are passed over."""
        for number, line in enumerate(lines, first):
            if not line.strip():
                continue
            try:
                profile = profile_from(_document(line))
                yield number, profile, recognize(profile, self.rulebook, self.day)
            except orjson.JSONDecodeError:
                yield Broken(number, "", "not-json", "This line is not JSON.")
            except InputError as error:
                problem = error.problems[0]
                yield Broken(number, problem.path, "not-valid", problem.message)

    def parts(self, person: Person) -> Iterator[Any]:
        """Give the parts of a person, in the order of PARTS."""
        yield person.schools and self._alike_schools(person.schools)
        yield from (getattr(person, name) for name in PARTS[1:-2])
        yield tuple(dict.fromkeys(remark.id for remark in person.remarks))
        yield tuple(claimed_titles(person))

    def _alike_schools(self, schools: tuple[School, ...]) -> tuple[School, ...]:
        """Give one tuple for all schools that no fact tells apart: neither order nor number matters to any."""
        return tuple([self._schools[number] for number in sorted(set(map(self._number, schools)))])

    def _number(self, school: School) -> int:
        number = self._numbers.get(school)
        if number is None:
            field, done = school.field, school.completed
            if field != UNKNOWN:
                field = self._field_of.setdefault(tuple(field in group for group in self._groups), field)
            alike = school._replace(field=field, completed=done and self._alike(done))
            number = self._numbers[school] = self._numbers.setdefault(alike, len(self._schools))
            if number == len(self._schools):
                self._schools.append(alike)
        return number


def _document(line: bytes) -> Document:
    """Read a line. Raises JSONDecodeError when it is not JSON, InputError when it can be read in two ways."""
    if line.isascii() and (data := read_json(line.decode())) is not None:
        return Document(data)
    orjson.loads(line)
    return parse_document(line)
