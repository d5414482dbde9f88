"""The same profile, rulebook and day: the same bytes as from the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import httpx
import orjson
import pytest
from click.testing import CliRunner

from advisor.advice.brief import brief
from advisor.advice.prepared import Prepared
from advisor.document import read_document
from advisor.doors.cli import cli
from advisor.files import profiles_folder
from advisor.profile import load_profile
from advisor.rulebook.load import load_rulebook
from tests.http.conftest import OTHER
from tests.http.serving import ROOT
from tests.people import rulebook

PEOPLE = sorted(profiles_folder().glob("*.yaml"))
DAY = "2026-11-24"
CHANGES = ("experience+2", "credits=60")
BUNDLED = {"as_of": DAY, "rulebook": rulebook().id}


@pytest.fixture(autouse=True)
def _loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line need not load the rulebook anew for each person."""
    other = load_rulebook(ROOT / "tests" / "rulebooks" / OTHER)
    monkeypatch.setattr("advisor.rulebook.load.load_rulebook", lambda folder, choices: other if folder else rulebook())


def told(*arguments: str) -> bytes:
    """What the command line writes to standard output."""
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 0, done.output
    return done.stdout_bytes


def answered(response: httpx.Response) -> bytes:
    """What the service answers."""
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    return response.content


@pytest.mark.parametrize("person", PEOPLE, ids=lambda path: path.stem)
def test_everyone_gets_the_same_bytes_from_both_doors(client: httpx.Client, person: Path) -> None:
    """An advisor would see one thing in a terminal and another in the system that calls the service."""
    said = ("--format", "json", "--as-of", DAY)
    yaml, json = person.read_bytes(), orjson.dumps(data := read_document(person).data)
    advice = told("evaluate", str(person), *said)
    assert answered(client.post("/v1/advice", params=BUNDLED, content=yaml)) == advice
    assert answered(client.post("/v1/advice", params=BUNDLED, content=json)) == advice
    explained = told("explain", str(person), *said)
    assert answered(client.post("/v1/explain", params=BUNDLED, content=json)) == explained
    changes = [part for change in CHANGES for part in ("--with", change)]
    moved = told("what-if", str(person), *changes, "--on", "2028-01-31", *said)
    asked = {"profile": data, "with": CHANGES, "on": "2028-01-31"}
    assert answered(client.post("/v1/what-if", params=BUNDLED, json=asked)) == moved


def test_the_brief_view_is_that_of_the_same_advice(client: httpx.Client) -> None:
    """Whoever shows the brief view would show another level than whoever shows the advice."""
    day = date.fromisoformat(DAY)
    for person in PEOPLE[::6]:
        content = answered(client.post("/v1/advice", params={**BUNDLED, "view": "brief"}, content=person.read_bytes()))
        assert content == brief(load_profile(person), Prepared.of(rulebook(), day), day).to_json()


@pytest.mark.parametrize("person", PEOPLE[::6], ids=lambda path: path.stem)
def test_plans_are_the_same(client: httpx.Client, person: Path) -> None:
    """A plan is solved for: two doors could find two ways that are as good."""
    planned = told("plan", str(person), "--format", "json", "--as-of", DAY)
    assert answered(client.post("/v1/plan", params=BUNDLED, content=person.read_bytes())) == planned


def test_subjects_and_goals_are_those_of_the_command_line(client: httpx.Client) -> None:
    """Only the usual subject and goal could be asked for."""
    person, credential = PEOPLE[0], f"certification:{rulebook().credentials[0].id}"
    said = (credential, "--format", "json", "--as-of", DAY)
    one = client.post("/v1/explain", params={**BUNDLED, "subject": credential}, content=person.read_bytes())
    assert answered(one) == told("explain", str(person), *said)
    one = client.post("/v1/plan", params={**BUNDLED, "to": credential}, content=person.read_bytes())
    assert answered(one) == told("plan", str(person), "--to", *said)
    other = f"certification:{rulebook().credentials[1].id}"
    asked = {"profile": read_document(person).data, "to": [credential, other]}
    compared = told("compare", str(person), "--to", other, "--to", *said)
    asked["to"].reverse()
    assert answered(client.post("/v1/compare", params=BUNDLED, json=asked)) == compared


@pytest.mark.parametrize("what", ["profile", "advice"])
def test_schemas_are_the_same(client: httpx.Client, what: str) -> None:
    """A form made from one schema would be refused by the other door."""
    assert client.get(f"/v1/schema/{what}", params={"rulebook": rulebook().id}).content == told("schema", what)


def test_every_rulebook_of_the_server_can_be_asked(client: httpx.Client, tmp_path: Path) -> None:
    """A second occupation would need a second server."""
    listed = client.get("/v1/rulebook").json()["rulebooks"]
    assert [one["id"] for one in listed] == [OTHER, rulebook().id]
    assert listed[1]["digest"] == rulebook().digest
    assert listed[1]["counts"]["credentials"] == len(rulebook().credentials)
    assert client.get("/v1/rulebook", params={"rulebook": rulebook().id}).json()["rulebooks"] == listed[1:]
    folder = str(ROOT / "tests" / "rulebooks" / OTHER)
    person = tmp_path / "person.yaml"
    person.write_text("experience: 3", "utf-8")
    usual = client.post("/v1/advice", params={"as_of": DAY}, content=person.read_bytes())
    assert answered(usual) == told("evaluate", str(person), "--rules", folder, "--format", "json", "--as-of", DAY)
    assert usual.json()["rulebook"]["id"] == OTHER
