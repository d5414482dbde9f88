"""What a server was told at its start: which rulebooks, and how much it takes on."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import orjson

from advisor.errors import UsageError, nearest

_VARIABLE = "ADVISOR_SERVE"


@dataclass(frozen=True, slots=True)
class Settings:
    """``rules`` are folders of rulebooks beside the installed ones; a ``quiet`` server logs faults alone.

    The rest are limits, in bytes and seconds. A body may have ``most_bytes``, an uploaded form ``roster_bytes``, a
    line of a batch ``most_bytes``; of a batch ``ahead_bytes`` may be sent ahead of its answers.
    Headers must arrive within ``header_seconds``; a body within ``send_seconds``, and
    as much again for each further megabyte; a line of a batch within ``send_seconds``. Whoever reads nothing of an
    answer for ``read_seconds`` is cut off. ``small_bytes`` is the body up to which advice is worked out at once,
    without a thread. ``threads`` work on the rest, for which up to ``waiting`` may wait, nobody longer than
    ``work_seconds``. A process serves up to ``at_once`` requests at a time, ``per_client`` of them from one address.
    When it is told to stop, it has ``stop_seconds`` to finish what has begun.
    """

    rules: tuple[str, ...] = ()
    choices: str | None = None
    most_bytes: int = 250_000
    roster_bytes: int = 100_000_000
    ahead_bytes: int = 100_000_000
    small_bytes: int = 2_000
    header_seconds: float = 10
    send_seconds: float = 15
    read_seconds: float = 60
    work_seconds: float = 20
    stop_seconds: float = 30
    threads: int = 4
    waiting: int = 200
    at_once: int = 1_000
    per_client: int = 300
    quiet: bool = False

    @property
    def choices_file(self) -> Path | None:
        """Give the file of an institution's readings."""
        return Path(self.choices) if self.choices else None

    def limited(self, words: tuple[str, ...]) -> Settings:
        """Change limits, each written NAME=NUMBER. Raises UsageError for what is not one."""
        known = {field.name: field for field in fields(self) if field.name not in ("rules", "choices", "quiet")}
        changes: dict[str, float] = {}
        for word in words:
            name, _, figure = word.partition("=")
            if name not in known:
                raise UsageError(f"There is no limit {name}.{nearest(name, known)} The limits are {', '.join(known)}.")
            is_whole = known[name].type == "int"
            if not figure.replace(".", "", 0 if is_whole else 1).isdecimal() or float(figure) <= 0:
                kind = "whole number" if is_whole else "number"
                raise UsageError(f"This limit is a {kind} above 0. Write {name}={known[name].default}.")
            changes[name] = int(figure) if is_whole else float(figure)
        return replace(self, **changes)  # type: ignore[arg-type] # names and types are those of the fields

    def export(self) -> None:
        """Leave the settings in the environment, for the processes of a server with several workers."""
        os.environ[_VARIABLE] = orjson.dumps(asdict(self)).decode()

    @classmethod
    def imported(cls) -> Settings:
        """Take up what ``export`` left; the defaults when it left nothing."""
        told = orjson.loads(os.environ.get(_VARIABLE, "{}"))
        return cls(**{**told, "rules": tuple(told.get("rules", ()))})
