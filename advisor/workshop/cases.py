"""Test cases of a rulebook: a person on a day, and what their advice must be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from advisor.advice.advise import advise
from advisor.advice.model import Advice, RulebookRef
from advisor.document import Document, read_document
from advisor.errors import Problem, RulebookError
from advisor.problems import problems_of
from advisor.profile import load_profile
from advisor.rulebook.book import Rulebook
from advisor.rulebook.folder import read_choices


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Among(_Part):
    """Names that must be there, and names that must not."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Ranked(_Part):
    """How a ranked list must begin, and names that must not be on it."""

    first: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Expected(_Part):
    """What must come out; what is left out is not compared."""

    level: str | None = None
    could_be: tuple[str, ...] | None = None
    next_level: str | None = None
    missing: tuple[str, ...] | None = None
    titles: Among = Among()
    certifications: Mapping[str, str] = {}
    next_certifications: Ranked = Ranked()
    steps: Among = Among()
    assumptions: Among = Among()
    warnings: Among = Among()
    questions: Among = Among()


class Case(_Part):
    """One person on one day."""

    name: str
    why: str
    person: str | None = None
    profile: Mapping[str, Any] | None = None
    as_of: date
    choices: Mapping[str, str] = {}
    expect: Expected
    accepted: Mapping[str, str] = {}

    @property
    def id(self) -> str:
        """What a finding calls it."""
        return self.name


@dataclass(frozen=True, slots=True)
class LocatedCase:
    """A case and where it is written: the number of it in a document."""

    case: Case
    document: Document
    number: int

    @property
    def file(self) -> str:
        """The file's name."""
        return self.document.name

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return self.document.line((self.number,))


def read_cases(folder: Path) -> tuple[LocatedCase, ...]:
    """Read every case of a rulebook's folder. Raises RulebookError with every mistake found."""
    cases, problems = gathered_cases(folder)
    if problems:
        raise RulebookError(*problems)
    return cases


def gathered_cases(folder: Path) -> tuple[tuple[LocatedCase, ...], tuple[Problem, ...]]:
    """Read the cases of a rulebook's folder: those that can be read, and what is wrong with the others."""
    cases: list[LocatedCase] = []
    problems: list[Problem] = []
    for path in sorted((folder / "cases").glob("*.yaml")):
        try:
            document = read_document(path, surprises=True, error=RulebookError, name=f"cases/{path.name}")
        except RulebookError as error:
            problems += error.problems
            continue
        if not isinstance(document.data, list):
            problems.append(Problem("This file holds a list of cases.", document.name, 1))
            continue
        for number, data in enumerate(document.data):
            try:
                cases.append(LocatedCase(Case.model_validate(data), document, number))
            except ValidationError as error:
                problems += problems_of(error, document, Case, at=(number,))
    return tuple(cases), tuple(problems)


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which advice is not what a case expects."""

    what: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.what}: expected {self.expected}, got {self.got}"


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that is not met, where it is written, and how the advice differs."""

    file: str
    line: int
    name: str
    why: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Tested:
    """The cases of a rulebook: how many there are, and those that are not met."""

    rulebook: RulebookRef
    cases: int
    failures: tuple[Failure, ...]

    def to_json(self) -> bytes:
        """Write the outcome as one line of JSON: UTF-8."""
        return orjson.dumps(self, option=orjson.OPT_APPEND_NEWLINE)


def run_cases(folder: Path, rulebook: Rulebook, profiles: Path) -> Tested:
    """Evaluate every case beside the rules. Raises RulebookError for a case that cannot be read."""
    cases = read_cases(folder)
    if not cases:
        raise RulebookError(Problem("There are no cases beside these rules: write one in cases/.", str(folder)))
    failed = []
    for located in cases:
        if found := tuple(differences(located.case, rulebook, profiles)):
            case = located.case
            failed.append(Failure(located.file, located.line, case.name, case.why, found))
    return Tested(RulebookRef(rulebook.id, rulebook.version, rulebook.digest), len(cases), tuple(failed))


def differences(case: Case, rulebook: Rulebook, profiles: Path) -> Iterator[Difference]:
    """Evaluate a case; give each way in which the advice differs from what is expected.

    Raises RulebookError when its choices are not offered, InputError when its profile cannot be read.
    """
    profile = load_profile(profiles / f"{case.person}.yaml") if case.person else case.profile or {}
    if case.choices:
        problems = read_choices(case.choices, rulebook.assumptions)[1]
        if problems:
            raise RulebookError(*problems)
        rulebook = rulebook.choose(case.choices)
    yield from _differences(case.expect, advise(profile, rulebook, as_of=case.as_of))


def _differences(expect: Expected, advice: Advice) -> Iterator[Difference]:
    following = advice.next_level
    if expect.level is not None and advice.level.id != expect.level:
        missing = "; ".join(reason.text for reason in following.missing) if following else ""
        yield Difference("level", expect.level, f"{advice.level.id} (missing for the next: {missing})")
    if expect.could_be is not None and set(advice.level.could_be) != set(expect.could_be):
        yield Difference("could_be", _list(expect.could_be), _list(advice.level.could_be))
    next_level = following.id if following else "none"
    if expect.next_level is not None and next_level != expect.next_level:
        yield Difference("next_level", expect.next_level, next_level)
    if expect.missing is not None:
        facts = {fact for reason in (following.missing if following else ()) for fact in reason.facts}
        if facts != set(expect.missing):
            yield Difference("missing", _list(sorted(expect.missing)), _list(sorted(facts)))
    statuses = {certification.id: certification.status for certification in advice.certifications}
    for id, status in expect.certifications.items():
        if statuses.get(id) != status:
            yield Difference(f"certification {id}", status, statuses.get(id, "no such certification"))
    ranked = [certification.id for certification in advice.next_certifications]
    first = list(expect.next_certifications.first)
    if ranked[: len(first)] != first:
        yield Difference("next_certifications", f"first {_list(first)}", _list(ranked))
    if unwanted := set(expect.next_certifications.exclude).intersection(ranked):
        yield Difference("next_certifications", f"not {_list(sorted(unwanted))}", _list(ranked))
    yield from _among("titles", expect.titles, [title.id for title in advice.titles])
    yield from _among("steps", expect.steps, [step.id for step in advice.steps])
    yield from _among("assumptions", expect.assumptions, [assumption.id for assumption in advice.assumptions])
    yield from _among("warnings", expect.warnings, [warning.id for warning in advice.warnings])
    yield from _among("questions", expect.questions, [question.fact for question in advice.questions])


def _among(what: str, expected: Among, got: list[str]) -> Iterator[Difference]:
    if absent := [id for id in expected.include if id not in got]:
        yield Difference(what, _list(absent), _list(got))
    if unwanted := [id for id in expected.exclude if id in got]:
        yield Difference(what, f"not {_list(unwanted)}", _list(got))


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"
