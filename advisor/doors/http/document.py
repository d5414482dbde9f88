"""The OpenAPI 3.1 document: from the rows of what is served, the types, and examples that the product itself answers.

It is written when it is first asked for, and then kept: no server waits for it at its start.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import orjson
from pydantic import BaseModel, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from advisor.advice.model import Advice
from advisor.changing import WhatIf
from advisor.doors.http.asked import Asked
from advisor.doors.http.interview import Turn
from advisor.doors.http.problems import MEDIA_TYPE
from advisor.doors.http.reading import Answered, Changes
from advisor.doors.http.served import Served
from advisor.doors.http.shelf import Shelf
from advisor.interview import State
from advisor.planning.model import Plan
from advisor.reasoning.model import Explanation
from advisor.schema import profile_schema

_HOME = "#/components/schemas/{model}"
_REFUSALS = {
    400: "The call is not right: a parameter that does not exist, or a rulebook that there is not.",
    404: "There is nothing at this address.",
    408: "The body did not arrive in time.",
    413: "The body is too large.",
    415: "The body is a form, or compressed; send the JSON or YAML itself.",
    422: "The body cannot be read or is not valid; `errors` names each place.",
    429: "Too many requests from one address at the same time.",
    500: "An internal fault; nothing about the person is in the answer.",
    503: "Too much to do at this moment, or this took too long.",
}
_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_ERROR = {
    "type": "object",
    "required": ["detail"],
    "properties": {"detail": _TEXT, "line": {"type": "integer", "minimum": 1}, "path": _TEXT},
}
_BY_HAND: dict[str, Any] = {
    "Problem": {
        "type": "object",
        "description": "What went wrong (RFC 9457), with the code of the command line; in a batch also the line.",
        "required": ["type", "title", "status", "detail", "code", "errors"],
        "properties": {
            "type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT, "code": _TEXT,
            "errors": {"type": "array", "items": _ERROR}, "line": {"type": "integer", "minimum": 1},
        },
    },
    "ProfileLines": {**_TEXT, "description": "One profile a line, as JSON on one line each."},
    "AdviceLines": {**_TEXT, "description": "For each line that is not blank its Advice, or its Problem."},
    "Status": {"type": "object", "required": ["status"], "properties": {"status": _TEXT}},
    "Schema": {"type": "object", "description": "A JSON Schema, dialect 2020-12."},
    "Rulebooks": {
        "type": "object",
        "required": ["rulebooks"],
        "properties": {"rulebooks": {"type": "array", "items": {
            "type": "object",
            "required": ["id", "name", "occupation", "country", "version", "digest", "choices", "counts"],
            "properties": {
                **dict.fromkeys(("id", "name", "occupation", "country", "version", "digest"), _TEXT),
                "choices": {"type": "object", "additionalProperties": _TEXT},
                "counts": {"type": "object", "additionalProperties": _COUNT},
            },
        }}},
    },
}  # fmt: skip


def route(served: tuple[Served, ...]) -> Route:
    """Give the route of the document."""

    async def endpoint(request: Request) -> Response:
        state = request.app.state
        return Response(await state.workroom.run(_written, state.shelf, served), 200, None, "application/json")

    return Route("/openapi.json", endpoint)


@lru_cache(maxsize=1)
def _written(shelf: Shelf, served: tuple[Served, ...]) -> bytes:
    return orjson.dumps(openapi(shelf, served))


def openapi(shelf: Shelf, served: tuple[Served, ...]) -> dict[str, Any]:
    """Describe what is served; the words of a profile are those of the usual rulebook."""
    paths: dict[str, Any] = {}
    for one in served:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, shelf)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Career-path advisor", "version": version("career-path-advisor"),
            "description": "A profile in, advice out: level, titles, certifications and steps, each with its rule and "
            "documents. Nothing that is sent is kept.",
        },
        "paths": paths,
        "components": {"schemas": _schemas(shelf)},
    }  # fmt: skip


def _operation(one: Served, shelf: Shelf) -> dict[str, Any]:
    sent, answer = one.example(shelf) if one.example else (None, b"")
    answer = orjson.loads(answer) if isinstance(answer, bytes) and answer else answer
    found: dict[str, Any] = {
        "summary": one.says.partition("\n")[0],
        "operationId": re.sub(r"[^a-z0-9]+", "_", f"{one.method} {one.path.removeprefix('/v1')}".lower()).strip("_"),
        "parameters": [*_path_parameters(one.path), *_parameters(one.query, shelf)],
        "responses": {
            "200": {"description": "Done.", "content": {one.media_type: _content(one.gives, answer)}},
            **{str(status): _refusal(status) for status in one.can_refuse},
        },
    }
    if one.takes:
        kinds = (one.media_type,) if one.media_type != "application/json" else ("application/json", "application/yaml")
        found["requestBody"] = {"required": True, "content": {kind: _content(one.takes, sent) for kind in kinds}}
    return found


def _content(schema: str, example: Any) -> dict[str, Any]:
    shape = {"$ref": _HOME.format(model=schema)} if schema else _TEXT
    return {"schema": shape, **({} if example in (None, b"") else {"example": example})}


def _refusal(status: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": _REFUSALS[status], "content": {MEDIA_TYPE: {"schema": {"$ref": _HOME.format(model="Problem")}}}
    }  # fmt: skip
    if status in (429, 503):
        found["headers"] = {"Retry-After": {"schema": _COUNT, "description": "Seconds to wait."}}
    return found


def _path_parameters(path: str) -> list[dict[str, Any]]:
    words = {"type": "string", "enum": ["profile", "advice"]}
    return [{"name": name, "in": "path", "required": True, "schema": words} for name in re.findall(r"{(\w+)}", path)]


def _parameters(query: type[Asked] | None, shelf: Shelf) -> list[dict[str, Any]]:
    found = []
    for name, schema in (query.model_json_schema()["properties"] if query else {}).items():
        words = schema.pop("description")
        schema.pop("title"), schema.pop("default", None)
        shape = next((one for one in schema.get("anyOf", ()) if one["type"] != "null"), schema)
        shape |= {"enum": list(shelf.rulebooks)} if name == "rulebook" else {}
        found.append({"name": name, "in": "query", "description": words, "schema": shape})
    return found


def _schemas(shelf: Shelf) -> dict[str, Any]:
    types: tuple[Any, ...] = (Advice, Explanation, Plan, WhatIf, Turn, State)
    adapters = [(one.__name__, "serialization", TypeAdapter(one)) for one in types]
    _, given = TypeAdapter.json_schemas(adapters, ref_template=_HOME)  # type: ignore[arg-type] # modes are literals
    taken = _profile(shelf)
    for model in (Changes, Answered):
        taken[model.__name__] = _without_parts(model)
    return {**given["$defs"], **taken, **_BY_HAND}


def _profile(shelf: Shelf) -> dict[str, Any]:
    """Give the schema of a profile and of its parts; its goal is another thing than a plan's."""
    text = orjson.dumps(profile_schema(shelf.take(None))).decode()
    text = text.replace('#/$defs/Goal"', '#/components/schemas/Wish"').replace("#/$defs/", "#/components/schemas/")
    schema = orjson.loads(text)
    parts = schema.pop("$defs")
    schema.pop("$schema")
    return {"Profile": schema, **{"Wish" if name == "Goal" else name: part for name, part in parts.items()}}


def _without_parts(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template=_HOME)
    schema.pop("$defs", None)
    return schema
