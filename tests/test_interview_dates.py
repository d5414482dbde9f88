"""The interview asks for what a date, a range or a status leaves open, when it could matter, and only then."""

from __future__ import annotations

from typing import Any

import pytest

from advisor.interview import (
    Answered,
    Asked,
    Refusal,
    State,
    answer,
    answered,
    decline,
    next_question,
    outcome,
    question,
    reopen,
    start,
)
from advisor.interview.wording import said_so_far
from tests.people import DAY, Plain, advice_for, facts_of, rulebook

CODER = {"role": "Medical coder", "setting": "hospital", "supervision": "none", "privacy_management": False}
SETTLED = {
    "education": [
        {"level": "high-school"},
        {
            "level": "certificate",
            "field": "Medical Coding",
            "accreditation": "none",
            "completed": "2016-05",
            "training_hours": 80,
            "practicum": False,
        },
    ],
    "certifications": [],
    "goal": {"track": "coding", "setting": "hospital"},
    "coursework": [],
    "interests": [],
    "college_credits": 0,
    "state": "CA",
}


def worker(**said: Any) -> State:
    """Someone of whom everything is known but perhaps the time of a job."""
    return start({**SETTLED, "experience": [{**CODER, **said}]})


def asked_of(state: State) -> list[str]:
    """The ids of the questions asked of someone who knows none of the answers."""
    asked = []
    while found := next_question(state, rulebook(), DAY, "plain"):
        asked.append(found.id)
        state = decline(state, found.id)
    return asked


def put(state: State, id: str, text: str) -> State:
    found = answer(state, id, text, rulebook(), DAY)
    assert isinstance(found, Answered), found
    return found.state


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({"start": "2023", "end": "2024"}, ["start", "end"]),
        ({"start": "2023-01", "end": "2024"}, ["end"]),
        ({"start": "2023", "end": "2024-06"}, ["start"]),
        ({"start": "2024"}, ["start"]),
        ({"start": "2023", "end": "2030"}, ["start"]),
        ({"start": "2023-01", "end": "2024-06"}, []),
        ({"start": "2023", "end": "2024", "years": 1.5}, []),
        ({"start": "1999"}, []),
        ({"start": "2023", "end": "2024", "paid": False}, []),
        ({"years": 3, "part_time": True}, ["hours_per_week"]),
        ({"years": 3, "part_time": True, "hours_per_week": 20}, []),
        ({}, ["years"]),
        ({"paid": False}, []),
        ({"years": 3}, []),
    ],
)
def test_the_month_the_hours_or_the_years_are_asked_when_they_could_matter(said: Plain, asked: list[str]) -> None:
    """The advice would stay at "could be" for want of a month; or a person be asked for what changes nothing."""
    assert asked_of(worker(**said)) == [f"experience[0].{key}" for key in asked]


@pytest.mark.parametrize(
    ("said", "id", "text", "made"),
    [
        ({"start": "2023", "end": "2024"}, "start", "2023-03", {"start": "2023-03"}),
        ({"start": "2023-01", "end": "2024"}, "end", "2024-12", {"end": "2024-12"}),
        ({"years": 3, "part_time": True}, "hours_per_week", "20", {"hours_per_week": 20.0}),
        ({}, "years", "2.5", {"years": 2.5}),
    ],
)
def test_an_answer_settles_it(said: Plain, id: str, text: str, made: Plain) -> None:
    """The answer would be lost, or the question be asked again."""
    state = put(worker(**said), f"experience[0].{id}", text)
    assert state.profile["experience"][0] == {**CODER, **said, **made}
    assert f"experience[0].{id}" not in asked_of(state)


def test_a_month_that_lifts_a_level_is_worth_the_question() -> None:
    """2023 to 2024 is two years from the first month to the last, and the person would never learn it."""
    state = worker(start="2023", end="2024")
    assert advice_for(state.profile).level.could_be == ("entry", "mid")
    found = next_question(state, rulebook(), DAY)
    assert found is not None
    assert (found.id, found.kind, found.about) == ("experience[0].start", "date", "Medical coder")
    assert "level:mid" in [why.subject for why in found.why]
    state = put(put(state, "experience[0].start", "2023-01"), "experience[0].end", "2024-12")
    assert advice_for(state.profile).level.id == "mid"


def test_who_knows_the_year_alone_is_not_asked_again() -> None:
    """A person who does not remember the month would be asked for it without end."""
    state = put(worker(start="2023", end="2024"), "experience[0].start", "2023")
    assert state.profile["experience"][0]["start"] == "2023"
    assert asked_of(state) == ["experience[0].end"]
    labels = [line.label for line in said_so_far(state, rulebook(), DAY)]
    assert labels.count("experience") == 1
    assert "experience, start" not in labels


