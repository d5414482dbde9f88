"""The facts about schooling of many persons at once: what the readers say of each different school, put together.

Each of these facts is the most that any school makes of it, so a school is read once, alone, whoever has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from advisor.facts import fact_plan
from advisor.matching import Asked
from advisor.person import UNKNOWN, Person, School, nobody
from advisor.readers import READERS
from advisor.roster.coded import Codes, distinct
from advisor.roster.people import Recognizer

SCHOOLING = ("highest_education", "has_education", "training_hours")
"""The readers of facts about schooling."""
_MOST = 200_000
"""Schools that are remembered before what is known of them is forgotten, some tens of megabytes."""
Pair = tuple[float, float]
_ANSWERS = (False, None, True, False)
"""What each answer becomes when a school of another answer is added: the later. The last is no, whatever there is."""


class Schools:
    """Reads the facts about schooling, in the rulebook of a recognizer.

    Of a fact that credentials may show as well, a value is a pair: for who holds none that does, and for who did not
    say what they hold.
    """

    def __init__(self, recognizer: Recognizer) -> None:
        rulebook = recognizer.rulebook
        self._alike_day, self._nobody = recognizer.alike, nobody(recognizer.day, rulebook.country)
        self._groups = list(dict.fromkeys(asked.fields for _, _, asked in fact_plan(rulebook) if asked.fields))
        self._field_of: dict[tuple[bool, ...], str | None] = {}
        self._plan = [
            (id, reader, asked)
            for id, _, asked in fact_plan(rulebook)
            if (reader := next(iter(rulebook.facts[id].read))) in SCHOOLING
        ]
        self.facts = tuple(id for id, _, _ in self._plan)
        self._forget()

    def read(
        self, persons: Sequence[Person], coded: Callable[[str, Sequence[Any]], Codes]
    ) -> Iterator[tuple[str, Codes]]:
        """Give each fact's codes, one for each person; ``coded`` gives those of a fact's values (None: unknown)."""
        if len(self._numbers) > _MOST:
            self._forget()
        number, first = list[int](), list[int]()
        for person in persons:
            first.append(len(number))
            number.append(0)  # no school: what there is at least
            number += map(self._number, (None,) if person.schools is None else person.schools)
        values, ranks = np.unique(np.array(self._said), return_inverse=True)
        table = ranks.reshape(len(self._said), len(self._plan), 2)
        most = np.maximum.reduceat(table[number], first, axis=0) if first else table[:0]
        for place, (id, reader, asked) in enumerate(self._plan):
            pairs = most[:, place, 0] * len(values) + most[:, place, 1]
            met, places = distinct(pairs, len(values) ** 2)
            given = [
                self._value(reader, asked, float(values[pair // len(values)]), float(values[pair % len(values)]))
                for pair in met.tolist()
            ]
            yield id, coded(id, given)[places]

    def _forget(self) -> None:
        self._numbers: dict[School | None, int] = {}
        self._said: list[list[Pair]] = [self._pairs(self._nobody._replace(schools=()))]

    def _number(self, school: School | None) -> int:
        """Number a school (None: schools were not said); those that no fact tells apart have one number."""
        number = self._numbers.get(school)
        if number is None:
            alike = school and self._alike(school)
            number = self._numbers.get(alike)
            if number is None:
                number = self._numbers[alike] = len(self._said)
                self._said.append(self._pairs(self._nobody._replace(schools=alike and (alike,))))
            self._numbers[school] = number
        return number

    def _alike(self, school: School) -> School:
        field = school.field
        if field != UNKNOWN:
            field = self._field_of.setdefault(tuple(field in group for group in self._groups), field)
        return school._replace(field=field, completed=school.completed and self._alike_day(school.completed))

    def _pairs(self, person: Person) -> list[Pair]:
        """Say what each fact of a person with one school at most comes to, as numbers of which the most counts."""
        return [self._pair(reader, asked, person) for _, reader, asked in self._plan]

    def _pair(self, reader: str, asked: Asked, person: Person) -> Pair:
        read = READERS[reader]
        if reader != "has_education":
            low, high = read(person, asked)
            return low, high
        if asked.filter.unless_none and any(school.level == 0 for school in person.schools or ()):
            return 3, 3
        none, unsaid = (_ANSWERS.index(read(person._replace(held=held), asked)) for held in ((), None))
        return none, unsaid

    def _value(self, reader: str, asked: Asked, first: float, second: float) -> Any:
        """Say what two numbers mean."""
        if reader != "has_education":
            return first, second
        none, unsaid = _ANSWERS[int(first)], _ANSWERS[int(second)]
        return (none, unsaid) if asked.filter.shown_by else none
