"""Every small change of data: what a forger, or a fault on the way, may do to one leaf or one list of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

Place = tuple[str | int, ...]


class Mutation(NamedTuple):
    """A change: where, what kind of change, and what makes it and takes it back."""

    place: Place
    kind: str
    make: Callable[[], None]
    undo: Callable[[], None]


def mutations(data: Any, place: Place = ()) -> Iterator[Mutation]:
    """Give every change of a leaf, a list or the keys of an object. Make it, look, and undo it before the next."""
    inner: list[tuple[str | int, Any]] = list(data.items() if isinstance(data, dict) else enumerate(data))
    for key, value in inner:
        here = (*place, key)
        if isinstance(value, dict | list) and value:
            yield from mutations(value, here)
        others = {"cut": None, "text": "x", "number": 0, "list": [], "object": {}} if not value else _others(value)
        for kind, other in others.items():
            if other != value or isinstance(other, bool) is not isinstance(value, bool):
                yield _set(data, key, other, value, here, kind)
    if isinstance(data, dict):
        for key in list(data):
            before = dict(data)
            yield Mutation((*place, key), "key removed", lambda key=key: data.pop(key), _restore(data, before))  # type: ignore[misc]
        yield Mutation(
            place, "key added", lambda: data.update({"added by a forger": None}), lambda: data.pop("added by a forger")
        )
    else:
        for number in range(len(data)):
            yield _list(data, place, "dropped", number, [*data[:number], *data[number + 1 :]])
            yield _list(data, place, "duplicated", number, [*data[: number + 1], *data[number:]])
            if number and data[number - 1] != data[number]:
                swapped = [*data[: number - 1], data[number], data[number - 1], *data[number + 1 :]]
                yield _list(data, place, "swapped", number, swapped)


def _others(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"flipped": not value, "null": None, "number": int(value)}
    if isinstance(value, int | float):
        return {"more": value + 1, "less": value - 1, "a little": value + 0.001, "null": None, "text": str(value)}
    if isinstance(value, str):
        return {"longer": f"{value}x", "shorter": value[:-1], "null": None, "number": 0}
    return {"null": None, "text": "x", "emptied": type(value)()}


def _set(data: Any, key: Any, other: Any, value: Any, place: Place, kind: str) -> Mutation:
    return Mutation(place, kind, lambda: data.__setitem__(key, other), lambda: data.__setitem__(key, value))


def _restore(data: dict[str, Any], before: dict[str, Any]) -> Callable[[], None]:
    def undo() -> None:
        data.clear()
        data.update(before)

    return undo


def _list(data: list[Any], place: Place, kind: str, number: int, other: list[Any]) -> Mutation:
    before = list(data)

    def put(items: list[Any]) -> None:
        data[:] = items

    return Mutation((*place, number), kind, lambda: put(other), lambda: put(before))
