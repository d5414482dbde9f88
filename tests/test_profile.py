"""What a person may write: short forms, and every refusal with its place and without the person's words."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.document import Place
from advisor.errors import InputError
from advisor.profile import Profile, load_profile, profile_from
from tests.people import Plain, full_profile, person_of, profiles, steady


def refused(data: Any) -> InputError:
    """The error that a profile ends in."""
    with pytest.raises(InputError) as raised:
        profile_from(data)
    return raised.value


def places(value: Any, at: Place = ()) -> Iterator[Place]:
    """Every place in plain data that holds a value, the whole of a list or mapping included."""
    if at:
        yield at
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*at, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places(inner, (*at, number))


def with_value(data: Plain, place: Place, value: Any) -> Plain:
    """The same data with one value replaced."""
    changed = copy.deepcopy(data)
    holder: Any = changed
    for part in place[:-1]:
        holder = holder[part]
    holder[place[-1]] = value
    return changed


# -- short forms ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ({"education": "associate"}, {"education": [{"level": "associate"}]}),
        ({"education": "High School"}, {"education": [{"level": "high-school"}]}),
        ({"education": "none"}, {"education": [{"level": "none"}]}),
        ({"education": "AAS in HIT"}, {"education": [{"field": "AAS in HIT"}]}),
        (
            {"education": ["associate", {"level": "bachelor"}]},
            {"education": [{"level": "associate"}, {"level": "bachelor"}]},
        ),
        ({"education": {"level": "associate"}}, {"education": [{"level": "associate"}]}),
        ({"education": {"accreditation": "CAHIIM"}}, {"education": [{"accreditation": ["CAHIIM"]}]}),
        ({"experience": 3}, {"experience": [{"years": 3.0, "area": "usual"}]}),
        ({"experience": 0.5}, {"experience": [{"years": 0.5, "area": "usual"}]}),
        ({"experience": "Medical coder"}, {"experience": [{"role": "Medical coder"}]}),
        ({"experience": {"years": 3}}, {"experience": [{"years": 3.0}]}),
        ({"certifications": ["RHIT", "CPC-A"]}, {"certifications": [{"name": "RHIT"}, {"name": "CPC-A"}]}),
        ({"certifications": "RHIT"}, {"certifications": [{"name": "RHIT"}]}),
        ({"certifications": {"name": "RHIT"}}, {"certifications": [{"name": "RHIT"}]}),
        ({"coursework": "practicode"}, {"coursework": ["practicode"]}),
        ({"skills": "Epic"}, {"skills": ["Epic"]}),
        ({"interests": "social"}, {"interests": ["social"]}),
        ({"goal": "medical-coder"}, {"goal": {"title": "medical-coder"}}),
        ({"id": 1042}, {"id": "1042"}),
        ({"education": {"field": 51.0707}}, {"education": [{"field": "51.0707"}]}),
        ({"education": {"completed": 2021}}, {"education": [{"completed": "2021"}]}),
        ({"education": {"completed": date(2021, 6, 1)}}, {"education": [{"completed": "2021-06-01"}]}),
        ({"education": {"completed": datetime(2021, 6, 1, 9)}}, {"education": [{"completed": "2021-06-01"}]}),
        ({"education": {"country": "ca"}}, {"education": [{"country": "CA"}]}),
        ({"education": {"status": "In progress"}}, {"education": [{"status": "in-progress"}]}),
        ({"name": "  Ana Roe "}, {"name": "Ana Roe"}),
    ],
)
def test_a_short_form_means_its_long_form(short: Plain, long: Plain) -> None:
    """What a person types in a hurry would be refused or read as something else."""
    assert profile_from(short) == profile_from(long)


@pytest.mark.parametrize("part", ["education", "experience", "certifications", "coursework", "skills", "interests"])
def test_nothing_is_not_the_same_as_not_said(part: str) -> None:
    """Unknown would become "no", or "no" unknown."""
    assert getattr(profile_from({part: []}), part) == ()
    assert getattr(profile_from({part: None}), part) is None
    assert getattr(profile_from({}), part) is None


def test_every_key_of_the_contract_is_taken() -> None:
    """A key of the contract is gone or has another name."""
    said = profile_from(full_profile())
    assert said.model_dump(exclude_unset=True, mode="json") == full_profile()
    assert set(Profile.model_fields) == set(full_profile())


def test_a_profile_is_taken_as_it_is() -> None:
    """A profile would be read twice, and its short forms lost."""
    said = profile_from({"education": "associate"})
    assert profile_from(said) is said


@given(profiles())
@steady
def test_any_profile_is_the_same_from_json_and_from_data(said: Plain) -> None:
    """The command line and the library would give different advice."""
    assert load_profile(json.dumps(said).encode()) == profile_from(said)


# -- refusals -------------------------------------------------------------------------


REFUSED: list[tuple[Any, str, str]] = [
    ({"educaton": "associate"}, "educaton", "Did you mean education?"),
    ({"education": {"degree": "x"}}, "education[0].degree", "The keys are level, field"),
    ({"experience": {"Role": "x"}}, "experience[0].Role", "Did you mean role?"),
    ({"goal": {"tracks": "x"}}, "goal.tracks", "Did you mean track?"),
    ({"constraints": {"cost": 1}}, "constraints.cost", "The keys are hours_per_week, budget, by"),
    ({"education": {"level": "asociate"}}, "education[0].level", "Did you mean associate?"),
    ({"education": {"level": 3}}, "education[0].level", "The allowed words are none, high-school"),
    ({"education": {"status": "done"}}, "education[0].status", "completed, in-progress, withdrawn"),
    ({"education": {"country": "USA"}}, "education[0].country", "two letters"),
    ({"education": {"country": None}}, "education[0].country", "two letters"),
    ({"education": {"completed": "2023-02-29"}}, "education[0].completed", "no such day"),
    ({"education": {"completed": "sometime"}}, "education[0].completed", "Write a date as 2024"),
    ({"education": {"completed": True}}, "education[0].completed", "Write a date as 2024"),
    ({"education": {"completed": 20211301}}, "education[0].completed", "Write a date as 2024"),
    ({"education": {"final_term": "maybe"}}, "education[0].final_term", "true or false"),
    ({"education": {"practicum": 7}}, "education[0].practicum", "true or false"),
    ({"education": {"training_hours": -1}}, "education[0].training_hours", "at least 0"),
    ({"education": {"accreditation": ["x"] * 11}}, "education[0].accreditation", "too many; 10 at most"),
    ({"education": {"field": ""}}, "education[0].field", "This is empty"),
    ({"education": {"field": "   "}}, "education[0].field", "This is empty"),
    ({"education": {"field": "a\x07b"}}, "education[0].field", "letters, digits"),
    ({"education": {"field": "a\u202eb"}}, "education[0].field", "letters, digits"),
    ({"education": {"field": "a\ud800b"}}, "education[0].field", "letters, digits"),
    ({"education": {"field": ["x"]}}, "education[0].field", "Write text here"),
    ({"education": {"field": True}}, "education[0].field", "Write text here"),
    ({"education": 7}, "education[0]", "Write keys and values"),
    ({"education": [["associate"]]}, "education[0]", "Write keys and values"),
    ({"education": ["associate"] * 51}, "education", "too many; 50 at most"),
    ({"experience": -1}, "experience[0].years", "at least 0"),
    ({"experience": 101}, "experience[0].years", "at most 100"),
    ({"experience": float("nan")}, "experience[0].years", "not infinite"),
    ({"(x)": 1}, "(a key)", "This key is not a key here."),
    ({"id": "x" * 301}, "id", "The text is too long; 300 characters at most."),
    ({"experience": float("inf")}, "experience[0].years", ""),
    ({"experience": True}, "experience[0]", "Write keys and values"),
    ({"experience": {"years": True}}, "experience[0].years", "Write a number"),
    ({"experience": {"years": "three"}}, "experience[0].years", "Write a number"),
    ({"experience": {"years": [3]}}, "experience[0].years", "Write a number"),
    ({"experience": {"hours_per_week": 169}}, "experience[0].hours_per_week", "at most 168"),
    ({"experience": {"hours_per_week": -1}}, "experience[0].hours_per_week", "at least 0"),
    ({"experience": {"hours_per_week": None}}, "experience[0].hours_per_week", "Write a number"),
    ({"experience": {"paid": "sometimes"}}, "experience[0].paid", "true or false"),
    ({"experience": {"supervision": "boss"}}, "experience[0].supervision", "none, informal, formal"),
    ({"experience": {"start": "2022", "end": "2021"}}, "experience[0]", "The end is before the start."),
    ({"experience": {"end": "2021"}}, "experience[0]", "An end needs a start"),
    ({"experience": {"start": "2022-13"}}, "experience[0].start", "between 01 and 12"),
    ({"experience": {"role": "x" * 301}}, "experience[0].role", "300 characters at most"),
    ({"experience": [1] * 201}, "experience", "too many; 200 at most"),
    ({"certifications": {"status": "active"}}, "certifications[0].name", "needed and is missing"),
    ({"certifications": [None]}, "certifications[0]", "Write keys and values"),
    (
        {"certifications": {"name": "RHIT", "status": "expired"}},
        "certifications[0].status",
        "active, in-progress, lapsed",
    ),
    (
        {"certifications": {"name": "RHIT", "earned": "2022", "expires": "2021"}},
        "certifications[0]",
        "It ends before it was earned.",
    ),
    (
        {"certifications": {"name": "RHIT", "earned": "2022", "lapsed": "2021"}},
        "certifications[0]",
        "It ends before it was earned.",
    ),
    ({"certifications": ["RHIT"] * 101}, "certifications", "too many; 100 at most"),
    ({"college_credits": -1}, "college_credits", "at least 0"),
    ({"college_credits": 1e12}, "college_credits", "at most 999,999"),
    ({"college_credits": False}, "college_credits", "Write a number"),
    ({"birth_year": 1899}, "birth_year", "at least 1,900"),
    ({"birth_year": 2101}, "birth_year", "at most 2,100"),
    ({"birth_year": 1980.5}, "birth_year", "Write a whole number"),
    ({"birth_year": "next"}, "birth_year", "Write a whole number"),
    ({"birth_year": True}, "birth_year", "Write a number"),
    ({"birth_year": 10**30}, "birth_year", ""),
    ({"birth_year": "9" * 5000}, "birth_year", ""),
    ({"constraints": 5}, "constraints", "Write keys and values"),
    ({"constraints": {"budget": -1}}, "constraints.budget", "at least 0"),
    ({"constraints": {"by": "soon"}}, "constraints.by", "Write a date as 2024"),
    ({"goal": ["medical-coder"]}, "goal", "Write keys and values"),
    ({"name": {"first": "x"}}, "name", "Write text here"),
    ({"coursework": [["x"]]}, "coursework[0]", "Write text here"),
    ({"interests": ["x"] * 21}, "interests", "too many; 20 at most"),
]


@pytest.mark.parametrize(("data", "path", "says"), REFUSED, ids=lambda value: str(value)[:60] if value else "-")
def test_what_cannot_be_is_refused_with_its_place_and_what_would_be_right(data: Plain, path: str, says: str) -> None:
    """A person would not learn which of their answers is wrong, or a wrong one would count."""
    (problem,) = refused(data).problems
    assert problem.path == path
    assert says in problem.message
    assert problem.message.endswith((".", "?"))


@pytest.mark.parametrize("data", [[], "associate", 3, True, [{"id": "x"}]])
def test_a_profile_that_is_no_mapping_is_refused(data: Any) -> None:
    """A list or a bare word would end in a traceback."""
    content = json.dumps(data).encode()
    with pytest.raises(InputError, match="A profile is a set of keys and values"):
        load_profile(content)


def test_every_mistake_is_named_at_once() -> None:
    """A person would correct one mistake after the other, running the advisor each time."""
    error = refused({"educaton": 1, "experience": [{"years": -1}, {"years": 2, "paid": "x"}], "birth_year": "y"})
    assert {problem.path for problem in error.problems} == {
        "educaton",
        "experience[0].years",
        "experience[1].paid",
        "birth_year",
    }


def test_a_mistake_in_a_file_has_its_line(tmp_path: Path) -> None:
    """In a long file the place alone is hard to find."""
    file = tmp_path / "ana.yaml"
    file.write_text("name: Ana\nexperience:\n  - role: Coder\n    years: -4\n", "utf-8")
    with pytest.raises(InputError) as raised:
        load_profile(file)
    (problem,) = raised.value.problems
    assert (problem.file, problem.line, problem.path) == ("ana.yaml", 4, "experience[0].years")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "nothing in the file"),
        (b" \n\n", "nothing in the file"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"name: \xe9", "not UTF-8"),
        (b"name: A\nname: B\n", "name is written twice"),
        (b'{"education": {"level": "associate", "level": "none"}}', "level is written twice"),
        (b"a: &x 1\nb: *x\n", "Anchors and aliases"),
        (b"name: !!python/object:os.system x\n", "Tags"),
        (b"--- {}\n--- {}\n", "second document"),
        (b"name: [", "not valid YAML"),
        (b"[" * 100_000, "nested more than"),
        (b"name: a\x00b", "control character"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_file_that_cannot_be_read_is_refused(content: bytes, says: str) -> None:
    """A broken file would end in a traceback, or be read as something it does not say."""
    with pytest.raises(InputError, match=says):
        load_profile(content)


def test_an_empty_mapping_is_a_person_of_whom_nothing_is_known() -> None:
    """`{}` would be refused like an empty file."""
    assert load_profile(b"{}") == profile_from({})


def test_data_that_contains_itself_is_refused() -> None:
    """The recursion would end in a traceback."""
    round_: list[Any] = []
    round_.append(round_)
    assert refused({"education": round_}).problems


@pytest.mark.parametrize(
    ("data", "path", "says"),
    [
        ({"state": "Zorb"}, "state", "a state that the rulebook knows"),
        ({"goal": {"title": "medical-codr"}}, "goal.title", "Did you mean medical-coder?"),
        ({"goal": {"track": "zorb"}}, "goal.track", "The words are records, coding"),
        ({"goal": {"setting": "zorb"}}, "goal.setting", "The words are hospital"),
        (
            {"experience": [{"years": 1}, {"area": "zorb", "years": 1}]},
            "experience[1].area",
            "an area of work",
        ),
        ({"experience": {"setting": "zorb", "years": 1}}, "experience[0].setting", "a setting"),
    ],
)
def test_a_word_outside_a_closed_list_is_refused_with_its_place(data: Plain, path: str, says: str) -> None:
    """A misspelled goal or area would not count, silently."""
    with pytest.raises(InputError) as raised:
        person_of(data)
    (problem,) = raised.value.problems
    assert problem.path == path
    assert says in problem.message


# -- privacy --------------------------------------------------------------------------

FULL = full_profile()
PLACES = list(places(FULL))
SECRETS = st.one_of(
    st.text("qxzjQXZJ0789ßéЖ", min_size=6, max_size=40),
    st.text("qxzjQXZJ0789", min_size=301, max_size=400),
    st.tuples(st.text("qxzj", min_size=6), st.sampled_from("\t\x00\u202e\ud800'\"[({.")).map(
        lambda pair: "".join(pair) + pair[0]
    ),
)


def errors_of(data: Plain | bytes) -> str:
    """What the advisor says of a profile's mistakes, in every form of the error."""
    try:
        person_of(load_profile(data).model_dump(exclude_unset=True) if isinstance(data, bytes) else data)
    except InputError as error:
        return str(error) + repr(error) + repr(error.problems) + repr(error.__cause__)
    return ""


