"""Everything that can go wrong, in one tree.

    AdvisorError                    exit  HTTP
    ├── UsageError                     2   400   the call itself is wrong
    ├── InputError                     3   422   what a person told us cannot be read
    ├── RulebookError                  4   500   the rules cannot be used
    └── EngineError                    4   503   the rules engine is missing or failed

An error carries a stable ``code``, and ``problems``: one for each mistake, with its place. A message never
repeats what a person wrote about themselves; it names the place and says what would be right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

PARTLY = 1
"""Exit status when some input was rejected, and the rest was done."""
INTERNAL = 70
"""Exit status of a fault in the program."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where it is, what is wrong, and what would be right."""

    message: str
    file: str = ""
    line: int = 0
    path: str = ""
    place: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        place = ":".join(part for part in (self.file, str(self.line) if self.line else "") if part)
        return ": ".join(part for part in (place, self.path, self.message) if part)


class AdvisorError(Exception):
    """Any failure that the advisor foresees; ``problems`` says what and where."""

    code, exit_status, http_status = "advisor", INTERNAL, 500

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = tuple(Problem(p) if isinstance(p, str) else p for p in problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UsageError(AdvisorError):
    """The program was called in a way it cannot follow."""

    code, exit_status, http_status = "usage", 2, 400


class InputError(AdvisorError):
    """A profile, or a file of them, cannot be read or is not valid."""

    code, exit_status, http_status = "input", 3, 422


class RulebookError(AdvisorError):
    """A rulebook is missing or not valid."""

    code, exit_status, http_status = "rulebook", 4, 500


class EngineError(AdvisorError):
    """The rules engine cannot be loaded or gave an answer that cannot be."""

    code, exit_status, http_status = "engine", 4, 503


def nearest(word: str, allowed: Iterable[str]) -> str:
    """Give " Did you mean X?" for the allowed word closest to ``word``, or nothing."""
    from difflib import get_close_matches  # only for a message

    match = get_close_matches(word.casefold(), {a.casefold(): a for a in allowed}, n=1, cutoff=0.6)
    return f" Did you mean {next(a for a in allowed if a.casefold() == match[0])}?" if match else ""


def listing(words: Iterable[str], most: int = 12) -> str:
    """Write a list of allowed words for a message, shortened when it is long."""
    names = list(words)
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
