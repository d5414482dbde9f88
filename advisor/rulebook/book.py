"""A rulebook: all that the documents of one occupation say, checked and frozen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any

from advisor.rulebook.activity import Activity
from advisor.rulebook.credential import Credential
from advisor.rulebook.model import (
    Assumption,
    Entry,
    Fact,
    Guidance,
    Level,
    Preference,
    Question,
    Source,
    Step,
    Title,
    Warning_,
)
from advisor.rulebook.vocabulary import Vocabulary

_MARKS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, eq=False)
class Rulebook:
    """Everything in force; ``as_of`` gives the rulebook of a day."""

    id: str
    name: str
    occupation: str
    country: str
    version: str
    digest: str
    usual_area: str
    sources: Mapping[str, Source]
    vocabularies: Mapping[str, Vocabulary]
    assumptions: Mapping[str, Assumption]
    choices: Mapping[str, str]
    questions: Mapping[str, Question]
    facts: Mapping[str, Fact]
    levels: tuple[Level, ...]
    titles: tuple[Title, ...]
    credentials: tuple[Credential, ...]
    steps: tuple[Step, ...]
    preferences: tuple[Preference, ...]
    warnings: tuple[Warning_, ...]
    guidance: tuple[Guidance, ...]
    activities: tuple[Activity, ...] = ()
    _editions: dict[tuple[int, ...], Rulebook] = field(default_factory=dict, repr=False)

    def as_of(self, day: date) -> Rulebook:
        """Give the rulebook with only the entries in force on the day."""
        entries: tuple[Entry, ...] = self._dated
        absent = tuple(n for n, entry in enumerate(entries) if not entry.in_force(day))
        if not absent:
            return self
        if absent not in self._editions:
            gone = {id(entries[n]) for n in absent}
            parts: dict[str, Any] = {
                name: tuple(entry for entry in getattr(self, name) if id(entry) not in gone)
                for name in (
                    "levels",
                    "titles",
                    "credentials",
                    "steps",
                    "preferences",
                    "warnings",
                    "guidance",
                    "activities",
                )
            }
            self._editions[absent] = replace(self, **parts, _editions={})
        return self._editions[absent]

    @cached_property
    def _dated(self) -> tuple[Entry, ...]:
        every: tuple[Entry, ...] = (
            *self.levels, *self.titles, *self.credentials, *self.steps,
            *self.preferences, *self.warnings, *self.guidance, *self.activities,
        )  # fmt: skip
        return tuple(entry for entry in every if entry.since or entry.until)

    def choose(self, choices: Mapping[str, str]) -> Rulebook:
        """Give the rulebook with other choices, and a digest of its own. The ids and choices must be known ones."""
        digest = sha256(f"{self.digest}{sorted(choices.items())}".encode()).hexdigest()
        return replace(self, choices={**self.choices, **choices}, digest=digest, _editions={})

    @cached_property
    def level_by_id(self) -> Mapping[str, Level]:
        """Levels by id, lowest first."""
        return {level.id: level for level in self.levels}

    @cached_property
    def level_rank(self) -> Mapping[str, int]:
        """Each level's place, 0 for the lowest."""
        return {level.id: rank for rank, level in enumerate(self.levels)}

    @cached_property
    def title_by_id(self) -> Mapping[str, Title]:
        """Titles by id."""
        return {title.id: title for title in self.titles}

    @cached_property
    def activity_by_id(self) -> Mapping[str, Activity]:
        """Activities by id."""
        return {activity.id: activity for activity in self.activities}

    @cached_property
    def credential_by_id(self) -> Mapping[str, Credential]:
        """Credentials by id; an apprentice form leads to its credential."""
        found = {credential.id: credential for credential in self.credentials}
        found |= {c.apprentice.id: c for c in self.credentials if c.apprentice}
        return found

    @cached_property
    def _credential_names(self) -> Mapping[str, tuple[str, str]]:
        """Every way to write a credential: the id held, and the former acronym if it is one."""
        names: dict[str, tuple[str, str]] = {}
        for credential in self.credentials:
            for former in credential.former_names:
                for text in (former.acronym, former.name):
                    names.setdefault(_plain(text), (credential.id, former.acronym))
        for credential in self.credentials:
            for text in (credential.id, credential.acronym, credential.name, *credential.spellings):
                names[_plain(text)] = (credential.id, "")
            if credential.apprentice:
                for text in (credential.apprentice.id, credential.apprentice.acronym):
                    names[_plain(text)] = (credential.apprentice.id, "")
        names.pop("", None)
        return names

    def find_credential(self, text: str) -> tuple[str, str] | None:
        """Recognize a credential by acronym, name or former name: (id, the former acronym or "")."""
        plain = _plain(text)
        for suffix in ("", " certified", " certification", " credential"):
            if plain.endswith(suffix) and (found := self._credential_names.get(plain.removesuffix(suffix))):
                return found
        inside = re.fullmatch(r"(.+?)\s*\(([^()]+)\)\s*", text)
        if inside:  # "Registered Health Information Technician (RHIT)"
            both = {self._credential_names.get(_plain(part)) for part in inside.groups()} - {None}
            if len(both) == 1:
                return both.pop()
        return None

    @cached_property
    def _title_names(self) -> Mapping[str, str]:
        return {
            _plain(name): title.id
            for title in reversed(self.titles)
            for name in (title.id, title.name, *title.also_known_as)
        }

    def find_title(self, text: str) -> str | None:
        """Recognize a title by id, name or alternate name."""
        return self._title_names.get(_plain(text))

    @cached_property
    def conclusions(self) -> Mapping[str, str]:
        """The fact that holds each conclusion of an earlier stratum."""
        return {fact.read["concluded"]: fact.id for fact in self.facts.values() if "concluded" in fact.read}

    @cached_property
    def active_facts(self) -> tuple[str, ...]:
        """The facts that list the active credentials."""
        reads = ((fact.id, fact.read.get("credentials")) for fact in self.facts.values())
        return tuple(id for id, read in reads if read is not None and read.get("status", ["active"]) == ["active"])

    def label(self, domain: str, id: str) -> str:
        """Write an id for a person: a credential's acronym, a title's name, the name of a word."""
        if domain == "credentials":
            credential = self.credential_by_id.get(id)
            if credential is None:
                return id
            return (
                credential.apprentice.acronym
                if credential.apprentice and id == credential.apprentice.id
                else credential.acronym
            )
        if domain == "titles":
            return self.title_by_id[id].name if id in self.title_by_id else id
        if domain == "levels":
            return self.level_by_id[id].name if id in self.level_by_id else id
        if domain in self.vocabularies and id in self.vocabularies[domain].terms:
            return self.vocabularies[domain].terms[id].name
        return id


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    return _MARKS.sub(" ", text.casefold()).strip()
