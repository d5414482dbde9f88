"""Everything that can be found wrong in a rulebook without a solver: mistakes, and what an author should look at.

A finding can be accepted beside its entry, with a reason: ``accepted: {CODE: why it stands}``. What is accepted and
not found is a finding itself, so that reasons do not outlive what they are about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import orjson

from advisor.advice.model import RulebookRef
from advisor.errors import RulebookError, nearest
from advisor.rulebook.folder import read_folder
from advisor.rulebook.validation import assemble, checked_draft
from advisor.workshop import check_cases, check_conditions, check_entries, implied
from advisor.workshop.cases import gathered_cases
from advisor.workshop.findings import Finding, Found, Written

CHECKS: dict[str, Callable[[Written], Iterator[Found]]] = {
    "more-is-worse": check_conditions.more_is_worse,
    "adds-nothing": implied.alternatives_that_add_nothing,
    "never-holds": implied.conditions_that_never_hold,
    "number-differs": check_conditions.numbers_that_differ,
    "names-what-is-closed": check_conditions.sentences_of_what_is_closed,
    "opens-nothing": check_entries.steps_that_open_nothing,
    "opens-what-is-open": check_entries.steps_that_open_what_is_open,
    "retired": check_entries.retired_credentials,
    "price-far": check_entries.prices_far_from_others,
    "source-unused": check_entries.sources_nobody_cites,
    "source-old": check_entries.old_sources,
    "question-differs": check_entries.questions_about_something_else,
    "takes-over": check_entries.words_taken_over,
    "expects-nothing": check_cases.cases_that_expect_nothing,
    "case-names-nothing": check_cases.names_that_cases_misspell,
    "no-case": check_cases.entries_no_case_names,
}
"""Each check by its code."""
INVALID, UNREADABLE, ACCEPTED = "invalid", "case-unreadable", "accepted-in-vain"
"""The codes of what cannot be accepted."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a rulebook found, by file and line; ``accepted`` findings are those that stand for a reason."""

    rulebook: RulebookRef
    findings: tuple[Finding, ...]
    accepted: int

    def to_json(self) -> bytes:
        """Write what was found as one line of JSON: UTF-8."""
        return orjson.dumps(self, option=orjson.OPT_APPEND_NEWLINE)


def invalid_json(error: RulebookError) -> bytes:
    """Write the mistakes of a rulebook that cannot be used, in the form of findings."""
    findings = [Finding(INVALID, one.file, one.line, one.path, one.message) for one in error.problems]
    return orjson.dumps({"rulebook": None, "findings": findings, "accepted": 0}, option=orjson.OPT_APPEND_NEWLINE)


def check_folder(folder: Path, day: date) -> Checked:
    """Check a rulebook's folder as of a day. Raises RulebookError with every mistake when it cannot be used."""
    files, digest = read_folder(folder)
    draft, _ = checked_draft(files)
    rulebook = assemble(draft, digest)
    cases, unreadable = gathered_cases(folder)
    written = Written(draft, rulebook, cases, day)
    findings = [Finding(UNREADABLE, one.file, one.line, one.path, one.message) for one in unreadable]
    used: set[tuple[int, str]] = set()
    accepted = 0
    for code, check in CHECKS.items():
        if code == "no-case" and unreadable:
            continue  # one of those may name it
        for found in check(written):
            if code in found.located.entry.accepted:
                used.add((id(found.located.entry), code))
                accepted += 1
            else:
                findings.append(found.finding(code))
    findings += _in_vain(written, used)
    ordered = sorted(findings, key=lambda one: (one.file, one.line, one.code, one.path, one.message))
    return Checked(RulebookRef(rulebook.id, rulebook.version, digest), tuple(ordered), accepted)


def _in_vain(written: Written, used: set[tuple[int, str]]) -> Iterator[Finding]:
    """Give what is accepted and was not found."""
    for located in written.all_entries:
        for code in located.entry.accepted:
            if code not in CHECKS:
                message = f"There is no finding {code}.{nearest(code, CHECKS)}"
                yield Found(located, message, ("accepted", code)).finding(ACCEPTED)
            elif (id(located.entry), code) not in used:
                message = f"{code} is accepted here and is not found. Take it out."
                yield Found(located, message, ("accepted", code)).finding(ACCEPTED)
