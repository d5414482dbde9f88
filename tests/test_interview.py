"""The interview: only what matters is asked, nothing that could matter is skipped, and every answer is taken kindly."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.dates import is_year_alone
from advisor.interview import (
    Answered,
    Refusal,
    State,
    answer,
    answered,
    decline,
    next_question,
    question,
    reopen,
    start,
)
from advisor.interview.wording import said_so_far
from advisor.profile import profile_from
from advisor.reading.jobs import leads
from advisor.rulebook.book import Rulebook
from advisor.rulebook.load import load_rulebook
from tests.interviewee import fixed_form, interviewed, outcome_of, sayable
from tests.people import DAY, rulebook, steady
from tests.strategies import random_profile

PHARMACY = load_rulebook(Path(__file__).parent / "rulebooks" / "pharmacy-technician")
chances = st.integers(0, 10**9).map(random.Random)


def put(state: State, id: str, text: str) -> State:
    made = answer(state, id, text, rulebook(), DAY)
    assert isinstance(made, Answered), made
    return made.state


def refused(id: str, text: str, state: State | None = None) -> str:
    made = answer(state or start(), id, text, rulebook(), DAY)
    assert isinstance(made, Refusal), made
    return made.sentence


@pytest.mark.process
def test_another_process_asks_the_same_for_the_same_reasons() -> None:
    """The order of a set would decide which reasons a person is told for a question."""
    code = (
        "from advisor.document import read_document; from advisor.files import profiles_folder; "
        "from advisor.interview import decline, next_question, start; from tests.people import DAY, rulebook\n"
        "for state in [start(), *(start(read_document(f).data) for f in sorted(profiles_folder().glob('*.yaml')))]:\n"
        "    while (asked := next_question(state, rulebook(), DAY, 'plain')) and len(state.declined) < 4:\n"
        "        print(asked); state = decline(state, asked.id)"
    )
    root = str(Path(__file__).parent.parent)

    def run(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": root}
        command = [sys.executable, "-c", code]
        return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=True).stdout

    first = run("1")
    assert first.count("Why(") > 100
    assert first == run("2")


@pytest.mark.parametrize("rules", [rulebook(), PHARMACY], ids=lambda rules: rules.id)
@steady
@given(chance=chances)
def test_a_question_not_asked_could_not_have_changed_the_advice(rules: Rulebook, chance: random.Random) -> None:
    """A person was not asked something that would have given other advice."""
    full = sayable(random_profile(chance, rules), DAY)
    state, _ = interviewed(full, rules, DAY)
    assert outcome_of(state.profile, rules, DAY) == outcome_of(full, rules, DAY)


def test_another_process_asks_in_the_same_words_for_the_same_reasons() -> None:
    """The order of a set would decide which reason for a question comes first."""
    code = (
        "from tests.people import DAY, rulebook; from advisor.interview import next_question, question, start; "
        "state = start({'education': 'associate', 'experience': 2}); "
        "print(next_question(state, rulebook(), DAY), question(state, 'certifications', rulebook(), DAY))"
    )
    root = Path(__file__).parent.parent

    def run(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        command = [sys.executable, "-c", code]
        return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=True).stdout

    first = run("1")
    assert "Why(" in first
    assert all(run(seed) == first for seed in ("2", "3"))


@steady
@given(chance=chances, other=chances)
def test_whatever_a_skipped_answer_would_have_been_the_advice_is_the_same(
    chance: random.Random, other: random.Random
) -> None:
    """The interview stopped although an answer it did not ask for would have changed the advice."""
    state, _ = interviewed(sayable(random_profile(chance, rulebook()), DAY), rulebook(), DAY)
    filled: dict[str, Any] = json.loads(json.dumps(dict(state.profile)))
    for key, value in sayable(random_profile(other, rulebook()), DAY).items():
        unsaid = key not in filled and key not in state.declined
        if unsaid and key in ("education", "experience", "college_credits", "coursework", "interests", "state"):
            filled[key] = value
    for n, school in enumerate(filled.get("education", ())):
        extra = {
            "accreditation": other.choice((["CAHIIM"], ["NCRA"], [])),
            "practicum": other.random() < 0.5,
            "final_term": other.random() < 0.5,
            "training_hours": other.choice((0.0, 90.0)),
        }
        _unless_declined(school, extra, f"education[{n}]", state)
    for n, job in enumerate(filled.get("experience", ())):
        extra = {
            "supervision": other.choice(("none", "informal", "formal")),
            "privacy_management": other.random() < 0.5,
        }
        if leads(job.get("role", "")):
            del extra["supervision"]  # the title has said it
        _unless_declined(job, extra, f"experience[{n}]", state)
    assert outcome_of(filled, rulebook(), DAY) == outcome_of(state.profile, rulebook(), DAY)


def _unless_declined(entry: dict[str, Any], more: dict[str, Any], place: str, state: State) -> None:
    entry.update({k: v for k, v in more.items() if k not in entry and f"{place}.{k}" not in state.declined})


@steady
@given(chance=chances)
def test_a_complete_profile_is_asked_little_again(chance: random.Random) -> None:
    """Someone who begins with a file is asked what the file says."""
    full = sayable(random_profile(chance, rulebook()), DAY)
    asked = next_question(start(full), rulebook(), DAY, "plain")
    said = answered(start(full))
    assert asked is None or asked.id not in said or is_year_alone(said[asked.id])  # of which the month is asked


def test_half_the_questions_of_a_form_are_not_asked() -> None:
    """The interview is no shorter than the form that asks everything."""
    people = [sayable(random_profile(random.Random(n), rulebook()), DAY) for n in range(60)]
    asked = sum(len(interviewed(person, rulebook(), DAY)[1]) for person in people)
    assert asked * 2 <= sum(fixed_form(person, rulebook()) for person in people)


def test_nothing_known_ends_after_few_questions_and_leaves_all_unknown() -> None:
    """Someone who does not know is asked for ever, or counted as a no."""
    state, count = start(), 0
    while asked := next_question(state, rulebook(), DAY):
        state, count = decline(state, asked.id), count + 1
        assert count < 20
    assert state.profile == {}
    assert outcome_of(state.profile, rulebook(), DAY) == outcome_of({}, rulebook(), DAY)


def test_the_goal_is_asked_first_and_every_question_says_why() -> None:
    """A person is asked without being told what for."""
    state = start()
    first = next_question(state, rulebook(), DAY)
    assert first is not None
    assert first.id == "goal.track"
    said = {
        "goal.track": "management",
        "certifications": "RHIT",
        "education": "AAS in HIT, 2021-06",
        "experience": "Records clerk, 2015 to 2020",
    }
    for _ in range(len(said)):
        asked = next_question(state, rulebook(), DAY)
        assert asked is not None
        assert asked.why
        assert all(why.sources and why.rule and why.name for why in asked.why)
        assert asked.remaining is None
        assert json.loads(json.dumps(asked.to_dict()))["id"] == asked.id
        state = put(state, asked.id, said[asked.id])


@pytest.mark.parametrize(
    ("id", "text", "made"),
    [
        ("education", "AAS in HIT", [{"level": "associate", "field": "HIT"}]),
        ("education", "high school", [{"level": "high-school"}]),
        ("education", "none", [{"level": "none"}]),
        (
            "education",
            "in high school, due 2027-06",
            [{"level": "high-school", "status": "in-progress", "completed": "2027-06"}],
        ),
        (
            "experience",
            "Medical coder, 2019-01 to 2023-06, 20 hours a week; Nurse, 3 years",
            [
                {"role": "Medical coder", "start": "2019-01", "end": "2023-06", "hours_per_week": 20.0},
                {"role": "Nurse", "years": 3.0},
            ],
        ),
        (
            "experience",
            "File clerk since 2021-3, volunteer",
            [{"role": "File clerk", "start": "2021-03", "paid": False}],
        ),
        ("certifications", "CPC-A; CCS, expires 2027-03", [{"name": "CPC-A"}, {"name": "CCS", "expires": "2027-03"}]),
        ("certifications", "RHIT (lapsed)", [{"name": "RHIT", "status": "lapsed"}]),
        ("state", "California", "CA"),
    ],
)
def test_what_people_type_is_understood(id: str, text: str, made: Any) -> None:
    """A short phrase a person would type is refused or read as something else."""
    assert put(start(), id, text).profile[id] == made


def test_a_day_that_there_is_not_is_asked_about() -> None:
    """A slip in a date would be lost without a word."""
    made = answer(start(), "education", "BS in Biology, 2020-13", rulebook(), DAY)
    assert isinstance(made, Answered)
    assert [one.text for one in made.unclear] == ["2020-13"]


def test_a_job_without_its_time_is_kept_and_its_time_asked_for() -> None:
    """A job would be lost because of what was not said of it."""
    made = answer(start(), "experience", "Medical coder", rulebook(), DAY)
    assert isinstance(made, Answered)
    assert made.state.profile["experience"] == [{"role": "Medical coder"}]
    state, asked = made.state, []
    while found := next_question(state, rulebook(), DAY, "plain"):
        asked.append(found.id)
        state = decline(state, found.id)
    assert "experience[0].years" in asked


@pytest.mark.parametrize(
    ("id", "text", "words"),
    [
        ("experience", "Medical coder since 2031", "in the future"),
        ("experience", "Medical coder, 80 years", "60 years"),
        ("experience", "full time", "what the job was"),
        ("state", "Atlantis", "choose one"),
        ("education", "x" * 5_000, "fewer words"),
        ("certifications", "RHIT\x1b[2J", "letters, digits"),
        ("college_credits", "many", "number"),
        ("college_credits", "nan", "number"),
        ("college_credits", ",", "number"),
        ("goal.track", "astronaut", "list"),
        ("goal.setting", "", "I don't know"),
        ("education[7].field", "HIT", "no such question"),
        ("nothing", "x", "no such question"),
    ],
)
def test_a_bad_answer_gets_a_short_kind_sentence(id: str, text: str, words: str) -> None:
    """A slip of the pen gives a traceback, a bare refusal, or a wrong profile."""
    sentence = refused(id, text)
    assert words in sentence
    assert len(sentence) < 200


@settings(steady, suppress_health_check=list(HealthCheck))
@given(
    text=st.text(max_size=80),
    id=st.sampled_from(
        (
            "goal.track",
            "goal.setting",
            "education",
            "experience",
            "certifications",
            "state",
            "coursework",
            "interests",
            "college_credits",
            "education[0].field",
            "education[0].completed",
            "experience[0].supervision",
        )
    ),
)
def test_any_text_gives_a_valid_profile_or_a_sentence(text: str, id: str) -> None:
    """Some text breaks the interview, or makes a profile that cannot be read."""
    state = start({"education": "associate", "experience": [{"role": "Coder", "years": 2}]})
    made = answer(state, id, text, rulebook(), DAY)
    if isinstance(made, Refusal):
        assert made.sentence
        assert text not in made.sentence or len(text) < 25
    else:
        profile_from(made.state.profile)
        next_question(made.state, rulebook(), DAY, "plain")


def test_going_back_keeps_what_still_applies() -> None:
    """A change to an early answer loses the later ones."""
    state = put(start(), "experience", "Medical coder, 2019 to 2023; Nurse, 3 years")
    state = put(state, "experience[0].setting", "hospital")
    state = put(state, "state", "CA")
    state = put(state, "experience", "Medical coder, 2018 to 2023")
    job = state.profile["experience"][0]
    assert (job["setting"], job["start"], state.profile["state"]) == ("hospital", "2018", "CA")
    assert "setting" not in put(state, "experience", "Records clerk, 2 years").profile["experience"][0]
    assert question(state, "state", rulebook(), DAY) is not None
    assert "state" not in reopen(state, "state").profile


def test_a_job_that_is_not_recognized_is_asked_about() -> None:
    """Years of work do not count because of an unusual job title."""
    state = put(put(start(), "goal.track", "coding"), "experience", "Chart whisperer, 6 years")
    asked = next_question(state, rulebook(), DAY)
    assert asked is not None
    assert (asked.id, asked.about) == ("experience[0].area", "Chart whisperer")
    assert put(state, asked.id, "health information").profile["experience"][0]["area"] == "health-information"


def test_entries_are_taken_as_data_or_as_text() -> None:
    """A form would have to write its fields as one line, and lose what a comma is in a name."""
    job = {"role": "Clerk, records; night shift", "start": "2021-03"}
    made = answer(start(), "experience", [job, "Nurse, 3 years; Cook, 2 years"], rulebook(), DAY)
    assert isinstance(made, Answered)
    assert made.state.profile["experience"] == [job, {"years": 3.0, "role": "Nurse"}, {"years": 2.0, "role": "Cook"}]


@pytest.mark.parametrize(
    ("id", "given_", "words"),
    [
        ("experience", [{"role": "Clerk", "start": "2040"}], "starts in the future"),
        ("experience", [{"role": "Clerk", "start": "2021", "hours_per_week": 900}], ""),
        ("certifications", ["x" * 2_000], "fewer words"),
        ("state", ["CA"], "one answer"),
    ],
)
def test_entries_that_cannot_be_taken_are_refused_in_a_sentence(id: str, given_: Any, words: str) -> None:
    """Data from a form would go into a profile unread."""
    made = answer(start(), id, given_, rulebook(), DAY)
    assert isinstance(made, Refusal)
    assert words in made.sentence


@pytest.mark.parametrize(
    "id", ["", "education[x].field", "state[0].x", "education.field", "experience[0]", "name", "__class__"]
)
def test_a_question_that_is_none_is_not_asked(id: str) -> None:
    """A name that no question has would be a fault, from a form that somebody else wrote."""
    assert question(start({"education": "associate", "state": "CA"}), id, rulebook(), DAY) is None
    assert isinstance(answer(start(), id, "x", rulebook(), DAY), Refusal)


def test_what_was_said_is_told_once_and_in_words() -> None:
    """A summary would show ids, or the same detail on two lines."""
    state = start(
        {
            "id": "s-1",
            "education": [
                {"level": "associate", "field": "HIT", "accreditation": "CAHIIM", "completed": "2021-06"},
                {"level": "bachelor", "status": "in-progress", "completed": "2027"},
            ],
            "experience": [
                {"role": "Coder", "start": "2020", "setting": "payer", "supervision": "none", "paid": False}
            ],
            "certifications": [],
            "goal": {"track": "coding", "setting": "hospital"},
            "coursework": ["pharmacology"],
        }
    )
    lines = [(line.label, line.words) for line in said_so_far(decline(state, "state"), rulebook(), DAY)]
    schools = "an associate's degree in health information management or technology, finished June 2021; "
    schools += "a bachelor's degree, not finished yet, expected 2027"
    assert ("education", schools) in lines
    assert ("education 1, accreditation", "Commission on Accreditation") in [(name, what[:27]) for name, what in lines]
    assert ("experience", "Coder (medical coding), since 2020, unpaid") in lines
    assert ("experience, setting", "insurer or other payer") in lines
    assert ("experience, supervision", "no") in lines
    assert ("certifications", "none") in lines
    assert ("goal", "medical coding") in lines
    assert ("state", "I don't know") in lines
    assert len({label for label, _ in lines}) == len(lines)
    assert not any(label == "id" for label, _ in lines)
