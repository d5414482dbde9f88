"""A rulebook: all that the documents of one occupation say, checked and frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from advisor.dates import FIRST_YEAR, LAST_YEAR
from advisor.errors import UsageError
from advisor.rulebook import model
from advisor.rulebook.activity import Activity
from advisor.rulebook.credential import Credential
from advisor.rulebook.credential_names import CredentialNames, CredentialSpan
from advisor.rulebook.model import Entry, Fact, Level, Title
from advisor.rulebook.spelling import Mender
from advisor.rulebook.tokens import Tokens, tokens_of
from advisor.rulebook.vocabulary import Vocabularies

_SUBJECTS = {"level": "levels", "title": "titles", "certification": "credentials"}
_DATED = ("levels", "titles", "credentials", "steps", "preferences", "warnings", "guidance", "activities", "directions")
"""The parts of a rulebook whose entries may be in force for some days only."""
_OF_THIS_PROCESS = ("_mend_title", "_credential_names")
"""What is made when it is needed and has functions of this process."""


@dataclass(frozen=True, eq=False, repr=False)
class Rulebook:
    """Everything in force; ``as_of`` gives the rulebook of a day."""

    id: str
    name: str
    occupation: str
    country: str
    version: str
    digest: str
    usual_area: str
    sources: Mapping[str, model.Source]
    vocabularies: Vocabularies
    assumptions: Mapping[str, model.Assumption]
    choices: Mapping[str, str]
    questions: Mapping[str, model.Question]
    facts: Mapping[str, Fact]
    levels: tuple[Level, ...]
    titles: tuple[Title, ...]
    credentials: tuple[Credential, ...]
    steps: tuple[model.Step, ...]
    preferences: tuple[model.Preference, ...]
    warnings: tuple[model.Warning_, ...]
    guidance: tuple[model.Guidance, ...]
    activities: tuple[Activity, ...] = ()
    directions: tuple[model.Direction, ...] = ()
    definitions: tuple[model.Definition, ...] = ()
    credential_words: tuple[str, ...] = ()
    years_by: str | None = None
    """The assumption by which a job from one year to another, without months, is read."""
    month_worth: float = 250.0
    """What a month is taken to be worth, in US dollars, where ways are weighed by time and by money."""
    _editions: dict[tuple[int, ...], Rulebook] = field(default_factory=dict, repr=False)
    prepared: dict[str, Any] = field(default_factory=dict, init=False, repr=False)
    """What has been made ready of this very rulebook, by engine: it is used by ``advisor.advice`` and ends with it."""

    def __getstate__(self) -> dict[str, Any]:
        state = {key: value for key, value in self.__dict__.items() if key not in _OF_THIS_PROCESS}
        return {**state, "_editions": {}, "prepared": {}}

    def as_of(self, day: date) -> Rulebook:
        """Give the rulebook with only the entries in force on the day. Raises UsageError for a day too far away."""
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise UsageError(f"Choose a day from {FIRST_YEAR} to {LAST_YEAR}.")
        entries: tuple[Entry, ...] = self._dated
        absent = tuple(n for n, entry in enumerate(entries) if not entry.in_force(day))
        if absent and absent not in self._editions:
            parts: dict[str, Any] = {
                name: tuple(entry for entry in getattr(self, name) if entry.in_force(day)) for name in _DATED
            }
            self._editions[absent] = replace(self, **parts, _editions={})
        return self._editions[absent] if absent else self

    @cached_property
    def _dated(self) -> tuple[Entry, ...]:
        return tuple(entry for name in _DATED for entry in getattr(self, name) if entry.since or entry.until)

    def choose(self, choices: Mapping[str, str]) -> Rulebook:
        """Give the rulebook with other choices, and a digest of its own. The ids and choices must be known ones."""
        digest = sha256(f"{self.digest}{sorted(choices.items())}".encode()).hexdigest()
        return replace(self, choices={**self.choices, **choices}, digest=digest, _editions={})

    @cached_property
    def usual_choices(self) -> Mapping[str, str]:
        """The choice of each assumption that holds unless an institution makes another."""
        return {id: one.default for id, one in self.assumptions.items()}

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
    def definition_names(self) -> Mapping[str, str]:
        """What each definition is called."""
        return {one.id: one.name for one in self.definitions}

    @cached_property
    def activity_by_id(self) -> Mapping[str, Activity]:
        """Activities by their id."""
        return {one.id: one for one in self.activities}

    @cached_property
    def credential_by_id(self) -> Mapping[str, Credential]:
        """Credentials by id; an apprentice form leads to its credential."""
        own = {credential.id: credential for credential in self.credentials}
        return own | {one.apprentice.id: one for one in self.credentials if one.apprentice}

    @cached_property
    def _credential_names(self) -> CredentialNames:
        return CredentialNames(self.credentials, self.credential_words, self.vocabularies.shared)

    def find_credential(self, text: str) -> tuple[str, str] | None:
        """Recognize a credential by acronym, name or former name: (id, the former acronym or "")."""
        return self._credential_names.find(text)

    def credential_spans(self, text: str) -> tuple[CredentialSpan, ...]:
        """Find the credentials named inside a text, in its order; they do not overlap.

        What is part of a longer name of a credential of another field is none: a "Certified Professional Coach".
        """
        spans = self._credential_names.spans(text)
        if not spans:
            return ()
        others = [(one.start, one.end) for one in self.vocabularies["other-credentials"].spans(text)]
        return tuple(
            one for one in spans if not any(a <= one.start and one.end <= b and (a, b) != one[:2] for a, b in others)
        )

    @cached_property
    def _title_names(self) -> Mapping[Tokens, str]:
        named = [(title.id, (title.id, title.name, *title.also_known_as)) for title in reversed(self.titles)]
        return {tokens_of(name): id for id, names in named for name in names}

    @cached_property
    def _mend_title(self) -> Callable[[str], str | None]:
        words = {token for name in self._title_names for token in name}
        return Mender(self.vocabularies.shared.spelling, words).mend

    def find_title(self, text: str) -> str | None:
        """Recognize a title by id, name or alternate name."""
        tokens = tokens_of(text)
        if found := self._title_names.get(tokens):
            return found
        return self._title_names.get(tuple([self._mend_title(token) or token for token in tokens]))

    @cached_property
    def conclusions(self) -> Mapping[str, str]:
        """The fact that holds each conclusion of an earlier stratum."""
        return {fact.read["concluded"]: fact.id for fact in self.facts.values() if "concluded" in fact.read}

    @cached_property
    def active_facts(self) -> tuple[str, ...]:
        """The facts that list the active credentials."""
        reads = ((fact.id, fact.read.get("credentials")) for fact in self.facts.values())
        return tuple(id for id, read in reads if read is not None and read.get("status", ["active"]) == ["active"])

    @cached_property
    def _counted_as(self) -> Mapping[str, frozenset[str]]:
        """Every credential with all that it counts as, itself among them."""
        found: dict[str, frozenset[str]] = {}
        for credential in self.credentials:
            reached = [credential.id]
            for id in reached:  # grows on the way
                one = self.credential_by_id.get(id)
                if one and one.id == id:
                    reached += [more for more in one.counts_as if more not in reached]
            found[credential.id] = frozenset(reached)
        return found

    def implied(self, ids: Iterable[str]) -> frozenset[str]:
        """Add what each credential counts as."""
        return frozenset[str]().union(*[self._counted_as.get(id) or (id,) for id in ids])

    @cached_property
    def _labels(self) -> Mapping[str, Mapping[str, str]]:
        forms = [credential.apprentice for credential in self.credentials if credential.apprentice]
        return {
            **{
                domain: {term.id: term.name for term in words.terms.values()}
                for domain, words in self.vocabularies.items()
            },
            "credentials": {one.id: one.acronym for one in self.credentials}
            | {form.id: form.acronym for form in forms},
            "titles": {title.id: title.name for title in self.titles},
            "levels": {level.id: level.name for level in self.levels},
        }

    def name_of(self, subject: str) -> str:
        """Name a ``level:ID``, ``title:ID`` or ``certification:ID``."""
        kind, _, id = subject.partition(":")
        return self.label(_SUBJECTS[kind], id)

    def label(self, domain: str, id: str) -> str:
        """Write an id for a person: a credential's acronym, a title's name, the name of a word."""
        return self._labels.get(domain, {}).get(id, id)
