"""Rosters: people in rows of a file or of a table, and a row of answers for each.

Names are loaded when they are first used, so that a command which reads a file does not wait for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from advisor.roster.table import ANSWER_SCHEMA, answer_table

__all__ = ["ANSWER_SCHEMA", "answer_table"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from advisor.roster import table

    return getattr(table, name)
