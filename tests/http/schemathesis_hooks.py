"""JSON Lines for schemathesis, which knows how to write and read other kinds of bodies."""

from __future__ import annotations

import json
from typing import Any

import schemathesis


@schemathesis.serializer("application/jsonl")
def jsonl(context: Any, value: Any) -> bytes:
    """Write a body: text as it is, anything else as one line."""
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "surrogatepass")


@schemathesis.deserializer("application/jsonl")
def lines(context: Any, response: Any) -> str:
    """Read an answer, each of whose lines is JSON."""
    text: str = response.content.decode()
    assert all(isinstance(json.loads(line), dict) for line in text.splitlines())
    return text