@given(st.data(), SECRETS)
@steady
def test_no_error_repeats_what_a_person_wrote(data: st.DataObject, secret: str) -> None:
    """A person's name or history would stand in a log, or in the rejects of a roster."""
    place = data.draw(st.sampled_from(PLACES))
    shape = data.draw(st.sampled_from(("plain", "list", "mapping")))
    value: Any = {"plain": secret, "list": [secret], "mapping": {"note": secret}}[shape]
    assert secret not in errors_of(with_value(FULL, place, value))


@given(
    st.sampled_from(PLACES),
    st.text("qxzj789", min_size=6, max_size=20),
    st.sampled_from(": \n'\"[]{},&*!%@`|>"),
)
@steady
def test_no_error_repeats_what_stands_in_a_broken_file(place: Place, secret: str, mark: str) -> None:
    """A slip of the keyboard would bring a person's words into a message."""
    marked = with_value(FULL, place, "SECRET")
    content = json.dumps(marked, indent=1).replace('"SECRET"', f"{mark}{secret}{mark} {secret}").encode()
    assert secret not in errors_of(content)


@pytest.mark.parametrize("key", ["Ana Roe 1980", "ana@example.org", "x" * 40, "Анна"])
def test_an_unknown_key_that_is_no_word_is_not_repeated(key: str) -> None:
    """A person's words may stand in the place of a key when the colon slipped."""
    error = refused({key: 1})
    assert key not in str(error)
    assert "(a key)" in str(error)


def test_a_number_too_long_to_write_is_refused_in_words() -> None:
    """Python will not write a number of more than 4,300 digits, and the message about it fails in its place."""
    with pytest.raises(InputError, match=r"education\[0\]\.level: The allowed words are none"):
        profile_from({"education": {"level": 10**5000}})


@pytest.mark.parametrize(("wrong", "told", "last"), [(100, 100, False), (101, 101, True), (250, 101, True)])
def test_of_very_many_mistakes_the_first_hundred_and_their_number_are_told(wrong: int, told: int, last: bool) -> None:
    """A file of nothing but mistakes would give an error as long as itself."""
    with pytest.raises(InputError) as refused:
        profile_from({"experience": [{"years": -1}] * wrong})
    messages = [problem.message for problem in refused.value.problems]
    assert len(messages) == told
    assert (messages[-1] == f"And {wrong - 100} more.") is last
