"""One answer to "what do I do next?": what ranking, steps and report of one advice say of the same thing agrees."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from advisor.advice.model import Advice
from advisor.advice.next_step import ANSWER
from advisor.advice.prepared import Prepared
from advisor.changing import what_if
from advisor.files import profiles_folder, rules_folder
from advisor.profile import Profile, load_profile, profile_from
from advisor.render.text import render_text
from advisor.workshop.cases import read_cases
from tests.people import DAY, advice_for, rulebook
from tests.strategies import random_profile

BOOK = Prepared.of(rulebook(), DAY).rulebook
MADE_UP = 300
OPEN = ("ready", "prepare", "check")
MOST_WORDS = 700


def everyone() -> Iterator[Profile]:
    """The people in profiles/, those of the cases, and made-up ones."""
    yield from map(load_profile, sorted(profiles_folder().glob("*.yaml")))
    for placed in read_cases(rules_folder()):
        if placed.case.profile is not None:
            yield profile_from(placed.case.profile)
    chance = random.Random(14)
    for _ in range(MADE_UP):
        yield profile_from(random_profile(chance, rulebook()))


@cache
def advised() -> tuple[tuple[Profile, Advice], ...]:
    return tuple([(one, advice_for(one.model_dump(exclude_none=True))) for one in everyone()])


def counted(found: Counter[str], *faults: str) -> None:
    sys.stdout.write(f"{dict(sorted(found.items()))}\n")
    assert not any(found[fault] for fault in faults)


def test_what_is_next_is_the_first_step_or_a_question() -> None:
    """Somebody reads one thing at the top and another in the list."""
    found: Counter[str] = Counter()
    for _, advice in advised():
        if advice.next is None:
            found["nothing to do"] += 1
            assert not advice.steps
        elif advice.next.kind == ANSWER:
            found["a question"] += 1
        else:
            found["a step"] += 1
            found["not the first"] += (
                advice.next.id != advice.steps[0].id or advice.next.opens != advice.steps[0].unlocks
            )
    counted(found, "not the first")
    assert found["a step"] > MADE_UP


@pytest.mark.long
def test_a_step_opens_what_it_says() -> None:
    """Somebody pays for a course and the door stays shut."""
    found: Counter[str] = Counter()
    for profile, advice in advised():
        before = {one.id: one.status for one in advice.certifications}
        for step in advice.steps:
            if not step.unlocks:
                continue
            moved = what_if(profile, (), rulebook(), as_of=DAY, steps=(step.id,))
            opened = {f"title:{one.id}" for one in moved.titles_gained}
            if moved.level.before != moved.level.after:
                opened.add(f"level:{moved.level.after}")
            for one in moved.certifications:
                if before[one.id] == "not-yet" and one.after in OPEN:
                    opened.add(f"certification:{one.id}")
            found["claims"] += len(step.unlocks)
            found["untrue"] += len({*step.unlocks} - opened)
    counted(found, "untrue")
    assert found["claims"] > 2 * MADE_UP


def test_nothing_is_earned_that_something_else_makes_needless() -> None:
    """Somebody pays for an exam that another step, or what they hold, makes worth nothing."""
    found: Counter[str] = Counter()
    earned_by = {step.id: step.credential for step in BOOK.steps if step.credential}
    for _, advice in advised():
        status = {one.id: one.status for one in advice.certifications}
        steps = [earned_by[step.id] for step in advice.steps if step.id in earned_by]
        ranked = [one.id for one in advice.next_certifications]
        for id in {*ranked, *steps}:
            found["recommended"] += 1
            others = BOOK.credential_by_id[id].superseded_by
            found["by another step"] += any(one in others for one in steps)
            found["held"] += status[id] == "held"
            found["by one held"] += any(status.get(one) == "held" for one in others)
        found["earned twice"] += len(steps) - len({*steps}) > sum(step.kind == "study" for step in advice.steps)
        earning = [step for step in advice.steps if step.kind == "earn" and step.id in earned_by]
        found["more than one exam"] += len(earning) > 1
    counted(found, "by another step", "held", "by one held", "earned twice", "more than one exam")
    assert found["recommended"] > MADE_UP


def test_the_first_exam_of_the_steps_is_the_first_that_is_ranked_and_open() -> None:
    """The ranking would say one exam and the steps another."""
    found: Counter[str] = Counter()
    by = {step.id: step.credential for step in BOOK.steps if step.credential and step.does == "earn"}
    for _, advice in advised():
        earning = [by[step.id] for step in advice.steps if step.id in by]
        opened = [one.id for one in advice.next_certifications if one.status in ("ready", "prepare")]
        if earning and opened:
            found["people"] += 1
            ranked = [one.id for one in advice.next_certifications]
            found["another"] += ranked.index(earning[0]) > ranked.index(opened[0])
    counted(found, "another")
    assert found["people"] > MADE_UP / 3


def test_what_can_be_had_back_is_not_earned_again() -> None:
    """Somebody pays $399 for an exam while $50 would bring the credential back."""
    found: Counter[str] = Counter()
    by = {step.id: step.credential for step in BOOK.steps if step.credential}
    for profile, advice in advised():
        person = Prepared.of(rulebook(), DAY).recognize(profile, DAY)
        back = {one.id for one in person.held or () if one.reinstate_until and one.reinstate_until >= DAY}
        if back:
            found["people"] += 1
            found["earned"] += any(by.get(step.id) in back for step in advice.steps)
            found["not first"] += advice.steps[0].kind != "reinstate"
    counted(found, "earned", "not first")
    assert found["people"] > 3


@pytest.mark.long
def test_the_report_stays_short() -> None:
    """What matters drowns in what does not."""
    found: Counter[str] = Counter()
    lengths = []
    for _, advice in advised():
        text = render_text(advice, BOOK).partition("\nSOURCES\n")[0]
        lengths.append(len(text.split()))
    lengths.sort()
    found["longest"], found["median"], found["people"] = lengths[-1], lengths[len(lengths) // 2], len(lengths)
    found["too long"] = sum(length > MOST_WORDS for length in lengths)
    counted(found, "too long")
    assert 100 < found["median"] <= found["longest"] <= MOST_WORDS
