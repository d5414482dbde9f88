"""Remembering what was worked out, up to a bound: for pure functions whose arguments are awkward to hash."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """Values by key; when there are too many, all are forgotten and learned anew. Safe among threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[Hashable, Value] = {}

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Give the value of a key, made when it is not known."""
        try:
            return self._known[key]
        except KeyError:
            pass
        value = make()
        if len(self._known) >= self._most:
            self._known = {}
        self._known[key] = value
        return value
