"""The OpenAPI document is valid, its examples are what the product answers, and the service keeps to it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource

from tests.http.conftest import OTHER
from tests.http.serving import Server, serving
from tests.people import rulebook

ROUTES = {
    ("post", "/v1/advice"),
    ("post", "/v1/advice/batch"),
    ("post", "/v1/explain"),
    ("post", "/v1/plan"),
    ("post", "/v1/compare"),
    ("post", "/v1/what-if"),
    ("post", "/v1/interview"),
    ("post", "/v1/interview/answer"),
    ("get", "/v1/rulebook"),
    ("get", "/v1/schema/{what}"),
    ("get", "/health"),
    ("get", "/ready"),
    ("get", "/metrics"),
}


@pytest.fixture(scope="module")
def document(server: Server) -> Any:
    """The OpenAPI document."""
    return httpx.get(f"{server.address}/openapi.json", timeout=60).json()


def operations(document: Any) -> list[tuple[str, str, Any]]:
    """Every operation with its method and path."""
    return [(method, path, one) for path, item in document["paths"].items() for method, one in item.items()]


def test_the_document_is_valid_and_complete(document: Any) -> None:
    """Tools that make clients from it would stop, or would not know a route."""
    assert document["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []
    assert {(method, path) for method, path, _ in operations(document)} == ROUTES
    names = [one["operationId"] for _, _, one in operations(document)]
    assert len(set(names)) == len(names)


def test_examples_fit_their_schemas(document: Any) -> None:
    """A reader would learn from an example what the schema forbids."""
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    registry: Any = Registry().with_resource("urn:api", Resource.from_contents({**dialect, **document}))
    seen = 0
    for _, path, one in operations(document):
        bodies = [one.get("requestBody", {}), one["responses"]["200"]]
        for content in [content for body in bodies for content in body.get("content", {}).values()]:
            if "example" in content:
                schema = {"$ref": f"urn:api{content['schema']['$ref']}"}
                errors = Draft202012Validator(schema, registry=registry).iter_errors(content["example"])
                assert [error.message for error in errors] == [], path
                seen += 1
    assert seen >= 18


def test_examples_are_what_the_server_answers(client: httpx.Client, document: Any) -> None:
    """An example written by hand would grow old."""
    day = date.today().isoformat()
    for method, path, one in operations(document):
        if method != "post":
            continue
        ((kind, sent), *_) = one["requestBody"]["content"].items()
        is_lines = kind == "application/jsonl"
        body = b"\n".join(map(orjson.dumps, sent["example"])) if is_lines else orjson.dumps(sent["example"])
        answer = client.post(path, content=body, headers={"content-type": kind})
        assert answer.status_code == 200, path
        example = one["responses"]["200"]["content"][kind]["example"]
        got = [orjson.loads(line) for line in answer.content.splitlines()] if is_lines else answer.json()
        assert got == example or date.today().isoformat() != day, path


@pytest.mark.parametrize("usual", [rulebook().id, OTHER])
def test_answers_fit_their_schemas(client: httpx.Client, usual: str) -> None:
    """A client made from the schemas would fail at an answer."""
    schema = client.get("/v1/schema/advice", params={"rulebook": usual}).json()
    advice = client.post("/v1/advice", params={"rulebook": usual}, json={"experience": 4}).json()
    assert [error.message for error in Draft202012Validator(schema).iter_errors(advice)] == []


REFUSED = [
    {"constraints": {"by": 0}},
    {"constraints": {"by": "0000"}},
    {"constraints": {"by": "2026-13"}},
    {"name": "\u0001"},
    {"skills": ["a\u202eb"]},
    {"goal": " "},
    {"experience": -1},
]


@pytest.mark.parametrize("profile", REFUSED, ids=str)
def test_the_schema_forbids_what_the_service_refuses(client: httpx.Client, document: Any, profile: Any) -> None:
    """A client that checks what it sends by the schema would be refused all the same."""
    schemas = {"$schema": "https://json-schema.org/draft/2020-12/schema", **document}
    registry: Any = Registry().with_resource("urn:api", Resource.from_contents(schemas))
    validator = Draft202012Validator({"$ref": "urn:api#/components/schemas/Profile"}, registry=registry)
    assert client.post("/v1/advice", json=profile).status_code == 422
    assert not validator.is_valid(profile)
    assert validator.is_valid({"constraints": {"by": 2028}, "name": "Maria\nLopez", "skills": [7], "experience": 3})


@pytest.mark.parametrize(("phases", "seconds"), [("examples,coverage", 40), ("fuzzing", 20)])
def test_schemathesis_finds_nothing(tmp_path: Path, phases: str, seconds: int) -> None:
    """Some request would get an answer that the document does not allow, or bring the server to a fault."""
    here = Path(__file__).parent
    with serving(tmp_path) as server:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "schemathesis.cli",
                "--config-file",
                str(here / "schemathesis.toml"),
                "run",
                f"{server.address}/openapi.json",
                "--phases",
                phases,
                "--max-time",
                str(seconds),
                "--seed",
                "1",
            ],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            timeout=seconds * 4,
            check=False,
            env={**os.environ, "PYTHONPATH": str(here)},
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "fault" not in {line["event"] for line in server.lines}
