"""What was understood is said back; what was not stays on its question, with the nearest names."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.advice.prepared import Prepared
from advisor.advice.sentences import day_in_words
from advisor.interview import Answered, Refusal, State, answer, corrected, decline, next_question, start, unclear_in
from advisor.interview.entry_wording import entry_in_words
from advisor.interview.fields import LISTS
from advisor.interview.open_questions import movable_facts, open_questions
from advisor.interview.understanding import UNPLACED, remarks_on
from advisor.interview.wording import said_so_far
from advisor.language import listed
from advisor.profile import profile_from
from advisor.recognize import recognize
from tests.interviewee import interviewed, said, sayable
from tests.people import DAY, rulebook, steady
from tests.strategies import random_profile

chances = st.integers(0, 10**9).map(random.Random)
CODER = {"experience": [{"role": "Coder", "years": 2}]}
SCHOOL = {"education": [{"level": "associate", "field": "HIT"}]}


def put(id: str, given: Any, state: State | None = None) -> Answered:
    made = answer(state or start(), id, given, rulebook(), DAY)
    assert isinstance(made, Answered), made
    return made


def mended(made: Answered, id: str, text: str) -> Answered:
    again = corrected(made.state, id, made.unclear[0], text, rulebook(), DAY)
    assert isinstance(again, Answered), again
    return again


@pytest.mark.parametrize(
    ("id", "given_", "words"),
    [
        ("certifications", [{"name": "rhit", "earned": "2020"}], "RHIT, active, since 2020"),
        (
            "certifications",
            [{"name": "CTR", "status": "lapsed", "lapsed": "2024-04-01"}],
            "ODS, lapsed, lapsed April 1, 2024",
        ),
        ("certifications", [{"name": "CPC-A", "expires": "2027-03"}], "CPC-A, until March 2027"),
        ("certifications", [{"name": "RHIT", "status": "in-progress"}], "RHIT, not earned yet"),
        (
            "education",
            [{"level": "associate", "field": "HIT", "status": "in-progress", "completed": "2027-05"}],
            "an associate's degree in health information management or technology, not finished yet, expected May 2027",
        ),
        ("education", [{"level": "associate", "field": "HIT", "status": "withdrawn"}], "left before the end"),
        ("education", [{"level": "bachelor", "country": "IN"}], "a bachelor's degree, finished, studied in IN"),
        ("education", [{"level": "none"}], "no high-school diploma"),
        (
            "experience",
            [{"role": "Medical coder", "start": "2020-01", "end": "2022-03", "hours_per_week": 20}],
            "Medical coder (medical coding), from January 2020 to March 2022, 20 hours a week",
        ),
        ("experience", [{"area": "coding", "years": 1.5, "paid": False}], "medical coding, 18 months, unpaid"),
        ("experience", [{"role": "Coder", "years": 1}], "Coder (medical coding), 1 year"),
        ("experience", "none", "none"),
        ("goal.track", "Health Information Manager", "Health Information Manager"),
        ("goal.setting", "1", "hospital"),
        ("state", "ca", "California"),
        ("college_credits", "none", "0"),
    ],
)
def test_an_answer_is_said_back_by_the_names_of_the_rulebook(id: str, given_: Any, words: str) -> None:
    """A person could not see whether "AAS, in progress" was taken for a finished degree."""
    made = put(id, given_)
    assert len(made.understood) == 1
    assert made.understood[0].endswith(words)
    assert made.unclear == ()


def test_a_school_or_a_credential_whose_standing_is_not_known_is_said_so() -> None:
    """What was said beside a name and not understood would be told back as finished, or as active."""
    for id, entry in (
        ("education", {"level": "associate", "status": "unknown"}),
        ("certifications", {"name": "RHIT", "status": "unknown"}),
    ):
        assert "could not tell" in entry_in_words(entry, rulebook(), id)


@pytest.mark.parametrize(
    ("day", "words"),
    [("2021", "2021"), ("2021-06", "June 2021"), ("2021-06-05", "June 5, 2021"), ("2021-13", "2021"), ("", "")],
)
def test_a_date_is_written_as_much_as_was_said(day: str, words: str) -> None:
    """A month that nobody said would be told back."""
    assert day_in_words(day) == words


@pytest.mark.parametrize(
    ("id", "text", "plain"),
    [
        ("goal.setting", "hospital", True),
        ("goal.setting", "2", True),
        ("goal.setting", "Hospitals", False),
        ("goal.track", "coding", True),
        ("goal.track", "HIM manager", False),
        ("state", "CA", True),
        ("state", "california", True),
        ("college_credits", "45", True),
        ("certifications", "none", True),
        ("certifications", "no", False),
        ("certifications", "RHIT", False),
    ],
)
def test_only_what_was_not_plain_is_said_back(id: str, text: str, plain: bool) -> None:
    """Every choice would be repeated, or a bare "no" that was meant for something else would pass unseen."""
    made = answer(start(), id, text, rulebook(), DAY)
    if isinstance(made, Refusal):
        pytest.fail(made.sentence)
    assert made.plain is plain


@pytest.mark.parametrize(
    ("id", "text", "unplaced", "names", "kept"),
    [
        ("certifications", "CPCX", "CPCX", ("CPC",), ()),
        ("certifications", "RHIT; CPCX", "CPCX", ("CPC",), ("RHIT, active",)),
        ("certifications", "RHIT; zorb", "zorb", (), ("RHIT, active",)),
        ("coursework", "anatomy, farmacology", "farmacology", ("pharmacology",), ("anatomy and physiology",)),
        ("experience", "Medical codr, 2 years", "Medical codr", ("medical coder",), ("Medical codr, 2 years",)),
    ],
)
def test_what_is_not_understood_is_named_with_what_may_be_meant(
    id: str, text: str, unplaced: str, names: tuple[str, ...], kept: tuple[str, ...] | None
) -> None:
    """A slip of the pen in one name would cost the others, or would pass without a word."""
    made = put(id, text)
    (one,) = made.unclear
    assert (one.text, one.nearest) == (unplaced, names)
    assert one.sentence == f'We could not place "{unplaced}", so it does not count yet.'
    assert one.stays
    if kept is not None:
        assert made.understood == kept
    assert unclear_in(made.state, id, rulebook(), DAY) == made.unclear


def test_a_job_title_like_no_other_is_asked_about_by_the_next_question() -> None:
    """A person would be held up twice for one unusual title."""
    made = put("experience", "Chart whisperer, 6 years", put("goal.track", "coding").state)
    (one,) = made.unclear
    assert (one.nearest, one.follow_up, one.stays) == ((), "experience[0].area", False)
    asked = next_question(made.state, rulebook(), DAY)
    assert asked is not None
    assert asked.id == one.follow_up


@pytest.mark.parametrize("field", ["Basketry", "AAS in Basketry"])
def test_a_field_that_is_not_known_is_no_mistake(field: str) -> None:
    """A student would be told of codes of programs, or be asked again what they said."""
    made = put("education", [{"level": "associate", "field": field}])
    assert (made.unclear, made.notes) == ((), ())
    (line,) = said_so_far(made.state, rulebook(), DAY)
    assert line.words.endswith("(not counted as a related field)")
    assert all("CIP" not in remark.text for remark in remarks_on(made.state, rulebook(), DAY))


@pytest.mark.parametrize(
    ("id", "text", "better", "profile"),
    [
        ("certifications", "RHIT (lapsed); CPCX", "CPC", [{"name": "RHIT", "status": "lapsed"}, {"name": "CPC"}]),
        ("certifications", "CPCX; RHIT", "CPC (lapsed)", [{"name": "CPC", "status": "lapsed"}, {"name": "RHIT"}]),
        ("certifications", "CPCX, expires 2027-03", "CPC", [{"name": "CPC", "expires": "2027-03"}]),
        ("certifications", "RHIT; CPCX", "CPC; CCS", [{"name": "RHIT"}, {"name": "CPC"}, {"name": "CCS"}]),
        ("certifications", "RHIT; CPCX", "RHIT; CPC", [{"name": "RHIT"}, {"name": "CPC"}]),
        ("experience", "Medical codr, 2 years", "Medical coder", [{"role": "Medical coder", "years": 2.0}]),
        ("experience", "Medical codr, 2 years", "Nurse since 2020", [{"role": "Nurse", "start": "2020"}]),
        ("coursework", "anatomy, farmacology", "pharmacology", ["anatomy", "pharmacology"]),
        ("interests", "socal", "social", ["social"]),
    ],
)
def test_what_is_written_again_takes_the_place_of_what_was_not_understood(
    id: str, text: str, better: str, profile: Any
) -> None:
    """The rest of the answer would have to be written again, or a name would be there twice."""
    made = mended(put(id, text), id, better)
    assert made.state.profile[id] == profile
    assert made.unclear == ()


def test_what_is_left_is_marked_in_words() -> None:
    """The page of answers would look as if all of it counted."""
    state = put("coursework", "anatomy, zorb", put("certifications", "RHIT; CPCX").state).state
    words = {line.id: line.words for line in said_so_far(state, rulebook(), DAY)}
    assert words["certifications"] == "RHIT, active; CPCX, active (does not count yet)"
    assert words["coursework"] == "anatomy and physiology; zorb (does not count yet)"


@pytest.mark.parametrize(
    ("id", "text"),
    [
        ("certifications", "CTR"),
        ("experience", "File clerk since 2021, volunteer"),
        ("certifications", "RHIT, earned 2030"),
    ],
)
def test_how_an_answer_was_read_is_noted_at_once(id: str, text: str) -> None:
    """A remark would first be seen at the end of the advice."""
    made = put(id, text)
    assert made.notes
    assert put(id, text, made.state).notes == ()


@steady
@given(chance=chances)
def test_every_remark_is_made_at_the_answer_it_comes_from(chance: random.Random) -> None:
    """A person would learn at the end of the advice that a word was not understood."""
    state, heard = start(), set[str]()
    full = sayable(random_profile(chance, rulebook()), DAY)
    for id in (*LISTS, "coursework", "interests"):
        text = said(full, id)
        made = answer(state, id, text, rulebook(), DAY) if text is not None else None
        if isinstance(made, Answered):
            assert made.understood or made.unclear
            heard |= {*made.notes, *(one.place for one in made.unclear)}
            state = made.state
    for remark in remarks_on(state, rulebook(), DAY):
        silent = remark.id == "unrecognized-field"
        assert silent or (remark.place if remark.id.startswith(UNPLACED) else remark.text) in heard


@pytest.mark.parametrize(
    "phrase", ["idk", "I don't know", "no sé", "Not sure yet.", *sorted(listed("unknown answers"))[:5]]
)
@pytest.mark.parametrize(
    "id", ["goal.track", "education", "experience[0].privacy_management", "state", "college_credits"]
)
def test_not_knowing_leaves_a_question_open(phrase: str, id: str) -> None:
    """Over HTTP or on a page "idk" would be refused, or become a school."""
    state = start(CODER)
    assert put(id, phrase, state) == Answered(decline(state, id), plain=True)
    if id in LISTS:
        assert put(id, [phrase], state) == Answered(decline(state, id), plain=True)


def test_not_knowing_takes_an_earlier_answer_back() -> None:
    """A changed mind would leave the old answer in the profile."""
    state = put("certifications", "I'm not sure", put("certifications", "RHIT").state).state
    assert state == State({}, ("certifications",))


def test_not_knowing_one_of_several_costs_no_other() -> None:
    """The second field of a form is "not sure", and the first certification would be lost."""
    assert put("certifications", ["RHIT", "not sure"]).state.profile == {"certifications": [{"name": "RHIT"}]}


@pytest.mark.parametrize(
    ("id", "text", "value"),
    [
        ("education[0].accreditation", "yes", ["CAHIIM"]),
        ("education[0].accreditation", "Yep", ["CAHIIM"]),
        ("education[0].accreditation", "sí", ["CAHIIM"]),
        ("education[0].accreditation", "no", []),
        ("education[0].accreditation", "nope", []),
        ("education[0].accreditation", "it wasn't", []),
        ("education[0].accreditation", "NCRA", ["NCRA"]),
        ("education[0].practicum", "si", True),
        ("education[0].practicum", "n", False),
        ("experience[0].supervision", "yes", "formal"),
        ("experience[0].supervision", "nope", "none"),
        ("experience[0].privacy_management", "I did", True),
    ],
)
def test_yes_and_no_answer_a_question_that_asks_for_them(id: str, text: str, value: Any) -> None:
    """We would not know the accreditor "yes"."""
    made = put(id, text, start({**SCHOOL, **CODER}))
    head, _, key = id.partition("[0].")
    assert made.state.profile[head][0][key] == value
    assert made.unclear == ()


@pytest.mark.parametrize("text", ["yes", "sí"])
def test_a_yes_to_another_question_is_asked_what_it_means(text: str) -> None:
    """A yes would be an interest, or the first choice of a list."""
    for id in ("coursework", "interests", "goal.setting"):
        made = answer(start(), id, text, rulebook(), DAY)
        assert isinstance(made, Refusal)
        assert made.sentence == "Please say which."


def test_a_refusal_names_what_may_be_meant() -> None:
    """Another program would have to read the names out of the sentence."""
    made = answer(start(), "goal.setting", "hsptl", rulebook(), DAY)
    assert isinstance(made, Refusal)
    assert made.nearest == ("hospital",)
    assert made.sentence == "Please choose one of the list. Did you mean hospital?"


def test_a_credential_of_another_field_gets_no_remark() -> None:
    """A nurse would be told that the license does not count yet."""
    book = rulebook()
    for said_, remarked in (("RN", False), ("zorb", True)):
        person = recognize(profile_from({"certifications": [said_]}), book, DAY)
        assert person.held == ()
        assert bool(person.remarks) is remarked


def test_answers_are_told_in_the_order_in_which_they_were_asked() -> None:
    """A person looks for the answer before last, and finds it at the top."""
    asked = ("goal.track", "state", "certifications", "education", "experience", "education[0].accreditation")
    state = start({**CODER, **SCHOOL, "goal": {"track": "coding"}, "state": "CA", "interests": ["social"]})
    state = put("education[0].accreditation", "yes", decline(state, "certifications")).state
    lines = said_so_far(state, rulebook(), DAY, asked)
    assert [line.id for line in lines] == [*asked, "interests"]
    assert {line.id for line in said_so_far(state, rulebook(), DAY)} == {line.id for line in lines}


@pytest.mark.parametrize(
    ("level", "field", "moves"),
    [
        ("certificate", "Medical coding", True),
        (None, "Medical coding", True),
        ("certificate", None, True),
        ("high-school", "Medical coding", False),
        ("associate", "Medical coding", False),
        ("bachelor", None, False),
        ("certificate", "Nursing", False),
    ],
)
def test_hours_of_class_are_those_of_a_course_in_the_field(level: str | None, field: str | None, moves: bool) -> None:
    """A bachelor, or a nurse, would be asked for the contact hours on their certificate."""
    school = {key: value for key, value in (("level", level), ("field", field)) if value}
    profile = profile_from({"education": [school]})
    prepared = Prepared.of(rulebook(), DAY, "plain")
    person = prepared.recognize(profile, DAY)
    questions = list(open_questions(profile, person, (), rulebook()))
    facts = prepared.decide(person).facts
    fed = movable_facts(questions, person, facts, rulebook(), prepared.plan)
    assert ("coding_course_hours" in fed["education[0].training_hours"]) is moves


@steady
@given(chance=chances)
def test_nobody_is_asked_for_the_hours_of_class_of_a_degree(chance: random.Random) -> None:
    """A question makes no sense to those who are asked it."""
    full = sayable(random_profile(chance, rulebook()), DAY)
    state, asked = interviewed(full, rulebook(), DAY)
    for one in asked:
        if one.id.endswith("training_hours"):
            assert state.profile["education"][int(one.id[10])].get("level") in (None, "none", "certificate")
