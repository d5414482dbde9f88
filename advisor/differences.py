"""Where data given differs from the data that must be there, leaf by leaf."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson


def plain(value: Any) -> Any:
    """Write values of the advisor as a reader of their JSON gets them."""
    return orjson.loads(orjson.dumps(value))


def differences(given: Any, right: Any, place: str = "") -> Iterator[str]:
    """Name each place where ``given`` is not ``right``, both plain data of JSON: a sentence each, with the place.

    A whole number may be written with or without a point; true and false are no numbers.
    """
    if isinstance(right, dict) and isinstance(given, dict):
        yield from (f"{_inside(place, key)}: it is left out." for key in right if key not in given)
        yield from (f"{_inside(place, key)}: it does not belong here." for key in given if key not in right)
        for key in right:
            if key in given:
                yield from differences(given[key], right[key], _inside(place, key))
    elif isinstance(right, list) and isinstance(given, list):
        if len(given) != len(right):
            yield f"{place}: it has {len(given)} entries, not {len(right)}."
        for number, (one, other) in enumerate(zip(given, right, strict=False)):
            yield from differences(one, other, f"{place}[{number}]")
    elif given != right or isinstance(given, bool) is not isinstance(right, bool):
        yield f"{place or 'all'}: it is not what follows from the profile and the rules."


def _inside(place: str, key: object) -> str:
    return f"{place}.{key}" if place else str(key)
