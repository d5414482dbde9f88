"""Looking a person's words up, and collecting remarks and problems about them."""

from __future__ import annotations

from datetime import date
from functools import cached_property, lru_cache

from advisor import dates
from advisor.errors import Problem, nearest
from advisor.language import words
from advisor.language.short_answers import is_unknown
from advisor.person import Remark
from advisor.rulebook.book import Rulebook
from advisor.rulebook.terms import Term

parse_day = lru_cache(maxsize=4096)(dates.parse_partial)
last_day = lru_cache(maxsize=4096)(dates.last_day)


class Lookup:
    """The rulebook's words, the day, and the remarks and problems found so far."""

    def __init__(self, rulebook: Rulebook, day: date) -> None:
        self.rulebook, self.day = rulebook, day
        self.remarks: list[Remark] = []
        self.problems: list[Problem] = []

    @cached_property
    def own_areas(self) -> frozenset[str]:
        """The areas of work of the occupation: those that lead in one of its directions."""
        return frozenset(area.id for area in self.rulebook.vocabularies["areas"].terms.values() if area.track)

    def remark(self, id: str, place: str, **blanks: object) -> None:
        """Add a remark for the person; ``blanks`` fill its sentence."""
        said = str(blanks.get("text", ""))
        self.remarks.append(Remark(id, words("remarks")[id].format(**blanks), place, said))

    def known_elsewhere(self, credential: str) -> Term | None:
        """Find a credential that is not one of the rulebook's own and that it knows by name."""
        others = self.rulebook.vocabularies.get("other-credentials")
        id = others.find(credential) if others is not None else None
        return others.terms[id] if others is not None and id is not None else None

    def closed(self, domain: str, text: str | None, place: tuple[str | int, ...]) -> str | None:
        """Find a word of a closed list, or note that it is refused."""
        if text is None:
            return None
        titles = domain == "titles"
        found = self.rulebook.find_title(text) if titles else self.rulebook.vocabularies[domain].find(text)
        if found is None:
            allowed = list(self.rulebook.title_by_id if titles else self.rulebook.vocabularies[domain].terms)
            what = words("closed lists")[domain]
            shown = f" The words are {', '.join(allowed)}." if len(allowed) <= 12 else ""
            path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
            message = f"This is not {what} that the rulebook knows.{nearest(text[:100], allowed)}{shown}"
            self.problems.append(Problem(message, path=path, place=place))
        return found

    def names(self, domain: str, texts: tuple[str, ...] | None, unknown: str, place: str) -> frozenset[str] | None:
        """Find each of a list of names; what is not found gets the remark ``unknown``, unless that is empty.

        ``place`` may hold ``{}`` for the number of the name.
        """
        if texts is None:
            return None
        ids = set()
        for number, text in enumerate(texts):
            if id := self.rulebook.vocabularies[domain].find(text):
                ids.add(id)
            elif unknown and not is_unknown(text):
                self.remark(unknown, place.format(number), text=text)
        return frozenset(ids)
