"""Short answers: "I don't know", yes and no, in the languages that people write."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.language import listed, meanings, words
from advisor.language.short_answers import is_unknown, yes_or_no
from advisor.profile import profile_from
from tests.people import person_of, remarks_of

UNKNOWN = sorted(listed("unknown answers"))
BESIDE = sorted(listed("said beside unknown answers"))


@given(
    before=st.sampled_from(["", *BESIDE]),
    phrase=st.sampled_from(UNKNOWN),
    after=st.sampled_from(["", *BESIDE]),
    write=st.sampled_from([str, str.upper, str.title]),
    end=st.sampled_from(["", ".", "!", "...", " ", "?"]),
)
def test_not_knowing_is_understood_however_it_is_written(
    before: str, phrase: str, after: str, write: Any, end: str
) -> None:
    """Somebody who writes "IDK" or "I’m not sure yet." would be told that the answer cannot be read."""
    assert is_unknown(f"{before} {write(phrase)} {after}{end}")


@pytest.mark.parametrize(
    "text",
    [
        "I don't know",
        "I don’t know",
        "idk",
        "dont know yet",
        "No idea!",
        "I'd rather not say",
        "pass",
        "not sure yet",
        "no sé",
        "No se",
        "no sé todavía",
        "no estoy segura",
        "prefiero no decir",
        "I have no idea, sorry",
    ],
)
def test_what_people_write_who_do_not_know(text: str) -> None:
    """The forms seen in interviews would be refused."""
    assert is_unknown(text)
    assert yes_or_no(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "no",
        "none",
        "yes",
        "not sure, maybe coding",
        "RHIT",
        "I know HIT",
        "i am",
        "sorry",
        "yet",
        "passed the CPC",
        "I don't know if my RHIT is active",
        "not sure yet " * 5,
    ],
)
def test_what_says_more_or_less_is_not_unknown(text: str) -> None:
    """An answer would be thrown away because it has a word of doubt in it."""
    assert not is_unknown(text)


@given(st.text(max_size=120))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    """Strange characters would end the interview."""
    assert is_unknown(text) in (True, False)
    assert yes_or_no(text) in (True, False, None)
    assert not (is_unknown(text) and yes_or_no(text) is not None)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("y", True),
        ("Yep!", True),
        ("si", True),
        ("Sí.", True),
        ("YES", True),
        ("I did", True),
        ("n", False),
        ("nope", False),
        ("No.", False),
        ("I didn't", False),
        ("maybe", None),
        ("", None),
        ("RHIT", None),
    ],
)
def test_yes_and_no_in_their_usual_forms(text: str, meant: bool | None) -> None:
    """A plain yes would be refused."""
    assert yes_or_no(text) is meant


def test_no_answer_is_yes_or_no_and_unknown_as_well() -> None:
    """One answer would be read in two ways."""
    assert all(yes_or_no(phrase) is None for phrase in UNKNOWN)
    assert not any(is_unknown(word) for word in listed("yes and no"))


def test_other_languages_are_read_and_english_is_written() -> None:
    """A Spanish word would be shown in an English sentence, or not be understood."""
    assert "sí" in listed("yes and no")
    assert "sí" not in words("yes and no")["yes"].split(", ")
    assert meanings("yes and no")["no"] == "no"


@pytest.mark.parametrize(
    "said",
    [
        {"education": "idk"},
        {"education": ["not sure"]},
        {"experience": "no idea"},
        {"certifications": ["idk"]},
        {"certifications": ["idk", "not sure"]},
        {"coursework": "rather not say"},
        {"interests": ["no sé"]},
        {"goal": "not sure yet"},
        {"goal": {"track": "idk", "title": "I don't know", "setting": "no sé"}},
        {"state": "prefer not to say"},
    ],
)
def test_unknown_in_a_saved_profile_is_unknown(said: dict[str, Any]) -> None:
    """ "idk" in a file would be a certification, a school or a wrong goal."""
    assert person_of(said)._replace(goal_title=None) == person_of({})
    assert remarks_of(said) == []


@pytest.mark.parametrize(
    ("said", "same"),
    [
        ({"education": {"level": "associate", "field": "not sure"}}, {"education": {"level": "associate"}}),
        ({"education": {"level": "associate", "completed": "idk"}}, {"education": {"level": "associate"}}),
        ({"experience": {"role": "idk", "years": 3}}, {"experience": {"years": 3}}),
        ({"certifications": ["RHIT", "not sure"]}, {"certifications": ["RHIT"]}),
        ({"coursework": ["pharmacology", "idk"]}, {"coursework": ["pharmacology"]}),
    ],
)
def test_what_is_known_beside_it_is_not_lost(said: dict[str, Any], same: dict[str, Any]) -> None:
    """One open detail would cost the school or the job that it is of."""
    assert person_of(said) == person_of(same)
    assert remarks_of(said) == []


def test_a_name_is_never_an_answer() -> None:
    """Somebody called Pass would have no name."""
    assert profile_from({"name": "Pass", "id": "IDK"}).name == "Pass"
