"""JSON Lines for schemathesis, which knows how to write and read other kinds of bodies."""

from __future__ import annotations

import json
from typing import Any

import schemathesis


@schemathesis.serializer("application/jsonl")
def jsonl(context: Any, value: Any) -> bytes:
    """Write a body: each item of a list as a line, text as it is, anything else as one line."""
    lines = [json.dumps(one) for one in value] if isinstance(value, list) else [_line(value)]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _line(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


@schemathesis.deserializer("application/jsonl")
def lines(context: Any, response: Any) -> list[Any]:
    """Read an answer, each of whose lines is JSON."""
    return [json.loads(line) for line in response.content.splitlines()]
