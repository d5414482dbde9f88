"""JSON read fast, with the meaning that the reader of documents gives it; whatever is doubtful is left to that reader.

A key that is written twice, nesting without end, numbers that a machine cannot hold and characters that text cannot
hold are not taken here, so that their place can be told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

_DOUBTFUL = re.compile(r'\\u[dD]|\\u00[01]|[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|"[^"]{1000}')
"""Halves of characters, control characters, ends of lines that are none in JSON, and keys too long for YAML."""


def _is_doubtful(text: str) -> bool:
    plain = text.isascii() and "\\u" not in text and "\x7f" not in text and len(text) < 1000  # most are; seen sooner
    return not plain and _DOUBTFUL.search(text) is not None


class _Left(ValueError):
    """To be read by the reader of documents."""


def reader(integer: Callable[[str], Any], number: Callable[[str], Any], deepest: int) -> Callable[[str], Any]:
    """Make a reader that gives None for a text that it leaves to another.

    ``integer`` and ``number`` give the value of a numeral; ``deepest`` is how deep lists and objects may be nested.
    """

    def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            raise _Left
        return made

    decoder = json.JSONDecoder(object_pairs_hook=once_each, parse_int=integer, parse_float=number, parse_constant=str)

    def read(text: str) -> Any:
        if not text.startswith("{") or _is_doubtful(text) or text.count("{") + text.count("[") > deepest:
            return None
        try:
            return decoder.decode(text)
        except (ValueError, RecursionError):
            return None

    return read
