"""Test cases of a rulebook: a person on a day, and what their advice must be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from advisor.advice.advise import advise
from advisor.advice.model import Advice
from advisor.document import read_document
from advisor.errors import Problem, RulebookError
from advisor.problems import problems_of
from advisor.profile import load_profile
from advisor.rulebook.book import Rulebook


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


@dataclass(frozen=True, slots=True)
class LocatedCase:
    """A case and where it is written."""

    case: Case
    file: str
    line: int


def read_cases(folder: Path) -> Iterator[LocatedCase]:
    """Read every case of a rulebook's folder; raises RulebookError with file and line."""
    for path in sorted((folder / "cases").glob("*.yaml")):
        document = read_document(path, surprises=True, error=RulebookError)
        if not isinstance(document.data, list):
            raise RulebookError(Problem("This file holds a list of cases.", document.name, 1))
        for number, data in enumerate(document.data):
            try:
                yield LocatedCase(Case.model_validate(data), document.name, document.line((number,)))
            except ValidationError as error:
                raise RulebookError(*problems_of(error, document, Case, at=(number,))) from None


def failures(case: Case, rulebook: Rulebook, profiles: Path) -> list[str]:
    """Evaluate a case; give a sentence for each way in which the advice differs from what is expected."""
    profile = load_profile(profiles / f"{case.person}.yaml") if case.person else case.profile or {}
    if case.choices:
        rulebook = rulebook.choose(case.choices)
    advice = advise(profile, rulebook, as_of=case.as_of)
    return list(_differences(case.expect, advice))


def _differences(expect: Expected, advice: Advice) -> Iterator[str]:
    if expect.level is not None and advice.level.id != expect.level:
        missing = "; ".join(reason.text for reason in advice.next_level.missing) if advice.next_level else ""
        yield f"level: expected {expect.level}, got {advice.level.id} (missing for the next: {missing})"
    if expect.could_be is not None and set(advice.level.could_be) != set(expect.could_be):
        yield f"could_be: expected {_list(expect.could_be)}, got {_list(advice.level.could_be)}"
    following = advice.next_level.id if advice.next_level else "none"
    if expect.next_level is not None and following != expect.next_level:
        yield f"next_level: expected {expect.next_level}, got {following}"
    if expect.missing is not None:
        facts = {fact for reason in (advice.next_level.missing if advice.next_level else ()) for fact in reason.facts}
        if facts != set(expect.missing):
            yield f"missing: expected {_list(sorted(expect.missing))}, got {_list(sorted(facts))}"
    statuses = {certification.id: certification.status for certification in advice.certifications}
    for id, status in expect.certifications.items():
        if statuses.get(id) != status:
            yield f"certification {id}: expected {status}, got {statuses.get(id, 'no such certification')}"
    ranked = [certification.id for certification in advice.next_certifications]
    first = list(expect.next_certifications.first)
    if ranked[: len(first)] != first:
        yield f"next_certifications: expected to begin {_list(first)}, got {_list(ranked)}"
    if unwanted := set(expect.next_certifications.exclude).intersection(ranked):
        yield f"next_certifications: not expected {_list(sorted(unwanted))}"
    yield from _among("titles", expect.titles, [title.id for title in advice.titles])
    yield from _among("steps", expect.steps, [step.id for step in advice.steps])
    yield from _among("assumptions", expect.assumptions, [assumption.id for assumption in advice.assumptions])
    yield from _among("warnings", expect.warnings, [warning.id for warning in advice.warnings])
    yield from _among("questions", expect.questions, [question.fact for question in advice.questions])


def _among(what: str, expected: Among, got: list[str]) -> Iterator[str]:
    if absent := [id for id in expected.include if id not in got]:
        yield f"{what}: expected {_list(absent)}, got {_list(got)}"
    if unwanted := [id for id in expected.exclude if id in got]:
        yield f"{what}: not expected {_list(unwanted)}"


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"
