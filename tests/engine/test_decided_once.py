"""What is remembered of decisions: right for everybody with the same facts, and not without end."""

from __future__ import annotations

from advisor.engine import decide as module
from advisor.engine.decide import decide
from tests.people import facts_of, rulebook


def test_the_same_facts_are_decided_once() -> None:
    """Everybody of a class would be decided anew, though the rules cannot tell them apart."""
    one, other = (decide(facts_of({"name": name, "experience": 3}), rulebook()) for name in ("Ann", "Bob"))
    assert one is other
    assert decide(facts_of({"experience": 4}), rulebook()) is not one
    assert decide(facts_of({"experience": 3}), rulebook(), "plain") is not one


def test_what_is_said_of_a_decision_is_said_again_but_not_kept_without_end() -> None:
    """A person would be told what was said to another, or the memory would grow with everybody who asks."""
    decision = decide(facts_of({"experience": 3}), rulebook())
    decision.said.clear()
    said: list[int] = []

    def say(number: int) -> int:
        said.append(number)
        return number * 10

    assert [decision.once(number, say, number) for number in (1, 2, 1, 2)] == [10, 20, 10, 20]
    assert said == [1, 2]
    assert [decision.once(number, say, number) for number in range(100)] == list(range(0, 1000, 10))
    assert 0 < len(decision.said) <= module._MOST_SAID
    decision.said.clear()
