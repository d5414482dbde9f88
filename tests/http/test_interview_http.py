"""The interview through the service: until the advice, with nothing kept between requests."""

from __future__ import annotations

from typing import Any

import httpx
import orjson
import pytest

from tests.people import DAY, rulebook

ASKED: dict[str, Any] = {"as_of": str(DAY), "rulebook": rulebook().id}


def test_an_interview_leads_to_the_advice_of_its_answers(client: httpx.Client) -> None:
    """A client could not hold an interview, or would get other advice than for the profile it led to."""
    said: dict[str, Any] = {"profile": {}, "declined": []}
    asked = []
    for _ in range(60):
        answer = client.post("/v1/interview", params={**ASKED, "declined": said["declined"]}, json=said["profile"])
        assert answer.status_code == 200, answer.text
        turn = answer.json()
        if turn["question"] is None:
            break
        question = turn["question"]
        assert question["text"]
        assert question["remaining"] is None
        assert turn["advice"] is None
        asked.append(question["id"])
        words = question["choices"][0][0] if question["choices"] else (question["examples"] or ["yes"])[0]
        put = client.post("/v1/interview/answer", params=ASKED, json={**said, "id": question["id"], "text": words})
        if put.status_code == 200:
            said = put.json()
        else:
            assert put.json()["detail"]
            said["declined"] = [*said["declined"], question["id"]]
    else:
        pytest.fail("the interview has no end")
    assert len(asked) == len(set(asked)) > 3
    advice = client.post("/v1/advice", params=ASKED, json=said["profile"])
    assert turn["advice"] == advice.json()


def test_an_answer_that_cannot_be_taken_is_refused_kindly(client: httpx.Client) -> None:
    """A person would not know what to write instead."""
    body = {"profile": {}, "id": "college_credits", "text": "some"}
    answer = client.post("/v1/interview/answer", params=ASKED, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "input")
    assert answer.json()["errors"] == [{"detail": "Please write a number, such as 45.", "line": 1, "path": "text"}]


def test_an_answer_says_what_was_understood_and_what_was_not(client: httpx.Client) -> None:
    """A client could not show a person what became of their words."""
    body = {"profile": {}, "id": "certifications", "text": "CTR, earned 2020; CPCX"}
    answer = client.post("/v1/interview/answer", params=ASKED, json=body).json()
    assert answer["understood"] == ["ODS, active, since 2020"]
    assert answer["unclear"] == [
        {
            "text": "CPCX",
            "sentence": 'We could not place "CPCX", so it does not count yet.',
            "nearest": ["CPC"],
            "place": "certifications[1].name",
            "follow_up": "",
        }
    ]
    assert answer["notes"] == ["CTR is the former name of the ODS. It is the same credential."]
    again = client.post("/v1/interview/answer", params=ASKED, json={**answer, "id": "state", "text": "CA"})
    assert again.status_code == 200, again.text  # all of it may be sent back as it came


@pytest.mark.parametrize("text", ["I don't know", "idk", "no sé", "Rather not say."])
def test_not_knowing_declines_the_question(client: httpx.Client, text: str) -> None:
    """A client would have to know every way to say so, or show a refusal for it."""
    body = {"profile": {"certifications": ["RHIT"]}, "declined": ["state"], "id": "certifications", "text": text}
    answer = client.post("/v1/interview/answer", params=ASKED, json=body)
    assert answer.status_code == 200, answer.text
    expected = {"profile": {}, "declined": ["state", "certifications"], "understood": [], "unclear": [], "notes": []}
    assert answer.json() == expected


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"profile": {"birth_year": 3}, "with": []}, "profile.birth_year"),
        ({"profile": {}, "with": [5]}, "with[0]"),
        ({"profile": {}, "on": "tomorrow"}, "on"),
        ({"profile": {}, "width": []}, "width"),
        ({"with": []}, "profile"),
    ],
)
def test_mistakes_are_named_with_their_place(client: httpx.Client, body: Any, path: str) -> None:
    """A client would have to guess which part of a larger body is wrong."""
    answer = client.post("/v1/what-if", params=ASKED, content=orjson.dumps(body))
    assert answer.status_code == 422
    assert [one["path"] for one in answer.json()["errors"]] == [path]


def test_a_query_is_read_strictly(client: httpx.Client) -> None:
    """A misspelled parameter would be left out, and the advice would be of another day."""
    for query, words in {
        "as-of=2026-11-24": "Did you mean as_of?",
        "as_of=2026-02-30": "as_of: Write a day",
        "as_of=2026-01-01&as_of=2026-01-02": "as_of is written twice",
        "rulebook=health": "There is no such rulebook",
        "view=short": "view: Input should be 'full' or 'brief'",
        "view=brief&view=brief": "view is written twice",
    }.items():
        answer = client.post(f"/v1/advice?{query}", content=b"{}")
        assert (answer.status_code, answer.json()["code"]) == (400, "usage")
        assert words in answer.json()["detail"]
