"""Findings in cases: what expects nothing, what names nothing, and entries that no case names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.advice.warnings import TITLE_ABOVE_LEVEL
from advisor.errors import nearest
from advisor.language import words
from advisor.rulebook.credential import Credential
from advisor.rulebook.draft import Located
from advisor.rulebook.model import Assumption, Level, Step, Title, Warning_
from advisor.workshop.cases import Case, Expected
from advisor.workshop.findings import NAMED, Found, Written


def cases_that_expect_nothing(written: Written) -> Iterator[Found]:
    """Cases that pass whatever comes out."""
    for located in _cases(written):
        if located.entry.expect == Expected():
            yield Found(located, "This expects nothing, so it passes whatever comes out.", ("expect",))


def names_that_cases_misspell(written: Written) -> Iterator[Found]:
    """Ids in what a case expects that no entry has."""
    known = {kind: {one.entry.id for one in written.of(part)} for kind, part in NAMED.items()}
    known["warning"] |= {TITLE_ABOVE_LEVEL, *words("remarks")}
    known["certification"] = set(written.rulebook.credential_by_id)
    for located in _cases(written):
        for kind, id, key in _named(located.entry):
            if id not in known[kind]:
                message = f"There is no {kind} {id}.{nearest(id, known[kind])}"
                yield Found(located, message, ("expect", key))


def entries_no_case_names(written: Written) -> Iterator[Found]:
    """Levels, titles, credentials, steps, warnings and readings of which no case says that they come out."""
    named = {("certification", id) for one in written.cases for id in one.case.expect.certifications}
    for one in written.cases:
        named |= {(kind, id) for kind, id, _ in _named(one.case, excluded=False)}
        named |= {("assumption", id) for id in one.case.choices}
    kinds = {"level": Level, "title": Title, "certification": Credential, "step": Step, "warning": Warning_}
    for kind, part in {**kinds, "assumption": Assumption}.items():
        for located in written.of(part):
            if (kind, located.entry.id) not in named:
                yield Found(located, f"No case names this {kind}: write one in which it comes out.", ("id",))


def _cases(written: Written) -> list[Located]:
    return [Located(one.case, one.document, (one.number,)) for one in written.cases]


def _named(case: Case, excluded: bool = True) -> Iterator[tuple[str, str, str]]:
    """Give the ids that a case expects: their kind, and the key under which each stands."""
    expect = case.expect

    def each(kind: str, key: str, ids: Iterable[str]) -> Iterator[tuple[str, str, str]]:
        return ((kind, id, key) for id in ids)

    yield from each("level", "level", [expect.level] if expect.level else ())
    yield from each("level", "could_be", expect.could_be or ())
    if expect.next_level not in (None, "none"):
        yield from each("level", "next_level", [str(expect.next_level)])
    yield from each("fact", "missing", expect.missing or ())
    yield from each("certification", "certifications", expect.certifications)
    ranked, out = expect.next_certifications, excluded
    yield from each("certification", "next_certifications", ranked.first + (ranked.exclude if out else ()))
    for kind, key in (
        ("title", "titles"),
        ("step", "steps"),
        ("assumption", "assumptions"),
        ("warning", "warnings"),
        ("fact", "questions"),
    ):
        among = getattr(expect, key)
        yield from each(kind, key, among.include + (among.exclude if out else ()))
