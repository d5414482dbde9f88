"""What was said of one subject, remembered: it is said once to all people who are alike in what it depends on."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, TypeVarTuple

from advisor.engine.decide import Decision
from advisor.engine.region import EVERYONE, Scope

MOST_REMEMBERED = 1024
"""Things said of one subject that are remembered; with more, they are forgotten and learned anew."""

Said = TypeVar("Said")
Of = TypeVarTuple("Of")


class Told:
    """A subject, and what was said of it depending on the scope of some conditions. Safe among threads.

    Of an amount known within bounds, sentences quote and distances measure what there surely is: the lower bound.
    """

    __slots__ = ("_mask", "_quoted", "_said")

    def __init__(self, scope: Scope = EVERYONE) -> None:
        self._mask, self._quoted = scope
        self._said: dict[Hashable, Any] = {}

    def once(self, also: Hashable, decision: Decision, say: Callable[[*Of], Said], *of: *Of) -> Said:
        """Give what ``say`` says of a person; ``also`` is all that it depends on besides the scope, or None."""
        key: Hashable = decision.region & self._mask
        if self._quoted:
            values = map(decision.values.get, self._quoted)
            key = (key, *[value[0] if isinstance(value, tuple) else value for value in values])
        if also is not None:
            key = (key, also)
        said: Said | None = self._said.get(key)
        if said is None:
            said = say(*of)
            if len(self._said) >= MOST_REMEMBERED:
                self._said = {}
            self._said[key] = said
        return said
