"""JSON read fast, with the meaning that the reader of documents gives it; whatever is doubtful is left to that reader.

A key that is written twice, nesting without end, numbers that a machine cannot hold and characters that text cannot
hold are not taken here, so that their place can be told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import orjson

_DOUBTFUL = re.compile(r'\\u[dD]|\\u00[01]|[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|"[^"]{1000}')
"""Halves of characters, control characters, ends of lines that are none in JSON, and keys too long for YAML."""
_UNUSUAL = re.compile("[0-9](?:[eE]|[0-9]{18})")
"""Numerals with an exponent, or with more digits than an integer may have."""
_LONG = 10**18


def _is_doubtful(text: str) -> bool:
    plain = text.isprintable() or (text.isascii() and "\x7f" not in text)  # most are; seen sooner
    return (not plain or "\\u" in text or len(text) >= 1000) and _DOUBTFUL.search(text) is not None


class _Left(ValueError):
    """To be read by another reader."""


def _plain(text: str) -> Any:
    """Read a text whose numerals mean the same to everyone and whose keys are written once. Raises ValueError."""
    data, decimals = orjson.loads(text), list[float]()
    if _keys(data, decimals) != text.count(":") or (decimals and _UNUSUAL.search(text)):
        raise _Left
    return data


def _keys(part: Any, decimals: list[float]) -> int:
    """Count the keys in some data: each was written with a colon of its own, so no colon more means that none was lost.

    Gathers the decimals, whose text tells more than they do. Raises ValueError for an integer too long to be one.
    """
    count = 0
    if type(part) is dict:
        count, part = len(part), part.values()
    for one in part:
        kind = type(one)
        if kind is str:  # most are
            continue
        if kind is dict or kind is list:
            count += _keys(one, decimals)
        elif kind is float:
            decimals.append(one)
        elif kind is int and not -_LONG < one < _LONG:
            raise _Left
    return count


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
            return _plain(text)
        except ValueError:
            pass
        try:
            return decoder.decode(text)
        except (ValueError, RecursionError):
            return None

    return read
