"""The OpenAPI 3.1 document, from the endpoints, the types, and examples that the product itself answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import orjson
from pydantic import BaseModel, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from advisor.advice.brief import BriefAdvice
from advisor.advice.model import Advice
from advisor.changing import WhatIf
from advisor.doors.http.bodies import Changes, Goals, InterviewAnswer
from advisor.doors.http.endpoint import Endpoint
from advisor.doors.http.interview import AnswerTurn, InterviewTurn
from advisor.doors.http.problems import MEDIA_TYPE, ProblemDocument
from advisor.doors.http.query import Query
from advisor.doors.http.rulebooks import RulebookList, Rulebooks
from advisor.planning.comparison import Comparison
from advisor.planning.model import Plan
from advisor.reasoning.model import Explanation
from advisor.schema import profile_schema

Schema = dict[str, Any]
_HOME = "#/components/schemas/{model}"
_DESCRIPTION = (
    "A profile in, advice out: level, titles, certifications and steps, each with its rule and documents. Nothing that "
    "is sent is kept."
)
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
_RETRY_AFTER = {"Retry-After": {"schema": {"type": "integer", "minimum": 0}, "description": "Seconds to wait."}}
_ANSWERS: tuple[Any, ...] = (
    Advice,
    BriefAdvice,
    Explanation,
    Plan,
    Comparison,
    WhatIf,
    InterviewTurn,
    AnswerTurn,
    RulebookList,
    ProblemDocument,
)


def document_route(endpoints: Sequence[Endpoint]) -> Route:
    """Give the route of the document, which is written when it is first asked for and then kept."""

    @lru_cache(maxsize=1)
    def content(rulebooks: Rulebooks) -> bytes:
        return orjson.dumps(openapi(rulebooks, endpoints))

    async def function(request: Request) -> Response:
        state = request.app.state
        return Response(await state.worker_pool.run(content, state.rulebooks), 200, None, "application/json")

    return Route("/openapi.json", function)


def openapi(rulebooks: Rulebooks, endpoints: Sequence[Endpoint]) -> Schema:
    """Describe the service; the words of a profile are those of the usual rulebook."""
    paths: dict[str, Schema] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, rulebooks)
    info = {"title": "Career-path advisor", "version": version("career-path-advisor"), "description": _DESCRIPTION}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": _schemas(rulebooks)}}


def _operation(endpoint: Endpoint, rulebooks: Rulebooks) -> Schema:
    sent, answer = endpoint.example(rulebooks) if endpoint.example else (None, None)
    answer = orjson.loads(answer) if isinstance(answer, bytes) else answer
    name = f"{endpoint.method} {endpoint.path.removeprefix('/v1')}".lower()
    operation: Schema = {
        "summary": endpoint.summary,
        "operationId": re.sub(r"[^a-z0-9]+", "_", name).strip("_"),
        "parameters": [*_path_parameters(endpoint.path), *_query_parameters(endpoint.query, rulebooks)],
        "responses": {
            "200": {"description": "Done.", "content": {endpoint.media_type: _content(endpoint.gives, answer)}},
            **{str(status): _refusal(status) for status in endpoint.refusals},
        },
    }
    if endpoint.takes:
        is_json = endpoint.media_type == "application/json"
        kinds = ("application/json", "application/yaml") if is_json else (endpoint.media_type,)
        content = {kind: _content(endpoint.takes, sent) for kind in kinds}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _content(schema: str, example: Any = None) -> Schema:
    content: Schema = {"schema": _reference(schema) if schema else {"type": "string"}}
    return content if example is None else {**content, "example": example}


def _reference(schema: str) -> Schema:
    return {"$ref": _HOME.format(model=schema)}


def _refusal(status: int) -> Schema:
    refusal: Schema = {"description": _REFUSALS[status], "content": {MEDIA_TYPE: _content("ProblemDocument")}}
    return {**refusal, "headers": _RETRY_AFTER} if status in (429, 503) else refusal


def _path_parameters(path: str) -> Iterator[Schema]:
    words = {"type": "string", "enum": ["profile", "advice"]}
    for name in re.findall(r"{(\w+)}", path):
        yield {"name": name, "in": "path", "required": True, "schema": words}


def _query_parameters(query: type[Query] | None, rulebooks: Rulebooks) -> Iterator[Schema]:
    for name, schema in (query.model_json_schema()["properties"] if query else {}).items():
        description = schema.pop("description")
        schema.pop("title"), schema.pop("default", None)
        shape = next((branch for branch in schema.get("anyOf", ()) if branch["type"] != "null"), schema)
        shape |= {"enum": list(rulebooks.by_id)} if name == "rulebook" else {}
        yield {"name": name, "in": "query", "description": description, "schema": shape}


def _schemas(rulebooks: Rulebooks) -> dict[str, Schema]:
    adapters = [(type.__name__, "serialization", TypeAdapter(type)) for type in _ANSWERS]
    _, answers = TypeAdapter.json_schemas(adapters, ref_template=_HOME)  # type: ignore[arg-type] # modes are literals
    return {
        **answers["$defs"],
        **_profile(rulebooks),
        **{model.__name__: _without_parts(model) for model in (Changes, Goals, InterviewAnswer)},
        "AdviceView": {"anyOf": [_reference("Advice"), _reference("BriefAdvice")]},
        "ProfileLines": {"type": "array", "items": _reference("Profile"), "description": "JSON Lines: one a line."},
        "AdviceLines": {
            "type": "array",
            "items": {"anyOf": [_reference("Advice"), _reference("ProblemDocument")]},
            "description": "JSON Lines: for each line that is not blank its advice, or its problem.",
        },
        "Status": {"type": "object", "required": ["status"], "properties": {"status": {"type": "string"}}},
        "Schema": {"type": "object", "description": "A JSON Schema, dialect 2020-12."},
    }


def _profile(rulebooks: Rulebooks) -> dict[str, Schema]:
    """Give the schema of a profile and of its parts; its Goal gets another name than that of a plan."""
    text = orjson.dumps(profile_schema(rulebooks.get(None))).decode()
    text = text.replace('#/$defs/Goal"', '#/components/schemas/Wish"').replace("#/$defs/", "#/components/schemas/")
    schema = orjson.loads(text)
    parts = schema.pop("$defs")
    schema.pop("$schema")
    return {"Profile": schema, **{"Wish" if name == "Goal" else name: part for name, part in parts.items()}}


def _without_parts(model: type[BaseModel]) -> Schema:
    schema = model.model_json_schema(ref_template=_HOME)
    schema.pop("$defs", None)
    return schema