@pytest.mark.parametrize(
    ("id", "text", "words"),
    [
        ("experience[0].start", "2025-01", "end is before the start"),
        ("experience[0].start", "2031", "end is before the start"),
        ("experience[0].end", "2022", "end is before the start"),
        ("experience[0].end", "soon", "Please write a date"),
        ("experience[0].years", "70", "from 0 to 60"),
        ("experience[0].hours_per_week", "a few", "number"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_kindly(id: str, text: str, words: str) -> None:
    """A slip would contradict what was said before, or end in a traceback."""
    found = answer(worker(start="2023", end="2024"), id, text, rulebook(), DAY)
    assert isinstance(found, Refusal)
    assert words in found.sentence


def test_a_month_taken_back_leaves_the_year() -> None:
    """Going back would lose the start, and the job could not be read."""
    state = reopen(worker(start="2023-03", end="2024-06"), "experience[0].start")
    assert state.profile["experience"][0]["start"] == "2023"
    assert isinstance(question(state, "experience[0].start", rulebook(), DAY, "plain"), Asked)


# -- statuses that were not understood --------------------------------------------------------

HELD = {**SETTLED, "certifications": [{"name": "CCS", "status": "unknown"}], "experience": [{**CODER, "years": 6}]}


def test_a_certification_of_unknown_status_is_asked_about_before_all_else() -> None:
    """What decides the card, the level and the ranking would wait behind a course."""
    found = next_question(start(HELD), rulebook(), DAY)
    assert found is not None
    assert (found.id, found.kind, found.about) == ("certifications[0].status", "choice", "CCS")
    assert [id for id, _ in found.choices] == ["active", "in-progress", "lapsed", "revoked"]


@pytest.mark.parametrize(
    ("text", "status"),
    [("active", "active"), ("yes", "active"), ("Yes.", "active"), ("expired", "lapsed"), ("3", "lapsed"), ("no", None)],
)
def test_a_status_is_answered_in_the_words_of_the_list(text: str, status: str | None) -> None:
    """A person would have to know our word, or a "no" be read as one of three things."""
    found = answer(start(HELD), "certifications[0].status", text, rulebook(), DAY)
    if status is None:
        assert isinstance(found, Refusal)
    else:
        assert isinstance(found, Answered)
        assert found.state.profile["certifications"][0]["status"] == status
        assert not any(id.endswith("status") for id in asked_of(found.state))


def test_a_status_taken_back_is_unknown_and_never_the_best() -> None:
    """Going back over an answer would turn "lapsed" into "active"."""
    state = start({**HELD, "certifications": [{"name": "CCS", "status": "lapsed"}]})
    assert reopen(state, "certifications[0].status").profile["certifications"][0]["status"] == "unknown"


@pytest.mark.parametrize("name", ["Scuba diver", "CCS"])
def test_only_a_credential_that_is_known_is_asked_about(name: str) -> None:
    """A person would be asked about a certification that no answer could make count."""
    state = start({**HELD, "certifications": [{"name": name, "status": "unknown"}]})
    assert ("certifications[0].status" in asked_of(state)) is (name == "CCS")


def test_a_certification_that_surely_lapsed_by_its_date_is_not_asked_about() -> None:
    """A person would be asked what their card has said."""
    state = start({**HELD, "certifications": [{"name": "CCS", "status": "unknown", "expires": "2020"}]})
    assert "certifications[0].status" not in asked_of(state)


def test_a_program_of_unknown_status_is_asked_about_when_it_could_matter() -> None:
    """A graduate whose words were not understood would stay below their level."""
    program = {**SETTLED["education"][1], "status": "unknown"}  # type: ignore[index]
    state = start({**SETTLED, "education": [{"level": "high-school"}, program], "experience": [{**CODER, "years": 3}]})
    asked = next_question(state, rulebook(), DAY, "plain")
    assert asked is not None
    assert asked.id == "education[1].status"
    done = put(state, asked.id, "graduated")
    assert done.profile["education"][1]["status"] == "completed"
    assert advice_for(done.profile).level.id == "mid"
    assert put(state, asked.id, "2").profile["education"][1]["status"] == "in-progress"


def test_no_status_at_all_changes_nothing_when_it_could_not() -> None:
    """A program in another field would be asked about, although no rule looks at it."""
    other = {"level": "certificate", "field": "English", "accreditation": "none", "status": "unknown"}
    settled = {**SETTLED, "education": [*SETTLED["education"], other], "experience": [{**CODER, "years": 3}]}  # type: ignore[misc]
    assert not any(id.endswith("status") for id in asked_of(start(settled)))


def test_a_program_s_year_alone_is_asked_for_its_month_when_a_limit_lies_in_it() -> None:
    """A program of 2021 would count as of the last five years, or not, by a guess."""
    reads = [fact.id for fact in rulebook().facts.values() if "completed_within_years" in str(fact.read)]
    assert reads == ["recent_coding_program"]
    program = {**SETTLED["education"][1], "completed": "2021"}  # type: ignore[index]
    assert "recent_coding_program" not in facts_of({"education": [program]})
    for month, recent in (("2021-11", True), ("2021-10", False)):
        assert facts_of({"education": [{**program, "completed": month}]})["recent_coding_program"] is recent
    for year, recent in (("2022", True), ("2020", False)):
        assert facts_of({"education": [{**program, "completed": year}]})["recent_coding_program"] is recent


def test_the_interview_comes_to_the_advice_of_the_whole_truth() -> None:
    """What the questions for months lead to would differ from a profile that says them."""
    state = put(put(worker(start="2023", end="2024"), "experience[0].start", "2023-02"), "experience[0].end", "2024-12")
    truth = {**SETTLED, "experience": [{**CODER, "start": "2023-02", "end": "2024-12"}]}
    assert outcome(advice_for(state.profile)) == outcome(advice_for(truth))
    assert "experience[0].start" in answered(state)
