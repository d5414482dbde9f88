"""An Advisor: a rulebook made ready once, the same bytes as the functions, and nothing shared with another."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from advisor import Advisor, RulebookError, UsageError, advise, explain, plan, what_if
from advisor.advice.prepared import Prepared
from advisor.engine.compile import compile_rules
from advisor.engine.evaluator import Evaluator
from advisor.interview import Refusal, answer, next_question, start
from advisor.rulebook.load import load_rulebook
from tests.people import DAY, rulebook
from tests.strategies import random_profile
from tests.test_loader import PHARMACY

LATER = date(2027, 2, 28)
CALENDAR = {"part-time-work": "calendar"}


def people(count: int) -> list[dict[str, Any]]:
    chance = random.Random(8)
    return [random_profile(chance, rulebook()) for _ in range(count)]


@pytest.mark.parametrize("said", people(3))
@pytest.mark.parametrize("choices", [None, CALENDAR])
def test_it_gives_the_bytes_of_the_functions(said: dict[str, Any], choices: dict[str, str] | None) -> None:
    """What a service built on the class tells a person differs from the command line."""
    advisor = Advisor(rulebook(), DAY, choices)
    book = rulebook().choose(choices) if choices else rulebook()
    assert advisor.advise(said).to_json() == advise(said, book, as_of=DAY).to_json()
    for subject in (None, "title:health-information-manager"):
        assert advisor.explain(said, subject).to_json() == explain(said, subject, book, as_of=DAY).to_json()
    assert advisor.plan(said, "rhit").to_json() == plan(said, "rhit", book, as_of=DAY).to_json()
    moved = what_if(said, ["certification=RHIT"], book, as_of=DAY, on=LATER)
    assert advisor.what_if(said, ["certification=RHIT"], LATER).to_json() == moved.to_json()


def test_its_interview_is_that_of_the_functions() -> None:
    """Two people who say the same are asked different things."""
    advisor = Advisor(rulebook(), DAY)
    one, other = advisor.start({"education": "associate"}), start({"education": "associate"})
    for said in ("coding", "RHIT", "none"):
        question = advisor.next_question(one)
        assert question is not None
        assert question == next_question(other, rulebook(), DAY)
        one, other = (
            given.state if not isinstance(given, Refusal) else state
            for given, state in (
                (advisor.answer(one, question.id, said), one),
                (answer(other, question.id, said, rulebook(), DAY), other),
            )
        )
        assert one == other


def test_it_is_made_ready_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every person waits until the rules are read and compiled again."""
    advisor = Advisor(PHARMACY, DAY)
    advisor.advise({})
    made: list[object] = []

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            made.append(real)
            return real(*arguments, **named)

        return call

    monkeypatch.setattr("advisor.advisor.load_rulebook", counted(load_rulebook))
    monkeypatch.setattr(Prepared, "__init__", counted(Prepared.__init__))
    monkeypatch.setattr("advisor.engine.stratum.Evaluator", counted(Evaluator))
    monkeypatch.setattr("advisor.engine.stratum.compile_rules", counted(compile_rules))
    for said in ({}, {"experience": 3}, {}):
        advisor.advise(said)
        advisor.what_if(said, ["experience+1:dispensing"])
        advisor.next_question(advisor.start())
    assert made == []
    Advisor(PHARMACY, DAY).advise({})
    assert {load_rulebook, Evaluator, compile_rules} <= set(made)


def test_threads_share_one() -> None:
    """One person is told what holds for another."""
    advisor, everyone = Advisor(rulebook(), DAY), people(30)
    expected = [advise(said, rulebook(), as_of=DAY, engine="durable_rules").to_json() for said in everyone]

    def work(number: int) -> list[bytes]:
        order = list(range(len(everyone)))
        random.Random(number).shuffle(order)
        found = {n: advisor.advise(everyone[n]).to_json() for n in order}
        return [found[n] for n in range(len(everyone))]

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(work, range(6))) == [expected] * 6


def test_one_of_another_rulebook_does_not_disturb_it() -> None:
    """A service for two occupations, or two institutions, mixes them up."""
    said: dict[str, Any] = {
        "education": "associate",
        "experience": [{"area": "coding", "years": 2, "hours_per_week": 20}],
    }
    alone = Advisor(rulebook(), DAY).advise(said).to_json()
    first, pharmacy, calendar = Advisor(rulebook(), DAY), Advisor(PHARMACY, DAY), Advisor(rulebook(), DAY, CALENDAR)
    for _ in range(2):
        assert first.advise(said).to_json() == alone
        assert pharmacy.advise({"education": "high-school"}).rulebook.id != first.advise(said).rulebook.id
        assert calendar.advise(said).facts["counted_years"] == 2.0
        assert first.advise(said).facts["counted_years"] == 1.0


def test_without_a_day_it_is_that_of_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that runs for weeks advises as of the day on which it was started."""

    class Clock(date):
        now = DAY

        @classmethod
        def today(cls) -> date:  # type: ignore[override]
            return cls.now

    monkeypatch.setattr("advisor.advisor.date", Clock)
    advisor = Advisor(rulebook())
    assert advisor.advise({}).as_of == DAY.isoformat()
    Clock.now = LATER
    assert advisor.advise({}).as_of == LATER.isoformat()
    assert Advisor(rulebook(), DAY).advise({}).as_of == DAY.isoformat()


def test_the_engine_is_the_one_that_was_chosen() -> None:
    """A decision without durable_rules passes for one of it."""
    assert Advisor(rulebook(), DAY).advise({}).decided_by == "durable_rules"
    assert Advisor(rulebook(), DAY, engine="plain").advise({}).decided_by == "plain"


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ({"choices": {"part-time-wrk": "hours"}}, UsageError, "part-time-work"),
        ({"choices": {"part-time-work": "calender"}}, UsageError, "calendar"),
        ({"engine": "durable"}, UsageError, "durable_rules"),
        ({"rulebook": PHARMACY / "cases"}, RulebookError, "no such folder"),
    ],
)
def test_what_is_wrong_is_said_at_once(wrong: dict[str, Any], error: type[Exception], words: str) -> None:
    """A mistyped choice does not count, or ends in a traceback."""
    with pytest.raises(error, match=words):
        Advisor(**{"rulebook": rulebook(), "as_of": DAY, **wrong})
